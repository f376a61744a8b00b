"""The mixed-integer programme: variables, named constraints and the four objectives, as plain rows.

Variables are 0/1: keep(s), move(m, w), retire(s, w), build(b, w), fixed(F, w). stop(s) ≤ w is the sum of what stops s up
to w. Rows of `structure` always hold; the others have names, so that an infeasible answer can say which conflict.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from graphs.plan.options import Options
from inventory.values.plan import PlanExchange, Serves

Terms = dict[int, float]
INFINITY = float("inf")


@dataclass(slots=True)
class Row:
    """low ≤ Σ coefficient · variable ≤ high, under a name (empty for structure)."""

    name: str
    terms: Terms
    low: float
    high: float


@dataclass(slots=True)
class Programme:
    """Variables by key, rows, and objectives (late is minimal, burden and net maximal, changes minimal)."""

    options: Options
    index: dict[tuple[str, ...], int] = field(default_factory=dict)
    upper: list[float] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)
    late: Terms = field(default_factory=dict)
    late_constant: int = 0
    burden: Terms = field(default_factory=dict)
    net: Terms = field(default_factory=dict)
    net_other: Terms = field(default_factory=dict)
    changes: Terms = field(default_factory=dict)

    def variable(self, *key: str) -> int:
        """The column of a variable, made where it is new."""
        if key not in self.index:
            self.index[key] = len(self.upper)
            self.upper.append(1.0)
        return self.index[key]

    def add(self, name: str, terms: Terms, low: float, high: float) -> None:
        """Add a row."""
        self.rows.append(Row(name, terms, low, high))


def _sum(variables: Iterable[int], factor: float = 1.0) -> Terms:
    found: Terms = defaultdict(float)
    for variable in variables:
        found[variable] += factor
    return dict(found)


def build_programme(options: Options) -> Programme:
    """Write the whole problem down."""
    programme = Programme(options)
    _Writer(programme).write()
    return programme


class _Writer:
    def __init__(self, programme: Programme) -> None:
        self.p = programme
        self.options = programme.options
        self.problem = programme.options.problem
        self.waves = range(len(self.problem.waves))
        self.wave_at = {wave.id: position for position, wave in enumerate(self.problem.waves)}
        self.systems = {system.id: system for system in self.problem.systems}
        self.stops: dict[str, list[list[int]]] = {}
        self.moves_of: dict[str, list[tuple[int, str]]] = defaultdict(list)
        self.built: dict[str, list[int]] = {}

    def write(self) -> None:
        for number, (move, _) in enumerate(self.options.moves):
            self.moves_of[move.source].append((number, move.target))
        self._decisions()
        self._structure()
        self._clusters_and_services()
        self._consumers()
        self._capacity()
        self._limits()
        self._locks()
        self._must_fix()
        self._objectives()

    def _move(self, number: int, wave: int) -> int:
        return self.p.variable("move", str(number), str(wave))

    def _decisions(self) -> None:
        last = len(self.problem.waves) - 1
        for system in self.problem.systems:
            keep = self.p.variable("keep", system.id)
            by_wave: list[list[int]] = []
            for wave in self.waves:
                here = [self._move(number, wave) for number, _ in self.moves_of[system.id]]
                if system.id in self.options.retirable:
                    here.append(self.p.variable("retire", system.id, str(wave)))
                if not system.consumers_known and wave != last:
                    for variable in here:
                        self.p.upper[variable] = 0.0
                by_wave.append(here)
            self.stops[system.id] = by_wave
            self.p.add("", _sum([keep, *(v for here in by_wave for v in here)]), 1, 1)
        for build in self.options.builds:
            self.built[build] = [self.p.variable("build", build, str(wave)) for wave in self.waves]
            self.p.add("", _sum(self.built[build]), 0, 1)

    def stopped(self, system: str, wave: int) -> list[int]:
        """The variables of which one is 1 where a system stops by the end of a wave."""
        return [v for here in self.stops[system][: wave + 1] for v in here]

    def _built_before(self, build: str, wave: int) -> list[int]:
        return self.built.get(build, [])[:wave]

    def _structure(self) -> None:
        for number, (move, _) in enumerate(self.options.moves):
            terms = _sum([self._move(number, wave) for wave in self.waves])
            terms[self.p.variable("keep", move.target)] = -1
            self.p.add("", terms, -INFINITY, 0)
            for wave in self.waves:
                for build in move.requires:
                    self._after(self._move(number, wave), build, wave)
        builds = {build.id: build for build in self.problem.builds}
        for name, variables in self.built.items():
            for wave, variable in enumerate(variables):
                for required in builds[name].requires:
                    self._after(variable, required, wave)

    def _after(self, variable: int, build: str, wave: int) -> None:
        terms = _sum(self._built_before(build, wave), -1.0)
        terms[variable] = 1
        self.p.add("", terms, -INFINITY, 0)

    def _clusters_and_services(self) -> None:
        for cluster in self.problem.clusters:
            self.p.add(f"cluster:{cluster.id}", _sum(self.p.variable("keep", m) for m in cluster.members), 1, INFINITY)
        online: dict[Serves, list[str]] = defaultdict(list)
        offline: dict[Serves, list[str]] = defaultdict(list)
        for system in self.problem.systems:
            for entry in system.serves:
                where = online if entry.channel == "online" else offline
                key = replace(entry, channel="")
                if system.id not in where[key]:
                    where[key].append(system.id)
        for key, systems in sorted(online.items(), key=lambda item: item[0].key):
            retired = [self.p.variable("retire", s, str(w)) for s in systems if s in self.options.retirable for w in self.waves]
            if retired and all(s in self.options.retirable for s in systems):
                self.p.add(f"online:{key.key}", _sum(retired), 0, len(systems) - 1)
        offered: dict[Serves, list[str]] = defaultdict(list)
        for build in self.problem.builds:
            if build.id in self.built:
                for entry in build.offers:
                    key = replace(entry, channel="")
                    if entry.channel != "online" and build.id not in offered[key]:
                        offered[key].append(build.id)
        for key, systems in sorted(offline.items(), key=lambda item: item[0].key):
            for wave in self.waves:
                # Σ (1 − stopped) + built ≥ 1
                terms: Terms = defaultdict(float)
                for name in systems:
                    for variable in self.stopped(name, wave):
                        terms[variable] -= 1
                for offering in offered[key]:
                    for variable in self.built[offering][: wave + 1]:
                        terms[variable] += 1
                if terms:
                    self.p.add(f"offline:{key.key}", dict(terms), 1 - len(systems), INFINITY)

    def _consumers(self) -> None:
        rewired: dict[tuple[str, str], list[str]] = defaultdict(list)
        for build in self.problem.builds:
            if build.id in self.built:
                for rewired_exchange, source in build.rewires:
                    rewired[rewired_exchange, source].append(build.id)
        supplied: dict[tuple[str, str], list[PlanExchange]] = defaultdict(list)
        for exchange in self.problem.exchanges:
            supplied[exchange.source, exchange.target].append(exchange)
        for exchange in self.problem.exchanges:
            wanted = set(exchange.elements)
            for wave in self.waves:
                gone = self.stopped(exchange.target, wave)
                for number, target in self.moves_of[exchange.source]:
                    if any(wanted <= set(other.elements) for other in supplied[target, exchange.target]):
                        continue
                    terms = _sum(gone, -1.0)
                    for rewiring in rewired[exchange.id, target]:
                        for variable in self._built_before(rewiring, wave):
                            terms[variable] = terms.get(variable, 0) - 1
                    move = self._move(number, wave)
                    terms[move] = terms.get(move, 0) + 1
                    self.p.add(f"consumer:{exchange.id}", terms, -INFINITY, 0)
                if exchange.source in self.options.retirable:
                    retire = self.p.variable("retire", exchange.source, str(wave))
                    terms = _sum(gone, -1.0)
                    terms[retire] = terms.get(retire, 0) + 1
                    self.p.add(f"consumer:{exchange.id}", terms, -INFINITY, 0)

    def _capacity(self) -> None:
        into: dict[str, list[int]] = defaultdict(list)
        for number, (move, _) in enumerate(self.options.moves):
            into[move.target].append(number)
        for target, numbers in sorted(into.items()):
            system = self.systems[target]
            if system.capacity is None:
                continue
            room = system.capacity - (system.users or 0)
            terms: Terms = {}
            for number in numbers:
                users = self.systems[self.options.moves[number][0].source].users or 0
                for wave in self.waves:
                    terms[self._move(number, wave)] = float(users) if room >= 0 else 1.0
            self.p.add(f"capacity:{target}", terms, -INFINITY, max(0, room))

    def _limits(self) -> None:
        costs: list[Terms] = [{} for _ in self.waves]
        people: list[Terms] = [{} for _ in self.waves]
        builds = {build.id: build for build in self.problem.builds}
        for wave in self.waves:
            for number, (move, cost) in enumerate(self.options.moves):
                costs[wave][self._move(number, wave)] = cost[1]
                people[wave][self._move(number, wave)] = move.people
            for system in self.options.retirable:
                exit_yuan = self.systems[system].exit_yuan or (0, 0)
                costs[wave][self.p.variable("retire", system, str(wave))] = exit_yuan[1]
            for name, variables in self.built.items():
                costs[wave][variables[wave]] = (builds[name].cost_yuan or (0, 0))[1]
                people[wave][variables[wave]] = builds[name].people
        for wave, limits in enumerate(self.problem.waves):
            if limits.budget_yuan is not None:
                self.p.add(f"budget:{limits.id}", costs[wave], -INFINITY, limits.budget_yuan)
            if limits.people is not None:
                self.p.add(f"people:{limits.id}", people[wave], -INFINITY, limits.people)
            if limits.max_retire is not None:
                stopping = [v for system in self.problem.systems for v in self.stops[system.id][wave]]
                self.p.add(f"retire:{limits.id}", _sum(stopping), -INFINITY, limits.max_retire)
        if self.problem.budget_yuan is not None:
            self.p.add("budget:total", {v: c for terms in costs for v, c in terms.items()}, -INFINITY, self.problem.budget_yuan)

    def _locks(self) -> None:
        for lock in self.problem.locks:
            name = f"lock:{lock.id}"
            at = self.wave_at.get(lock.wave or "", 0)
            if lock.rule == "keep":
                self.p.add(name, {self.p.variable("keep", lock.system): 1.0}, 1, 1)
            elif lock.rule == "not_before":
                self.p.add(name, _sum(self.stopped(lock.system, at - 1) if at else []), -INFINITY, 0)
            elif lock.rule == "stop_by":
                self.p.add(name, _sum(self.stopped(lock.system, at)), 1, INFINITY)
            elif lock.rule == "not_target":
                into = [n for n, (move, _) in enumerate(self.options.moves) if move.target == lock.system]
                self.p.add(name, _sum(self._move(n, w) for n in into for w in self.waves), -INFINITY, 0)
            else:
                there = [n for n, target in self.moves_of[lock.system] if target == lock.to]
                self.p.add(name, _sum(self._move(n, w) for n in there for w in self.waves), 1, INFINITY)

    def _must_fix(self) -> None:
        clusters = {cluster.id: cluster for cluster in self.problem.clusters}
        for fix in self.problem.must_fix:
            fixed = []
            for wave in self.waves:
                variable = self.p.variable("fixed", fix.id, str(wave))
                fixed.append(variable)
                if fix.kind == "merge":
                    members = sorted(set(clusters[fix.cluster or ""].members))
                    for i, left in enumerate(members):
                        for right in members[i + 1 :]:
                            # mended at the end of the wave: of any two at least one has stopped
                            terms = _sum([*self.stopped(left, wave), *self.stopped(right, wave)], -1.0)
                            terms[variable] = terms.get(variable, 0) + 1
                            self.p.add("", terms, -INFINITY, 0)
                else:
                    done = self.stopped(fix.system or "", wave) if fix.kind == "stop" else self.built.get(fix.build or "", [])[: wave + 1]
                    terms = _sum(done, -1.0)
                    terms[variable] = terms.get(variable, 0) + 1
                    self.p.add("", terms, -INFINITY, 0)
                self.p.late[variable] = self.p.late.get(variable, 0) - 1
            self.p.late_constant += len(self.problem.waves)
            if fix.by_wave is not None:
                self.p.add(f"mustfix:{fix.id}", {fixed[self.wave_at[fix.by_wave]]: 1.0}, 1, 1)

    def _objectives(self) -> None:
        horizon = self.problem.horizon_months
        builds = {build.id: build for build in self.problem.builds}
        for system in self.problem.systems:
            for wave in self.waves:
                for variable in self.stops[system.id][wave]:
                    self.p.burden[variable] = (system.burden_per_month or 0) * (horizon - self.options.elapsed(wave))
                    self.p.net[variable] = self.options.saving(system, wave)
                    self.p.net_other[variable] = self.options.saving(system, wave, high=True)
                    self.p.changes[variable] = 1
        for number, (_, cost) in enumerate(self.options.moves):
            for wave in self.waves:
                self.p.net[self._move(number, wave)] -= cost[1]
                self.p.net_other[self._move(number, wave)] -= cost[0]
        for name in self.options.retirable:
            exit_yuan = self.systems[name].exit_yuan or (0, 0)
            for wave in self.waves:
                variable = self.p.variable("retire", name, str(wave))
                self.p.net[variable] -= exit_yuan[1]
                self.p.net_other[variable] -= exit_yuan[0]
        for name, variables in self.built.items():
            cost = builds[name].cost_yuan or (0, 0)
            for wave, variable in enumerate(variables):
                self.p.burden[variable] = builds[name].removes_burden_per_month * (horizon - self.options.elapsed(wave))
                self.p.net[variable] = -cost[1]
                self.p.net_other[variable] = -cost[0]
                self.p.changes[variable] = 1
