from collections.abc import Mapping, Sequence
from typing import Any

import pytest

from inventory.importers.tables.find import MOST_TABLES, FoundTable, find_tables
from inventory.importers.tables.grid import Grid, Span

FEW = ["系统名称", "承建公司", "上线时间"]


def tables(*rows: Sequence[Any], merged: Sequence[Span] = (), kept: Mapping[str, str] | None = None) -> list[FoundTable]:
    width = max(len(row) for row in rows)
    return list(find_tables(Grid("Sheet1", [[*row, *[""] * (width - len(row))] for row in rows], merged), kept or {}))


def fields(table: FoundTable) -> dict[int, str]:
    return {column: " ".join(f"{m.entity}.{m.field.name}" for m in found) for column, found in table.meanings.items()}


@pytest.mark.parametrize(
    ("entity", "header"),
    [
        ("System", ["系统名称", "主管部门"]), ("System", ["备注", "承建公司", "系统全称"]), ("System", ["Application Name", "Vendor", "Lifecycle Status"]),
        ("Dataset", ["信息资源名称", "共享类型", "更新周期"]), ("Dataset", ["序号", "数源单位", "目录名称"]), ("DataField", ["字段名", "字段中文名", "数据类型"]), ("DataField", ["表名", "字段名", "说明"]),
        ("Channel", ["账号名称", "账号类型", "主办单位"]), ("Channel", ["公众号名称", "开设平台", "微信号"]), ("Service", ["事项名称", "实施主体"]), ("Exchange", ["提供系统", "使用系统", "对接方式"]),
        ("Return", ["报表名称", "要求单位", "报送频率"]), ("ShareRequest", ["数据使用单位", "数据提供单位", "信息资源名称"]), ("Organisation", ["单位全称", "统一社会信用代码"]),
    ],
)  # fmt: skip
def test_a_header_says_what_the_rows_are(entity: str, header: list[str]) -> None:
    (table,) = tables(header, ["x"] * len(header))
    assert (table.entity, table.begin, table.first, table.stop) == (entity, 0, 1, 2)


@pytest.mark.parametrize(
    "rows",
    [
        [["学号", "姓名", "班级"], [1, "张", "一班"]], [["指标", "本月", "上月"], ["收入", 1, 2]], [["序号", "姓名", "部门", "职务"], [1, "张", "财务", "科长"]], [["资产名称", "资产编号", "使用部门"], ["电脑", 1, "办公室"]],
        [["系统名称"], ["云溪通"]], [["序号", "系统名称"], [1, "云溪通"]], [["云溪县系统台账"], ["2024年3月"]], [[""], [""]], [[1, 2, 3], [4, 5, 6]], [["系统名称", *[f"指标{n}" for n in range(30)], "主管部门"], ["x"] * 32],
        [["系统名称", "主管部门" + "长" * 80], ["甲", "乙"]],
    ],
)  # fmt: skip
def test_what_is_no_inventory_is_no_table(rows: list[list[Any]]) -> None:
    assert tables(*rows) == []


@pytest.mark.parametrize(
    "rows",
    [
        [["序号", "软件名称", "品牌", "数量", "单位"], [1, "办公软件", "某品牌", 10, "套"]], pytest.param([["项目名称", "建设单位", "总投资", "开工时间"], ["道路改造", "住建局", 100, "2020"]]),
        [["单位", "姓名", "职务", "联系电话"], ["民政局", "张三", "科长", "8221000"]],
    ],
)  # fmt: skip
def test_lists_of_other_things_are_no_inventory(rows: list[list[Any]]) -> None:
    assert tables(*rows) == []


@pytest.mark.parametrize(
    "above",
    [
        [],
        [["云溪县信息系统台账"], []],
        [["附件1"], ["云溪县信息系统台账"], ["2024年3月"], []],
        [[f"{n}．如实填写。"] for n in range(38)] + [[]],
    ],
)
def test_lines_may_stand_above_the_header(above: list[list[str]]) -> None:
    (table,) = tables(*above, FEW, ["甲", "公司", "2020"])
    assert (table.begin, table.first) == (len(above), len(above) + 1)
    assert table.titles == dict(enumerate(FEW))


