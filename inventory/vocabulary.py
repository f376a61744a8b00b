"""Every closed list with its codes and its names in zh and en, read from data/vocabulary.csv."""

import csv
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from inventory.names import plain

RUNNING = frozenset({"trial", "active"})
APP_KINDS = ("app", "mini_program", "quick_app")
ONLINE_KINDS = frozenset({"app", "mini_program", "quick_app", "official_account", "microblog", "video_account", "website", "h5"})
MOBILE_KINDS = frozenset({"app", "mini_program", "quick_app", "official_account", "h5"})
OFFLINE_KINDS = frozenset({"counter", "hotline", "kiosk"})
LEVELS = ("national", "province", "city", "county", "town", "village")


@dataclass(frozen=True, slots=True)
class Term:
    """One entry of a closed list."""

    code: str
    zh: str
    en: str
    aliases: tuple[str, ...]


@cache
def terms(name: str) -> dict[str, Term]:
    """The closed list `name` by code, in its order. Raises KeyError for an unknown list."""
    return _lists()[name]


@cache
def _lists() -> dict[str, dict[str, Term]]:
    found: dict[str, dict[str, Term]] = {}
    text = (files("inventory") / "data" / "vocabulary.csv").read_text(encoding="utf-8")
    for row in csv.DictReader(text.splitlines()):
        aliases = tuple(part for part in row["aliases"].split(";") if part)
        found.setdefault(row["list"], {})[row["code"]] = Term(row["code"], row["zh"], row["en"], aliases)
    return found


@cache
def _spellings(name: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for term in terms(name).values():
        for spelling in (term.code, term.zh, term.en):
            found.setdefault(plain(spelling), term.code)
    for term in terms(name).values():
        for spelling in term.aliases:
            found.setdefault(plain(spelling), term.code)
    return found


def read_code(name: str, text: str) -> str | None:
    """The code that `text` (a code, a name or a known spelling) stands for, or None."""
    return _spellings(name).get(plain(text))


def caption(name: str, code: str | None, language: str) -> str:
    """The name of a code for people; an unknown code is shown as it is."""
    if code is None:
        return ""
    term = terms(name).get(code)
    if term is None:
        return code
    return term.zh if language == "zh" else term.en
