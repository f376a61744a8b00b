"""Replies, supply and corrections past the statutory day count."""

import datetime as dt
from collections.abc import Iterator

from graphs.analysis import Analysis
from graphs.rules.rule import Result, Rule, basis, evidence_of
from inventory.values import ShareRequest
from inventory.values.finding import Reason, Text
from inventory.workdays import OutsideCalendar, parse_day, workdays_between

RULE = Rule(
    id="SIL-06",
    dimension="silo_sharing",
    title=Text("共享答复、供数、校核超期", "Reply, supply or correction overdue"),
    checks=Text(
        "按政务数据共享条例的工作日计算：无条件共享答复1日，有条件答复10日（可延10日），同意后20日供数，校核10日。",
        "Working days of the sharing regulation: reply 1 (unconditional) or 10 (conditional, +10 once), supply 20 after consent, correction 10.",
    ),
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


# the regulation binds from this day; what began before it is not measured by it
_IN_FORCE = dt.date(2025, 8, 1)
_DATE_OF = {"reply": "decided", "supply": "supplied", "correction": "corrected"}


def find(analysis: Analysis) -> Iterator[Result]:
    """Each overdue step of a request is a finding; a date that is missing cannot be told."""
    for request in analysis.inventory.share_requests.values():
        if request.received is None:
            yield RULE.untold(request.id, "ShareRequest.received")
        for step, start, end, limit in steps_of(analysis, request):
            if start < _IN_FORCE:
                continue
            try:
                days = workdays_between(start, end or analysis.today)
            except OutsideCalendar:
                # no calendar of working days reaches that year: the step cannot be told
                yield RULE.untold(request.id, f"ShareRequest.{_DATE_OF[step]}")
                continue
            if days > limit:
                why = [
                    Reason(
                        f"share.overdue_{step}",
                        {
                            "from": request.from_org or "",
                            "to": analysis.scape.asked(request) or "",
                            "start": start.isoformat(),
                            "end": end.isoformat() if end else "",
                            "days": days,
                            "limit": limit,
                        },
                    )
                ]
                yield RULE.finding(
                    analysis,
                    [request.id],
                    why,
                    certainty=None
                    if end or _DATE_OF[step] in request.none or (step == "reply" and request.decision == "pending")
                    else "question",
                    evidence=evidence_of(analysis.inventory, request),
                    organisations=[body for body in (analysis.scape.asked(request),) if body],
                    discriminator=step,
                    numbers={"days": days, "limit": limit},
                )


def steps_of(analysis: Analysis, request: ShareRequest) -> Iterator[tuple[str, dt.date, dt.date | None, int]]:
    """The steps of a request that have begun: name, start, end (None while open), limit in working days."""
    limits = analysis.thresholds
    received, decided = parse_day(request.received), parse_day(request.decided)
    if received is not None and request.share_type in ("unconditional", "conditional"):
        limit = limits["reply_unconditional"] if request.share_type == "unconditional" else limits["reply_conditional"]
        if request.share_type == "conditional" and request.extended is not None:
            limit += limits["reply_extension"]
        yield "reply", received, decided, int(limit)
    if decided is not None and request.decision in ("agreed", "conditional"):
        yield "supply", decided, parse_day(request.supplied), int(limits["supply_days"])
    asked = parse_day(request.correction_asked)
    if asked is not None:
        yield "correction", asked, parse_day(request.corrected), int(limits["correction_days"])
