"""Finds the tables on a sheet: title rows above, headers of one to three rows, several tables below each other."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from inventory.importers.tables.apprat import is_apprat_element
from inventory.importers.tables.dictionaries import (
    has_types,
    is_technical,
    is_value,
    of_its_table,
    repeats,
    settle_names,
    texts_of,
    titles_of,
)
from inventory.importers.tables.grid import Grid
from inventory.importers.tables.titles import ANY_LIST, Meaning, cleaned, kept_meaning, meaning, other_meaning
from inventory.names import plain
from inventory.schema import FieldSpec, entities
from inventory.secrecy import is_credential_header
from inventory.vocabulary import read_code

# rows looked at for a header after the last table; a form's instructions may take many
SEARCHED = 40
HEADER_ROWS = 3
# tables looked for on a sheet: what is below stays with the last
MOST_TABLES = 2_000
# what must be named for a table to be of an entity ("a/b": either); the first names the row's own record
NEEDED = {
    "System": ("name",),
    "Dataset": ("name", "provider/system/code/share_type/abstract/update_cycle"),
    "DataField": ("label/name",),
    "Channel": ("name", "kind/platform"),
    "Service": ("name", "owner/code"),
    "Exchange": ("from_system", "to_system"),
    "Return": ("name", "requiring/frequency/respondent_level"),
    "ShareRequest": ("from_org", "to_org/dataset"),
    "Organisation": ("name", "code/level/parent"),
    "Inspection": ("object", "item"),
    "Lead": ("text", "received/code/handler"),
}
# records that a row of a table may speak of as well
COMPANIONS = {"System": ("Cost",), "Dataset": ("DataField",)}
_CONTENT_ROWS = 200
# what only a column of a table or an item of a resource has
_OF_COLUMNS = frozenset(
    {"name", "type", "length", "is_key", "required", "domain", "element", "sharing", "pii", "is_open", "unit", "share_condition"}
)
# lists of goods and of people, whatever else they name
_OTHER_LISTS = frozenset(
    plain(word) for word in ("品牌", "规格", "型号", "规格型号", "单价", "数量", "学号", "身份证号", "身份证号码", "工号", "手机号")
)
_NUMBERING = frozenset(plain(word) for word in ("序号", "编号", "no", "备注", "排序"))
_HEADING = re.compile(r"(?:\btable|表名?)\s*[:：]|[(（][A-Za-z]\w+[)）]$|^[0-9一二三四五六七八九十]+\s*[.、，].*表", re.I)
_LINE = re.compile(r"[:：]\s*[^\s:：]|[_＿]{3,}")
# levels of a catalogue, by rank
_LEVEL_WORDS = ("类", "项", "目", "细目")
_LEVELS = {
    plain(name): rank
    for rank, (word, number) in enumerate(zip(_LEVEL_WORDS, "一二三四", strict=True))
    for name in (word, f"{word}名称", f"{word}级", f"{number}级分类", f"{number}级目录", f"{number}级类目")
}
# what the head of a form asks
_LABELS = frozenset(
    plain(word)
    for word in ("填报单位", "填报部门", "填表单位", "报送单位", "单位名称", "填报人", "填表人", "联系人", "联系电话", "填报日期", "填报时间", "填表日期", "日期", "数据库", "数据库名", "数据库名称", "版本", "表说明")
)  # fmt: skip
_YES_NO = frozenset(plain(word) for word in ("是", "否", "有", "无", "yes", "no", "y", "n", "√", "×"))
_BODY = re.compile(
    r"(?:填报|报送|填表|上报|所属)?(?:单位|部门)(?:名称|全称)?(?:[(（](?:盖章|公章|签章)[)）])?\s*[:：]\s*([^\s:：（(_＿]{3,40})"
)
_AFTER_BODY = re.compile(r"(?:填报|填表|上报|报送|联系|审核|日期|时间|负责).*")


@dataclass(slots=True)
class FoundTable:
    """A table: its main entity, what its columns mean (by position), where its header begins and its rows run (from 0).

    `levels` are the columns whose texts together are the place in a catalogue (类, 项, 目, 细目); `top` is where lines of labels and answers over the header begin; `above` are the lines over it, `body` is who filled it in and `in_ten_thousands` what amounts are in, as lines above the table say. `describing` is the column that describes the table of which a row tells a column.
    """

    entity: str
    begin: int
    first: int
    stop: int = 0
    meanings: dict[int, list[Meaning]] = field(default_factory=dict)
    titles: dict[int, str] = field(default_factory=dict)
    above: list[list[Any]] = field(default_factory=list)
    body: str = ""
    in_ten_thousands: bool | None = None
    top: int = 0
    levels: list[int] = field(default_factory=list)
    describing: int | None = None

    @property
    def unread(self) -> dict[int, str]:
        """Titled columns without a meaning."""
        return {column: title for column, title in self.titles.items() if column not in self.meanings}


def find_tables(grid: Grid, kept: Mapping[str, str]) -> Iterator[FoundTable]:
    """The tables of a sheet, from top to bottom."""
    grid.fill()
    table = next_header(grid, first_rows(grid), kept)
    above, count = 0, 1
    while table is not None:
        following = next_header(grid, _beginnings(grid, table.first), kept) if count < MOST_TABLES else None
        count += 1
        if following is not None and table.entity == "DataField":
            following.top = _title_lines(grid, following.top, table.first)
        table.stop = following.top if following is not None else len(grid.rows)
        _read_lines_above(table, grid.rows[above : table.begin])
        _by_content(table, grid)
        _settle_by_content(table, grid)
        yield table
        above, table = table.first, following


def first_rows(grid: Grid) -> range:
    """The rows in which the first header is looked for, from the first on in which something stands."""
    start = next((number for number, row in enumerate(grid.rows) if any(cell not in ("", None) for cell in row)), len(grid.rows))
    return range(start, min(len(grid.rows), start + SEARCHED))


def _beginnings(grid: Grid, position: int) -> Iterator[int]:
    """Rows at which another table may begin: below an empty row, below a line of one text, or where the titles stand again."""
    was_gap, titles = False, titles_of(grid.rows[position - 1])
    for number in range(position, len(grid.rows)):
        row = grid.rows[number]
        filled = {str(cell) for cell in row if cell not in ("", None)}
        if len(filled) > 1 and (was_gap or repeats(row, titles)):
            yield number
        was_gap = len(filled) <= 1 and len(row) > 1


def _title_lines(grid: Grid, top: int, first: int) -> int:
    """Where the lines of a text or two right above a table begin, which the rows of a list of columns from `first` on end with."""
    number = top
    while number > first:
        texts = texts_of(grid.rows[number - 1])
        if len(texts) != 1 and not _names_table(texts) and not (len(texts) == 2 and any(map(_is_heading, texts))):
            break
        number -= 1
    return number


def _names_table(texts: list[str]) -> bool:
    """Tell whether a line gives a table's name in the database: 表名 | t_jm | 序号 | 3."""
    pairs = zip(texts[0::2], texts[1::2], strict=False)
    return len(texts) <= 12 and any(_is_of_table(label) and is_technical(answer) and not _is_title(answer) for label, answer in pairs)


