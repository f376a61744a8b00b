"""One duty held by several, none of whom leads."""

from collections import defaultdict
from collections.abc import Iterator

from graphs.analysis import Analysis
from graphs.rules.rule import Result, Rule, basis, evidence_of
from inventory.values import Responsibility
from inventory.values.finding import Reason, Text
from inventory.values.inventory import Inventory

RULE = Rule(
    id="RSP-02",
    dimension="responsibility",
    title=Text("职责重叠冲突", "Overlapping or conflicting duties"),
    checks=Text(
        "同一对象、同一角色、同一环节由两个以上单位承担，且没有牵头单位。",
        "One object, role and stage held by two or more bodies and none of them leads.",
    ),
    detail_zh="只看审计日有效的权责；有一条没有填是否牵头的，列为无法判断。使用、承建、数据提供的角色，以及没有写明角色的应用、使用环节，可由多家承担，不要求牵头。没有填角色的只作核实。",
    mend=Text(
        "明确一个牵头单位，其余为配合。",
        "Let one lead and the others support.",
    ),
    severity="high",
    certainty="probable",
    cause="duty",
    basis=basis(("CN-00", "责任价值误区", "full"), ("CN-05", "第四十一条（一）（仅限政务数据共享）", "full")),
    reads=(
        "Responsibility.organisation",
        "Responsibility.object",
        "Responsibility.role",
        "Responsibility.stage",
        "Responsibility.lead",
        "Responsibility.valid_from",
        "Responsibility.valid_to",
    ),
    remedies=("assign_duty",),
    essay="E1",
)


# many may use a thing; only who decides and answers must be one
_SHARED_ROLES = frozenset({"user", "contractor", "data_provider"})
_SHARED_STAGES = frozenset({"apply", "use"})


def find(analysis: Analysis) -> Iterator[Result]:
    """Duties in force on the day of the audit; where one answer about leading is missing, it cannot be told.

    Many may use a thing, work on it under contract or provide data: these need no lead, nor do the stages of applying and using where no role is
    named. A duty without a role is asked about.
    """
    inventory = analysis.inventory
    groups: dict[tuple[str, str, str], list[Responsibility]] = defaultdict(list)
    for duty in analysis.scape.duties:
        if duty.organisation in inventory.organisations and duty.object and not _may_be_many(duty):
            groups[duty.object, duty.role or "", duty.stage or ""].append(duty)
    for (subject, role, stage), duties in sorted(groups.items()):
        bodies = sorted({duty.organisation or "" for duty in duties})
        if len(bodies) < 2 or any(duty.lead for duty in duties):
            continue
        if any(duty.lead is None for duty in duties):
            yield RULE.untold(subject, "Responsibility.lead")
            continue
        why = [
            Reason(
                "duty.overlap",
                {"object": subject, "role": f"role:{role}" if role else "", "stage": f"stage:{stage}" if stage else "", "bodies": bodies},
            )
        ]
        yield RULE.finding(
            analysis,
            [_subject(inventory, subject, duties), *bodies],
            why,
            certainty=None if role else "question",
            evidence=[e for d in duties for e in evidence_of(inventory, d)[:1]],
            organisations=bodies,
            discriminator=f"{role}:{stage}",
        )


def _may_be_many(duty: Responsibility) -> bool:
    """Tell whether several may hold a duty beside each other."""
    return duty.role in _SHARED_ROLES or (duty.role is None and duty.stage in _SHARED_STAGES)


def _subject(inventory: Inventory, subject: str, duties: list[Responsibility]) -> str:
    """The object, or the duty line itself where the object is not in the inventory."""
    return subject if inventory.find(subject) is not None else duties[0].id
