"""Data that were not classified."""

from collections.abc import Iterator

from graphs.analysis import Analysis
from graphs.rules.catalogue import is_to_classify, item_of_catalogue
from graphs.rules.rule import Result, Rule, basis, evidence_of
from inventory.values.finding import Reason, Text

RULE = Rule(
    id="SEC-04",
    dimension="security_data",
    title=Text(
        "数据未分类分级",
        "Data not classified",
    ),
    checks=Text("数据资源的分类分级填报为“无”。", 'A resource answers "none" for its classification.'),
    detail_zh="填报为“无”才是发现；没有填报的列为需补填。",
    mend=Text(
        "按规定分类分级。",
        "Classify it.",
    ),
    severity="medium",
    certainty="certain",
    cause="duty",
    basis=basis(("CN-05", "第十三条、第三十五条", "full"), ("CN-24", "第二十一条", "full")),
    reads=(
        "Dataset.classification",
        "Dataset.kind",
    ),
    remedies=("assign_duty",),
    essay="E2,C1",
)


def find(analysis: Analysis) -> Iterator[Result]:
    """Answered as none; not answered is asked for."""
    for dataset in analysis.inventory.datasets.values():
        if not is_to_classify(dataset):
            continue
        if "classification" in dataset.none:
            yield RULE.finding(
                analysis,
                [dataset.id],
                [Reason("answer.none", {"subject": dataset.id, "fields": ["field:Dataset.classification"]}), *item_of_catalogue(dataset)],
                evidence=evidence_of(analysis.inventory, dataset),
                organisations=[analysis.scape.holder(dataset)],
            )
        elif not dataset.is_answered("classification"):
            yield RULE.untold(dataset.id, "Dataset.classification")
