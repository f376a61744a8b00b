from collections.abc import Sequence
from typing import Any

import pytest

from inventory.importers.interpret import interpret
from inventory.importers.rows import Context, Document
from inventory.importers.tables.grid import Grid
from inventory.importers.tables.read import read_tables
from inventory.importers.tables.resources import without_listed_twice
from inventory.problems import Problems

COLUMNS = ["字段名", "数据类型", "约束", "说明"]
XM = ["xm", "varchar(20)", "非空", "姓名"]
ZT = ["zt", "char(1)", "", "状态：0 停用，1 在用"]


def read(*rows: Sequence[Any], name: str = "Sheet1") -> tuple[list[dict[str, Any]], list[dict[str, Any]], Problems]:
    document, problems = Document("excel"), Problems()
    width = max(map(len, rows))
    read_tables(Grid(name, [[*row, *[""] * (width - len(row))] for row in rows]), "库.xlsx", problems, Context(system="民政"), document)
    said = list(interpret(document.rows, problems))
    return [dict(o.values) for o in said if o.entity == "Dataset"], [dict(o.values) for o in said if o.entity == "DataField"], problems


def owners(fields: list[dict[str, Any]]) -> list[tuple[str, str]]:
    return [(field["resource"], field["name"]) for field in fields]


def test_a_comment_tells_label_and_codes_and_constraints_tell_key_and_filling() -> None:
    _, fields, problems = read(["居民表（t_jm）"], COLUMNS, ["id", "bigint", "主键", "编号"], XM, ZT)
    assert [(f["name"], f["label"], f.get("is_key"), f.get("required"), f.get("length")) for f in fields] == [
        ("id", "编号", True, None, None),
        ("xm", "姓名", False, True, "20"),
        ("zt", "状态", None, None, "1"),
    ]
    assert fields[2]["definition"] == "状态：0 停用，1 在用"
    assert not problems.rejected


@pytest.mark.parametrize("gap", [[], [[""]], [[""], [""]]])
@pytest.mark.parametrize("title", [["街道表 t_jd"], ["街道 | TABLE: t_jd", "第三范式"], ["表名", "t_jd", "序号", "2"]])
def test_the_same_titles_again_begin_another_table_named_by_the_line_above(gap: list[list[str]], title: list[str]) -> None:
    datasets, fields, problems = read(["居民表（t_jm）"], COLUMNS, XM, ZT, *gap, title, COLUMNS, ["mc", "varchar(50)", "", "名称"])
    assert [d["code"] for d in datasets] == ["t_jm", "t_jd"]
    names = [d["name"] for d in datasets]
    assert owners(fields) == [(f"民政/{names[0]}", "xm"), (f"民政/{names[0]}", "zt"), (f"民政/{names[1]}", "mc")]
    assert not problems.rejected


def test_a_line_in_the_list_announces_the_next_table_where_rows_of_the_list_follow() -> None:
    datasets, fields, _ = read(["tb_jm"], COLUMNS, XM, ["tb_jd"], ["所有街道"], ["mc", "varchar(50)", "", "名称"], [""], ["备注：内部使用"])
    assert [d["name"] for d in datasets] == ["tb_jm", "所有街道"]
    assert [name for _, name in owners(fields)] == ["xm", "mc"]


def test_what_another_heading_announces_is_passed_over_and_told() -> None:
    after = [
        [""],
        ["索引"],
        ["ix_jm", "xm", "unique", "按姓名"],
        ["ix_zt", "zt", "", "按状态"],
        [""],
        ["街道表 t_jd"],
        ["mc", "char(9)", "", "名称"],
    ]
    datasets, fields, problems = read(["居民表（t_jm）"], COLUMNS, XM, ZT, *after)
    assert [d["code"] for d in datasets] == ["t_jm", "t_jd"]
    assert [name for _, name in owners(fields)] == ["xm", "zt", "mc"]
    assert [(p.code, p.at.row, dict(p.params)["title"]) for p in problems.ignored] == [("unknown_block", 6, "索引")]


def test_a_group_within_a_list_ends_nothing() -> None:
    datasets, fields, _ = read(["设备表（t_sb）"], COLUMNS, XM, ["网络"], ZT)
    assert [d["code"] for d in datasets] == ["t_sb"]
    assert {"xm", "zt"} <= {name for _, name in owners(fields)}


