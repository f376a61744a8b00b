"""What a plan leaves undone, in words: which duty, which duplicates, and the constraint that really stands in the way."""

from collections.abc import Callable
from typing import Any

from inventory.languages import catalogue, message
from inventory.values.plan import PlanProblem, Unmet
from inventory.vocabulary import caption, terms
from reports.wording import yuan_range

_LIST = {"zh": "、", "en": ", "}


def unmet_answer(problem: PlanProblem, unmet: Unmet, language: str, name: Callable[[str], str]) -> dict[str, Any]:
    """One entry of `unmet` in the plan of a workspace."""
    return {
        "kind": unmet.kind,
        "subject": unmet.subject,
        "reason": unmet.reason,
        "conflict": list(unmet.conflict),
        "cost_yuan": None if unmet.cost_yuan is None else list(unmet.cost_yuan),
        "saving_yuan": None if unmet.saving_yuan is None else list(unmet.saving_yuan),
        "text": unmet_text(problem, unmet, language, name),
    }


def unmet_text(problem: PlanProblem, unmet: Unmet, language: str, name: Callable[[str], str]) -> str:
    """A sentence: what is left, and why."""
    reason = unmet_reason(unmet, language, name)
    if unmet.kind == "must_fix":
        return message(language, "plan.unmet_must_fix", finding=_with_id(unmet.subject, name), reason=reason)
    members = next(c for c in problem.clusters if c.id == unmet.subject).members
    return message(language, "plan.unmet_cluster", members=_LIST[language].join(name(m) for m in members), reason=reason)


def unmet_reason(unmet: Unmet, language: str, name: Callable[[str], str]) -> str:
    """Why, without what."""
    asked = _LIST[language].join(
        message(language, "plan.unknown_field", subject=name(subject), field=message(language, f"plan.field.{field}"))
        for subject, field in unmet.asked
    )
    told = message(
        language,
        f"plan.unmet.{unmet.reason}",
        names=_LIST[language].join(constraint_name(c, language, name) for c in unmet.conflict),
        cost=yuan_range(unmet.cost_yuan or (0, 0), language),
        saving=yuan_range(unmet.saving_yuan or (0, 0), language),
    )
    return told + (message(language, "plan.unmet_asked", asked=asked) if asked else "")


def constraint_name(constraint: str, language: str, name: Callable[[str], str]) -> str:
    """A constraint of PLAN.md by its name, in words and with the name itself where it is not one of the office's limits."""
    kind, _, rest = constraint.partition(":")
    if constraint == "budget:total":
        return message(language, "plan.constraint.budget_total")
    if kind in ("offline", "online"):
        service, group, region = (*rest.split("|"), "", "")[:3]
        where = [caption("audience", group, language) if group in terms("audience") else group, region]
        what = name(service) + "".join(f" · {part}" for part in where if part and part != "*")
        return message(language, f"plan.constraint.{kind}", what=what)
    if kind == "lock" and rest.startswith("what-if-") and name(rest) != rest:
        return message(language, "plan.constraint.lock", what=name(rest))
    key = f"plan.constraint.{kind}"
    return message(language, key, what=_with_id(rest, name)) if key in catalogue(language) else constraint


def _with_id(identifier: str, name: Callable[[str], str]) -> str:
    told = name(identifier)
    return told if told == identifier else f"{told} [{identifier}]"
