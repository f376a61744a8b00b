"""The datasets whose columns a sheet lists: one for the sheet, one for each title line in it, or one for each name in a column."""

import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from inventory.importers.rows import Context, RawRow
from inventory.importers.tables.dictionaries import is_technical, is_title, texts_of, type_and_length
from inventory.importers.tables.find import FoundTable, is_label
from inventory.importers.tables.grid import Grid
from inventory.importers.tables.titles import meaning
from inventory.names import plain
from inventory.problems import Problems
from inventory.schema import entities
from inventory.values.observation import Locator
from inventory.vocabulary import read_code

_TABLE_TITLE = re.compile(
    r"^(?:表名|表名称|数据表|附表|表)\s*[0-9一二三四五六七八九十.．、\-]*\s*[:：]?\s*|^\s*[0-9一二三四五六七八九十]+(?:[.．][0-9]+)*\s*[.、．]?\s*"
)
_TECHNICAL = re.compile(r"[A-Za-z][A-Za-z0-9_.]{2,63}")
_NAMED = re.compile(r"(?:table|表名|数据表)\s*[:：]\s*([A-Za-z]\w{1,63})", re.I)
# lines over the columns that name no table
_NO_NAME = frozenset(
    plain(word)
    for word in ("字段列表", "字段信息", "字段清单", "字段说明", "字段", "列", "列表", "列信息", "数据项", "数据项列表", "信息项列表", "表结构", "数据结构", "columns", "fields", "constraint", "description", "备注", "说明", "标签")
)  # fmt: skip
_NAME_LABELS = frozenset(plain(word) for word in ("中文名", "中文名称", "中文描述", "表中文名称", "表描述"))


def about_table(table: FoundTable, above: list[list[Any]], grid: Grid, file: str, context: Context) -> dict[str, Any]:
    """The dataset that the columns under these lines, on a sheet or in a file belong to."""
    fields = entities()["Dataset"].fields
    told: dict[str, Any] = {}
    lines: list[str] = []
    for row in above:
        texts = texts_of(row)
        for label, value in itertools.pairwise(texts):
            meant = meaning("Dataset", label, may_be_near=False)
            if meant is not None and meant.field.name == "code" and not is_technical(value) and len(value) <= 80:
                lines.append(value)  # 低保对象（t_dbdx）
            elif meant is not None and meaning("Dataset", value, may_be_near=False) is None:
                told.setdefault(meant.field.key, value)
            elif plain(label) in _NAME_LABELS and not is_label(value):
                told.setdefault(fields["name"].key, value[:120])
            elif is_label(label) and _TECHNICAL.fullmatch(value) and ("表" in label or "table" in label.casefold()):
                told.setdefault(fields["code"].key, value)
        if len(texts) == 2 and is_technical(texts[1]) and not is_label(texts[0]) and not is_technical(texts[0]):
            lines.append(f"{texts[0]} {texts[1]}")
        elif texts and (len(texts) == 1 or _NAMED.search(texts[0])) and len(texts[0]) <= 80 and plain(texts[0]) not in _NO_NAME:
            lines.append(texts[0])
    _name_by_line(lines[-1] if lines else "", told)
    sheet = "" if re.fullmatch(r"(?i)(?:sheet|工作表)\s*\d*|", grid.name) else grid.name
    told.setdefault(fields["name"].key, (sheet or told.get(fields["code"].key) or file.rpartition("/")[2].rpartition(".")[0])[:120])
    told.setdefault(fields["kind"].key, "table")
    _whose(told, context, table)
    return told


def _name_by_line(line: str, told: dict[str, Any]) -> None:
    """What the last line above the columns says: 表1 低保对象 (t_dbdx), 低保对象 | TABLE: t_dbdx."""
    fields = entities()["Dataset"].fields
    named = _NAMED.search(line)
    title = _TABLE_TITLE.sub("", line.replace(named[0], " ") if named else line).strip(" |｜-—:：\n")
    technical = named or re.search(r"[(（]?\b([A-Za-z][A-Za-z0-9_]{2,63})\b[)）]?", title)
    if technical and not told.get(fields["code"].key):
        told[fields["code"].key] = technical[1]
        title = title.replace(technical[0], " ").strip(" -—:：") or technical[1]
    if title:
        told.setdefault(fields["name"].key, title[:120])


def _whose(told: dict[str, Any], context: Context, table: FoundTable) -> None:
    fields = entities()["Dataset"].fields
    for name, given in (("system", context.system), ("provider", context.organisation or table.body)):
        if given:
            told.setdefault(fields[name].key, given)


def _reference(about: dict[str, Any]) -> str:
    fields = entities()["Dataset"].fields
    holder = about.get(fields["system"].key) or about.get(fields["provider"].key)
    name = about[fields["name"].key]
    return f"{holder}/{name}" if holder else str(name)


