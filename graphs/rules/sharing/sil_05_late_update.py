"""A catalogue entry that was not brought up to date after a change of duty or law."""

from collections.abc import Iterator

from graphs.analysis import Analysis
from graphs.rules.rule import Result, Rule, basis, evidence_of
from inventory.values.finding import Reason, Text
from inventory.workdays import OutsideCalendar, last_day, parse_day, workdays_between

RULE = Rule(
    id="SIL-05",
    dimension="silo_sharing",
    title=Text(
        "目录更新逾期",
        "Catalogue update overdue",
    ),
    checks=Text(
        "职责或法规变化后，超过规定的工作日目录条目仍未更新。",
        "After a change of duty or law the entry was not updated within the working days that the regulation gives.",
    ),
    detail_zh="超过延长后的期限为确定；在两个期限之间的，可能经同意延长，只作核实。超出日历年份的不作判断。",
    mend=Text(
        "更新目录条目。",
        "Update the entry.",
    ),
    severity="medium",
    certainty="certain",
    cause="duty",
    basis=basis(("CN-05", "第十七条", "full")),
    reads=(
        "Dataset.duty_change",
        "Dataset.publish_date",
    ),
    remedies=("publish_sharing_terms",),
    thresholds=(
        "catalogue_update",
        "catalogue_extension",
    ),
    essay="E2",
)


def find(analysis: Analysis) -> Iterator[Result]:
    """Late by the extended limit is certain; between the two limits an agreed extension is asked about. Outside the calendar nothing is told."""
    first, extended = int(analysis.thresholds["catalogue_update"]), int(analysis.thresholds["catalogue_extension"])
    for dataset in analysis.inventory.datasets.values():
        changed = last_day(dataset.duty_change)
        if (
            changed is None
            or analysis.clauses.begins_before("CN-05", changed)
            or not dataset.is_declared
            or "publish_date" in dataset.not_applicable
        ):
            continue
        updated = last_day(dataset.publish_date)
        if updated is None and "publish_date" not in dataset.none:
            yield RULE.untold(dataset.id, "Dataset.publish_date")
            continue
        if updated is not None and parse_day(dataset.publish_date) is None and updated >= changed:
            yield RULE.untold(dataset.id, "Dataset.publish_date")
            continue
        done = updated if updated is not None and changed <= updated <= analysis.today else None
        try:
            days = workdays_between(changed, done or analysis.today)
        except OutsideCalendar:
            yield RULE.untold(dataset.id, "Dataset.duty_change")
            continue
        if days <= first:
            continue
        yield RULE.finding(
            analysis,
            [dataset.id],
            [
                Reason(
                    "share.updated_late" if done else "share.not_updated",
                    {"dataset": dataset.id, "changed": str(changed), "updated": dataset.publish_date or "", "days": days, "limit": first},
                )
            ],
            certainty=None if days > first + extended else "question",
            severity="low" if done else None,
            evidence=evidence_of(analysis.inventory, dataset),
            organisations=[analysis.scape.holder(dataset)],
            numbers={"working_days": days},
        )
