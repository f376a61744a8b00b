"""Tables that are not one below the other: titles down a column, cards, tables side by side."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from inventory.importers.excel import read_excel
from inventory.importers.interpret import interpret
from inventory.importers.rows import Context, Document
from inventory.importers.tables.grid import Grid
from inventory.importers.tables.layouts import laid_out
from inventory.importers.tables.read import read_tables
from inventory.problems import Problems
from inventory.values.observation import Observation


def read(*rows: Sequence[Any], merged: Sequence[Any] = (), **grid: Any) -> tuple[list[Observation], Problems, Document]:
    problems, document = Problems(), Document("excel")
    read_tables(Grid("普查", [list(row) for row in rows], merged, **grid), "a.xlsx", problems, Context(), document)
    return interpret(document.rows, problems), problems, document


def named(observations: list[Observation], entity: str = "System", key: str = "name") -> dict[Any, dict[str, Any]]:
    return {o.values[key]: {k: v for k, v in o.values.items() if k != key} for o in observations if o.entity == entity}


TURNED = [
    ["信息系统情况表", "", "", ""],
    ["填报单位：云溪县民政局", "", "", ""],
    ["系统名称", "养老平台", "低保系统", "殡葬系统"],
    ["主管部门", "民政局", "民政局", "殡葬所"],
    ["系统状态", "在用", "停用", "凑合"],
    ["承建单位", "甲公司", "", "丙公司"],
    ["年度运维费（万元）", 12, "", 3.5],
]


def test_a_system_a_column_is_read_with_the_place_of_every_cell() -> None:
    said, problems, document = read(*TURNED)
    assert named(said) == {
        "养老平台": {"owner": "民政局", "status": "active", "contractor": "甲公司"},
        "低保系统": {"owner": "民政局", "status": "suspended"},
        "殡葬系统": {"owner": "殡葬所", "contractor": "丙公司"},
    }
    assert {o.values["object"]: o.values["om_yuan"] for o in said if o.entity == "Cost"} == {
        "养老平台": "120000.00",
        "殡葬系统": "35000.00",
    }
    assert [(o.locator.row, o.locator.column) for o in said if o.entity == "System"] == [(3, "B"), (3, "C"), (3, "D")]
    assert [(p.code, p.at.row, p.at.column) for p in problems.rejected] == [("not_in_list", 5, "D")]
    assert ("普查", "A", "系统状态", "System.status", "own") in document.columns


def test_one_system_a_sheet_with_titles_down_is_read() -> None:
    said, _, _ = read(["系统名称", "养老平台"], ["主管部门", "民政局"], ["系统状态", "在用"], ["承建单位", "甲公司"], ["备注", "无"])
    assert named(said) == {"养老平台": {"owner": "民政局", "status": "active", "contractor": "甲公司"}}


CARD = [
    ["附件1 信息系统登记卡", "", "", ""],
    ["系统名称", "养老平台", "主管部门", "民政局"],
    ["系统状态", "在用", "承建单位", "甲公司"],
    ["系统功能", "受理高龄津贴申请，按月发放。", "", ""],
    ["等保级别", "三级", "上线时间", "2020-03"],
]


def test_a_card_of_titles_and_values_is_read() -> None:
    said, problems, _ = read(*CARD, merged=[((0, 0), (0, 3)), ((3, 1), (3, 3))])
    (values,) = named(said).values()
    assert values == {
        "owner": "民政局",
        "status": "active",
        "contractor": "甲公司",
        "purpose": "受理高龄津贴申请，按月发放。",
        "mlps": "level_3",
        "start_date": "2020-03",
    }
    assert problems.rejected == []


def test_cards_below_each_other_are_records_of_their_own() -> None:
    second = [
        ["系统名称", "低保系统", "主管部门", "民政局"],
        ["系统状态", "快不行了", "承建单位", ""],
        ["系统功能", "", "", ""],
        ["等保级别", "", "上线时间", ""],
    ]
    said, problems, _ = read(*CARD, ["", "", "", ""], *second)
    assert {name: values.get("contractor") for name, values in named(said).items()} == {"养老平台": "甲公司", "低保系统": None}
    assert [(p.code, p.at.row, p.at.column) for p in problems.rejected] == [("not_in_list", 8, "B")]


def test_a_card_with_section_names_beside_its_titles_is_read() -> None:
    said, _, _ = read(
        ["基本情况", "系统名称", "养老平台", "主管部门", "民政局"],
        ["", "系统状态", "在用", "承建单位", "甲公司"],
        ["安全情况", "等保级别", "三级", "上线时间", "2020"],
        ["", "涉密情况", "否", "网络环境", "互联网"],
        merged=[((0, 0), (1, 0)), ((2, 0), (3, 0))],
    )
    (values,) = named(said).values()
    assert (values["owner"], values["status"], values["mlps"], values["networks"]) == ("民政局", "active", "level_3", ["internet"])


def test_what_a_card_asks_beyond_is_told_and_its_password_refused() -> None:
    _, problems, document = read(*CARD, ["联系传真", "0000", "密码", "hunter2"])
    assert [(p.code, p.at.row, p.at.column) for p in problems.ignored if p.code == "unknown_column"] == [("unknown_column", 6, "A")]
    assert [(p.code, p.at.row, p.at.column) for p in problems.rejected] == [("credential_column", 6, "C")]
    assert "hunter2" not in repr((problems.refused, document.rows))


def test_a_secret_record_among_columns_is_refused_alone() -> None:
    rows = [[*row] for row in TURNED]
    rows[5][2] = "机密"
    said, problems, _ = read(*rows)
    assert set(named(said)) == {"养老平台", "殡葬系统"}
    assert ("secret_row", 3, "C") in [(p.code, p.at.row, p.at.column) for p in problems.rejected]


def test_tables_side_by_side_are_both_read() -> None:
    said, problems, _ = read(
        ["云溪县系统与账号清单", "", "", "", "", "", ""],
        ["系统名称", "主管部门", "系统状态", "", "账号名称", "账号类型", "主办单位"],
        ["养老平台", "民政局", "在用", "", "云溪民政", "公众号", "民政局"],
        ["低保系统", "民政局", "凑合", "", "云溪教育", "视频号", "教育局"],
        merged=[((0, 0), (0, 6))],
    )
    assert set(named(said)) == {"养老平台", "低保系统"}
    assert {name: values["owner"] for name, values in named(said, "Channel").items()} == {"云溪民政": "民政局", "云溪教育": "教育局"}
    assert ("not_in_list", 4, "C") in [(p.code, p.at.row, p.at.column) for p in problems.rejected]


def test_a_long_list_in_two_columns_is_read_to_its_end() -> None:
    said, problems, _ = read(
        ["序号", "系统名称", "主管部门", "序号", "系统名称", "主管部门"],
        [1, "甲系统", "民政局", 3, "丙系统", "教育局"],
        [2, "乙系统", "民政局", 4, "丁系统", "卫健局"],
        [5, "戊系统", "民政局", "", "", ""],
    )
    assert {name: values["owner"] for name, values in named(said).items()} == {
        "甲系统": "民政局", "乙系统": "民政局", "戊系统": "民政局", "丙系统": "教育局", "丁系统": "卫健局",
    }  # fmt: skip
    assert [o.locator.row for o in said] == [2, 3, 4, 2, 3]
    assert problems.rejected == []


@pytest.mark.parametrize(
    "rows",
    [
        [["系统名称", "主管部门", "系统状态"], ["养老平台", "民政局", "在用"], ["低保系统", "民政局", "停用"]],
        # a column that nobody filled divides no table
        [["系统名称", "主管部门", "", "系统状态"], ["养老平台", "民政局", "", "在用"]],
        # a dictionary of a form: its data are titles
        [
            ["字段名称", "数据类型", "长度", "是否必填"],
            *[[title, "字符", 50, "是"] for title in ("系统名称", "主管部门", "系统状态", "承建单位", "等保级别", "上线时间")],
        ],
    ],
    ids=["table", "gap", "dictionary"],
)
def test_a_plain_table_is_left_as_it_is(rows: list[list[Any]]) -> None:
    grid = Grid("普查", rows)
    assert laid_out(grid, {}) == [grid]


@pytest.mark.parametrize(
    "rows",
    [
        [],
        [[]],
        [["系统名称"]],
        [["系统名称", ""], ["主管部门", ""], ["系统状态", ""], ["承建单位", ""]],
        [[None] * 3] * 5,
        [["系统名称"] * 6] * 6,
    ],
    ids=["none", "empty", "title", "unfilled", "blank", "repeated"],
)
def test_sheets_with_nothing_to_read_are_no_trouble(rows: list[list[Any]]) -> None:
    said, problems, _ = read(*rows)
    assert (said, problems.rejected) == ([], [])


def test_hidden_columns_are_read_and_asked_about(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    page = book.active
    for row in (["系统名称", "主管部门", "承建单位"], ["养老平台", "民政局", "甲公司"]):
        page.append(row)
    page.column_dimensions["C"].hidden = True
    page.column_dimensions["F"].hidden = True
    book.save(tmp_path / "a.xlsx")
    problems = Problems()
    said = interpret(read_excel(tmp_path / "a.xlsx", problems).rows, problems)
    assert said[0].values["contractor"] == "甲公司"
    assert [(p.code, p.at.column, dict(p.params)["count"]) for p in problems.questions] == [("hidden_columns", "C", 1)]


def test_cards_in_a_real_workbook_keep_their_cells(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    page = book.active
    for row in CARD:
        page.append(row)
    page.merge_cells("A1:D1")
    page.merge_cells("B4:D4")
    page["D5"] = "前年"
    book.save(tmp_path / "a.xlsx")
    problems = Problems()
    said = interpret(read_excel(tmp_path / "a.xlsx", problems).rows, problems)
    assert set(named(said)) == {"养老平台"}
    assert [(p.code, p.at.row, p.at.column) for p in problems.rejected] == [("not_a_date", 5, "D")]


WIDE = [["系统名称", "所属单位", "系统状态", "用户数", "", "", ""], ["养老平台", "民政局", "运行", 3, "", "", ""]]
BESIDE = [
    ["资源名称", "提供单位", "共享类型", "", "事项名称", "实施主体", "事项编码"],
    ["低保名单", "民政局", "不予共享", "", "低保申请", "民政局", "A1"],
    ["学籍", "教育局", "不予共享", "", "", "", ""],
]


@pytest.mark.parametrize("above", [WIDE, []])
@pytest.mark.parametrize("below", [WIDE, []])
@pytest.mark.parametrize("between", [[["", "", "", "", "", "", ""]], [["", "", "", "", "", "", ""], ["附件2", "", "", "", "", "", ""]]])
def test_tables_beside_each_other_are_read_among_tables_below_each_other(
    above: list[list[Any]], below: list[list[Any]], between: list[list[Any]]
) -> None:
    said, problems, _ = read(*above, *(between if above else ()), *BESIDE, *(between if below else ()), *below)
    first = len(above) + (len(between) if above else 0)
    assert {o.values["name"]: o.locator.row for o in said if o.entity == "Dataset"} == {"低保名单": first + 2, "学籍": first + 3}
    assert {o.values["name"]: o.values["code"] for o in said if o.entity == "Service"} == {"低保申请": "A1"}
    assert set(named(said)) == ({"养老平台"} if above or below else set())
    assert [p.code for p in problems.ignored] == []


def test_a_list_in_two_columns_ends_where_another_table_begins() -> None:
    said, _, _ = read(
        ["系统名称", "所属单位", "", "系统名称", "所属单位"],
        ["甲系统", "民政局", "", "丙系统", "住建局"],
        ["备注：以上截至6月", "", "", "", ""],
        ["", "", "", "", ""],
        ["渠道名称", "渠道类型", "主办单位", "备注", "用户数"],
        ["甲小程序", "小程序", "民政局", "好", 5],
    )
    assert {(o.entity, o.values["name"]) for o in said} == {("System", "甲系统"), ("System", "丙系统"), ("Channel", "甲小程序")}
