"""From rows to observations: headers to fields, cells to values, rows to ids. Bad rows are listed, good rows kept."""

import dataclasses
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

from inventory import secrecy
from inventory.identity import ID, record_id
from inventory.importers.rows import RawRow
from inventory.names import fold, plain
from inventory.problems import Problems
from inventory.reading import NOT_APPLICABLE, SIMPLE, NotAnswered, Unreadable, is_common, is_single, limit_of, read_value
from inventory.schema import FieldSpec, entities, headers
from inventory.values.observation import Locator, Observation

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
MOST_SEEN = 2_000
_CELL = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
# currencies that are not converted
_OTHER_MONEY = re.compile(r"\b(?:usd|eur|gbp|hkd|jpy|dollars?|euros?|pounds?)\b|us\$|[$€£]|美元|欧元|英镑|港元|港币|日元")
# a unit in an English title
_TEN_THOUSANDS = re.compile(r"\b(?:10,?000|10k|ten[- ]thousands?(?: of)?) (?:yuan|rmb|cny)\b")
# a unit of counts in a title: 用户数（万人）, 数据量(万条)
_COUNTED = re.compile(r"[(（\[]\s*(?:单位\s*[:：]\s*)?万[^元)）\]]{0,3}[)）\]]")
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
    "Inspection": ("object", "item"),
    "Lead": ("title/text",),
}


def is_other_money(title: str) -> bool:
    """Tell whether a title says that its amounts are in another currency than yuan."""
    return _OTHER_MONEY.search(title) is not None


def counts_ten_thousands(title: str) -> bool:
    """Tell whether a title says that its numbers are counted in ten thousands."""
    return _COUNTED.search(title) is not None


@cache
def header_field(entity: str, header: str) -> tuple[FieldSpec | None, bool]:
    """The field that a header names, and whether its amounts are in 万元, its counts in ten thousands."""
    text = fold(header).strip().rstrip("*")
    ten_thousands = "万元" in text or _TEN_THOUSANDS.search(text) is not None
    found = headers(entity)
    for spelling in (header, text.replace("(万元)", "").replace("（万元）", ""), text.removesuffix("(元)"), text.split("(")[0]):
        field = found.get(plain(spelling))
        if field is not None and field.type == "money" and is_other_money(text):
            return None, False  # an amount in dollars is none in yuan, whatever else its title says
        if field is not None:
            # the form's own key without unit (annual_om) is in 万元, as the form asks it
            by_form_key = field.type == "money" and plain(spelling) in {plain(a) for a in field.aliases}
            bare_title = field.type == "money" and plain(spelling) == plain(field.zh) and not text.endswith("(元)")
            by_count = field.type in ("int", "dec") and counts_ten_thousands(text)
            return field, by_count or (field.type == "money" and (ten_thousands or by_form_key or bare_title))
    return None, False


def interpret(rows: Iterable[RawRow], problems: Problems, *, defaults: Mapping[str, Mapping[str, Any]] | None = None) -> list[Observation]:
    """Observations of all acceptable rows; what is not accepted goes to `problems` with its address.

    `defaults` gives values per entity that a row leaves out (the owner, in a body's own workbook).
    """
    read: list[tuple[RawRow, dict[str, Any]]] = []
    for row in rows:
        values = usable_values(row, problems, (defaults or {}).get(row.entity, {}))
        if values is not None:
            read.append((row, values))
    return _identified(read, problems)


def usable_values(row: RawRow, problems: Problems, defaults: Mapping[str, Any]) -> dict[str, Any] | None:
    """The values of a row with those that it leaves out; None for a row that cannot be used."""
    values = row_values(row, problems)
    if values is None:
        return None
    for name, value in defaults.items():
        values.setdefault(name, value)
    return values if has_required(row, values, problems) else None


