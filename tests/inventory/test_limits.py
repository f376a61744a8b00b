import zipfile
from pathlib import Path

import pytest

from inventory import limits
from inventory.limits import NESTING, check_nesting, check_size, check_zip
from inventory.problems import InputError


def code(check: object, *arguments: object) -> str:
    with pytest.raises(InputError) as error:
        check(*arguments)  # type: ignore[operator]
    return error.value.code


def test_size_is_checked_before_reading(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(b"12345")
    assert check_size(path, 5) == 5
    assert code(check_size, path, 4) == "file_too_large"
    assert code(check_size, tmp_path / "absent") == "no_such_file"
    path.write_bytes(b"")
    assert code(check_size, path) == "empty_file"


def test_a_zip_bomb_is_refused_by_its_directory(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("a", b"0" * (51 * 1024 * 1024))
    assert code(check_zip, path) == "zip_too_large"


def test_parts_are_counted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as made:
        for name in "abc":
            made.writestr(name, "x")
    assert check_zip(path) == ["a", "b", "c"]
    monkeypatch.setattr(limits, "PARTS", 2)
    assert code(check_zip, path) == "zip_too_large"


def test_broken_and_encrypted_zips_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as made:
        made.writestr("a", "x")
    whole = bytearray(path.read_bytes())
    path.write_bytes(whole[:-10])
    assert code(check_zip, path) == "broken_zip"
    whole[whole.index(b"PK\x01\x02") + 8] |= 1
    path.write_bytes(whole)
    assert code(check_zip, path) == "encrypted"


@pytest.mark.parametrize("brackets", ["[" * 41, '{"a":' * 41, "[{" * 21, "[" * 41 + "]" * 41])
def test_deep_nesting_is_refused(brackets: str) -> None:
    assert code(check_nesting, brackets, "a.json") == "nested_too_deep"


@pytest.mark.parametrize("text", ["[" * NESTING + "]" * NESTING, "[]" * 100, '"' + "[" * 100 + '"', '"\\"' + "[" * 100 + '"', ""])
def test_brackets_side_by_side_or_in_text_do_not_nest(text: str) -> None:
    check_nesting(text, "a.json")


@pytest.mark.parametrize(
    "text", ['["a","b","c","d","e"]', '{"openapi": "3.0.0", "a": [1, 2, 3, 4, 5]}', "openapi: 3.0.0\nx: 1\ny: 2\nz: 3\n"]
)
def test_a_description_of_too_many_values_is_refused_before_it_is_parsed(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    from inventory.importers import structured

    monkeypatch.setattr(structured, "VALUES", 3)
    with pytest.raises(InputError) as error:
        structured.parse_json(text, "a.json") if text[0] in "{[" else structured.parse_yaml(text, "a.yaml")
    assert error.value.code == "too_many_rows"


def test_an_inventory_of_too_many_records_is_refused_before_it_is_parsed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from inventory.importers import inventory_json
    from inventory.problems import Problems

    monkeypatch.setattr(inventory_json, "ROWS", 2)
    (tmp_path / "a.json").write_text(
        '{"schema_version": 1, "systems": [' + ",".join('{"id": "s"}' for _ in range(5)) + "]}", encoding="utf-8"
    )
    with pytest.raises(InputError) as error:
        inventory_json.read_inventory_json(tmp_path / "a.json", Problems())
    assert error.value.code == "too_many_rows"
