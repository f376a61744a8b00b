"""From a found table to rows of entities, each with its place; instructions, examples and totals are passed over."""

import re
from collections.abc import Iterator
from typing import Any

from inventory.importers.cells import cell_value
from inventory.importers.column_types import data_type
from inventory.importers.interpret import counts_ten_thousands
from inventory.importers.rows import Context, RawRow
from inventory.importers.tables.dictionaries import (
    asks_whether_empty,
    is_technical,
    key_answer,
    label_in,
    may_be_comment,
    null_answer,
    type_and_length,
)
from inventory.importers.tables.find import FoundTable
from inventory.importers.tables.grid import Grid
from inventory.importers.tables.resources import Listed
from inventory.importers.tables.titles import Meaning, cleaned
from inventory.names import plain
from inventory.problems import Problems
from inventory.schema import OWNER_FIELD, FieldSpec, entities
from inventory.secrecy import is_secret_mark
from inventory.values.observation import Locator
from inventory.vocabulary import read_code

_INSTRUCTION = frozenset(
    plain(word)
    for word in ("请填写", "请选择", "必填", "选填", "必填项", "选填项", "下拉选择", "自动生成", "填写说明", "文本", "单选", "多选", "日期")
)
_EXAMPLE = re.compile(r"^(?:[(（]?(?:示例|样例|例子|举例|例如|填写示例)|例\s*[:：1-9])")
_TOTAL = frozenset(plain(word) for word in ("合计", "总计", "小计", "共计", "total", "sum"))
# columns in which a word such as 机密 is a name and no mark
_MAY_SPEAK = {("DataField", name) for name in ("name", "label", "domain")}
_SIGNED = re.compile(
    r"^(?:填表人|填报人|审核人|负责人|联系人|制表人|经办人|填表日期|填报日期|审核|注|备注|说明|填表说明)\s*[:：]|^endFlag$|^[(（]?续表[)）]?$"
)
_SIGNATURES = frozenset(plain(word) for word in ("填表人", "填报人", "审核人", "制表人", "经办人", "填表日期", "填报日期"))
_PLACEHOLDER = re.compile(r"^[×xX＊*○〇]{2,}")
_STARRED = frozenset({"is_key", "required"})
_NO_ANSWER = frozenset({"*", "**", "/", "\\", "-", "--", "—", "——"})


def table_rows(table: FoundTable, grid: Grid, file: str, context: Context, problems: Problems) -> Iterator[RawRow]:
    """Rows of the table's entity and of what else its rows speak of."""
    header = {plain(title) for title in table.titles.values()}
    listed = Listed(table, grid, file, context, problems) if table.entity == "DataField" else None
    names = {column for column, found in table.meanings.items() if any((m.entity, m.field.name) in _MAY_SPEAK for m in found)}
    seen: set[tuple[str, ...]] = set()
    bodies: set[str] = set()
    for number in range(table.first, table.stop):
        cells = grid.rows[number]
        at = grid.locator(file, number)
        if listed is not None:
            yield from listed.begin(number)
            if listed.passes(number):
                continue
        filled = [str(cell).strip() for cell in cells if cell not in ("", None) and str(cell).strip()]
        if not filled or _is_remark(filled, header, at, problems):
            continue
        if any(isinstance(cell, str) and is_secret_mark(cell) for column, cell in enumerate(cells) if column not in names):
            # whatever of the row's records the mark stands beside, nothing of the row is taken in
            problems.reject("secret_row", at)
            continue
        by_entity = _cells_of(table, grid, number)
        own, columns = by_entity.get(table.entity, ({}, {}))
        label = entities()[table.entity].fields[entities()[table.entity].label_field].key
        if table.body and (owner := OWNER_FIELD.get(table.entity)) is not None:
            own.setdefault(entities()[table.entity].fields[owner].key, table.body)
        if set(own) <= {entities()[table.entity].fields[f].key for f in OWNER_FIELD.values() if f in entities()[table.entity].fields}:
            continue  # nothing but whose it is: an empty line of the form
        if listed is not None:
            if not listed.tells_column(own):
                continue
            yield from listed.place(own, number, at)
        if table.entity == "Dataset" and "DataField" in by_entity:
            yield from _catalogue_row(own, columns, by_entity["DataField"], at, seen, bodies)
            continue
        yield RawRow(table.entity, own, at, columns)
        for entity, (values, places) in by_entity.items():
            if entity == "Cost" and own.get(label) not in (None, ""):
                yield from _costs(str(own[label]), values, places, at)