@pytest.mark.parametrize(
    "above",
    [
        [["云溪县信息系统台账"]], [["云溪县信息系统台账"], ["填报单位：云溪县民政局"]], [["长" * 90]],
        [["填报单位：云溪县民政局", "", "单位：元"]],
    ],
)  # fmt: skip
def test_the_last_line_above_may_touch_the_header(above: list[list[str]]) -> None:
    (table,) = tables(*above, FEW, ["甲", "公司", "2020"])
    assert table.titles == dict(enumerate(FEW))


def test_a_title_row_leaves_all_rows_of_the_header() -> None:
    header = [["序号", "系统名称", "基本情况", "", "运维费", ""], ["", "", "主管部门", "上线时间", "2023年", "2024年"]]
    (table,) = tables(
        ["普查表"], ["填报单位：民政局"], *header, [1, "甲", "民政局", "2020", 1, 2],
        merged=[((0, 0), (0, 5)), ((2, 0), (3, 0)), ((2, 1), (3, 1)), ((2, 2), (2, 3)), ((2, 4), (2, 5))],
    )  # fmt: skip
    assert (table.first, table.body, fields(table)[2], table.meanings[5][0].year) == (4, "民政局", "System.owner", 2024)


@pytest.mark.parametrize(
    ("header", "merged", "first", "found"),
    [
        ([["序号", "系统名称", "基本情况", ""], ["", "", "上线时间", "主管部门"]], [((0, 0), (1, 0)), ((0, 1), (1, 1)), ((0, 2), (0, 3))], 2, {1: "System.name", 2: "System.start_date", 3: "System.owner"}),
        (
            [["序号", "系统名称", "情况", "", ""], ["", "", "基本", "", "安全"], ["", "", "上线时间", "主管部门", "等保等级"]],
            [((0, 0), (2, 0)), ((0, 1), (2, 1)), ((0, 2), (0, 4)), ((1, 2), (1, 3))], 3, {1: "System.name", 2: "System.start_date", 3: "System.owner", 4: "System.mlps"},
        ),
        ([["系统名称", "主管部门", "运维费（万元）", ""], ["", "", "2023年", "2024年"]], [((0, 0), (1, 0)), ((0, 1), (1, 1)), ((0, 2), (0, 3))], 2, {0: "System.name", 1: "System.owner", 2: "Cost.om_yuan", 3: "Cost.om_yuan"}),
    ],
)  # fmt: skip
def test_headers_of_two_and_three_rows_are_read_as_one(
    header: list[list[str]], merged: list[Span], first: int, found: dict[int, str]
) -> None:
    (table,) = tables(*header, ["x"] * len(header[0]), merged=merged)
    assert (table.first, fields(table)) == (first, found)


def test_columns_may_stand_in_any_order_and_be_missing() -> None:
    (table,) = tables(["上线时间", "备注", "主管部门", "系统名称"], ["2020", "", "民政局", "甲"])
    assert fields(table) == {0: "System.start_date", 2: "System.owner", 3: "System.name"}
    assert table.unread == {1: "备注"}


def test_of_two_columns_of_one_field_the_surer_counts() -> None:
    (table,) = tables(["政务信息系统名称", "系统名称", "主管部门"], ["a", "b", "c"])
    assert fields(table) == {1: "System.name", 2: "System.owner"}


def test_a_password_column_means_nothing() -> None:
    (table,) = tables(["系统名称", "主管部门", "登录密码", "访问地址"], ["甲", "民政局", "x", "http://a.cn"])
    assert set(table.meanings) == {0, 1, 3}


