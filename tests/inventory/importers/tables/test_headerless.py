from typing import Any

import pytest

from inventory.importers.interpret import interpret
from inventory.importers.rows import Context, Document
from inventory.importers.tables.grid import Grid
from inventory.importers.tables.headerless import with_titles
from inventory.importers.tables.read import read_tables
from inventory.problems import Problems

LISTED: list[list[Any]] = [
    ["xm", "否", "String(32)", "姓名。"],
    ["lxdh", "是", "String(20)", "联系电话，可多个"],
    ["zt", "是", "Number", "状态"],
    ["rq", "是", "Date", "登记日期"],
]


def read(rows: list[list[Any]], name: str = "Sheet1") -> tuple[list[Any], Problems]:
    document, problems = Document("excel"), Problems()
    read_tables(Grid(name, rows), "库.xlsx", problems, Context(system="民政"), document)
    return list(interpret(document.rows, problems)), problems


def test_a_list_without_titles_is_known_by_names_and_types_and_asked_about() -> None:
    said, problems = read(LISTED, "居民表")
    assert [o.values["name"] for o in said if o.entity == "Dataset"] == ["居民表"]
    fields = [o for o in said if o.entity == "DataField"]
    assert [(o.values["name"], o.values["label"], o.values["type"]) for o in fields] == [
        ("xm", "姓名", "string"),
        ("lxdh", "联系电话", "string"),
        ("zt", "状态", "number"),
        ("rq", "登记日期", "date"),
    ]
    assert [o.locator.row for o in fields] == [1, 2, 3, 4]
    assert [p.code for p in problems.questions] == ["columns_without_titles"]


def test_lines_between_name_the_tables() -> None:
    rows = [
        ["居民", "t_jm", "", ""],
        *LISTED,
        [""] * 4,
        ["街道", "t_jd", "", ""],
        ["mc", "", "string", "名称"],
        ["bm", "", "string", "编码"],
    ]
    rows = [row if row[1].startswith("t_") or not row[0] else ["", *row] for row in rows]
    said, _ = read(rows)
    assert [(o.values["name"], o.values["code"]) for o in said if o.entity == "Dataset"] == [("居民", "t_jm"), ("街道", "t_jd")]
    assert [o.values["resource"] for o in said if o.entity == "DataField"] == ["民政/居民"] * 4 + ["民政/街道"] * 2


@pytest.mark.parametrize(
    "rows",
    [
        LISTED[:3],
        [["张三", "男", 30], ["李四", "女", 31], ["王五", "男", 32], ["赵六", "女", 33]],
        [["姓名", "", "string", "a"], ["电话", "", "string", "b"], ["状态", "", "int", "c"], ["日期", "", "date", "d"]],
        [["date", "x"], ["text", "y"], ["kind", "z"], ["note", "w"], ["sum", "v"], ["page", "u"], ["int", "t"]],
        [],
    ],
)
def test_what_is_no_such_list_is_left(rows: list[list[Any]]) -> None:
    assert with_titles(Grid("a", rows)) is None