@dataclass(slots=True)
class Listed:
    """A list of columns, and whose columns they are, row by row."""

    table: FoundTable
    grid: Grid
    file: str
    context: Context
    problems: Problems
    _columns: dict[str, int] = field(init=False)
    _starts: dict[int, list[list[Any]]] = field(init=False, default_factory=dict)
    _passed: set[int] = field(init=False, default_factory=set)
    _now: str = field(init=False, default="")
    _written: str = field(init=False, default="")
    _known: set[str] = field(init=False, default_factory=set)

    def __post_init__(self) -> None:
        self._columns = {m.field.name: column for column, found in self.table.meanings.items() for m in found if m.entity == "DataField"}
        if "resource" not in self._columns:
            self._starts[self.table.first] = _nearest(self.table.above)
            self._find_titles()

    def _find_titles(self) -> None:
        """Where a line in the list announces the columns of another table, and where it announces something else."""
        grid, number, before, is_passing, start = self.grid, self.table.first, ["", ""], False, self.table.first
        while number < self.table.stop:
            texts = texts_of(grid.rows[number])
            if not texts or not is_title(texts, before) or self._fits(number):
                if is_passing:
                    self._passed.add(number)
                before, number = texts, number + 1
                continue
            below = number + 1
            while below < self.table.stop and len(texts_of(grid.rows[below])) < 2:
                below += 1
            if below < self.table.stop and self._fits(below):
                is_passing, start = False, below
                self._starts[below] = grid.rows[number:below]
            elif not before:
                is_passing = True
                at = self.grid.locator(self.file, number)
                if below < self.table.stop:
                    self.problems.ignore("unknown_block", at, title=texts[0][:60])
                elif _NAMED.search(texts[0]):  # its name stands below the list
                    self._starts[start] = [*self._starts[start], *grid.rows[number:below]]
            if is_passing or below in self._starts:
                self._passed.update(range(number, below))
                before, number = [""], below
            else:  # rows of the list of which one cell is filled
                before, number = texts_of(grid.rows[below - 1]), below

    def _fits(self, number: int) -> bool:
        """Tell whether a row is one of the list: its name and a type stand where they should."""
        row = self.grid.rows[number]

        def cell(name: str) -> str:
            column = self._columns.get(name, -1)
            return str(row[column]).strip() if 0 <= column < len(row) and row[column] not in ("", None) else ""

        kind = cell("type")
        is_type = type_and_length(kind)[0] is not None or (kind != "" and read_code("data_type", kind) is not None)
        return is_type and bool(cell("name") or cell("label"))

    def begin(self, number: int) -> Iterator[RawRow]:
        """The dataset whose columns begin in this row, if any do."""
        above = self._starts.get(number)
        if above is None or not any(texts_of(row) for row in self.grid.rows[number : self.table.stop]):
            return
        about = about_table(self.table, above, self.grid, self.file, self.context)
        self._now = _reference(about)
        if self._now not in self._known:
            self._known.add(self._now)
            at = self.table.begin if number == self.table.first else number
            yield RawRow("Dataset", about, self.grid.locator(self.file, at))

    def passes(self, number: int) -> bool:
        """Tell whether a row is no part of the list."""
        return number in self._passed

    def tells_column(self, own: dict[str, Any]) -> bool:
        """Tell whether a row says more than whose column it would be."""
        return not set(own) <= {entities()["DataField"].fields["resource"].key}

    def place(self, own: dict[str, Any], number: int, at: Locator) -> Iterator[RawRow]:
        """Say whose column a row is; a name that stands once for several rows holds on. Yields the dataset where the list alone tells of it."""
        key = entities()["DataField"].fields["resource"].key
        if "resource" not in self._columns:
            own.setdefault(key, self._now)
            return
        written = str(own.get(key) or "").strip()
        if written and written != self._written:
            self._written, self._now = written, written
            described = self._description(number)
            if described or is_technical(written):
                about = self._about_name(written, described)
                self._now = _reference(about)
                if self._now not in self._known:
                    self._known.add(self._now)
                    yield RawRow("Dataset", about, at)
        if self._now:
            own[key] = self._now

    def _description(self, number: int) -> str:
        row, column = self.grid.rows[number], self.table.describing
        return " ".join(str(row[column]).split()) if column is not None and column < len(row) and row[column] not in ("", None) else ""

    def _about_name(self, written: str, described: str) -> dict[str, Any]:
        fields = entities()["Dataset"].fields
        about: dict[str, Any] = {fields["name"].key: (described or written)[:120], fields["kind"].key: "table"}
        if is_technical(written):
            about[fields["code"].key] = written[:64]
        _whose(about, self.context, self.table)
        return about


def _nearest(above: list[list[Any]]) -> list[list[Any]]:
    """The lines over a list, without rows of the list before it."""
    for number in range(len(above) - 1, -1, -1):
        texts = texts_of(above[number])
        if len(texts) > 2 and not any(map(is_label, texts[0::2])):
            return above[number + 1 :]
    return above


def without_listed_twice(rows: list[RawRow]) -> list[RawRow]:
    """A workbook's rows without the tables of its list of tables that have a sheet of their own, maybe under another name."""
    fields = entities()["Dataset"].fields
    resource = entities()["DataField"].fields["resource"].key
    filled = {str(row.cells.get(resource)).rpartition("/")[2] for row in rows if row.entity == "DataField"}

    def code(row: RawRow) -> str:
        return str(row.cells.get(fields["code"].key) or "").casefold()

    own = {code(row) for row in rows if row.entity == "Dataset" and row.cells.get(fields["name"].key) in filled}
    is_twice = {
        id(row)
        for row in rows
        if row.entity == "Dataset" and row.cells.get(fields["name"].key) not in filled and code(row) and code(row) in own
    }
    return [row for row in rows if id(row) not in is_twice]
