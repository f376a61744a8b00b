"""A body's form as it is filled in record by record: what is known, what was typed, what is asked, and handing it in."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from sqlalchemy.orm import Session

from auditor.forms import form_mark, inside_form
from auditor.workspace import Workspace
from inventory.database import writing
from inventory.forms.drafts import Draft, Place, load_drafts, settle_draft
from inventory.forms.layout import ID_TITLE, Question, Sheet, sheets
from inventory.forms.prefill import rows_of
from inventory.forms.returned import BLANK, Returned, form_rows, read_returned, take_returned
from inventory.importers.cells import cell_value
from inventory.importers.rows import Document, RawRow
from inventory.intake import Outcome
from inventory.problems import Problem, Problems
from inventory.reading import NotAnswered, Unreadable, read_value
from inventory.values import Organisation, Record
from inventory.values.inventory import Inventory
from inventory.values.observation import Locator

NEW = "new-"
TIER = "ask_if"


@dataclass(frozen=True)
class Entry:
    """One record in a form: the line of its sheet, what is known (title → cell as in the workbook) and the draft."""

    sheet: Sheet
    record: str
    line: int
    known: Mapping[str, Any]
    draft: Draft
    value: Record | None = None

    @cached_property
    def cells(self) -> dict[str, Any]:
        """What would be handed in: the draft over what is known, without questions that nothing asks for and without rivals undecided."""
        typed = {q.title("zh"): said.cell for q in self.sheet.questions if (said := self._settled(q)) is not None}
        answers = self._answers({**self.known, **typed})
        asked = [q for q in self.sheet.questions if q.condition is None or q.condition.holds(answers)]
        return {(title := q.title("zh")): typed.get(title, self.known.get(title, "")) for q in asked}

    def _settled(self, question: Question) -> Any:
        return None if question.key in self.draft.rivals else self.draft.answers.get(question.key)

    def _answers(self, cells: Mapping[str, Any]) -> dict[str, Any]:
        """The values that conditions look at: of the cells, and of the record where the form does not ask."""
        found = {} if self.value is None else {name: getattr(self.value, name) for name in _looked_at(self.sheet)}
        return found | {q.field.name: value_of(q, cells.get(q.title("zh"))) for q in self.sheet.questions if q.entity == self.sheet.entity}

    @property
    def label(self) -> str:
        """What it is called: its name, or both ends of an exchange."""
        named = [str(self.cells.get(q.title("zh")) or "") for q in self.sheet.questions[:2]]
        return " → ".join(named) if self.sheet.entity == "Exchange" and any(named) else named[0]

    def count(self) -> dict[str, int]:
        """How many questions are known, answered in the draft, and open."""
        typed = {q.title("zh") for q in self.sheet.questions if q.key in self.draft.answers}
        filled = {title for title, cell in self.cells.items() if cell not in BLANK}
        return {"known": len(filled - typed), "answered": len(filled & typed), "open": len(self.cells) - len(filled)}

    def rows(self, file: str, year: str) -> Iterable[RawRow]:
        """Its rows, as the reader of the workbook makes them."""
        at = Locator(file=file, sheet=self.sheet.title("zh"), row=self.line)
        return form_rows(self.sheet.entity, "" if self.value is None else self.record, self.cells, at, {}, year=year)


def _looked_at(sheet: Sheet) -> set[str]:
    return {name for q in sheet.questions if q.condition is not None for name in q.condition.fields}


def value_of(question: Question, cell: Any) -> Any:
    """The JSON value of a cell; None where it is blank or cannot be read."""
    try:
        return read_value(question.field, cell, ten_thousands=question.field.type == "money")
    except (NotAnswered, Unreadable):
        return None


def shown(question: Question, cell: Any) -> str:
    """A cell as a page shows and sends it: codes of closed lists (`|` between several), words and numbers as they stand."""
    value = value_of(question, cell)
    match question.field.type:
        case "enum" | "enums" | "bool" if value is not None and value != "not_applicable":
            return "|".join(value) if isinstance(value, list) else str(value).lower()
    found = cell_value(cell)
    # as a browser sends it back: a field that nobody touched is no change
    return "" if found is None else str(found).replace("\r\n", "\n").strip()


@dataclass(frozen=True)
class OpenForm:
    """A body's form with all its records by sheet; new ones stand last."""

    body: Organisation
    mark: Mapping[str, str]
    inventory: Inventory
    entries: Mapping[str, list[Entry]]

    @property
    def name(self) -> str:
        """What sources call it."""
        return f"{self.body.code or self.body.id}.online"

    def find(self, entity: str, record: str) -> Entry | None:
        """The entry of a record."""
        return next((entry for entry in self.entries.get(entity, ()) if entry.record == record), None)

    def blank(self, entity: str, record: str) -> Entry:
        """An entry for a record that is not there yet."""
        sheet = next(sheet for sheet in sheets(TIER) if sheet.entity == entity)
        return Entry(sheet, record, len(self.entries[entity]) + 2, {}, Draft(Place(self.body.id, entity, record)))

    def returned(self, entries: Iterable[Entry]) -> Returned:
        """These entries as a filled form."""
        rows = [row for entry in entries for row in entry.rows(self.name, self.mark["year"])]
        return Returned(Document("form", {"sheet": self.name}, rows), self.mark, self.name)

    def refused(self, entry: Entry) -> dict[str | None, list[Problem]]:
        """What of an entry would not be accepted, by the question's key; None is the record as a whole."""
        problems = Problems()
        read_returned(self.returned([entry]), problems)
        return _by_question(entry, problems.refused)

    def drafted(self) -> list[Entry]:
        """The entries that have a draft."""
        return [entry for several in self.entries.values() for entry in several if not entry.draft.is_empty]


