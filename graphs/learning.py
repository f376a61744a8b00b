"""What reviewers' judgements teach a scorer: a recalibration of its log odds, versioned, and how far the scores can be trusted.

Platt scaling (J. Platt, 1999) with a Gaussian prior around "leave it as it is", so that a few judgements move little: the log odds x
become slope·x + shift, which keeps the order of scores. Bins and intervals of the reliability diagram are for what was judged alone, and
reviewers see what is listed first: nothing is told of what nobody was shown.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from scipy.special import betaincinv

from inventory.identity import digest

BASE_VERSION = "1"
# below this many judged cases, or without both answers, nothing is learnt
_LEAST, _LEAST_OF_EACH = 12, 3
# prior: standard deviations of slope (around 1) and shift (around 0)
_SLOPE_SPREAD, _SHIFT_SPREAD = 0.25, 1.5
_LEAST_SLOPE = 0.2
_FOLDS = 10
_EDGES = (0.0, 0.2, 0.4, 0.6, 0.8, 1.0)


@dataclass(frozen=True, slots=True)
class Judged:
    """Two things that people judged: the shipped scorer's log odds that they belong together, and whether people say that they do."""

    left: str
    right: str
    odds: float
    holds: bool


@dataclass(frozen=True, slots=True)
class Scorer:
    """The shipped scorer with what was learnt: log odds x become slope·x + shift. `judged` cases taught it, `accepted` of which hold."""

    slope: float = 1.0
    shift: float = 0.0
    judged: int = 0
    accepted: int = 0

    @property
    def version(self) -> str:
        """The shipped version, with the number of judged cases and a digest of what was learnt where anything was."""
        return BASE_VERSION if not self.judged else f"{BASE_VERSION}+{self.judged}.{digest(repr(self.slope), repr(self.shift))[:6]}"

    def probability(self, odds: float) -> float:
        """The probability behind the shipped scorer's log odds."""
        return 1 / (1 + math.exp(-max(-60.0, min(60.0, self.slope * odds + self.shift))))


SHIPPED = Scorer()


@dataclass(frozen=True, slots=True)
class Scorers:
    """The scorer of pairs of systems and that of fields and elements, as one audit uses them."""

    pairs: Scorer = SHIPPED
    fields: Scorer = SHIPPED

    @property
    def version(self) -> str:
        """Both versions in one word."""
        return f"{self.pairs.version}/{self.fields.version}"


@dataclass(frozen=True, slots=True)
class Judgements:
    """What people judged of pairs of systems, and of fields and elements."""

    pairs: Sequence[Judged]
    fields: Sequence[Judged]


@dataclass(frozen=True, slots=True)
class Bin:
    """Judged cases of like score: their mean score, and the share that holds with its interval."""

    low: float
    high: float
    count: int
    mean: float
    accepted: int
    interval: tuple[float, float]


def learn(judged: Sequence[Judged]) -> Scorer:
    """The scorer after these judgements; the shipped one where they are too few to teach anything. Row order does not matter."""
    accepted = sum(one.holds for one in judged)
    if len(judged) < _LEAST or min(accepted, len(judged) - accepted) < _LEAST_OF_EACH:
        return Scorer()
    rows = sorted((one.odds, one.holds) for one in judged)
    slope, shift = _fitted(np.array([odds for odds, _ in rows]), np.array([float(y) for _, y in rows]))
    return Scorer(round(slope, 6), round(shift, 6), len(judged), accepted)


def _fitted(odds: "np.ndarray[tuple[int], np.dtype[np.float64]]", y: "np.ndarray[tuple[int], np.dtype[np.float64]]") -> tuple[float, float]:
    """Slope and shift of greatest posterior, by Newton's method (the posterior is log-concave)."""
    design = np.column_stack([odds, np.ones_like(odds)])
    middle, precision = np.array([1.0, 0.0]), np.diag([_SLOPE_SPREAD**-2, _SHIFT_SPREAD**-2])
    at = middle.copy()
    for _ in range(50):
        p = 1 / (1 + np.exp(-np.clip(design @ at, -60, 60)))
        gradient = design.T @ (y - p) - precision @ (at - middle)
        step = np.linalg.solve(design.T @ (design * (p * (1 - p))[:, None]) + precision, gradient)
        at = at + np.clip(step, -1, 1)
        if float(np.abs(step).max()) < 1e-9:
            break
    return max(float(at[0]), _LEAST_SLOPE), float(at[1])


def held_out(judged: Sequence[Judged]) -> list[tuple[float, bool]]:
    """Each judged case's score by a scorer that learnt from the other folds, and what people said of it."""
    return [(score, one.holds) for score, one in scored_cases(judged)]


def scored_cases(judged: Sequence[Judged]) -> list[tuple[float, Judged]]:
    """Each judged case with its score by a scorer that learnt from the other folds."""
    ordered = sorted(judged, key=lambda one: digest(*sorted((one.left, one.right))))
    found: list[tuple[float, Judged]] = []
    for fold in range(_FOLDS):
        scorer = learn([one for at, one in enumerate(ordered) if at % _FOLDS != fold])
        found += [(scorer.probability(one.odds), one) for one in ordered[fold::_FOLDS]]
    return found


def reliability(scored: Iterable[tuple[float, bool]]) -> list[Bin]:
    """The reliability diagram: bins of like score that hold anything."""
    rows = list(scored)
    bins = []
    for low, high in pairwise(_EDGES):
        inside = [(p, y) for p, y in rows if _lies(p, low, high)]
        if inside:
            accepted = sum(y for _, y in inside)
            mean = sum(p for p, _ in inside) / len(inside)
            bins.append(Bin(low, high, len(inside), mean, accepted, interval(accepted, len(inside))))
    return bins


def is_inside(found: Bin, score: float) -> bool:
    """Tell whether a score lies in a bin."""
    return _lies(score, found.low, found.high)


def _lies(score: float, low: float, high: float) -> bool:
    return low <= score < high or (high == 1 and score == 1)


def precision_at(scored: Iterable[tuple[float, bool]], cut: float) -> tuple[int, int, tuple[float, float]]:
    """Of judged cases scored at least `cut`: how many hold, how many there are, and the share's interval."""
    above = [y for p, y in scored if p >= cut]
    return sum(above), len(above), interval(sum(above), len(above))


def interval(hits: int, count: int) -> tuple[float, float]:
    """The exact 95 % interval of a share (C. Clopper, E. Pearson, 1934)."""
    low = float(betaincinv(hits, count - hits + 1, 0.025)) if hits else 0.0
    high = float(betaincinv(hits + 1, count - hits, 0.975)) if hits < count else 1.0
    return low, high
