"""Garbage given to each import: exit 2 or 1, what and where in a line, no traceback, nothing changed."""

import io
import json
import shutil
import zipfile
from pathlib import Path

import pytest

DEEP = '{"systems": ' + "[" * 50_000 + "]" * 50_000 + "}"


def zipped(files: dict[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return stream.getvalue()


WORKBOOK = {
    "[Content_Types].xml": b'<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>',
    "xl/workbook.xml": b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]><workbook>&b;</workbook>',
}
GARBAGE = {
    "empty.csv": b"",
    "noise.csv": bytes(range(256)) * 40,
    "unknown.csv": "甲,乙\n1,2\n".encode(),
    "open-quote.csv": 'id,name\nsys-1,"平台\n'.encode() * 3,
    "nul.csv": b"id,name\nsys\x00-1,a\n" + b"\x00" * 100,
    "wide.csv": (",".join(f"c{n}" for n in range(20_000)) + "\n").encode(),
    "empty.json": b"",
    "half.json": b'{"systems": [{"id": "sys-1", "na',
    "list.json": b"[1, 2]",
    "number.json": b"7",
    "other.json": b'{"a": 1}',
    "deep.json": DEEP.encode(),
    "version.json": b'{"schema_version": 99, "systems": []}',
    "huge-number.json": b'{"systems": [{"id": "a", "users": ' + b"9" * 5_000 + b"}]}",
    "half.xlsx": zipped(WORKBOOK)[:200],
    "entities.xlsx": zipped(WORKBOOK),
    "bomb.xlsx": zipped({"xl/a.xml": b"0" * 30_000_000}),
    "noise.xlsx": b"PK\x03\x04" + bytes(range(256)) * 20,
    "text.xlsx": b"this is no workbook",
    "old.xls": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 2_000,
    "program.exe": b"MZ" + bytes(range(256)) * 10,
    "page.pdf": b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<<>>",
    "page.xml": b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><x>&e;</x>',
}
# accepted as a table, but a row of it is refused with its place
PARTLY = {
    "systems.csv": ("id,name,status,users\nsys-x,新平台,active,5\nsys-y,坏平台,flying,many\n,,active,1\n", {("systems.csv", 3)}),
    "channels.csv": ("渠道名称,渠道类型\n某号,飞鸽\n", {("channels.csv", 2)}),
    "part.json": (
        json.dumps(
            {
                "systems": [
                    {"id": "sys-x", "name": "新平台"},
                    {"id": "bad id!", "name": "坏"},
                    7,
                    {"id": "sys-z", "name": ["a"], "status": "no"},
                ]
            }
        ),
        None,
    ),
}


@pytest.fixture
def unchanged(town, auditor):
    """The workspace, checked after the test to say what it said before."""

    def document():
        told = auditor("export", "inventory", "-w", town).json
        return {key: value for key, value in told.items() if key != "generated_at"}

    before = document()
    yield town
    assert document() == before
    assert sorted(path.name for path in town.iterdir() if not path.name.startswith("auditor.db")) == ["auditor.toml", "evidence"]


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("name", GARBAGE)
@pytest.mark.parametrize("words", [["import"], ["import", "--dry-run"], ["form", "import"]], ids=" ".join)
def test_garbage_is_refused_in_one_line_and_changes_nothing(auditor, unchanged, tmp_path, name, words, lang) -> None:
    path = tmp_path / name
    path.write_bytes(GARBAGE[name])
    answer = auditor(*words, path, "-w", unchanged, lang=lang)
    assert answer.code in (1, 2), answer.out
    assert "Traceback" not in answer.err
    assert "auditor-fault-" not in answer.err, answer.err
    assert name in answer.err
    if answer.code == 2:
        assert answer.out == ""
        assert len(answer.err.strip().splitlines()) == 1
    assert path.read_bytes() == GARBAGE[name]


@pytest.mark.parametrize("name", GARBAGE)
def test_garbage_given_to_screen_is_read_as_text_or_refused_in_one_line(auditor, unchanged, tmp_path, name) -> None:
    (tmp_path / name).write_bytes(GARBAGE[name])
    answer = auditor("screen", tmp_path / name, "--json")
    assert "Traceback" not in answer.err
    assert "auditor-fault-" not in answer.err, answer.err
    if answer.code == 0:
        # whatever decodes as text is a text; nothing in it imposes anything
        assert [text["hits"] for text in answer.json["texts"]] == [[]]
    else:
        answer.says_one_line(name)


def test_binary_garbage_is_no_text_to_screen(auditor, tmp_path) -> None:
    for name in ("program.exe", "half.xlsx", "noise.xlsx", "entities.xlsx", "bomb.xlsx", "page.pdf"):
        (tmp_path / name).write_bytes(GARBAGE[name])
        auditor("screen", tmp_path / name, "--json").says_one_line(name)


@pytest.mark.parametrize("name", PARTLY)
def test_bad_rows_are_listed_with_their_place_and_good_rows_kept(auditor, town, tmp_path, name) -> None:
    text, places = PARTLY[name]
    (tmp_path / name).write_text(text, encoding="utf-8")
    answer = auditor("import", tmp_path / name, "-w", town, "--json")
    assert answer.code == 1, answer.err
    rejected = answer.json["rejected"]
    assert all({"code", "file", "sheet", "row", "column", "line", "path", "message"} <= set(entry) for entry in rejected)
    assert all(entry["file"] == name and (entry["row"] or entry["path"]) and entry["message"] for entry in rejected)
    if places:
        assert {(entry["file"], entry["row"]) for entry in rejected} >= places
    systems = {s["id"] for s in auditor("export", "inventory", "-w", town).json["systems"]}
    assert systems - {"sys-a", "sys-b", "sys-c"} <= {"sys-x", "sys-y", "sys-z"}
    assert name == "channels.csv" or "sys-x" in systems


def test_dry_run_says_what_would_change_and_writes_nothing(auditor, unchanged, tmp_path) -> None:
    (tmp_path / "systems.csv").write_text("id,name\nsys-x,新平台\n", encoding="utf-8")
    answer = auditor("import", tmp_path / "systems.csv", "--dry-run", "-w", unchanged, "--json")
    assert (answer.code, answer.json["changed"]) == (0, {"systems": 1})


@pytest.mark.parametrize("text", ['{"systems": NaN}', '{"systems": 7}'])
def test_a_document_of_which_nothing_can_be_read(auditor, unchanged, tmp_path, text) -> None:
    (tmp_path / "nan.json").write_text(text)
    auditor("import", tmp_path / "nan.json", "-w", unchanged).says_one_line("nan.json")


@pytest.mark.parametrize("kind", ["empty", "strangers", "link"])
def test_a_folder_without_tables_is_refused(auditor, unchanged, tmp_path, kind) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()
    if kind == "strangers":
        (folder / "letter.docx").write_bytes(b"PK")
    if kind == "link":
        (folder / "systems.csv").symlink_to("/dev/zero")
    answer = auditor("import", folder, "-w", unchanged)
    assert answer.code in (1, 2)
    assert "Traceback" not in answer.err + answer.out
    assert "folder" in answer.err or "systems.csv" in answer.err


def test_a_bad_file_among_good_ones_is_listed_and_the_rest_reported(auditor, town, tmp_path) -> None:
    (tmp_path / "systems.csv").write_text("id,name\nsys-x,新平台\n", encoding="utf-8")
    (tmp_path / "half.json").write_bytes(GARBAGE["half.json"])
    answer = auditor("import", tmp_path / "systems.csv", tmp_path / "half.json", "-w", town, "--json")
    assert answer.code == 1
    assert answer.json["changed"] == {"systems": 1}
    assert [entry["file"] for entry in answer.json["rejected"]] == ["half.json"]


@pytest.mark.parametrize("name", ["noise.csv", "half.json", "deep.json", "list.json", "text.xlsx", "empty.json"])
def test_garbage_as_a_planning_problem(auditor, tmp_path, name) -> None:
    (tmp_path / name).write_bytes(GARBAGE[name])
    auditor("plan", "--problem", tmp_path / name, "--json").says_one_line(name)


@pytest.mark.parametrize(
    ("text", "word"),
    [
        (b"", "seeds.csv"),
        (b"name\nx\n", "url"),
        (b"url\nnot an address\n", "not an address"),
        (bytes(range(256)), "seeds.csv"),
        (b"url\njavascript:alert(1)\n", "javascript"),
    ],
)
def test_garbage_as_seeds(auditor, town, tmp_path, text, word) -> None:
    (tmp_path / "seeds.csv").write_bytes(text)
    auditor("crawl", tmp_path / "seeds.csv", "-w", town).says_one_line(word)
    assert not (town / "crawls").exists() or not list((town / "crawls").iterdir())


@pytest.mark.parametrize(
    "address",
    [
        "http://127.0.0.1/",
        "http://[::1]/",
        "http://0x7f.1/",
        "http://2130706433/",
        "http://169.254.169.254/",
        "http://10.0.0.1/",
        "http://localhost/",
    ],
)
def test_private_addresses_are_refused_aloud(auditor, town, address) -> None:
    auditor("crawl", address, "--purpose", "p", "--contact", "c", "--approved-by", "a", "-w", town).says_one_line("--allow-private")


def test_the_same_workbook_twice_changes_nothing(auditor, town, tmp_path) -> None:
    made = auditor("form", "export", "--out", tmp_path / "forms", "--org", "org-a", "-w", town, "--json").json["forms"]
    assert [form["organisation"] for form in made] == ["云溪县民政局"]
    first = auditor("form", "import", made[0]["file"], "-w", town, "--json")
    again = auditor("form", "import", made[0]["file"], "-w", town, "--json")
    assert (first.code, again.code) == (0, 0)
    assert sum(again.json["changed"].values()) == 0
    status = {row["id"]: row for row in auditor("form", "status", "-w", town, "--json").json["organisations"]}
    assert status["org-a"]["round"]
    assert status["org-c"]["round"] is None
    assert 0 < status["org-a"]["answered_share"] < 1


def test_a_form_of_another_workspace_is_foreign(auditor, town, tmp_path) -> None:
    file = auditor("form", "export", "--out", tmp_path / "forms", "--org", "org-a", "-w", town, "--json").json["forms"][0]["file"]
    assert auditor("init", tmp_path / "other", "--name", "别的县").code == 0
    auditor("form", "import", file, "-w", tmp_path / "other").says_one_line("云溪县")


def test_init_makes_a_workspace_once(auditor, tmp_path) -> None:
    answer = auditor("init", tmp_path / "new", "--name", "云溪县", "--region", "990123", "--json")
    assert answer.code == 0
    assert Path(answer.json["workspace"]) == tmp_path / "new"
    before = {path.name: path.stat().st_mtime_ns for path in (tmp_path / "new").iterdir()}
    auditor("init", tmp_path / "new", "--name", "云溪县").says_one_line("already")
    assert {path.name: path.stat().st_mtime_ns for path in (tmp_path / "new").iterdir()} == before
    shutil.rmtree(tmp_path / "new")
