"""What was declared against what was seen."""

from collections import defaultdict
from collections.abc import Iterator

from graphs.analysis import Analysis
from graphs.rules.rule import Result, Rule, basis, evidence_of
from inventory.names import core, plain
from inventory.schema import FieldSpec, entities
from inventory.values import Channel, System
from inventory.values.finding import Reason, Text

RULE = Rule(
    id="INV-02",
    dimension="inventory",
    title=Text("清单与实际不符", "Inventory disagrees with what is found"),
    checks=Text(
        "抓取到本单位未申报的渠道或系统；同一字段两个来源不一致。",
        "A channel or system of this body was seen and not declared, or two sources of one field disagree.",
    ),
    detail_zh="只有报送过表格的单位才谈得上漏报；全部只作核实，不视为问题。",
    mend=Text(
        "核实后补报或更正。",
        "Check, then declare or correct it.",
    ),
    severity="high",
    certainty="question",
    cause="awareness",
    basis=basis(("INT-02", "items 5-19（美国数据字典，仅作参照）", "full"), ("CN-12", "检查指标（仅限网站与新媒体）", "part")),
    reads=("Channel.name", "System.name", "Channel.owner", "System.owner"),
    remedies=("close_loop",),
    must_confirm="auditor",
    essay="E5",
)


def find(analysis: Analysis) -> Iterator[Result]:
    """Only bodies that returned a form can have left something out; everything here is asked, not held against anybody."""
    inventory = analysis.inventory
    declared_owners = {channel.owner for channel in inventory.channels.values() if channel.is_declared} | set(inventory.returned_forms)
    things: list[Channel | System] = [*inventory.channels.values(), *inventory.systems.values()]
    names = {(thing.owner, core(text)) for thing in things if thing.is_declared for text in (thing.name or "", *thing.aliases) if text}
    addresses = {url for thing in things if thing.is_declared for url in thing.urls}
    alike: dict[str, list[Channel | System]] = defaultdict(list)
    for thing in things:
        if thing.is_declared and (name := plain(thing.name or "")):
            alike[name].append(thing)
    for thing in things:
        if thing.is_declared or thing.owner not in inventory.organisations or thing.owner not in declared_owners:
            continue
        if (thing.owner, core(thing.name or "")) in names or set(thing.urls) & addresses:
            continue
        why = [Reason("inventory.undeclared", {"subject": thing.id, "owner": thing.owner or ""})]
        others = [other for other in alike.get(plain(thing.name or ""), ()) if other.owner in inventory.organisations]
        why += [Reason("inventory.declared_by_another", {"subject": other.id, "owner": other.owner or ""}) for other in others[:3]]
        yield RULE.finding(analysis, [thing.id], why, evidence=evidence_of(inventory, thing), organisations=[thing.owner])
    for conflict in inventory.conflicts:
        field = entities()[conflict.entity].fields[conflict.field]
        record = inventory.records[conflict.entity].get(conflict.record)
        if record is None or field.is_reference or field.type in ("list", "text"):
            continue
        values = [_shown(field, value) for value in (conflict.chosen, conflict.other)]
        why = [
            Reason(
                "inventory.conflict",
                {
                    "subject": conflict.record,
                    "field": f"field:{field.entity}.{field.name}",
                    "chosen": values[0],
                    "chosen_source": conflict.chosen_source,
                    "other": values[1],
                    "other_source": conflict.other_source,
                },
            )
        ]
        yield RULE.finding(
            analysis,
            [conflict.record],
            why,
            severity="medium",
            evidence=evidence_of(inventory, record),
            organisations=[getattr(record, "owner", None)],
            discriminator=conflict.field,
        )


def _shown(field: FieldSpec, value: object) -> str | list[str]:
    """A value for the words of a reason: codes of closed lists as `list:code`, which are named in the reader's language."""
    if isinstance(value, (list, tuple)):
        return [f"{field.of}:{item}" if field.type == "enums" else str(item) for item in value]
    if value is None:
        return "word:none"
    return f"{field.of}:{value}" if field.type == "enum" else str(value)
