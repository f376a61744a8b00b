import datetime as dt
from collections.abc import Sequence
from typing import Any

import pytest

from inventory.importers.interpret import interpret
from inventory.importers.rows import Context, RawRow
from inventory.importers.tables.find import find_tables
from inventory.importers.tables.grid import Grid, Span
from inventory.importers.tables.rows import table_rows
from inventory.problems import Problems

HEADER = ["系统名称", "主管部门", "承建公司", "上线时间", "备注"]
CODE = "11430603006512345X"
CATALOGUE = ["信息资源名称", "信息资源代码", "信息资源提供方", "信息资源提供方代码", "共享类型", "信息项名称", "数据类型", "更新周期"]
DICTIONARY = ["序号", "字段名", "中文名称", "字段类型", "长度", "是否为空", "备注"]


def read(
    *rows: Sequence[Any], merged: Sequence[Span] = (), name: str = "Sheet1", context: Context = Context()
) -> tuple[list[RawRow], Problems]:
    width = max(len(row) for row in rows)
    grid = Grid(name, [[*row, *[""] * (width - len(row))] for row in rows], merged)
    problems = Problems()
    found = [row for table in find_tables(grid, {}) for row in table_rows(table, grid, "库表结构.xlsx", context, problems)]
    return found, problems


def told(*rows: Sequence[Any], **how: Any) -> list[tuple[str, dict[str, Any]]]:
    found, problems = read(*rows, **how)
    return [(o.entity, dict(o.values)) for o in interpret(found, problems)]


def systems(*rows: Sequence[Any]) -> list[Any]:
    return [values["name"] for entity, values in told(HEADER, *rows) if entity == "System"]


@pytest.mark.parametrize(
    "row",
    [
        ["合计"], ["总 计", "", "", "3"], ["", "小计", "2个"], ["Total", "5"], ["合　计："], [], ["", None, " "], ["请填写", "请选择", "必填"], ["请填写"], ["（必填）", "（选填）"], ["示例：某某系统", "某某局"], ["例如：某某系统"], ["（示例）某某系统", "某某局"], ["例1", "某系统"],
        HEADER, ["系统名称（必填）", "*主管部门", "承建公司", "上线时间"], ["注：以上均为本级系统"], ["说明：如实填写"], ["填报人：张三"], ["联系人：张三"], ["长" * 31], ["", "民政局"], ["/", "——", "*"],
        ["填表人：张三", "", "审核人：李四"], pytest.param(["填报人", "张三", "日期", "2024年3月"]), ["（续表）"],
        ["民政局小计", "", "", "3"], ["合计（个）", "3"], ["××系统", "××局", "××公司"],
    ],
)  # fmt: skip
def test_rows_that_are_no_records_are_passed_over(row: list[Any]) -> None:
    assert systems(["甲", "民政局"], row, ["乙", "教育局"]) == ["甲", "乙"]


@pytest.mark.parametrize(
    "row",
    [
        ["合计管理系统"],
        ["统计分析平台", "统计局"],
        ["例行检查系统", "应急局"],
        ["示范社区平台", "民政局"],
        ["注册登记系统", "市监局"],
        ["长" * 20],
    ],
)
def test_names_that_sound_like_totals_and_examples_are_records(row: list[str]) -> None:
    assert systems([*row]) == [row[0]] if len(row) > 1 else systems([*row, "民政局"]) == [row[0]]


def test_an_example_is_told_and_not_read() -> None:
    _, problems = read(HEADER, ["示例", "民政局"], ["甲", "民政局"])
    assert [(p.code, p.at.row) for p in problems.ignored] == [("example_row", 2)]


def test_empty_templates_give_no_rows() -> None:
    assert read(HEADER, *[[]] * 30)[0] == []
    assert read(["系统清单"], [], ["序号", *HEADER], ["1"], ["2"], ["合计"])[0] == []


@pytest.mark.parametrize(
    ("cell", "date"),
    [
        ("2024年3月", "2024-03"), ("2024年3月5日", "2024-03-05"), ("2024.03", "2024-03"), ("2024/3/5", "2024-03-05"), ("20240305", "2024-03-05"), ("202403", "2024-03"), ("2024", "2024"), (2024, "2024"), ("2024年", "2024"), ("２０２４年３月", "2024-03"),
        (45356, "2024-03-05"), ("45356", "2024-03-05"), (45356.0, "2024-03-05"), (dt.date(2024, 3, 5), "2024-03-05"), (dt.datetime(2024, 3, 5, 8, 30), "2024-03-05"), ("2024-03-05 08:30:00", "2024-03-05"),
        ("24年3月", None), ("去年", None), ("2024年13月", None), ("", None), ("—", None),
    ],
)  # fmt: skip
def test_dates_are_read_in_every_usual_spelling(cell: Any, date: str | None) -> None:
    ((_, values),) = told(HEADER, ["甲", "民政局", "公司", cell])
    assert values.get("start_date") == date


