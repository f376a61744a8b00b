"""A line without an end costs itself alone, wherever it stands."""

import csv
import io
from pathlib import Path

import pytest

from inventory.importers import csv_rows as module
from inventory.importers.csv_folder import read_csv_file
from inventory.importers.csv_rows import csv_rows
from inventory.importers.interpret import interpret
from inventory.problems import Problems


@pytest.fixture
def short(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "ROW_CHARACTERS", 50)


@pytest.mark.usefixtures("short")
@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("long", ["x" * 500, "," * 51, "x" * 50, "x" * 99])
def test_the_rows_around_a_line_that_is_too_long_are_read(long: str, end: str) -> None:
    text = f"a,b{end}1,2{end}{long}{end}3,4{end}"
    assert list(csv_rows(io.StringIO(text, newline=""))) == [["a", "b"], ["1", "2"], None, ["3", "4"]]


@pytest.mark.usefixtures("short")
def test_a_line_of_just_the_length_is_read_and_one_at_the_end_is_not_lost_sight_of() -> None:
    assert list(csv_rows(io.StringIO("x" * 49 + "\n1\n", newline=""))) == [["x" * 49], ["1"]]
    assert list(csv_rows(io.StringIO("1\n" + "x" * 80, newline=""))) == [["1"], None]


@pytest.mark.usefixtures("short")
def test_a_row_whose_cell_has_such_a_line_is_too_long() -> None:
    text = 'a,b\n1,"begins\n' + "x" * 200 + '\nends"\n2,c\n'
    assert list(csv_rows(io.StringIO(text, newline=""))) == [["a", "b"], None, ["2", "c"]]


@pytest.mark.usefixtures("short")
def test_a_quote_that_is_never_closed_is_an_error_and_fills_no_memory() -> None:
    rows = csv_rows(io.StringIO('a\n"' + "line\n" * 30_000, newline=""), strict=True)
    assert next(rows) == ["a"]
    with pytest.raises(csv.Error):
        next(rows)


@pytest.mark.usefixtures("short")
@pytest.mark.parametrize("name", ["systems.csv", "台账.csv"])
def test_an_import_names_the_row_and_reads_the_others(name: str, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_text("系统名称,所属单位\n甲,民政局\n" + "长" * 60 + "\n乙,教育局\n", encoding="utf-8")
    problems = Problems()
    document = read_csv_file(path, problems)
    assert [said.values["name"] for said in interpret(document.rows, problems)] == ["甲", "乙"]
    assert [(p.code, p.at.row) for p in problems.refused] == [("row_too_long", 3)]


@pytest.mark.usefixtures("short")
def test_so_does_a_table_that_has_to_be_understood(tmp_path: Path) -> None:
    path = tmp_path / "导出.csv"
    path.write_text("2026年信息系统台账;\n系统名称;主管部门\n甲;民政局\n" + "长" * 60 + "\n乙;教育局\n", encoding="utf-8")
    problems = Problems()
    document = read_csv_file(path, problems)
    assert [said.values["name"] for said in interpret(document.rows, problems)] == ["甲", "乙"]
    assert [(p.code, p.at.row) for p in problems.refused] == [("row_too_long", 4)]