def _is_of_table(label: str) -> bool:
    found = meaning("DataField", label, may_be_near=False)
    return found is not None and found.field.name == "resource" and ("表" in label or "table" in label.casefold())


def _is_heading(text: str) -> bool:
    """Tell whether a text is one that names a table."""
    return _HEADING.search(text) is not None


def next_header(grid: Grid, candidates: Iterable[int], kept: Mapping[str, str]) -> FoundTable | None:
    """The first of these rows that reads as the header of a table; lines of labels and answers right above it are no part of it."""
    for top in candidates:
        begin = top
        while _is_line_of_answers(grid, begin) and begin + 1 < len(grid.rows):
            begin += 1
        # a line that names a table in a database is no header, whatever stands below it
        names_table = _names_table(texts_of(grid.rows[top]))
        if names_table and begin == top:
            continue
        for row in (begin,) if names_table else dict.fromkeys((begin, top)):
            found = _header_at(grid, row, kept)
            if found is not None:
                found.top = top
                return found
    return None


def _header_at(grid: Grid, begin: int, kept: Mapping[str, str]) -> FoundTable | None:
    """The table whose header begins in this row, of as many rows as read best."""
    best: tuple[float, FoundTable] | None = None
    for span in range(_least_span(grid, begin), HEADER_ROWS + 1):
        if begin + span > len(grid.rows):
            break
        found = _read_header(grid, begin, span, kept)
        if found is not None and (best is None or found[0] > best[0] + 0.5):
            best = found
    return best[1] if best is not None else None