@dataclass(frozen=True, slots=True)
class Column:
    """What a header of an entity's rows means; `may_name_secrets` says that a secret's name in it marks nothing.

    `limit` is the length up to which a common text is its own value, 0 where none is. `seen` keeps the values of texts that were read without objection: columns of lists, dates and owners repeat them.
    """

    header: str
    is_own: bool
    is_credential: bool
    field: FieldSpec | None
    ten_thousands: bool
    may_name_secrets: bool
    name: str = ""
    limit: int = 0
    is_list: bool = False
    seen: dict[Any, Any] = dataclasses.field(default_factory=dict, compare=False)


def may_name_secrets(entity: str, name: str, *, literal: bool = False) -> bool:
    """Tell whether a secret's name in this field marks nothing."""
    return name in (_NAMES_BY_PROGRAM if literal else _NAMES).get(entity, _TEXTS)


@lru_cache(maxsize=4096)
def _column(entity: str, header: str, literal: bool) -> Column:
    field, ten_thousands = (None, False) if header in _OWN_COLUMNS else header_field(entity, header)
    is_credential = header not in _OWN_COLUMNS and secrecy.is_credential_header(header)
    is_plain = field is not None and not is_credential and field.entity != "Lead"
    return Column(
        header,
        header in _OWN_COLUMNS,
        is_credential,
        field,
        ten_thousands,
        field is not None and may_name_secrets(entity, field.name, literal=literal),
        field.name if field is not None else "",
        limit_of(field) if is_plain and field is not None and field.type in SIMPLE else 0,
        is_plain and field is not None and field.type in ("list", "refs"),
    )


@lru_cache(maxsize=4096)
def columns_of(entity: str, headers: tuple[str, ...], literal: bool) -> tuple[Column, ...]:
    """The columns of rows with these headers."""
    return tuple(_column(entity, header, literal) for header in headers)


def row_values(row: RawRow, problems: Problems) -> dict[str, Any] | None:
    """The values of a row's fields; None for a row that may not be taken in."""
    values: dict[str, Any] = {}
    is_marked = False
    cells = row.cells
    for column, cell in zip(columns_of(row.entity, tuple(cells), row.literal), cells.values(), strict=True):
        if cell is None or cell == "" or cell == []:
            continue
        if type(cell) is str:
            if (known := column.seen.get(cell)) is not None:
                values[column.name] = known if type(known) is not list else list(known)
                continue
            if column.limit and is_common(cell, column.limit):
                values[column.name] = cell
                continue
            if column.is_list and is_single(cell):
                values[column.name] = [cell]
                continue
        elif type(cell) is int and (known := column.seen.get(cell)) is not None:
            values[column.name] = known
            continue
        header = column.header
        marked_before = is_marked
        is_marked = is_marked or (not column.may_name_secrets and is_secret(cell))
        field = column.field
        if column.is_own:
            continue
        if column.is_credential:
            problems.reject("credential_column", _place(row, header))
            continue
        if field is None:
            shown = "***" if secrecy.has_credential(header) else secrecy.masked(header[:60])
            problems.ignore("unknown_column", _place(row, header), header=shown)
            continue
        try:
            value = read_value(field, cell, ten_thousands=column.ten_thousands, literal=row.literal)
        except NotAnswered:  # the third value: nothing is said of this field
            continue
        except Unreadable as wrong:
            problems.reject(wrong.code, _place(row, header), field=field.zh, field_en=field.en, **wrong.params)
            if field.name == "secrecy":
                return None
            continue
        if field.name == "secrecy" and value == "secret":
            is_marked = True
        values[field.name] = value
        if type(cell) in (str, int) and is_marked == marked_before and value is not None and len(column.seen) < MOST_SEEN:
            column.seen[cell] = value
    if is_marked:
        problems.reject("secret_row", row.at)
        return None
    return values


def _place(row: RawRow, header: str) -> Locator:
    if row.at.row is None:
        return row.at
    named = row.columns.get(header)
    if named and (cell := _CELL.fullmatch(named)):
        return dataclasses.replace(row.at, column=cell[1], row=int(cell[2]))
    return dataclasses.replace(row.at, column=named or ("***" if secrecy.has_credential(header) else header))


def is_secret(cell: Any) -> bool:
    """Tell whether a cell marks its row as secret."""
    if isinstance(cell, (list, tuple)):
        return any(is_secret(item) for item in cell)
    return isinstance(cell, str) and secrecy.is_secret_mark(cell)


