"""The rules of a round: each with its version, the thresholds and the days from which clauses bind. An audit keeps them; a closed round keeps its own."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import Session

from auditor.workspace import Workspace
from graphs.clauses import Clauses
from graphs.rules import PACK_VERSION, rules, shipped
from graphs.thresholds import SETTINGS, Thresholds
from inventory import rounds
from inventory.database import reading
from inventory.languages import message
from inventory.problems import InputError
from inventory.snapshot import result

Book = dict[str, Any]


def book_of(clauses: Clauses, thresholds: Thresholds, opened: dt.date | None) -> Book:
    """The rules of a round as an audit applies them; titles in both languages, as the words of an old version are nowhere else."""
    return {
        "pack": PACK_VERSION,
        "opened": opened.isoformat() if opened else None,
        "today": clauses.today.isoformat(),
        "rules": {
            name: {
                "version": rule.version,
                "since": rule.since.isoformat() if rule.since else None,
                "origin": "shipped" if name in shipped() else "office",
                "title": {"zh": rule.title.zh, "en": rule.title.en},
                "severity": rule.severity,
                "certainty": rule.certainty,
                "thresholds": list(rule.thresholds),
                "waiting": {source: day.isoformat() for source, day in sorted(clauses.waiting(rule.basis).items())},
            }
            for name, (rule, _) in rules(opened=opened, today=clauses.today).items()
        },
        "thresholds": {name: thresholds[name] for name in SETTINGS},
        "binding": {source: day.isoformat() for source, day in sorted(clauses.binding.items())},
    }


def rules_of(workspace: Workspace, round_name: str | None) -> Book:
    """The rules as the settings stand now, or (with a round's name) those of its last audit.

    Raises InputError where there is no such round or it keeps no rules.
    """
    with reading(workspace.engine) as session:
        if round_name is None:
            opened = rounds.opened_at(session)
            clauses = Clauses(workspace.settings.binding, dt.date.fromisoformat(workspace.today))
            return book_of(clauses, workspace.thresholds, opened.date() if opened else None)
        book = kept_book(session, round_name)
    if book is None:
        raise InputError("no_rule_book", name=round_name[:60])
    return book


def kept_book(session: Session, name: str) -> Book | None:
    """The rules of the last audit in a round; None where none was made, or none kept them. Raises InputError for an unknown round."""
    if name == rounds.current_round(session):
        book: Book | None = result(session, "rule_book")
        return book if book is not None and book.get("round") == name else None
    kept = result(session, f"round:{name}")
    if kept is None:
        raise InputError("no_such_round", name=name[:60], rounds=", ".join(rounds.names(session)))
    own: Book | None = kept.get("rule_book")
    return own


def listed(book: Book, language: str) -> list[dict[str, Any]]:
    """The rules of a book as `auditor rules --all` prints them."""
    return [
        {
            "id": name,
            "version": rule["version"],
            "title": rule["title"][language],
            "origin": rule["origin"],
            "since": rule["since"],
            "certainty": rule["certainty"],
            "severity": rule["severity"],
            "waiting": rule["waiting"],
        }
        for name, rule in book["rules"].items()
    ]


def change_in_words(change: str, language: str) -> str:
    """One entry of `why_changed` for people."""
    kind, _, name = change.partition(":")
    return message(language, f"rule_change.{kind}", name=SETTINGS[name].title.of(language) if name in SETTINGS else name)


def why_changed(rule: str, before: Mapping[str, Any] | None, after: Mapping[str, Any] | None) -> list[str]:
    """What of a rule itself is another from one round to the next: its coming or going, version, a threshold, the day its clauses bind."""
    if before is None or after is None:
        return []
    old, new = before["rules"].get(rule), after["rules"].get(rule)
    if old is None or new is None:
        return ["rule"] if (old is None) != (new is None) else []
    changed = ["version"] if old["version"] != new["version"] else []
    names = sorted({*old["thresholds"], *new["thresholds"]})
    changed += [f"threshold:{name}" for name in names if before["thresholds"].get(name) != after["thresholds"].get(name)]
    return changed + (["binding"] if old["waiting"] != new["waiting"] else [])
