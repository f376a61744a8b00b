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
        "两个以上单位各自采集同一主体、同一区域的标识或核心数据元，没有或有多个单位声明为数源。",
        "Two or more bodies collect an identifier or core element of one subject and region themselves, with no or several declared sources.",
    ),
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
        yield RULE.finding(
            analysis,
            datasets,
            why,
            certainty=None if element.is_read and (len(declared) >= 2 or not silent) else "question",
            organisations=bodies,
            discriminator=f"{contested.element}:{contested.subject}",
            evidence=[e for d in datasets[:4] for e in evidence_of(analysis.inventory, analysis.inventory.datasets[d])[:1]],
            numbers={"holders": len(bodies), "sources": len(declared)},
        )
