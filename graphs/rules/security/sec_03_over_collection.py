"""More data than the purpose needs."""

from collections.abc import Iterator

from graphs.analysis import Analysis
from graphs.rules.rule import Result, Rule, basis, evidence_of
from inventory.elements import dictionary
from inventory.values.finding import Reason, Text

RULE = Rule(
    id="SEC-03",
    dimension="security_data",
    title=Text(
        "超范围收集",
        "Over-collection",
    ),
    checks=Text(
        "个人信息项的用途填报为“无”；或向个人收集的年龄、性别、出生日期可由同表的公民身份号码得出且为必填。",
        'A personal field answers "none" for its purpose; or age, sex or birth date must be given from people although the citizen number in the same table tells it.',
    ),
    detail_zh="没有用途的信息项按资源合为一条，含敏感信息或标识的为严重，否则为一般；可推导的信息项只作核实，表单可能用来核对号码。",
    mend=Text(
        "删除没有用途的信息项；可推导的不再收集。",
        "Delete fields without a purpose; do not collect what can be derived.",
    ),
    severity="high",
    certainty="probable",
    cause="awareness",
    basis=basis(("CN-23", "第六条、第三十四条", "full"), ("CN-26", "仅用到部分条款", "full")),
    reads=(
        "DataField.purpose",
        "DataField.pii",
        "DataField.origin",
        "DataField.required",
        "DataField.label",
    ),
    remedies=(
        "stop_demand",
        "correct_data",
    ),
    must_confirm="auditor",
    essay="E3",
)


_DERIVED = {"age", "sex_code", "birth_date", "date_of_birth", "zodiac", "constellation"}


def find(analysis: Analysis) -> Iterator[Result]:
    """One finding a dataset for fields without purpose, medium where none is sensitive or an identifier; what can be derived is a question, for a form may need it to check the number."""
    known = dictionary()
    for dataset in analysis.inventory.datasets.values():
        fields = [analysis.inventory.fields[f] for f in analysis.scape.fields_of.get(dataset.id, ())]
        meaning = {f.id: analysis.scape.element_of(f.id) for f in fields}
        personal = [
            f
            for f in fields
            if _is_personal(f.pii or ("none" if f.is_answered("pii") else None), known[e].pii if (e := meaning[f.id]) else None)
        ]
        aimless = [f for f in personal if "purpose" in f.none]
        holder = analysis.scape.holder(dataset)
        if aimless:
            sensitive = any(f.pii in ("sensitive", "identifier") for f in aimless)
            yield RULE.finding(
                analysis,
                [dataset.id],
                [
                    Reason(
                        "secure.no_purpose",
                        {"dataset": dataset.id, "items": [f.label or f.name or "" for f in aimless[:8]], "count": len(aimless)},
                    )
                ],
                severity=None if sensitive else "medium",
                certainty=None if any(f.pii not in (None, "none") for f in aimless) else "question",
                evidence=[e for f in aimless[:3] for e in evidence_of(analysis.inventory, f)[:1]],
                organisations=[holder],
                numbers={"fields": len(aimless)},
            )
        derived = [f for f in fields if meaning[f.id] in _DERIVED and f.origin in ("collected", "manual") and f.required]
        if derived and "citizen_id_number" in meaning.values():
            yield RULE.finding(
                analysis,
                [dataset.id],
                [Reason("secure.derivable", {"dataset": dataset.id, "items": [f.label or f.name or "" for f in derived[:6]]})],
                severity="low",
                certainty="question",
                evidence=[e for f in derived[:3] for e in evidence_of(analysis.inventory, f)[:1]],
                organisations=[holder],
                discriminator="derivable",
            )


def _is_personal(declared: str | None, meant: str | None) -> bool:
    """The answer decides; without one, what the field means."""
    return (declared if declared is not None else meant or "none") in ("personal", "identifier", "sensitive", "contact")
