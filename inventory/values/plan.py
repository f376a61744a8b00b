"""A planning problem and its answer, as values. Money is whole yuan, time whole months; None is unknown, never 0."""

from collections.abc import Mapping
from dataclasses import dataclass, field

Interval = tuple[int, int]
# the protection level that an unknown one counts as where a system moves
UNKNOWN_MLPS = 3


@dataclass(frozen=True, slots=True)
class Wave:
    """A wave in order; a limit that is None does not bind. `people` are person-months."""

    id: str
    months: int
    budget_yuan: int | None = None
    people: float | None = None
    max_retire: int | None = None


@dataclass(frozen=True, slots=True)
class Serves:
    """A service for a group in a region over one kind of channel: online, counter or assisted."""

    service: str
    group: str
    region: str
    channel: str

    @property
    def key(self) -> str:
        """What must stay served."""
        return f"{self.service}|{self.group}|{self.region}"


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanSystem:
    """A system as the plan sees it."""

    id: str
    name: str = ""
    cluster: str | None = None
    status: str = "active"
    idle: bool = False
    om_month_yuan: Interval | None = None
    exit_yuan: Interval | None = None
    mlps: int | None = None
    networks: tuple[str, ...] | None = None
    regions: tuple[str, ...] = ()
    users: int | None = None
    capacity: int | None = None
    burden_per_month: float | None = None
    contract_end_month: int | None = None
    consumers_known: bool = True
    may_retire: bool = False
    core_elements: tuple[str, ...] = ()
    serves: tuple[Serves, ...] = ()


@dataclass(frozen=True, slots=True)
class PlanCluster:
    """Confirmed duplicates; `separated` is the reason why they must stay apart, if any."""

    id: str
    members: tuple[str, ...]
    separated: str | None = None


@dataclass(frozen=True, slots=True)
class Move:
    """A move that may be chosen."""

    source: str
    target: str
    basis: str
    cost_yuan: Interval | None
    people: float = 0.0
    requires: tuple[str, ...] = ()

    @property
    def id(self) -> str:
        """How questions name it."""
        return f"{self.source}>{self.target}"


@dataclass(frozen=True, slots=True)
class Build:
    """Something that may be built; `rewires` are (exchange, new source)."""

    id: str
    kind: str
    cost_yuan: Interval | None
    people: float = 0.0
    offers: tuple[Serves, ...] = ()
    rewires: tuple[tuple[str, str], ...] = ()
    removes_burden_per_month: float = 0.0
    requires: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PlanExchange:
    """`target` consumes what `source` supplies."""

    id: str
    source: str
    target: str
    elements: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Lock:
    """A human decision: keep, not_before, stop_by, not_target or to."""

    id: str
    system: str
    rule: str
    wave: str | None = None
    to: str | None = None


@dataclass(frozen=True, slots=True)
class MustFix:
    """A confirmed legal finding: merge a cluster, stop a system, or build something."""

    id: str
    kind: str
    cluster: str | None = None
    system: str | None = None
    build: str | None = None
    by_wave: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanProblem:
    """The whole problem."""

    horizon_months: int
    waves: tuple[Wave, ...]
    systems: tuple[PlanSystem, ...]
    budget_yuan: int | None = None
    element_map_yuan: Mapping[str, Interval | None] = field(default_factory=dict)
    clusters: tuple[PlanCluster, ...] = ()
    moves: tuple[Move, ...] = ()
    builds: tuple[Build, ...] = ()
    exchanges: tuple[PlanExchange, ...] = ()
    locks: tuple[Lock, ...] = ()
    must_fix: tuple[MustFix, ...] = ()


@dataclass(frozen=True, slots=True)
class Choice:
    """What happens to a system: keep, move (to `to`) or retire, in the wave of this index (None while kept).

    `move` is the number of the chosen move among those that may be chosen.
    """

    action: str
    wave: int | None = None
    to: str | None = None
    move: int | None = None


@dataclass(frozen=True, slots=True)
class Question:
    """A value that is unknown and what it blocks or blurs."""

    subject: str
    field: str
    blocks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Unmet:
    """What a plan leaves undone: `kind` must_fix (`subject` is its id) or cluster (more than one member goes on), and why.

    `reason` is separated, no_option (nothing may be chosen; `asked` are the unknown (subject, field) that forbid it), conflict
    (with these constraints in no plan), crowded_out (with these constraints not beside the rest of the plan), no_gain or
    contract (it does not pay, or not before a contract ends: then `cost_yuan` and `saving_yuan` to the horizon are those of
    doing it), within_gap or unexamined.
    """

    kind: str
    subject: str
    reason: str
    conflict: tuple[str, ...] = ()
    asked: tuple[tuple[str, str], ...] = ()
    cost_yuan: Interval | None = None
    saving_yuan: Interval | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """The answer. `objective`, `bounds` and `gaps` are by level: late, burden, net_yuan, changes. `unmet` is sought by graphs.plan.unmet."""

    status: str
    choices: Mapping[str, Choice] = field(default_factory=dict)
    builds: Mapping[str, int] = field(default_factory=dict)
    objective: Mapping[str, float] | None = None
    bounds: Mapping[str, float | None] | None = None
    gaps: Mapping[str, float | None] | None = None
    questions: tuple[Question, ...] = ()
    stable: bool | None = None
    depends_on: tuple[str, ...] = ()
    conflict: tuple[str, ...] = ()
    seconds: float = 0.0
    unmet: tuple[Unmet, ...] = ()
