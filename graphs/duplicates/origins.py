"""Whether a list was put together from two, each written in its own manner, and which row stood in which.

Two catalogues of the same things differ in how they are filled in: columns left empty, capitals, punctuation, how long the texts are,
words that stand everywhere. A mixture of two such manners (naive Bayes over signs that a row shows or not, fitted by expectation
maximisation) is begun where rows that say nearly the same differ most in manner. It is believed only where the two manners stand
clearly apart, and where the nearest rows belong to different ones more often than chance would have it: a list that one hand kept
is near to itself.
"""

import math
import re
from collections import Counter
from collections.abc import Sequence
from typing import Any

import numpy as np
from scipy.linalg import eigh

# rows and pairs of nearest rows below which nothing is told
_ROWS, _LINKS = 100, 40
# a sign that fewer (or all but so few) rows show tells one thing from another, not one manner from another
_RARE = 0.01
# frequent words of a column that are looked at, and the share of rows that makes a word frequent
_WORDS, _FREQUENT = 40, 0.02
_MARKS = "-/().,:;$&'!?#\"|+*，。、；：（）《》"
_SHAPES = tuple(re.compile(shape) for shape in (r"\.\d\d$", r"^\W*[$¥€]", r"^\d+$", r"\w+\d\w+$", r"\d$", r"\.$", r"。$", " - ", "/ "))
_ROUNDS = 60
# the two manners stand apart: rows that belong to neither, at most; rows that belong to the rarer, at least
_UNTOLD, _RARER = 0.01, 0.05
# so many standard errors above chance
_CLEARLY = 3.0


def two_origins(columns: Sequence[Sequence[str]], left: Any, right: Any) -> Any | None:
    """Which rows stood in the second of two lists, shape (rows,), bool; None where one list is as likely.

    `columns` holds the text of every row, column by column; `left` and `right` are positions of rows that are nearest to each other.
    """
    rows = len(columns[0]) if columns else 0
    if rows < _ROWS or len(left) < _LINKS:
        return None
    shown = _signs(columns)
    if shown.shape[1] < 2:
        return None
    belongs = _mixture(shown, _most_apart(shown, left, right))
    second = belongs > 0.5
    share = float(second.mean())
    if min(share, 1 - share) < _RARER or float(np.minimum(belongs, 1 - belongs).mean()) > _UNTOLD:
        return None
    chance = 2 * share * (1 - share)
    crossing = float((second[left] != second[right]).mean())
    if crossing - chance < _CLEARLY * math.sqrt(chance * (1 - chance) / len(left)):
        return None
    # the side of the first row is the first: which is which must not hang on the sign of a vector
    return second if not second[0] else ~second


def _signs(columns: Sequence[Sequence[str]]) -> Any:
    """What each row shows of its manner, shape (rows, signs), 0 or 1."""
    found: list[Any] = []
    for texts in columns:
        lengths = np.array([len(text) for text in texts])
        found.append(lengths > 0)
        found += [lengths > np.quantile(lengths, part) for part in (0.1, 0.25, 0.5, 0.75, 0.9)]
        found += [np.array([mark in text for text in texts]) for mark in _MARKS]
        found += [np.array([bool(shape.search(text)) for text in texts]) for shape in _SHAPES]
        words = [re.findall(r"[^\W_]+", text) for text in texts]
        capitals = np.array([sum(word[0].isupper() for word in of_row) / max(1, len(of_row)) for of_row in words])
        found += [capitals > 0, capitals > 0.6]
        sets = [{word.lower() for word in of_row} for of_row in words]
        held = Counter(word for of_row in sets for word in of_row)
        often = sorted(held, key=lambda word: (-held[word], word))[:_WORDS]
        found += [np.array([word in of_row for of_row in sets]) for word in often if held[word] >= _FREQUENT * len(texts)]
    for one in columns:
        found += [np.array([bool(a) and b.startswith(a) for a, b in zip(one, other, strict=True)]) for other in columns if other is not one]
    signs = np.stack(found, axis=1).astype(float)
    shares = signs.mean(axis=0)
    return signs[:, (shares >= _RARE) & (shares <= 1 - _RARE)]


def _most_apart(shown: Any, left: Any, right: Any) -> Any:
    """A first guess: the direction in which near rows differ most (the least canonical correlation of pairs), cut in the middle."""
    centred = shown - shown.mean(axis=0)
    one, other = centred[left], centred[right]
    together = (one.T @ other + other.T @ one) / 2 / len(one)
    alone = (one.T @ one + other.T @ other) / 2 / len(one)
    ridge = 0.3 * np.trace(alone) / len(alone) * np.eye(len(alone))
    direction = centred @ eigh(together, alone + ridge, subset_by_index=[0, 0])[1][:, 0]
    return np.where(direction > np.median(direction), 0.9, 0.1)


def _mixture(shown: Any, belongs: Any) -> Any:
    """The probability of each row to be of the second manner, once it no longer changes or after so many rounds."""
    for _ in range(_ROUNDS):
        weights = np.stack([1 - belongs, belongs])
        shares = weights.sum(axis=1)
        signs = (weights @ shown + 1) / (shares[:, None] + 2)
        odds = shown @ (np.log(signs[1]) - np.log(signs[0])) + (1 - shown) @ (np.log1p(-signs[1]) - np.log1p(-signs[0]))
        odds += math.log(max(shares[1], 1e-9) / max(shares[0], 1e-9))
        after = 1 / (1 + np.exp(-np.clip(odds, -30, 30)))
        if np.abs(after - belongs).max() < 1e-6:
            return after
        belongs = after
    return belongs