def _is_remark(filled: list[str], header: set[str], at: Locator, problems: Problems) -> bool:
    first = filled[0]
    if plain(first) in _TOTAL or re.search(r"^(?:合计|总计|共计|小计)(?:\s*[(（:：0-9].*)?$|(?:小计|合计|总计)(?:\s*[(（].*)?$", first):
        return True
    if all(plain(cell) in _INSTRUCTION for cell in filled) or (
        len(filled) > 2 and sum(plain(cleaned(cell)) in header for cell in filled) > 0.6 * len(filled)
    ):
        return True
    if any(_EXAMPLE.match(cell) for cell in filled[:2]):
        problems.ignore("example_row", at)
        return True
    if any(_SIGNED.match(cell) for cell in filled) or plain(first) in _SIGNATURES or _PLACEHOLDER.match(first):
        return True
    # a line merged over the columns divides the table
    return len(set(filled)) == 1 and (len(filled) > 2 or len(first) > 30)


Cells = tuple[dict[str, Any], dict[str, str]]


def _cells_of(table: FoundTable, grid: Grid, number: int) -> dict[str, Cells]:
    """For each entity header → value and header → column letter. Of two columns of one field the first that is filled counts."""
    found: dict[str, Cells] = {}
    cells = grid.rows[number]
    for column, meanings in table.meanings.items():
        value = cell_value(cells[column]) if column < len(cells) else ""
        if value in ("", None) or (isinstance(value, str) and not value.strip()):
            continue
        for told in meanings:
            # a star under PK or NOT NULL is a yes
            if isinstance(value, str) and value.strip() in _NO_ANSWER and not (value.strip() == "*" and told.field.name in _STARRED):
                continue
            values, columns = found.setdefault(told.entity, ({}, {}))
            header = _header(told, table.in_ten_thousands)
            if values.get(header) in (None, ""):
                values[header] = _in_our_words(told, table.titles[column], value)
                columns[header] = grid.cell_name(number, column)
            elif column in table.levels:
                values[header] = _deeper(str(values[header]), value, told.field)
    if "DataField" in found:
        _complete(found["DataField"][0], table, cells)
    return found


def _complete(values: dict[str, Any], table: FoundTable, cells: list[Any]) -> None:
    """What a column's cells tell beside their own title: a length in its type, NOT NULL among its constraints, its label in its comment."""
    fields = entities()["DataField"].fields
    for column, found in table.meanings.items():
        text = str(cells[column]).strip() if column < len(cells) and cells[column] not in ("", None) else ""
        for told in found if text else ():
            if (told.entity, told.field.name) == ("DataField", "type") and (length := type_and_length(text)[1]):
                values.setdefault(fields["length"].key, length)
            elif (told.entity, told.field.name) == ("DataField", "is_key") and null_answer(text) == "是" and len(text) > 1:
                values.setdefault(fields["required"].key, "是")
            elif (told.entity, told.field.name) == ("DataField", "definition") and fields["label"].key not in values:
                is_comment = may_be_comment(table.titles[column]) and is_technical(values.get(fields["name"].key))
                if is_comment and (label := label_in(text)):
                    values[fields["label"].key] = label


def _deeper(place: str, level: Any, field: FieldSpec) -> str:
    """A place in a catalogue with the next level, as far as the field has room for it; a level that repeats the last is none."""
    text = str(level).strip()
    whole = f"{place}/{text}"
    return whole if text != place.rpartition("/")[2] and len(whole) <= int(field.of) else place


