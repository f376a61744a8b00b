"""A copy of a filled workbook in which every refused cell is marked with its sentence, so that the clerk mends it there."""

import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from inventory.problems import Problem, Problems

_FILL = "FFF4B6B6"


def mark_workbook(path: Path, problems: Problems, folder: Path, language: str) -> Path | None:
    """Write the copy into a folder under the workbook's own name; None where nothing of it was refused."""
    placed = [problem for problem in problems.refused if problem.at.sheet and problem.at.row]
    if not placed:
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
    target = folder / path.name
    book.save(target)
    return target


def _cells(sheet: Any, problem: Problem) -> Iterable[Any]:
    """The refused cell, or the first cell of a row that was refused as a whole."""
    column = problem.at.column if problem.at.column and re.fullmatch(r"[A-Z]{1,3}", problem.at.column) else "A"
    yield sheet[f"{column}{problem.at.row}"]
