"""Duplicates in a plain list: names and texts that say nothing of bodies, regions or functions (products, say).

Where the list was visibly put together from two (`origins`), a row is compared with those of the other origin alone, and its
probability is shared with its rivals there and with there being no counterpart: each of two registers names a thing once. In any
other list each pair stands for itself.
"""

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy import sparse

from graphs.duplicates.concepts import stem
from graphs.duplicates.neighbours import dots, pairs_of, weighed
from graphs.duplicates.origins import two_origins
from inventory.names import fold

# a pair that is less probable is not worth a look
_TOLD = 0.25
# nearness by name and by everything that a row says
_NEARNESS = (0.6, 0.4)

# one list: a cosine of rare words and letters, that each is the other's nearest, and whether marks with figures in them
# (model numbers, versions) are shared or differ; set by hand
_ONE_LIST = {"constant": -9.0, "cosine": 6.0, "name": 2.0, "best_of_both": 6.0, "mark": 2.0, "other_mark": -3.0}
# two lists: log odds of a counterpart, set by hand; anything within a third of these ranks the public sets of the literature about
# equally well, since rivals of one row decide
_TWO_LISTS = {"name": 15.0, "whole": 10.0, "words": 5.0, "mark": 4.0, "figures_differ": -1.0, "amounts_differ": -2.0}
# log odds at which a row is as likely to have no counterpart
_NONE = 8.0
# rows that say the very same
_SAME = 0.99

_MARK = re.compile(r"(?=[a-z0-9]*[0-9])[a-z0-9]{2,}")
_JOINED = re.compile(r"(?<=\w)[-/.](?=\w)")
_CLOSED_UP = re.compile(r"(?<=\w)[-/. ](?=\w)")
_FIGURES = re.compile(r"\d+(?:\.\d+)?")
# a mark of fewer letters may stand within any word
_LONG_MARK = 4
_MOST_FIGURES = 4
# a column in which so many of the values are numbers holds amounts; from here on two of them differ wholly (a factor of seven)
_AMOUNTS, _WHOLLY = 0.9, 2.0
# nearest rows that tell whether there are two origins
_NEAR = 0.3


@dataclass(frozen=True, slots=True)
class PlainRow:
    """A row: its name, who made it, and every other column (the same number for all rows; empty text is unknown)."""

    name: str
    maker: str = ""
    columns: tuple[str, ...] = ()

    @property
    def whole(self) -> str:
        """All that the row says, its name first."""
        return " ".join(filter(None, (self.name, self.maker, *self.columns)))


@dataclass(frozen=True, slots=True)
class PlainPair:
    """Positions of two rows, the probability that they name one thing, how near their texts are, and whether none is nearer to either."""

    left: int
    right: int
    score: float
    nearness: float
    is_best_of_both: bool


def plain_pairs(rows: Sequence[PlainRow]) -> list[PlainPair]:
    """The pairs of rows that may name one thing; the rows are taken in the order given, which must hang on what they say."""
    if len(rows) < 2:
        return []
    copies: dict[PlainRow, list[int]] = defaultdict(list)
    for position, row in enumerate(rows):
        copies[row].append(position)
    distinct = list(copies)
    texts = _Texts(distinct)
    second = two_origins(
        [list(column) for column in zip(*((r.name, r.maker, *r.columns) for r in distinct), strict=True)], *texts.nearest()
    )
    if second is None:
        return list(_of_one_list(rows))
    found = [PlainPair(a, b, _SAME, 1.0, True) for same in copies.values() for at, a in enumerate(same) for b in same[at + 1 :]]
    places = list(copies.values())
    for pair in _of_two_lists(distinct, texts, second):
        found += [
            PlainPair(min(a, b), max(a, b), pair.score, pair.nearness, pair.is_best_of_both)
            for a in places[pair.left]
            for b in places[pair.right]
        ]
    return found


