"""One list of indicators for bodies of different kinds."""

from collections import defaultdict
from collections.abc import Iterator

from graphs.analysis import Analysis
from graphs.rules.rule import Result, Rule, basis, evidence_of
from inventory.names import plain
from inventory.values import AssessmentItem
from inventory.values.finding import Reason, Text

RULE = Rule(
    id="ASM-06",
    dimension="assessment",
    title=Text(
        "考核指标不分类别",
        "Undifferentiated assessment",
    ),
    checks=Text(
        "同一考核单位对三类以上被考核对象使用完全相同的指标。",
        "One assessor uses the very same items for three or more kinds of bodies.",
    ),
    detail_zh="至少三类对象、三条指标的文字和权重完全相同才算；共同部分很短的不算。",
    mend=Text(
        "按被考核对象的职责和条件分类设置指标。",
        "Set items by the duties and conditions of those who are assessed.",
    ),
    severity="medium",
    certainty="question",
    cause="rule",
    basis=basis(("CN-00", "C2（文章，非规范依据）", "full")),
    reads=(
        "AssessmentItem.assessor",
        "AssessmentItem.assessed_kind",
        "AssessmentItem.text",
        "AssessmentItem.weight",
    ),
    remedies=("change_assessment",),
    must_confirm="auditor",
    essay="C2",
)


_KINDS = 3
_ITEMS = 3


def find(analysis: Analysis) -> Iterator[Result]:
    """Equal texts and weights over at least three kinds and three items; a short common part is no fault."""
    lists: dict[str, dict[tuple[str, str], list[AssessmentItem]]] = defaultdict(lambda: defaultdict(list))
    for item in analysis.inventory.assessments.values():
        if item.assessor and item.assessed_kind and item.text:
            lists[item.assessor][plain(item.assessed_kind), item.scheme or ""].append(item)
    for assessor, schemes in sorted(lists.items()):
        alike: dict[frozenset[tuple[str, str]], dict[str, list[AssessmentItem]]] = defaultdict(dict)
        for (kind, _scheme), items in schemes.items():
            alike[frozenset((plain(i.text or ""), _weight(i)) for i in items)].setdefault(kind, items)
        for items_of, kinds in sorted(alike.items(), key=lambda entry: sorted(entry[1])):
            if len(kinds) >= _KINDS and len(items_of) >= _ITEMS:
                items = [item for kind in sorted(kinds) for item in kinds[kind]]
                names = sorted({item.assessed_kind or "" for item in items})
                yield RULE.finding(
                    analysis,
                    sorted(item.id for item in items),
                    [Reason("assess.same_for_all", {"body": assessor, "kinds": names[:8], "count": len(items_of)})],
                    evidence=[e for item in items[:3] for e in evidence_of(analysis.inventory, item, quote=item.text)[:1]],
                    organisations=[assessor],
                    discriminator="|".join(sorted(kinds)),
                )


def _weight(item: AssessmentItem) -> str:
    return "" if item.weight is None else f"{item.weight.normalize():f}"
