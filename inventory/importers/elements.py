"""Reads an office's own data-element standard and code lists (CSV or Excel) into elements of the dictionary."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from inventory.elements import ROLES, DataElement, dictionary, spellings
from inventory.identity import digest
from inventory.importers.cells import cell_value
from inventory.importers.column_types import data_type
from inventory.importers.csv_folder import grid_of_csv
from inventory.importers.excel import sheets
from inventory.importers.tables.grid import Grid
from inventory.limits import check_size
from inventory.names import plain
from inventory.problems import InputError, Problems
from inventory.values.observation import Locator
from inventory.vocabulary import read_code

_TITLES = {
    "zh": "中文名称;数据元名称;数据元中文名称;中文名;数据元;名称;zh;name_zh",
    "name": "英文名称;英文名;数据元英文名称;en_name;name;en",
    "code": "内部标识符;标识符;数据元标识符;数据元编码;数据元编号;编号;code;identifier",
    "abbreviations": "短名;英文缩写;缩写;拼音缩写;中文全拼;全拼;字段名;字段名称;数据项短名;abbreviations;short name",
    "synonyms": "同义名称;同义词;别名;其他名称;synonyms;aliases",
    "data_type": "数据类型;类型;值的数据类型;data_type;type",
    "length": "数据格式;表示格式;格式;长度;数据长度;length;format",
    "unit": "计量单位;单位;unit",
    "codes": "值域;代码集;允许值;代码;codes;values;value domain",
    "object_class": "对象类词;对象类;object_class;object class",
    "role": "role;用途类别",
    "pii": "pii;个人信息级别;敏感级别",
    "source": "来源;依据标准;标准;标准号;来源标准;source",
    "list": "代码集名称;代码表名称;代码集;代码类别;code list;list",
    "value": "代码;代码值;编码;值;code;value",
    "meaning": "代码名称;含义;代码含义;名称;说明;meaning;label",
}
_NAMED = {field: {plain(title) for title in titles.split(";")} for field, titles in _TITLES.items()}
_ELEMENT = (
    "zh",
    "name",
    "code",
    "abbreviations",
    "synonyms",
    "data_type",
    "length",
    "unit",
    "codes",
    "object_class",
    "role",
    "pii",
    "source",
)
_PAIR = re.compile(
    r"(?:^|[;；,，、\n|])\s*([0-9A-Za-z]{1,10})\s*[-=:：.、\s]\s*([\u4e00-\u9fffA-Za-z][^;；,，\n|]{0,60}?)(?=\s*(?:[;；,，、\n|]|$))"
)
_SEARCHED = 30


@dataclass(slots=True)
class ReadElements:
    """What a standard says: its elements, with those of ours that it adds spellings or codes to."""

    elements: list[DataElement]
    lists: int


def read_elements(path: Path, problems: Problems, *, source: str = "") -> ReadElements:
    """The elements and code lists of a file. Raises InputError where no sheet has a column that names elements."""
    check_size(path)
    found: dict[str, DataElement] = {}
    codes: dict[str, list[str]] = {}
    is_known = False
    unread: list[Locator] = []
    for grid in _grids(path):
        grid.fill()
        begin, columns = _header(grid)
        is_known = is_known or bool(columns)
        if not columns and any(cell not in ("", None) for row in grid.rows for cell in row):
            unread.append(Locator(file=path.name, sheet=grid.name or None))
        for number, row in enumerate(grid.rows[begin:], start=begin + 1) if columns else ():
            at = Locator(file=path.name, sheet=grid.name or None, row=number)
            cells = {name: str(cell_value(row[i]) or "").strip() for name, i in columns.items() if i < len(row)}
            if "zh" in columns:
                _add_element(found, cells, at, problems, source or path.stem)
            else:
                _add_code(codes, cells, grid.name)
    if not is_known:
        raise InputError("no_elements", file=path.name)
    for at in unread:
        problems.ignore("sheet_without_elements", at, name=at.sheet or path.name)
    for title, pairs in codes.items():
        _give_codes(found, title, pairs, path.name, problems)
    return ReadElements(list(found.values()), len(codes))


def _grids(path: Path) -> Iterator[Grid]:
    with path.open("rb") as stream:
        magic = stream.read(4)
    if magic.startswith((b"PK", b"\xd0\xcf\x11\xe0")):
        yield from sheets(path)
    else:
        yield grid_of_csv(path)


def _header(grid: Grid) -> tuple[int, dict[str, int]]:
    """The row after the first that titles the columns of elements or of a code list, and which column is what."""
    for number, row in enumerate(grid.rows[:_SEARCHED]):
        titles = [plain(str(cell)) for cell in row]
        wanted = _ELEMENT if not _NAMED["value"] & set(titles) or _NAMED["data_type"] & set(titles) else ("list", "value", "meaning")
        columns: dict[str, int] = {}
        for name in wanted:
            for position, title in enumerate(titles):
                if title and title in _NAMED[name] and position not in columns.values():
                    columns.setdefault(name, position)
        if ("zh" in columns and len(columns) >= 2) or {"value", "meaning"} <= set(columns):
            return number + 1, columns
    return 0, {}


def _add_element(found: dict[str, DataElement], cells: Mapping[str, str], at: Locator, problems: Problems, source: str) -> None:
    label = cells.get("zh", "")
    if not label:
        # a line of notes fills one cell
        if sum(bool(text) for text in cells.values()) > 1:
            problems.reject("missing_value", at, field="中文名称", field_en="The Chinese name (中文名称)")
        return
    if len(label) > 60 or not re.search(r"[^\W\d_]", label):
        problems.reject("bad_element_name", at, name=label[:60])
        return
    role, pii = cells.get("role", ""), cells.get("pii", "")
    if role and role not in ROLES:
        problems.reject("unknown_role", at, value=role[:40], choices=", ".join(sorted(ROLES)))
        return
    known = _known(label)
    base = known or DataElement.new(_name(cells.get("name", ""), label, found), label)
    given: dict[str, Any] = {
        "code": cells.get("code", "")[:40] or base.code,
        "abbreviations": _joined(base.abbreviations, _list(cells.get("abbreviations", ""))),
        "synonyms": _joined(base.synonyms, _list(cells.get("synonyms", ""))),
        "synonyms_en": _joined(base.synonyms_en, _list(cells.get("name", ""))),
        "data_type": _type(cells.get("data_type", "")) or base.data_type,
        "length": cells.get("length", "")[:40] or base.length,
        "unit": cells.get("unit", "")[:20] or base.unit,
        "codes": codes_of(cells.get("codes", "")) or base.codes,
        "object_class": base.object_class or cells.get("object_class", "")[:40],
        "role": role or base.role,
        "pii": read_code("pii", pii) or base.pii if pii else base.pii,
        "source": cells.get("source", "")[:200] or source,
        # the office holds the text that it issued
        "verified": "full",
    }
    if base.name in found and found[base.name].zh != base.zh:
        problems.ask("double_element", at, name=label)
    found[base.name] = replace(base, **given)


def _known(label: str) -> DataElement | None:
    """The element of ours that bears this name: its own, or a synonym that is nobody else's."""
    own = [element for element in dictionary().values() if plain(element.zh) == plain(label)]
    names = spellings().get(plain(label), ())
    return own[0] if own else dictionary()[names[0]] if len(names) == 1 else None