@pytest.mark.parametrize(
    ("title", "line", "cell", "yuan"),
    [
        ("2024年运维费（万元）", "", 5, "50000.00"), ("2024年运维费（元）", "", 5000, "5000.00"), ("2024年运维费（万元）", "", "5000元", "5000.00"), ("2024年运维费（元）", "", "0.5万元", "5000.00"), ("2024年运维费（元）", "", "５，０００", "5000.00"),
        ("2024年运维费", "单位：万元", 5, "50000.00"), ("2024年运维费", "单位：元", 5000, "5000.00"), ("2024年运维费", "单位：元", "5万", "50000.00"), ("2024年运维费", "", "5 万元", "50000.00"), ("2024年运维费（万元）", "", "0", "0.00"),
        ("2024年运维费（万元）", "", "约5万", None), ("2024年运维费（万元）", "", -5, None), ("2024年运维费（万元）", "", "无", None),
        ("2024年运维费（元）", "单位：万元", 5000, "5000.00"),
        ("2024年运维费（万元）", "单位：元", 5, "50000.00"),
    ],
)  # fmt: skip
def test_the_unit_stands_in_the_cell_else_the_title_else_the_line_above(title: str, line: str, cell: Any, yuan: str | None) -> None:
    rows = told([line, "" if line else "x"], [], ["系统名称", "主管部门", title], ["甲", "民政局", cell])
    assert [values.get("om_yuan") for entity, values in rows if entity == "Cost"] == [yuan]


def test_the_columns_of_two_years_give_two_costs() -> None:
    rows = told(
        ["系统名称", "主管部门", "2023年运维费", "2024年运维费", "2024年建设经费"],
        ["甲", "民政局", 1, 2, 3],
        ["乙", "民政局", "", 4, ""],
        ["丙", "民政局"],
    )
    assert [tuple(values.get(name) for name in ("object", "fiscal_year", "om_yuan", "build_yuan")) for entity, values in rows if entity == "Cost"] == [
        ("甲", 2023, "10000.00", None), ("甲", 2024, "20000.00", "30000.00"), ("乙", 2024, "40000.00", None),
    ]  # fmt: skip
    assert [values["name"] for entity, values in rows if entity == "System"] == ["甲", "乙", "丙"]


def test_a_cost_without_a_year_is_kept() -> None:
    rows = told(["系统名称", "主管部门", "年运维费（万元）"], ["甲", "民政局", 5])
    assert [values.get("om_yuan") for entity, values in rows if entity == "Cost"] == ["50000.00"]


def test_a_dash_is_no_cost() -> None:
    assert [entity for entity, _ in told(["系统名称", "主管部门", "2024年运维费"], ["甲", "民政局", "-"])] == ["System"]


def test_who_filled_it_in_owns_what_names_no_other() -> None:
    rows = told(["填报单位：云溪县民政局"], [], HEADER, ["甲", "", "公司"], ["乙", "教育局", "公司"], ["丙", "/", "公司"])
    assert [values["owner"] for _, values in rows] == ["云溪县民政局", "教育局", "云溪县民政局"]


def test_a_body_merged_over_several_rows_owns_them_all() -> None:
    rows = told(["部门", "系统名称", "上线时间"], ["民政局", "甲", ""], ["", "乙", ""], ["教育局", "丙", ""], merged=[((1, 0), (2, 0))])
    assert [(values["name"], values["owner"]) for _, values in rows] == [("甲", "民政局"), ("乙", "民政局"), ("丙", "教育局")]


@pytest.mark.parametrize(
    "mark", ["涉密", "机密", "绝密★长期", "秘密10年", "机 密", "该系统涉密", "涉密系统", "【涉密】"[1:-1], "Top Secret"]
)
@pytest.mark.parametrize("column", [0, 1, 2, 4])
def test_a_secret_mark_in_any_column_refuses_the_whole_row(mark: str, column: int) -> None:
    row = ["甲", "民政局", "公司", "2020", ""]
    row[column] = mark
    found, problems = read([*HEADER[:4], "情况", "2024年运维费"], [*row, 5], ["乙", "教育局", "公司", "2021", "", 6])
    assert [next(iter(r.cells.values())) for r in found if r.entity == "System"] == ["乙"]
    assert {r.at.row for r in found} == {3}
    assert [(p.code, p.at.row) for p in problems.rejected] == [("secret_row", 2)]
    assert not any(mark in str(p) for p in problems.rejected)


