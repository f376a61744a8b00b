"""What a body has not answered."""

from collections.abc import Iterator

from graphs.analysis import Analysis
from graphs.rules.rule import Result, Rule, basis
from inventory.schema import entities
from inventory.values import Record
from inventory.values.finding import Reason, Text

RULE = Rule(
    id="INV-01",
    dimension="inventory",
    title=Text("清单必填项缺失", "Required inventory field empty"),
    checks=Text(
        "一个单位填报的核心项完整度低于设定值；只作核实，不视为问题。",
        "A body's answers to the core questions fall below the set completeness; always a question, never held against it.",
    ),
    mend=Text(
        "按清单补填；没有的填“无”，不适用的填“不适用”。",
        "Fill the gaps; write none where there is none and not applicable where it does not apply.",
    ),
    severity="low",
    certainty="question",
    cause="capacity",
    basis=basis(("CN-07", "自查项目", "part"), ("CN-39", "普查表", "full")),
    reads=("Organisation.code", "System.name", "Channel.name", "Service.name", "Dataset.name", "Exchange.from_system", "Return.name"),
    remedies=(),
    thresholds=("completeness",),
)


_HOLDERS = {"System": "owner", "Channel": "owner", "Service": "owner", "Return": "requiring"}


def find(analysis: Analysis) -> Iterator[Result]:
    """One question a body; the reasons name the fields that are missing most."""
    missing: dict[str, dict[str, int]] = {}
    asked: dict[str, int] = {}
    for entity in ("Organisation", *_HOLDERS, "Dataset"):
        core = [field for field in entities()[entity].fields.values() if field.tier == "core" and field.name not in ("attested", "owner")]
        for record in analysis.inventory.records.get(entity, {}).values():
            body = _body(analysis, entity, record)
            if body is None or not record.is_declared:
                continue
            asked[body] = asked.get(body, 0) + len(core)
            for field in core:
                if not record.is_answered(field.name):
                    counts = missing.setdefault(body, {})
                    name = f"{field.entity}.{field.name}"
                    counts[name] = counts.get(name, 0) + 1
    for body, counts in sorted(missing.items()):
        share = 1 - sum(counts.values()) / asked[body]
        if share < analysis.thresholds["completeness"]:
            most = sorted(counts, key=lambda name: (-counts[name], name))[:8]
            why = [Reason("inventory.incomplete", {"body": body, "share": round(share, 3), "fields": [f"field:{name}" for name in most]})]
            yield RULE.finding(analysis, [body], why, organisations=[body], numbers={"completeness": round(share, 4)})


def _body(analysis: Analysis, entity: str, record: Record) -> str | None:
    if entity == "Organisation":
        body = analysis.inventory.organisations[record.id]
        return body.id if body.level in ("province", "city", "county") and body.nature not in ("company", "social") else None
    holder = analysis.scape.holder(analysis.inventory.datasets[record.id]) if entity == "Dataset" else getattr(record, _HOLDERS[entity])
    return holder if holder in analysis.inventory.organisations else None
