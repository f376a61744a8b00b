import ast
from collections.abc import Iterator
from pathlib import Path
from string import Formatter

import pytest

from inventory.languages import LANGUAGES, catalogue, locale_language, message
from inventory.problems import Problem
from inventory.values.observation import Locator

ROOT = Path(__file__).parents[2]
ROOMS = ("auditor", "crawlers", "graphs", "inventory", "reports")
# how a call names a message: function or method, position of the key, prefix of the key, parameters that are always filled
CALLS = {
    "message": (1, "", set()),
    "InputError": (0, "error.", set()),
    "reject": (0, "problem.", set()),
    "ask": (0, "problem.", set()),
    "ignore": (0, "problem.", set()),
    "Unreadable": (0, "problem.", {"field", "field_en"}),
}


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


def used() -> Iterator[tuple[str, str, set[str] | None]]:
    """Where a literal key stands, the key, and the parameters given (None where some are not literal)."""
    for room in ROOMS:
        for path in sorted((ROOT / room).rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if not isinstance(node, ast.Call):
                    continue
                name = node.func.attr if isinstance(node.func, ast.Attribute) else node.func.id if isinstance(node.func, ast.Name) else ""
                if name not in CALLS:
                    continue
                position, prefix, always = CALLS[name]
                if len(node.args) <= position:
                    continue
                key = node.args[position]
                if not (isinstance(key, ast.Constant) and isinstance(key.value, str)):
                    continue
                given = None if any(word.arg is None for word in node.keywords) else {str(word.arg) for word in node.keywords} | always
                yield f"{path.relative_to(ROOT)}:{node.lineno}", prefix + key.value, given


def test_both_catalogues_have_the_same_keys_and_no_empty_text() -> None:
    assert set(catalogue("zh")) == set(catalogue("en"))
    assert [key for language in LANGUAGES for key, text in catalogue(language).items() if not text.strip()] == []


def test_both_catalogues_have_the_same_placeholders() -> None:
    differing = {
        key: (zh, en)
        for key in catalogue("zh")
        if (zh := placeholders(catalogue("zh")[key])) != (en := {name.removesuffix("_en") for name in placeholders(catalogue("en")[key])})
    }
    assert differing == {}


def test_every_key_in_the_code_has_a_text() -> None:
    calls = list(used())
    assert len(calls) > 50
    assert [(place, key) for place, key, _ in calls if key not in catalogue("zh")] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_call_fills_the_placeholders_of_its_text(language: str) -> None:
    short = [
        (place, key, placeholders(catalogue(language)[key]) - given)
        for place, key, given in used()
        if given is not None and key in catalogue(language)
    ]
    assert [entry for entry in short if entry[2]] == []


def test_what_stops_a_single_file_can_be_listed_for_a_folder() -> None:
    """A folder's import lists the InputError of one file under its code, with the same parameters."""
    problem = Problem("broken_zip", Locator(file="a.xlsx"), (("file", "a.xlsx"),))
    assert problem.sentence("en") == message("en", "error.broken_zip", file="a.xlsx")


def test_messages_are_filled() -> None:
    assert message("en", "error.empty_file", file="a.csv") == "a.csv is empty"
    with pytest.raises(KeyError):
        message("en", "no.such.key")
    with pytest.raises(KeyError):
        catalogue("fr")


@pytest.mark.parametrize(("name", "language"), [("zh_CN.UTF-8", "zh"), ("en_GB.UTF-8", "en"), ("C", "en"), ("Chinese_China.936", "zh")])
def test_the_locale_decides_where_nobody_says(name: str, language: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", name)
    assert locale_language() == language
