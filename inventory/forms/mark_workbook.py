"""A copy of a filled workbook in which every refused cell is marked with its sentence, so that the clerk mends it there."""

import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from inventory.forms.layout import KEYS_SHEET
from inventory.forms.protected import read_protected
from inventory.problems import Problem, Problems

_FILL = "FFF4B6B6"
_AUTHOR = "auditor"
# stands between what was said on a cell before and what is said here
_BELOW = "\n———\n"


def mark_workbook(path: Path, problems: Problems, folder: Path, language: str) -> Path | None:
    """Write the copy into a folder beside earlier ones; None where nothing of it was refused."""
    placed = [problem for problem in problems.refused if problem.at.sheet and problem.at.row]
    if not placed or path.suffix.casefold() not in (".xlsx", ".xlsm"):
        return None
    from openpyxl import load_workbook
    from openpyxl.comments import Comment
    from openpyxl.styles import PatternFill

    book = load_workbook(path)
    fill = PatternFill("solid", fgColor=_FILL)
    _unmark(book)
    _restore_protected(book, placed)
    for problem in placed:
        if problem.at.sheet not in book.sheetnames:
            continue
        sheet = book[problem.at.sheet]
        for cell in _cells(sheet, problem):
            cell.fill = fill
            told = "" if cell.comment is None else cell.comment.text + ("\n" if cell.comment.author == _AUTHOR else _BELOW)
            cell.comment = Comment(f"{told}{problem.sentence(language)}", _AUTHOR, height=80, width=320)
    folder.mkdir(parents=True, exist_ok=True)
    stem = re.sub(r"\.rejected(?:-[0-9]+)?$", "", path.stem)
    number, target = 1, folder / f"{stem}.rejected{path.suffix}"
    while target.exists():  # of another body's workbook of the same name, or of an earlier round
        number += 1
        target = folder / f"{stem}.rejected-{number}{path.suffix}"
    book.save(target)
    return target


def _unmark(book: Any) -> None:
    """Take away the marks of an earlier copy: what was mended since is not red any more."""
    from openpyxl.comments import Comment
    from openpyxl.styles import PatternFill

    for sheet in book.worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                if cell.fill.fgColor.rgb != _FILL or cell.comment is None or cell.comment.author != _AUTHOR:
                    continue
                before, below, _ = cell.comment.text.partition(_BELOW)
                cell.fill = PatternFill()
                cell.comment = Comment(before, "") if below else None


def _restore_protected(book: Any, placed: Iterable[Problem]) -> None:
    """In our own forms a protected cell that was overwritten holds its old text again: the clerk cannot write it back."""
    if KEYS_SHEET not in book.sheetnames:
        return
    sent = read_protected([list(row) for row in book[KEYS_SHEET].iter_rows(values_only=True)])
    for problem in placed:
        cells = sent.get(problem.at.sheet or "", {})
        if problem.code != "wrong_cell_changed" or problem.at.row is None or not problem.at.column:
            continue
        sheet = book[problem.at.sheet]
        place = sheet[f"{problem.at.column}{problem.at.row}"]
        old = cells.get((place.row - 1, place.column - 1))
        # where rows moved, what was sent for this place stands in another; a record is not there twice
        place.value = None if place.row > 1 and old in {cell.value for cell in sheet[problem.at.column]} else old


def _cells(sheet: Any, problem: Problem) -> Iterable[Any]:
    """The refused cell (the first of those merged with it), or the first cell in sight of a row that was refused as a whole."""
    from openpyxl.utils import get_column_letter

    column = problem.at.column if problem.at.column and re.fullmatch(r"[A-Z]{1,3}", problem.at.column) else None
    if column is None or sheet.column_dimensions[column].hidden:
        letters = (get_column_letter(number) for number in range(1, min(sheet.max_column, 200) + 1))
        column = next((letter for letter in letters if not sheet.column_dimensions[letter].hidden), "A")
    cell = sheet[f"{column}{problem.at.row}"]
    for merged in sheet.merged_cells.ranges:
        if cell.coordinate in merged:
            cell = sheet.cell(merged.min_row, merged.min_col)
            break
    yield cell
