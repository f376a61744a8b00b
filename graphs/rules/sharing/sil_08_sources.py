"""Several or no authoritative sources for one element."""

from collections.abc import Iterator

from graphs.analysis import Analysis
from graphs.rules.rule import Result, Rule, basis, evidence_of
from inventory.elements import dictionary
from inventory.values.finding import Reason, Text

RULE = Rule(
    id="SIL-08",
    dimension="silo_sharing",
    title=Text("一数多源、无数源部门", "Several or no authoritative sources for one element"),
    checks=Text(
        "两个以上单位各自采集同一主体、同一区域的标识或核心数据元，没有或有多个单位声明为数源。只有 DUP-04 已认定重合的两个资源、又没有数源的，只作提示。",
        "Two or more bodies collect an identifier or core element of one subject and region themselves, with no or several declared sources. Where DUP-04 tells of two resources that are all who keep it, and none is the source, it is a hint.",
    ),
    detail_zh="每个数据元和主体类型一条；定义未经核对的数据元只作核实。",
    mend=Text(
        "由数据主管部门确定一个数源单位，其余单位共享获取。",
        "Let the data office name one source; the others get it by sharing.",
    ),
    severity="high",
    certainty="probable",
    cause="duty",
    basis=basis(("CN-05", "第十九条", "full")),
    reads=("Dataset.is_source", "Dataset.subject", "Dataset.region", "DataField.origin", "DataField.label"),
    remedies=("name_source",),
    thresholds=("match_accepted",),
    must_confirm="auditor",
    essay="E2",
)


def find(analysis: Analysis) -> Iterator[Result]:
    """One finding an element and subject type; an element whose definition was never verified is only asked about."""
    for contested in analysis.contested:
        element = dictionary()[contested.element]
        bodies = sorted({body for body, _ in contested.holders})
        datasets = sorted({dataset for _, dataset in contested.holders})
        declared = sorted({source.body for source in contested.sources})
        silent = [d for d in datasets if analysis.inventory.datasets[d].is_source is None]
        if not declared and len(silent) == len(datasets):
            yield RULE.untold(datasets[0], "Dataset.is_source")
            continue
        code = "share.many_sources" if len(declared) >= 2 else "share.no_source"
        why = [
            Reason(
                code,
                {
                    "element": contested.element,
                    "subject": f"subject:{contested.subject}",
                    "bodies": declared or bodies,
                    "count": len(datasets),
                },
            )
        ]
        is_told = len(declared) < 2 and _is_overlap(analysis, contested.element, datasets)
        if is_told:
            why.append(Reason("share.told_as_overlap", {"rule": "DUP-04"}))
        yield RULE.finding(
            analysis,
            datasets,
            why,
            certainty=None if element.is_read and not is_told and (len(declared) >= 2 or not silent) else "question",
            organisations=bodies,
            discriminator=f"{contested.element}:{contested.subject}",
            evidence=[e for d in datasets[:4] for e in evidence_of(analysis.inventory, analysis.inventory.datasets[d])[:1]],
            numbers={"holders": len(bodies), "sources": len(declared)},
        )


def _is_overlap(analysis: Analysis, element: str, datasets: list[str]) -> bool:
    """Tell whether DUP-04 finds two resources alike that are all who keep the element: one fault, one clause, one remedy."""
    return any(
        set(datasets) <= {overlap.left, overlap.right}
        and element in overlap.shared
        and any(dictionary()[name].is_read for name in overlap.shared)
        for overlap in analysis.dataset_overlaps
    )
