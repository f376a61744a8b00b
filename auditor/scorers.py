"""The versions of the scorers that audits used: kept, so that an old result can be computed again."""

import datetime as dt
from dataclasses import asdict
from typing import Any

from sqlalchemy.orm import Session

from graphs.learning import Scorer, Scorers
from inventory import store
from inventory.problems import InputError
from inventory.snapshot import result, save_result

SHIPPED = "shipped"
_LAST, _ALL = "scorer", "scorers"


def of_last_audit(session: Session) -> Scorers:
    """The scorers that the last audit used; the shipped ones before any audit."""
    kept = result(session, _LAST)
    return _read(kept) if kept is not None else Scorers()


def named(session: Session, version: str) -> Scorers:
    """The scorers of this version (`shipped` without what was learnt). Raises InputError where no audit used it."""
    if version == SHIPPED:
        return Scorers()
    known = {entry["version"]: entry for entry in result(session, _ALL, [])}
    if version not in known:
        raise InputError("unknown_option", option="--scorer", value=version[:60], choices=", ".join((SHIPPED, *known)))
    return _read(known[version])


def keep(session: Session, scorers: Scorers, *, round_name: str, at: dt.datetime) -> None:
    """Note which scorers an audit used, and a version that is new."""
    parts = {name: asdict(getattr(scorers, name)) for name in ("pairs", "fields")}
    entry = {"version": scorers.version, **parts, "round": round_name, "at": store.format_time(at)}
    save_result(session, _LAST, entry)
    known = result(session, _ALL, [])
    if all(one["version"] != scorers.version for one in known):
        save_result(session, _ALL, [*known, entry])


def _read(entry: dict[str, Any]) -> Scorers:
    return Scorers(Scorer(**entry["pairs"]), Scorer(**entry["fields"]))
