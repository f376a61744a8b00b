"""Two catalogues in one list are told apart by their manner; a list that one hand kept is not."""

import random

import numpy as np

from graphs.duplicates.origins import two_origins

MAKERS = ("Northwind", "Kestrel", "Halden", "Orbis", "Tamarack")
THINGS = ("Label Printer", "Document Scanner", "Card Reader", "Ticket Kiosk", "Door Controller", "Number Display")
REMARKS = ("with paper tray", "for offices", "wall mounted", "with network port", "two year warranty", "compact")


def catalogue(count: int, seed: int) -> list[tuple[str, str, str, str]]:
    """Maker, thing, model number and remark of made products."""
    chance = random.Random(seed)
    return [
        (chance.choice(MAKERS), chance.choice(THINGS), f"{chance.choice('ABCDK')}{chance.randrange(100, 9999)}", chance.choice(REMARKS))
        for _ in range(count)
    ]


def first_manner(product: tuple[str, str, str, str]) -> tuple[str, str]:
    maker, thing, model, remark = product
    return f"{maker} {thing} - {model}", f"{maker} {thing} - {model}/ {remark.title()}/ Black Finish"


def second_manner(product: tuple[str, str, str, str]) -> tuple[str, str]:
    maker, thing, model, remark = product
    return f"{model} {thing.lower()} by {maker.lower()}", f"{remark}." if len(model) % 2 else ""


def nearest(numbers: list[int]) -> tuple[np.ndarray, np.ndarray]:
    """Pairs of rows of one product."""
    where: dict[int, list[int]] = {}
    for row, number in enumerate(numbers):
        where.setdefault(number, []).append(row)
    pairs = np.array([rows[:2] for rows in where.values() if len(rows) > 1])
    return pairs[:, 0], pairs[:, 1]


def test_two_catalogues_are_told_apart() -> None:
    products = catalogue(300, 1)
    rows = [first_manner(p) for p in products[:240]] + [second_manner(p) for p in products[60:]]
    left, right = nearest([*range(240), *range(60, 300)])
    second = two_origins([list(column) for column in zip(*rows, strict=True)], left, right)
    assert second is not None
    assert second.tolist() == [False] * 240 + [True] * 240


def test_which_is_which_hangs_on_the_first_row_alone() -> None:
    products = catalogue(300, 2)
    rows = [second_manner(p) for p in products] + [first_manner(p) for p in products]
    left, right = nearest([*range(300), *range(300)])
    second = two_origins([list(column) for column in zip(*rows, strict=True)], left, right)
    assert second is not None
    assert second.tolist() == [False] * 300 + [True] * 300


def test_a_list_that_one_hand_kept_with_products_entered_twice_is_one() -> None:
    products = catalogue(300, 3)
    rows = [first_manner(p) for p in products + products[:150]]
    left, right = nearest([*range(300), *range(150)])
    assert two_origins([list(column) for column in zip(*rows, strict=True)], left, right) is None


def test_two_manners_whose_rows_are_near_to_their_own_kind_are_one_list() -> None:
    """Two departments of one office write differently, and each entered things twice: no second register."""
    products = catalogue(300, 4)
    rows = [first_manner(p) for p in products[:150] * 2] + [second_manner(p) for p in products[150:] * 2]
    left, right = nearest([*range(150), *range(150), *range(150, 300), *range(150, 300)])
    assert two_origins([list(column) for column in zip(*rows, strict=True)], left, right) is None


def test_few_rows_or_few_near_ones_tell_nothing() -> None:
    products = catalogue(60, 5)
    rows = [first_manner(p) for p in products[:40]] + [second_manner(p) for p in products[:40]]
    left, right = nearest([*range(40), *range(40)])
    columns = [list(column) for column in zip(*rows, strict=True)]
    assert two_origins(columns, left, right) is None
    assert two_origins([], left[:0], right[:0]) is None
    assert two_origins([["a"] * 200, [""] * 200], np.arange(50), np.arange(50, 100)) is None
