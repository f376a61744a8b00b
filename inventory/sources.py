"""The laws, regulations and standards that rules stand on, and how far each text was read (data/rule_sources.csv)."""

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class RuleSource:
    """A text; `verified` is full, part, meta or memory."""

    id: str
    title_zh: str
    title_en: str
    number: str
    date: str
    url: str
    verified: str


_office: dict[str, RuleSource] = {}


def use_sources(sources: Iterable[RuleSource]) -> None:
    """Put the texts that the office's own rules rest on beside the shipped ones."""
    _office.clear()
    _office.update((source.id, source) for source in sources)


def rule_sources() -> dict[str, RuleSource]:
    """All texts by id."""
    return {**_shipped(), **_office}


@cache
def _shipped() -> dict[str, RuleSource]:
    text = (files("inventory") / "data" / "rule_sources.csv").read_text(encoding="utf-8")
    return {row["id"]: RuleSource(**row) for row in csv.DictReader(text.splitlines())}
