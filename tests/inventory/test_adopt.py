"""Two counties of one city in one workspace: equal names stay two things, what belongs to the province is one."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from inventory.adopt import significant

Command = Callable[..., Any]

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
def counties(auditor: Command, tmp_path: Path) -> list[Path]:
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
def city(auditor: Command, counties: list[Path], tmp_path: Path) -> Path:
    folder = tmp_path / "city"
    auditor("init", folder, "--name", "宁州市", "--region", "330900")
    for path in counties:
        auditor("import", path, "-w", folder)
    return folder


def inventory(auditor: Command, folder: Path) -> Any:
    document = auditor("export", "inventory", "-w", folder, "--format", "json").json
    document.pop("generated_at")
    return document


def test_equal_names_stay_two_and_the_province_s_are_one(auditor: Command, city: Path) -> None:
    found = inventory(auditor, city)
    assert sorted(o["name"] for o in found["organisations"]) == ["东江省民政厅", "云溪县民政局", "石桥县民政局"]
    assert sorted(s["name"] for s in found["systems"]) == ["低保系统", "低保系统", "全省救助平台"]
    assert len(found["resources"]) == len(found["fields"]) == len(found["exchanges"]) == len(found["responsibilities"]) == 2
    assert {o["name"] for o in found["organisations"] if "民政局" in o["aliases"]} == {"云溪县民政局", "石桥县民政局"}


def test_references_lead_to_the_county_s_own(auditor: Command, city: Path) -> None:
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


def test_order_and_repetition_change_nothing(auditor: Command, city: Path, counties: list[Path], tmp_path: Path) -> None:
    other = tmp_path / "other"
    auditor("init", other, "--name", "宁州市", "--region", "330900")
    for path in (*reversed(counties), *counties):
        answer = auditor("import", path, "-w", other, "--json").json
        assert [q["code"] for q in answer["questions"]] == ["another_region"]
    assert answer["changed"] == {}
    records = ("organisations", "systems", "resources", "fields", "exchanges", "responsibilities", "services")
    first, second = inventory(auditor, city), inventory(auditor, other)
    assert {array: first[array] for array in records} == {array: second[array] for array in records}


def test_the_own_inventory_is_restored_as_it_was(auditor: Command, counties: list[Path], tmp_path: Path) -> None:
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


# what two counties typed themselves: their own ids, a company that serves both, a body of the province by other ids
TYPED = {
    "330901": {
        "organisations": [
            {"id": "org-1", "name": "县民政局", "code": "113309010000000001"},
            {"id": "org-7", "name": "东江省公安厅", "code": "113300000000000007", "level": "province"},
            {"id": "org-9", "name": "东江大数据有限公司", "code": "91330000MA27XXXX1A"},
        ],
        "systems": [
            {"id": "sys-1", "name": "低保系统", "owner": "org-1", "operator": "org-9"},
            {"id": "sys-7", "name": "人口库", "owner": "org-7"},
            {"id": "sys-8", "name": "一网通办"},
        ],
        "exchanges": [{"id": "exc-1", "from": "sys-7", "to": "sys-1", "elements": ["身份证号"]}],
    },
    "330902": {
        "organisations": [
            {"id": "org-1", "name": "教育局", "code": "113309020000000001"},
            {"id": "org-7", "name": "东江省教育厅", "level": "province"},
            {"id": "org-8", "name": "东江省公安厅", "level": "province"},
        ],
        "systems": [
            {"id": "sys-1", "name": "学籍系统", "owner": "org-1", "operator": "东江大数据有限公司"},
            {"id": "sys-7", "name": "人口库", "owner": "org-8"},
            {"id": "sys-8", "name": "一网通办"},
            {"id": "sys-9", "name": "两遍登记", "owner": "org-1", "users": 1},
            {"id": "sys-10", "name": "两遍登记", "owner": "org-1", "users": 2},
        ],
        "exchanges": [{"id": "exc-1", "from": "sys-7", "to": "sys-1", "elements": ["身份证号"]}],
    },
}


@pytest.fixture
def typed(auditor: Command, tmp_path: Path) -> list[Path]:
    exported = []
    for region, name in (("330901", "云溪县"), ("330902", "石桥县")):
        folder = tmp_path / f"typed{region}"
        auditor("init", folder, "--name", name, "--region", region)
        (tmp_path / "typed.json").write_text(json.dumps(TYPED[region], ensure_ascii=False), encoding="utf-8")
        assert auditor("import", tmp_path / "typed.json", "-w", folder).code == 0
        exported.append(tmp_path / f"typed{region}.json")
        auditor("export", "inventory", "-w", folder, "--format", "json", "--out", exported[-1])
    return exported


def test_equal_ids_of_two_counties_are_not_one_record(auditor: Command, typed: list[Path], tmp_path: Path) -> None:
    cities = []
    for number, order in enumerate((typed, typed[::-1])):
        folder = tmp_path / f"city{number}"
        auditor("init", folder, "--name", "宁州市", "--region", "330900")
        for path in order:
            assert auditor("import", path, "-w", folder).code == 0
        cities.append(inventory(auditor, folder))
    first, second = cities
    assert all(first[array] == second[array] for array in ("organisations", "systems", "exchanges"))
    names = sorted(o["name"] for o in first["organisations"])
    assert names == sorted(["东江大数据有限公司", "东江省公安厅", "东江省教育厅", "云溪县民政局", "石桥县教育局"])
    by_name = {o["name"]: o["id"] for o in first["organisations"]}
    systems = [(s["name"], s["owner"], s["operator"]) for s in first["systems"]]
    company = by_name["东江大数据有限公司"]
    assert ("低保系统", by_name["云溪县民政局"], company) in systems
    assert ("学籍系统", by_name["石桥县教育局"], company) in systems
    # of the province is one, of nobody are two, and two of one name in one county are one by a rule that people may undo
    assert [name for name, _, _ in systems].count("人口库") == 1
    assert [name for name, _, _ in systems].count("一网通办") == 2
    assert len({exchange["to"] for exchange in first["exchanges"]}) == 2
    assert len({exchange["from"] for exchange in first["exchanges"]}) == 1
    ruled = auditor("review", "-w", tmp_path / "city0", "--json").json["ruled"]
    assert [entry["left_name"] for entry in ruled] == ["两遍登记"]


def test_what_the_city_s_own_register_knows_is_the_county_s(auditor: Command, typed: list[Path], tmp_path: Path) -> None:
    folder = tmp_path / "city"
    auditor("init", folder, "--name", "宁州市", "--region", "330900")
    register = {
        "organisations": [{"name": "云溪县民政局"}, {"id": "gat", "name": "东江省公安厅", "code": "113300000000000007"}],
        "systems": [{"name": "低保系统", "owner": "云溪县民政局", "users": 30}, {"name": "人口库", "owner": "gat"}],
    }
    (tmp_path / "register.json").write_text(json.dumps(register, ensure_ascii=False), encoding="utf-8")
    auditor("import", tmp_path / "register.json", "-w", folder)
    for path in typed:
        auditor("import", path, "-w", folder)
    found = inventory(auditor, folder)
    (one,) = [s for s in found["systems"] if s["name"] == "低保系统"]
    assert one["users"] == 30
    assert one["operator"] is not None
    ruled = auditor("review", "-w", folder, "--json").json["ruled"]
    assert sorted(entry["left_name"] for entry in ruled) == ["东江省公安厅", "两遍登记", "人口库"]


def test_names_of_a_region_are_told_once(auditor: Command, tmp_path: Path) -> None:
    home, city = tmp_path / "home", tmp_path / "city"
    auditor("init", home, "--name", "云溪县", "--region", "330901")
    auditor("init", city, "--name", "宁州市", "--region", "330900")
    bodies = {
        "县残联": "云溪县残联",
        "云溪县司法局": "云溪县司法局",
        "云溪司法所": "云溪司法所",
        "城关镇政府": "云溪县城关镇政府",
        "县城管理中心": "云溪县城管理中心",
        "省民政厅": "省民政厅",
        "宁州市民政局": "宁州市民政局",
        "国家税务总局": "国家税务总局",
        "阳光公司": "阳光公司",
    }
    (tmp_path / "bodies.json").write_text(json.dumps({"organisations": [{"name": name} for name in bodies]}), encoding="utf-8")
    auditor("import", tmp_path / "bodies.json", "-w", home)
    auditor("export", "inventory", "-w", home, "--format", "json", "--out", tmp_path / "home.json")
    auditor("import", tmp_path / "home.json", "-w", city)
    assert sorted(o["name"] for o in inventory(auditor, city)["organisations"]) == sorted(bodies.values())
