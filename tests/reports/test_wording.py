"""Every reason that the analysis can give has a sentence in both languages, and the sentence fits its parts."""

import ast
import itertools
import re
import string
from functools import cache
from pathlib import Path

import pytest

from graphs.rules import rules
from inventory.languages import LANGUAGES, catalogue
from inventory.sources import rule_sources
from inventory.values.finding import Reason, Recommendation
from inventory.vocabulary import terms
from reports.wording import (
    Names,
    basis_object,
    basis_sentence,
    explanation,
    finding_title,
    percent,
    reasons_in_words,
    sentence,
    yuan,
    yuan_range,
)

GRAPHS = Path(__file__).parents[2] / "graphs"
# what stands for the names between braces in a code that is made of parts
FILLED = {
    "step": ("reply", "supply", "correction"), "kind": tuple(sorted({kind for rule, _ in rules().values() for kind in rule.remedies})), "hit.disposition": ("finding", "question"), "problem": ("check", "format"),
    "when": ("after", "before", "unknown"), "ground": ("form", "material_list", "return"), "name": ("data", "functions", "name", "services", "words"),
    "number": ("1", "2", "3"), "over": ("reviewed", "surer", "graver", "more", "larger", "first", "kind"),
}  # fmt: skip


def filling(first: ast.expr, part: ast.expr) -> tuple[str, ...]:
    if isinstance(first, ast.Constant) and first.value == "share.meaning_":
        return ("codes", "type", "unit")
    return FILLED.get(ast.unparse(part.value), ()) if isinstance(part, ast.FormattedValue) else ()


def codes_of(node: ast.expr) -> list[str]:
    """The codes that a first argument of Reason can be; an empty list where it is a variable."""
    match node:
        case ast.Constant(value=str(text)):
            return [text]
        case ast.IfExp(body=body, orelse=other):
            return codes_of(body) + codes_of(other)
        case ast.JoinedStr(values=values):
            parts = [[v.value] if isinstance(v, ast.Constant) else filling(values[0], v) for v in values]
            return ["".join(map(str, one)) for one in itertools.product(*parts)]
    return []


