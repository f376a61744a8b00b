"""What our own form costs: the tool must not become what it audits."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from inventory.forms.layout import Sheet


@dataclass(frozen=True, slots=True)
class Burden:
    """Cells of the known rows that are still blank, cells prefilled, and the minutes that the blank ones take."""

    asked: int
    prefilled: int
    minutes: int


def measure(filled: Iterable[tuple[Sheet, list[dict[str, Any]]]], minutes_per_answer: float) -> Burden:
    """The burden of one workbook whose sheets hold these prefilled rows (title → value)."""
    asked = prefilled = 0
    for sheet, rows in filled:
        for row in rows:
            known = sum(1 for question in sheet.questions if row.get(question.title("zh")) not in (None, ""))
            prefilled += known
            asked += len(sheet.questions) - known
    return Burden(asked, prefilled, round(asked * minutes_per_answer))
