"""The terms of 政务数据共享条例 (order 809, articles 21, 22 and 26) for a share request: reply, supply, correction, in working days.

A term ends with the last of its working days after the day of receipt; what is done on a day off behind it is late. A date of which only
the month or year is known is read in favour of whoever would be late.
"""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeGuard

from graphs.clauses import Clauses
from graphs.thresholds import Thresholds
from inventory.values import ShareRequest
from inventory.workdays import OutsideCalendar, first_day, last_day, last_workday_of, workdays_between, years


@dataclass(frozen=True, slots=True)
class Term:
    """A step that has begun. `verdict` is late, in_time or untold (then `missing` names the answer that would tell).

    `due` is the last day of the term, `days` the working days used or so far (at least: where a date is not exact, or the calendar
    ends); either is None where the calendar does not reach it. `end` is None while the step is open.
    """

    step: str
    start: str
    end: str | None
    limit: int
    verdict: str
    missing: str | None
    due: dt.date | None
    days: int | None


@dataclass(frozen=True, slots=True)
class _Span:
    """The days that an answer can mean, first and last."""

    text: str
    first: dt.date
    last: dt.date


def terms_of(request: ShareRequest, thresholds: Thresholds, clauses: Clauses) -> Iterator[Term]:
    """The steps of a request that have begun and that the regulation binds: what began before it did is not measured by it."""
    today = clauses.today
    received, decided, asked = (_span(text) for text in (request.received, request.decided, request.correction_asked))

    def binds(start: _Span | None) -> TypeGuard[_Span]:
        return start is not None and not clauses.begins_before("CN-05", start.last)

    if binds(received) and request.share_type in ("unconditional", "conditional", None):
        yield _reply(request, received, decided, thresholds, today)
    if binds(decided) and request.decision in ("agreed", "conditional"):
        yield _term("supply", "supplied", decided, _span(request.supplied), int(thresholds["supply_days"]), today, "decided")
    if binds(asked):
        limit = int(thresholds["correction_days"])
        yield _term("correction", "corrected", asked, _span(request.corrected), limit, today, "correction_asked")


def _reply(request: ShareRequest, received: _Span, decided: _Span | None, thresholds: Thresholds, today: dt.date) -> Term:
    short, long = int(thresholds["reply_unconditional"]), int(thresholds["reply_conditional"])
    extended = _span(request.extended)
    due = _due(received.last, long)
    # an extension lengthens a term that still runs
    if extended is not None and (due is None or extended.first <= due):
        long += int(thresholds["reply_extension"])
    limits = {"unconditional": (short,), "conditional": (long,)}.get(request.share_type or "", (short, long))
    found = [_term("reply", "decided", received, decided, limit, today, "received") for limit in limits]
    if len(found) < 2:
        return found[0]
    # of an unknown kind: late where it is by the longer term, in time where it is by the shorter
    shorter, longer = found
    if longer.verdict == "late" or shorter.verdict == "in_time":
        return longer if longer.verdict == "late" else shorter
    return Term("reply", longer.start, longer.end, longer.limit, "untold", "share_type", longer.due, longer.days)


def _term(step: str, answer: str, start: _Span, end: _Span | None, limit: int, today: dt.date, begun: str) -> Term:
    until = end or _Span("", today, today)
    due, earliest = _due(start.last, limit), _due(start.first, limit)
    missing = None
    if due is not None and until.first > due:
        verdict = "late"
    elif until.last <= (earliest or dt.date(years()[1], 12, 31)):
        # a term that ends beyond the calendar has not ended within it
        verdict = "in_time"
    else:
        verdict, missing = "untold", begun if start.first != start.last else answer
    return Term(step, start.text, end.text if end else None, limit, verdict, missing, due, _days(start.last, until.first))


def _span(text: str | None) -> _Span | None:
    first, last = first_day(text), last_day(text)
    return _Span(text or "", first, last) if first is not None and last is not None else None


def _due(start: dt.date, limit: int) -> dt.date | None:
    try:
        return last_workday_of(start, limit)
    except OutsideCalendar:
        return None


def _days(start: dt.date, end: dt.date) -> int | None:
    ends = dt.date(years()[1], 12, 31)
    try:
        return workdays_between(start, min(end, ends)) if start < ends else None
    except OutsideCalendar:
        return None
