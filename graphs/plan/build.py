"""The planning problem of an inventory: confirmed duplicates may merge, confirmed findings must be mended, nothing else stops.

A pair that people have not confirmed never causes a retirement; a missing cost is peers' p25 to p75 or unknown, never 0.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from graphs.analysis import Analysis
from graphs.duplicates.clusters import Cluster
from graphs.edges import edges
from graphs.recommend.money import Money, contract_end_month, core_elements
from graphs.recommend.target import mlps_number
from graphs.regions import covers
from graphs.served import ANYWHERE, regions, regions_of, runs, served
from graphs.sharing.burden import hand_carried
from inventory.values import Service, System
from inventory.values.finding import Finding
from inventory.values.plan import Build, Interval, Lock, Move, MustFix, PlanCluster, PlanExchange, PlanProblem, PlanSystem, Serves, Wave
from inventory.vocabulary import ONLINE_KINDS, RUNNING


@dataclass(frozen=True, slots=True)
class PlanLimits:
    """The office's frame: waves, budgets and estimates in yuan, person-months; `locked` are systems that people decided to keep."""

    horizon_months: int
    wave_months: int
    waves: int
    budget_yuan: int | None = None
    budget_per_wave_yuan: int | None = None
    max_retire: int | None = None
    people_per_wave: float | None = None
    locked: tuple[str, ...] = ()
    element_map_yuan: Interval = (500, 3_000)
    migration_yuan: Interval = (30_000, 120_000)
    exchange_yuan: Interval = (20_000, 60_000)


def build_problem(analysis: Analysis, confirmed: Mapping[str, Finding], limits: PlanLimits) -> PlanProblem:
    """The problem. `confirmed` holds the confirmed findings by id; those with a verified basis are must-fix."""
    reviewed = [cluster for cluster in analysis.clusters if cluster.is_reviewed]
    in_cluster = {member: f"c{number:03d}" for number, cluster in enumerate(reviewed, start=1) for member in cluster.members}
    retirable = _retirable(analysis, confirmed)
    involved = _involved(analysis, reviewed, retirable)
    money = Money(analysis)
    carried = hand_carried(analysis.scape)
    systems = [
        replace(
            _system(analysis, analysis.inventory.systems[i], in_cluster.get(i), i in retirable, money, limits),
            burden_per_month=_burden(analysis, analysis.inventory.systems[i], carried[i]),
        )
        for i in sorted(involved)
    ]
    systems = _spelled_out(systems)
    moves, builds = _moves(analysis, reviewed, money, limits)
    connects, connect_fixes = _connections(analysis, confirmed, limits)
    elements = sorted({e for system in systems for e in system.core_elements})
    return PlanProblem(
        horizon_months=limits.horizon_months,
        budget_yuan=limits.budget_yuan,
        waves=tuple(
            Wave(f"w{n}", limits.wave_months, limits.budget_per_wave_yuan, limits.people_per_wave, limits.max_retire)
            for n in range(1, limits.waves + 1)
        ),
        systems=tuple(systems),
        element_map_yuan=dict.fromkeys(elements, limits.element_map_yuan),
        clusters=tuple(PlanCluster(f"c{n:03d}", c.members) for n, c in enumerate(reviewed, start=1)),
        moves=tuple(moves),
        builds=(*builds, *connects),
        exchanges=tuple(_exchanges(analysis, involved)),
        locks=tuple(Lock(f"keep-{s}", s, "keep") for s in dict.fromkeys(limits.locked) if s in involved),
        must_fix=(*_must_fix(analysis, confirmed, in_cluster, retirable), *connect_fixes),
    )


def _spelled_out(systems: list[PlanSystem]) -> list[PlanSystem]:
    """Regions with every other system's region inside them: the problem compares sets, a county lies in its city."""
    every = sorted({region for system in systems for region in system.regions})
    return [
        replace(system, regions=tuple(dict.fromkeys((*system.regions, *(r for r in every if covers(system.regions, (r,)))))))
        for system in systems
    ]


