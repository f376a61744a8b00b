"""A stage of the data life cycle without an owner."""

from collections.abc import Iterator

from graphs.analysis import Analysis
from graphs.rules.rule import Result, Rule, basis, evidence_of
from inventory.values.finding import Reason, Text

RULE = Rule(
    id="RSP-04",
    dimension="responsibility",
    title=Text("数据全周期责任不清", "Data lifecycle stage without owner"),
    checks=Text(
        "已建立数据权责的资源，收集、传输、存储、使用、共享、销毁中有环节没有责任单位。权责表可能只填了一部分，只作核实。",
        "A resource with data duties on record in which a stage (collect, transfer, store, use, share, destroy) has no body. The table of duties may be filled in part, so this is asked about.",
    ),
    detail_zh="至少有一个环节已填报且有效的资源才检查；一个环节都没填的属于未填报，无法判断。",
    mend=Text(
        "逐环节补齐责任单位。",
        "Name a body for every stage.",
    ),
    severity="high",
    certainty="question",
    cause="duty",
    basis=basis(("CN-05", "第十八条、第三十四条、第三十五条", "full"), ("CN-24", "第三十九条", "full")),
    reads=("Responsibility.stage", "Responsibility.object", "Responsibility.valid_from", "Responsibility.valid_to"),
    remedies=("assign_duty",),
    essay="E1",
)


_STAGES = ("collect", "transfer", "store", "use", "share", "destroy")


def find(analysis: Analysis) -> Iterator[Result]:
    """Only datasets for which at least one stage is on record and in force: an empty matrix was not answered and cannot be told."""
    inventory = analysis.inventory
    for dataset in inventory.datasets.values():
        duties = [inventory.responsibilities[d] for d in analysis.scape.duties_of.get(dataset.id, ())]
        held = {duty.stage for duty in duties if duty.stage in _STAGES and duty.organisation in inventory.organisations}
        if not held:
            continue
        missing = [stage for stage in _STAGES if stage not in held]
        if missing:
            why = [Reason("duty.stages", {"dataset": dataset.id, "stages": [f"stage:{s}" for s in missing], "held": len(held)})]
            yield RULE.finding(
                analysis,
                [dataset.id],
                why,
                evidence=[e for d in duties[:3] for e in evidence_of(inventory, d)[:1]],
                organisations=[analysis.scape.holder(dataset)],
                numbers={"missing": len(missing)},
            )
