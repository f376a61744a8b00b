"""The structure of a problem: which moves, retirements and builds may be chosen at all, what each costs and saves."""

from collections import defaultdict
from dataclasses import dataclass, field

from inventory.values.plan import UNKNOWN_MLPS, Interval, Move, PlanCluster, PlanProblem, PlanSystem, Question


@dataclass(slots=True)
class Options:
    """What may be chosen: moves with their cost, systems that may be retired, builds with known cost; and what is unknown."""

    problem: PlanProblem
    moves: list[tuple[Move, Interval]] = field(default_factory=list)
    retirable: list[str] = field(default_factory=list)
    builds: list[str] = field(default_factory=list)
    questions: dict[tuple[str, str], list[str]] = field(default_factory=dict)
    systems: dict[str, PlanSystem] = field(init=False)

    def __post_init__(self) -> None:
        self.systems = {system.id: system for system in self.problem.systems}

    def elapsed(self, wave: int) -> int:
        """Months at the end of a wave."""
        return sum(w.months for w in self.problem.waves[: wave + 1])

    def saving(self, system: PlanSystem, wave: int, *, high: bool = False) -> int:
        """Yuan saved to the horizon by a system that stops at the end of a wave; what is unknown saves nothing."""
        if system.om_month_yuan is None or (system.contract_end_month is None and not high):
            return 0
        free_from = max(self.elapsed(wave), system.contract_end_month or 0)
        return system.om_month_yuan[1 if high else 0] * max(0, self.problem.horizon_months - free_from)

    def asked(self) -> tuple[Question, ...]:
        """Every unknown value with what it blocks or blurs."""
        return tuple(Question(subject, name, tuple(sorted(set(blocks)))) for (subject, name), blocks in sorted(self.questions.items()))


def read_options(problem: PlanProblem) -> Options:
    """Apply `candidate` and `eligible` of PLAN.md."""
    options = Options(problem)
    together: dict[str, list[PlanCluster]] = defaultdict(list)
    for cluster in problem.clusters:
        for member in set(cluster.members):
            together[member].append(cluster)
    for move in problem.moves:
        source, target = options.systems[move.source], options.systems[move.target]
        common = [cluster for cluster in together[source.id] if target.id in cluster.members and cluster.separated is None]
        if move.source == move.target or (move.basis == "cluster" and not common):
            continue
        cost = _eligible(options, move, source, target)
        if cost is not None:
            options.moves.append((move, cost))
    for system in problem.systems:
        if system.may_retire:
            if system.exit_yuan is None:
                options.questions.setdefault((system.id, "exit_yuan"), []).append(f"retire:{system.id}")
            else:
                options.retirable.append(system.id)
        if system.may_retire or any(move.source == system.id for move, _ in options.moves):
            for name in ("om_month_yuan", "contract_end_month", "burden_per_month"):
                if getattr(system, name) is None:
                    options.questions.setdefault((system.id, name), [])
            if not system.consumers_known:
                options.questions.setdefault((system.id, "consumers_known"), []).append(f"early:{system.id}")
    for build in problem.builds:
        if build.cost_yuan is None:
            options.questions.setdefault((build.id, "cost_yuan"), []).append(build.id)
        else:
            options.builds.append(build.id)
    return options


def _eligible(options: Options, move: Move, source: PlanSystem, target: PlanSystem) -> Interval | None:
    """The cost of an eligible move, or None; each unknown part raises a question."""

    def ask(subject: str, name: str) -> None:
        options.questions.setdefault((subject, name), []).append(move.id)

    if target.status not in ("active", "trial") or target.idle or not set(source.regions) <= set(target.regions):
        return None
    is_known = True
    for system in (source, target):
        if system.networks is None:
            ask(system.id, "networks")
            is_known = False
    if source.mlps is None:
        ask(source.id, "mlps")
    if target.mlps is None:
        ask(target.id, "mlps")
    if target.mlps is not None and target.mlps < (UNKNOWN_MLPS if source.mlps is None else source.mlps):
        return None
    if target.mlps is None and (UNKNOWN_MLPS if source.mlps is None else source.mlps) > 0:
        is_known = False
    if source.networks is not None and target.networks is not None and not set(source.networks) <= set(target.networks):
        return None
    if target.capacity is not None:
        for system in (source, target):
            if system.users is None:
                ask(system.id, "users")
                is_known = False
    if source.exit_yuan is None:
        ask(source.id, "exit_yuan")
        is_known = False
    if move.cost_yuan is None:
        ask(move.id, "cost_yuan")
        is_known = False
    low = high = 0
    for element in sorted(set(source.core_elements) - set(target.core_elements)):
        price = options.problem.element_map_yuan.get(element)
        if price is None:
            ask(element, "element_map_yuan")
            is_known = False
        else:
            low, high = low + price[0], high + price[1]
    if not is_known or source.exit_yuan is None or move.cost_yuan is None:
        return None
    return source.exit_yuan[0] + move.cost_yuan[0] + low, source.exit_yuan[1] + move.cost_yuan[1] + high