def _is_verified(finding: Finding) -> bool:
    """Tell whether the basis was read at least in part."""
    return any(basis.verified in ("full", "part") for basis in finding.basis)


def _retirable(analysis: Analysis, confirmed: Mapping[str, Finding]) -> set[str]:
    """Systems that a confirmed finding says should end: zombies, and what is paid for after its end."""
    return {s for f in confirmed.values() if f.rule in ("LIF-01",) for s in f.subjects if s in analysis.inventory.systems}


def _involved(analysis: Analysis, reviewed: Sequence[Cluster], retirable: set[str]) -> set[str]:
    """What the plan decides on, and the systems that are linked to it by a flow."""
    core = {member for cluster in reviewed for member in cluster.members} | retirable
    linked = set(core)
    for (_, left), (_, right), data in edges(analysis.scape, "FLOWS"):
        if data["running"] and (left in core or right in core):
            linked |= {left, right}
    for identifier in core:
        for service in analysis.scape.services_of.get(identifier, ()):
            linked |= {s for s in analysis.inventory.services[service].systems if s in analysis.inventory.systems}
    return linked


def _system(analysis: Analysis, system: System, cluster: str | None, may_retire: bool, money: Money, limits: PlanLimits) -> PlanSystem:
    leave = money.exit(system.id, limits.migration_yuan)
    return PlanSystem(
        id=system.id,
        name=system.name or system.id,
        cluster=cluster,
        status=system.status or "unknown",
        idle=may_retire,
        om_month_yuan=money.monthly(system),
        exit_yuan=(leave.low, leave.high),
        mlps=mlps_number(system),
        networks=system.networks or None,
        regions=regions(analysis, system),
        users=system.users,
        capacity=system.capacity,
        burden_per_month=None,
        contract_end_month=contract_end_month(analysis, system),
        consumers_known=_consumers_known(analysis, system),
        may_retire=may_retire,
        core_elements=tuple(sorted(core_elements(analysis, system.id))),
        serves=tuple(_serves(analysis, system)),
    )


def _burden(analysis: Analysis, system: System, carried: int) -> float | None:
    """Answers, compulsory installs and hand-carried exchanges a month, as far as they are known; None where nothing is."""
    channels = [analysis.inventory.channels[c] for c in analysis.scape.channels_of.get(system.id, ())]
    total = 0.0
    known = False
    for channel in channels:
        if channel.compulsory is not None:
            known = True
            total += 1 if channel.compulsory != "no" else 0
        for feature in (channel.check_in, channel.points):
            if feature is not None:
                known = True
                total += 20 if feature else 0
    if carried:
        known, total = True, total + 4 * carried
    return total if known else None


def _consumers_known(analysis: Analysis, system: System) -> bool:
    from graphs.sharing.silos import exchanges_answered

    return exchanges_answered(analysis.scape, system.owner)


def _serves(analysis: Analysis, system: System) -> list[Serves]:
    found: dict[tuple[str, str, str, str], Serves] = {}
    for identifier in analysis.scape.services_of.get(system.id, ()):
        service = analysis.inventory.services[identifier]
        kinds = _kinds(analysis, service)
        by = [analysis.inventory.systems[s] for s in dict.fromkeys((*service.systems, system.id)) if s in analysis.inventory.systems]
        cells = served(analysis, service, (other for other in by if runs(other))).get(system.id, set())
        for _, group, region in cells:
            for channel, is_here in (
                ("online", bool(kinds & ONLINE_KINDS)),
                ("counter", bool(kinds & {"counter", "kiosk"})),
                ("assisted", "hotline" in kinds),
            ):
                if is_here:
                    found[identifier, group, region, channel] = Serves(identifier, group, region, channel)
    return [found[key] for key in sorted(found)]