@pytest.mark.parametrize("mark", ["涉密", "涉密系统", "机密级"])
def test_a_secret_mark_in_place_of_a_description_refuses_the_row(mark: str) -> None:
    assert told(["系统名称", "主管部门", "主要用途"], ["甲", "民政局", mark]) == []


@pytest.mark.parametrize("mark", ["非涉密", "不涉密", "内部", "保密局", "机密文件管理系统", "否"])
def test_what_only_speaks_of_secrets_is_read(mark: str) -> None:
    assert systems([mark, "保密局", "公司", "", "非涉密"]) == [mark]


@pytest.mark.parametrize(
    ("cell", "secrecy"),
    [
        ("非涉密", "open"),
        ("否", "open"),
    ],
)  # fmt: skip
def test_a_column_may_ask_whether_a_system_is_secret(cell: str, secrecy: str) -> None:
    assert [values.get("secrecy") for _, values in told(["系统名称", "主管部门", "是否涉密"], ["甲", "民政局", cell])] == [secrecy]


def test_a_system_that_is_said_to_be_secret_is_not_read() -> None:
    assert told(["系统名称", "主管部门", "是否涉密"], ["甲", "民政局", "是"], ["乙", "民政局", "涉密"]) == []


def catalogue(item: str, resource: str = "低保对象信息", kind: str = "字符型") -> list[str]:
    return [resource, f"{CODE}/0001", "云溪县民政局", CODE, "有条件共享", item, kind, "每月"]


def test_a_catalogue_gives_its_resources_once_and_all_their_items() -> None:
    rows = told(CATALOGUE, catalogue("姓名"), catalogue("金额", kind="数值型"), catalogue("姓名", "殡葬信息"), catalogue("", "婚姻信息"))
    assert [(entity, values.get("name") or values.get("label")) for entity, values in rows] == [
        ("Organisation", "云溪县民政局"), ("Dataset", "低保对象信息"), ("DataField", "姓名"), ("DataField", "金额"), ("Dataset", "殡葬信息"), ("DataField", "姓名"), ("Dataset", "婚姻信息"),
    ]  # fmt: skip
    assert rows[0][1]["code"] == CODE
    assert {values["resource"] for entity, values in rows if entity == "DataField"} == {
        "云溪县民政局/低保对象信息",
        "云溪县民政局/殡葬信息",
    }
    assert [values.get("type") for entity, values in rows if entity == "DataField"] == ["string", "number", "string"]


def test_a_resource_merged_over_its_items_is_one() -> None:
    lines = [catalogue("姓名"), *[["", "", "", "", "", item, "字符型", ""] for item in ("性别", "住址")]]
    rows = told(CATALOGUE, *lines, merged=[((1, column), (3, column)) for column in (0, 1, 2, 3, 4, 7)])
    assert [entity for entity, _ in rows] == ["Organisation", "Dataset", "DataField", "DataField", "DataField"]


@pytest.mark.parametrize(("item", "count"), [("密级", 1), ("机密", 1), ("涉密人员", 1), ("涉密", 1)])
def test_an_item_named_after_secrets_is_an_item(item: str, count: int) -> None:
    rows = told(CATALOGUE, catalogue(item))
    assert sum(entity == "DataField" for entity, _ in rows) == count


@pytest.mark.parametrize(
    "title",
    ["情况", "备注"],
)  # fmt: skip
def test_a_secret_resource_leaves_nothing_of_its_rows(title: str) -> None:
    found, problems = read([*CATALOGUE, title], [*catalogue("姓名"), "涉密"], [*catalogue("姓名", "殡葬信息"), ""])
    assert {row.at.row for row in found} == {3}
    assert [p.code for p in problems.rejected] == ["secret_row"]


