"""Replies, supply and corrections past the statutory day count."""

from collections.abc import Iterator

from graphs.analysis import Analysis
from graphs.rules.rule import Result, Rule, basis, evidence_of
from graphs.sharing.terms import terms_of
from inventory.values.finding import Reason, Text

RULE = Rule(
    id="SIL-06",
    dimension="silo_sharing",
    title=Text("共享答复、供数、校核超期", "Reply, supply or correction overdue"),
    checks=Text(
        "按政务数据共享条例的工作日计算：无条件共享答复1日，有条件答复10日（可延10日），同意后20日供数，校核10日。",
        "Working days of the sharing regulation: reply 1 (unconditional) or 10 (conditional, +10 once), supply 20 after consent, correction 10.",
    ),
    detail_zh="一个申请每个超期的步骤一条；缺少日期的无法判断。",
    mend=Text(
        "立即答复、供数或校核，指定共享工作机构跟踪。",
        "Reply, supply or correct now, and let the sharing office track it.",
    ),
    severity="high",
    certainty="certain",
    cause="duty",
    basis=basis(("CN-05", "第二十一条、第二十二条、第二十六条", "full")),
    reads=(
        "ShareRequest.received",
        "ShareRequest.extended",
        "ShareRequest.decided",
        "ShareRequest.supplied",
        "ShareRequest.correction_asked",
        "ShareRequest.corrected",
        "ShareRequest.share_type",
        "ShareRequest.decision",
    ),
    remedies=("connect", "correct_data"),
    thresholds=("reply_unconditional", "reply_conditional", "reply_extension", "supply_days", "correction_days"),
    essay="E2",
)


_DATE_OF = {"reply": "decided", "supply": "supplied", "correction": "corrected"}


def find(analysis: Analysis) -> Iterator[Result]:
    """Each overdue step of a request is a finding; a date that is missing cannot be told."""
    for request in analysis.inventory.share_requests.values():
        if request.received is None:
            yield RULE.untold(request.id, "ShareRequest.received")
        for term in terms_of(request, analysis.thresholds, analysis.clauses):
            if term.verdict == "untold":
                yield RULE.untold(request.id, f"ShareRequest.{term.missing}")
            elif term.verdict == "late":
                why = [
                    Reason(
                        f"share.overdue_{term.step}" if term.end else f"share.open_{term.step}",
                        {
                            "from": request.from_org or "",
                            "to": analysis.scape.asked(request) or "",
                            "start": term.start,
                            "end": term.end or analysis.today.isoformat(),
                            "days": term.days or 0,
                            "limit": term.limit,
                            "due": term.due.isoformat() if term.due else "",
                        },
                    )
                ]
                yield RULE.finding(
                    analysis,
                    [request.id],
                    why,
                    certainty=None
                    if term.end or _DATE_OF[term.step] in request.none or (term.step == "reply" and request.decision == "pending")
                    else "question",
                    evidence=evidence_of(analysis.inventory, request),
                    organisations=[body for body in (analysis.scape.asked(request),) if body],
                    discriminator=term.step,
                    numbers={"days": term.days or 0, "limit": term.limit},
                )
