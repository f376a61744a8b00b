"""The rule pack: every module of a family holds RULE (its metadata) and `find`, its one pure function; beside it the office's own rules.

A rule that changes what it finds becomes a new version with the day (`since`) from which rounds use it; the module keeps the versions
before in EARLIER, a tuple of (Rule, function), oldest first. A round uses the versions of the day on which it was opened.
"""

import datetime as dt
import importlib
import pkgutil
from collections.abc import Iterable, Sequence
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING

from graphs.rules.rule import Rule, RuleFunction
from inventory.sources import use_sources

if TYPE_CHECKING:
    from graphs.rules.local import LocalRule

PACK_VERSION = "2026.11"
Versioned = tuple[Rule, RuleFunction]

_office: dict[str, tuple["LocalRule", ...]] = {}


def use(local: Iterable["LocalRule"]) -> None:
    """Put the office's own rules beside the shipped ones, with the texts that they rest on."""
    given = sorted(local, key=lambda one: (one.rule.id, one.effective))
    _office.clear()
    for one in given:
        _office[one.rule.id] = (*_office.get(one.rule.id, ()), one)
    use_sources(one.source for one in given)


def rules(*, opened: dt.date | None = None, today: dt.date | None = None) -> dict[str, Versioned]:
    """All rules by id: the shipped ones in the order of ids, then the office's own.

    Of a shipped rule the version of a round that was opened on `opened`, of an office's own that in force on `today`; without a
    day the newest.
    """
    return {**shipped(opened), **{name: _own(versions, today) for name, versions in _office.items()}}


def _own(versions: Sequence["LocalRule"], today: dt.date | None) -> Versioned:
    begun = [one for one in versions if today is None or one.effective <= today] or versions[:1]
    return begun[-1].rule, begun[-1].find


@cache
def shipped(opened: dt.date | None = None) -> dict[str, Versioned]:
    """The rules that come with the project, in the order of ids, in the versions of a round opened on that day."""
    return {name: _of_day(versions, opened) for name, versions in all_versions().items()}


def _of_day(versions: Sequence[Versioned], opened: dt.date | None) -> Versioned:
    """The newest version that there was on a day; what came before the first version is the first."""
    there = [one for one in versions if opened is None or one[0].since is None or one[0].since <= opened]
    return (there or versions[:1])[-1]


@cache
def all_versions() -> dict[str, tuple[Versioned, ...]]:
    """Every version of every shipped rule, oldest first. Raises ValueError where two rules share an id or versions are out of order."""
    found: dict[str, tuple[Versioned, ...]] = {}
    for family in pkgutil.iter_modules(__path__):
        if not family.ispkg:
            continue
        package = importlib.import_module(f"{__name__}.{family.name}")
        for info in pkgutil.iter_modules(package.__path__):
            module = importlib.import_module(f"{package.__name__}.{info.name}")
            versions = in_order((*getattr(module, "EARLIER", ()), (module.RULE, module.find)))
            name = versions[-1][0].id
            if name in found:
                raise ValueError(f"two rules are called {name}")
            found[name] = versions
    return dict(sorted(found.items()))


def in_order(versions: tuple[Versioned, ...]) -> tuple[Versioned, ...]:
    """The versions of one rule as given. Raises ValueError where ids differ, or numbers or days do not rise."""
    for (old, _), (new, _) in pairwise(versions):
        if old.id != new.id or old.version >= new.version or new.since is None or (old.since is not None and old.since >= new.since):
            raise ValueError(f"versions {old.version} of {old.id} and {new.version} of {new.id} are out of order")
    return versions
