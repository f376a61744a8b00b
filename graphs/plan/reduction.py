"""A programme without what is settled: variables that structure forces or that can only do harm, rows that can no longer fail.

What is dropped holds in every part of the programme that keeps the structure, so that a smallest conflict can be sought in
the small one (propagation of bounds and dual fixing, Achterberg and others, Presolve reductions in mixed integer programming, 2020).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy import sparse

from graphs.plan.model import INFINITY, Row, Terms

_EPSILON = 1e-6
# each round settles what the one before made possible
_ROUNDS = 50


@dataclass(frozen=True, slots=True)
class Reduced:
    """What is left: rows over `columns` of the whole; `settled` holds the values of all others, shape (columns of the whole,)."""

    rows: list[Row]
    columns: Any
    settled: Any

    @property
    def upper(self) -> list[float]:
        """The bounds of what is left: all of it may still be 0 or 1."""
        return [1.0] * len(self.columns)

    def objective(self, terms: Terms) -> Terms:
        """An objective of the whole over what is left; the settled part is a constant."""
        at = {int(column): position for position, column in enumerate(self.columns)}
        return {at[variable]: value for variable, value in terms.items() if variable in at}

    def whole(self, values: Sequence[float]) -> tuple[float, ...]:
        """A solution of the whole programme."""
        found = self.settled.copy()
        if len(self.columns):
            found[self.columns] = values
        return tuple(found.tolist())


class Reducer:
    """The rows of a programme as a matrix, to reduce it under many sets of bounds."""

    def __init__(self, columns: int, rows: Sequence[Row]) -> None:
        self.rows = list(rows)
        terms = [row.terms for row in self.rows]
        starts = np.cumsum([0, *map(len, terms)])
        indices = np.fromiter((v for t in terms for v in t), dtype=np.int64, count=starts[-1])
        data = np.fromiter((c for t in terms for c in t.values()), dtype=float, count=starts[-1])
        self.matrix = sparse.csr_matrix((data, indices, starts), shape=(len(self.rows), columns))
        self.row_of = np.repeat(np.arange(len(self.rows)), np.diff(starts))
        self.low = np.array([row.low for row in self.rows])
        self.high = np.array([row.high for row in self.rows])
        self.is_structure = np.array([not row.name for row in self.rows], dtype=bool)

    def reduced(self, upper: Sequence[float], maximised: Terms) -> Reduced:
        """What these bounds leave open. `maximised` is the objective, {} for a mere question of feasibility."""
        least, most = np.zeros(len(upper)), np.asarray(upper, dtype=float).copy()
        gain = np.zeros(len(upper))
        gain[list(maximised)] = list(maximised.values())
        for _ in range(_ROUNDS):
            before = int((least < most).sum())
            lowest, highest = self._reach(least, most)
            self._propagate(least, most, lowest, highest)
            self._drop_harm(least, most, lowest, highest, gain)
            if int((least < most).sum()) == before:
                break
        return self._what_is_left(least, most)

    def _reach(self, least: Any, most: Any) -> tuple[Any, Any]:
        """The least and the greatest value that each row can have."""
        data, columns = self.matrix.data, self.matrix.indices
        up, down = np.maximum(data, 0), np.minimum(data, 0)
        count = len(self.rows)
        lowest = np.bincount(self.row_of, up * least[columns] + down * most[columns], count)
        return lowest, np.bincount(self.row_of, up * most[columns] + down * least[columns], count)

    def _propagate(self, least: Any, most: Any, lowest: Any, highest: Any) -> None:
        """What structure forces: rows with names may be left out of a conflict and force nothing."""
        data, columns, rows = self.matrix.data, self.matrix.indices, self.row_of
        is_open = self.is_structure[rows] & (least[columns] < most[columns])
        size = np.abs(data)
        must_help = is_open & (highest[rows] - size < self.low[rows] - _EPSILON)
        must_not = is_open & (lowest[rows] + size > self.high[rows] + _EPSILON)
        to_one = (must_help & (data > 0)) | (must_not & (data < 0))
        to_zero = (must_help & (data < 0)) | (must_not & (data > 0))
        # forced both ways: left to the solver, which says infeasible
        clash = np.intersect1d(columns[to_one], columns[to_zero])
        most[np.setdiff1d(columns[to_zero], clash)] = 0.0
        least[np.setdiff1d(columns[to_one], clash)] = 1.0

    def _drop_harm(self, least: Any, most: Any, lowest: Any, highest: Any, gain: Any) -> None:
        """A variable that helps no row and gains nothing may as well be 0."""
        data, columns, rows = self.matrix.data, self.matrix.indices, self.row_of
        helps = ((data > 0) & (lowest[rows] < self.low[rows] - _EPSILON)) | ((data < 0) & (highest[rows] > self.high[rows] + _EPSILON))
        useful = np.bincount(columns, helps, len(least)) > 0
        most[(least == 0) & ~useful & (gain <= 0)] = 0.0

    def _what_is_left(self, least: Any, most: Any) -> Reduced:
        lowest, highest = self._reach(least, most)
        rows = np.flatnonzero((lowest < self.low - _EPSILON) | (highest > self.high + _EPSILON))
        columns = np.flatnonzero(least < most)
        position = np.full(len(least), -1)
        position[columns] = np.arange(len(columns))
        settled = least.copy()
        shift = np.asarray(self.matrix @ settled).ravel()
        found = []
        for at in rows.tolist():
            row = self.rows[at]
            terms = {int(position[v]): c for v, c in row.terms.items() if position[v] >= 0}
            found.append(Row(row.name, terms, *(bound if abs(bound) == INFINITY else bound - shift[at] for bound in (row.low, row.high))))
        return Reduced(found, columns, settled)
