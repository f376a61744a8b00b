"""Pairs in which a body's own system repeats what a higher level offers for the region: DUP-06 names them, and DUP-01 does not accuse again."""

from collections.abc import Iterable
from dataclasses import dataclass

from graphs.analysis import Analysis
from graphs.build import regions_of
from graphs.duplicates.pairs import Pair
from graphs.regions import covers
from graphs.rules.rule import runs
from inventory.values import System

_BUILT = ("national", "province", "city", "county", "town", "village")
_JOB = {"services": 0.01, "functions": 0.2, "words": 0.15, "data": 0.2}
_RELATIONS = ("duplicate", "overlap", "part_of")


@dataclass(frozen=True, slots=True)
class Above:
    """A system and the platform above it; `is_sure`: both run, and a review or the body's own answer says the same."""

    lower: System
    upper: System
    is_sure: bool


def platform_above(analysis: Analysis, pair: Pair) -> Above | None:
    """The platform that a higher level runs for the region of the other system of a pair; None where there is none such."""
    # a name alone is no sign (MODEL.md section 2)
    if pair.relation not in _RELATIONS or not any(pair.families.get(family, 0) >= least for family, least in _JOB.items()):
        return None
    systems = analysis.inventory.systems
    lower, upper = sorted((systems[pair.left], systems[pair.right]), key=lambda s: -_rank(analysis, s))
    if not _rank(analysis, lower) > _rank(analysis, upper) >= 0 or not (runs(lower) and runs(upper)):
        return None
    if analysis.verdicts.is_different(lower.id, upper.id):
        return None
    if not covers(regions_of(analysis.inventory, upper), regions_of(analysis.inventory, lower)):
        return None
    # a module lies inside by the share of its functions that the comparison asks for; its score as a duplicate is low by design
    alike = pair.relation == "part_of" or pair.score >= analysis.thresholds["duplicate_cut"]
    sure = alike and (lower.review_module == "can" or upper.id in lower.similar_systems)
    return Above(lower, upper, sure and lower.status is not None and upper.status is not None)


def are_told_above(analysis: Analysis, pairs: Iterable[Pair]) -> bool:
    """Tell whether each of some pairs is surely one of these."""
    found = [platform_above(analysis, pair) for pair in pairs]
    return bool(found) and all(one is not None and one.is_sure for one in found)


def _rank(analysis: Analysis, system: System) -> int:
    """The level that built a system, 0 the highest; -1 where neither the system nor its owner says."""
    built = system.build_level if system.build_level in _BUILT else analysis.level_of(system.owner)
    return _BUILT.index(built) if built in _BUILT else -1
