"""Nobody answers."""

from collections.abc import Iterator
from dataclasses import replace

from graphs.analysis import Analysis
from graphs.rules.rule import Result, Rule, basis, evidence_of
from inventory.values.finding import Reason, Text
from inventory.vocabulary import APP_KINDS, RUNNING

RULE = Rule(
    id="RSP-01",
    dimension="responsibility",
    title=Text("主体责任缺失", "Missing responsible body or person"),
    checks=Text(
        "在用系统的主管、建设或运维责任申报为无。",
        "A running system whose owner, builder or operator is declared as none.",
    ),
    detail_zh="填报为“无”，且没有有效的权责条目补上；没有填报的归 INV-01。没有填运行状态的只作核实。应用程序的办法只在系统有应用时引用。",
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
        "Channel.kind",
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

    Where nobody said that the system runs, it is a question. The measures on apps are cited where it has one.
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
            found = RULE.finding(
                analysis,
                [system.id],
                why,
                certainty=None if system.status in RUNNING else "question",
                evidence=evidence_of(analysis.inventory, system),
                organisations=[system.owner],
            )
            # the measures on apps say nothing of a system without one
            yield found if _has_app(analysis, system.id) else replace(found, basis=tuple(b for b in RULE.basis if b.source != "CN-01"))


def _has_app(analysis: Analysis, system: str) -> bool:
    """Tell whether people reach a system through an app, mini program or quick app."""
    return any(analysis.inventory.channels[c].kind in APP_KINDS for c in analysis.scape.channels_of.get(system, ()))
