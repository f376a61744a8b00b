from pathlib import Path

import pytest

from crawlers.seeds import Seed, read_seeds
from inventory.problems import InputError
from tests.crawlers.crawling import CITIZEN


def code(*arguments: str) -> str:
    with pytest.raises(InputError) as caught:
        read_seeds(arguments)
    assert caught.value.sentence("zh")
    assert caught.value.sentence("en")
    return caught.value.code


def file(folder: Path, text: str, encoding: str = "utf-8") -> str:
    path = folder / "seeds.csv"
    path.write_bytes(text.encode(encoding))
    return str(path)


def test_addresses_are_seeds() -> None:
    assert read_seeds(["http://a.example/", "https://b.example/x"]) == [Seed("http://a.example/"), Seed("https://b.example/x")]
    assert read_seeds([]) == []


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("header", ["url,name,owner,kind", "网址,名称,主办单位,类型", " URL , Name,Owner,KIND"])
def test_a_file_names_owners_and_kinds(tmp_path: Path, header: str, encoding: str) -> None:
    text = f"{header}\nhttp://a.example/,云溪县政府网,县政府办,site\nhttp://d.example/,数据开放,,open_data\n\n,空,,\nhttp://e.example/,短\nhttp://f.example/,,,nonsense\n"
    assert read_seeds([file(tmp_path, text, encoding)]) == [
        Seed("http://a.example/", "云溪县政府网", "县政府办", "site"), Seed("http://d.example/", "数据开放", "", "open_data"),
        Seed("http://e.example/", "短"), Seed("http://f.example/"),
    ]  # fmt: skip


def test_one_address_is_one_seed(tmp_path: Path) -> None:
    assert read_seeds(["http://a.example/", file(tmp_path, "url,owner\nhttp://a.example/,县政府办\n")]) == [
        Seed("http://a.example/", owner="县政府办")
    ]


@pytest.mark.parametrize("argument", ["ftp://a.example/", "file:///etc/passwd", "javascript://x", "gopher://a"])
def test_other_schemes_are_refused(tmp_path: Path, argument: str) -> None:
    assert code(argument) == "bad_seed"
    assert code(file(tmp_path, f"url\n{argument}\n")) == "bad_seed"


def test_what_is_neither_address_nor_file_is_told(tmp_path: Path) -> None:
    assert code("www.a.example") == "no_such_file"
    assert code(str(tmp_path)) == "no_such_file"
    assert code(file(tmp_path, "name\nx\n")) == "seeds_without_url"
    assert code(file(tmp_path, "\n")) == "seeds_without_url"
    assert code(file(tmp_path, "")) == "empty_file"
    assert code(file(tmp_path, "\x00\x01")) == "not_text"


def test_an_endless_cell_is_told(tmp_path: Path) -> None:
    code(file(tmp_path, f'url\n"{"x" * 200_000}"\n'))


def test_an_address_that_names_a_person_is_refused_without_echo(tmp_path: Path) -> None:
    for argument in (f"http://a.cn/?sfzh={CITIZEN}", file(tmp_path, f"url\nhttp://a.cn/{CITIZEN}\n")):
        with pytest.raises(InputError) as told:
            read_seeds([argument])
        assert told.value.code == "personal_seed"
        assert CITIZEN not in repr(told.value.params)
