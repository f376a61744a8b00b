"""Forty dated requests (statutory_days.csv), each with its working days counted by hand and the verdict of 政务数据共享条例 (order 809).

Terms: art. 21, reply in 1 day (unconditional) or 10 (conditional, at most 10 more if extended); art. 22, supply in 20 after consent; art. 26,
correction in 10; all in working days after the day of receipt, in force from 1 August 2025. Off days and made-up days: notices of the
State Council's office on 2025 (国办发明电〔2024〕12号) and 2026 (国办发明电〔2025〕7号). In `count` a figure after a colon is the running total.
"""

import csv
from pathlib import Path

import pytest

ROWS = list(csv.DictReader(Path(__file__).with_name("statutory_days.csv").read_text(encoding="utf-8").splitlines()))
ANSWERS = ("share_type", "received", "extended", "decision", "decided", "supplied", "correction_asked", "corrected")
BODIES = [{"id": "mz", "name": "云溪县民政局", "level": "county"}, {"id": "ga", "name": "云溪县公安局", "level": "county"}]
SETTING = {"supply": "supply_days", "correction": "correction_days"}
REPLY = {"无条件共享": "reply_unconditional", "有条件共享": "reply_conditional"}


def request_of(row):
    return {"id": "q", "from": "mz", "to": "ga", "elements": "户籍地址", **{name: row[name] or None for name in ANSWERS}}


def figures(found, row):
    """Step, limit and days of a finding, without those that the table leaves open."""
    return found.discriminator, found.numbers["limit"], found.numbers["days"] if row["days"] else None


def is_late(told, row, certainty):
    days = int(row["days"]) if row["days"] else None
    assert [(f.certainty, *figures(f, row)) for f in told.findings] == [(certainty, row["step"], int(row["limit"]), days)]
    assert told.untold == ()


def is_in_time(told, row, town, run):
    """Silent; and had the term been one day less than what was used of it, late by that day: silence alone would prove no count."""
    told.is_silent()
    if row["days"]:
        name = SETTING.get(row["step"]) or REPLY[row["share_type"]]
        prescribed = {"reply_unconditional": 1, "reply_conditional": 10, "supply_days": 20, "correction_days": 10}[name]
        spare = int(row["limit"]) - int(row["days"])
        shorter = run("SIL-06", town, {name: prescribed - spare - 1})
        assert [(f.discriminator, f.numbers["days"]) for f in shorter.findings] == [(row["step"], int(row["days"]))]


@pytest.mark.parametrize("row", [pytest.param(row, id=row["row"]) for row in ROWS])
def test_the_verdict_is_that_of_the_regulation(row, town, run) -> None:
    place = town(organisations=BODIES, share_requests=[request_of(row)], today=row["today"])
    told = run("SIL-06", place)
    match row["verdict"]:
        case "late":
            is_late(told, row, "certain")
        case "asked":
            is_late(told, row, "question")
        case "in time":
            is_in_time(told, row, place, run)
        case "not binding" | "not owed":
            told.is_silent()
        case "untold":
            told.asks("q", f"ShareRequest.{row['asks']}")
        case other:
            pytest.fail(f"no such verdict: {other}")


def test_the_table_agrees_with_itself() -> None:
    assert len({row["row"] for row in ROWS}) == len(ROWS) == 40
    for row in ROWS:
        if row["days"]:
            over = int(row["days"]) - int(row["limit"])
            # a row that is silent for another reason than its count would be late by it
            assert (over > 0) is (row["verdict"] != "in time"), row["row"]
            assert row["late_by"] in ("", str(over)), row["row"]