def _kinds(analysis: Analysis, service: Service) -> set[str]:
    return set(service.channel_kinds) | {
        analysis.inventory.channels[c].kind or "" for c in service.channels if c in analysis.inventory.channels
    }


def _moves(analysis: Analysis, reviewed: Sequence[Cluster], money: Money, limits: PlanLimits) -> tuple[list[Move], list[Build]]:
    """Every ordered pair inside a cluster, with an exchange to build for each consumer that would lose its source."""
    moves: list[Move] = []
    builds: dict[str, Build] = {}
    flows = [e for e in analysis.inventory.exchanges.values() if (e.status is None or e.status in RUNNING) and e.method != "manual"]
    for cluster in reviewed:
        for source in cluster.members:
            for target in cluster.members:
                if source == target:
                    continue
                price = money.move(source, limits.migration_yuan)
                moves.append(Move(source, target, "cluster", (price.low, price.high), 2.0))
                for exchange in flows:
                    if exchange.from_system == source and exchange.to_system in analysis.inventory.systems:
                        name = f"rewire-{exchange.id}-{target}"[:200]
                        builds[name] = Build(name, "exchange", limits.exchange_yuan, 1.0, rewires=((exchange.id, target),))
    return moves, [builds[name] for name in sorted(builds)]


def _connections(analysis: Analysis, confirmed: Mapping[str, Finding], limits: PlanLimits) -> tuple[list[Build], list[MustFix]]:
    """Exchanges that confirmed findings of isolation and hand-carrying call for."""
    builds, fixes = [], []
    for identifier, finding in sorted(confirmed.items()):
        if finding.rule in ("SIL-07", "SIL-14") and _is_verified(finding):
            name = f"connect-{identifier}"
            builds.append(
                Build(name, "exchange", limits.exchange_yuan, 1.0, removes_burden_per_month=4.0 if finding.rule == "SIL-14" else 0.0)
            )
            fixes.append(MustFix(identifier, "build", build=name))
        elif finding.rule == "INC-05" and _is_verified(finding) and finding.subjects[0] in analysis.inventory.services:
            service = analysis.inventory.services[finding.subjects[0]]
            where = sorted(
                {
                    region
                    for s in service.systems
                    if s in analysis.inventory.systems
                    for region in regions_of(analysis, service, analysis.inventory.systems[s])
                }
                or {ANYWHERE}
            )
            offers = tuple(Serves(service.id, group, region, "counter") for group in service.groups or ("public",) for region in where)
            builds.append(Build(f"counter-{identifier}", "counter", (0, limits.exchange_yuan[0]), 1.0, offers=offers))
            fixes.append(MustFix(identifier, "build", build=f"counter-{identifier}"))
    return builds, fixes


def _exchanges(analysis: Analysis, involved: set[str]) -> list[PlanExchange]:
    found = []
    for exchange in analysis.inventory.exchanges.values():
        running = exchange.status is None or exchange.status in RUNNING
        if running and exchange.method != "manual" and exchange.from_system in involved and exchange.to_system in involved:
            elements = tuple(sorted(analysis.scape.exchange_elements(exchange)))
            found.append(PlanExchange(exchange.id, exchange.from_system or "", exchange.to_system or "", elements))
    return found


def _must_fix(analysis: Analysis, confirmed: Mapping[str, Finding], in_cluster: Mapping[str, str], retirable: set[str]) -> list[MustFix]:
    fixes = []
    for identifier, finding in sorted(confirmed.items()):
        if not _is_verified(finding):
            continue
        clusters = {in_cluster.get(s, "") for s in finding.subjects}
        if finding.rule == "DUP-01" and len(clusters) == 1 and "" not in clusters:
            fixes.append(MustFix(identifier, "merge", cluster=clusters.pop()))
        elif finding.rule == "LIF-01" and finding.subjects[0] in retirable:
            fixes.append(MustFix(identifier, "stop", system=finding.subjects[0]))
    return fixes
