from pathlib import Path
from typing import Any

import pytest

from inventory.importers.catalogues import api_catalogue
from inventory.importers.catalogues.api_catalogue import is_api_catalogue, read_api_catalogue
from inventory.importers.interpret import interpret
from inventory.importers.recognise import recognise
from inventory.importers.rows import Context
from inventory.problems import InputError, Problems

HEAD = "dateAdded,dateUpdated,url,name,description,documentation,license,maintainer,provider,areaServed,startDate,endDate\n"
ELDERS = '2024-01-02,2024-02-03,https://a.example/api,老年人查询,"查询老年人,\n按姓名",https://a.example/docs,,,民政局,云溪县,2023-05-06,\n'
PUPILS = "2024-01-02,,https://b.example/api,学籍查询,,,,,教育局,云溪县,,\n"


def read(folder: Path, text: str | bytes, context: Context = Context()) -> tuple[list[dict[str, Any]], Problems]:
    (folder / "catalogue.csv").write_bytes(text.encode() if isinstance(text, str) else text)
    problems = Problems()
    document = read_api_catalogue(folder / "catalogue.csv", problems, context)
    return [dict(said.values) for said in interpret(document.rows, problems)], problems


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_an_entry_is_data_on_offer(encoding: str, tmp_path: Path) -> None:
    rows, problems = read(tmp_path, (HEAD + ELDERS + PUPILS).encode(encoding))
    assert rows == [
        {
            "name": "老年人查询",
            "kind": "payload",
            "provider": "民政局",
            "abstract": "查询老年人,\n按姓名",
            "share_method": "api",
            "publish_date": "2023-05-06",
            "source_url": "https://a.example/docs",
        },
        {
            "name": "学籍查询",
            "kind": "payload",
            "provider": "教育局",
            "share_method": "api",
            "publish_date": "2024-01-02",
            "source_url": "https://b.example/api",
        },
    ]
    assert problems.rejected == []
    assert recognise(tmp_path / "catalogue.csv") == "api_catalogue"


def test_what_is_told_beside_the_file_comes_first(tmp_path: Path) -> None:
    rows, _ = read(tmp_path, HEAD + ELDERS, Context(system="数据平台", organisation="数据局"))
    assert (rows[0]["system"], rows[0]["provider"]) == ("数据平台", "数据局")


@pytest.mark.parametrize(
    ("header", "is_one"),
    [
        (HEAD, True),
        ("URL,Name,Documentation,Provider,License\r\n", True),
        ('"url","name","documentation","provider","areaServed"', True),
        ("url,name,documentation,provider", False),
        ("name,owner,urls", False),
        ("", False),
    ],
)
def test_the_header_tells_a_catalogue(header: str, is_one: bool) -> None:
    assert is_api_catalogue(header) is is_one


def test_an_entry_without_a_name_is_listed_and_its_neighbours_are_kept(tmp_path: Path) -> None:
    rows, problems = read(tmp_path, HEAD + "2024-01-02,,https://c.example\n,,,,,,,,,,,\n" + PUPILS)
    assert [row["name"] for row in rows] == ["学籍查询"]
    assert [(p.code, p.at.row) for p in problems.rejected] == [("dataset_without_title", 2)]


def test_rows_count_from_the_header(tmp_path: Path) -> None:
    _, problems = read(tmp_path, HEAD + "\n\n" + "2024-01-02,,https://c.example\n" + PUPILS)
    assert [p.at.row for p in problems.rejected] == [4]


def test_a_row_longer_than_the_header_keeps_what_the_header_names(tmp_path: Path) -> None:
    rows, _ = read(tmp_path, HEAD + PUPILS.strip() + ",多余,多余\n")
    assert [row["name"] for row in rows] == ["学籍查询"]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (HEAD, "empty_catalogue"),
        (HEAD + ",,,,\n", "empty_catalogue"),
        ("name,owner\n甲,乙\n", "not_api_catalogue"),
        ("", "empty_file"),
        (HEAD + "\x00", "not_text"),
    ],
)
def test_what_holds_no_entry_is_refused(text: str, code: str, tmp_path: Path) -> None:
    with pytest.raises(InputError) as error:
        read(tmp_path, text)
    assert error.value.code == code
    assert all("catalogue.csv" in error.value.sentence(language) for language in ("zh", "en"))


def test_the_number_of_rows_is_bounded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(api_catalogue, "ROWS", 3)
    with pytest.raises(InputError) as error:
        read(tmp_path, HEAD + PUPILS * 5)
    assert error.value.code == "too_many_rows"


def test_a_cell_without_end_is_listed_and_what_stood_before_is_kept(tmp_path: Path) -> None:
    rows, problems = read(tmp_path, HEAD + PUPILS + '2024-01-02,,"' + "x" * (5 * 1024 * 1024))
    assert [row["name"] for row in rows] == ["学籍查询"]
    assert [(p.code, p.at.row) for p in problems.rejected] == [("broken_csv", 3)]
