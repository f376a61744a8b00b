from typing import Any

import pytest

from inventory.importers.interpret import _REQUIRED, header_field, interpret
from inventory.importers.rows import RawRow
from inventory.problems import Problems
from inventory.schema import entities
from inventory.values.observation import Locator, Observation


def read(entity: str, *rows: dict[str, Any], **options: Any) -> tuple[list[Observation], Problems]:
    problems = Problems()
    raw = [RawRow(entity, cells, Locator(file="a.csv", row=number)) for number, cells in enumerate(rows, start=2)]
    return interpret(raw, problems, **options), problems


def rejected(problems: Problems) -> list[tuple[str, int | None, str | None]]:
    return [(p.code, p.at.row, p.at.column) for p in problems.rejected]


@pytest.mark.parametrize(
    ("entity", "header", "field", "ten_thousands"),
    [
        ("System", "系统名称", "name", False), ("System", "system_name", "name", False), ("System", "System name", "name", False), ("System", " 系统名称* ", "name", False), ("System", "系统描述（业务功能）", "purpose", False),
        ("Cost", "annual_om_yuan", "om_yuan", False), ("Cost", "annual_om", "om_yuan", True), ("Cost", "年度运维金额", "om_yuan", True), ("Cost", "年度运维金额(万元)", "om_yuan", True),
        ("Cost", "年度运维金额（万元）", "om_yuan", True), ("Cost", "年度运维金额(元)", "om_yuan", False), ("Cost", "Operation a year(万元)", "om_yuan", True), ("System", "心情", None, False),
    ],
)  # fmt: skip
def test_headers_name_fields_and_units(entity: str, header: str, field: str | None, ten_thousands: bool) -> None:
    found, unit = header_field(entity, header)
    assert (None if found is None else found.name, unit) == (field, ten_thousands)


def test_amounts_are_read_in_the_unit_of_their_header() -> None:
    said, _ = read(
        "Cost",
        {"object": "云溪通", "fiscal_year": 2026, "年度运维金额(万元)": "12.5"},
        {"object": "网格通", "fiscal_year": 2026, "annual_om_yuan": "12.5"},
    )
    assert [o.values["om_yuan"] for o in said] == ["125000.00", "12.50"]


@pytest.mark.parametrize("entity", list(_REQUIRED))
def test_a_row_without_what_it_needs_is_listed(entity: str) -> None:
    needed = {name for choice in _REQUIRED[entity] for name in choice.split("/")}
    field = next(f for f in entities()[entity].fields.values() if f.name not in needed and f.type in ("str", "text", "date", "int", "dec"))
    said, problems = read(entity, {field.key: "2024"})
    assert said == []
    assert [(code, row) for code, row, _ in rejected(problems)] == [("missing_value", 2)]


def test_one_bad_cell_does_not_take_its_row_and_one_bad_row_does_not_take_its_neighbours() -> None:
    said, problems = read("System", {"name": "甲", "users": "许多"}, {"users": 3}, {"name": "乙", "users": 3})
    assert [dict(o.values) for o in said] == [{"name": "甲"}, {"name": "乙", "users": 3}]
    assert rejected(problems) == [("not_a_number", 2, "users"), ("missing_value", 3, None)]


def test_empty_rows_are_passed_over_in_silence() -> None:
    said, problems = read("System", {}, {"name": "", "users": None}, {"id": "s1"})
    assert (said, len(problems)) == ([], 0)


def test_unknown_columns_are_named_where_they_hold_something() -> None:
    _, problems = read("System", {"name": "甲", "心情": "好", "备用": ""})
    assert [(p.code, dict(p.params)["header"]) for p in problems.ignored] == [("unknown_column", "心情")]


def test_a_given_id_is_kept_and_a_wrong_one_is_listed() -> None:
    said, problems = read(
        "System",
        {"id": "SYS.1_a-b", "name": "甲"},
        {"id": "a b", "name": "乙"},
        {"id": "x" * 65, "name": "丙"},
        {"id": ["s"], "name": "丁"},
        {"id": 7, "name": "戊"},
    )
    assert [o.record for o in said] == ["SYS.1_a-b", "7"]
    assert rejected(problems) == [("bad_id", 3, None), ("bad_id", 4, None), ("bad_id", 5, None)]


