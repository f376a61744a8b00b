"""A copy of a filled workbook in which every refused cell is marked with its sentence, so that the clerk mends it there."""

import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from inventory.problems import Problem, Problems

_FILL = "FFF4B6B6"


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
    for problem in placed:
        if problem.at.sheet not in book.sheetnames:
            continue
        sheet = book[problem.at.sheet]
        for cell in _cells(sheet, problem):
            cell.fill = fill
            told = f"{cell.comment.text}\n" if cell.comment else ""
            cell.comment = Comment(f"{told}{problem.sentence(language)}", "auditor", height=80, width=320)
    folder.mkdir(parents=True, exist_ok=True)
    number, target = 1, folder / f"{path.stem}.rejected{path.suffix}"
    while target.exists():  # of another body's workbook of the same name, or of an earlier round
        number += 1
        target = folder / f"{path.stem}.rejected-{number}{path.suffix}"
    book.save(target)
    return target


def _cells(sheet: Any, problem: Problem) -> Iterable[Any]:
    """The refused cell (the first of those merged with it), or the first cell in sight of a row that was refused as a whole."""
    from openpyxl.utils import get_column_letter

    column = problem.at.column if problem.at.column and re.fullmatch(r"[A-Z]{1,3}", problem.at.column) else None
    if column is None:
        letters = (get_column_letter(number) for number in range(1, min(sheet.max_column, 200) + 1))
        column = next((letter for letter in letters if not sheet.column_dimensions[letter].hidden), "A")
    cell = sheet[f"{column}{problem.at.row}"]
    for merged in sheet.merged_cells.ranges:
        if cell.coordinate in merged:
            cell = sheet.cell(merged.min_row, merged.min_col)
            break
    yield cell
