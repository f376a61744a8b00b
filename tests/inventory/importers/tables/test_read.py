from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlsxwriter

from inventory.importers.csv_folder import read_csv_file
from inventory.importers.excel import read_excel
from inventory.importers.interpret import interpret
from inventory.importers.recognise import read_path
from inventory.importers.rows import Context, Document
from inventory.importers.tables.grid import Grid
from inventory.importers.tables.read import read_tables
from inventory.problems import InputError, Problems

FEW = ["系统名称", "主管部门", "承建公司"]


def read(*rows: Sequence[Any], hidden: Sequence[int] = (), columns: Mapping[str, str] | None = None) -> tuple[int, Document, Problems]:
    document, problems = Document("excel"), Problems()
    grid = Grid("台账", [list(row) for row in rows], hidden=frozenset(hidden))
    count = read_tables(grid, "a.xlsx", problems, Context(columns=columns or {}), document)
    return count, document, problems


def workbook(
    folder: Path,
    sheets: Mapping[str, Sequence[Sequence[Any]]],
    *,
    merged: Sequence[str] = (),
    hidden: Sequence[int] = (),
    unseen: Sequence[str] = (),
) -> Path:
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for name, rows in sheets.items():
        page = book.create_sheet(name)
        for row in rows:
            page.append([None if cell == "" else cell for cell in row])
        for area in merged:
            page.merge_cells(area)
        for number in hidden:
            page.row_dimensions[number].hidden = True
        page.sheet_state = "hidden" if name in unseen else "visible"
    path = folder / "台账.xlsx"
    book.save(path)
    return path


def told(path: Path, context: Context = Context()) -> list[tuple[str, dict[str, Any]]]:
    problems = Problems()
    return [(o.entity, dict(o.values)) for o in interpret(read_path(path, problems, context=context).rows, problems)]


def test_it_is_told_how_every_column_was_taken() -> None:
    rows = [
        ["业务主管部门", "系统名称", "服务器部署位置情况", "怎么样", "系统主人", "别的"],
        *[["民政局", f"甲{n}", "政务云", cell, "公司", "x"] for n, cell in enumerate(["在用", "停用"] * 3)],
    ]
    count, document, problems = read(*rows, columns={"系统主人": "System.contractor"})
    assert count == 1
    assert document.columns == [
        ("台账", "A", "业务主管部门", "System.owner", "spelling"), ("台账", "B", "系统名称", "System.name", "own"), ("台账", "C", "服务器部署位置情况", "System.hosting", "near"),
        ("台账", "D", "怎么样", "System.status", "content"), ("台账", "E", "系统主人", "System.contractor", "kept"),
    ]  # fmt: skip
    assert [(p.code, p.at.column) for p in problems.ignored if p.at.column == "F"] == [("unknown_column", "F")]


def test_what_was_guessed_is_asked_about() -> None:
    _, document, problems = read(
        ["信息系统的名称", "主管部门", "怎么样"], *[[f"甲{n}", "民政局", cell] for n, cell in enumerate(["在用", "停用"] * 3)]
    )
    assert [(column[1], column[4]) for column in document.columns] == [("A", "near"), ("B", "spelling"), ("C", "content")]
    assert [(p.code, p.at.row, p.at.column) for p in problems.questions] == [("column_by_near", 1, "A"), ("column_by_content", 1, "C")]
    assert all("信息系统的名称" in p.sentence(language) for p in problems.questions[:1] for language in ("zh", "en"))


def test_a_column_of_the_row_and_its_cost_is_told_for_each() -> None:
    _, document, _ = read(["系统名称", "主管部门", "2024年运维费"], ["甲", "民政局", 5])
    assert [told[3] for told in document.columns] == ["System.name", "System.owner", "Cost.om_yuan"]


def test_an_unknown_column_is_named_only_where_it_is_filled() -> None:
    _, _, problems = read([*FEW, "备用一", "备用二"], ["甲", "民政局", "公司", "", "x"])
    assert [(p.code, dict(p.params)["header"]) for p in problems.ignored] == [("unknown_column", "备用二")]


