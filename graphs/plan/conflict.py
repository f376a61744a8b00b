"""Why nothing is feasible: a smallest set of named constraints, found by dropping what is not needed (deletion filter)."""

from collections.abc import Sequence

from graphs.plan.model import Row
from graphs.plan.reduction import Reducer
from graphs.plan.solver import solve

_SECONDS = 20.0


def find_conflict(upper: Sequence[float], rows: Sequence[Row]) -> tuple[str, ...]:
    """Names that are infeasible together with the structure (rows without a name), and feasible without any one of them."""
    small = Reducer(len(upper), rows).reduced(upper, {})
    structure = [row for row in small.rows if not row.name]
    by_name: dict[str, list[Row]] = {}
    for row in small.rows:
        if row.name:
            by_name.setdefault(row.name, []).append(row)
    names = list(by_name)

    def feasible(kept: list[str]) -> bool:
        wanted = [*structure, *(row for name in kept for row in by_name[name])]
        # where the clock runs out nothing is proved: what is dropped then must stay
        return solve(small.upper, wanted, {}, seconds=_SECONDS).status != "infeasible"

    # whole chunks first, then one by one: what can go without restoring feasibility is not part of the conflict
    size = max(1, len(names) // 2)
    while size >= 1:
        position = 0
        while position < len(names):
            rest = names[:position] + names[position + size :]
            if len(rest) < len(names) and not feasible(rest):
                names = rest
            else:
                position += size
        if size == 1:
            break
        size = max(1, size // 2)
    return tuple(sorted(names))
