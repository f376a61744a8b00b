"""Working days with statutory holidays and 调休 (data/calendar.csv, 2024 to 2026; the yearly notices of the State Council's office)."""

import calendar
import csv
import datetime as dt
from functools import cache
from importlib.resources import files


class OutsideCalendar(ValueError):
    """A date lies in a year whose holidays the calendar does not hold."""


@cache
def _days() -> dict[dt.date, str]:
    text = (files("inventory") / "data" / "calendar.csv").read_text(encoding="utf-8")
    return {dt.date.fromisoformat(row["date"]): row["kind"] for row in csv.DictReader(text.splitlines())}


@cache
def years() -> tuple[int, int]:
    """The first and last year that the calendar holds."""
    known = {day.year for day in _days()}
    return min(known), max(known)


def is_workday(day: dt.date) -> bool:
    """Tell whether offices work on this day. Raises OutsideCalendar."""
    first, last = years()
    if not first <= day.year <= last:
        raise OutsideCalendar(day.isoformat())
    kind = _days().get(day)
    return kind == "work" or (kind is None and day.weekday() < 5)


def workdays_between(start: dt.date, end: dt.date) -> int:
    """Working days after `start` up to and with `end` (the day of receipt does not count). Raises OutsideCalendar."""
    count, day = 0, start
    while day < end:
        day += dt.timedelta(days=1)
        count += is_workday(day)
    return count


def last_workday_of(start: dt.date, days: int) -> dt.date:
    """The day with which a term of so many working days after `start` ends. Raises OutsideCalendar."""
    day = start
    while days > 0:
        day += dt.timedelta(days=1)
        days -= is_workday(day)
    return day


def parse_day(text: str | None) -> dt.date | None:
    """A full ISO date, or None for none or one without its day."""
    if text is None or len(text) != 10:
        return None
    return dt.date.fromisoformat(text)


def first_day(text: str | None) -> dt.date | None:
    """The first day that a date of day, month or year precision can mean, or None."""
    if text is None:
        return None
    parts = [int(part) for part in text.split("-")]
    return dt.date(*[*parts, 1, 1][:3])


def last_day(text: str | None) -> dt.date | None:
    """The last day that a date of day, month or year precision can mean, or None."""
    if text is None:
        return None
    parts = [int(part) for part in text.split("-")]
    if len(parts) == 3:
        return dt.date(*parts)
    if len(parts) == 2:
        year, month = parts
        return dt.date(year + month // 12, month % 12 + 1, 1) - dt.timedelta(days=1)
    return dt.date(parts[0], 12, 31)


def is_within(day: dt.date, begins: str | None, ends: str | None) -> bool:
    """Tell whether a day lies in a span whose ends have day, month or year precision; a month or year belongs to it whole, None is open."""
    first, last = first_day(begins), last_day(ends)
    return (first is None or first <= day) and (last is None or day <= last)


def months_later(day: dt.date, months: int) -> dt.date:
    """The same day so many months later, or the last day of a shorter month."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return dt.date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))
