"""What a body's workbook already knows: its own records and those of the bodies below it."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from inventory.forms.layout import ID_TITLE, Question, Sheet
from inventory.names import plain
from inventory.reconcile.seen import holder_of
from inventory.schema import OWNER_FIELD
from inventory.values import Cost, Organisation, Record
from inventory.values.inventory import Inventory
from inventory.vocabulary import LEVELS, caption

# what a cell says beside values
WORDS = {
    "zh": {"not_applicable": "不适用", "none": "无", "true": "是", "false": "否", "between": "；", "codes": "、"},
    "en": {"not_applicable": "not applicable", "none": "none", "true": "yes", "false": "no", "between": "; ", "codes": ", "},
}


def covered(inventory: Inventory, organisation: Organisation, *, separate: frozenset[str]) -> set[str]:
    """The body and all below it that get no workbook of their own."""
    found = {organisation.id}
    grown = True
    while grown:
        below = {o.id for o in inventory.organisations.values() if o.parent in found and o.id not in separate}
        grown = not below <= found
        found |= below
    return found


def reporting_bodies(inventory: Inventory, *, below_county: bool) -> list[Organisation]:
    """Who gets a workbook: public bodies at county level and above (and below it on request), never companies."""
    levels = LEVELS if below_county else LEVELS[: LEVELS.index("county") + 1]
    return [
        o for o in inventory.organisations.values() if o.level in levels and o.nature not in ("company", "social", "university", "research")
    ]


def rows_of(inventory: Inventory, sheet: Sheet, bodies: set[str], language: str, *, year: int) -> list[dict[str, Any]]:
    """The prefilled rows of a sheet, by name: title → cell, with the record's id."""
    chosen = [r for r in inventory.records.get(sheet.entity, {}).values() if asked_of(inventory, sheet.entity, r) in bodies]
    costs = costs_of(inventory, year) if sheet.entity == "System" else {}
    rows = [{ID_TITLE: r.id, **{q.title(language): _cell(inventory, q, r, costs, language) for q in sheet.questions}} for r in chosen]
    return sorted(rows, key=lambda row: tuple(str(value) for value in list(row.values())[1:3]))


def unasked(sheet: Sheet, record: Record) -> frozenset[str]:
    """The keys of questions that the answers of this record do not call for."""
    return frozenset(
        q.key
        for q in sheet.questions
        if (condition := q.condition) is not None and not condition.holds({name: getattr(record, name) for name in condition.fields})
    )


def asked_of(inventory: Inventory, entity: str, record: Record) -> str | None:
    """The body whose form asks about a record; None where nobody's does."""
    if entity == "Organisation":
        return record.id
    if entity == "DataField":
        return _holder(inventory, getattr(record, "resource", None))
    if entity == "Exchange":
        return _owner(inventory, record)
    owner = getattr(record, OWNER_FIELD[entity], None)
    if owner is None and entity == "Dataset":
        return _holder(inventory, record.id)
    return owner


def _holder(inventory: Inventory, dataset: str | None) -> str | None:
    found = inventory.datasets.get(dataset or "")
    if found is None:
        return None
    system = inventory.systems.get(found.system or "")
    return found.provider or (system.owner if system else None)


def _owner(inventory: Inventory, exchange: Record) -> str | None:
    system = inventory.systems.get(getattr(exchange, "from_system", None) or "")
    return system.owner if system else None


def costs_of(inventory: Inventory, year: int) -> dict[str, Cost]:
    """The costs of a year by what they are of."""
    return {cost.object: cost for cost in inventory.costs.values() if cost.object and cost.fiscal_year == year}


def is_known(question: Question, record: Record, costs: Mapping[str, Cost]) -> bool:
    """Tell whether the cell of a question is prefilled."""
    source: Record | None = costs.get(record.id) if question.entity == "Cost" else record
    if source is None:
        return False
    name = question.field.name
    return name in source.not_applicable or name in source.none or getattr(source, name) not in (None, (), "")


def _cell(inventory: Inventory, question: Question, record: Record, costs: dict[str, Cost], language: str) -> Any:
    source: Record | None = costs.get(record.id) if question.entity == "Cost" else record
    if source is None:
        return ""
    field, words = question.field, WORDS[language]
    value = getattr(source, field.name)
    if field.name in source.not_applicable:
        return words["not_applicable"]
    if field.name in source.none:
        return words["none"]
    if value in (None, ()):
        return ""
    if field.is_reference:
        names = [_name(inventory, reference) for reference in (value if field.is_list else (value,))]
        return words["between"].join(names)
    if field.type == "enums":
        return words["codes"].join(caption(field.of, code, language) for code in value)
    if field.type == "list":
        return words["between"].join(value)
    if field.type == "enum":
        return caption(field.of, value, language)
    if field.type == "bool":
        return words["true" if value else "false"]
    if isinstance(value, Decimal):
        return float(value / 10_000) if field.type == "money" else float(value)
    return value


def _name(inventory: Inventory, reference: str) -> str:
    """The name that leads back to a record: OWNER/NAME where several bear it."""
    record = inventory.find(reference)
    if record is None:
        return reference
    name = str(getattr(record, "name", None) or getattr(record, "label", None) or reference)
    alike = inventory.records.get(type(record).__name__, {}).values()
    if sum(plain(str(getattr(other, "name", ""))) == plain(name) for other in alike) > 1:
        holder = inventory.find(holder_of(record) or "")
        return f"{getattr(holder, 'name', '')}/{name}" if holder is not None else name
    return name
