"""Decisions about people by an algorithm for which nobody answers."""

from collections.abc import Iterator

from graphs.analysis import Analysis
from graphs.rules.rule import Result, Rule, basis, evidence_of, lacks, left_open, runs
from inventory.values.finding import Reason, Text

RULE = Rule(
    id="RSP-09",
    dimension="responsibility",
    title=Text(
        "自动化决策无人负责",
        "Automated decision without an accountable body",
    ),
    checks=Text(
        "对个人作评分、排名、认定的算法模型，责任单位、解释说明、人工复核或影响评估填报为“无”；既无责任单位又无人工复核的为严重。",
        'A model that scores, ranks or decides on people answers "none" for its accountable body, explanation, human review or impact assessment. Without both body and review it is critical.',
    ),
    detail_zh="填报为对个人作出决定的模型才检查；模型没有填责任单位的，以其系统的主管单位为准。",
    mend=Text(
        "明确责任单位，公布规则，设人工复核渠道，完成影响评估。",
        "Name the accountable body, publish the rules, offer human review and assess the impact.",
    ),
    severity="high",
    certainty="certain",
    cause="duty",
    basis=basis(("CN-23", "第二十四条、第五十五条", "full"), ("CN-00", "E4（文章，非规范依据）", "full")),
    reads=(
        "Algorithm.decides_on_people",
        "Algorithm.owner",
        "Algorithm.explanation",
        "Algorithm.human_review",
        "Algorithm.assessment_date",
    ),
    remedies=("assign_duty",),
    must_confirm="auditor",
    essay="E1,E4",
)


_FIELDS = ("owner", "explanation", "human_review", "assessment_date")


def find(analysis: Analysis) -> Iterator[Result]:
    """Only where the model is declared to decide on people; its owner may be that of its system."""
    inventory = analysis.inventory
    for model in inventory.algorithms.values():
        system = inventory.systems.get(model.system or "")
        if system is not None and not runs(system):
            continue
        if not model.is_answered("decides_on_people"):
            yield RULE.untold(model.id, "Algorithm.decides_on_people")
        if not model.decides_on_people:
            continue
        fields = _FIELDS[1:] if "owner" not in model.none and system is not None and system.owner else _FIELDS
        missing = lacks(model, _FIELDS)
        if missing:
            yield RULE.finding(
                analysis,
                [model.id],
                [Reason("duty.decides", {"model": model.id}), Reason("answer.none", {"subject": model.id, "fields": missing})],
                certainty=None if model.is_declared else "question",
                severity="critical" if {"owner", "human_review"} <= model.none else None,
                evidence=evidence_of(inventory, model),
                organisations=[model.owner, system.owner if system is not None else None],
                numbers={"missing": len(missing)},
            )
        elif open_fields := left_open(model, fields):
            yield RULE.untold(model.id, *open_fields)