class _Texts:
    """Texts as sparse rows of unit length: groups of letters of names and of everything, words of names."""

    def __init__(self, rows: Sequence[PlainRow]) -> None:
        names = _counted([_words(f"{row.name} {row.maker}") for row in rows])
        self.letters = _unit(names.counts @ names.letters())
        self.words = _unit(names.counts)
        whole = _counted([_words(row.whole) for row in rows])
        self.whole = _unit(whole.counts @ whole.letters())

    def nearest(self) -> tuple[Any, Any]:
        """Rows that are each other's nearest by name."""
        left, right, near, best, _ = pairs_of([self.letters], [1.0])
        kept = (near >= _NEAR) & (near >= best[left]) & (near >= best[right])
        return left[kept], right[kept]


@dataclass(frozen=True, slots=True)
class _Counted:
    """How often each row has each word, and the words."""

    counts: Any
    words: tuple[str, ...]

    def letters(self) -> Any:
        """The groups of letters of each word, shape (words, groups)."""
        groups: dict[str, int] = {}
        columns: list[int] = []
        starts = [0]
        for word in self.words:
            of_word = [f" {word} "[i : i + 3] for i in range(len(word))] if word.isascii() else [word[i : i + 2] for i in range(len(word))]
            columns += [groups.setdefault(group, len(groups)) for group in of_word]
            starts.append(len(columns))
        return sparse.csr_matrix((np.ones(len(columns)), columns, starts), shape=(len(self.words), max(1, len(groups))))


def _words(text: str) -> list[str]:
    return re.findall(r"[^\W_]+", fold(text))


def _counted(texts: Sequence[Sequence[str]]) -> _Counted:
    known = {word: column for column, word in enumerate(sorted({word for words in texts for word in words} or {""}))}
    columns = [known[word] for words in texts for word in words]
    starts = np.cumsum([0, *(len(words) for words in texts)])
    counts = sparse.csr_matrix((np.ones(len(columns)), columns, starts), shape=(len(texts), len(known)))
    counts.sum_duplicates()
    return _Counted(counts, tuple(known))


def _unit(counts: Any) -> Any:
    """Rows of unit length: (1 + log count) · log(1 + n / rows with it)."""
    matrix = sparse.csr_matrix(counts)
    held = np.bincount(matrix.indices, minlength=matrix.shape[1])
    matrix.data = (1 + np.log(matrix.data)) * np.log1p(matrix.shape[0] / np.maximum(held, 1))[matrix.indices]
    lengths = np.sqrt(np.asarray(matrix.multiply(matrix).sum(axis=1)).ravel())
    return sparse.csr_matrix(sparse.diags(1 / np.where(lengths > 0, lengths, 1.0)) @ matrix)


def _of_two_lists(rows: Sequence[PlainRow], texts: _Texts, second: Any) -> Iterator[PlainPair]:
    one, other = np.flatnonzero(~second), np.flatnonzero(second)
    left, right, near, best, _ = pairs_of([texts.letters, texts.whole], _NEARNESS, blocks=[(one, other), (other, one)])
    said = {
        "name": dots(texts.letters, left, right),
        "whole": dots(texts.whole, left, right),
        "words": dots(texts.words, left, right),
        **_told_apart(rows, left, right),
    }
    mass = np.exp(sum(weight * said[family] for family, weight in _TWO_LISTS.items()))
    total = np.bincount(left, mass, len(rows)) + np.bincount(right, mass, len(rows))
    scores = mass / (math.exp(_NONE) + total[left] + total[right] - mass)
    is_best = near >= 0.999 * np.maximum(best[left], best[right])
    for at in np.flatnonzero(scores >= _TOLD):
        yield PlainPair(int(left[at]), int(right[at]), round(float(scores[at]), 4), float(near[at]), bool(is_best[at]))


