"""The laws, regulations and standards that rules stand on, and how far each text was read (data/rule_sources.csv)."""

import csv
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


@cache
def rule_sources() -> dict[str, RuleSource]:
    """All texts by id."""
    text = (files("inventory") / "data" / "rule_sources.csv").read_text(encoding="utf-8")
    return {row["id"]: RuleSource(**row) for row in csv.DictReader(text.splitlines())}