def test_a_number_in_a_title_is_masked() -> None:
    _, document, problems = read([*FEW, "联系张三13800138000"], ["甲", "民政局", "公司", "x"])
    assert "13800138000" not in str([document.columns, problems.ignored[0].sentence("zh")])


@pytest.mark.parametrize(
    ("title", "line", "codes"),
    [
        ("2024年运维费", "", [("amount_without_unit", "C")]), ("2024年运维费", "单位：元", []), ("2024年运维费（万元）", "", []), ("2024年运维费（元）", "", []),
    ],
)  # fmt: skip
def test_amounts_without_any_unit_are_asked_about(title: str, line: str, codes: list[tuple[str, str]]) -> None:
    _, _, problems = read([line, "", ""], ["", "", ""], ["系统名称", "主管部门", title], ["甲", "民政局", 5])
    assert [(p.code, p.at.column) for p in problems.questions] == codes


def test_hidden_rows_are_read_and_asked_about() -> None:
    _, document, problems = read(
        ["台账", "", ""], ["", "", ""], FEW, ["甲", "民政局", "a"], ["乙", "民政局", "b"], ["丙", "民政局", "c"], hidden=[1, 4, 6]
    )
    assert [row.cells["name"] for row in document.rows] == ["甲", "乙", "丙"]
    assert [(p.code, p.at.row, dict(p.params)["count"]) for p in problems.questions] == [("hidden_rows", 4, 2)]


@pytest.mark.parametrize("title", ["登录密码", "密码", "口令", "初始密码", "Password", "管理 密码", "密 码"])
def test_a_password_column_is_refused_without_being_shown(title: str) -> None:
    _, document, problems = read([*FEW, title], ["甲", "民政局", "公司", "Yx#2024abc"])
    assert "Yx#2024abc" not in str([document.rows, document.columns, problems.rejected, problems.ignored])
    assert [(p.code, p.at.column) for p in problems.rejected] == [("credential_column", "D")]


def test_an_empty_password_column_is_no_fault() -> None:
    _, _, problems = read([*FEW, "密码"], ["甲", "民政局", "公司", ""])
    assert len(problems) == 0


@pytest.mark.parametrize("title", ["初始密码（默认）", "用户名/密码", "系统密码：", "VPN密码"])
def test_passwords_in_columns_of_other_names_do_not_come_in_either(title: str) -> None:
    _, document, problems = read([*FEW, title], ["甲", "民政局", "公司", "Yx#2024abc"])
    assert "Yx#2024abc" not in str([document.rows, document.columns, problems.rejected, problems.ignored])


def test_the_reviewers_checks_are_made() -> None:
    _, _, problems = read(
        ["信息资源名称", "信息资源提供方", "共享类型", "信息项名称"], ["低保", "民政局", "不予共享", "姓名"], ["低保", "民政局", "不予共享", "姓名"], ["殡葬", "民政局", "有条件共享", ""],
    )  # fmt: skip
    assert sorted((p.code, p.at.row) for p in problems.questions) == [
        ("conditional_without_condition", 4),
        ("item_twice", 3),
        ("not_shared_without_basis", 2),
        ("resource_without_items", 4),
    ]


def test_a_sheet_of_several_tables_counts_them() -> None:
    count, document, _ = read(
        FEW, ["甲", "民政局", "a"], ["", "", ""], ["账号名称", "账号类型", "主办单位"], ["云溪发布", "公众号", "宣传部"]
    )
    assert count == 2
    assert [row.entity for row in document.rows] == ["System", "Channel"]


@pytest.mark.parametrize("rows", [[["学号", "姓名", "班级"], [1, "张", "一班"]], [["指标", "本月"], ["收入", 1]], [["x"]], [[]], []])
def test_what_is_no_inventory_gives_nothing(rows: list[list[Any]]) -> None:
    count, document, problems = read(*rows)
    assert (count, document.rows, document.columns, len(problems)) == (0, [], [], 0)