def _told_apart(rows: Sequence[PlainRow], left: Any, right: Any) -> dict[str, Any]:
    """Model numbers that one row's name holds and the other row too, figures of names and amounts that differ."""
    marks = [frozenset(_marks(row.name)) for row in rows]
    wholes = [_CLOSED_UP.sub("", fold(row.whole)) for row in rows]
    held = Counter(mark for of_row in marks for mark in of_row)
    rare = {mark: math.log(len(rows) / count) / math.log(len(rows)) for mark, count in held.items() if len(mark) >= _LONG_MARK}
    figures = [frozenset(_FIGURES.findall(row.name)) for row in rows]
    pairs = list(zip(left.tolist(), right.tolist(), strict=True))
    return {
        "mark": np.array([max((rare[m] for x, y in ((a, b), (b, a)) for m in marks[x] if m in rare and m in wholes[y]), default=0.0) for a, b in pairs]),
        "figures_differ": np.array([min(_MOST_FIGURES, len(figures[a] ^ figures[b])) for a, b in pairs]),
        "amounts_differ": _amounts_differ(rows, left, right),
    }  # fmt: skip


def _marks(name: str) -> list[str]:
    """Words with a figure in them."""
    return _MARK.findall(_JOINED.sub("", fold(name)))


def _amounts_differ(rows: Sequence[PlainRow], left: Any, right: Any) -> Any:
    """By what factor the amounts of a column differ at most (its natural logarithm, up to two); 0 where either is unknown."""
    found = np.zeros(len(left))
    for texts in zip(*(row.columns for row in rows), strict=True):
        amounts = np.array([_amount(text) for text in texts])
        if (amounts > 0).sum() < _AMOUNTS * sum(map(bool, texts)) or not (amounts > 0).any():
            continue
        with np.errstate(divide="ignore"):
            logs = np.log(amounts)
        both = np.isfinite(logs[left]) & np.isfinite(logs[right])
        differ = np.zeros(len(left))
        differ[both] = np.minimum(_WHOLLY, np.abs(logs[left][both] - logs[right][both]))
        found = np.maximum(found, differ)
    return found


def _amount(text: str) -> float:
    """A positive number with or without a currency; 0 where the text is none."""
    number = re.fullmatch(r"[^\d.-]{0,4}(\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d{1,9}(?:\.\d+)?)\D{0,4}", text.strip())
    return float(number[1].replace(",", "")) if number else 0.0


def _of_one_list(rows: Sequence[PlainRow]) -> Iterator[PlainPair]:
    names = weighed([_tokens(row.name) for row in rows])
    wholes = weighed([_tokens(f"{row.name} {row.whole}") for row in rows])
    marks = [frozenset(_marks(row.name)) for row in rows]
    left, right, near, best, _ = pairs_of([names, wholes], _NEARNESS)
    by_name = dots(names, left, right)
    for a, b, cosine, name in zip(left.tolist(), right.tolist(), near.tolist(), by_name.tolist(), strict=True):
        both = cosine / max(best[a], best[b], 1e-9)
        odds = _ONE_LIST["constant"] + _ONE_LIST["cosine"] * cosine + _ONE_LIST["name"] * name + _ONE_LIST["best_of_both"] * both
        if marks[a] and marks[b]:
            odds += _ONE_LIST["mark"] if marks[a] & marks[b] else _ONE_LIST["other_mark"]
        score = round(1 / (1 + math.exp(-odds)), 4)
        if score >= _TOLD:
            yield PlainPair(a, b, score, cosine, both >= 0.999)


def _tokens(text: str) -> Counter[str]:
    """Words and groups of three letters of a text in any language; in numbers every figure counts."""
    found: Counter[str] = Counter()
    for word in re.findall(r"[^\W_]+", fold(text)):
        if word.isascii():
            found[f"w{stem(word)}"] += 1
            found.update(f"3{word[i : i + 3]}" for i in range(len(word) - 2))
        else:
            found.update(word[i : i + 2] for i in range(len(word) - 1))
    return found