@cache
def reasons() -> list[tuple[str, frozenset[str], str]]:
    """Code, names of its parts, place: every `Reason(code, {parts})` of the analysis."""
    found = []
    for path in sorted(GRAPHS.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Reason" and len(node.args) == 2:
                parts = node.args[1]
                if isinstance(parts, ast.Dict):
                    names = frozenset(key.value for key in parts.keys if isinstance(key, ast.Constant))  # type: ignore[misc]
                    found += [(code, names, f"{path.name}:{node.lineno}") for code in codes_of(node.args[0])]
    return found


def key_of(code: str) -> str:
    return code if code.startswith("step.") else f"why.{code}"


def wants(text: str) -> set[str]:
    """The parts that a text takes; `field_en` is how English names `field`."""
    return {name.removesuffix("_en") for _, name, _, _ in string.Formatter().parse(text) if name}


def test_the_search_finds_the_reasons() -> None:
    assert len({code for code, _, _ in reasons()}) > 60
    assert {"dup.cluster", "share.manual", "share.meaning_codes", "screen.code"} - {code for code, _, _ in reasons()} <= {
        "share.meaning_codes",
        "screen.code",
    }


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_reason_has_a_sentence_that_its_parts_fill(language) -> None:
    words = catalogue(language)
    missing = [(code, place) for code, _, place in reasons() if key_of(code) not in words]
    assert missing == []
    unfilled = [
        (code, place, sorted(wants(words[key_of(code)]) - parts))
        for code, parts, place in reasons()
        if key_of(code) in words and wants(words[key_of(code)]) - parts
    ]
    assert unfilled == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_cue_of_the_screening_has_a_sentence(language) -> None:
    text = (GRAPHS.parent / "crawlers" / "screening" / "screen.py").read_text(encoding="utf-8")
    cues = set(re.findall(r'"(cue\.[a-z_]+)"', text))
    assert len(cues) >= 4
    assert [code for code in sorted(cues | {"words"}) if f"why.screen.{code}" not in catalogue(language)] == []


def test_both_languages_say_the_same_things() -> None:
    zh, en = catalogue("zh"), catalogue("en")
    assert set(zh) == set(en)
    assert [key for key in zh if wants(zh[key]) != wants(en[key])] == []
    assert [key for key, text in (*zh.items(), *en.items()) if not text.strip()] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_sentence_of_the_analysis_formats(office, language) -> None:
    names = Names(office(50).inventory, language)
    for code, parts, place in reasons():
        if key_of(code) in catalogue(language):
            said = sentence(Reason(code, {name: ["sys-0", "kind:业务"] if name.endswith("s") else 0.5 for name in parts}), names)
            assert said, place
            assert "{" not in said, place


def test_an_unknown_code_is_an_error_and_not_an_empty_line(office) -> None:
    with pytest.raises(KeyError):
        sentence(Reason("no.such", {}), Names(office(50).inventory, "zh"))


def test_parts_are_shown_as_people_read_them(office) -> None:
    names = Names(office(50).inventory, "en")
    said = sentence(
        Reason("share.manual", {"from": "sys-0", "to": "sys-1", "items": ["姓名", "birth_date"], "frequency": "frequency:monthly"}), names
    )
    assert names.of("sys-0") in said
    assert "sys-" not in said
    assert "birth_date" not in said
    assert "frequency:" not in said
    said = sentence(Reason("dup.cluster", {"count": 1200, "weakest": 0.914, "mean": 1.0}), names)
    assert "1,200" in said
    assert "91%" in said


def test_braces_in_names_are_text(hostile_office) -> None:
    said = sentence(Reason("dup.pair", {"left": "sys-6", "right": "sys-0", "score": 0.5}), Names(hostile_office.inventory, "en"))
    assert "{{7*7}}{x}%(y)s" in said
    assert "<script>alert(1)</script>" in said


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_rule_has_a_title_and_every_clause_a_line(language) -> None:
    for name, (rule, _) in rules().items():
        assert finding_title(name, language)
        for basis in rule.basis:
            line = basis_sentence(basis_object(basis, language), language)
            assert basis.source in rule_sources()
            assert basis.clause in line
            assert "{" not in line
    assert finding_title("NON-99", language) == "NON-99"


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_explanation_answers_every_question(office, language) -> None:
    for kind in terms("recommendation"):
        for rule in list(rules())[:3]:
            recommendation = Recommendation(
                id="r", kind=kind, subjects=("sys-0", "sys-1"), addressee="org-0", steps=(), closes=("f",), why=(Reason("rec.because", {"rule": rule}),)
            )  # fmt: skip
            told = explanation(recommendation, Names(office(50).inventory, language))
            assert set(told) == {"do", "because", "price", "gain", "affected", "meanwhile", "if_not", "basis", "confirm"}
            assert [key for key, text in told.items() if not text and key != "basis"] == []


def test_money_in_words() -> None:
    assert yuan(9_999, "zh") == "9,999 元"
    assert yuan(68_000, "zh").replace(" ", "") == "6.8万元"
    assert "68 thousand" in yuan(68_000, "en")
    assert yuan_range((1_000, 1_000), "en") == yuan(1_000, "en")
    assert yuan(500, "zh") in yuan_range([500, 20_000], "zh")
    # what nobody counted is said, never shown as nothing
    assert "0" not in yuan_range(None, "en")
    assert "0" not in yuan_range(None, "zh")


@pytest.mark.parametrize(
    ("share", "limits", "told"),
    [
        (0.99, (), "99%"),
        (0.9895, (0.99,), "98.95%"),
        (0.99, (0.9895,), "99.00%"),
        (0.99, (0.99,), "99%"),
        (0.504, (0.5,), "50.4%"),
        (0.899999, (0.9,), "89.9999%"),
        (0.004, (), "0.4%"),
        (0.0496, (0.05,), "4.96%"),
        (0.9996, (), "99.96%"),
        (0.0, (0.001,), "0.0%"),
        (1.0, (0.999,), "100.0%"),
    ],
)
def test_a_share_never_reads_like_what_it_is_compared_with_and_differs_from(share, limits, told) -> None:
    assert percent(share, *limits) == told


def test_a_finding_tells_its_share_apart_from_its_threshold(office) -> None:
    names = Names(office(50).inventory, "zh")
    reasons = [{"code": "inventory.incomplete", "parts": {"body": "甲", "share": 0.98996, "fields": ["field:System.mlps"]}}]
    at = {"name": "completeness", "unit": "ratio", "official": False}
    assert "99%" in reasons_in_words({"reasons": reasons, "thresholds": [{**at, "value": 0.9}]}, names)[0]
    assert "98.996%" in reasons_in_words({"reasons": reasons, "thresholds": [{**at, "value": 0.99}]}, names)[0]