def test_a_workbook_of_real_kind_is_read_whole(tmp_path: Path) -> None:
    about = [["填表说明"], ["一、请如实填写。"], ["二、" + "系统名称应当与批复文件一致，" * 8]]
    header = [["序号", "部门", "业务系统名称", "经费（万元）", "", "投用时间"], ["", "", "", "2023年运维费", "2024年运维费", ""]]
    rows = [
        [1, "民政局", "低保系统", 12.5, "8万元", "2019年5月"],
        [2, "", "殡葬系统", "", "80000元", 43586],
        [3, "教育局", "学籍系统", 1, 2, "２０２１．９"],
        ["合计", "", "", 13.5, "", ""],
    ]
    path = workbook(
        tmp_path, {"普查表": [*about, *header, *rows]}, merged=["A4:A5", "B4:B5", "C4:C5", "D4:E4", "F4:F5", "B6:B7", "A9:C9"], hidden=[7]
    )
    found = told(path)
    assert [(v["name"], v["owner"], v["start_date"]) for entity, v in found if entity == "System"] == [
        ("低保系统", "民政局", "2019-05"),
        ("殡葬系统", "民政局", "2019-05-01"),
        ("学籍系统", "教育局", "2021-09"),
    ]
    assert sorted((v["object"], v["fiscal_year"], v["om_yuan"]) for entity, v in found if entity == "Cost") == [
        ("低保系统", 2023, "125000.00"), ("低保系统", 2024, "80000.00"), ("学籍系统", 2023, "10000.00"), ("学籍系统", 2024, "20000.00"), ("殡葬系统", 2024, "80000.00"),
    ]  # fmt: skip


def test_hidden_sheets_are_passed_over_and_listed(tmp_path: Path) -> None:
    rows = [FEW, ["甲", "民政局", "公司"]]
    path = workbook(tmp_path, {"台账": rows, "示例": [FEW, ["某某系统", "某某局", "x"]], "空": [[]]}, unseen=["示例", "空"])
    problems = Problems()
    document = read_excel(path, problems)
    assert [row.cells["name"] for row in document.rows] == ["甲"]
    assert [(p.code, p.at.sheet) for p in problems.ignored] == [("hidden_sheet", "示例")]


@pytest.mark.parametrize(
    ("rows", "wanted"),
    [
        ([["填报单位：云溪县教育局"], ["序号", "系统名称", "系统状态", "启用时间"], [1, "学籍系统", "在用", "2021年9月"]], ("System", "owner", "云溪县教育局")),
        ([["系统名称", "所属单位", "系统状态", "2024年年度运维金额(万元)"], ["学籍系统", "教育局", "在用", 12]], ("Cost", "om_yuan", "120000.00")),
        ([["信息资源名称", "信息资源提供方", "共享类型", "信息项名称", "数据类型"], ["低保", "民政局", "有条件共享", "姓名", "字符型"]], ("DataField", "label", "姓名")),
        ([["系统名称", "主管部门", "网址"], ["甲", "民政局", "http://a.cn"], [""], ["信息资源名称", "共享类型", "更新周期"], ["低保", "有条件共享", "每月"]], ("System", "name", "甲")),
        ([["信息资源名称", "共享类型", "更新周期"], ["低保", "有条件共享", "每月"], [""], ["账号名称", "账号类型", "主办单位"], ["云溪发布", "公众号", "宣传部"]], ("Channel", "name", "云溪发布")),
    ],
)  # fmt: skip
def test_a_table_with_the_forms_own_titles_is_read_like_any_other(
    rows: list[list[Any]], wanted: tuple[str, str, str], tmp_path: Path
) -> None:
    found = told(workbook(tmp_path, {"Sheet1": rows}))
    assert wanted in [(entity, name, value) for entity, values in found for name, value in values.items()]


def test_totals_under_the_forms_own_titles_are_no_systems(tmp_path: Path) -> None:
    rows = [["系统名称", "所属单位", "系统状态"], ["甲", "教育局", "在用"], ["合计", "", ""], ["示例：某某系统", "某某局", "在用"]]
    assert [values["name"] for _, values in told(workbook(tmp_path, {"Sheet1": rows}))] == ["甲"]


def test_a_body_merged_over_rows_under_the_forms_own_titles_owns_them_all(tmp_path: Path) -> None:
    rows = [["所属单位", "系统名称", "系统状态"], ["教育局", "甲", "在用"], ["", "乙", "在用"]]
    assert [values.get("owner") for _, values in told(workbook(tmp_path, {"Sheet1": rows}, merged=["A2:A3"]))] == ["教育局"] * 2


