"""One element stored in different ways in linked datasets."""

from collections.abc import Iterator

from graphs.analysis import Analysis
from graphs.rules.rule import Result, Rule, basis, evidence_of
from inventory.elements import dictionary
from inventory.values.finding import Reason, Text

RULE = Rule(
    id="SIL-12",
    dimension="silo_sharing",
    title=Text("语义冲突", "Semantic conflict"),
    checks=Text(
        "有对接的两个系统中，同一数据元的类型、单位或代码不一致。",
        "In two linked systems one element differs in type, unit or codes.",
    ),
    detail_zh="每一对系统和数据元一条，取第一对不一致的信息项。",
    mend=Text(
        "以标准数据元为准统一定义，对接处加转换。",
        "Follow the standard element; convert at the exchange until both do.",
    ),
    severity="medium",
    certainty="probable",
    cause="technique",
    basis=basis(("CN-29", "", "meta"), ("CN-30", "表4至表16、附录A", "full"), ("INT-22", "", "meta")),
    reads=("DataField.type", "DataField.unit", "DataField.domain", "Exchange.elements"),
    remedies=("correct_data",),
    thresholds=("match_accepted",),
    essay="E2",
)


def find(analysis: Analysis) -> Iterator[Result]:
    """One finding a pair of systems and element, from the first pair of fields that differ."""
    seen = set()
    for conflict in analysis.meaning_conflicts:
        key = (conflict.exchange, conflict.element)
        if key in seen:
            continue
        seen.add(key)
        fields = [analysis.inventory.fields[i] for i in (conflict.left_field, conflict.right_field)]
        why = [
            Reason(
                "share.meaning",
                {
                    "element": conflict.element,
                    "left": conflict.exchange[0],
                    "right": conflict.exchange[1],
                    "left_value": conflict.left_value,
                    "right_value": conflict.right_value,
                },
            ),
            *(Reason(f"share.meaning_{what}", {}) for what in conflict.what),
        ]
        owners = [analysis.inventory.systems[s].owner for s in conflict.exchange]
        yield RULE.finding(
            analysis,
            [conflict.left_field, conflict.right_field],
            why,
            certainty=None if dictionary()[conflict.element].is_read else "question",
            evidence=[e for f in fields for e in evidence_of(analysis.inventory, f)[:1]],
            organisations=owners,
            discriminator=conflict.element,
        )
