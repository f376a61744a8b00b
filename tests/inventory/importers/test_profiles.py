"""Profiles count values and keep none."""

import random

import pytest

from inventory.importers.profiles import KEPT, LEAST, ROWS, Profile, TableProfiles, is_credit_code

WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def citizen(chance: random.Random) -> str:
    """An invented number with a right check digit."""
    body = f"990123{chance.randint(1940, 2005)}{chance.randint(1, 12):02}{chance.randint(1, 28):02}{chance.randint(0, 999):03}"
    return body + "10X98765432"[sum(int(digit) * weight for digit, weight in zip(body, WEIGHTS, strict=True)) % 11]


def told(values: list[str | None]) -> dict[str, str]:
    profile = Profile()
    for value in values:
        profile.add(value)
    return dict(entry.split("=") for entry in profile.told())


def test_citizen_numbers_are_known_by_their_check_digit() -> None:
    chance = random.Random(1)
    found = told([citizen(chance) for _ in range(200)])
    assert (found["citizen_id"], found["length"], found["filled"]) == ("1.00", "18-18", "1.00")
    wrong = told([str(10**17 + n * 7919) for n in range(200)])
    assert float(wrong.get("citizen_id", 0)) < 0.1


@pytest.mark.parametrize(
    ("code", "is_right"),
    [("91110000600037341L", True), ("91350100M000100Y43", True), ("91110000600037341M", False), ("91350100M000100Y4", False), ("9135O100M000100Y43", False), ("", False)],
)  # fmt: skip
def test_credit_codes_are_checked(code: str, is_right: bool) -> None:
    assert is_credit_code(code) is is_right


@pytest.mark.parametrize(
    ("values", "entries"),
    [
        ([f"13{n:09}" for n in range(100)], {"mobile": "1.00", "number": "1.00", "length": "11-11"}),
        ([f"2024-01-{1 + n % 28:02}" for n in range(100)], {"date": "1.00", "latin": "1.00", "distinct": "0.28"}),
        (["清河镇"] * 100, {"chinese": "1.00", "distinct": "0.01", "length": "3-3"}),
        (["a", None, "", "  "] * 50, {"filled": "0.25", "length": "1-1", "rows": "200"}),
        (["4111111111111111", "6222020200112230003"] * 20, {"length": "16-19"}),
        ([str(n) for n in range(100)], {"number": "1.00", "length": "1-2", "distinct": "1.00"}),
    ],
)
def test_what_values_look_like_is_told_in_shares(values: list[str | None], entries: dict[str, str]) -> None:
    found = told(values)
    assert {name: found.get(name) for name in entries} == entries


def test_luhn_numbers_are_known() -> None:
    assert told(["4111111111111111", "5500000000000004"] * 20)["bank_card"] == "1.00"
    assert "bank_card" not in told(["4111111111111112"] * 40)


@pytest.mark.parametrize("count", [0, 1, LEAST - 1])
def test_few_values_have_no_profile(count: int) -> None:
    assert told(["13800000000"] * count + [None] * 100) == {}


@pytest.mark.parametrize("different", [3, KEPT, 400, 5_000])
def test_the_share_that_differs_is_estimated_within_bounds(different: int) -> None:
    chance = random.Random(3)
    values: list[str | None] = [f"v{n % different}" for n in range(5_000)]
    chance.shuffle(values)
    estimate = float(told(values).get("distinct", 0))
    assert abs(estimate - different / 5_000) <= max(0.005, 0.45 * different / 5_000)


def test_the_same_values_give_the_same_profile_in_any_order() -> None:
    values: list[str | None] = [f"v{n}" for n in range(400)]
    first = told(values)
    random.Random(4).shuffle(values)
    assert told(values) == first


def test_a_profile_holds_no_value_and_bounded_memory() -> None:
    profile = Profile()
    for n in range(10_000):
        profile.add(f"geheimnis-{n}")
    assert len(profile._hashes) <= 2 * KEPT
    assert "geheimnis" not in repr(vars(profile)) + repr(profile.told())


def test_a_table_is_full_after_its_rows() -> None:
    table = TableProfiles()
    for n in range(ROWS):
        assert not table.is_full
        table.add({"a": str(n)})
    assert table.is_full
    assert table.of("A")[0] == f"rows={ROWS}"
    assert table.of("b") == []


@pytest.mark.parametrize("value", ["\x00" * 50, "😀" * 40, "9" * 5_000, "\ud800", "１２３", "'; DROP TABLE x; --"])
def test_odd_values_are_counted_like_others(value: str) -> None:
    assert told([value] * LEAST)["rows"] == str(LEAST)
