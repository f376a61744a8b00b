"""Findings from inspections that others made and that were imported."""

from collections.abc import Collection, Iterator

from graphs.analysis import Analysis
from graphs.rules.rule import Result, Rule, evidence_of, runs
from inventory.values import Inspection
from inventory.values.finding import Reason


def inspected(analysis: Analysis, rule: Rule, items: Collection[str], *, for_public: bool = False) -> Iterator[Result]:
    """A finding for each object whose latest inspection of an item failed; with `for_public` one of a channel for staff is a question.

    One without a date or an inspector is a question too, and so is what only a crawl observed (a tool's objections to a page): a declared
    inspection that failed says it better, one that passed does not take the question away.
    """
    inventory = analysis.inventory
    latest: dict[tuple[str, str, bool], Inspection] = {}
    for result in inventory.inspections.values():
        if result.item in items and result.object and result.outcome in ("failed", "passed"):
            key = (result.object, result.item or "", not result.is_declared)
            latest[key] = max(result, latest.get(key, result), key=lambda r: (r.date or "", r.id))
    failed = {key for key, result in latest.items() if result.outcome == "failed"}
    for (identifier, item, is_seen), result in sorted(latest.items()):
        if result.outcome != "failed" or (is_seen and (identifier, item, False) in failed):
            continue
        record = inventory.find(identifier)
        if record is not None and not runs(record):
            continue
        why = [
            Reason(
                "inspection.observed" if is_seen else "inspection.failed",
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
            certainty=None if sure and not is_seen and result.date and result.inspector else "question",
            # what a tool counted is no quote of the page
            evidence=evidence_of(inventory, result, quote=None if is_seen else result.detail)[:1],
            organisations=[getattr(record, "owner", None)],
            discriminator=item,
        )
