"""From rows to observations: headers to fields, cells to values, rows to ids. Bad rows are listed, good rows kept."""

import dataclasses
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

from inventory import secrecy
from inventory.identity import ID, record_id
from inventory.importers.rows import RawRow
from inventory.names import fold, plain
from inventory.problems import Problems
from inventory.reading import NOT_APPLICABLE, NotAnswered, Unreadable, read_value
from inventory.schema import FieldSpec, entities, headers
from inventory.values.observation import Observation

_OWN_COLUMNS = frozenset({"id", "sources", "modes", "none", "not_applicable", "hits"})
# free text may speak of secrets, and a column or message may be named after one: none of them marks its row
_TEXTS = frozenset({"text", "purpose"})
_NAMES = {
    "DataField": _TEXTS | {"name", "label", "definition", "domain", "resource"},
    "Dataset": _TEXTS | {"abstract"},
    "Exchange": _TEXTS | {"name", "resources", "elements"},
    "ShareRequest": _TEXTS | {"elements", "dataset"},
}
_NAMES_BY_PROGRAM = {**_NAMES, "Dataset": _TEXTS | {"abstract", "name", "code", "related"}}
# a row without these says nothing that could be used
_REQUIRED = {
    "Organisation": ("name",),
    "System": ("name",),
    "Channel": ("name", "kind"),
    "Service": ("name",),
    "Dataset": ("name",),
    "DataField": ("resource",),
    # an interface that is described (OpenAPI) may have no consumer yet
    "Exchange": ("from_system", "to_system/contract_format"),
    "Return": ("name",),
    # whom a request is addressed to is told by the dataset that it names
    "ShareRequest": ("from_org", "to_org/dataset"),
    "Responsibility": ("organisation", "object", "role/stage"),
    "Usage": ("object", "period"),
    "Cost": ("object",),
    "AssessmentItem": ("text",),
    "Algorithm": ("name",),
    "Support": ("name",),
    "Notice": ("title",),
}


@cache
def header_field(entity: str, header: str) -> tuple[FieldSpec | None, bool]:
    """The field that a header names, and whether its amounts are in 万元."""
    text = fold(header).strip().rstrip("*")
    ten_thousands = "万元" in text
    found = headers(entity)
    for spelling in (header, text.replace("(万元)", "").replace("（万元）", ""), text.removesuffix("(元)"), text.split("(")[0]):
        field = found.get(plain(spelling))
        if field is not None:
            # the form's own key without unit (annual_om) is in 万元, as the form asks it
            by_form_key = field.type == "money" and plain(spelling) in {plain(a) for a in field.aliases}
            bare_title = field.type == "money" and plain(spelling) == plain(field.zh) and not text.endswith("(元)")
            return field, ten_thousands or by_form_key or bare_title
    return None, False


def interpret(rows: Iterable[RawRow], problems: Problems, *, defaults: Mapping[str, Mapping[str, Any]] | None = None) -> list[Observation]:
    """Observations of all acceptable rows; what is not accepted goes to `problems` with its address.

    `defaults` gives values per entity that a row leaves out (the owner, in a body's own workbook).
    """
    read: list[tuple[RawRow, dict[str, Any]]] = []
    for row in rows:
        values = _row_values(row, problems)
        if values is None:
            continue
        for name, value in (defaults or {}).get(row.entity, {}).items():
            values.setdefault(name, value)
        if _has_required(row, values, problems):
            read.append((row, values))
    return _identified(read, problems)


def _row_values(row: RawRow, problems: Problems) -> dict[str, Any] | None:
    values: dict[str, Any] = {}
    for header, cell in row.cells.items():
        at = dataclasses.replace(row.at, column=row.columns.get(header, header)) if row.at.row is not None else row.at
        if header in _OWN_COLUMNS:
            continue
        if secrecy.is_credential_header(header):
            if cell not in (None, "", []):
                problems.reject("credential_column", at)
            continue
        field, ten_thousands = header_field(row.entity, header)
        if field is None:
            if cell not in (None, "", []):
                problems.ignore("unknown_column", at, header="***" if secrecy.has_credential(header) else secrecy.masked(header[:60]))
            continue
        try:
            value = read_value(field, cell, ten_thousands=ten_thousands, literal=row.literal)
        except NotAnswered:
            continue
        except Unreadable as wrong:
            problems.reject(wrong.code, at, field=field.zh, field_en=field.en, **wrong.params)
            if field.name == "secrecy":
                return None
            continue
        if field.name == "secrecy" and value == "secret":
            problems.reject("secret_row", dataclasses.replace(row.at, column=None))
            return None
        values[field.name] = value
    spared = (_NAMES_BY_PROGRAM if row.literal else _NAMES).get(row.entity, _TEXTS)
    if any(_is_secret(cell) for header, cell in row.cells.items() if _field_name(row.entity, header) not in spared):
        problems.reject("secret_row", dataclasses.replace(row.at, column=None))
        return None
    return values


def _field_name(entity: str, header: str) -> str | None:
    field, _ = header_field(entity, header)
    return None if field is None else field.name


def _is_secret(cell: Any) -> bool:
    if isinstance(cell, (list, tuple)):
        return any(_is_secret(item) for item in cell)
    return isinstance(cell, str) and secrecy.is_secret_mark(cell)


def _has_required(row: RawRow, values: Mapping[str, Any], problems: Problems) -> bool:
    if not values:
        return False
    spec = entities()[row.entity]
    for choice in _REQUIRED[row.entity]:
        names = choice.split("/")
        if not any(values.get(name) not in (None, "", NOT_APPLICABLE) for name in names):
            field = spec.fields[names[0]]
            problems.reject("missing_value", row.at, field=field.zh, field_en=field.en)
            return False
    if row.entity == "DataField" and not (values.get("name") or values.get("label")):
        problems.reject("missing_value", row.at, field=spec.fields["label"].zh, field_en=spec.fields["label"].en)
        return False
    return True


def _identified(read: list[tuple[RawRow, dict[str, Any]]], problems: Problems) -> list[Observation]:
    names_of: dict[str, set[str]] = defaultdict(set)
    for row, values in read:
        base = record_id(entities()[row.entity], values)
        if base is not None and row.entity == "DataField":
            names_of[base].add(plain(str(values.get("name") or "")))
    found: dict[tuple[str, str], Observation] = {}
    doubles: Counter[tuple[str, str]] = Counter()
    for row, values in read:
        spec = entities()[row.entity]
        given = row.cells.get("id")
        identifier = str(given).strip() if given not in (None, "") else None
        if identifier is not None and (not ID.fullmatch(identifier) or secrecy.personal_numbers(identifier)):
            problems.reject("bad_id", row.at)
            continue
        if identifier is None:
            identifier = record_id(spec, values)
            if identifier is not None and len(names_of.get(identifier, ())) > 1:
                # one label over several columns of a table: the column's name tells them apart
                identifier = record_id(spec, values, extra=(plain(str(values.get("name") or "")),))
        if identifier is None:
            problems.reject("no_identity", row.at)
            continue
        key = (row.entity, identifier)
        observation = Observation(entity=row.entity, record=identifier, mode=row.mode, values=values, locator=row.at)
        if key in found:
            doubles[key] += 1
            if dict(found[key].values) != values:
                problems.ask("double_row", row.at, id=identifier)
                merged = {**values, **found[key].values}
                found[key] = dataclasses.replace(found[key], values=merged)
            continue
        found[key] = observation
    return list(found.values())
