"""Sensitive personal data without basis, consent or assessment."""

from collections.abc import Iterator

from graphs.analysis import Analysis
from graphs.rules.rule import Result, Rule, basis, evidence_of, lacks, left_open
from inventory.elements import dictionary
from inventory.values.finding import Reason, Text

RULE = Rule(
    id="SEC-02",
    dimension="security_data",
    title=Text(
        "敏感个人信息无依据或未评估",
        "Sensitive personal data without basis or assessment",
    ),
    checks=Text(
        "含敏感个人信息的数据资源，处理依据或影响评估日期填报为“无”。",
        'A resource with sensitive personal data answers "none" for the basis of its processing or for the date of its impact assessment.',
    ),
    detail_zh="履行法定职责的单位不需要取得同意，但需要评估。填报为敏感的为很可能，仅由含义推断的只作核实。",
    mend=Text(
        "写明处理依据，完成个人信息保护影响评估；依据同意的，取得单独同意。",
        "State the basis and assess the impact; where the basis is consent, obtain it separately.",
    ),
    severity="high",
    certainty="probable",
    cause="duty",
    basis=basis(("CN-23", "第二十八条、第二十九条、第五十五条、第五十六条", "full"), ("INT-21", "第三十条（仅作参照）", "part")),
    reads=(
        "Dataset.processing_basis",
        "Dataset.pia_date",
        "DataField.pii",
        "DataField.label",
    ),
    remedies=("assign_duty",),
    must_confirm="auditor",
    essay="E3",
)


def find(analysis: Analysis) -> Iterator[Result]:
    """A body that acts on a statutory duty needs no consent, but an assessment. Sensitive by answer is probable; by meaning alone it is asked."""
    known = dictionary()
    for dataset in analysis.inventory.datasets.values():
        fields = [analysis.inventory.fields[f] for f in analysis.scape.fields_of.get(dataset.id, ())]
        declared = [f for f in fields if f.pii == "sensitive"]
        inferred = [
            f
            for f in fields
            if not f.is_answered("pii")
            and dataset.subject != "organisation"
            and (e := analysis.scape.element_of(f.id))
            and known[e].pii == "sensitive"
        ]
        if (not declared and not inferred) or not dataset.is_declared:
            continue
        missing = lacks(dataset, ("processing_basis", "pia_date"))
        if missing:
            items = [f.label or f.name or "" for f in (declared or inferred)]
            yield RULE.finding(
                analysis,
                [dataset.id],
                [
                    Reason("answer.none", {"subject": dataset.id, "fields": missing}),
                    Reason("secure.sensitive", {"items": items[:6], "count": len(items)}),
                ],
                certainty=None if declared else "question",
                evidence=evidence_of(analysis.inventory, dataset),
                organisations=[analysis.scape.holder(dataset)],
                numbers={"sensitive": len(items)},
            )
        elif open_fields := left_open(dataset, ("processing_basis", "pia_date")):
            yield RULE.untold(dataset.id, *open_fields)
