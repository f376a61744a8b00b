import zipfile
from pathlib import Path

import pytest

from inventory.importers.zips import is_document, is_model, is_workbook, zip_names


def packed(folder: Path, *names: str) -> Path:
    path = folder / "a.zip"
    with zipfile.ZipFile(path, "w") as made:
        for name in names:
            made.writestr(name, "x")
    return path


def test_a_zip_tells_its_names_in_order(tmp_path: Path) -> None:
    assert zip_names(packed(tmp_path, "乙/b.csv", "a.csv")) == ["乙/b.csv", "a.csv"]


@pytest.mark.parametrize(
    "data", [b"", b"PK", b"PK\x03\x04", b"PK\x03\x04" + b"\x00" * 60, b"PK\x05\x06" + b"\x00" * 18, b"name,owner", b"\xd0\xcf\x11\xe0"]
)
def test_what_is_no_zip_or_broken_or_empty_has_no_names(data: bytes, tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    path.write_bytes(data)
    assert zip_names(path) == []


def test_a_cut_zip_has_no_names(tmp_path: Path) -> None:
    path = packed(tmp_path, "a.csv", "b.csv")
    path.write_bytes(path.read_bytes()[:-30])
    assert zip_names(path) == []


def test_a_path_that_cannot_be_read_has_no_names(tmp_path: Path) -> None:
    assert zip_names(tmp_path) == []
    assert zip_names(tmp_path / "nothing.zip") == []


@pytest.mark.parametrize(
    ("names", "workbook", "model", "document"),
    [
        (["[Content_Types].xml", "xl/workbook.xml"], True, False, True), (["xl/workbook.bin"], True, False, True), (["mimetype", "content.xml"], True, False, True), (["content.xml"], False, False, False), (["mimetype", "OEBPS/a.html"], False, False, True),
        (["[Content_Types].xml", "word/document.xml"], False, False, True), (["META-INF/manifest.xml", "a.class"], False, False, True), (["model.xml"], False, True, True), (["model.xml", "images/a.png"], False, True, True), (["model.xml", "a.csv"], False, False, False),
        (["systems.csv", "channels.csv"], False, False, False), (["sub/xl/workbook.xml"], False, False, False), (["台账.xlsx"], False, False, False), ([], False, False, False),
    ],
)  # fmt: skip
def test_the_names_say_what_a_zip_is(names: list[str], workbook: bool, model: bool, document: bool) -> None:
    assert (is_workbook(names), is_model(names), is_document(names)) == (workbook, model, document)