def has_required(row: RawRow, values: Mapping[str, Any], problems: Problems) -> bool:
    """Tell whether a row says enough to be used; what it lacks goes to `problems`."""
    if not values:
        return False
    spec = entities()[row.entity]
    for names in required(row.entity):
        if not any(values.get(name) not in _NOTHING for name in names):
            field = spec.fields[names[0]]
            problems.reject("missing_value", row.at, field=field.zh, field_en=field.en)
            return False
    if row.entity == "DataField" and not (values.get("name") or values.get("label")):
        problems.reject("missing_value", row.at, field=spec.fields["label"].zh, field_en=spec.fields["label"].en)
        return False
    return True


_NOTHING = (None, "", NOT_APPLICABLE)


@cache
def required(entity: str) -> tuple[tuple[str, ...], ...]:
    """Choices of fields, of each of which one must say something."""
    return tuple(tuple(choice.split("/")) for choice in _REQUIRED[entity])


def _identified(read: list[tuple[RawRow, dict[str, Any]]], problems: Problems) -> list[Observation]:
    """An observation of every row that has an identity; rows of one id are one."""
    bases, several = _bases(read)
    merged = Merged(problems)
    for (row, values), base in zip(read, bases, strict=True):
        identifier = base
        given = row.cells.get("id")
        if given is not None and given != "":
            identifier = str(given).strip()
        elif base in several:
            identifier = told_apart(values)
        if wrong := identity_problem(identifier, base):
            problems.reject(wrong, row.at)
        else:
            merged.add(row.entity, str(identifier), values, row.at, row.mode)
    return merged.observations()


def told_apart(values: Mapping[str, Any]) -> str | None:
    """The id of a column of a table whose label several columns bear: their names tell them apart."""
    return record_id(entities()["DataField"], values, extra=(plain(str(values.get("name") or "")),))


def identity_problem(identifier: str | None, base: str | None) -> str | None:
    """What is wrong with the identity of a row (a code), that is an id of its own or the one that its fields make (`base`)."""
    if identifier is None:
        return "no_identity"
    is_wrong = identifier != base and (not ID.fullmatch(identifier) or secrecy.personal_numbers(identifier))
    return "bad_id" if is_wrong else None


class Merged:
    """What the rows of a file say of each record: of two rows of one record the first counts, and the second adds to it."""

    def __init__(self, problems: Problems) -> None:
        self._problems = problems
        self._found: dict[tuple[str, str], Observation] = {}

    def add(self, entity: str, identifier: str, values: Mapping[str, Any], at: Locator, mode: str = "declared") -> None:
        """Take in one row; one that says something else than an earlier one is asked about."""
        known = self._found.get((entity, identifier))
        if known is None:
            self._found[entity, identifier] = Observation(entity=entity, record=identifier, mode=mode, values=values, locator=at)
        elif dict(known.values) != values:
            self._problems.ask("double_row", at, id=identifier)
            self._found[entity, identifier] = dataclasses.replace(known, values={**values, **known.values})

    def observations(self) -> list[Observation]:
        """One of each record, in the order of the first rows."""
        return list(self._found.values())


def _bases(read: list[tuple[RawRow, dict[str, Any]]]) -> tuple[list[str | None], set[str]]:
    """The id that each row's own fields make, and those that data fields of several names would share."""
    specs = entities()
    bases: list[str | None] = []
    first: dict[str, str] = {}
    several: set[str] = set()
    for row, values in read:
        is_field = row.entity == "DataField"
        base = record_id(specs[row.entity], values) if is_field or row.cells.get("id") in (None, "") else None
        bases.append(base)
        given = row.cells.get("id")
        # a row that is refused changes nothing about others
        is_taken = given is None or given == "" or identity_problem(str(given).strip(), base) is None
        if base is not None and is_field and is_taken:
            name = values.get("name")
            name = plain(name) if type(name) is str else plain(str(name or ""))
            if first.setdefault(base, name) != name:
                several.add(base)
    return bases, several
