"""Worked out by hand with the notices of the State Council's office on the holidays of 2024 to 2026."""

import datetime as dt

import pytest

from inventory.workdays import OutsideCalendar, is_within, is_workday, parse_day, workdays_between, years

D = dt.date.fromisoformat

DAYS = [
    # an ordinary week of March 2026
    ("2026-03-09", True), ("2026-03-13", True), ("2026-03-14", False), ("2026-03-15", False), ("2026-03-16", True),
    # New Year: Thursday to Saturday off, Sunday 4 January at work
    ("2025-12-31", True), ("2026-01-01", False), ("2026-01-02", False), ("2026-01-03", False), ("2026-01-04", True), ("2026-01-05", True), ("2025-01-01", False), ("2025-01-02", True), ("2024-01-01", False),
    # Spring Festival 2026: Saturdays 14 and 28 February at work
    ("2026-02-13", True), ("2026-02-14", True), ("2026-02-15", False), ("2026-02-17", False), ("2026-02-23", False), ("2026-02-24", True), ("2026-02-28", True), ("2026-03-01", False),
    # Spring Festival 2025 and 2024
    ("2025-01-26", True), ("2025-01-27", True), ("2025-01-28", False), ("2025-02-04", False), ("2025-02-05", True), ("2025-02-08", True), ("2024-02-04", True), ("2024-02-09", True), ("2024-02-18", True), ("2024-02-19", True),
    # Qingming, Labour Day, Dragon Boat
    ("2026-04-03", True), ("2026-04-06", False), ("2026-04-07", True), ("2024-04-07", True), ("2025-04-07", True), ("2026-05-01", False), ("2026-05-04", False), ("2026-05-05", False), ("2026-05-06", True), ("2026-05-09", True),
    ("2025-04-27", True), ("2024-05-11", True), ("2026-06-18", True), ("2026-06-19", False), ("2026-06-22", True), ("2025-06-02", False), ("2025-06-03", True), ("2024-06-10", False),
    # Mid-autumn and National Day
    ("2026-09-20", True), ("2026-09-25", False), ("2026-09-26", False), ("2026-09-28", True), ("2026-10-01", False), ("2026-10-07", False), ("2026-10-08", True), ("2026-10-10", True), ("2026-10-11", False),
    ("2025-09-28", True), ("2025-10-08", False), ("2025-10-09", True), ("2025-10-11", True), ("2024-09-14", True), ("2024-09-17", False), ("2024-09-29", True), ("2024-10-12", True),
]  # fmt: skip


@pytest.mark.parametrize(("day", "works"), DAYS)
def test_offices_work_or_do_not(day: str, works: bool) -> None:
    assert is_workday(D(day)) is works