@pytest.mark.parametrize(
    ("above", "name", "resource", "code"),
    [
        ([["表名：t_dbdx 低保对象表"], []], "Sheet1", "低保对象表", "t_dbdx"), ([["低保对象表（t_dbdx）"], []], "Sheet1", "低保对象表", "t_dbdx"), ([["1.2 低保对象表"], []], "Sheet1", "低保对象表", None), ([["t_dbdx"], []], "Sheet1", "t_dbdx", "t_dbdx"),
        ([["表名", "t_dbdx", "中文表名", "低保对象表"], []], "Sheet1", "低保对象表", "t_dbdx"), ([], "低保对象", "低保对象", None), ([], "Sheet1", "库表结构", None), ([], "工作表2", "库表结构", None),
        ([["表名：t_dbdx 低保对象表"]], "Sheet1", "低保对象表", "t_dbdx"), ([["表名", "t_dbdx", "中文表名", "低保对象表"]], "Sheet1", "低保对象表", "t_dbdx"), ([["表名", "t_dbdx", "", "中文表名", "低保对象表", "低保对象表"]], "Sheet1", "低保对象表", "t_dbdx"),
        ([["数据库", "dibao", "填报单位", "云溪县民政局"], ["中文表名", "低保对象表"]], "Sheet1", "低保对象表", None),
    ],
)  # fmt: skip
def test_a_dictionary_is_named_by_the_line_above_the_sheet_or_the_file(
    above: list[list[str]], name: str, resource: str, code: str | None
) -> None:
    rows = told(
        *above, DICTIONARY, [1, "xm", "姓名", "varchar(50)", 50, "否", ""], [2, "je", "金额", "decimal(10,2)", "", "是", "元"], name=name
    )
    (_, about), (_, first), (_, second) = rows
    assert (about["name"], about.get("code"), about["kind"]) == (resource, code or about.get("code"), "table")
    assert (first["resource"], first["name"], first["label"], first["type"], first["required"]) == (resource, "xm", "姓名", "string", True)
    assert (second["type"], second["required"], second["definition"]) == ("number", False, "元")


def test_every_dictionary_on_a_sheet_has_its_own_line_of_answers() -> None:
    rows = told(
        ["表名", "t_dbdx", "中文表名", "低保对象表"], DICTIONARY, [1, "xm", "姓名", "varchar(50)", 50, "否", ""], [],
        ["表名", "t_ffjl", "中文表名", "发放记录表"], DICTIONARY, [1, "je", "金额", "decimal(10,2)", "", "是", "元"],
    )  # fmt: skip
    assert [(values["name"], values.get("code")) for entity, values in rows if entity == "Dataset"] == [
        ("低保对象表", "t_dbdx"),
        ("发放记录表", "t_ffjl"),
    ]
    assert [(values["resource"], values["name"]) for entity, values in rows if entity == "DataField"] == [
        ("低保对象表", "xm"),
        ("发放记录表", "je"),
    ]


def test_titles_of_columns_are_no_line_of_answers() -> None:
    # every other title means nothing here, and what stands below are answers
    rows = told(
        ["信息资源名称", "大类", "共享类型", "小类"], ["低保对象", "民政", "无条件共享", "救助"], ["高龄老人", "民政", "有条件共享", "福利"]
    )
    assert [values["name"] for entity, values in rows if entity == "Dataset"] == ["低保对象", "高龄老人"]
    # titles over titles, as merged cells are filled
    rows = told(
        ["信息资源名称", "资源情况", "共享类型", "共享说明"],
        ["信息资源名称", "更新周期", "共享类型", "共享条件"],
        ["低保对象", "每日", "有条件共享", "凭证照"],
    )
    assert [(values["name"], values["update_cycle"]) for entity, values in rows if entity == "Dataset"] == [("低保对象", "daily")]


def test_a_dictionary_belongs_to_the_system_that_was_given() -> None:
    rows = told(
        DICTIONARY, [1, "xm", "姓名", "varchar", 50, "否", ""], name="低保对象", context=Context(system="低保系统", organisation="民政局")
    )
    assert [(values.get("system"), values.get("provider"), values.get("resource")) for _, values in rows] == [
        ("低保系统", "民政局", None),
        (None, None, "低保系统/低保对象"),
    ]


def test_an_empty_dictionary_is_no_resource() -> None:
    assert told(["表名：t_dbdx"], [], DICTIONARY, [], []) == []


@pytest.mark.parametrize(
    ("title", "cell", "value"),
    [
        ("是否为空", "否", True),
        ("是否为空", "Y", False),
        ("非空", "是", True),
        ("是否必填", "必填", True),
        ("是否必选", "非必选", False),
        ("是否必填", "否", False),
    ],
)
def test_whether_a_value_is_required_is_asked_in_both_ways(title: str, cell: str, value: bool) -> None:
    assert told(["字段名", "中文名称", "数据类型", title], ["xm", "姓名", "字符型", cell])[1][1]["required"] is value


@pytest.mark.parametrize(
    ("cell", "value"), [("不开放", False), ("未开放", False), ("有条件开放", True), ("无条件开放", True), ("是", True), ("否", False)]
)
def test_open_and_not_open_are_yes_and_no(cell: str, value: bool) -> None:
    assert told(["信息资源名称", "信息资源提供方", "开放属性"], ["低保", "民政局", cell])[0][1]["is_open"] is value