def _in_our_words(told: Meaning, title: str, value: Any) -> Any:
    """A value in words of the form: yes and no turned round where the title asks the contrary, column types of databases."""
    if told.field.type == "bool":
        return _yes_or_no(told.field, title, value)
    if told.field.name == "secrecy" and plain(str(value)) in ("是", "否", "yes", "no"):
        return "secret" if plain(str(value)) in ("是", "yes") else "open"
    if told.field.type in ("int", "dec") and counts_ten_thousands(title) and "万" not in str(value):
        return f"{value}万"
    if told.entity == "DataField" and told.field.name == "type" and isinstance(value, str) and read_code("data_type", value) is None:
        return type_and_length(value)[0] or data_type(re.sub(r"[(（].*", "", value).strip()) or value
    return value


_CONTRARY = {
    "是": "否",
    "否": "是",
    "y": "否",
    "n": "是",
    "yes": "否",
    "no": "是",
    "0": "是",
    "1": "否",
    "true": "否",
    "false": "是",
    "√": "否",
}
_ANSWERS = frozenset({"是", "否", "y", "n", "yes", "no", "0", "1", "true", "false", "有", "无"})


def _yes_or_no(field: FieldSpec, title: str, value: Any) -> Any:
    """`是否为空: 否` says that a value is required; 开放 and 不开放 are yes and no."""
    text = plain(str(value))
    if field.name == "is_key" and text not in _ANSWERS:
        return key_answer(str(value)) or value
    if field.name == "required" and asks_whether_empty(title):
        return _CONTRARY.get(text) or null_answer(str(value)) or value
    if field.name == "required" and text in ("必选", "必填", "必须", "非必选", "选填", "可选", "非必填"):
        return "是" if text.startswith("必") else "否"
    if field.name == "required" and text not in _ANSWERS:
        return null_answer(str(value)) or value
    if field.name == "is_open":
        return "否" if text.startswith(("不", "未", "否")) else "是" if "开放" in text else value
    return value


def _header(told: Meaning, in_ten_thousands: bool | None) -> str:
    """The field's key; for an amount its title with the unit that the column, else the table, gives."""
    if told.field.type != "money":
        return told.field.key
    bare = re.sub(r"[(（](?:万元|元)[)）]|万元", "", told.field.zh)
    by_title = told.ten_thousands if in_ten_thousands is None or told.has_unit else in_ten_thousands
    year = f"|{told.year}" if told.year else ""
    return f"{bare}({'万元' if by_title else '元'}){year}"


def _costs(name: str, values: dict[str, Any], columns: dict[str, str], at: Locator) -> Iterator[RawRow]:
    """A cost for every fiscal year that the columns name."""
    by_year: dict[str, Cells] = {}
    for header, value in values.items():
        bare, _, year = header.partition("|")
        cells, places = by_year.setdefault(year, ({}, {}))
        cells[bare], places[bare] = value, columns[header]
    fields = entities()["Cost"].fields
    for year, (cells, places) in by_year.items():
        given = {fields["object"].key: name, fields["object_kind"].key: "system"}
        if year:
            given[fields["fiscal_year"].key] = year
        yield RawRow("Cost", {**cells, **given}, at, places)


def _catalogue_row(
    own: dict[str, Any], columns: dict[str, str], item: Cells, at: Locator, seen: set[tuple[str, ...]], bodies: set[str]
) -> Iterator[RawRow]:
    """A line of a resource catalogue: the resource once, the body that has a code once, and the line's item."""
    fields = entities()["Dataset"].fields
    name, provider, system = (str(own.get(fields[key].key) or "").strip() for key in ("name", "provider", "system"))
    code = str(own.get(fields["provider_code"].key) or "").strip()
    if provider and len(code) == 18 and provider not in bodies:
        bodies.add(provider)
        of_body = entities()["Organisation"].fields
        yield RawRow("Organisation", {of_body["name"].key: provider, of_body["code"].key: code}, at)
    if name and (name, provider, system) not in seen:
        seen.add((name, provider, system))
        yield RawRow("Dataset", own, at, columns)
    values, places = item
    if name:
        holder = system or provider
        resource = f"{holder}/{name}" if holder else name
        yield RawRow("DataField", {**values, entities()["DataField"].fields["resource"].key: resource}, at, places)
