import io
import zipfile
from pathlib import Path

import pytest
import xlsxwriter

from inventory.importers.recognise import READERS, read_path, recognise
from inventory.problems import InputError, Problems


def zipped(name: str, text: str) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as made:
        made.writestr(name, text)
    return stream.getvalue()


def workbook(sheet: str, *rows: list[str]) -> bytes:
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream) as made:
        page = made.add_worksheet(sheet)
        for number, row in enumerate(rows):
            page.write_row(number, 0, row)
    return stream.getvalue()


GOOD = {
    "a.json": (b'{"schema_version": 1}', "inventory_json"),
    "bom.json": (b'\xef\xbb\xbf\n {"systems": []}', "inventory_json"),
    "json.txt": (b'{"systems": []}', "inventory_json"),
    "systems.csv": ("系统名称,所属单位\n".encode(), "csv"),
    "no_suffix": (b"name,owner\n", "csv"),
    "systems.xlsx": (workbook("systems", ["name"]), "excel"),
    "wrongly_named.csv": (workbook("systems", ["name"]), "excel"),
}
GARBAGE = {
    "empty.csv": (b"", "empty_file"),
    "empty.json": (b"", "empty_file"),
    "noise.bin": (b"\x89PNG\r\n\x1a\n" + bytes(range(256)), "unknown_format"),
    "page.html": (b"<html><body>systems</body></html>", "unknown_format"),
    "noise.csv": (bytes(range(256)), "not_text"),
    "noise.xlsx": (b"PK\x03\x04" + b"\x00" * 100, "broken_zip"),
    "noise.xls": (b"\xd0\xcf\x11\xe0" + b"\x00" * 100, "broken_workbook"),
    "some.zip": (zipped("readme.txt", "hi"), "broken_workbook"),
    "bad_xml.xlsx": (zipped("xl/workbook.xml", "<workbook"), "broken_workbook"),
    "other.xlsx": (workbook("菜单", ["早餐", "午餐"]), "no_known_sheet"),
    "other.csv": (b"a,b\n1,2\n", "unknown_csv"),
    "newlines.csv": (b"\n\n\n", "unknown_csv"),
    "cut.json": (b'{"systems": [{"name": "x"', "broken_json"),
    "words.json": (b"{not json}", "broken_json"),
    "digits.json": (b'{"systems": ' + b"9" * 10_000 + b"}", "broken_json"),
    "list.json": (b"[1, 2]", "not_an_inventory"),
    "other.json": (b'{"cats": []}', "not_an_inventory"),
    "deep.json": (b"[" * 100_000, "nested_too_deep"),
    "future.json": (b'{"schema_version": 2}', "unknown_schema_version"),
    "binary.json": (b'{"a": \x00}', "not_text"),
}


@pytest.mark.parametrize("name", GOOD)
def test_a_file_is_known_by_its_content(name: str, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(GOOD[name][0])
    assert recognise(tmp_path / name) == GOOD[name][1]


@pytest.mark.parametrize("name", GARBAGE)
def test_garbage_is_refused_with_its_code_and_name(name: str, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(GARBAGE[name][0])
    with pytest.raises(InputError) as error:
        read_path(tmp_path / name, Problems())
    assert error.value.code == GARBAGE[name][1]
    assert name in error.value.sentence("zh")


@pytest.mark.parametrize("name", GARBAGE)
@pytest.mark.parametrize("as_format", sorted(set(READERS) - {"csv_folder"}))
def test_garbage_is_refused_whatever_it_is_called(name: str, as_format: str, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(GARBAGE[name][0])
    with pytest.raises(InputError):
        read_path(tmp_path / name, Problems(), as_format=as_format)


def test_absent_paths_empty_folders_and_unknown_formats(tmp_path: Path) -> None:
    for path, as_format, code in [
        (tmp_path / "absent", None, "no_such_file"),
        (tmp_path, None, "no_inventory_csv"),
        (tmp_path, "docx", "unknown_option"),
    ]:
        with pytest.raises(InputError) as error:
            read_path(path, Problems(), as_format=as_format)
        assert error.value.code == code


@pytest.mark.parametrize(
    ("name", "as_format"),
    [("", "csv"), ("", "inventory_json"), ("", "excel"), ("systems.csv", "csv_folder"), ("absent", "csv_folder")],
)
def test_a_wrong_as_is_refused(name: str, as_format: str, tmp_path: Path) -> None:
    (tmp_path / "systems.csv").write_text("name\n甲\n", encoding="utf-8")
    with pytest.raises(InputError):
        read_path(tmp_path / name, Problems(), as_format=as_format)
