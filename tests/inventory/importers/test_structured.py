from pathlib import Path
from typing import Any

import pytest

from inventory import limits
from inventory.importers.structured import items_of, load, objects_of, parse_yaml, text_of
from inventory.problems import InputError


def loaded(folder: Path, text: str | bytes, name: str = "a.yaml") -> Any:
    (folder / name).write_bytes(text.encode() if isinstance(text, str) else text)
    return load(folder / name)


def refused(folder: Path, text: str | bytes, name: str = "a.yaml") -> InputError:
    with pytest.raises(InputError) as error:
        loaded(folder, text, name)
    assert all(name in error.value.sentence(language) for language in ("zh", "en"))
    return error.value


@pytest.mark.parametrize(
    "text",
    [
        '{"标题": "老人", "n": [1, 2]}',
        "标题: 老人\nn:\n- 1\n- 2\n",
        "标题: 老人\nn:\n  - 1\n  - 2\n",
        "{标题: 老人, n: [1, 2]}",
        "---\n标题: 老人\nn: [1, 2]\n...\n",
        "# 说明\n标题: '老人'\nn: [1, 2]\n",
        '\n\n  {"标题": "老人",\n  "n": [1, 2,]}',
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_json_and_yaml_give_the_same_values_in_every_encoding(text: str, encoding: str, tmp_path: Path) -> None:
    assert loaded(tmp_path, text.encode(encoding)) == {"标题": "老人", "n": [1, 2]}


@pytest.mark.parametrize(
    ("text", "content"),
    [
        ("a: =\nb: [=, '>', <=]\n", {"a": "=", "b": ["=", ">", "<="]}),
        ("- =\n", ["="]),
        ("a: 2024-13-45\nb: 2024-01-02\nc: 2024-02-30 25:61:61\n", {"a": "2024-13-45", "b": "2024-01-02", "c": "2024-02-30 25:61:61"}),
        ("a: 1\na: 2\n", {"a": 2}),
        ('{"a": 1, "a": 2}', {"a": 2}),
        ("x: &x {a: 1, b: 2}\ny: {<<: *x, b: 3}\n", {"x": {"a": 1, "b": 2}, "y": {"a": 1, "b": 3}}),
        ("x: &x {a: 1}\ny: &y {b: 2}\nz: {<<: [*x, *y]}\n", {"x": {"a": 1}, "y": {"b": 2}, "z": {"a": 1, "b": 2}}),
        ("x: &x [老人]\ny: *x\n", {"x": ["老人"], "y": ["老人"]}),
        ("a: |\n  一\n  二\nb: >-\n  三\n  四\n", {"a": "一\n二\n", "b": "三 四"}),
        ("a: 1.0\nb: 1e400\nc: ~\n", {"a": 1.0, "b": "1e400", "c": None}),
        ("200: {}\n", {200: {}}),
        ('{"a": 1e999}', {"a": float("inf")}),
    ],
)
def test_what_yaml_is_odd_about_is_read(text: str, content: Any, tmp_path: Path) -> None:
    assert loaded(tmp_path, text) == content


@pytest.mark.parametrize(
    ("text", "content"),
    [
        ("no: {type: string}\non: 1\n", {"no": {"type": "string"}, "on": 1}),
        ("enum: [yes, no]\n", {"enum": ["yes", "no"]}),
        ("opens: 10:30\n", {"opens": "10:30"}),
    ],
)
def test_words_are_words_as_yaml_1_2_has_them(text: str, content: Any, tmp_path: Path) -> None:
    assert loaded(tmp_path, text) == content


@pytest.mark.parametrize(
    ("text", "code", "line"),
    [
        ("a: 1\nb: [1, 2\nc: 3\n", "broken_yaml", 3),
        ("a: 1\n\tb: 2\n", "broken_yaml", 2),
        ("a: 1\nb: *absent\n", "broken_yaml", 2),
        ("a: 1\nb: !!python/object/apply:os.system [id]\n", "broken_yaml", 2),
        ("a: 1\nb: !local x\n", "broken_yaml", 2),
        ("a: 1\n? [b]\n: 2\n", "broken_yaml", 2),
        ("a: 1\n---\nb: 2\n", "broken_yaml", 2),
        ("a: 1\n<<: 5\n", "broken_yaml", 2),
        ("a: !!int x\n", "broken_yaml", "?"),
        ('{"a": 1,\n"b": ]}\n', "broken_json", 2),
        ('{"a": 1,\n"b": "cut', "broken_json", 2),
    ],
)
def test_broken_files_are_refused_with_their_line(text: str, code: str, line: Any, tmp_path: Path) -> None:
    error = refused(tmp_path, text)
    assert (error.code, error.params["line"]) == (code, line)


def test_a_json_number_of_thousands_of_digits_is_refused(tmp_path: Path) -> None:
    error = refused(tmp_path, '{"a": ' + "9" * 5000 + "}", "a.json")
    assert (error.code, error.params["line"]) == ("broken_json", "?")


@pytest.mark.parametrize("text", ["a: " + "9" * 5000 + "\n", '{"a": ' + "9" * 5000 + "}"], ids=["yaml", "json"])
def test_a_number_of_thousands_of_digits_is_a_text(text: str, tmp_path: Path) -> None:
    assert loaded(tmp_path, text) == {"a": "9" * 5000}


@pytest.mark.parametrize("number", ["01", "-007", "3301000000000000001"])
def test_a_whole_number_is_told_as_one(number: str) -> None:
    assert text_of(parse_yaml(f"a: {number}\n", "a.yaml")["a"]) in (number, str(int(number)))


@pytest.mark.parametrize(
    ("data", "code"), [(b"", "empty_file"), (b"a: \x00", "not_text"), (b"a: \xff\xfe\xff\xff", "not_text"), (b"a: \x01", "broken_yaml")]
)
def test_what_is_no_text_is_refused(data: bytes, code: str, tmp_path: Path) -> None:
    assert refused(tmp_path, data).code == code


def test_a_file_that_is_too_large_is_refused_before_it_is_read(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_bytes(b"a: 1")
    with pytest.raises(InputError) as error:
        load(tmp_path / "a.yaml", limit=3)
    assert error.value.code == "file_too_large"


def bomb(levels: int, width: int, written: str) -> str:
    lines = ["a0: &a0 " + written % "k: v"]
    for level in range(1, levels):
        lines.append(f"a{level}: &a{level} [{', '.join([f'*a{level - 1}'] * width)}]")
    return "\n".join(lines)


@pytest.mark.parametrize(("levels", "width"), [(9, 10), (30, 2), (3, 3000)])
def test_aliases_that_unfold_without_end_are_refused(levels: int, width: int, tmp_path: Path) -> None:
    error = refused(tmp_path, bomb(levels, width, "{%s}"))
    assert (error.code, error.params["limit"]) == ("unfolds_too_far", limits.EXPANDED)


def test_merge_keys_do_not_multiply(tmp_path: Path) -> None:
    text = "a0: &a0 {k: v}\n" + "".join(f"a{i}: &a{i} {{<<: [{', '.join([f'*a{i - 1}'] * 10)}]}}\n" for i in range(1, 12))
    assert loaded(tmp_path, text)["a11"] == {"k": "v"}


def test_many_aliases_of_a_small_part_are_read(tmp_path: Path) -> None:
    assert len(loaded(tmp_path, "x: &x {a: 1}\ny: [" + "*x, " * 20_000 + "]")["y"]) == 20_000


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("[" * 100_000, "nested_too_deep"),
        ('{"a":' * 201 + "1" + "}" * 201, "nested_too_deep"),
        ("a: " + "[" * 250_000, "nested_too_deep"),
        ("a: " + "[" * 5000 + "]" * 5000, "broken_yaml"),
        ("- " * 5000 + "a", "broken_yaml"),
        ("? " * 5000 + "a", "broken_yaml"),
        ("\n".join(" " * depth + "a:" for depth in range(3000)), "broken_yaml"),
        ("\n".join(" " * depth + "a:" for depth in range(900)), "nested_too_deep"),
    ],
    ids=["brackets", "objects", "flow without end", "flow", "dashes", "questions", "far in", "in"],
)
def test_what_nests_too_deep_is_refused(text: str, code: str, tmp_path: Path) -> None:
    assert refused(tmp_path, text).code == code


def test_a_part_that_holds_itself_is_read() -> None:
    content = parse_yaml("a: &a\n  b: *a\n", "a.yaml")
    assert content["a"]["b"] is content["a"]


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("  老\n 人 ", "老 人"),
        ({"en": "Elders", "zh": "老人"}, "老人"),
        ({"zh-Hans": "老人", "en": "Elders"}, "老人"),
        ({"fr": "Aînés"}, "Aînés"),
        ({"zh": "", "en": "Elders"}, "Elders"),
        ({"title": {"zh": "老人"}}, "老人"),
        ({"display_name": "民政局", "name": "mzj"}, "民政局"),
        ({"fn": "民政局"}, "民政局"),
        ({"@value": "老人", "@language": "zh"}, "老人"),
        (["", None, {"zh": "老人"}, "Elders"], "老人"),
        (5, "5"),
        (1.5, "1.5"),
        (True, ""),
        (None, ""),
        ([], ""),
        ({}, ""),
        ({"nothing": "here"}, ""),
        ("长" * 299 + "\n\n二", "长" * 299 + "\n\n二"),
    ],
)
def test_a_text_is_found_however_it_is_written(value: Any, text: str) -> None:
    assert text_of(value) == text


@pytest.mark.parametrize(
    "text",
    [
        "a: &a [*a]",
        "a: &a {title: *a}",
        pytest.param("a: 0x" + "F" * 5000, id="hexadecimal"),
    ],
)
def test_a_hostile_text_is_no_crash(text: str) -> None:
    assert isinstance(text_of(parse_yaml(text, "a.yaml")["a"]), str)


def test_one_value_counts_as_a_list_of_one() -> None:
    assert [items_of(value) for value in (None, "", "a", ["a"], ("a",), {"b": 1}, 0)] == [[], [], ["a"], ["a"], ["a"], [{"b": 1}], [0]]
    assert [objects_of(value) for value in (None, {"a": 1}, [{"a": 1}, 5, "x", None])] == [[], [{"a": 1}], [{"a": 1}]]