def _by_question(entry: Entry, problems: Iterable[Problem]) -> dict[str | None, list[Problem]]:
    keys = {q.title("zh"): q.key for q in entry.sheet.questions}
    found: dict[str | None, list[Problem]] = {}
    for problem in problems:
        found.setdefault(keys.get(problem.at.column or ""), []).append(problem)
    return found


def open_form(workspace: Workspace, inventory: Inventory, body: Organisation, drafts: Mapping[tuple[str, str], Draft]) -> OpenForm:
    """The form of a body with its drafts."""
    inside, year = inside_form(inventory, body), int(workspace.today[:4])
    found: dict[str, list[Entry]] = {}
    for sheet in sheets(TIER):
        records = inventory.records.get(sheet.entity, {})
        lines = [(str(row.pop(ID_TITLE)), row) for row in rows_of(inventory, sheet, inside, "zh", year=year)]
        known = {record for record, _ in lines}
        lines += [(r, {}) for entity, r in drafts if entity == sheet.entity and r not in known and r.startswith(NEW)]
        found[sheet.entity] = [
            Entry(sheet, record, line, row, _draft_at(drafts, body.id, sheet.entity, record), records.get(record))
            for line, (record, row) in enumerate(lines, start=2)
        ]
    return OpenForm(body, form_mark(workspace, inventory, body, TIER), inventory, found)


def _draft_at(drafts: Mapping[tuple[str, str], Draft], organisation: str, entity: str, record: str) -> Draft:
    return drafts.get((entity, record)) or Draft(Place(organisation, entity, record))


def hand_in(workspace: Workspace, load: Callable[[Session], Inventory], organisation: str) -> Outcome:
    """Take the whole form in, as its workbook would be; what was accepted leaves the drafts in the same transaction."""
    problems = Problems()
    with writing(workspace.engine) as session:
        inventory = load(session)
        form = open_form(workspace, inventory, inventory.organisations[organisation], load_drafts(session, organisation))
        everything = [entry for entries in form.entries.values() for entry in entries]
        outcome = take_returned(session, inventory, form.returned(everything), problems, now=workspace.now)
        _settle(session, form, problems)
    return outcome


def _settle(session: Session, form: OpenForm, problems: Problems) -> None:
    at: dict[tuple[str | None, int | None], list[Problem]] = {}
    for problem in problems.refused:
        at.setdefault((problem.at.sheet, problem.at.row), []).append(problem)
    for entry in form.drafted():
        refused = _by_question(entry, at.get((entry.sheet.title("zh"), entry.line), ()))
        kept = set(entry.draft.answers) if None in refused else {key for key in refused if key}
        settle_draft(session, entry.draft, kept, _record_of(form, entry))


def _record_of(form: OpenForm, entry: Entry) -> str:
    """The id that an entry has once it is handed in; its own where it makes no record."""
    said = read_returned(form.returned([entry]), Problems())
    return next((one.record for one in said if one.entity == entry.sheet.entity), entry.record)