def _is_line_of_answers(grid: Grid, number: int) -> bool:
    """Tell whether a row is labels with their answers (表名 | t_dbdx | 中文表名 | 低保对象表), not titles of columns.

    Titles stand in the row below again where cells are merged, and a title beside another has a meaning too.
    """
    texts = list(dict.fromkeys(str(cell).strip() for cell in grid.rows[number] if cell not in ("", None) and str(cell).strip()))
    if not texts or len(texts) % 2 or number + 1 >= len(grid.rows):
        return False
    below = {str(cell).strip() for cell in grid.rows[number + 1]}
    return below.isdisjoint(texts) and all(map(is_label, texts[0::2])) and not any(map(_is_title, texts[1::2]))


def is_label(text: str) -> bool:
    """Tell whether a text asks about a dataset or a form as a whole."""
    if plain(cleaned(text)) in _LABELS or meaning("Dataset", text, may_be_near=False) is not None:
        return True
    of_field = meaning("DataField", text, may_be_near=False)
    return of_field is not None and of_field.field.name == "resource"


def _is_title(text: str) -> bool:
    return plain(cleaned(text)) in _NUMBERING or any(meaning(entity, text, may_be_near=False) is not None for entity in NEEDED)


def _least_span(grid: Grid, begin: int) -> int:
    """How many rows a header takes at least: a title merged downwards reaches to its last."""
    ends = [
        bottom for (top, left), (bottom, right) in grid.merged if top == begin and left == right and begin < bottom < begin + HEADER_ROWS
    ]
    return max(ends) - begin + 1 if ends else 1


def _read_header(grid: Grid, begin: int, span: int, kept: Mapping[str, str]) -> tuple[float, FoundTable] | None:
    """How well these rows read as a header, and the table under it."""
    parts = _titles(grid.rows[begin : begin + span])
    if span > 1 and any(isinstance(cell, str) and is_value(cell) for row in grid.rows[begin + 1 : begin + span] for cell in row):
        return None
    if len(parts) < 2 or (span > 1 and not any(len(texts) > 1 for texts in parts.values())):
        return None
    best: tuple[float, FoundTable] | None = None
    known = sum(1 for texts in parts.values() if not is_apprat_element(texts[-1]))
    for entity, needed in NEEDED.items():
        describing = of_its_table(parts) if entity == "DataField" else None
        own_parts = {column: texts for column, texts in parts.items() if column != describing}
        meanings = _meanings(entity, own_parts, kept)
        if entity == "DataField":
            settle_names(grid, begin + span, own_parts, meanings)
        is_telling = any(_is_telling(m, parts[column]) for column, found in meanings.items() for m in found)
        if not is_telling and (entity != "DataField" or not has_types(grid, begin + span, meanings)):
            continue
        own = {m.field.name for found in meanings.values() for m in found if m.entity == entity}
        if not all(own & set(choice.split("/")) for choice in needed) or len(meanings) < 2:
            continue
        if len(meanings) < 5 and len(meanings) * 3 < known:
            continue
        titled = {plain(text) for column, texts in parts.items() if column not in meanings for text in texts} - _NUMBERING
        is_bare = own <= {"name", "owner"} and len(own) == len(meanings)
        # a list of cases names who called; those columns are left
        if (entity != "Lead" and titled & _OTHER_LISTS) or (is_bare and len(titled) > len(meanings)):
            continue
        # a list of tables, not of their columns
        if entity == "DataField" and "resource" in own and own.isdisjoint(_OF_COLUMNS):
            continue
        # columns of one table, which the lines above or the sheet name: a dictionary tells at least their types
        if entity == "DataField" and "resource" not in own and not ("type" in own and len(own) >= 3):
            continue
        score = sum(max(m.weight for m in found) for found in meanings.values())
        levels = _levels(parts) if entity == "Dataset" else []
        if levels and not any(m.field.name == "category" for c, found in meanings.items() if c not in levels for m in found):
            category = Meaning("Dataset", entities()["Dataset"].fields["category"], "spelling")
            meanings |= {column: [category] for column in levels}
            score += 1
        else:
            levels = []
        if best is None or score > best[0] + 1e-9:
            titles = {column: " ".join(texts) for column, texts in parts.items()}
            best = (score, FoundTable(entity, begin, begin + span, meanings=meanings, titles=titles, levels=levels, describing=describing))
    return best