def test_the_offices_own_titles_go_before_all_others() -> None:
    (table,) = tables(
        ["平台", "系统主人", "主管部门"],
        ["甲", "民政局", "x"],
        kept={"平台": "System.name", "系统主人": "System.owner", "主管部门": "System.builder"},
    )
    assert fields(table) == {0: "System.name", 1: "System.owner", 2: "System.builder"}


def test_tables_stand_below_each_other() -> None:
    found = tables(
        FEW, ["甲", "公司", "2020"], [], ["二、新媒体"], ["账号名称", "账号类型", "主办单位"], ["云溪发布", "公众号", "宣传部"], [], ["三、资源"], [],
        ["信息资源名称", "共享类型", "更新周期"], ["低保", "有条件", "每月"], ["殡葬", "有条件", "每月"],
    )  # fmt: skip
    assert [(table.entity, table.stop) for table in found] == [("System", 4), ("Channel", 9), ("Dataset", 12)]


def test_a_second_version_of_the_form_may_follow() -> None:
    found = tables(FEW, ["甲", "公司", "2020"], [], ["系统名称（必填）", "业务主管部门", "开发商"], ["乙", "教育局", "公司"])
    assert [sorted(fields(table).values()) for table in found] == [
        ["System.contractor", "System.name", "System.start_date"], ["System.contractor", "System.name", "System.owner"],
    ]  # fmt: skip


def test_names_with_their_costs_are_a_table() -> None:
    assert tables(["序号", "系统名称", "2023年运维费", "2024年运维费"], [1, "甲", 1, 2])


@pytest.mark.parametrize(
    ("line", "body"),
    [
        ("填报单位：云溪县民政局", "云溪县民政局"), ("填报单位（盖章）：云溪县民政局", "云溪县民政局"), ("单位名称: 云溪县民政局", "云溪县民政局"), ("报送部门：民政局（公章）", "民政局"), ("单位：云溪县民政局  填报人：张三", "云溪县民政局"),
        ("填报单位：", ""), ("单位：万元", ""), ("单位：台", ""), ("金额单位：人民币万元", ""), ("编制日期：2024年3月", ""),
        ("填报单位：______", ""),
        ("填报单位：云溪县民政局填报日期：2024年3月", "云溪县民政局"),
    ],
)  # fmt: skip
def test_a_line_above_says_who_filled_it_in(line: str, body: str) -> None:
    (table,) = tables([line], [], FEW, ["甲", "公司", "2020"])
    assert table.body == body


def test_the_body_may_stand_in_the_next_cell() -> None:
    (table,) = tables(["填报单位：", "云溪县民政局"], [], FEW, ["甲", "公司", "2020"])
    assert table.body == "云溪县民政局"


@pytest.mark.parametrize(
    ("line", "unit"),
    [
        ("单位：万元", True), ("单位: 万元", True), ("（单位：万元）", True), ("金额单位：万元", True), ("金额单位：元", False), ("单位：元", False), ("填报单位：民政局", None), ("填报单位：民政局　单位：元", False),
        ("单位：人民币元", False),
        ("金额单位：人民币万元", True),
    ],
)  # fmt: skip
def test_a_line_above_says_what_amounts_are_in(line: str, unit: bool | None) -> None:
    (table,) = tables([line], [], FEW, ["甲", "公司", "2020"])
    assert table.in_ten_thousands is unit


@pytest.mark.parametrize(
    ("cells", "field"),
    [
        (["在用", "停用", "在用", "在建", "在用"], "System.status"), (["群众", "企业", "群众", "企业", "干部"], "System.audience"), (["在用"] * 5, None), (["在用", "停用"], None), (["在用", "停用", "甲", "乙", "丙"], None), (["1", "2", "3", "2", "1"], None),
        (["是", "否", "是", "否", "是"], None),
    ],
)  # fmt: skip
def test_a_column_may_be_known_by_its_content(cells: list[str], field: str | None) -> None:
    (table,) = tables(["系统名称", "承建公司", "怎么样"], *[[f"系统{number}", "公司", cell] for number, cell in enumerate(cells)])
    assert fields(table).get(2) == field
    assert field is None or table.meanings[2][0].how == "content"


