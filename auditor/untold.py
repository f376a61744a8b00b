"""Which findings of earlier audits an audit could not tell again: they stay as they stood, for what was not looked at has not ended."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from graphs.rules.applying import FAILED
from inventory.values.finding import Untold
from inventory.values.inventory import Inventory

# reasons that name the answers on which they rest: without these they are neither true nor false
_OF_ANSWERS = frozenset(
    {"answer.none", "answer.no", "local.none", "local.value", "local.not_applicable"}
    | {f"secure.{gap}" for gap in ("ungraded", "not_filed", "never_tested", "test_old")}
)


@dataclass(frozen=True, slots=True)
class Looked:
    """What an audit looked at: the rules that it applied, what they could not tell (rule and subject → missing fields), and the inventory."""

    applied: Collection[str]
    untold: Mapping[tuple[str, str], Collection[str]]
    inventory: Inventory

    @classmethod
    def of(cls, applied: Iterable[str], untold: Iterable[Untold], inventory: Inventory) -> "Looked":
        """What was looked at; a rule that failed was not applied."""
        told = list(untold)
        failed = {u.rule for u in told if u.missing[:1] == (FAILED,)}
        return cls(frozenset(applied) - failed, {(u.rule, u.subject): frozenset(u.missing) for u in told}, inventory)

    def could_tell(self, finding: Mapping[str, Any]) -> bool:
        """Tell whether the end of an earlier finding is known: its rule was applied, and what it rests on is still answered.

        Where its reasons name no answers, anything that the rule could not tell of its subjects leaves the end open.
        """
        rule, subjects = finding["rule"], finding["subjects"]
        if rule not in self.applied:
            return False
        missing = [self.untold[rule, subject] for subject in subjects if (rule, subject) in self.untold]
        reasons = [reason.get("parts") or {} for reason in finding["reasons"] if reason["code"] in _OF_ANSWERS]
        if not reasons:
            return not missing
        named = {field for parts in reasons for field in _fields(parts)}
        return not any(named & set(one) for one in missing) and not any(self._is_open(parts, subjects) for parts in reasons)

    def _is_open(self, parts: Mapping[str, Any], subjects: Collection[str]) -> bool:
        """Tell whether a reason names an answer that nobody gives any more."""
        record = self.inventory.find(str(parts.get("subject") or next(iter(subjects), "")))
        fields = [field.rpartition(".")[2] for field in _fields(parts)]
        return record is not None and any(hasattr(record, field) and not record.is_answered(field) for field in fields)


def _fields(parts: Mapping[str, Any]) -> list[str]:
    """The fields that a reason names, as Entity.field."""
    return [str(field).removeprefix("field:") for field in parts.get("fields") or [parts.get("field")] if field]
