"""What a plan costs and saves, wave by wave."""

from dataclasses import dataclass

from graphs.plan.options import Options
from inventory.values.plan import Choice, Interval, Plan


@dataclass(frozen=True, slots=True)
class WaveFigures:
    """Yuan as (low, high), savings to the horizon of what stops in this wave, person-months, and the ids of what stops."""

    cost: Interval
    saving: Interval
    people: float
    stopped: tuple[str, ...]


def choice_cost(options: Options, identifier: str, choice: Choice) -> Interval:
    """What treating a system so costs."""
    if choice.action == "move":
        return options.moves[choice.move or 0][1]
    return (options.systems[identifier].exit_yuan or (0, 0)) if choice.action == "retire" else (0, 0)


def added(intervals: list[Interval]) -> Interval:
    """The sum of intervals."""
    return sum(low for low, _ in intervals), sum(high for _, high in intervals)


def wave_figures(options: Options, plan: Plan) -> tuple[WaveFigures, ...]:
    """The figures of every wave, in order."""
    builds = {build.id: build for build in options.problem.builds}
    found = []
    for index in range(len(options.problem.waves)):
        stopping = [(s, c) for s, c in plan.choices.items() if c.wave == index]
        built = [builds[b] for b, wave in plan.builds.items() if wave == index]
        moves = [options.moves[c.move or 0][0] for _, c in stopping if c.action == "move"]
        found.append(
            WaveFigures(
                cost=added([*(choice_cost(options, s, c) for s, c in stopping), *(b.cost_yuan or (0, 0) for b in built)]),
                saving=added(
                    [(options.saving(options.systems[s], index), options.saving(options.systems[s], index, high=True)) for s, _ in stopping]
                ),
                people=sum(move.people for move in moves) + sum(b.people for b in built),
                stopped=tuple(sorted(s for s, _ in stopping)),
            )
        )
    return tuple(found)
