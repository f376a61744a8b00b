"""An assessment without any measure of results."""

from collections import defaultdict
from collections.abc import Iterator

from graphs.analysis import Analysis
from graphs.rules.rule import Result, Rule, basis, evidence_of
from inventory.values import AssessmentItem
from inventory.values.finding import Reason, Text

RULE = Rule(
    id="ASM-02",
    dimension="assessment",
    title=Text(
        "考核没有实效或满意度指标",
        "No satisfaction or outcome measure",
    ),
    checks=Text(
        "一个考核方案的全部指标都不是实效、满意度或问题解决类。",
        "No item of a scheme is about outcome, satisfaction or problems solved.",
    ),
    detail_zh="只看全部指标都已分类的方案；只有一条指标的可能是节选，只作核实。",
    mend=Text(
        "增加满意度、办成率、问题解决率指标。",
        "Add satisfaction, cases settled and problems solved.",
    ),
    severity="medium",
    certainty="probable",
    cause="rule",
    basis=basis(("CN-00", "C2（文章，非规范依据）", "full"), ("CN-30", "附录A.8（仅作参照）", "full")),
    reads=(
        "AssessmentItem.scheme",
        "AssessmentItem.item_class",
        "AssessmentItem.assessor",
    ),
    remedies=("change_assessment",),
    must_confirm="auditor",
    essay="C2,E4",
)


_RESULTS = ("outcome", "satisfaction", "problem_solved")


def find(analysis: Analysis) -> Iterator[Result]:
    """Only schemes whose items are all classified; one of a single item may be an extract, and is asked about."""
    schemes: dict[tuple[str, str], list[AssessmentItem]] = defaultdict(list)
    for item in analysis.inventory.assessments.values():
        schemes[item.assessor or "", item.scheme or item.id].append(item)
    for (_, scheme), items in sorted(schemes.items()):
        if any(item.item_class in _RESULTS for item in items):
            continue
        blank = [item.id for item in items if item.item_class is None and "item_class" not in item.not_applicable]
        if blank:
            yield RULE.untold(min(blank), "AssessmentItem.item_class")
            continue
        yield RULE.finding(
            analysis,
            sorted(item.id for item in items),
            [Reason("assess.no_outcome", {"scheme": scheme, "count": len(items)})],
            certainty=None if len(items) > 1 and all(item.is_declared for item in items) else "question",
            evidence=[e for item in items[:4] for e in evidence_of(analysis.inventory, item, quote=item.text)[:1]],
            organisations=sorted({item.assessor or "" for item in items} - {""}),
            discriminator=scheme,
            numbers={"items": len(items)},
        )
