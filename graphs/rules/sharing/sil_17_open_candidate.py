"""Data that could be opened to the public."""

from collections.abc import Iterator

from graphs.analysis import Analysis
from graphs.rules.rule import Result, Rule, basis, evidence_of
from inventory.elements import dictionary
from inventory.values.finding import Reason, Text

RULE = Rule(
    id="SIL-17",
    dimension="silo_sharing",
    title=Text(
        "可向社会开放的数据",
        "Data that could be opened",
    ),
    checks=Text(
        "无条件共享、不含个人信息、分级为一般的数据资源，填报为未向社会开放；只作提示。",
        "A resource that is shared without conditions, holds no personal data and is classified as general is declared as not open: a hint and no reproach.",
    ),
    detail_zh="每个信息项都已知含义、且没有一个是个人信息的资源才提出。",
    mend=Text(
        "评估后向社会开放。",
        "Assess it and open it.",
    ),
    severity="low",
    certainty="question",
    cause="awareness",
    basis=basis(("CN-24", "第四十一条、第四十二条", "full"), ("CN-31", "开放共享（仅作参照）", "part")),
    reads=(
        "Dataset.is_open",
        "Dataset.share_type",
        "Dataset.classification",
        "DataField.pii",
        "DataField.sharing",
    ),
    remedies=("open_data",),
    essay="C4",
)


def find(analysis: Analysis) -> Iterator[Result]:
    """Only where each of its fields is known and none is personal, by answer or by what it means."""
    known = dictionary()
    for dataset in analysis.inventory.datasets.values():
        if dataset.is_open is not False or dataset.share_type != "unconditional" or dataset.classification != "general":
            continue
        fields = [analysis.inventory.fields[f] for f in analysis.scape.fields_of.get(dataset.id, ())]
        elements = [analysis.scape.element_of(f.id) for f in fields]
        personal = any((f.pii or "none") != "none" for f in fields) or any(e is not None and known[e].pii != "none" for e in elements)
        unknown = any(e is None and f.pii is None for e, f in zip(elements, fields, strict=True))
        limited = any(f.sharing in ("conditional", "not_shared") for f in fields)
        if fields and not limited and not personal and not unknown and dataset.subject != "person":
            yield RULE.finding(
                analysis,
                [dataset.id],
                [Reason("share.could_be_open", {"dataset": dataset.id, "count": len(fields)})],
                evidence=evidence_of(analysis.inventory, dataset),
                organisations=[analysis.scape.holder(dataset)],
            )
