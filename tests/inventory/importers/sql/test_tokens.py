import pytest
from hypothesis import given
from hypothesis import strategies as st

from inventory.importers.sql.dialect import DIALECTS
from inventory.importers.sql.tokens import Token, tokens, unquoted

NAMES = sorted(DIALECTS)


def kinds(text: str, dialect: str) -> list[tuple[str, str]]:
    return [(token.kind, token.value) for token in tokens(text, 0, DIALECTS[dialect])]


@pytest.mark.parametrize(
    ("dialect", "text", "expected"),
    [
        ("mysql", "`姓名` varchar(50)", [("quoted", "姓名"), ("word", "varchar"), ("(", "("), ("number", "50"), (")", ")")]),
        ("mysql", r"DEFAULT '\'' COMMENT 'a''b'", [("word", "DEFAULT"), ("string", "'"), ("word", "COMMENT"), ("string", "a'b")]),
        ("sqlserver", r"DEFAULT ('C:\') , [b]]c]", [("word", "DEFAULT"), ("(", "("), ("string", "C:\\"), (")", ")"), (",", ","), ("quoted", "b]c")]),
        ("sqlserver", "N'居民' n'x' Nx", [("string", "居民"), ("string", "x"), ("word", "Nx")]),
        ("sqlserver", "@name=N'MS_Description' #t", [("word", "@name"), ("=", "="), ("string", "MS_Description"), ("word", "#t")]),
        ("oracle", "SYS_C00123$ NUMBER(10,2)", [("word", "SYS_C00123$"), ("word", "NUMBER"), ("(", "("), ("number", "10"), (",", ","), ("number", "2"), (")", ")")]),
        ("postgresql", "'a'::text[]", [("string", "a"), (":", ":"), (":", ":"), ("word", "text"), ("[", "["), ("]", "]")]),
        ("postgresql", "AS $f$ it's $f$;", [("word", "AS"), ("body", "$f$ it's $f$"), (";", ";")]),
        ("mysql", "a -- 姓名\nb /* 性别 */ # 民族\n--1", [("word", "a"), ("comment", "-- 姓名"), ("word", "b"), ("comment", "/* 性别 */"), ("comment", "# 民族"), ("-", "-"), ("-", "-"), ("number", "1")]),
        ("generic", "[a] [1]", [("quoted", "a"), ("[", "["), ("number", "1"), ("]", "]")]),
        ("mysql", "'居民", [("'", "'"), ("word", "居民")]),
        ("generic", "", []),
    ],
)  # fmt: skip
def test_text_falls_into_tokens(dialect: str, text: str, expected: list[tuple[str, str]]) -> None:
    assert kinds(text, dialect) == expected


@pytest.mark.parametrize(
    ("dialect", "text", "value"),
    [
        ("mysql", r"'一\n二\t三\\四\0'", "一\n二\t三\\四"), ("mysql", r"`a\n`", r"a\n"), ("mysql", '"a""b"', 'a"b'), ("mysql", "``", ""), ("mysql", r"'\%\_'", "%_"),
        ("oracle", r"'一\n二'", r"一\n二"), ("sqlserver", r"N'C:\'", "C:\\"), ("sqlserver", "[居 民]", "居 民"), ("oracle", '"T_JM"', "T_JM"), ("oracle", "''''", "'"), ("generic", "''", ""),
        ("postgresql", "E'居民'", "居民"), ("mysql", "b'01'", "01"),
    ],
)  # fmt: skip
def test_quotes_and_escapes_are_taken_off(dialect: str, text: str, value: str) -> None:
    assert unquoted(text, DIALECTS[dialect]) == value


def test_an_escape_string_of_postgresql_ends_where_it_ends() -> None:
    assert kinds(r"IS E'他说\'好\'';", "postgresql") == [("word", "IS"), ("string", "他说'好'"), (";", ";")]


def test_a_string_quoted_by_oracles_own_marks_ends_where_it_ends() -> None:
    assert [value for kind, value in kinds("(q'[it's]')", "oracle") if kind == "string"] == ["it's"]


def test_only_unquoted_words_say_something() -> None:
    word, quoted, string = tokens("COMMENT \"comment\" 'comment'", 0, DIALECTS["oracle"])
    assert word.says("comment", "key")
    assert not word.says("key")
    assert not quoted.says("comment")
    assert not string.says("comment")


def test_tokens_start_at_the_position_and_know_their_place() -> None:
    text = "create table 居民 (\n  姓名 int"
    assert list(tokens(text, 13, DIALECTS["generic"]))[:3] == [
        Token("word", "居民", 13, 15),
        Token("(", "(", 16, 17),
        Token("word", "姓名", 20, 22),
    ]


@given(text=st.text(alphabet="a居1 \n'\"`[]$-/*#\\;,().N@", max_size=60), dialect=st.sampled_from(NAMES))
def test_every_character_is_in_one_token_or_a_space(text: str, dialect: str) -> None:
    position = 0
    for token in tokens(text, 0, DIALECTS[dialect]):
        assert not text[position : token.start].strip()
        assert token.start < token.end
        position = token.end
    assert not text[position:].strip()


@given(
    text=st.text(alphabet=st.characters(exclude_characters="\x00", exclude_categories=("Cs",)), max_size=40), dialect=st.sampled_from(NAMES)
)
def test_what_was_quoted_comes_back(text: str, dialect: str) -> None:
    written = text.replace("\\", "\\\\").replace("'", "\\'") if dialect == "mysql" else text.replace("'", "''")
    assert kinds(f"'{written}' ", dialect) == [("string", text)]
    assert kinds('"' + text.replace('"', '""') + '" ', "oracle") == [("quoted", text)]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("${prefix}t_dz", "t_dz"),
        ("[${prefix}t_dz]", "t_dz"),
        ("`{dbpre}t_dz`", "t_dz"),
        ("{{ prefix }}t_dz", "t_dz"),
        ("$(Schema)", "Schema"),
        ("&owner.t_dz", "t_dz"),
    ],
)
def test_what_is_filled_in_before_a_script_runs_is_no_part_of_a_name(text: str, name: str) -> None:
    found = list(tokens(text + " (a int)", 0, DIALECTS["sqlserver"]))
    assert (found[0].value, found[1].kind) == (name, "(")
    assert found[0].kind in ("word", "quoted")
