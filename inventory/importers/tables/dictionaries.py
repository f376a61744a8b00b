"""Data dictionaries: sheets that list the columns of database tables, as design documents and modelling tools write them."""

import re
from collections.abc import Mapping
from typing import Any

from inventory.importers.column_types import data_type, label_of
from inventory.importers.tables.grid import Grid
from inventory.importers.tables.titles import Meaning, cleaned, meaning
from inventory.names import plain
from inventory.schema import entities
from inventory.vocabulary import read_code

# rows that show what a column holds
_SHOWING_ROWS = 200
_TECHNICAL = re.compile(r"[A-Za-z_][A-Za-z0-9_.$]{1,63}")
_TYPE = re.compile(
    r"([A-Za-z][A-Za-z0-9 ]{1,30}?)\s*(?:[(（]\s*([0-9]{1,6}(?:\s*[,，]\s*[0-9]{1,3})?|max|n|p|p,\s?s)?\s*(?:byte|char)?\s*[)）])?", re.I
)
# types that are no words of a title
_ONLY_TYPES = frozenset(
    ["varchar", "varchar2", "nvarchar", "nvarchar2", "bigint", "tinyint", "smallint", "int", "datetime", "decimal", "clob", "longtext"]
)
_KEY = re.compile(r"\bpk\b|^p$|\bpri\b|\bprimary(?:\s*key)?\b|主键|主码|^[*√✓✔●]$", re.I)
_NOT_NULL = re.compile(r"\bnot\s*null\b|非空|不(?:能|可|允许)?(?:以|为)?空|\bnn\b|^m$|^[*√✓✔●]$|^mandatory$|必填|必须", re.I)
_NULL = re.compile(r"^(?:null|nullable|可空|可为空|可以为空|允许为?空|选填|可选|optional|[oncx×])$", re.I)
# what else a column of constraints holds
_OTHER = re.compile(
    r"\bfk\b|foreign|外键|外码|\buni?q?(?:ue)?\b|唯一|\bmul\b|\buk\b|索引|index|check|检查|默认|default|自增|auto|identity|references|null|非空|空|^[-—/\\]+$|^[A-Za-z_]\w*\.\w+$",
    re.I,
)
# titles under which a remark says something other than what a column means
_REMARKS = frozenset(plain(word) for word in ("备注", "remark", "remarks", "备注说明", "字段备注", "值域"))
_TITLE = re.compile(r"^(?!注|备注|说明|[*※])(?:.*表$|.*表\s*[(（:：]|.*\btable\b|(?:t|tb|tbl)_\w+$|.*[(（][A-Za-z]\w+[)）]$)", re.I)


def is_technical(text: Any) -> bool:
    """Tell whether a text may be the name of a table or column in a database."""
    return isinstance(text, str) and _TECHNICAL.fullmatch(text.strip()) is not None


def type_and_length(text: Any) -> tuple[str | None, str | None]:
    """The code of `data_type` for a column's type as written (varchar2(20), 字符型 is none of these), and its length."""
    found = _TYPE.fullmatch(text.strip()) if isinstance(text, str) else None
    if found is None:
        return None, None
    length = found[2] if found[2] and found[2][0].isdigit() else None
    return data_type(found[1]), re.sub(r"[\s，]+", lambda m: "," if "，" in m[0] else "", length) if length else None


def is_value(text: str) -> bool:
    """Tell whether a cell is a column's type and so no title: varchar(20), bigint."""
    code, _ = type_and_length(text)
    return code is not None and (text.strip()[-1] in ")）" or text.strip().casefold() in _ONLY_TYPES)


def key_answer(text: str) -> str | None:
    """Yes or no out of what stands under 主键, 约束 or Key; None where nothing is said of keys, the text itself stays to be read."""
    if _KEY.search(text.strip()):
        return "是"
    return "否" if _OTHER.search(text.strip()) else None


def null_answer(text: str) -> str | None:
    """Yes where a column must be filled (NOT NULL, M, 非空), no where it need not, None where neither is said."""
    if _NOT_NULL.search(text.strip()):
        return "是"
    return "否" if _NULL.match(text.strip()) else None


