"""The versions of the scorer of pairs that audits used: kept, so that an old result can be computed again."""

import datetime as dt
from typing import Any

from sqlalchemy.orm import Session

from graphs.duplicates.learning import Scorer
from inventory import store
from inventory.problems import InputError
from inventory.snapshot import result, save_result

SHIPPED = "shipped"
_LAST, _ALL = "scorer", "scorers"


def of_last_audit(session: Session) -> Scorer:
    """The scorer that the last audit used; the shipped one before any audit."""
    kept = result(session, _LAST)
    return _read(kept) if kept is not None else Scorer()


def named(session: Session, version: str) -> Scorer:
    """The scorer of this version (`shipped` without what was learnt). Raises InputError where no audit used it."""
    if version == SHIPPED:
        return Scorer()
    known = {entry["version"]: entry for entry in result(session, _ALL, [])}
    if version not in known:
        raise InputError("unknown_option", option="--scorer", value=version[:60], choices=", ".join((SHIPPED, *known)))
    return _read(known[version])


def keep(session: Session, scorer: Scorer, *, round_name: str, at: dt.datetime) -> None:
    """Note which scorer an audit used, and a version that is new."""
    entry = {
        "version": scorer.version,
        "slope": scorer.slope,
        "shift": scorer.shift,
        "judged": scorer.judged,
        "accepted": scorer.accepted,
        "round": round_name,
        "at": store.format_time(at),
    }
    save_result(session, _LAST, entry)
    known = result(session, _ALL, [])
    if all(one["version"] != scorer.version for one in known):
        save_result(session, _ALL, [*known, entry])


def _read(entry: dict[str, Any]) -> Scorer:
    return Scorer(entry["slope"], entry["shift"], entry["judged"], entry["accepted"])
