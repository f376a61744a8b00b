import itertools
import random

import pytest

from graphs.regions import any_intersect, covers, intersect, meeting, stem

PROVINCE, CITY, COUNTY, TOWN, VILLAGE = "430000", "430600", "430603", "430603101", "430603101001"


@pytest.mark.parametrize(
    ("code", "digits"),
    [
        ("430000", "43"), ("430600", "4306"), ("430603", "430603"), ("431000", "4310"), ("43", "43"), ("4306", "4306"), ("430603101", "430603101"), ("430603000", "430603"),
        ("430603000000", "430603"), ("430603101000", "430603101"), ("430603101001", "430603101001"), ("430000000000", "43"), ("430600000000", "4306"), (" 430603 ", "430603"), ("云溪县", "云溪县"),
    ],
)  # fmt: skip
def test_zeros_at_the_end_say_all_of_it(code: str, digits: str) -> None:
    assert stem(code) == digits


def test_each_level_meets_every_level_above_it() -> None:
    for left, right in itertools.product((PROVINCE, CITY, COUNTY, TOWN, VILLAGE), repeat=2):
        assert intersect(left, right)


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("430603", "430602"),
        ("430600", "430702"),
        ("430603101", "430603102"),
        ("440000", "430000"),
        ("430100", "431000"),
        ("430603101", "430602101001"),
    ],
)
def test_neighbours_do_not_meet(left: str, right: str) -> None:
    assert not intersect(left, right)
    assert not intersect(right, left)


@pytest.mark.parametrize("unknown", [None, ""])
def test_an_unknown_region_may_share_any(unknown: str | None) -> None:
    assert intersect(unknown, COUNTY)
    assert intersect(COUNTY, unknown)


def test_sets_meet_where_one_pair_does_and_an_empty_set_may() -> None:
    assert any_intersect(["430702", "430603"], ["430603101"])
    assert not any_intersect(["430702", "430602"], ["430603101"])
    assert any_intersect([], [COUNTY])
    assert any_intersect(iter([COUNTY]), iter([COUNTY]))


def test_to_cover_is_to_hold_all_of_the_other() -> None:
    assert covers([CITY], [COUNTY, TOWN])
    assert not covers([COUNTY], [CITY])
    assert not covers([COUNTY], [TOWN, "430702"])
    assert covers(["430603", "430702"], [TOWN, "430702"])
    assert not covers([], [COUNTY])
    assert not covers([COUNTY], [])


def test_a_name_and_a_code_cannot_be_told_apart() -> None:
    assert intersect("云溪县", COUNTY)


def test_blocks_hold_every_pair_that_meets_and_no_other() -> None:
    codes = ["330000", "330100", "330106", "330106001", "330106001000", "330200", "440100", "云溪县", "云溪县东街", "", "44"]
    for seed in range(30):
        dice = random.Random(seed)
        regions = [tuple(code for code in dice.sample(codes, dice.randrange(3)) if code) for _ in range(25)]
        told = {(int(a), int(b)) for rows, columns in meeting(regions) for a in rows for b in columns}
        assert told == {(a, b) for a in range(25) for b in range(25) if any_intersect(regions[a], regions[b])}
