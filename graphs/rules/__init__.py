"""The rule pack: every module of a family holds RULE (its metadata) and `find`, its one pure function; beside it the office's own rules."""

import importlib
import pkgutil
from collections.abc import Iterable
from functools import cache
from types import ModuleType
from typing import TYPE_CHECKING

from graphs.rules.rule import Rule, RuleFunction
from inventory.sources import use_sources

if TYPE_CHECKING:
    from graphs.rules.local import LocalRule

PACK_VERSION = "2026.11"


_office: dict[str, tuple[Rule, RuleFunction]] = {}


def use(local: Iterable["LocalRule"]) -> None:
    """Put the office's own rules beside the shipped ones, with the texts that they rest on."""
    given = tuple(local)
    _office.clear()
    _office.update((one.rule.id, (one.rule, one.find)) for one in given)
    use_sources(one.source for one in given)


def rules() -> dict[str, tuple[Rule, RuleFunction]]:
    """All rules by id: the shipped ones in the order of ids, then the office's own."""
    return {**shipped(), **_office} if _office else shipped()


@cache
def shipped() -> dict[str, tuple[Rule, RuleFunction]]:
    """The rules that come with the project, in the order of ids. Raises ValueError where two share one."""
    found: dict[str, tuple[Rule, RuleFunction]] = {}
    for family in pkgutil.iter_modules(__path__):
        if not family.ispkg:
            continue
        package = importlib.import_module(f"{__name__}.{family.name}")
        for info in pkgutil.iter_modules(package.__path__):
            module: ModuleType = importlib.import_module(f"{package.__name__}.{info.name}")
            rule: Rule = module.RULE
            if rule.id in found:
                raise ValueError(f"two rules are called {rule.id}")
            found[rule.id] = (rule, module.find)
    return dict(sorted(found.items()))