def asks_whether_empty(title: str) -> bool:
    """Tell a title that asks whether a column may be empty from one that asks whether it must be filled."""
    text = plain(title)
    return ("空" in text or "null" in text) and not re.search(r"非空|不(?:能|可|允许|得)?(?:以|为)?空|notnull", text)


def of_its_table(parts: Mapping[int, list[str]]) -> int | None:
    """The column that describes the table, not the column: beside the table's name, where what is right of the column's own name describes that."""
    told = {column: found.field.name for column, texts in parts.items() if (found := meaning("DataField", texts[-1], may_be_near=False))}
    table = next((column for column, name in told.items() if name == "resource"), None)
    own = next((column for column, name in told.items() if name == "name"), None)
    if table is None or own is None or table > own:
        return None
    describing = [column for column, name in told.items() if name in ("label", "definition") and plain(parts[column][-1]) not in _REMARKS]
    left = [column for column in describing if column < own]
    beside = [c for c in left if all(parts[b] == parts[table] for b in range(min(c, table) + 1, max(c, table)) if b in parts)]
    return beside[0] if beside and any(column > own for column in describing) else None


def may_be_comment(title: str) -> bool:
    """Tell whether what stands under a title is a column's comment: its label first, codes and remarks behind."""
    return plain(cleaned(title)) not in _REMARKS


def label_in(comment: Any) -> str:
    """The label that a comment begins with; nothing where it is no Chinese words."""
    label, _ = label_of(str(comment))
    return label if re.search(r"[\u3400-\u9fff]", label) else ""


def titles_of(header: list[Any]) -> frozenset[Any]:
    """The texts of a header as they stand."""
    return frozenset(cell for cell in header if isinstance(cell, str) and cell.strip())


def repeats(row: list[Any], titles: frozenset[Any]) -> bool:
    """Tell whether a row says the titles of a header again: another table of the same form begins."""
    same = titles.intersection(row)
    return len(same) >= 3 and len(same) >= 0.6 * len(titles)


def texts_of(row: list[Any]) -> list[str]:
    """The distinct texts of a row, in order."""
    return list(dict.fromkeys(text for cell in row if cell not in ("", None) and (text := str(cell).strip())))


def is_title(texts: list[str], before: list[str]) -> bool:
    """Tell a line that announces another table from a row of which only one cell is filled; `before` are the texts of the row above."""
    return len(texts) == 1 and len(texts[0]) <= 80 and (not before or len(before) == 1 or _TITLE.search(texts[0]) is not None)


def settle_names(grid: Grid, first: int, parts: Mapping[int, list[str]], meanings: dict[int, list[Meaning]]) -> None:
    """Of columns of names, where none is said to hold those of the database, the one whose cells are such names."""
    if any(m.field.name == "name" for found in meanings.values() for m in found):
        return
    labels = [c for c, texts in parts.items() if (m := meaning("DataField", texts[-1], may_be_near=False)) and m.field.name == "label"]
    for column in labels:
        cells = [row[column] for row in grid.rows[first : first + _SHOWING_ROWS] if column < len(row) and row[column] not in ("", None)]
        if cells and sum(map(is_technical, cells)) >= 0.8 * len(cells):
            fields = entities()["DataField"].fields
            meanings[column] = [Meaning("DataField", fields["name"], "spelling")]
            other = next((c for c in labels if c != column), None)
            if other is not None:
                meanings[other] = [Meaning("DataField", fields["label"], "spelling")]
            return


def has_types(grid: Grid, first: int, meanings: Mapping[int, list[Meaning]]) -> bool:
    """Tell whether what stands under a title of types are types, where the titles alone may be those of any list."""
    column = next((column for column, found in meanings.items() if any(m.field.name == "type" for m in found)), None)
    if column is None:
        return False
    rows = grid.rows[first : first + _SHOWING_ROWS]
    cells = [text for row in rows if column < len(row) and (text := str(row[column] if row[column] is not None else "").strip())]
    known = sum(1 for text in cells if type_and_length(text)[0] or read_code("data_type", text) is not None)
    return known > 0.2 * len(cells)
