"""The rule pack: every module of a family holds RULE (its metadata) and `find`, its one pure function."""

import importlib
import pkgutil
from functools import cache
from types import ModuleType

from graphs.rules.rule import Rule, RuleFunction

PACK_VERSION = "2026.11"


@cache
def rules() -> dict[str, tuple[Rule, RuleFunction]]:
    """All rules by id, in the order of ids. Raises ValueError where two rules share one."""
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
