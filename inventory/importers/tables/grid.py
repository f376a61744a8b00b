"""A sheet as a grid of values: merged cells filled, what is hidden known."""

import html
import re
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from inventory.importers.decode import decode_text
from inventory.limits import COLUMNS, DEPTH, HTML_BYTES
from inventory.problems import InputError

Span = tuple[tuple[int, int], tuple[int, int]]
_HIDDEN_ROW = re.compile(rb"<(?:\w+:)?row\s(?=[^>]*\bhidden\s*=\s*[\"'](?:1|true)[\"'])[^>]*?\br\s*=\s*[\"']([0-9]{1,7})[\"']")


@dataclass(slots=True)
class Grid:
    """Rows of cells from A1 on; `hidden` holds the numbers (from 1) of rows that a program hides."""

    name: str
    rows: list[list[Any]]
    merged: Sequence[Span] = ()
    hidden: frozenset[int] = frozenset()
    is_hidden: bool = False
    _filled: bool = field(default=False, repr=False)

    def fill(self) -> None:
        """Give every cell of a merged range the value of its first."""
        if self._filled:
            return
        self._filled = True
        for (top, left), (bottom, right) in self.merged:
            if (bottom - top + 1) * (right - left + 1) > 200_000 or top >= len(self.rows):
                continue
            value = self.rows[top][left] if left < len(self.rows[top]) else ""
            for row in self.rows[top : bottom + 1]:
                for column in range(left, min(right + 1, len(row))):
                    if row[column] in ("", None):
                        row[column] = value


def hidden_rows(container: zipfile.ZipFile) -> dict[str, frozenset[int]]:
    """The numbers of the rows that each sheet of an XLSX hides, by the sheet's name."""
    found: dict[str, frozenset[int]] = {}
    try:
        workbook = container.read("xl/workbook.xml")[:2_000_000].decode("utf-8", "replace")
        relations = container.read("xl/_rels/workbook.xml.rels")[:2_000_000].decode("utf-8", "replace")
        targets = {_attribute(tag, "Id"): _attribute(tag, "Target") for tag in re.findall(r"<Relationship\b[^>]*>", relations)}
        for tag in re.findall(r"<(?:\w+:)?sheet\s[^>]*>", workbook):
            target = targets.get(_attribute(tag, "r:id"), "").lstrip("/")
            part = target if target.startswith("xl/") else f"xl/{target}"
            if part in container.namelist():
                found[html.unescape(_attribute(tag, "name"))] = _hidden_in(container, part)
    except (KeyError, zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError):
        return found  # the parser says what is damaged
    return found


def _attribute(tag: str, name: str) -> str:
    found = re.search(rf"\b{re.escape(name)}\s*=\s*(?:\"([^\"]*)\"|'([^']*)')", tag)
    return (found[1] or found[2] or "") if found else ""


def _hidden_in(container: zipfile.ZipFile, part: str) -> frozenset[int]:
    found: set[int] = set()
    rest = b""
    with container.open(part) as stream:
        while piece := stream.read(1 << 20):
            found.update(int(number) for number in _HIDDEN_ROW.findall(rest + piece))
            rest = piece[-400:]
    return frozenset(found)


def html_grids(path: Path) -> Iterator[Grid]:
    """The tables of a web page that a program saved under a workbook's name. Raises InputError where there is none."""
    from bs4 import BeautifulSoup

    if path.stat().st_size > HTML_BYTES:
        raise InputError("file_too_large", file=path.name, limit_mb=HTML_BYTES // 1024 // 1024)
    text = decode_text(path.read_bytes(), path.name)
    if "<table" not in text.casefold():
        raise InputError("not_a_workbook", file=path.name)
    try:
        tables = BeautifulSoup(text, "lxml").find_all("table")
    except RecursionError:
        raise InputError("nested_too_deep", file=path.name, limit=DEPTH) from None
    for number, table in enumerate(tables[:200], start=1):
        if table.find("table") is not None:
            continue
        rows: list[list[Any]] = []
        merged: list[Span] = []
        for line in table.find_all("tr"):
            row: list[Any] = []
            for cell in line.find_all(["td", "th"]):
                while any(top < len(rows) <= bottom and left <= len(row) <= right for (top, left), (bottom, right) in merged[-200:]):
                    row.append("")
                across, down = (
                    max(1, min(int(str(cell.get(n) or "1")) if str(cell.get(n) or "1").isdigit() else 1, 2000))
                    for n in ("colspan", "rowspan")
                )
                if across > 1 or down > 1:
                    merged.append(((len(rows), len(row)), (len(rows) + down - 1, len(row) + across - 1)))
                row += [cell.get_text(" ", strip=True), *[""] * (across - 1)]
            rows.append(row[:COLUMNS])
        if len(rows) > 1:
            yield Grid(f"table {number}", rows, merged)