COUNTS = [
    # (received, answered, working days): the day of receipt does not count, the day of the answer does
    ("2026-11-24", "2026-11-24", 0), ("2026-11-24", "2026-11-23", 0), ("2026-11-23", "2026-11-24", 1), ("2026-11-20", "2026-11-23", 1), ("2026-11-20", "2026-11-22", 0), ("2026-11-21", "2026-11-23", 1),
    ("2026-11-02", "2026-11-16", 10), ("2026-11-02", "2026-11-17", 11), ("2026-11-02", "2026-11-30", 20), ("2026-03-09", "2026-03-23", 10),
    # New Year 2026: 31 December, then the made-up Sunday
    ("2025-12-30", "2025-12-31", 1), ("2025-12-31", "2026-01-03", 0), ("2025-12-31", "2026-01-04", 1), ("2025-12-31", "2026-01-05", 2), ("2026-01-03", "2026-01-09", 6),
    # Spring Festival 2026: 14 February (Sat) at work, then nine days off
    ("2026-02-13", "2026-02-14", 1), ("2026-02-13", "2026-02-23", 1), ("2026-02-13", "2026-02-24", 2), ("2026-02-14", "2026-02-24", 1), ("2026-02-09", "2026-02-28", 10), ("2026-02-27", "2026-03-02", 2),
    # Spring Festival 2025: Sun 26 Jan at work, off 28 Jan to 4 Feb, Sat 8 Feb at work
    ("2025-01-24", "2025-01-27", 2), ("2025-01-27", "2025-02-05", 1), ("2025-01-24", "2025-02-10", 7), ("2025-02-07", "2025-02-10", 2),
    # Spring Festival 2024
    ("2024-02-02", "2024-02-05", 2), ("2024-02-09", "2024-02-18", 1), ("2024-02-09", "2024-02-19", 2), ("2024-02-02", "2024-02-23", 12),
    # Qingming
    ("2026-04-03", "2026-04-07", 1), ("2024-04-03", "2024-04-07", 1), ("2024-04-03", "2024-04-08", 2), ("2025-04-03", "2025-04-07", 1),
    # Labour Day: Sat 9 May 2026 at work
    ("2026-04-30", "2026-05-06", 1), ("2026-04-30", "2026-05-09", 4), ("2026-04-30", "2026-05-11", 5), ("2025-04-25", "2025-04-28", 2), ("2025-04-30", "2025-05-06", 1), ("2024-04-26", "2024-04-29", 2), ("2024-05-10", "2024-05-13", 2),
    # Dragon Boat
    ("2026-06-18", "2026-06-22", 1), ("2025-05-30", "2025-06-03", 1), ("2024-06-07", "2024-06-11", 1),
    # Mid-autumn and National Day 2026: Sun 20 Sept and Sat 10 Oct at work
    ("2026-09-18", "2026-09-21", 2), ("2026-09-24", "2026-09-28", 1), ("2026-09-30", "2026-10-08", 1), ("2026-09-30", "2026-10-10", 3), ("2026-09-28", "2026-10-16", 10), ("2026-09-28", "2026-10-19", 11), ("2026-09-14", "2026-09-28", 10),
    # National Day 2025 with Mid-autumn inside: Sun 28 Sept and Sat 11 Oct at work
    ("2025-09-26", "2025-09-29", 2), ("2025-09-30", "2025-10-09", 1), ("2025-09-30", "2025-10-13", 4), ("2025-09-26", "2025-10-17", 11),
    # 2024: Sat 14 Sept, Sun 29 Sept and Sat 12 Oct at work
    ("2024-09-13", "2024-09-18", 2), ("2024-09-27", "2024-09-30", 2), ("2024-09-30", "2024-10-08", 1), ("2024-09-30", "2024-10-14", 6),
    # over a year's end
    ("2024-12-31", "2025-01-02", 1), ("2024-12-30", "2025-01-03", 3),
]  # fmt: skip


@pytest.mark.parametrize(("start", "end", "days"), COUNTS)
def test_working_days_are_counted_from_the_day_after_receipt(start: str, end: str, days: int) -> None:
    assert workdays_between(D(start), D(end)) == days


# working days of a whole year: 52 weeks of five days and the odd ones, less the weekdays off, plus the made-up ones
@pytest.mark.parametrize(("year", "days"), [(2025, 248), (2026, 248)])
def test_a_whole_year(year: int, days: int) -> None:
    weekdays = sum(
        dt.date.fromordinal(n).weekday() < 5 for n in range(dt.date(year, 1, 1).toordinal(), dt.date(year + 1, 1, 1).toordinal())
    )
    assert weekdays == 261
    assert workdays_between(dt.date(year, 1, 1), dt.date(year, 12, 31)) == days


def test_days_outside_the_calendar_are_refused_and_not_guessed() -> None:
    assert years() == (2024, 2026)
    for day in ("2023-12-29", "2027-01-04"):
        with pytest.raises(OutsideCalendar):
            is_workday(D(day))
    with pytest.raises(OutsideCalendar):
        workdays_between(D("2026-12-30"), D("2027-01-04"))
    assert workdays_between(D("2023-12-31"), D("2024-01-02")) == 1


@pytest.mark.parametrize(("text", "day"), [("2026-11-24", D("2026-11-24")), ("2026-11", None), ("2026", None), (None, None), ("", None)])
def test_only_a_full_date_is_a_day(text: str | None, day: dt.date | None) -> None:
    assert parse_day(text) == day


@pytest.mark.parametrize(
    ("begins", "ends", "within"),
    [
        (None, None, True), ("2026-11-24", "2026-11-24", True), ("2026-11-25", None, False), (None, "2026-11-23", False),
        ("2026-11", "2026-11", True), ("2026-12", None, False), (None, "2026-10", False), ("2026", "2026", True), ("2027", None, False), (None, "2025", False),
        ("2027-01-01", "2026-01-01", False),
    ],
)  # fmt: skip
def test_a_span_holds_its_first_and_last_day_and_whole_months_and_years(begins, ends, within) -> None:
    assert is_within(D("2026-11-24"), begins, ends) is within
