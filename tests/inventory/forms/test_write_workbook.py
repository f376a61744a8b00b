import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from inventory.forms.layout import ID_TITLE, ORIGIN_TITLE, Filled, Sheet, sheets
from inventory.forms.write_workbook import write_workbook

MARK = {
    "workspace": "云溪县",
    "organisation": "o1",
    "organisation_name": "=民政局",
    "round": "春季",
    "year": "2026",
    "tier": "core",
}


def write(path: Path, language: str = "zh", rows: dict[str, list[dict[str, Any]]] | None = None) -> Any:
    filled = [Filled(sheet, (rows or {}).get(sheet.entity, [])) for sheet in sheets()]
    write_workbook(path, filled, mark=MARK, language=language, minutes=20)
    return openpyxl.load_workbook(path)


def sheet_of(entity: str) -> Sheet:
    return next(sheet for sheet in sheets() if sheet.entity == entity)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_there_is_a_sheet_for_every_kind_with_its_questions(language: str, tmp_path: Path) -> None:
    workbook = write(tmp_path / "a.xlsx", language)
    assert workbook.sheetnames[1:-3] == [sheet.title(language) for sheet in sheets()]
    for sheet in sheets():
        assert [cell.value for cell in workbook[sheet.title(language)][1]] == [
            ID_TITLE,
            *(question.title(language) for question in sheet.questions),
            ORIGIN_TITLE[language],
        ]


def test_closed_lists_have_drop_downs_that_point_to_their_values(tmp_path: Path) -> None:
    workbook = write(tmp_path / "a.xlsx")
    page = workbook["系统"]
    column = next(cell.column_letter for cell in page[1] if cell.value == "系统阶段")
    (choice,) = [v for v in page.data_validations.dataValidation if v.type == "list" and f"{column}2" in v.sqref]
    name, _, area = choice.formula1.lstrip("=").partition("!")
    assert [row[0].value for row in workbook[name.strip("'")][area.replace("$", "")]] == [
        "规划",
        "在建",
        "试运行",
        "运行",
        "停用",
        "已下线",
        "不详",
    ]


@pytest.mark.parametrize("sheet", sheets(), ids=lambda sheet: sheet.entity)
def test_every_closed_question_has_a_drop_down(sheet: Sheet, tmp_path: Path) -> None:
    page = write(tmp_path / "a.xlsx")[sheet.title("zh")]
    closed = sum(1 for question in sheet.questions if question.field.type in ("enum", "bool"))
    assert len([v for v in page.data_validations.dataValidation if v.type == "list"]) == closed


def test_the_mark_and_the_lists_are_hidden(tmp_path: Path) -> None:
    workbook = write(tmp_path / "a.xlsx")
    assert {name for name in workbook.sheetnames if workbook[name].sheet_state == "veryHidden"} == {"_form", "_lists", "_keys"}
    assert dict(workbook["_form"].iter_rows(values_only=True)) == MARK


def test_nothing_in_it_is_a_live_formula(tmp_path: Path) -> None:
    rows = {"System": [{ID_TITLE: "=1", "系统名称": '=HYPERLINK("http://a.cn")', "系统描述": "http://a.cn/"}]}
    write(tmp_path / "a.xlsx", rows=rows)
    with zipfile.ZipFile(tmp_path / "a.xlsx") as parts:
        assert not [
            name
            for name in parts.namelist()
            if name.startswith("xl/worksheets/sheet") and (b"<f>" in parts.read(name) or b"<hyperlink" in parts.read(name))
        ]


def test_nothing_is_left_beside_the_workbook(tmp_path: Path) -> None:
    write(tmp_path / "a.xlsx")
    assert [path.name for path in tmp_path.iterdir()] == ["a.xlsx"]


def conditional(page: Any, title: str) -> dict[str, str]:
    """Range → formula of the conditional formats of a column."""
    letter = next(cell.column_letter for cell in page[1] if cell.value == title)
    return {str(area.sqref): area.rules[0].formula[0] for area in page.conditional_formatting if str(area.sqref).startswith(letter)}


