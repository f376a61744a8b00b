"""Findings from inspections that others made and that were imported."""

from collections.abc import Collection, Iterator

from graphs.analysis import Analysis
from graphs.rules.rule import Result, Rule, evidence_of, runs
from inventory.values import Inspection
from inventory.values.finding import Reason


def inspected(analysis: Analysis, rule: Rule, items: Collection[str], *, for_public: bool = False) -> Iterator[Result]:
    """A finding for each object whose latest inspection of an item failed; one without a date or an inspector, that only a crawl read, is a question; with `for_public` so is one of a channel for staff."""
    inventory = analysis.inventory
    latest: dict[tuple[str, str], Inspection] = {}
    for result in inventory.inspections.values():
        if result.item in items and result.object and result.outcome in ("failed", "passed"):
            key = (result.object, result.item or "")
            latest[key] = max(result, latest.get(key, result), key=lambda r: (r.date or "", r.id))
    for (identifier, item), result in sorted(latest.items()):
        if result.outcome != "failed":
            continue
        record = inventory.find(identifier)
        if record is not None and not runs(record):
            continue
        why = [
            Reason(
                "inspection.failed",
                {"subject": identifier, "item": f"inspection_item:{item}", "date": result.date or "", "inspector": result.inspector or ""},
            )
        ]
        audience = set(getattr(record, "audience", ()))
        sure = record is not None and (not for_public or not audience or bool(audience & {"public", "business", "special_group"}))
        if result.detail:
            why.append(Reason("inspection.detail", {"text": result.detail[:200]}))
        yield rule.finding(
            analysis,
            [identifier if record is not None else result.id],
            why,
            certainty=None if sure and result.is_declared and result.date and result.inspector else "question",
            evidence=evidence_of(inventory, result, quote=result.detail)[:1],
            organisations=[getattr(record, "owner", None)],
            discriminator=item,
        )