def test_hidden_rows_under_the_forms_own_titles_are_asked_about(tmp_path: Path) -> None:
    problems = Problems()
    read_excel(workbook(tmp_path, {"Sheet1": [["系统名称", "所属单位"], ["甲", "教育局"], ["乙", "教育局"]]}, hidden=[2]), problems)
    assert [p.code for p in problems.questions] == ["hidden_rows"]


def test_the_offices_own_titles_count_beside_the_forms_own(tmp_path: Path) -> None:
    path = workbook(tmp_path, {"Sheet1": [["系统名称", "所属单位", "咱的厂家"], ["甲", "教育局", "公司"]]})
    assert [v.get("contractor") for _, v in told(path, Context(columns={"咱的厂家": "System.contractor"}))] == ["公司"]


def test_the_offices_own_titles_make_a_table(tmp_path: Path) -> None:
    path = workbook(tmp_path, {"Sheet1": [["平台", "主人", "别的"], ["甲", "民政局", "x"]]})
    with pytest.raises(InputError):
        told(path)
    assert told(path, Context(columns={"平台": "System.name", "主人": "System.owner"})) == [("System", {"name": "甲", "owner": "民政局"})]


@pytest.mark.parametrize("title", [[], ["Enterprise System Catalog (SB 272)", ""]])
def test_a_californian_catalogue_is_read(title: list[str], tmp_path: Path) -> None:
    header = [
        "Current System Vendor", "Current System Product", "Brief statement of the system's purpose", "The department that serves as the system's primary custodian", "How frequently system data is collected",
    ]  # fmt: skip
    path = workbook(
        tmp_path,
        {
            "Catalog": [title, [], header, ["Acme", "PermitTrack", "Permits", "Planning", "Daily"]]
            if title
            else [header, ["Acme", "PermitTrack", "Permits", "Planning", "Daily"]]
        },
    )
    assert told(path) == [
        ("System", {"contractor": "Acme", "name": "PermitTrack", "purpose": "Permits", "owner": "Planning", "frequency": "daily"})
    ]


def test_an_application_list_in_english_is_read(tmp_path: Path) -> None:
    rows = [
        ["Application Name", "Business Owner", "Vendor", "Lifecycle Status", "Go-Live Date", "Number of Users"],
        ["TaxPro", "Finance", "Acme", "Retired", "2019-05-01", "1,200"],
    ]
    assert told(workbook(tmp_path, {"Apps": rows})) == [
        (
            "System",
            {"name": "TaxPro", "owner": "Finance", "contractor": "Acme", "status": "retired", "start_date": "2019-05-01", "users": 1200},
        )
    ]