def test_a_demand_list_gives_share_requests() -> None:
    rows = told(
        ["数据使用单位", "数据提供单位", "信息资源名称", "信息项名称", "数据用途说明", "申请时间"],
        ["教育局", "民政局", "低保对象信息", "姓名、身份证号", "资助", "2024年3月"],
    )
    assert rows == [
        (
            "ShareRequest",
            {
                "from_org": "教育局",
                "to_org": "民政局",
                "dataset": "低保对象信息",
                "elements": ["姓名", "身份证号"],
                "basis": "资助",
                "received": "2024-03",
            },
        )
    ]


def test_places_are_those_of_the_sheet() -> None:
    found, _ = read(["台账"], [], HEADER, ["甲", "", "公司"], [], ["乙", "民政局", "公司"])
    assert [(row.at.file, row.at.sheet, row.at.row, dict(row.columns)) for row in found] == [
        ("库表结构.xlsx", "Sheet1", 4, {"name": "A", "contractor": "C"}), ("库表结构.xlsx", "Sheet1", 6, {"name": "A", "owner": "B", "contractor": "C"}),
    ]  # fmt: skip


def test_lines_that_group_rows_are_no_records() -> None:
    rows = [
        ["序号", "系统名称", "主管部门", "承建公司"],
        ["一、统建系统"],
        [1, "甲", "民政局", "公司"],
        ["二、自建系统"],
        [2, "乙", "教育局", "公司"],
    ]
    assert [values["name"] for _, values in told(*rows, merged=[((1, 0), (1, 3)), ((3, 0), (3, 3))])] == ["甲", "乙"]


def test_a_hotline_extract_gives_leads_without_people() -> None:
    found = told(
        ["序号", "工单编号", "来电人", "手机号", "受理时间", "诉求内容", "承办单位"],
        [1, "G1", "张三", "13812345678", "2026-03-02", "市民张先生反映社区要求每户下载“掌上云溪”，家住3号楼2单元501室", "云溪县民政局"],
    )
    assert found == [
        ("Lead", {
            "code": "G1", "received": "2026-03-02", "handler": "云溪县民政局",
            "text": "市民*先生反映社区要求每户下载“掌上云溪”，家住**********",
        })
    ]  # fmt: skip


def test_counts_in_ten_thousands_are_read_so() -> None:
    rows = told(
        ["系统名称", "主管部门", "用户数（万人）", "上线时间"],
        ["甲", "民政局", 1.5, ""],
        ["乙", "民政局", "3,000", ""],
        ["丙", "民政局", "2万", ""],
    )
    assert [values["users"] for _, values in rows] == [15_000, 30_000_000, 20_000]


LEVELS = ["类", "项", "目", "细目"]


@pytest.mark.parametrize(
    ("header", "cells", "category"),
    [
        ([LEVELS], ["基础信息资源", "人口", "居民", "户籍"], "基础信息资源/人口/居民/户籍"),
        ([["信息资源分类"] * 4, LEVELS], ["部门信息资源", "民政", "救助", ""], "部门信息资源/民政/救助"),
        ([["类名称", "项名称", "目名称", "细目名称"]], ["主题信息资源", "民政", "民政", "/"], "主题信息资源/民政"),
        ([["一级分类", "二级分类", "三级分类", "四级分类"]], ["", "民政", "低保", ""], "民政/低保"),
        ([LEVELS], ["长" * 30, "长" * 28, "长", "户"], "长" * 30 + "/" + "长" * 28),
        ([["信息资源分类", "类", "项", "目"]], ["基础", "人口", "居民", "户籍"], "基础"),
        ([["备注", "项", "数量说明", "目"]], ["a", "b", "c", "d"], None),
    ],
)
def test_the_levels_of_a_catalogue_are_the_place_in_it(header: list[list[str]], cells: list[str], category: str | None) -> None:
    rest = ["信息资源名称", "共享类型", "更新周期"]
    ((entity, values),) = told(*[[*row, *rest] for row in header], [*cells, "低保对象", "有条件共享", "每日"])
    assert (entity, values["name"], values.get("category")) == ("Dataset", "低保对象", category)


def test_levels_merged_over_many_lines_hold_for_each() -> None:
    rows = told(
        [*LEVELS, "信息资源名称", "共享类型"], ["基础", "人口", "", "", "低保对象", "有条件共享"], ["", "", "", "", "高龄老人", "有条件共享"],
        merged=[((1, 0), (2, 0)), ((1, 1), (2, 1))],
    )  # fmt: skip
    assert [values["category"] for _, values in rows] == ["基础/人口", "基础/人口"]
