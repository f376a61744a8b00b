"""Refusal to share without a legal basis."""

import re
from collections.abc import Iterator

from graphs.analysis import Analysis
from graphs.rules.rule import Result, Rule, basis, evidence_of
from inventory.values.finding import Reason, Text

RULE = Rule(
    id="SIL-03",
    dimension="silo_sharing",
    title=Text("不予共享缺依据", "Refusal to share without a legal basis"),
    checks=Text(
        "不予共享的资源没有依据，或依据不是法律、行政法规、国务院决定；拒绝的共享申请没有写明依据；写了而不是法律、法规的，只作核实。",
        "A resource not shared without basis, or with one that is no law, administrative regulation or State Council decision; a refused request that cites none; one that cites something else than a law is asked about.",
    ),
    detail_zh="依据填报为“无”，或写的不是法律的才提出；空白的依据无法判断。",
    mend=Text(
        "补充依据，没有依据的改为有条件或无条件共享。",
        "State the basis; without one, share it on conditions or unconditionally.",
    ),
    severity="high",
    certainty="probable",
    cause="duty",
    basis=basis(("CN-05", "第十四条、第十五条（目录所列资源）、第二十一条（申请答复）", "full")),
    reads=("Dataset.share_type", "Dataset.no_share_basis", "ShareRequest.decision", "ShareRequest.basis"),
    remedies=("publish_sharing_terms", "connect"),
    essay="E2",
)


_LAW = re.compile(
    r"[《〈][^》〉]{2,40}(?:(?<!办)法|条例)[》〉]|[\u4e00-\u9fff]{2,20}(?:(?<![办方没好])法|条例)(?=第|规定|$|[，。、；\s])|国务院(?:令|决定)|国(?:办)?发〔\d{4}〕|国(?:办)?发\[\d{4}\]|国务院(?:办公厅)?关于|\bAct\b|\bLaw\b"
)


# measures are administrative regulations where the State Council made them: a title that names no place or body does not tell
_MEASURES = re.compile(r"[《〈][^》〉省市县区乡镇局厅委]{2,40}(?:办法|规定|细则|决定)[》〉]")


def find(analysis: Analysis) -> Iterator[Result]:
    """A basis answered as none, or one that names no law; a blank basis cannot be told."""
    for dataset in analysis.inventory.datasets.values():
        if dataset.share_type != "not_shared":
            continue
        if not dataset.is_answered("no_share_basis"):
            yield RULE.untold(dataset.id, "Dataset.no_share_basis")
        elif "no_share_basis" in dataset.none or not _LAW.search(dataset.no_share_basis or ""):
            code = "share.refused_no_basis" if "no_share_basis" in dataset.none else "share.refused_weak_basis"
            why = [Reason(code, {"dataset": dataset.id, "basis": dataset.no_share_basis or ""})]
            yield RULE.finding(
                analysis,
                [dataset.id],
                why,
                certainty="question" if _MEASURES.search(dataset.no_share_basis or "") else None,
                evidence=evidence_of(analysis.inventory, dataset, quote=dataset.no_share_basis),
                organisations=[analysis.scape.holder(dataset)],
            )
    for request in analysis.inventory.share_requests.values():
        if request.decision == "refused" and ("basis" in request.none or (request.basis and not _LAW.search(request.basis))):
            why = [
                Reason(
                    "share.request_refused",
                    {
                        "from": request.from_org or "",
                        "to": analysis.scape.asked(request) or "",
                        "items": list(request.elements),
                        "basis": request.basis or "",
                    },
                )
            ]
            yield RULE.finding(
                analysis,
                [request.id],
                why,
                certainty=None if "basis" in request.none else "question",
                evidence=evidence_of(analysis.inventory, request, quote=request.basis),
                organisations=[body for body in (analysis.scape.asked(request), request.from_org) if body],
            )
        elif request.decision == "refused" and not request.is_answered("basis"):
            yield RULE.untold(request.id, "ShareRequest.basis")
