"""Systems by value and fit: TIME (Gartner) beside review, reward, refresh, remove of the US Application Rationalization Playbook, and the 6 R.

Both sides are what the office scored (1 to 5) or, where it scored nothing, what signs of its own answers say. What was not answered is no
sign: it lowers nothing. With fewer than three signs on a side a system is not placed. A place is where talk begins; it closes nothing:
what the plan or a recommendation does with a system decides its R, and where TIME says otherwise both are told.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from graphs.analysis import Analysis
from graphs.recommend.target import choose_target, mlps_number
from inventory.values import System
from inventory.values.finding import Recommendation
from inventory.vocabulary import RUNNING

SIGNS = 3
CUT = 0.5
_WAYS_OUT = {"source_code", "data_dictionary", "exit_help"}
# (value is high, fit is high) → TIME, the playbook's word, the R where nothing else is recommended
_PLACES = {
    (True, True): ("invest", "reward", "retain"),
    (True, False): ("migrate", "refresh", "refactor"),
    (False, True): ("tolerate", "review", "retain"),
    (False, False): ("eliminate", "remove", "retire"),
}
# what is done with a system → the R of it (None: the one of its place), and the places that say the same
_DONE: dict[str, tuple[str | None, frozenset[str]]] = {
    "move": ("repurchase", frozenset({"migrate", "eliminate"})),
    "retire": ("retire", frozenset({"eliminate"})),
    "keep": (None, frozenset({"invest", "migrate", "tolerate"})),
}


@dataclass(frozen=True, slots=True)
class Side:
    """A side's score from 0 to 1 and what it rests on: `scored` by the office, or signs as code → for (True) or against."""

    score: float
    is_scored: bool
    signs: tuple[tuple[str, bool], ...] = ()


@dataclass(frozen=True, slots=True)
class Placed:
    """A running system with its place; `time` and `playbook` are None where a side is not known.

    `done` is what the plan or a recommendation does with it: keep, move (into another), retire; None where neither speaks of it.
    `six_r` follows that, else the place. `is_at_odds` where the place says otherwise.
    """

    system: str
    value: Side | None
    fit: Side | None
    time: str | None = None
    playbook: str | None = None
    six_r: str | None = None
    done: str | None = None

    @property
    def is_at_odds(self) -> bool:
        """Whether value and fit say otherwise than what is done."""
        return self.done is not None and self.time is not None and self.time not in _DONE[self.done][1]


def done_with(analysis: Analysis, recommendations: Iterable[Recommendation] = (), plan: Iterable[tuple[str, str]] = ()) -> dict[str, str]:
    """What is done with each system: by the plan ((system, keep, move or retire) pairs), else by a recommendation, else by its cluster.

    A plan decides on what it moves and ends; what it leaves running may still be called to end by a recommendation that it cannot
    carry out yet, so its `keep` is taken only of what others move into.
    """
    found: dict[str, str] = {}
    for cluster in analysis.clusters:
        if cluster.is_reviewed:
            target = choose_target(analysis, cluster.members)
            found |= {member: "keep" if member == target else "move" for member in cluster.members}
    for recommendation in recommendations:
        step = next((s for s in recommendation.steps if s.code == "step.merge.target"), None)
        if recommendation.kind == "merge" and step is not None and "review" not in recommendation.needs_first:
            found |= {str(step.parts["target"]): "keep", **{str(s): "move" for s in step.parts["leaving"]}}
        elif recommendation.kind in ("keep", "retire"):
            found |= {s: recommendation.kind for s in recommendation.subjects if s in analysis.inventory.systems}
    for system, action in plan:
        if action != "keep":
            found[system] = action
        elif found.get(system) == "move":
            found[system] = "keep"
    return found


def portfolio(analysis: Analysis, done: Mapping[str, str] | None = None) -> list[Placed]:
    """Every running system by id; `done` is what `done_with` tells, and without it what reviewed clusters say."""
    found = []
    done = done_with(analysis) if done is None else done
    for _, system in sorted(analysis.inventory.systems.items()):
        if system.status is not None and system.status not in RUNNING:
            continue
        value = _side(system.value_score, _value_signs(analysis, system))
        fit = _side(system.fit_score, _fit_signs(analysis, system))
        action = done.get(system.id)
        own = None if action is None else _DONE[action][0]
        if value is None or fit is None:
            found.append(Placed(system.id, value, fit, six_r=own, done=action))
            continue
        time, playbook, six_r = _PLACES[value.score >= CUT, fit.score >= CUT]
        if time == "migrate" and system.hosting in ("own", "carrier", "public_cloud"):
            # what it needs first is another place to run
            six_r = "replatform"
        elif time == "migrate" and system.built_own:
            six_r = "repurchase"
        if own is not None or (action == "keep" and six_r == "retire"):
            six_r = own or "retain"
        found.append(Placed(system.id, value, fit, time, playbook, six_r, action))
    return found


def _side(scored: int | None, signs: dict[str, bool | None]) -> Side | None:
    if scored is not None and 1 <= scored <= 5:
        return Side((scored - 1) / 4, True)
    known = tuple((code, bool(value)) for code, value in signs.items() if value is not None)
    if len(known) < SIGNS:
        return None
    return Side(sum(value for _, value in known) / len(known), False, known)


def _answered(system: System, field: str, holds: bool) -> bool | None:
    """The sign where the field was answered, else None."""
    return holds if system.is_answered(field) else None


def _value_signs(analysis: Analysis, system: System) -> dict[str, bool | None]:
    inventory, scape = analysis.inventory, analysis.scape
    exchanges = [inventory.exchanges[x] for x in scape.exchanges_of.get(system.id, ())]
    supplies = any(x.from_system == system.id and x.status in RUNNING for x in exchanges)
    return {
        "used": _used(analysis, system),
        "serves": True if scape.services_of.get(system.id) else _answered(system, "services", False),
        "supplies": True if supplies else None,
        "lawful": _answered(system, "legal_basis", bool(system.legal_basis)),
        "source": True if any(inventory.datasets[d].is_source for d in scape.datasets_of.get(system.id, ())) else None,
        "alone": False if any(c.is_reviewed and system.id in c.members for c in analysis.clusters) else None,
    }


def _used(analysis: Analysis, system: System) -> bool | None:
    """Whether more of those it is made for use it than the setting `low_use_share`; None where either number is unknown."""
    usage = sorted((analysis.inventory.usage[u] for u in analysis.scape.usage_of.get(system.id, ())), key=lambda u: u.period or "")
    known = [u for u in usage if u.mau is not None and (u.target_users or system.users)]
    if not known:
        return None
    last = known[-1]
    return (last.mau or 0) >= analysis.thresholds["low_use_share"] * (last.target_users or system.users or 1)


def _fit_signs(analysis: Analysis, system: System) -> dict[str, bool | None]:
    exchanges = [analysis.inventory.exchanges[x] for x in analysis.scape.exchanges_of.get(system.id, ())]
    methods = {x.method for x in exchanges if x.method is not None and x.status in RUNNING}
    graded = mlps_number(system)
    return {
        "graded": None if graded is None else graded > 0,
        "tested": _answered(system, "mlps_tested", system.mlps_tested is not None) if (graded or 0) >= 2 else None,
        "connected": bool(methods - {"manual", "file"}) if methods else None,
        "shared": bool(system.uses_shared) if system.is_answered("uses_shared") or system.is_answered("built_own") else None,
        "hosted": _answered(system, "hosting", system.hosting in ("government_cloud", "upper")),
        "way_out": _answered(system, "contract_clauses", bool(_WAYS_OUT & set(system.contract_clauses))),
    }