def test_a_list_that_has_its_column_is_not_given_a_second() -> None:
    (table,) = tables(["系统名称", "系统状态", "怎么样"], *[[f"系统{n}", "在用", cell] for n, cell in enumerate(["在用", "停用"] * 3)])
    assert fields(table).get(2) is None


@pytest.mark.parametrize(
    ("title", "cells", "field", "how"),
    [
        ("建设性质", ["新建", "升级改造", "新建"], "build_type", "content"), ("建设性质", ["县级自建", "市级统建", "国家统建"], "build_level", "own"), ("建设性质", ["别的", "?", ""], "build_level", "own"),
        ("服务对象", ["社会公众", "企业", "群众、企业"], "audience", "own"), ("服务对象", ["本单位", "本科室", "跨地区"], "user_scope", "content"), ("服务对象", ["社会公众"] * 3, "audience", "own"),
        ("主要功能", ["受理、审核、发放", "登记；查询"], "functions", "own"), ("主要功能", ["受理高龄津贴申请，并按月向本人社会保障卡发放津贴资金。"] * 2, "purpose", "content"),
        ("主要功能（必填）", ["实现城乡居民最低生活保障对象信息的采集与动态管理"] * 2, "purpose", "content"), ("主要功能", [], "functions", "own"),
    ],
)  # fmt: skip
def test_a_title_of_two_meanings_is_read_by_its_cells(title: str, cells: list[str], field: str, how: str) -> None:
    (table,) = tables(["系统名称", "承建公司", title], *[[f"系统{number}", "公司", cell] for number, cell in enumerate(cells)])
    assert [(m.field.name, m.how) for m in table.meanings[2]] == [(field, how)]


def test_a_field_that_has_its_own_column_is_given_no_second() -> None:
    (table,) = tables(
        ["系统名称", "系统描述", "主要功能"], *[[f"系统{n}", "管理", "实现低保对象的采集、审核与动态管理。"] for n in range(3)]
    )
    assert [m.field.name for m in table.meanings[2]] == ["functions"]


@pytest.mark.parametrize("titles", [["Name", "Description", "Owner"], ["Department", "name", "status"], ["Type", "Name", "Description"]])
def test_titles_that_any_list_has_make_no_list_of_systems(titles: list[str]) -> None:
    grid = Grid("a", [titles, ["Other", "Cover", "x"], ["Table", "居民", "y"], ["Table", "街道", "z"], ["Table", "乡镇", "z"]])
    assert list(find_tables(grid, {})) == []


def test_a_row_with_types_of_columns_is_no_second_row_of_a_header() -> None:
    grid = Grid("a", [["字段", "数据类型", "说明"], ["xm", "varchar(20)", "姓名"], ["zt", "int(1)", "状态"]])
    assert [(table.entity, table.begin, table.first) for table in find_tables(grid, {})] == [("DataField", 0, 1)]


def test_what_stands_below_the_most_tables_of_a_sheet_stays_with_the_last() -> None:
    titles = ["字段", "数据类型", "说明"]
    rows = [row for number in range(MOST_TABLES + 5) for row in (titles, [f"c{number}", "int", "x"])]
    found = list(find_tables(Grid("a", rows), {}))
    assert (len(found), found[-1].stop) == (MOST_TABLES, len(rows))


@pytest.mark.parametrize("titles", [["系统名称", "ICP", "主管部门"], ["报表名称", "Excel", "要求单位"]])
def test_a_short_title_in_latin_letters_makes_no_line_of_answers(titles: list[str]) -> None:
    assert [table.begin for table in find_tables(Grid("a", [titles, ["x", "y", "z"]]), {})] == [0]