def test_a_personal_number_is_no_id() -> None:
    said, problems = read("Organisation", {"id": "11010519491231002X", "name": "张某工作室"})
    assert "11010519491231002X" not in repr((said, problems.rejected))


def test_double_rows_are_joined_and_asked_about_where_they_differ() -> None:
    said, problems = read(
        "System",
        {"name": "云溪通", "users": 5},
        {"name": "云溪 通", "users": 6, "layer": "前台"},
        {"name": "云溪通", "users": 5},
    )
    assert [dict(o.values) for o in said] == [{"name": "云溪通", "users": 5, "layer": "front"}]
    assert [(p.code, p.at.row) for p in problems.questions] == [("double_row", 3), ("double_row", 4)]


def test_equal_rows_are_no_question() -> None:
    said, problems = read("System", {"name": "甲"}, {"name": "甲"})
    assert (len(said), problems.questions) == (1, [])


def test_defaults_fill_what_a_row_leaves_out() -> None:
    said, _ = read(
        "System",
        {"name": "甲"},
        {"name": "乙", "owner": "教育局"},
        defaults={"System": {"owner": "民政局"}, "Channel": {"owner": "x"}},
    )
    assert [o.values["owner"] for o in said] == ["民政局", "教育局"]


def test_one_label_over_several_columns_of_a_table_is_several_fields() -> None:
    said, problems = read(
        "DataField",
        {"resource": "低保对象", "label": "姓名", "name": "xm"},
        {"resource": "低保对象", "label": "姓名", "name": "hz_xm"},
    )
    assert len({o.record for o in said}) == 2
    assert problems.questions == []


@pytest.mark.parametrize("header", ["密码", "visit_password", "token"])
def test_a_credential_column_is_refused_and_its_row_kept(header: str) -> None:
    said, problems = read("System", {"name": "甲", header: "hunter2"}, {"name": "乙", header: ""})
    assert [o.values["name"] for o in said] == ["甲", "乙"]
    assert rejected(problems) == [("credential_column", 2, header)]
    assert "hunter2" not in repr((said, problems.rejected))


@pytest.mark.parametrize("cells", [{"secrecy": "涉密"}, {"涉密分类": "机密"}, {"secrecy": "secret"}, {"密级": "秘密"}, {"备注": "绝密"}])
def test_a_row_marked_secret_is_refused_whole(cells: dict[str, str]) -> None:
    said, problems = read("System", {"name": "天网九号", **cells}, {**cells, "name": "天网十号"}, {"name": "乙", "secrecy": "非涉密"})
    assert [o.values["name"] for o in said] == ["乙"]
    assert rejected(problems) == [("secret_row", 2, None), ("secret_row", 3, None)]
    assert "天网" not in repr((said, problems.rejected, problems.ignored))


@pytest.mark.parametrize("cells", [{"secrecy": "机密★5年"}, {"涉密分类": "涉密（机密级）"}, {"functions": ["涉密"]}])
def test_a_row_that_may_be_secret_is_refused_whole(cells: dict[str, Any]) -> None:
    said, _ = read("System", {"name": "天网九号", **cells})
    assert said == []


def test_an_unknown_header_with_a_credential_is_not_quoted() -> None:
    _, problems = read("System", {"name": "甲", "密码:hunter2": "x"})
    assert "hunter2" not in repr(problems.ignored)


@pytest.mark.parametrize("header", ["用户数（万人）", "用户数(单位：万户)", "用户数"])
@pytest.mark.parametrize(("cell", "users"), [("1.5", 15_000), ("3,000", 30_000_000), (2, 20_000), ("0.3万", 3_000), ("12人", 120_000)])
def test_counts_are_read_in_the_unit_of_their_header(header: str, cell: Any, users: int) -> None:
    said, problems = read("System", {"系统名称": "甲", header: cell})
    if header == "用户数" and cell != "0.3万":
        users = users // 10_000 if users % 10_000 == 0 else -1
    assert said[0].values.get("users", -1) == users
    assert len(problems) == (users == -1)
