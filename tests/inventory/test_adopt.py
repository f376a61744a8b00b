"""Two counties of one city in one workspace: equal names stay two things, what belongs to the province is one."""

import json
from pathlib import Path
from typing import Any

import pytest

from inventory.adopt import significant

COUNTY = {
    "organisations": [
        {"name": "民政局", "level": "county"},
        {"name": "东江省民政厅", "level": "province"},
    ],
    "systems": [
        {"name": "低保系统", "owner": "民政局"},
        {"name": "全省救助平台", "owner": "东江省民政厅"},
    ],
    "resources": [{"name": "低保对象", "system": "低保系统"}],
    "fields": [{"resource": "低保对象", "label": "身份证号"}],
    "exchanges": [{"from": "低保系统", "to": "全省救助平台", "elements": ["身份证号"]}],
    "responsibilities": [{"organisation": "民政局", "object": "低保系统", "object_kind": "system", "role": "运维"}],
    "services": [{"name": "低保申请", "owner": "民政局", "systems": ["低保系统"], "first_receiver_org": "信访局"}],
}


@pytest.fixture
def counties(auditor, tmp_path: Path) -> list[Path]:
    """The exported inventories of two counties whose records have the same names."""
    exported = []
    for name, region in (("云溪县", "330901"), ("石桥县", "330902")):
        folder = tmp_path / region
        assert auditor("init", folder, "--name", name, "--region", region).code == 0
        (tmp_path / "county.json").write_text(json.dumps(COUNTY, ensure_ascii=False), encoding="utf-8")
        auditor("import", tmp_path / "county.json", "-w", folder)
        out = tmp_path / f"{region}.json"
        auditor("export", "inventory", "-w", folder, "--format", "json", "--out", out)
        exported.append(out)
    return exported


@pytest.fixture
def city(auditor, counties: list[Path], tmp_path: Path) -> Path:
    folder = tmp_path / "city"
    auditor("init", folder, "--name", "宁州市", "--region", "330900")
    for path in counties:
        auditor("import", path, "-w", folder)
    return folder


def inventory(auditor, folder: Path) -> Any:
    document = auditor("export", "inventory", "-w", folder, "--format", "json").json
    document.pop("generated_at")
    return document


def test_equal_names_stay_two_and_the_province_s_are_one(auditor, city: Path) -> None:
    found = inventory(auditor, city)
    assert sorted(o["name"] for o in found["organisations"]) == ["东江省民政厅", "云溪县民政局", "石桥县民政局"]
    assert sorted(s["name"] for s in found["systems"]) == ["低保系统", "低保系统", "全省救助平台"]
    assert len(found["resources"]) == len(found["fields"]) == len(found["exchanges"]) == len(found["responsibilities"]) == 2
    assert {o["name"] for o in found["organisations"] if "民政局" in o["aliases"]} == {"云溪县民政局", "石桥县民政局"}


def test_references_lead_to_the_county_s_own(auditor, city: Path) -> None:
    found = inventory(auditor, city)
    ids = {entry["id"] for array in ("organisations", "systems", "resources") for entry in found[array]}
    owners = {system["owner"] for system in found["systems"]}
    assert owners <= ids
    assert len(owners) == 3
    for array, key in (
        ("resources", "system"),
        ("fields", "resource"),
        ("exchanges", "from"),
        ("exchanges", "to"),
        ("responsibilities", "object"),
    ):
        assert {entry[key] for entry in found[array]} <= ids
    assert len({exchange["to"] for exchange in found["exchanges"]}) == 1
    # whom they could not name either is nobody of ours
    assert {service["first_receiver_org"] for service in found["services"]} == {"云溪县信访局", "石桥县信访局"}


def test_order_and_repetition_change_nothing(auditor, city: Path, counties: list[Path], tmp_path: Path) -> None:
    other = tmp_path / "other"
    auditor("init", other, "--name", "宁州市", "--region", "330900")
    for path in (*reversed(counties), *counties):
        answer = auditor("import", path, "-w", other, "--json").json
        assert [q["code"] for q in answer["questions"]] == ["another_region"]
    assert answer["changed"] == {}
    records = ("organisations", "systems", "resources", "fields", "exchanges", "responsibilities", "services")
    first, second = inventory(auditor, city), inventory(auditor, other)
    assert {array: first[array] for array in records} == {array: second[array] for array in records}


def test_the_own_inventory_is_restored_as_it_was(auditor, counties: list[Path], tmp_path: Path) -> None:
    original = json.loads(counties[0].read_text(encoding="utf-8"))
    original.pop("generated_at")
    for number, options in enumerate((["--name", "备份"], ["--name", "云溪县", "--region", "330901000000"])):
        folder = tmp_path / f"copy{number}"
        auditor("init", folder, *options)
        assert auditor("import", counties[0], "-w", folder, "--json").json["questions"] == []
        assert inventory(auditor, folder) == original


@pytest.mark.parametrize(
    ("code", "told"),
    [
        ("330901", "330901"),
        ("330901000000", "330901"),
        ("330900", "3309"),
        ("330000", "33"),
        ("330110", "330110"),
        ("330901100000", "3309011"),
        ("", ""),
    ],
)
def test_the_telling_part_of_a_region_code(code: str, told: str) -> None:
    assert significant(code) == told
