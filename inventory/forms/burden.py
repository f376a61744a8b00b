"""What our own form costs: the tool must not become what it audits."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from inventory.forms.layout import ID_TITLE, Filled, Sheet
from inventory.forms.prefill import asked_of, costs_of, is_known, unasked
from inventory.values.inventory import Inventory


@dataclass(frozen=True, slots=True)
class Burden:
    """Cells of the known rows that are still blank, cells prefilled, and the minutes that the blank ones take."""

    asked: int
    prefilled: int
    minutes: int


def measure(filled: Iterable[Filled], minutes_per_answer: float) -> Burden:
    """The burden of one workbook in Chinese titles; a blank cell that no answer of its row calls for asks nothing."""
    asked = prefilled = 0
    for one in filled:
        for row in one.rows:
            unasked = one.unasked.get(str(row.get(ID_TITLE)), frozenset())
            known = {q.key for q in one.sheet.questions if row.get(q.title("zh")) not in (None, "")}
            prefilled += len(known)
            asked += sum(1 for q in one.sheet.questions if q.key not in known and q.key not in unasked)
    return Burden(asked, prefilled, round(asked * minutes_per_answer))


def count_by_body(inventory: Inventory, asked_sheets: Iterable[Sheet], *, year: int) -> dict[str, tuple[int, int]]:
    """Body → cells asked and prefilled of its own records, in one pass over all of them: what `measure` finds in the body's own rows."""
    asked: dict[str, int] = defaultdict(int)
    prefilled: dict[str, int] = defaultdict(int)
    for sheet in asked_sheets:
        costs = costs_of(inventory, year) if sheet.entity == "System" else {}
        for record in inventory.records.get(sheet.entity, {}).values():
            body = asked_of(inventory, sheet.entity, record)
            if body is None:
                continue
            left = unasked(sheet, record)
            for question in sheet.questions:
                if is_known(question, record, costs):
                    prefilled[body] += 1
                elif question.key not in left:
                    asked[body] += 1
    return {body: (asked[body], prefilled[body]) for body in asked.keys() | prefilled.keys()}
