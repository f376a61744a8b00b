from pathlib import Path

import openpyxl
import pytest

from inventory.elements import dictionary
from inventory.importers.elements import ReadElements, codes_of, read_elements
from inventory.problems import InputError, Problems

STANDARD = """云溪县政务数据元标准,,,,,,
内部标识符,中文名称,英文名称,短名,同义名称,数据类型,值域
YX1,水库蓄水量,reservoirStorage,skxsl,蓄水总量,数值型,
YX2,性别,gender,xb,,字符型,1-男；2-女
YX3,驻村工作队,,,,,
,123,,,,,
"""


def read(tmp_path: Path, text: str, problems: Problems | None = None, name: str = "标准.csv") -> ReadElements:
    (tmp_path / name).write_text(text, encoding="utf-8")
    return read_elements(tmp_path / name, Problems() if problems is None else problems, source="YXDS 1-2026")


def test_new_elements_and_ours_with_more_spellings(tmp_path: Path) -> None:
    problems = Problems()
    found = {element.zh: element for element in read(tmp_path, STANDARD, problems).elements}
    own = found["水库蓄水量"]
    assert (own.code, own.name, own.abbreviations, own.synonyms, own.data_type) == (
        "YX1",
        "reservoir_storage",
        ("skxsl",),
        ("蓄水总量",),
        "number",
    )
    assert (own.source, own.verified, own.role) == ("YXDS 1-2026", "full", "weak")
    sex = next(element for element in found.values() if element.name == "sex_code")
    assert {"gender", *dictionary()["sex_code"].synonyms_en} <= set(sex.synonyms_en)
    assert sex.codes == "1=男;2=女"
    assert found["驻村工作队"].name.startswith("office_")
    assert [(p.code, p.at.row) for p in problems.rejected] == [("bad_element_name", 6)]


def test_a_code_list_belongs_to_the_element_of_its_name(tmp_path: Path) -> None:
    problems = Problems()
    found = read(tmp_path, "代码集名称,代码,名称\n性别代码,1,男\n性别代码,2,女\n水库,1,甲\n", problems)
    assert [(element.name, element.codes) for element in found.elements] == [("sex_code", "1=男;2=女")]
    assert [p.code for p in problems.questions] == ["list_of_no_element"]


@pytest.mark.parametrize("text", ["a,b\n1,2\n", "中文名称\n性别\n", "\n", "{}"])
def test_what_names_no_elements_is_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(InputError):
        read(tmp_path, text)


def test_an_unknown_role_is_refused_and_the_rest_kept(tmp_path: Path) -> None:
    problems = Problems()
    found = read(tmp_path, "中文名称,数据类型,role\n蓄水量,数值型,hero\n坝高,数值型,core\n", problems)
    assert [(element.zh, element.role) for element in found.elements] == [("坝高", "core")]
    assert [p.code for p in problems.rejected] == ["unknown_role"]


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("1-男；2-女", "1=男;2=女"),
        ("1:男;2:女;9:未说明", "1=男;2=女;9=未说明"),
        ("01 汉族、02 蒙古族", "01=汉族;02=蒙古族"),
        ("采用 GB/T 2261.1 的代码", ""),
        ("0 至 100", ""),
        ("", ""),
    ],
)
def test_codes_in_a_value_domain(text: str, codes: str) -> None:
    assert codes_of(text) == codes


def test_a_row_without_a_name_is_told_and_a_line_of_notes_is_none(tmp_path: Path) -> None:
    problems = Problems()
    text = "标识符,中文名称,英文名称\nYX1,网格编号,gridNumber\nYX2,,householdType\n注：以上为试行,,\n"
    assert len(read(tmp_path, text, problems).elements) == 1
    assert [(p.code, p.at.row) for p in problems.rejected] == [("missing_value", 3)]


def test_a_sheet_of_other_columns_is_named(tmp_path: Path) -> None:
    workbook = openpyxl.Workbook()
    workbook.active.title = "数据元"
    for row in (["云溪县政务数据元标准"], [], ["序号", "标识符", "中文名称", "数据类型"], [1, "YX1", "网格编号", "字符型"]):
        workbook.active.append(row)
    workbook.active.merge_cells("A1:D1")
    other = workbook.create_sheet("编制说明")
    other.append(["章节", "负责人"])
    workbook.create_sheet("空表")
    workbook.save(tmp_path / "标准.xlsx")
    problems = Problems()
    (element,) = read_elements(tmp_path / "标准.xlsx", problems, source="").elements
    assert (element.code, element.source) == ("YX1", "标准")
    assert [(p.code, p.at.sheet) for p in problems.ignored] == [("sheet_without_elements", "编制说明")]


def test_a_folder_is_no_standard(tmp_path: Path) -> None:
    with pytest.raises(InputError) as error:
        read_elements(tmp_path, Problems())
    assert error.value.code == "cannot_open"
