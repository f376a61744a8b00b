"""Returns that ask the same items of the same level."""

from collections.abc import Iterator

from graphs.analysis import Analysis
from graphs.rules.notices import screened
from graphs.rules.rule import Result, Rule, basis, evidence_of
from inventory.values.finding import Reason, Text

RULE = Rule(
    id="DUP-05",
    dimension="duplication",
    title=Text("报表重复填报", "Report forms asking the same items"),
    checks=Text(
        "面向同一地区同一填报层级的两张报表，相同数据项占较大一张的比例达到设定值；或通知要求同一内容在两处填报。",
        "Two returns to one level of one region whose shared items make up at least the set share of the larger one, or a notice that demands entry in two places.",
    ),
    detail_zh="每一对报表一条。",
    mend=Text(
        "合并报表或由一方从系统自动取数，列入报表准入清单。",
        "Merge the returns or fill one from the other system; put it on the list of admitted returns.",
    ),
    severity="high",
    certainty="probable",
    cause="rule",
    basis=basis(
        ("CN-01", "五个不得之一（仅限通过应用程序）", "part"),
        ("CN-36", "第十三条（仅限统计调查项目）", "full"),
        ("CN-37", "一表同享做法", "part"),
    ),
    reads=("Return.elements", "Return.respondent_level", "Return.frequency", "Return.requiring", "Organisation.region", "Notice.text"),
    remedies=("stop_demand", "connect"),
    thresholds=("return_overlap",),
    essay="E4",
)


def find(analysis: Analysis) -> Iterator[Result]:
    """One finding a pair of returns."""
    for overlap in analysis.return_overlaps:
        forms = [analysis.inventory.returns[i] for i in (overlap.left, overlap.right)]
        why = [
            Reason(
                "dup.returns",
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
            evidence=[e for f in forms for e in evidence_of(analysis.inventory, f)[:1]],
            organisations=[form.requiring for form in forms],
            numbers={"overlap": overlap.value, "shared": len(overlap.shared)},
        )
    yield from screened(analysis, RULE)
