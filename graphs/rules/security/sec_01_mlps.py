"""Systems outside the multi-level protection scheme."""

from collections.abc import Iterator

from graphs.analysis import Analysis
from graphs.rules.rule import Result, Rule, answered_on, basis, evidence_of, left_open
from inventory.values import System
from inventory.values.finding import Reason, Text
from inventory.vocabulary import RUNNING
from inventory.workdays import last_day, months_later

RULE = Rule(
    id="SEC-01",
    dimension="security_data",
    title=Text("未定级备案测评", "No grading, filing or test under the multi-level scheme"),
    checks=Text(
        "在用系统申报为未定级；二级以上没有备案号；三级以上测评超过设定月数。",
        "A running system declared ungraded; level 2 or above without filing; level 3 or above with a test older than the setting.",
    ),
    detail_zh="只看已填报的缺口：未定级为确定，没有备案号、测评过期为很可能。三级系统每年测评的原文未见全文，作为本单位设定。报送表格之后才到期的测评只作核实。",
    mend=Text(
        "完成定级备案，按期测评。",
        "Grade and file it, and test it in time.",
    ),
    severity="high",
    certainty="certain",
    cause="duty",
    basis=basis(
        ("CN-25", "第二十一条（2016年文本，修正后条号待核）", "part"),
        ("CN-24", "第二十七条", "full"),
        ("CN-27", "三级系统每年测评", "memory"),
    ),
    reads=("System.mlps", "System.mlps_filing", "System.mlps_tested", "System.status"),
    remedies=("close_loop",),
    thresholds=("mlps_test_months",),
    essay="E1",
)


_TESTED = ("level_3", "level_4", "level_5")


def find(analysis: Analysis) -> Iterator[Result]:
    """Answered gaps only: ungraded is certain, a missing filing number or an old test probable; the yearly test of level 3 rests on a text not seen in full and is a setting.

    A test that became old only after its body returned the form is asked about.
    """
    for system in analysis.inventory.systems.values():
        if system.status not in RUNNING:
            continue
        gaps = []
        lapsed_since = False
        if system.mlps == "ungraded" or "mlps" in system.none:
            gaps.append(Reason("secure.ungraded", {"field": "field:System.mlps"}))
        if system.mlps in ("level_2", *_TESTED) and "mlps_filing" in system.none:
            gaps.append(Reason("secure.not_filed", {"level": f"mlps_level:{system.mlps}", "field": "field:System.mlps_filing"}))
        tested = last_day(system.mlps_tested)
        if system.mlps in _TESTED:
            if "mlps_tested" in system.none:
                gaps.append(Reason("secure.never_tested", {"field": "field:System.mlps_tested"}))
            elif tested is not None and analysis.today > (limit := months_later(tested, int(analysis.thresholds["mlps_test_months"]))):
                lapsed_since = limit >= answered_on(analysis, system.owner)
                gaps.append(
                    Reason(
                        "secure.test_old",
                        {
                            "date": system.mlps_tested or "",
                            "months": analysis.thresholds["mlps_test_months"],
                            "field": "field:System.mlps_tested",
                        },
                    )
                )
        if gaps:
            why = [Reason("secure.mlps", {"system": system.id}), *gaps]
            ungraded = any(reason.code == "secure.ungraded" for reason in gaps)
            asked = lapsed_since and len(gaps) == 1
            yield RULE.finding(
                analysis,
                [system.id],
                why,
                certainty=None if ungraded else "question" if asked else "probable",
                evidence=evidence_of(analysis.inventory, system),
                organisations=[system.owner],
            )
        elif open_fields := left_open(system, _asked(system)):
            yield RULE.untold(system.id, *open_fields)


def _asked(system: System) -> tuple[str, ...]:
    """What must be answered before a system is known to be in order."""
    if system.mlps in _TESTED:
        return ("mlps", "mlps_filing", "mlps_tested")
    return ("mlps", "mlps_filing") if system.mlps == "level_2" else ("mlps",)
