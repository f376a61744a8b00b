"""Nobody answers."""

from collections.abc import Iterator

from graphs.analysis import Analysis
from graphs.rules.rule import Result, Rule, basis, evidence_of
from inventory.values.finding import Reason, Text
from inventory.vocabulary import RUNNING

RULE = Rule(
    id="RSP-01",
    dimension="responsibility",
    title=Text("主体责任缺失", "Missing responsible body or person"),
    checks=Text(
        "在用系统的主管、建设或运维责任申报为无。",
        "A running system whose owner, builder or operator is declared as none.",
    ),
    detail_zh="填报为“无”，且没有有效的权责条目补上；没有填报的归 INV-01。没有填运行状态的只作核实。",
    mend=Text(
        "明确责任单位和岗位，写入权责清单。",
        "Name the body and post and enter them in the duty list.",
    ),
    severity="high",
    certainty="certain",
    cause="duty",
    basis=basis(("CN-01", "第四条（仅限应用程序）", "part"), ("CN-39", "普查表项，非规范依据", "full")),
    reads=(
        "System.owner",
        "System.builder",
        "System.operator",
        "Responsibility.role",
        "Responsibility.object",
        "Responsibility.valid_from",
        "Responsibility.valid_to",
    ),
    remedies=("assign_duty",),
    essay="E1",
)


def find(analysis: Analysis) -> Iterator[Result]:
    """Answered "none" and no duty line in force that fills the gap; not answered is left to INV-01.

    Where nobody said that the system runs, it is a question.
    """
    for system in analysis.inventory.systems.values():
        if system.status is not None and system.status not in RUNNING:
            continue
        held = {analysis.inventory.responsibilities[d].role for d in analysis.scape.duties_of.get(system.id, ())}
        missing = [
            role
            for role, field in (("sponsor", "owner"), ("builder", "builder"), ("operator", "operator"))
            if field in system.none and role not in held
        ]
        if missing:
            why = [Reason("duty.missing", {"system": system.id, "roles": [f"role:{role}" for role in missing]})]
            yield RULE.finding(
                analysis,
                [system.id],
                why,
                certainty=None if system.status in RUNNING else "question",
                evidence=evidence_of(analysis.inventory, system),
                organisations=[system.owner],
            )
