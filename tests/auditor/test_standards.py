"""An office's own data elements: they count in the next audit, can be listed and taken back."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from inventory import elements

FIELDS = "resource,label,name\n水库表,蓄水总量,skxsl\n"


@pytest.fixture(autouse=True)
def only_the_shipped_dictionary_afterwards() -> Iterator[None]:
    yield
    elements.use(())


def matched(auditor, folder: Path) -> object:
    auditor("audit", "-w", folder)
    return auditor("export", "inventory", "-w", folder, "--format", "json").json["fields"]


def test_fields_are_matched_to_them_until_they_are_withdrawn(workspace, auditor, tmp_path: Path) -> None:
    standard = tmp_path / "标准.csv"
    standard.write_text("中文名称,英文名称,短名,同义名称\n水库蓄水量,reservoirStorage,skxsl,蓄水总量\n", encoding="utf-8")
    (tmp_path / "fields.csv").write_text(FIELDS, encoding="utf-8")
    call = ["-w", workspace.folder, "--json"]
    assert auditor("audit", *call).json["matches"] == 0
    auditor("import", tmp_path / "fields.csv", *call)
    assert auditor("audit", *call).json["matches"] == 0

    assert auditor("elements", "import", standard, "--dry-run", *call).json["changed"] == {"elements": 1}
    assert auditor("audit", *call).json["matches"] == 0
    assert auditor("elements", "import", standard, *call).json["changed"] == {"elements": 1}
    assert auditor("elements", "import", standard, *call).json["changed"] == {}
    assert auditor("audit", *call).json["matches"] == 1
    assert "reservoir_storage" in {e["name"] for e in auditor("elements", "list", *call).json["elements"]}

    (listed,) = [e for e in auditor("import", "list", *call).json["imports"] if e["name"] == "标准.csv"]
    assert (listed["kind"], listed["records"]) == ("elements", 1)
    assert auditor("import", "withdraw", "标准.csv", *call).json["changed"] == {"elements": 1}
    assert auditor("audit", *call).json["matches"] == 0


def test_a_later_version_stands_in_place_of_the_earlier(workspace, auditor, tmp_path: Path) -> None:
    standard = tmp_path / "标准.csv"
    call = ["-w", workspace.folder, "--json"]
    for name in ("蓄水量", "坝高"):
        standard.write_text(f"中文名称,数据类型\n{name},数值型\n", encoding="utf-8")
        auditor("elements", "import", standard, *call)
    labels = {e["zh"] for e in auditor("elements", "list", *call).json["elements"]}
    assert "坝高" in labels
    assert "蓄水量" not in labels


def test_they_go_out_and_come_back_with_the_inventory(workspace, auditor, tmp_path: Path) -> None:
    standard, out, again = tmp_path / "标准.csv", tmp_path / "one.json", tmp_path / "two.json"
    standard.write_text("中文名称,英文名称,短名\n水库蓄水量,reservoirStorage,skxsl\n", encoding="utf-8")
    auditor("elements", "import", standard, "-w", workspace.folder)
    auditor("export", "inventory", "-w", workspace.folder, "--format", "json", "--out", out)
    elements.use(())
    auditor("init", tmp_path / "other", "--name", "另一处")
    assert auditor("import", out, "-w", tmp_path / "other", "--json").json["rejected"] == []
    assert "reservoir_storage" in {e["name"] for e in auditor("elements", "list", "-w", tmp_path / "other", "--json").json["elements"]}
    auditor("export", "inventory", "-w", tmp_path / "other", "--format", "json", "--out", again)
    one, two = (json.loads(path.read_text(encoding="utf-8")) for path in (out, again))
    assert one["office_elements"]
    assert one["office_elements"] == two["office_elements"]
    assert one["sources"] == two["sources"]


def test_an_element_that_is_none_is_told_and_the_others_come_in(workspace, auditor, tmp_path: Path) -> None:
    standard, out = tmp_path / "标准.csv", tmp_path / "one.json"
    standard.write_text("中文名称,英文名称\n水库蓄水量,reservoirStorage\n坝高,damHeight\n", encoding="utf-8")
    auditor("elements", "import", standard, "-w", workspace.folder)
    auditor("export", "inventory", "-w", workspace.folder, "--format", "json", "--out", out)
    elements.use(())
    document = json.loads(out.read_text(encoding="utf-8"))
    document["office_elements"][0]["content"]["role"] = "boss"
    out.write_text(json.dumps(document), encoding="utf-8")
    auditor("init", tmp_path / "other", "--name", "另一处")
    answer = auditor("import", out, "-w", tmp_path / "other", "--json")
    assert (answer.code, [r["path"] for r in answer.json["rejected"]]) == (1, ["office_elements[0]"])
    kept = {e["name"] for e in auditor("elements", "list", "-w", tmp_path / "other", "--json").json["elements"]}
    assert ("dam_height" in kept) != ("reservoir_storage" in kept)
