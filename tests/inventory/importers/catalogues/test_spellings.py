from typing import Any

import pytest

from inventory.importers.catalogues.spellings import cycle, date


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("R/P1Y", "yearly"),
        ("r/p3m", "quarterly"),
        ("R/P1M", "monthly"),
        ("R/P1W", "weekly"),
        ("R/P7D", "weekly"),
        ("R/P1D", "daily"),
        ("R/PT1S", "realtime"),
        ("R/P2Y", "irregular"),
        ("http://publications.europa.eu/resource/authority/frequency/MONTHLY", "monthly"),
        ("http://publications.europa.eu/resource/authority/frequency/UPDATE_CONT", "realtime"),
        ("http://purl.org/cld/freq#daily", "daily"),
        ("Annual", "yearly"),
        ("asNeeded", "irregular"),
        ("never", "once"),
        ("每月", "monthly"),
        ("月报", "monthly"),
        ("每年", "yearly"),
        ("实时", "realtime"),
        (" 每日 ", "daily"),
        ("不定期", "irregular"),
        ("一次性", "once"),
        ("http://a.example/freq/每月", "monthly"),
    ],
)
def test_an_update_cycle_is_known_in_every_spelling(text: str, code: str) -> None:
    assert cycle(text) == code


@pytest.mark.parametrize("text", ["", None, "甲", "R/P5X", "http://a.example/", "//", 0, [], "://", "#"])
def test_what_is_no_cycle_is_none(text: Any) -> None:
    assert cycle(text) is None


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("2024-01-02", "2024-01-02"),
        ("2024-01-02T03:04:05.678901", "2024-01-02"),
        ("2024-01-02 03:04", "2024-01-02"),
        ("  2024-01", "2024-01"),
        ("2024", "2024"),
        (2024, "2024"),
        ("20240102", "2024-01-02"),
        ("1999-12-31Z", "1999-12-31"),
    ],
)
def test_a_date_is_what_a_time_stamp_begins_with(text: Any, found: str) -> None:
    assert date(text) == found


@pytest.mark.parametrize("text", ["", None, "甲", "02/01/2024", "3024-01-01", "1704153600", [], True])
def test_what_begins_with_no_date_is_none(text: Any) -> None:
    assert date(text) is None


@pytest.mark.parametrize("text", ["2024/01/02", "2024年1月2日", "2024-1-2"])
def test_a_date_in_chinese_spelling_keeps_its_day(text: str) -> None:
    assert date(text) in ("2024-01-02", text)