def _is_telling(meant: Meaning, texts: list[str]) -> bool:
    """Tell whether a title is one that only lists of systems bear."""
    return meant.how != "near" and not any(plain(text) in ANY_LIST for text in texts)


def _titles(rows: list[list[Any]]) -> dict[int, list[str]]:
    """The texts above each column, top down and each once; nothing where a row is data (numbers, dates, long texts)."""
    found: dict[int, list[str]] = {}
    for row in rows:
        filled = [cell for cell in row if cell not in ("", None)]
        if not filled or sum(isinstance(cell, str) and len(cell) <= 80 for cell in filled) < 0.9 * len(filled):
            return {}
        # a line over the table is no part of its header
        if len({plain(str(cell)) for cell in filled}) < 2 or any(isinstance(cell, str) and _LINE.search(cell) for cell in filled):
            return {}
    for column in range(max(len(row) for row in rows)):
        texts: list[str] = []
        for row in rows:
            text = cleaned(str(row[column])) if column < len(row) and row[column] not in ("", None) else ""
            if text and text not in texts:
                texts.append(text)
        if texts:
            found[column] = texts
    return found


def _meanings(entity: str, parts: Mapping[int, list[str]], kept: Mapping[str, str]) -> dict[int, list[Meaning]]:
    """For each column what it means for the entity and for its companions; of two columns of one field the surer counts."""
    wanted = (entity, *COMPANIONS.get(entity, ()))
    chosen: dict[tuple[str, str, int | None], tuple[float, int, Meaning]] = {}
    for column, texts in parts.items():
        if any(is_credential_header(text) for text in texts):
            continue
        for of in wanted:
            found = next((m for text in texts if (m := kept_meaning(text, kept)) and m.entity == of), None)
            # the lowest line says most; with what stands above it, it may say it fully
            found = found or next(
                (m for text in (texts[-1], "".join(texts), texts[0]) if (m := meaning(of, text, may_be_near=text == texts[-1]))), None
            )
            if found is None or (of != entity and found.how == "near"):
                continue
            key = (of, found.field.name, found.year)
            if key not in chosen or found.weight > chosen[key][0]:
                chosen[key] = (found.weight, column, found)
    meanings: dict[int, list[Meaning]] = {}
    for (of, _, _), (_, column, found) in sorted(chosen.items(), key=lambda item: (item[1][1], item[0][0] != entity)):
        # a title that fits the row's own record and its items alike (共享类型) speaks of the own record
        if of == entity or column not in meanings or of != "DataField" or found.field.name in ("label", "name"):
            meanings.setdefault(column, []).append(found)
    companions = {m.entity for found in meanings.values() for m in found}
    if "DataField" in companions - {entity} and not any(
        m.entity == "DataField" and m.field.name in ("label", "name") and found[0].entity != entity
        for found in meanings.values()
        for m in found
    ):
        meanings = {column: kept_ for column, found in meanings.items() if (kept_ := [m for m in found if m.entity != "DataField"])}
    return meanings


