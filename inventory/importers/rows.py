"""What every reader yields: one row of one entity as it stood in the source."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from inventory.documents import from_cell
from inventory.names import plain
from inventory.schema import entities
from inventory.values.observation import Locator

# rows that are looked at together
BLOCK = 10_000


@dataclass(frozen=True, slots=True)
class RawRow:
    """A row: header → cell, with the place where it stood; `columns` names the column (A, B, …) of each header,
    or its cell (C5) where the cells of a record stand in several rows.

    `literal` says that a program wrote the cells, not a clerk: "none" is then a name and not an answer.
    """

    entity: str
    cells: Mapping[str, Any]
    at: Locator
    columns: Mapping[str, str] = field(default_factory=dict)
    mode: str = "declared"
    literal: bool = False


@dataclass(frozen=True, slots=True)
class Block:
    """Some rows of a regular table (one title line, a record a row), column by column: there may be millions.

    `cells` holds a column for each of `titles`, `numbers` the row numbers as the program shows them, `letters` the letter of each titled column.
    """

    entity: str
    file: str
    sheet: str | None
    titles: tuple[str, ...]
    cells: Sequence[Sequence[Any]]
    numbers: Sequence[int]
    letters: Mapping[str, str] = field(default_factory=dict)

    def row(self, position: int) -> RawRow | None:
        """One of the rows; None where nothing stands in it. Of two equal titles the later that is filled counts."""
        array, named, is_filled = entities()[self.entity].array, {}, False
        for title, column in zip(self.titles, self.cells, strict=True):
            cell = column[position]
            if cell is None or cell == "":
                continue
            is_filled = is_filled or type(cell) is not str or bool(cell.strip())
            named[title] = from_cell(array, title, cell) if type(cell) is str and cell[0] in "'[" else cell
        at = Locator(file=self.file, sheet=self.sheet, row=self.numbers[position])
        return RawRow(self.entity, named, at, self.letters) if is_filled else None

    def rows(self) -> Iterator[RawRow]:
        """All rows in which something stands."""
        return (row for position in range(len(self.numbers)) if (row := self.row(position)) is not None)


class Names:
    """Names given out inside one file, each once: the id of a record is made of its name, whatever its case."""

    def __init__(self) -> None:
        self._taken: set[str] = set()

    def unique(self, name: str, *further: str) -> str:
        """The name, or the first of the name with something further that was not given out before."""
        number = 1
        choices = [name, *(f"{name} {more}" for more in further)]
        while plain(choices[0]) in self._taken:
            choices.pop(0)
            if not choices:
                number += 1
                choices = [f"{name} ({number})"]
        self._taken.add(plain(choices[0]))
        return choices[0]


@dataclass(frozen=True, slots=True)
class Context:
    """What is known of a file beside its content.

    `system` and `organisation` (by id, code or name) are whose it is where it does not say so itself; below `root`
    references to other files may be followed (the file's own folder where it is None). `columns` gives titles of the
    office's own tables their field ("系统主人" → "System.owner"). `url` is the web address that it was fetched from,
    `region` the region code of whoever reads it. `profiles` says that values of dumps are counted (never kept).
    """

    system: str = ""
    organisation: str = ""
    root: Path | None = None
    columns: Mapping[str, str] = field(default_factory=dict)
    url: str = ""
    region: str = ""
    profiles: bool = False


@dataclass(slots=True)
class Document:
    """A file read into rows, with the parts of an exported inventory that are more than rows.

    `blocks` are tables that were not read to their end yet: they are read once, by whoever takes them or asks for the rows.
    `is_fragment` says that it is a part that only others make use of. `columns` tells how the columns of tables were understood: sheet, letter, title, field, how. `used` are other files that were read as parts of it. `kind` is the format's name and `why` what in the file told so, as parameters of the sentence `recognised.KIND`.
    """

    kind: str
    why: Mapping[str, Any] = field(default_factory=dict)
    listed: list[RawRow] = field(default_factory=list)
    ledger: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    meta: dict[str, Any] = field(default_factory=dict)
    used: frozenset[Path] = frozenset()
    is_fragment: bool = False
    columns: list[tuple[str, str, str, str, str]] = field(default_factory=list)
    blocks: list[Iterable[Block]] = field(default_factory=list)

    @property
    def rows(self) -> list[RawRow]:
        """All rows, in the order of the file. Raises InputError where the rest of a table cannot be read."""
        for table in self.blocks:
            for block in table:
                self.listed.extend(block.rows())
        self.blocks = []
        return self.listed

    @rows.setter
    def rows(self, rows: list[RawRow]) -> None:
        self.listed, self.blocks = rows, []


def row_of(entity: str, at: Locator, *, mode: str = "declared", **values: Any) -> RawRow:
    """A row made by a reader that knows the fields' names (`id` is the record's own); what is empty is left out."""
    spec = entities()[entity]
    cells = {name if name == "id" else spec.fields[name].key: value for name, value in values.items() if value not in (None, "", [], ())}
    return RawRow(entity, cells, at, mode=mode, literal=True)
