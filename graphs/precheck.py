"""A planned project against everything that runs: per function the closest systems, and a tiered verdict (MODEL.md section 4)."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from graphs.build import Landscape
from graphs.duplicates.likeness import SystemText, against, nearness
from inventory.elements import dictionary
from inventory.values import System
from inventory.vocabulary import RUNNING

VERDICTS = ("refuse", "reuse", "embed", "clarify", "new")
# from this nearness on a whole project is about the job of a system, and a function is one that it has (set by the office's tool,
# no national standard; chosen on 24 authored proposals)
NEAR_WHOLE = 0.9
NEAR_FUNCTION = 0.5
# the figure of a text and itself: nearness is a weighted sum over families and no share
NEAREST = float(nearness(dict.fromkeys(("letters", "matter", "activity", "meaning"), 1.0)))
# a function belongs to the system that is nearest to it, if it is at all near
_AT_ALL = 0.2
# from this share of its functions on a project is nothing but what runs already
MOST = 0.6
# below this many functions a proposal does not say what would be built
_FEW = 2
_CLOSEST = 3


@dataclass(frozen=True, slots=True)
class Closest:
    """A system near a function (or the whole), with the figure and what each family says."""

    system: str
    score: float
    families: tuple[tuple[str, float], ...]


@dataclass(frozen=True, slots=True)
class FunctionCheck:
    """A function of the project: its closest systems, and whether to reuse a shared platform, extend what runs, or build."""

    closest: tuple[Closest, ...]
    option: str


@dataclass(frozen=True, slots=True)
class Check:
    """The verdict and what it rests on: of the project's functions, to how many the system is nearest, and how many it has (`NEAR_FUNCTION`)."""

    verdict: str
    system: str | None
    whole: tuple[Closest, ...]
    functions: tuple[FunctionCheck, ...]
    nearest: int = 0
    covered: int = 0


def described(scape: Landscape, system: System) -> SystemText:
    """What the inventory says that a system does."""
    services = [scape.inventory.services[i].name or "" for i in scape.services_of.get(system.id, ())]
    elements = tuple(sorted(dictionary()[e].zh for e in scape.elements_of_system(system.id) if e in dictionary()))
    return SystemText(
        system.name or "", "。".join((system.purpose or "", *system.functions)), elements, beside="。".join((*services, *elements))
    )


def check_project(
    title: str, functions: Sequence[str], systems: Sequence[System], texts: Sequence[SystemText], *, beside: Sequence[str] = ()
) -> Check:
    """Compare a project with running systems (`texts` in their order). The same text gives the same verdict.

    `beside` is what the proposal says of its users and data: it counts for the whole and is no function.
    """
    running = [(s, t) for s, t in zip(systems, texts, strict=True) if s.status is None or s.status in RUNNING]
    running.sort(key=lambda pair: pair[0].id)
    if not running:
        return Check("new" if len(functions) >= _FEW else "clarify", None, (), tuple(FunctionCheck((), "build") for _ in functions))
    whole = "。".join((title, *functions, *beside))
    families, _ = against([whole, *functions], [text for _, text in running])
    near = nearness(families)
    ids = [system.id for system, _ in running]
    of_whole = _closest(ids, families, near, 0)
    checks = []
    for row in range(1, len(functions) + 1):
        closest = _closest(ids, families, near, row)
        best = next((s for s, _ in running if closest and s.id == closest[0].system), None)
        is_near = bool(closest) and closest[0].score >= NEAR_FUNCTION
        option = "build" if not is_near else "reuse" if best is not None and _is_shared(best) else "extend"
        checks.append(FunctionCheck(closest, option))
    at = int(np.argmax(near[0]))
    verdict = _verdict(float(near[0, at]), running[at][0], _nearest_to(near, at), len(functions))
    named = ids[at] if verdict in ("refuse", "reuse", "embed") else None
    platform = _platform_of(checks) if verdict == "new" else None
    if platform is not None:
        verdict, named, at = "reuse", platform, ids.index(platform)
    return Check(verdict, named, of_whole, tuple(checks), _nearest_to(near, at), int(np.sum(near[1:, at] >= NEAR_FUNCTION)))


def _nearest_to(near: Any, system: int) -> int:
    """How many functions (the rows but the first) are nearest to a system (a column), if they are at all near."""
    return int(np.sum((near[1:].argmax(axis=1) == system) & (near[1:, system] >= _AT_ALL)))


def _verdict(near: float, system: System, nearest: int, functions: int) -> str:
    if functions < _FEW:
        return "clarify"
    if near < NEAR_WHOLE:
        return "new"
    if _is_shared(system):
        return "reuse"
    # what is built on a base library is no second library
    return "refuse" if nearest >= MOST * functions and system.kind != "base_library" else "embed"


def _platform_of(checks: Sequence[FunctionCheck]) -> str | None:
    """The shared platform that has half or more of what would be built, two functions at least; None where there is none."""
    nearest = Counter(check.closest[0].system for check in checks if check.option == "reuse")
    found, count = max(sorted(nearest.items()), key=lambda item: item[1], default=(None, 0))
    return found if count >= 2 and 2 * count >= len(checks) else None


def _is_shared(system: System) -> bool:
    return system.kind == "shared_platform"


def _closest(ids: list[str], families: dict[str, Any], near: Any, row: int) -> tuple[Closest, ...]:
    order = sorted(range(len(ids)), key=lambda at: (-near[row, at], ids[at]))[:_CLOSEST]
    return tuple(
        Closest(
            ids[at], round(float(near[row, at]), 3), tuple((name, round(float(values[row, at]), 2)) for name, values in families.items())
        )
        for at in order
        if near[row, at] > 0.2
    )