def _read_lines_above(table: FoundTable, rows: list[list[Any]]) -> None:
    table.above = rows[-30:]
    for row in rows[-12:]:
        text = " ".join(dict.fromkeys(str(cell) for cell in row if cell not in ("", None)))
        body = _BODY.search(text)
        if body and "元" not in body[1]:
            table.body = _AFTER_BODY.sub("", body[1]).strip("，,。；;")
        if "单位" in text and re.search(
            r"单位\s*[:：]\s*(?:人民币)?\s*万元|[(（]\s*(?:金额)?单位?\s*[:：]?\s*(?:人民币)?万元\s*[)）]", text
        ):
            table.in_ten_thousands = True
        elif re.search(r"单位\s*[:：]\s*(?:人民币)?\s*元", text):
            table.in_ten_thousands = False


def _levels(parts: Mapping[int, list[str]]) -> list[int]:
    """The columns 类, 项, 目 and 细目 beside each other (政务信息资源目录编制指南, 发改高技〔2017〕1272号): together a place in the catalogue."""
    ranks = {column: _LEVELS.get(plain(texts[-1])) for column, texts in parts.items()}
    found = [next((c for c in sorted(ranks) if ranks[c] == rank), None) for rank in range(len(_LEVEL_WORDS))]
    columns = [column for column in found if column is not None]
    # of one title alone (项) nobody knows what it means
    is_one = len(columns) > 1 and found[0] is not None and columns == list(range(columns[0], columns[0] + len(columns)))
    return columns if is_one else []


def _by_content(table: FoundTable, grid: Grid) -> None:
    """Give a column without a known title the one closed list that nearly all of its cells are of."""
    taken = {m.field.name for found in table.meanings.values() for m in found if m.entity == table.entity}
    open_lists = [f for f in entities()[table.entity].fields.values() if f.type in ("enum", "enums") and f.name not in taken]
    for column in table.unread:
        cells = [cell for cell in _cells_below(table, grid, column) if not cell.replace(".", "").isdigit()]
        if len(cells) < 5 or len(set(cells)) < 2 or any(plain(cell) in _YES_NO for cell in cells):
            continue
        fitting = [f for f in open_lists if sum(read_code(f.of, cell) is not None for cell in cells) >= 0.9 * len(cells)]
        if len(fitting) == 1:
            table.meanings[column] = [Meaning(table.entity, fitting[0], "content")]
            open_lists.remove(fitting[0])


def _cells_below(table: FoundTable, grid: Grid, column: int) -> list[str]:
    """The first filled cells of a column as text."""
    rows = grid.rows[table.first : min(table.stop, table.first + _CONTENT_ROWS)]
    return [text for row in rows if column < len(row) and (text := str(row[column] if row[column] is not None else "").strip())]


def _settle_by_content(table: FoundTable, grid: Grid) -> None:
    """Of two fields that one title names in different forms, the one that more of its cells are of; the form's own where that is even."""
    taken = {(m.entity, m.field.name) for found in table.meanings.values() for m in found}
    for column, found in table.meanings.items():
        for position, own in enumerate(found):
            other = other_meaning(own.entity, table.titles[column].split(" ")[-1]) if own.how == "own" else None
            if other is None or (other.entity, other.field.name) in taken:
                continue
            cells = _cells_below(table, grid, column)
            if sum(_fits(other.field, cell) for cell in cells) > sum(_fits(own.field, cell) for cell in cells):
                found[position] = other


def _fits(field: FieldSpec, cell: str) -> bool:
    """Tell whether a cell is one of the field: of a closed list, a list of short names, or sentences."""
    if field.type == "enum":
        return read_code(field.of, cell) is not None
    if field.type == "enums":
        return all(read_code(field.of, part) is not None for part in re.split(r"[、,，;；|/ ]+", cell) if part)
    is_prose = "。" in cell or max(len(part) for part in re.split(r"[、,，;；|\n]", cell)) > 20
    return is_prose if field.type == "text" else not is_prose
