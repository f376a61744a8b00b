import datetime as dt
from typing import Any

import pytest

from inventory.importers.cells import cell_value, column_letter


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        (dt.datetime(2024, 3, 5), "2024-03-05"), (dt.datetime(2024, 3, 5, 8, 30), "2024-03-05 08:30:00"), (dt.date(2024, 3, 5), "2024-03-05"), (dt.time(8, 30), "08:30:00"), (dt.timedelta(hours=1), "1:00:00"),
        (5.0, 5), (-2.0, -2), (0.0, 0), (5.5, 5.5), (1e15, 1e15), (430603006001.0, 430603006001), (7, 7), (True, True), (None, None), ("", ""), ("2024年3月", "2024年3月"), ("=1+1", "=1+1"), ("05", "05"),
    ],
)  # fmt: skip
def test_a_cell_is_text_number_or_date(cell: Any, value: Any) -> None:
    found = cell_value(cell)
    assert (found, type(found)) == (value, type(value))


@pytest.mark.parametrize("cell", [float("inf"), float("-inf")])
def test_an_endless_number_stays_what_it_is(cell: float) -> None:
    assert cell_value(cell) == cell


@pytest.mark.parametrize(
    ("index", "letters"), [(0, "A"), (1, "B"), (25, "Z"), (26, "AA"), (51, "AZ"), (52, "BA"), (701, "ZZ"), (702, "AAA"), (16_383, "XFD")]
)
def test_columns_are_named_as_spreadsheets_name_them(index: int, letters: str) -> None:
    assert column_letter(index) == letters


def test_no_two_columns_share_a_name() -> None:
    assert len({column_letter(index) for index in range(16_384)}) == 16_384
