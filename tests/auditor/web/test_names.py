"""Names in memory: found as a plain search through every entry would find them, in the order of names."""

import random

import numpy as np
import pytest

from auditor.web.names import NameIndex, spoken

LETTERS = "高龄津贴入学报名系统平台ab1"


def index(names: list[str]) -> tuple[NameIndex, list[str]]:
    """An index of these names, and what each may be found by."""
    ordered = sorted(names)
    hays = ["\n".join((name, *spoken(name))).lower() for name in ordered]
    starts = np.cumsum([0, *(len(hay) + 1 for hay in hays)], dtype=np.int64)[:-1]
    return NameIndex([(f"sys-{n}", name) for n, name in enumerate(ordered)], starts, "\x00".join(hays)), hays


@pytest.mark.parametrize("seed", range(20))
def test_words_are_found_as_by_going_through_every_entry(seed: int) -> None:
    dice = random.Random(seed)
    held, hays = index(["".join(dice.choices(LETTERS, k=dice.randrange(1, 7))) for _ in range(60)])
    for text in (
        "高",
        "gl",
        "a",
        "1",
        "系统 平",
        "B a",
        "高龄 gl j",
        "zz",
        ".",
        "(",
        "a\0",
        *("".join(dice.choices(LETTERS, k=2)) for _ in range(20)),
    ):
        words = text.replace("\0", "").lower().split()
        expected = [held.entries[n] for n, hay in enumerate(hays) if all(word in hay for word in words)]
        assert held.find(text) == expected, text


def test_nothing_is_found_in_nothing_or_by_nothing() -> None:
    empty = NameIndex([], np.zeros(0, dtype=np.int64), "")
    assert (empty.find("a"), empty.find(""), index(["高龄"])[0].find("  ")) == ([], [], [])
