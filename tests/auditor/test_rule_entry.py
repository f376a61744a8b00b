"""One rule of the office: whatever is typed at whatever key is told in words of our own, and what has no fault can be applied."""

import tomllib
from collections.abc import Iterator
from typing import Any

from auditor.packs import local_rule
from auditor.rule_entry import RuleEntry, faults
from inventory.languages import LANGUAGES
from inventory.problems import Problem
from inventory.values.observation import Locator
from tests.auditor.own_rule import GOOD
from tests.graphs.conftest import make_analysis, make_town

# every kind of value at every key: what an office may type by mistake
ODD = [
    "3",
    "-1",
    "1e400",
    "nan",
    "true",
    '""',
    '" "',
    '"x"',
    '"' + "x" * 400 + '"',
    "[]",
    "[[]]",
    "[3, nan]",
    "{}",
    "{ a = 1 }",
    "2026-01-01",
    "07:00:00",
    "[{}]",
    "[" + "'x'," * 300 + "]",
]
KEYS = [
    "id",
    "version",
    "entity",
    "title",
    "severity",
    "certainty",
    "dimension",
    "effective",
    "until",
    "must_confirm",
    "basis",
    "where",
    "when",
    "title.zh",
    "basis.date",
    "basis.verified",
]
TESTED = ["field", "count", "is", "is_not", "none", "more", "less", "older_than_days"]


def odd_entries() -> Iterator[dict[str, Any]]:
    for value in ODD:
        odd = tomllib.loads(f"v = {value}")["v"]
        for key in KEYS:
            entry = tomllib.loads(GOOD)["rule"][0]
            name, _, inner = key.partition(".")
            yield {**entry, name: {**entry[name], inner: odd} if inner else odd}
        for field in ("mlps", "users", "start_date", "name", "owner", "owner.level", "functions", "channel_kinds"):
            for test in TESTED:
                yield {**tomllib.loads(GOOD)["rule"][0], "when": [{"field": field, test: odd}]}


def test_no_fault_is_told_in_words_of_the_library_and_what_has_none_can_be_applied() -> None:
    told: dict[str, set[str]] = {}
    system = {"id": "a", "name": "甲", "owner": "mz", "users": 3, "start_date": "2020-01-01", "function_tags": "登记"}
    ready = make_analysis(make_town(organisations=[{"id": "mz", "name": "云溪县民政局", "level": "county"}], systems=[system]))
    applied = 0
    for entry in odd_entries():
        wrong = faults(entry)
        for fault in wrong:
            told.setdefault(fault.code, set()).update(
                Problem(f"local_rule_{fault.code}", Locator(), fault.params).sentence(x) for x in LANGUAGES
            )
        if not wrong:
            list(local_rule(RuleEntry.model_validate(entry)).find(ready))
            applied += 1
    assert applied >= 15
    assert "value" not in told  # a kind of fault that has no sentence of its own
    assert len(told) >= 24, sorted(told)
    assert [text for texts in told.values() for text in texts if "Input" in text or "should" in text or "{" in text] == []