def test_a_name_below_the_list_is_that_of_its_table() -> None:
    datasets, _, _ = read(COLUMNS, XM, ZT, [""], ["表名：t_jm"], name="居民信息")
    assert [(d["name"], d["code"]) for d in datasets] == [("居民信息", "t_jm")] or [(d["name"], d["code"]) for d in datasets] == [
        ("t_jm", "t_jm")
    ]


@pytest.mark.parametrize(
    ("titles", "first", "blank"),
    [
        (["中文名称", "表名", "字段", "中文描述", "类型"], ["居民", "t_jm"], ["", ""]),
        (["表名", "描述", "字段", "描述", "类型"], ["t_jm", "居民"], ["", ""]),
    ],
)
def test_a_table_named_once_for_several_rows_holds_on_and_is_a_dataset(titles: list[str], first: list[str], blank: list[str]) -> None:
    rows = [
        [*first, "xm", "姓名", "varchar"],
        [*blank, "zt", "状态", "char"],
        [""],
        [*blank, "je", "金额", "int"],
    ]
    datasets, fields, problems = read(titles, *rows)
    assert [(d["name"], d["code"]) for d in datasets] == [("居民", "t_jm")]
    assert owners(fields) == [("民政/居民", "xm"), ("民政/居民", "zt"), ("民政/居民", "je")]
    assert [f.get("label") or f.get("definition") for f in fields] == ["姓名", "状态", "金额"]
    assert not problems.rejected


def test_a_resource_in_chinese_words_stays_a_reference_to_what_another_sheet_tells() -> None:
    datasets, fields, _ = read(
        ["数据资源名称", "数据项名称", "数据类型", "数据长度"], ["居民信息", "姓名", "字符型", 20], ["", "住址", "字符型", ""]
    )
    assert not datasets
    assert [f["resource"] for f in fields] == ["居民信息", "居民信息"]


def test_a_list_of_tables_is_no_list_of_columns() -> None:
    datasets, fields, _ = read(["序号", "表名", "中文名", "说明"], [1, "t_jm", "居民", "全部"], [2, "t_jd", "街道", ""])
    assert [(d["name"], d["code"]) for d in datasets] == [("居民", "t_jm"), ("街道", "t_jd")]
    assert not fields


def test_of_a_list_of_tables_only_those_without_a_sheet_of_their_own_are_kept() -> None:
    document, problems = Document("excel"), Problems()
    context = Context(system="民政")
    listed = Grid("目录", [["表名", "中文名", "说明"], ["t_jm", "居民明细", ""], ["t_jd", "街道", ""]])
    own = Grid("居民", [["表名", "t_jm", "", ""], [""] * 4, COLUMNS, XM, ZT])
    for grid in (listed, own):
        read_tables(grid, "库.xlsx", problems, context, document)
    kept = [o.values["name"] for o in interpret(without_listed_twice(document.rows), problems) if o.entity == "Dataset"]
    assert kept == ["街道", "居民"]


def test_of_two_columns_of_names_the_one_with_names_of_a_database_holds_those() -> None:
    titles = ["序号", "字段名称", "中文名称", "类型", "空否", "主键"]
    datasets, fields, problems = read(
        ["表名", "订单（t_dd）"], titles, [1, "id", "编号", "INT", "N", "PK"], [2, "lx", "类型", "CHAR(4)", "Y", ""]
    )
    assert [(d["name"], d["code"]) for d in datasets] == [("订单", "t_dd")]
    assert [(f["name"], f["label"], f.get("is_key"), f["required"]) for f in fields] == [
        ("id", "编号", True, True),
        ("lx", "类型", None, False),
    ]
    assert not problems.rejected


def test_a_line_that_names_a_table_is_no_header_though_its_answers_follow_the_labels() -> None:
    datasets, fields, _ = read(
        ["英文表名", "Room", "中文表名", "教室"],
        ["英文列名", "中文列名", "类型", "备注"],
        ["id", "编号", "Integer", ""],
        ["mc", "名称", "String", ""],
    )
    assert [(d["name"], d["code"]) for d in datasets] == [("教室", "Room")]
    assert [(f["resource"], f["name"], f["label"]) for f in fields] == [("民政/教室", "id", "编号"), ("民政/教室", "mc", "名称")]
