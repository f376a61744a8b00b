"""Findings whose correction nobody follows, and self-checks that are too old."""

from collections import defaultdict
from collections.abc import Iterator

from graphs.analysis import Analysis
from graphs.rules.rule import Result, Rule, basis, evidence_of
from inventory.values.finding import Evidence, Reason, Text
from inventory.values.inventory import FollowUp
from inventory.workdays import last_day, months_later

RULE = Rule(
    id="ASM-05",
    dimension="assessment",
    title=Text(
        "整改未闭环",
        "Rectification loop open",
    ),
    checks=Text(
        "已确认或整改中的发现已逾期，或上一轮以来仍没有责任人、期限；或单位上次自查（表格确认）超过设定月数。",
        "A confirmed finding is overdue, or still has no owner or due date in the round after it was found; or the last self-check of a body (the day it attested its form) is older than the set months.",
    ),
    detail_zh="每个单位一条，按本次审计之前的台账计算；自查时间过久的只作核实。",
    mend=Text(
        "逐条落实责任人、期限和销号证据；重新自查。",
        "Give each an owner, a due date and evidence of closure; check yourself again.",
    ),
    severity="medium",
    certainty="certain",
    cause="duty",
    basis=basis(("CN-01", "自查自评条款", "part"), ("CN-00", "C2（文章，非规范依据）", "full")),
    reads=(
        "Organisation.attested",
        "Organisation.attested_on",
        "Finding.status",
        "Finding.owner",
        "Finding.due",
    ),
    remedies=("close_loop",),
    thresholds=("self_check_months",),
    must_confirm="auditor",
    essay="C2",
)


_OPEN = ("confirmed", "in_correction", "reopened")


def find(analysis: Analysis) -> Iterator[Result]:
    """One finding a body, from the register as it stood before this audit; an old self-check is a question."""
    inventory = analysis.inventory
    loose: dict[str, list[FollowUp]] = defaultdict(list)
    for entry in inventory.follow_ups:
        due = last_day(entry.due)
        late = due is not None and due < analysis.today
        # within the round in which it was found, somebody may still be about to take it on
        loose_end = (entry.owner is None or due is None) and entry.round != inventory.round
        if entry.rule != RULE.id and entry.status in _OPEN and (late or loose_end):
            for body in entry.organisations:
                loose[body].append(entry)
    for body, entries in sorted(loose.items()):
        overdue = [e for e in entries if (due := last_day(e.due)) is not None and due < analysis.today]
        parts = {"body": body, "count": len(entries), "overdue": len(overdue), "findings": sorted(e.id for e in entries)[:6]}
        yield RULE.finding(
            analysis,
            [body],
            [Reason("assess.open_loop", parts)],
            evidence=[Evidence(kind="record", locator=e.id) for e in entries[:6]],
            organisations=[body],
            numbers={"open": len(entries)},
        )
    months = int(analysis.thresholds["self_check_months"])
    for organisation in inventory.organisations.values():
        checked = last_day(inventory.attested_on(organisation))
        if checked is not None and analysis.today > months_later(checked, months):
            yield RULE.finding(
                analysis,
                [organisation.id],
                [Reason("assess.old_check", {"body": organisation.id, "date": str(checked), "months": months})],
                certainty="question",
                severity="low",
                evidence=evidence_of(inventory, organisation),
                organisations=[organisation.id],
                discriminator="self_check",
            )
