"""The laws, regulations and standards that rules stand on, how far each text was read and from when it is in force (data/rule_sources.csv)."""

import csv
import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class RuleSource:
    """A text; `verified` is full, part, meta or memory.

    `date` is the ISO date of the text as far as it is known (a year, a month or a day), empty where it has none or several; `date_note`
    says what else there is to it. `effective` is the ISO date from which it is in force, empty where that was not read.
    """

    id: str
    title_zh: str
    title_en: str
    number: str
    date: str
    date_note: str
    effective: str
    url: str
    verified: str

    @property
    def in_force_from(self) -> dt.date | None:
        """The day from which the text says that it is in force; None where that was not read."""
        return dt.date.fromisoformat(self.effective) if self.effective else None


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
