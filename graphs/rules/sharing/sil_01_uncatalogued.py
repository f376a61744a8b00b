"""Data resources outside the catalogue."""

from collections.abc import Iterator

from graphs.analysis import Analysis
from graphs.rules.rule import Result, Rule, basis, evidence_of
from inventory.elements import dictionary
from inventory.values.finding import Reason, Text

RULE = Rule(
    id="SIL-01",
    dimension="silo_sharing",
    title=Text("数据资源未编入目录", "Data resource not in the catalogue"),
    checks=Text(
        "存有核心数据元的数据资源，申报为没有目录代码。",
        "A data resource with core elements that is declared to have no catalogue code.",
    ),
    detail_zh="填报为“无”才是发现，没有填报的不是。",
    mend=Text(
        "编入政务数据目录，写明共享类型、条件和更新周期。",
        "Enter it in the catalogue with share type, conditions and update cycle.",
    ),
    severity="high",
    certainty="probable",
    cause="duty",
    basis=basis(("CN-05", "第十二条、第十六条", "full"), ("CN-06", "大部已被条例取代，是否废止未核", "part")),
    reads=("Dataset.code", "DataField.label"),
    remedies=("publish_sharing_terms",),
    essay="E2",
)


def find(analysis: Analysis) -> Iterator[Result]:
    """Answered "none" is a finding; not answered is not."""
    for dataset in analysis.inventory.datasets.values():
        if dataset.kind in ("form", "payload", "catalogue") or not dataset.is_declared:
            continue
        core = [e for e in analysis.scape.elements_of_dataset(dataset.id) if dictionary()[e].role in ("subject_key", "core")]
        if not core:
            continue
        if "code" in dataset.none:
            why = [Reason("share.no_code", {"dataset": dataset.id, "elements": sorted(core)[:6]})]
            yield RULE.finding(
                analysis,
                [dataset.id],
                why,
                certainty=None if any(dictionary()[e].is_read for e in core) else "question",
                evidence=evidence_of(analysis.inventory, dataset),
                organisations=[analysis.scape.holder(dataset)],
            )
        elif not dataset.is_answered("code"):
            yield RULE.untold(dataset.id, "Dataset.code")
