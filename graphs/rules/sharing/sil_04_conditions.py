"""Conditional sharing without its scope and use, or with conditions beyond the catalogue."""

from collections import defaultdict
from collections.abc import Iterator

from graphs.analysis import Analysis
from graphs.rules.catalogue import item_of_catalogue
from graphs.rules.rule import Result, Rule, basis, evidence_of, lacks, left_open
from inventory.values import ShareRequest
from inventory.values.finding import Reason, Text

RULE = Rule(
    id="SIL-04",
    dimension="silo_sharing",
    title=Text(
        "有条件共享未列范围用途或附加条件",
        "Conditional sharing without scope and use, or with added conditions",
    ),
    checks=Text(
        "有条件共享的数据资源，共享范围或用途填报为“无”；或在目录之外另附条件，或有附条件同意的共享申请。",
        'A conditionally shared resource answers "none" for its scope or use, or conditions beyond the catalogue are set, in its entry or in an answer to a request.',
    ),
    detail_zh="条件是否超出目录须由人阅读，另附条件的只作核实。",
    mend=Text(
        "在目录中写明共享范围和用途，取消目录外的附加条件。",
        "State scope and use in the catalogue and drop conditions beyond it.",
    ),
    severity="high",
    certainty="probable",
    cause="rule",
    basis=basis(("CN-05", "第十五条、第三十九条第二项", "full")),
    reads=(
        "Dataset.share_type",
        "Dataset.share_scope",
        "Dataset.share_use",
        "Dataset.share_extra",
        "ShareRequest.decision",
        "ShareRequest.dataset",
    ),
    remedies=("publish_sharing_terms",),
    essay="E2,C3",
)


def find(analysis: Analysis) -> Iterator[Result]:
    """Whether a condition goes beyond the catalogue is for a person to read: added conditions are questions."""
    inventory = analysis.inventory
    conditional: dict[str, list[ShareRequest]] = defaultdict(list)
    for request in inventory.share_requests.values():
        if request.decision != "conditional":
            continue
        if request.dataset in inventory.datasets:
            conditional[request.dataset or ""].append(request)
        else:
            yield RULE.finding(
                analysis,
                [request.id],
                [Reason("share.conditional_answer", {"request": request.id, "from": request.from_org or ""})],
                certainty="question",
                severity="medium",
                evidence=evidence_of(inventory, request),
                organisations=[analysis.scape.asked(request)],
                discriminator="added",
            )
    for dataset in inventory.datasets.values():
        holder = analysis.scape.holder(dataset)
        if dataset.share_type == "conditional" and dataset.is_declared:
            missing = lacks(dataset, ("share_scope", "share_use"))
            if missing:
                yield RULE.finding(
                    analysis,
                    [dataset.id],
                    [Reason("answer.none", {"subject": dataset.id, "fields": missing}), *item_of_catalogue(dataset)],
                    evidence=evidence_of(inventory, dataset),
                    organisations=[holder],
                )
            elif open_fields := left_open(dataset, ("share_scope", "share_use")):
                yield RULE.untold(dataset.id, *open_fields)
        if dataset.share_extra or conditional[dataset.id]:
            why = [Reason("share.added", {"dataset": dataset.id, "text": dataset.share_extra})] if dataset.share_extra else []
            why += [Reason("share.conditional_answer", {"request": r.id, "from": r.from_org or ""}) for r in conditional[dataset.id][:6]]
            yield RULE.finding(
                analysis,
                [dataset.id, *(r.id for r in conditional[dataset.id])],
                why,
                certainty="question",
                severity="medium",
                evidence=[
                    *evidence_of(inventory, dataset, quote=dataset.share_extra or None),
                    *(e for request in conditional[dataset.id][:4] for e in evidence_of(inventory, request)[:1]),
                ],
                organisations=[holder],
                discriminator="added",
            )
