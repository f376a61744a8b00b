"""What people typed into a form and did not hand in yet: kept, never counted, and never lost to somebody who saved meanwhile."""

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field

from sqlalchemy import select
from sqlalchemy.orm import Session
from sqlmodel import col

from inventory import secrecy
from inventory.forms.layout import Question
from inventory.importers.interpret import may_name_secrets
from inventory.models.ledger import FormDraftRow
from inventory.problems import InputError, Problem
from inventory.reading import TEXT_LIMIT

# drafts of one body's form, and answers to one question that several people gave at once
DRAFTS, RIVALS = 5_000, 5
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Place:
    """A record in the form of a body; the id of one that is new begins with `new-`."""

    organisation: str
    entity: str
    record: str


@dataclass(frozen=True, slots=True)
class Said:
    """What somebody typed for one question, and the version of the draft that it came with."""

    cell: str
    by: str
    at: str
    version: int


@dataclass(frozen=True, slots=True)
class Draft:
    """The draft of one record: answers by the question's key, and `rivals`, which others gave to the same question at the same time."""

    place: Place
    version: int = 0
    by: str = ""
    at: dt.datetime | None = None
    answers: dict[str, Said] = field(default_factory=dict)
    rivals: dict[str, list[Said]] = field(default_factory=dict)

    @property
    def is_empty(self) -> bool:
        """Tell whether it says nothing beyond what is known."""
        return not self.answers and not self.rivals


@dataclass(frozen=True, slots=True)
class Change:
    """What one person saves: cells that differ from what was shown, and rivals that were chosen (`own` keeps the answer) by key.

    `seen` is the version that was shown, `known` what stands in the inventory: a draft that says the same is none.
    """

    cells: Mapping[str, str]
    chosen: Mapping[str, str]
    known: Mapping[str, str]
    seen: int
    by: str
    at: dt.datetime


def admitted(question: Question, cell: str) -> tuple[str, Problem | None]:
    """The cell as it may be kept, personal numbers masked; a problem, which echoes nothing, where it may not."""
    text = _CONTROLS.sub("", cell.replace("\r\n", "\n")).strip()
    code = None
    if len(text) > TEXT_LIMIT:
        code = "too_long"
    elif secrecy.has_credential(text):
        code = "credential_value"
    elif secrecy.is_secret_mark(text) and not may_name_secrets(question.entity, question.field.name):
        code = "secret_row"
    if code is None:
        return secrecy.masked(text), None
    params = {"field": question.field.zh, "field_en": question.field.en, "limit": TEXT_LIMIT}
    return "", Problem(code, params=tuple(params.items()))


def load_drafts(session: Session, organisation: str) -> dict[tuple[str, str], Draft]:
    """The drafts of a body's form by entity and record."""
    rows = session.execute(select(FormDraftRow).where(col(FormDraftRow.organisation) == organisation)).scalars()
    return {(draft.place.entity, draft.place.record): draft for draft in map(_draft, rows)}


def _draft(row: FormDraftRow) -> Draft:
    return Draft(
        Place(row.organisation, row.entity, row.record),
        row.version,
        row.by,
        row.at,
        {key: Said(**said) for key, said in row.answers.items()},
        {key: [Said(**said) for said in several] for key, several in row.rivals.items()},
    )


def save_draft(session: Session, place: Place, change: Change) -> Draft:
    """Add what one person changed; where somebody else changed the same since it was shown, both stay: one as a rival of the other.

    Raises InputError where the form holds too many drafts.
    """
    row = session.get(FormDraftRow, asdict(place))
    old = Draft(place) if row is None else _draft(row)
    # never a number that was given before, not even after the draft was handed in
    version = max(old.version + 1, int(change.at.timestamp()) * 1000)
    answers, rivals = dict(old.answers), {key: list(several) for key, several in old.rivals.items()}
    for key, cell in change.cells.items():
        said = Said(cell, change.by, change.at.isoformat(), version)
        other = answers.get(key)
        if other is not None and other.version > change.seen and other.cell != cell:
            # what the same person typed since in the same window is one answer
            standing = [r for r in rivals.get(key, ()) if r.cell != cell and (r.by != change.by or r.version <= change.seen)]
            rivals[key] = [*standing, said][-RIVALS:]
        elif cell == change.known.get(key, ""):
            answers.pop(key, None)
        else:
            answers[key] = said
    for key, choice in change.chosen.items():
        _choose(answers, rivals, key, choice, version)
    if row is None:
        _require_room(session, place.organisation)
        row = FormDraftRow(**asdict(place))
        session.add(row)
    row.version, row.by, row.at = version, change.by, change.at
    row.answers = {key: asdict(said) for key, said in answers.items()}
    row.rivals = {key: [asdict(said) for said in several] for key, several in rivals.items()}
    session.flush()
    return _draft(row)


def _choose(answers: dict[str, Said], rivals: dict[str, list[Said]], key: str, choice: str, version: int) -> None:
    several = rivals.get(key, [])
    if choice.isdecimal() and len(choice) < 3 and int(choice) < len(several):
        taken = several[int(choice)]
        answers[key] = Said(taken.cell, taken.by, taken.at, version)
        rivals.pop(key)
    elif choice == "own":
        rivals.pop(key, None)


def _require_room(session: Session, organisation: str) -> None:
    if len(session.execute(select(col(FormDraftRow.record)).where(col(FormDraftRow.organisation) == organisation)).all()) >= DRAFTS:
        raise InputError("too_many_drafts", limit=DRAFTS)


def discard_draft(session: Session, place: Place, *, seen: int) -> bool:
    """Forget what was typed for a record; False where somebody saved since."""
    row = session.get(FormDraftRow, asdict(place))
    if row is None or row.version > seen:
        return row is None
    session.delete(row)
    return True


def settle_draft(session: Session, draft: Draft, kept: set[str], record: str) -> None:
    """After a draft was handed in: only what was not accepted or not decided stays, under the id that the record has now."""
    row = session.get(FormDraftRow, asdict(draft.place))
    if row is None:
        return
    row.answers = {key: said for key, said in row.answers.items() if key in kept or key in row.rivals}
    if not row.answers and not row.rivals:
        session.delete(row)
    elif session.get(FormDraftRow, {**asdict(draft.place), "record": record}) is None:
        row.record = record


def count_drafts(session: Session) -> dict[str, int]:
    """How many records of each body's form have a draft."""
    rows = session.execute(select(col(FormDraftRow.organisation), col(FormDraftRow.answers), col(FormDraftRow.rivals)))
    found: dict[str, int] = {}
    for organisation, answers, rivals in rows:
        if answers or rivals:
            found[organisation] = found.get(organisation, 0) + 1
    return found