@pytest.mark.parametrize(
    ("language", "sheet", "title", "formula"),
    [
        ("zh", "系统", "停用时间", 'NOT(OR($G2="已下线",$G2="停用"))'),
        ("en", "Systems", "Out of use since", 'NOT(OR($G2="Retired",$G2="Suspended"))'),
        ("zh", "渠道", "设置上述功能的原因和依据", 'NOT(OR($L2="是",$M2="是"))'),
    ],
)
def test_a_conditional_question_is_grey_until_its_row_calls_for_it(
    language: str, sheet: str, title: str, formula: str, tmp_path: Path
) -> None:
    write_workbook(tmp_path / "a.xlsx", [Filled(one) for one in sheets("ask_if")], mark=MARK, language=language, minutes=1)
    assert list(conditional(openpyxl.load_workbook(tmp_path / "a.xlsx")[sheet], title).values()) == [formula]


def test_a_question_that_nothing_on_the_sheet_decides_is_hidden_where_nobody_is_asked(tmp_path: Path) -> None:
    (channels,) = [one for one in sheets("ask_if") if one.entity == "Channel"]
    rows = [{ID_TITLE: "c1", "渠道名称": "甲"}, {ID_TITLE: "c2", "渠道名称": "乙"}]
    keys = frozenset({"Channel.closed_date", "Channel.closure_notice"})
    hidden = {}
    for name, unasked in (("all", {"c1": keys, "c2": keys}), ("one", {"c1": keys})):
        write_workbook(tmp_path / "a.xlsx", [Filled(channels, rows, unasked=unasked)], mark=MARK, language="zh", minutes=1)
        page = openpyxl.load_workbook(tmp_path / "a.xlsx")["渠道"]
        letter = next(cell.column_letter for cell in page[1] if cell.value == "关停日期")
        hidden[name] = page.column_dimensions[letter].hidden
    assert hidden == {"all": True, "one": False}
    fills = [page[f"{letter}{row}"].fill.fgColor.rgb for row in (2, 3)]
    assert fills[0] != fills[1]


def test_headings_ids_and_sources_are_locked_and_answers_are_open(tmp_path: Path) -> None:
    (systems,) = [one for one in sheets() if one.entity == "System"]
    row = {ID_TITLE: "s1", "系统名称": "养老平台", "年度运维金额(万元)": 3}
    write_workbook(tmp_path / "a.xlsx", [Filled(systems, [row], origins={"s1": "台账.csv#2"})], mark=MARK, language="zh", minutes=1)
    book = openpyxl.load_workbook(tmp_path / "a.xlsx")
    page = book["系统"]
    assert page.protection.sheet
    assert {cell.protection.locked for cell in page[1]} == {True}
    assert [cell.column for cell in page[2] if cell.protection.locked] == [1, len(systems.questions) + 2]
    assert page.cell(2, len(systems.questions) + 2).value == "台账.csv#2"
    kept = {(name, line, column): text for name, line, column, text in book["_keys"].iter_rows(values_only=True)}
    assert (kept["系统", 1, 0], kept["系统", 0, 1]) == ("s1", "系统名称")


def test_known_names_are_offered_for_references_and_others_may_be_written(tmp_path: Path) -> None:
    (channels,) = [one for one in sheets() if one.entity == "Channel"]
    write_workbook(tmp_path / "a.xlsx", [Filled(channels)], mark=MARK, language="zh", minutes=1, names={"System": ["养老平台", "低保系统"]})
    book = openpyxl.load_workbook(tmp_path / "a.xlsx")
    page = book["渠道"]
    letter = next(cell.column_letter for cell in page[1] if cell.value == "所属系统")
    (rule,) = [v for v in page.data_validations.dataValidation if f"{letter}2" in v.sqref]
    assert (rule.type, bool(rule.showErrorMessage)) == ("list", False)


def test_english_titles_tell_the_unit_in_english() -> None:
    titles = [question.title("en") for sheet in sheets("ask_if") for question in sheet.questions]
    assert [title for title in titles if "yuan" in title] == ["Operation a year (10,000 yuan)"]
    assert all(title.isascii() for title in titles)