def test_formulas_count_as_what_they_gave(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(str(path)) as made:
        page = made.add_worksheet("S")
        page.write_row(0, 0, ["系统全称", "主管部门", "2024年运维费（元）"])
        page.write_formula(1, 0, '="低保"&"系统"', value="低保系统")
        page.write(1, 1, "民政局")
        page.write_formula(1, 2, "=2500*2", value=5000)
    assert [values.get("om_yuan", values.get("name")) for _, values in told(path)] == ["低保系统", "5000.00"]


def test_a_table_may_have_thousands_of_columns(tmp_path: Path) -> None:
    known = ["系统名称", "主管部门", "承建公司", "上线时间", "访问地址"]
    path = workbook(
        tmp_path, {"S": [[*known, *[f"指标{n}" for n in range(1990)]], ["甲", "民政局", "公司", "2020", "http://a.cn", *["x"] * 1990]]}
    )
    assert told(path) == [
        ("System", {"name": "甲", "owner": "民政局", "contractor": "公司", "start_date": "2020", "urls": ["http://a.cn"]})
    ]


@pytest.mark.parametrize("mark", ["\t", ";", "|", "，", ","])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk"])
def test_a_csv_file_is_read_whatever_separates_its_cells(mark: str, encoding: str, tmp_path: Path) -> None:
    path = tmp_path / "台账.csv"
    path.write_bytes(
        "\r\n".join(
            mark.join(row) for row in [["序号", *FEW, "备注"], ["1", "甲", "民政局", "公司", "x"], ["合计", "", "", "", ""]]
        ).encode(encoding)
    )
    problems = Problems()
    document = read_csv_file(path, problems)
    assert [(dict(row.cells), row.at.row) for row in document.rows] == [({"name": "甲", "owner": "民政局", "contractor": "公司"}, 2)]
    assert [(column[1], column[3]) for column in document.columns] == [
        ("B", "System.name"),
        ("C", "System.owner"),
        ("D", "System.contractor"),
    ]


@pytest.mark.parametrize("rows", [[["学号", "姓名"], ["1", "张"]], [["指标", "本月", "上月"], ["收入", "1", "2"]]])
def test_a_csv_file_that_is_no_inventory_is_refused(rows: list[list[str]], tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("\n".join(",".join(row) for row in rows), encoding="utf-8")
    with pytest.raises(InputError) as error:
        read_csv_file(tmp_path / "a.csv", Problems())
    assert error.value.code == "unknown_csv"


def test_a_page_saved_as_a_workbook_is_read_like_one(tmp_path: Path) -> None:
    page = "<html><table><tr><th>部门</th><th>系统全称</th></tr><tr><td rowspan=2>民政局</td><td>甲</td></tr><tr><td>乙</td></tr></table></html>"
    (tmp_path / "a.xls").write_bytes(page.encode("gbk"))
    assert told(tmp_path / "a.xls") == [("System", {"owner": "民政局", "name": "甲"}), ("System", {"owner": "民政局", "name": "乙"})]


@pytest.mark.parametrize("name", [pytest.param("Inventory"), pytest.param("inventory"), "Pages"])
def test_a_sheet_named_like_a_part_of_an_export_may_hold_a_table(name: str, tmp_path: Path) -> None:
    rows = [["Application Name", "Department", "Vendor"], ["TaxPro", "Finance", "Acme"], ["ParkBook", "Parks", "Beta"]]
    assert [values["name"] for _, values in told(workbook(tmp_path, {name: rows}))] == ["TaxPro", "ParkBook"]


APPRAT = [
    "effectiveness",
    "mission_criticality",
    "RTO",
    "TCO",
    *[f"OpEx_part_{n}" for n in range(30)],
    "IT_Tower_compute_unix",
    "NIST_PR.AC",
    "hosting_options",
]


def test_a_list_with_the_us_rationalization_elements_is_read_and_its_dollars_are_left() -> None:
    rows = [["Application Name", "Business Owner", *APPRAT], ["Grants", "Treasury", 5, 2, 1, *[600000.0] * (len(APPRAT) - 3)]]
    count, document, problems = read(*rows)
    assert count == 1
    (said,) = interpret(document.rows, problems)
    assert dict(said.values) == {"name": "Grants", "owner": "Treasury", "criticality": 2}
    assert [(p.code, dict(p.params)["count"]) for p in problems.ignored] == [("unknown_columns", len(APPRAT) - 1)]


@pytest.mark.parametrize(
    "title", ["Operation a year (USD)", "年度运维金额（美元）", "annual O&M cost in US$", "Operation a year in dollars", "运维费（港币）"]
)
def test_an_amount_in_another_currency_is_never_one_in_yuan(title: str) -> None:
    _, document, problems = read(["系统名称", "主管部门", title], ["养老平台", "民政局", 12])
    assert [o.entity for o in interpret(document.rows, problems)] == ["System"]
    assert [p.code for p in problems.ignored] == ["unknown_column"]


SB_272 = [
    "Current System Vendor", "Current System Product", "Purpose", "General Description of Categories, Modules, or Layers of Data",
    "Department", "How frequently system data is collected", "How frequently system data is updated",
]  # fmt: skip


def test_a_californian_catalogue_with_wide_titles_is_read() -> None:
    _, document, problems = read(SB_272, ["Tyler", "Munis", "Finance", "Ledgers", "Finance Dept", "Daily", "Daily"])
    (said,) = interpret(document.rows, problems)
    assert (said.values["name"], said.values["contractor"], said.values["owner"]) == ("Munis", "Tyler", "Finance Dept")
