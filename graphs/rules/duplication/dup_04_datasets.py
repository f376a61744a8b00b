"""Datasets that hold the same things of the same subjects."""

from collections.abc import Iterator

from graphs.analysis import Analysis
from graphs.rules.rule import Result, Rule, basis, evidence_of
from inventory.elements import dictionary
from inventory.values.finding import Reason, Text

RULE = Rule(
    id="DUP-04",
    dimension="duplication",
    title=Text("数据资源大面积重合", "Data resources holding the same subjects and fields"),
    checks=Text(
        "同一主体类型、同一区域、没有对接关系的两个数据资源，按数据元加权的重合度达到设定值。",
        "Two data resources of one subject type and region, with no flow between them, whose weighted overlap of elements reaches the setting.",
    ),
    detail_zh="每一对数据资源一条。",
    mend=Text(
        "确定数源单位，其余单位改为共享获取；保留确需的专有字段。",
        "Name the source body; let the others get it by sharing and keep only what is their own.",
    ),
    severity="high",
    certainty="probable",
    cause="platform",
    basis=basis(("CN-05", "第十九条", "full"), ("CN-07", "", "part")),
    reads=("DataField.label", "Dataset.subject", "Dataset.region", "Dataset.system", "Exchange.elements"),
    remedies=("name_source", "connect"),
    thresholds=("overlap_share", "match_accepted"),
    essay="E2",
)


def find(analysis: Analysis) -> Iterator[Result]:
    """One finding a pair of datasets."""
    for overlap in analysis.dataset_overlaps:
        datasets = [analysis.inventory.datasets[i] for i in (overlap.left, overlap.right)]
        holders = [analysis.scape.holder(dataset) for dataset in datasets]
        why = [
            Reason(
                "dup.datasets",
                {
                    "left": overlap.left,
                    "right": overlap.right,
                    "value": overlap.value,
                    "count": len(overlap.shared),
                    "elements": list(overlap.shared[:8]),
                },
            )
        ]
        yield RULE.finding(
            analysis,
            (overlap.left, overlap.right),
            why,
            certainty=_certainty(overlap.shared),
            evidence=[e for d in datasets for e in evidence_of(analysis.inventory, d)[:1]],
            organisations=holders,
            numbers={"overlap": overlap.value, "shared": len(overlap.shared)},
        )


def _certainty(shared: tuple[str, ...]) -> str | None:
    """Elements whose definition nobody verified are never alone the ground of a finding."""
    return None if any(dictionary()[name].is_read for name in shared) else "question"
