"""A planned project against everything that runs: per function the closest systems, and a tiered verdict (MODEL.md section 4)."""

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from graphs.build import Landscape
from graphs.duplicates.concepts import letters
from graphs.duplicates.likeness import SystemText, against, nearness
from inventory.elements import dictionary
from inventory.names import region_prefix
from inventory.values import System
from inventory.vocabulary import RUNNING

VERDICTS = ("refuse", "reuse", "embed", "clarify", "new")
# from these nearnesses on a project belongs to a system, does its job whatever its functions are called, and a function is one that it has (set by
# the office's tool, no national standard; chosen on 38 authored proposals)
NEAR_PART = 0.8
NEAR_WHOLE = 1.2
NEAR_FUNCTION = 0.5
# the figure of a text and itself: nearness is a weighted sum over families and no share
NEAREST = float(nearness(dict.fromkeys(("letters", "matter", "activity", "meaning"), 1.0)))
# a function belongs to the system that is nearest to it, if it is at all near
_AT_ALL = 0.2
# a project that belongs to a system does its job where more than this share of its functions is nearest to it
MOST = 0.5
# below this many functions a proposal does not say what would be built
_FEW = 2
_CLOSEST = 3
# so much of what a proposal says of the need counts (characters)
_NEED = 600
# where the name of a function ends and its description begins
_HEAD = re.compile(r"[：:。，,；;\n]|\. ")
# what every project promises says of no function what it does
_PROMISES = re.compile(
    r"数字化|信息化|智能化|现代化|一体化|全流程|高质量|智慧|大脑|中台|驾驶舱|一网统管|一网通办|一屏统览|一键|多跨|协同|整体智治|数据驱动|决策|标志性成果"
    r"|提升|提高|优化|完善|强化|升级|改造|建设|打造|推进|推动|赋能|构建|加强|深化|创新|转型|发展|治理|能力|水平|体系|机制|流程|界面|性能|模块|架构|现有|进一步"
    r"|\b(?:improv|upgrad|optimi[sz]|enhanc|moderni[sz]|digital|transform|smart|intelligent|empower|integrat|capab|efficien|perform|interface|polish)\w*",
    re.I,
)
# a name this short lists a function (短信发送); it need not say more
_SHORT = 8
# a function says what it does when so many pairs of characters, or half as many English words, are left
_SAYS = 4


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
    """The verdict and what it rests on: of the project's functions, to how many the system is nearest, and how many it has (`NEAR_FUNCTION`).

    `is_named` says that the proposal itself names the system as what it would be added to.
    """

    verdict: str
    system: str | None
    whole: tuple[Closest, ...]
    functions: tuple[FunctionCheck, ...]
    nearest: int = 0
    covered: int = 0
    is_named: bool = False


def described(scape: Landscape, system: System) -> SystemText:
    """What the inventory says that a system does."""
    services = [scape.inventory.services[i].name or "" for i in scape.services_of.get(system.id, ())]
    elements = tuple(sorted(dictionary()[e].zh for e in scape.elements_of_system(system.id) if e in dictionary()))
    return SystemText(
        system.name or "", "。".join((system.purpose or "", *system.functions)), elements, beside="。".join((*services, *elements))
    )


def check_project(
    title: str,
    functions: Sequence[str],
    systems: Sequence[System],
    texts: Sequence[SystemText],
    *,
    beside: Sequence[str] = (),
    need: str = "",
    builds_on: Callable[[str], bool] = lambda _: False,
    added_to: Callable[[str], bool] = lambda _: False,
) -> Check:
    """Compare a project with running systems (`texts` in their order). The same text gives the same verdict.

    `beside` is what the proposal says of its users and data, `need` what it says of its ground: they count for the whole and are no
    functions. `builds_on` tells whether the proposal says that it builds on what stands already, or on the system of a name;
    `added_to` whether it names that system as what it would be added to.
    """
    running = [(s, t) for s, t in zip(systems, texts, strict=True) if s.status is None or s.status in RUNNING]
    running.sort(key=lambda pair: pair[0].id)
    told = sum(_says(function) for function in functions)
    if not running:
        return Check("new" if told >= _FEW else "clarify", None, (), tuple(FunctionCheck((), "build") for _ in functions))
    views = _views(title, functions, beside, need)
    each, _ = against([*views, *functions], [text for _, text in running])
    # the first row is the whole as all views have it
    families = {name: np.vstack((values[: len(views)].mean(axis=0), values[len(views) :])) for name, values in each.items()}
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
    at = _host(near[0], [system for system, _ in running], added_to)
    host = running[at][0]
    nearest = _nearest_to(near, at)
    verdict = "clarify" if told < _FEW else _verdict(float(near[0, at]), host, nearest > MOST * len(functions), builds_on)
    named = ids[at] if verdict in ("refuse", "reuse", "embed") else None
    platform = _platform_of(checks) if verdict == "new" else None
    if platform is not None:
        verdict, named, at = "reuse", platform, ids.index(platform)
    covered = int(np.sum(near[1:, at] >= NEAR_FUNCTION))
    is_named = verdict == "embed" and added_to(_bare(running[at][0].name or ""))
    return Check(verdict, named, of_whole, tuple(checks), _nearest_to(near, at), covered, is_named)


def _host(near: Any, systems: Sequence[System], added_to: Callable[[str], bool]) -> int:
    """Where the nearest system stands; one that the proposal itself names as its host goes before nearer ones, if it is near enough to be that."""
    order = np.argsort(-near, kind="stable")
    named = (int(at) for at in order if near[at] >= NEAR_PART and added_to(_bare(systems[at].name or "")))
    return next(named, int(np.argmax(near)))


def _views(title: str, functions: Sequence[str], beside: Sequence[str], need: str) -> list[str]:
    """The project told three ways: by the names of its functions, by these with the need, and by all that it says of functions, users and data."""
    heads = [_HEAD.split(function, maxsplit=1)[0] for function in functions]
    return ["。".join((title, *heads, need[:_NEED])), "。".join((title, *heads)), "。".join((title, *functions, *beside))]


def _says(function: str) -> bool:
    """Tell whether a function says what it would do, beside what every project promises."""
    left = letters(_PROMISES.sub(" ", function))
    return sum(2 if token.startswith("e") else 1 for token in left if not token.startswith("1")) >= _SAYS or (
        0 < len(function) <= _SHORT and bool(left)
    )


def _nearest_to(near: Any, system: int) -> int:
    """How many functions (the rows but the first) are nearest to a system (a column), if they are at all near."""
    return int(np.sum((near[1:].argmax(axis=1) == system) & (near[1:, system] >= _AT_ALL)))


def _verdict(near: float, system: System, is_most: bool, builds_on: Callable[[str], bool]) -> str:
    if near < NEAR_PART:
        return "new"
    if _is_shared(system):
        return "reuse"
    # what is built on a base library is no second library
    if system.kind == "base_library" or builds_on(_bare(system.name or "")):
        return "embed"
    return "refuse" if near >= NEAR_WHOLE or is_most else "embed"


def _bare(name: str) -> str:
    """The name of a system as other bodies write it: without the place in front."""
    return name[len(region_prefix(name)) :].strip()


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
