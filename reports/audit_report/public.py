"""What leaves the house for everybody to read: nothing secret, nothing of important or core data, no sensitive items, no people.

Datasets classed `important` or `core`, those that hold sensitive personal items, and everything of secret systems are taken out of
the records, so that no text, figure, chart or picture can name them; where other texts mention them by name, the name is struck out.
"""

import dataclasses
import re
from collections.abc import Callable, Mapping
from typing import Any

from graphs.analysis import Analysis
from graphs.build import Landscape, build_landscape
from inventory.anonymity import without_people
from inventory.elements import dictionary
from inventory.values import Record
from inventory.values.finding import Recommendation
from inventory.values.inventory import Inventory
from reports.audit_report.scope import Told

_CLASSED = frozenset({"important", "core"})
_STRUCK = "***"
# shorter names are words of the language ("名册"), which say nothing of the dataset
_LEAST_NAME = 4
_CODE = re.compile(r"[A-Za-z0-9_.:>#/-]*")


def published(told: Told) -> tuple[Told, Callable[[str], str]]:
    """The same without what is not for everybody, and what strikes its names out of other texts.

    Findings and recommendations about it are left out.
    """
    inventory = told.analysis.inventory
    sensitive = {field for field in inventory.fields if _is_sensitive(told.analysis, field)}
    hidden = _hidden(inventory, sensitive)
    strike = _striker(inventory, hidden, sensitive)
    shown = _without(inventory, hidden, strike)
    scape = build_landscape(shown, told.analysis.matches, accepted=told.analysis.scape.accepted)
    hidden |= {name for name, element in dictionary().items() if element.pii == "sensitive"}
    before = told.analysis.scape

    def unsaid(*systems: str) -> set[str]:
        """What is hidden, and what of these systems only hidden items hold."""
        return hidden.union(*(_held(before, s) - _held(scape, s) for s in systems if s in inventory.systems))

    analysis = dataclasses.replace(
        told.analysis,
        inventory=shown,
        scape=scape,
        clusters=[c for c in told.analysis.clusters if hidden.isdisjoint(c.members)],
        pairs=[
            dataclasses.replace(
                pair, why=tuple(reason for reason in pair.why if not _mentions(reason.parts, unsaid(pair.left, pair.right)))
            )
            for cluster in told.analysis.clusters
            for pair in told.analysis.pairs_within(cluster.members)
            if pair.left not in hidden and pair.right not in hidden
        ],
    )
    findings = [_finding(f, unsaid(*f["subjects"]), strike, inventory) for f in told.findings if hidden.isdisjoint(f["subjects"])]
    kept = {f["id"] for f in findings}
    recommendations = [r for r in told.recommendations if not _is_about(r, hidden) and set(r.closes) <= kept]
    counted = _without(told.counted, hidden, strike)
    return dataclasses.replace(told, analysis=analysis, findings=findings, recommendations=recommendations, counted=counted), strike


def _hidden(inventory: Inventory, sensitive: set[str]) -> set[str]:
    """The ids of what is not for everybody: systems, datasets, items and whatever is about one of them alone."""
    systems = {s.id for s in inventory.systems.values() if s.secrecy == "secret"}
    datasets = {d.id for d in inventory.datasets.values() if d.classification in _CLASSED or d.system in systems}
    datasets |= {inventory.fields[field].resource or "" for field in sensitive}
    hidden = systems | datasets | sensitive
    for _ in range(2):
        for records in inventory.records.values():
            for record in records.values():
                alone = (getattr(record, name, None) for name in ("system", "resource", "dataset", "object", "from_system", "to_system"))
                if not hidden.isdisjoint(filter(None, alone)):
                    hidden.add(record.id)
    return hidden - {""}


def _is_sensitive(analysis: Analysis, field_id: str) -> bool:
    """Tell whether an item is sensitive: as answered, else as the element is that it means."""
    field = analysis.inventory.fields[field_id]
    if field.is_answered("pii"):
        return field.pii == "sensitive"
    element = analysis.scape.element_of(field_id)
    return element is not None and dictionary()[element].pii == "sensitive"


def _held(scape: Landscape, system: str) -> set[str]:
    """The elements that a system holds, and the labels of its items."""
    items = [scape.inventory.fields[f] for d in scape.datasets_of.get(system, ()) for f in scape.fields_of.get(d, ())]
    return {*scape.elements_of_system(system), *(text for item in items for text in (item.label, item.name) if text)}


def _striker(inventory: Inventory, hidden: set[str], sensitive: set[str]) -> Callable[[str], str]:
    """Strikes the names and codes of hidden datasets and systems, and the labels of sensitive items, out of a text."""
    records: list[Any] = [r for of in (inventory.datasets, inventory.systems) for i, r in of.items() if i in hidden]
    names = {text for r in records for text in (r.name, r.code, *getattr(r, "aliases", ())) if text}
    names |= {field.label for i, field in inventory.fields.items() if i in sensitive and field.label}
    names = {name for name in names if len(name) >= _LEAST_NAME}
    if not names:
        return lambda text: text
    pattern = re.compile("|".join(re.escape(name) for name in sorted(names, key=lambda name: (-len(name), name))))
    return lambda text: pattern.sub(_STRUCK, text)


def _without(inventory: Inventory, hidden: set[str], strike: Callable[[str], str]) -> Inventory:
    records = {
        entity: {i: _struck(record, hidden, strike) for i, record in of.items() if i not in hidden}
        for entity, of in inventory.records.items()
    }
    return dataclasses.replace(inventory, records=records)


def _struck(record: Record, hidden: set[str], strike: Callable[[str], str]) -> Record:
    """The record with the names of hidden datasets struck out of its texts, and references to them gone."""
    changes: dict[str, Any] = {}
    for field in dataclasses.fields(record):
        value = getattr(record, field.name)
        if field.name in ("id", "sources", "modes", "none", "not_applicable"):
            continue
        if isinstance(value, str) and (new := strike(value)) != value:
            changes[field.name] = new
        elif isinstance(value, tuple) and value:
            kept = tuple(strike(item) if isinstance(item, str) else item for item in value if item not in hidden)
            if kept != value:
                changes[field.name] = kept
    return dataclasses.replace(record, **changes) if changes else record


def _mentions(value: Any, hidden: set[str]) -> bool:
    if isinstance(value, Mapping):
        return any(_mentions(item, hidden) for item in value.values())
    if isinstance(value, (list, tuple)):
        return any(_mentions(item, hidden) for item in value)
    return isinstance(value, str) and not hidden.isdisjoint((value, *value.split(">")))


def _is_about(rec: Recommendation, hidden: set[str]) -> bool:
    return _mentions([rec.subjects, rec.affected, [s.parts for s in rec.steps]], hidden)


def _finding(finding: Mapping[str, Any], hidden: set[str], strike: Callable[[str], str], inventory: Inventory) -> dict[str, Any]:
    """A finding without the reasons that speak of hidden things, and without people in what it quotes."""

    def told(value: Any) -> Any:
        if isinstance(value, Mapping):
            return {key: told(item) for key, item in value.items()}
        if isinstance(value, (list, tuple)):
            return [told(item) for item in value]
        if not isinstance(value, str) or _CODE.fullmatch(value) or inventory.find(value) is not None:
            return value
        return without_people(strike(value))

    reasons = [reason for reason in finding["reasons"] if not _mentions(reason.get("parts") or {}, hidden)]
    evidence = [
        {**e, "quote": told(e["quote"]), "locator": told(e["locator"]), "url": strike(e["url"] or "") or None} for e in finding["evidence"]
    ]
    return {**finding, "reasons": told(reasons), "evidence": evidence}
