"""Which findings of earlier audits an audit could not tell again: they stay as they stood, for what was not looked at has not ended."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from graphs.rules.applying import FAILED
from inventory.values.finding import Untold
from inventory.values.inventory import Inventory

# reasons that rest on an answer: without that answer they are neither true nor false
_OF_ANSWERS = frozenset({"answer.none", "answer.no", "local.none", "local.value", "local.not_applicable"})


@dataclass(frozen=True, slots=True)
class Looked:
    """What an audit looked at: the rules that it applied, what they could not tell, and the inventory in which they looked."""

    applied: Collection[str]
    untold: Collection[tuple[str, str]]
    inventory: Inventory

    @classmethod
    def of(cls, applied: Iterable[str], untold: Iterable[Untold], inventory: Inventory) -> "Looked":
        """What was looked at; a rule that failed was not applied."""
        told = list(untold)
        failed = {u.rule for u in told if u.missing[:1] == (FAILED,)}
        return cls(frozenset(applied) - failed, frozenset((u.rule, u.subject) for u in told), inventory)

    def could_tell(self, finding: Mapping[str, Any]) -> bool:
        """Tell whether the end of an earlier finding is known: its rule was applied, and what it rests on is still answered."""
        rule = finding["rule"]
        if rule not in self.applied or any((rule, subject) in self.untold for subject in finding["subjects"]):
            return False
        return not any(self._is_open(reason) for reason in finding["reasons"] if reason["code"] in _OF_ANSWERS)

    def _is_open(self, reason: Mapping[str, Any]) -> bool:
        """Tell whether a reason names an answer that nobody gives any more."""
        parts = reason.get("parts") or {}
        record = self.inventory.find(str(parts.get("subject")))
        fields = [str(field).rpartition(".")[2] for field in parts.get("fields") or [parts.get("field")] if field]
        return record is not None and any(hasattr(record, field) and not record.is_answered(field) for field in fields)
