import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from inventory.importers.excel import sheets
from inventory.importers.tables import grid as module
from inventory.importers.tables.grid import Grid, hidden_parts, html_grids
from inventory.problems import InputError


def written(folder: Path, text: str, encoding: str = "utf-8") -> Path:
    path = folder / "台账.xls"
    path.write_bytes(text.encode(encoding))
    return path


def test_every_cell_of_a_merged_range_gets_its_value() -> None:
    grid = Grid("", [["部门", "", ""], ["民政局", "甲", 1], ["", "乙", 2], [None, "丙", 3]], [((0, 0), (0, 2)), ((1, 0), (3, 0))])
    grid.fill()
    assert grid.rows == [["部门"] * 3, ["民政局", "甲", 1], ["民政局", "乙", 2], ["民政局", "丙", 3]]


@pytest.mark.parametrize(
    "merged",
    [((5, 0), (6, 0)), ((0, 9), (1, 9)), ((0, 0), (1_000_000, 10)), ((1, 1), (1, 1))],
)
def test_ranges_that_reach_too_far_change_nothing(merged: Any) -> None:
    grid = Grid("", [["a", ""], ["", "b"]], [merged])
    grid.fill()
    assert grid.rows == [["a", ""], ["", "b"]]


def test_what_stands_inside_a_range_stays() -> None:
    grid = Grid("", [["a", "x"], ["", ""]], [((0, 0), (9, 9))])
    grid.fill()
    assert grid.rows == [["a", "x"], ["a", "a"]]


def test_a_grid_is_filled_once() -> None:
    grid = Grid("", [["a", ""]], [((0, 0), (0, 1))])
    grid.fill()
    grid.rows[0][1] = ""
    grid.fill()
    assert grid.rows == [["a", ""]]


def test_a_long_vertical_merge_is_filled() -> None:
    grid = Grid("", [["民政局"], *[[""] for _ in range(50_000)]], [((0, 0), (50_000, 0))])
    grid.fill()
    assert all(row == ["民政局"] for row in grid.rows)


