"""The one door to HiGHS: one thread, fixed seed, silent."""

import math
import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import numpy as np

from graphs.plan.model import Row, Terms


@dataclass(frozen=True, slots=True)
class Solved:
    """`status` is optimal, feasible (the clock ran out), infeasible or none (nothing found in time)."""

    status: str
    values: tuple[float, ...]
    objective: float
    bound: float
    gap: float


def solve(
    upper: Sequence[float], rows: Sequence[Row], objective: Terms, *, seconds: float, gap: float = 0.0, start: Sequence[float] | None = None
) -> Solved:
    """Minimise the objective over 0/1 variables (upper 0 forbids one) under the rows."""
    if not upper:
        fits = all(row.low <= 0 <= row.high for row in rows)
        return Solved("optimal" if fits else "infeasible", (), 0.0, 0.0, 0.0)
    with _silent():
        return _solve(upper, rows, objective, seconds, gap, start)


def is_whole(terms: Terms) -> bool:
    """Tell whether an objective can only take whole values."""
    return all(float(value).is_integer() for value in terms.values())


@contextmanager
def _silent() -> Iterator[None]:
    """HiGHS greets on file descriptor 1 whatever its options say; stdout belongs to our answer."""
    sys.stdout.flush()
    kept, nothing = os.dup(1), os.open(os.devnull, os.O_WRONLY)
    os.dup2(nothing, 1)
    try:
        yield
    finally:
        os.dup2(kept, 1)
        os.close(kept)
        os.close(nothing)


def _solve(
    upper: Sequence[float], rows: Sequence[Row], objective: Terms, seconds: float, gap: float, start: Sequence[float] | None
) -> Solved:
    import highspy

    highs: Any = highspy.Highs()  # type: ignore[no-untyped-call]
    highs.setOptionValue("output_flag", False)
    highs.setOptionValue("threads", 1)
    highs.setOptionValue("random_seed", 42)
    highs.setOptionValue("time_limit", max(0.05, seconds))
    highs.setOptionValue("mip_rel_gap", gap)
    highs.setOptionValue("mip_abs_gap", 0.5 if gap == 0 and is_whole(objective) else 1e-6)
    highs.setOptionValue("mip_feasibility_tolerance", 1e-7)
    highs.passModel(_model(highspy, upper, rows, objective))
    if start is not None:
        solution = highspy.HighsSolution()
        solution.col_value = list(start)
        highs.setSolution(solution)
    highs.run()
    kind = highspy.HighsModelStatus
    if highs.getModelStatus() == kind.kSolveError:
        # HiGHS 1.16 can fail on its own reductions; the programme as it stands solves
        highs.setOptionValue("presolve", "off")
        highs.clearSolver()
        highs.run()
    status = highs.getModelStatus()
    info = highs.getInfo()
    if status == kind.kInfeasible or status == kind.kUnboundedOrInfeasible:
        return Solved("infeasible", (), 0.0, 0.0, 0.0)
    values = tuple(highs.getSolution().col_value)
    if not values or not math.isfinite(info.objective_function_value) or info.primal_solution_status != 2:
        return Solved("none", (), 0.0, 0.0, math.inf)
    bound = info.mip_dual_bound
    relative = (
        0.0
        if status == kind.kOptimal and gap == 0
        else abs(info.objective_function_value - bound) / max(1.0, abs(info.objective_function_value))
    )
    return Solved("optimal" if status == kind.kOptimal else "feasible", values, info.objective_function_value, bound, relative)


def _model(highspy: Any, upper: Sequence[float], rows: Sequence[Row], objective: Terms) -> Any:
    columns = len(upper)
    lp = highspy.HighsLp()
    lp.num_col_, lp.num_row_ = columns, len(rows)
    cost = np.zeros(columns)
    for variable, value in objective.items():
        cost[variable] = value
    lp.col_cost_ = cost
    lp.col_lower_ = np.zeros(columns)
    lp.col_upper_ = np.asarray(upper, dtype=float)
    lp.row_lower_ = np.array([row.low for row in rows], dtype=float)
    lp.row_upper_ = np.array([row.high for row in rows], dtype=float)
    starts = np.zeros(len(rows) + 1, dtype=np.int32)
    starts[1:] = np.cumsum([len(row.terms) for row in rows]) if rows else []
    lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    lp.a_matrix_.start_ = starts
    lp.a_matrix_.index_ = np.array([variable for row in rows for variable in row.terms], dtype=np.int32)
    lp.a_matrix_.value_ = np.array([value for row in rows for value in row.terms.values()], dtype=float)
    lp.integrality_ = [highspy.HighsVarType.kInteger] * columns
    return lp
