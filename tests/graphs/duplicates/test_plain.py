"""Products of two catalogues in one list, and of one."""

import random

import pytest

from graphs.duplicates.plain import PlainPair, PlainRow, plain_pairs
from tests.graphs.duplicates.test_origins import catalogue, first_manner, second_manner


def two_lists(count: int, seed: int) -> tuple[list[PlainRow], set[tuple[int, int]]]:
    """Two catalogues that share four of five products, and the pairs that are one product."""
    products = catalogue(count, seed)
    ours, theirs = products[: count * 9 // 10], products[count // 10 :]
    rows = [PlainRow(name, "", (text, f"${100 + i % 37}.00")) for i, (name, text) in enumerate(map(first_manner, ours))]
    rows += [PlainRow(name, "", (text, str(100 + (i + count // 10) % 37))) for i, (name, text) in enumerate(map(second_manner, theirs))]
    return rows, {(i, len(ours) + i - count // 10) for i in range(count // 10, len(ours))}


def told(pairs: list[PlainPair]) -> set[tuple[int, int]]:
    return {(p.left, p.right) for p in pairs if p.score >= 0.5}


def test_one_product_of_two_catalogues_is_one_and_its_siblings_are_others() -> None:
    rows, wanted = two_lists(400, 11)
    found = told(plain_pairs(rows))
    assert len(found & wanted) / len(found) >= 0.98
    assert len(found & wanted) / len(wanted) >= 0.95


def test_rivals_share_what_a_row_can_say() -> None:
    """Of one row the probabilities to be this or that one of the other list do not exceed one."""
    rows, _ = two_lists(300, 12)
    pairs = plain_pairs(rows)
    totals: dict[int, float] = {}
    for pair in pairs:
        for side in (pair.left, pair.right):
            totals[side] = totals.get(side, 0.0) + pair.score
    assert max(totals.values()) <= 1.001


def test_a_product_without_counterpart_has_none() -> None:
    rows, wanted = two_lists(300, 13)
    lonely = set(range(len(rows))) - {side for pair in wanted for side in pair}
    wrong = {pair for pair in told(plain_pairs(rows)) if set(pair) & lonely}
    assert len(wrong) <= len(lonely) // 10


def test_the_order_of_rows_decides_nothing() -> None:
    rows, _ = two_lists(200, 14)
    order = list(range(len(rows)))
    random.Random(5).shuffle(order)
    there = sorted(rows, key=lambda r: (r.name, r.columns))
    shuffled = sorted((rows[i] for i in order), key=lambda r: (r.name, r.columns))
    assert plain_pairs(there) == plain_pairs(shuffled)


def test_a_row_that_repeats_is_the_same_as_its_copy_and_no_rival_of_it() -> None:
    rows, _ = two_lists(200, 15)
    before = {(p.left, p.right): p.score for p in plain_pairs(rows)}
    partner, score = next(((a, b), s) for (a, b), s in sorted(before.items()) if s > 0.9)
    after = {(p.left, p.right): p.score for p in plain_pairs([*rows, rows[partner[0]]])}
    copy = len(rows)
    assert after[(partner[0], copy)] >= 0.9
    assert after[partner] == pytest.approx(score, abs=0.02)
    assert after[(partner[1], copy)] == after[partner]


def test_one_list_is_compared_with_itself() -> None:
    products = catalogue(150, 16)
    rows = [PlainRow(*first_manner(p)[:1], "", first_manner(p)[1:]) for p in products]
    rows += [PlainRow(row.name.replace(" - ", " "), "", row.columns) for row in rows[:30]]
    assert {(i, 150 + i) for i in range(30)} <= told(plain_pairs(rows))


@pytest.mark.parametrize("price", ["$1,299.00", "1299", "1299.00 CNY", "￥1,299"])
def test_the_price_decides_between_two_of_one_name(price) -> None:
    rows, _ = two_lists(200, 17)
    at = len(rows)
    rows.append(PlainRow("Halden Gate - K77", "", ("Halden Gate - K77/ Black Finish", price)))
    rows += [PlainRow("k77 gate by halden", "", ("compact.", other)) for other in ("129", "1290", "18000")]
    scores = {p.right - at: p.score for p in plain_pairs(rows) if p.left == at}
    assert scores[2] > 0.8
    assert max(scores.get(1, 0.0), scores.get(3, 0.0)) < 0.25


def test_a_price_that_is_unknown_or_none_speaks_neither_way() -> None:
    rows, wanted = two_lists(200, 18)
    a, b = min(wanted)
    for unknown in ("", "n/a", "0", "-5"):
        rows[b] = PlainRow(rows[b].name, "", (rows[b].columns[0], unknown))
        assert (a, b) in told(plain_pairs(rows))


def test_nothing_comes_of_nothing() -> None:
    assert plain_pairs([]) == []
    assert plain_pairs([PlainRow("")]) == []
    assert plain_pairs([PlainRow(""), PlainRow("")]) == []