def test_hidden_rows_and_sheets_are_known_by_the_sheets_name(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    book = openpyxl.Workbook()
    for name in ("甲&乙 <1>", "空", "藏"):
        page = book.create_sheet(name)
        for number in range(1, 7):
            page.append([number])
        page.row_dimensions[2].hidden = page.row_dimensions[5].hidden = name != "空"
    book["藏"].sheet_state = "veryHidden"
    del book["Sheet"]
    book.save(path)
    with zipfile.ZipFile(path) as container:
        found = {name: hidden.rows for name, hidden in hidden_parts(container).items()}
    assert found == {"甲&乙 <1>": {2, 5}, "空": frozenset(), "藏": {2, 5}}
    assert [(grid.name, grid.hidden, grid.is_hidden) for grid in sheets(path)] == [
        ("甲&乙 <1>", {2, 5}, False), ("空", frozenset(), False), ("藏", {2, 5}, True),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("row", "is_hidden"),
    [
        ('<row r="3" hidden="1">', True), ('<row hidden="1" r="3">', True), ("<row spans='1:2' hidden='true' r='3'>", True), ('<x:row r="3" x="y" hidden="1"/>', True),
        ('<row r="3" hidden="0">', False), ('<row r="3">', False), ('<rowBreaks r="3" hidden="1">', False),
    ],
)  # fmt: skip
def test_a_hidden_row_is_seen_in_any_spelling(row: str, is_hidden: bool, tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as made:
        made.writestr("xl/workbook.xml", '<workbook><sheets><sheet name="S" sheetId="1" r:id="rId1"/></sheets></workbook>')
        made.writestr(
            "xl/_rels/workbook.xml.rels", '<Relationships><Relationship Target="/xl/worksheets/s.xml" Id="rId1"/></Relationships>'
        )
        made.writestr("xl/worksheets/s.xml", f"<worksheet>{row}</worksheet>")
    with zipfile.ZipFile(path) as container:
        assert hidden_parts(container)["S"].rows == ({3} if is_hidden else frozenset())


@pytest.mark.parametrize(
    ("columns", "hidden"),
    [
        ('<cols><col min="2" max="3" width="9" hidden="1"/></cols>', {1, 2}), ("<cols><col hidden='true' min='1' max='1'/><col min='3' max='3' hidden='1'/></cols>", {0, 2}),
        ('<cols><col min="2" max="3"/></cols>', set()), ('<cols><col min="2" max="3" hidden="0"/></cols>', set()), ('<x:col min="1" max="1" hidden="1"/>', {0}),
        ('<col min="1" max="9999999999" hidden="1"/>', set()), ('<col min="3" max="16384" hidden="1"/>', set(range(2, 2000))), ('<col min="x" max="2" hidden="1"/>', set()), ('<col hidden="1"/>', set()),
        ('<colBreaks min="1" max="1" hidden="1"/>', set()),
    ],
)  # fmt: skip
def test_a_hidden_column_is_seen_in_any_spelling(columns: str, hidden: set[int], tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as made:
        made.writestr("xl/workbook.xml", '<workbook><sheets><sheet name="S" sheetId="1" r:id="rId1"/></sheets></workbook>')
        made.writestr(
            "xl/_rels/workbook.xml.rels", '<Relationships><Relationship Target="/xl/worksheets/s.xml" Id="rId1"/></Relationships>'
        )
        made.writestr("xl/worksheets/s.xml", f"<worksheet>{columns}<sheetData/></worksheet>")
    with zipfile.ZipFile(path) as container:
        assert hidden_parts(container)["S"].columns == hidden


def test_a_container_without_a_workbook_hides_nothing(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as made:
        made.writestr("a.txt", "x")
    with zipfile.ZipFile(path) as container:
        assert hidden_parts(container) == {}


@pytest.mark.parametrize(
    "encoding",
    [
        "utf-8",
        pytest.param("utf-8-sig"),
        "gb18030",
    ],
)  # fmt: skip
def test_a_web_page_under_a_workbooks_name_is_a_workbook(encoding: str, tmp_path: Path) -> None:
    page = "<html><body><table><tr><th>系统名称</th><th>主管 <b>部门</b></th></tr><tr><td> 云溪通 </td><td>民政局</td></tr></table></body></html>"
    (grid,) = sheets(written(tmp_path, page, encoding))
    assert (grid.name, grid.rows) == ("table 1", [["系统名称", "主管 部门"], ["云溪通", "民政局"]])


def test_cells_that_span_rows_and_columns_keep_the_others_in_place(tmp_path: Path) -> None:
    rows = '<tr><td rowspan="2">a</td><td colspan="2">b</td></tr><tr><td>c</td><td>d</td></tr><tr><td rowspan=x>e</td><td>f</td><td>g</td></tr>'
    (grid,) = html_grids(written(tmp_path, f"<table>{rows}</table>"))
    grid.fill()
    assert grid.rows == [["a", "b", "b"], ["a", "c", "d"], ["e", "f", "g"]]


def test_of_nested_tables_the_innermost_count_and_single_rows_do_not(tmp_path: Path) -> None:
    inner = "<table><tr><td>a</td></tr><tr><td>b</td></tr></table>"
    page = f"<table><tr><td>{inner}</td></tr><tr><td>x</td></tr></table><table><tr><td>only</td></tr></table>{inner}"
    assert [(grid.name, grid.rows) for grid in html_grids(written(tmp_path, page))] == [
        ("table 2", [["a"], ["b"]]), ("table 4", [["a"], ["b"]]),
    ]  # fmt: skip


def test_a_huge_span_is_cut(tmp_path: Path) -> None:
    page = '<table><tr><td colspan="99999999" rowspan="99999999">a</td></tr><tr><td>b</td></tr></table>'
    (grid,) = html_grids(written(tmp_path, page))
    grid.fill()
    assert len(grid.rows[0]) == 2000
    assert len(grid.rows) == 2


def test_spans_over_spans_take_no_more_than_the_columns_there_may_be(tmp_path: Path) -> None:
    page = "<table>" + '<tr><td colspan="2000" rowspan="2000">a</td><td rowspan="2000">b</td></tr>' * 3000 + "</table>"
    (grid,) = html_grids(written(tmp_path, page))
    assert len(grid.rows) == 3000
    assert max(map(len, grid.rows)) == 2000


def test_tables_that_unfold_to_too_many_cells_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "CELLS", 1_000)
    with pytest.raises(InputError) as error:
        list(html_grids(written(tmp_path, "<table>" + '<tr><td colspan="600">a</td></tr>' * 3 + "</table>")))
    assert error.value.code == "too_many_cells"


def test_a_page_without_a_table_is_no_workbook(tmp_path: Path) -> None:
    with pytest.raises(InputError) as error:
        list(html_grids(written(tmp_path, "<html><p>登录超时</p></html>")))
    assert error.value.code == "not_a_workbook"


def test_a_page_that_is_too_large_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "HTML_BYTES", 10)
    with pytest.raises(InputError) as error:
        list(html_grids(written(tmp_path, "<table><tr><td>a</td></tr></table>")))
    assert error.value.code == "file_too_large"
