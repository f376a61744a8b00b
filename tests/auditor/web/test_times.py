"""Times on pages: of the zone in which the office works."""

import time

import pytest

from auditor.web.times import local


@pytest.fixture
def zone(monkeypatch):
    """Sets the zone of the machine."""

    def move(name: str) -> None:
        monkeypatch.setenv("TZ", name)
        time.tzset()

    yield move
    monkeypatch.undo()
    time.tzset()


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("2026-11-28T05:02:10Z", "2026-11-28 13:02"), ("2026-11-28 05:02:10+00:00", "2026-11-28 13:02"), ("2026-11-28 05:02:10.123456+00:00", "2026-11-28 13:02"),
        ("2026-11-28 05:02:10", "2026-11-28 13:02"), ("2026-11-28T16:00:00Z", "2026-11-29 00:00"), ("2026-11-28T13:02:10+08:00", "2026-11-28 13:02"),
        ("", ""), ("—", "—"), ("2026-11", "2026-11"),
    ],
)  # fmt: skip
def test_a_time_is_shown_in_the_zone_of_the_machine(zone, text, shown) -> None:
    zone("Asia/Shanghai")
    assert local(text) == shown


def test_the_log_tells_seconds_and_another_zone_another_hour(zone) -> None:
    zone("UTC")
    assert local("2026-11-28T05:02:10Z", seconds=True) == "2026-11-28 05:02:10"
    zone("Asia/Shanghai")
    assert local("2026-11-28T05:02:10Z", seconds=True) == "2026-11-28 13:02:10"


def test_pages_show_the_hour_of_the_office_and_exports_keep_utc(office, zone) -> None:
    zone("Asia/Shanghai")
    client = office.client("u-administrator")
    kept = client.get("/imports.json").json()["rows"][0]["at"]
    assert kept.endswith(("Z", "+00:00"))
    assert local(kept) in client.get("/imports").text
    assert kept[:16] not in client.get("/imports").text