def _name(english: str, label: str, found: Mapping[str, DataElement]) -> str:
    """A name of our form for a new element: its English words, else a hash of its label."""
    words = re.sub(r"[^a-z0-9]+", "_", re.sub(r"([a-z0-9])([A-Z])", r"\1_\2", english).lower()).strip("_")
    name = words if re.fullmatch(r"[a-z][a-z0-9_]{2,48}", words) and words not in dictionary() and words not in found else ""
    return name or f"office_{digest(plain(label))}"


def _list(text: str) -> tuple[str, ...]:
    return tuple(part for part in (piece.strip() for piece in re.split(r"[;；,，、|/\n]", text)) if 0 < len(part) <= 60)[:40]


def _joined(ours: tuple[str, ...], theirs: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*ours, *theirs)))


def _type(text: str) -> str:
    return (read_code("data_type", text) or data_type(re.sub(r"[(（].*", "", text).strip()) or "") if text else ""


def codes_of(text: str) -> str:
    """The codes that a value domain lists (`1-男；2-女`), as `1=男;2=女`; empty where it lists fewer than two."""
    pairs = _PAIR.findall(text)
    return ";".join(f"{value}={meaning.strip()}" for value, meaning in pairs) if len(pairs) > 1 else ""


def _add_code(codes: dict[str, list[str]], cells: Mapping[str, str], sheet: str) -> None:
    value, meaning = cells.get("value", ""), cells.get("meaning", "")
    title = cells.get("list", "") or sheet
    if title and value and meaning and not set(";=") & set(value + meaning):
        codes.setdefault(title, []).append(f"{value[:20]}={meaning[:60]}")


def _give_codes(found: dict[str, DataElement], title: str, pairs: list[str], file: str, problems: Problems) -> None:
    """A code list belongs to the element of its name, with or without 代码 at its end."""
    bare = re.sub(r"(?:代码|编码|分类)?(?:代码|编码|分类)?(?:集|表)?$", "", title.strip())
    for name in dict.fromkeys((title, bare, f"{bare}代码", f"{bare}类型")):
        element = next((e for e in found.values() if plain(e.zh) == plain(name)), None) or _known(name)
        if element is not None:
            found[element.name] = replace(found.get(element.name, element), codes=";".join(pairs[:2_000]))
            return
    problems.ask("list_of_no_element", Locator(file=file), name=title[:60])
