"""`auditor demo`: its files are there, a second audit changes nothing, two runs are equal, what goes out comes in again."""

import json
from pathlib import Path

import pytest

from reports.diagrams.views import VIEWS

TIMES = ("at", "fetched_at", "generated_at", "seconds", "undone_at")


def without_times(value):
    """The document without the moments at which things happened, and what is hashed over them."""
    if isinstance(value, dict):
        return {key: without_times(entry) for key, entry in value.items() if key not in (*TIMES, "chain", "offset")}
    return [without_times(entry) for entry in value] if isinstance(value, list) else value


def document(path: Path):
    return json.loads(path.read_text(encoding="utf-8"))


def without_moment(text: str) -> list[str]:
    return [line for line in text.splitlines() if '"generated_at"' not in line]


def test_files_of_the_demo_are_there(demo) -> None:
    names = [f"report.{language}.{kind}" for language in ("zh", "en") for kind in ("html", "pdf")]
    names += ["inventory.json", "findings.json", "plan.json", "auditor.toml", "auditor.db", "seeds.csv"]
    names += [f"diagrams/{view}.{kind}" for view in VIEWS for kind in ("svg", "png")]
    assert [name for name in names if not (demo.folder / name).is_file() or not (demo.folder / name).stat().st_size] == []
    assert set(VIEWS) >= {"landscape", "asis-tobe", "duplicates", "silos", "roadmap"}
    assert list(demo.folder.rglob("*.new")) == []


def test_demo_answers_with_one_document(demo) -> None:
    assert set(demo.answer) == {"out", "report", "findings", "plan", "seconds"}
    assert Path(demo.answer["report"]).is_file()
    assert demo.answer["findings"] == len(demo.findings)
    assert demo.answer["plan"] == document(demo.folder / "plan.json")["status"] == "optimal"


def test_a_second_audit_changes_nothing(demo, auditor, tmp_path) -> None:
    folder = demo.copy(tmp_path / "copy")
    assert auditor("audit", "-w", folder, "--json").code == 0
    after = auditor("export", "inventory", "-w", folder, lang="zh")
    assert without_moment(after.out) == without_moment((demo.folder / "inventory.json").read_text(encoding="utf-8"))


def test_the_same_forms_and_registers_again_change_nothing(demo, auditor, tmp_path) -> None:
    from auditor.demo.offices import county

    folder = demo.copy(tmp_path / "copy")
    books = sorted((folder / "forms").glob("*.xlsx"))
    returned = [str(book) for book in books if book.name in str(demo.inventory["sources"])]
    assert len(returned) == 8
    for answer in (
        auditor("import", county("registers"), "-w", folder, "--json"),
        auditor("form", "import", *returned, "-w", folder, "--json"),
    ):
        assert answer.code in (0, 1)
        assert sum(answer.json["changed"].values()) == 0, answer.json["changed"]


def test_export_import_export_is_equal(demo, auditor, tmp_path) -> None:
    """Byte for byte but for the moment, and our own export is read without a complaint."""
    assert auditor("init", tmp_path / "other", "--name", "云溪县", lang="zh").code == 0
    answer = auditor("import", demo.folder / "inventory.json", "-w", tmp_path / "other", "--json")
    assert (answer.code, answer.json["rejected"], answer.json["questions"], answer.json["ignored"]) == (0, [], [], [])
    again = auditor("export", "inventory", "-w", tmp_path / "other", lang="zh")
    for name, array in demo.inventory.items():
        assert name == "generated_at" or again.json[name] == array, name
    assert without_moment(again.out) == without_moment((demo.folder / "inventory.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def second(demo, auditor, demo_ports, tmp_path_factory) -> Path:
    """A second run of the demo in another folder, at the same addresses."""
    folder = tmp_path_factory.mktemp("second") / "county"
    with demo_ports():
        assert auditor("demo", "--out", folder, lang=None).code == 0
    if (folder / "seeds.csv").read_bytes() != (demo.folder / "seeds.csv").read_bytes():
        pytest.skip("another program holds the ports of the demo's sites")
    return folder


def without_places(entry: dict) -> dict:
    return {key: value for key, value in entry.items() if key not in ("sources", "evidence", "url", "id" if "verdict" in entry else "")}


def in_order(entries: list) -> list:
    return sorted(entries, key=lambda entry: json.dumps(entry, ensure_ascii=False, sort_keys=True))


RECORDS = (
    "organisations", "systems", "channels", "services", "resources", "fields", "exchanges", "responsibilities", "returns", "share_requests",
    "assessments", "algorithms", "supports", "usage", "costs", "judgements", "notices", "findings", "recommendations", "pages",
)  # fmt: skip


def test_two_demos_are_equal_but_for_times(demo, second) -> None:
    for name in ("plan.json", "findings.json", "inventory.json"):
        first, other = (without_times(document(folder / name)) for folder in (demo.folder, second))
        arrays = RECORDS if name == "inventory.json" else tuple(first)
        differing = []
        for array in arrays:
            left, right = first[array], other[array]
            if array in RECORDS and name != "plan.json":
                left, right = (in_order([without_places(entry) for entry in entries]) for entries in (left, right))
            if left != right:
                differing.append(array)
        assert differing == [], name
    for name in (f"diagrams/{view}.svg" for view in VIEWS):
        assert (demo.folder / name).read_text() == (second / name).read_text(), name


def test_two_demos_name_the_same_places(demo, second) -> None:
    for array in ("channels", "systems", "resources", "fields", "notices", "findings"):
        first, other = (without_times(document(folder / "inventory.json"))[array] for folder in (demo.folder, second))
        assert first == other, array


def test_only_a_demo_s_own_folder_is_replaced(auditor, tmp_path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "notes.txt").write_text("mine")
    answer = auditor("demo", "--out", tmp_path / "mine")
    assert (answer.code, answer.out) == (2, "")
    assert "mine is not empty" in answer.err.splitlines()[-1]
    assert [path.name for path in (tmp_path / "mine").iterdir()] == ["notes.txt"]


def test_no_identity_number_of_the_sites_leaves_unmasked(demo) -> None:
    import re

    from auditor.demo.server import sites_folder

    shown = re.findall(r"(?<!\d)\d{17}[\dXx](?!\d)", (sites_folder() / "town" / "gongshi" / "2026-08.html").read_text(encoding="utf-8"))
    assert len(shown) == 1
    for path in (*demo.folder.glob("*.json"), *demo.folder.glob("*.html"), *demo.folder.glob("diagrams/*.svg"), demo.folder / "auditor.db"):
        assert shown[0].encode() not in path.read_bytes(), path.name
