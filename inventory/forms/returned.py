"""What a body returns, as a workbook or in the browser: the same rows, the same checks, the same source."""

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from sqlalchemy.orm import Session

from inventory import rounds
from inventory.forms.layout import sheets
from inventory.forms.prefill import covered, reporting_bodies
from inventory.identity import digest
from inventory.importers.interpret import interpret
from inventory.importers.rows import Document, RawRow
from inventory.intake import Outcome, Ready, make_source, take_in
from inventory.problems import Problems
from inventory.schema import OWNER_FIELD, entities
from inventory.values.inventory import Inventory
from inventory.values.observation import Locator, Observation

BLANK = ("", None)


@dataclass(frozen=True, slots=True)
class Returned:
    """A filled form: its rows, its mark (workspace, body, year), its name, and the hash of its bytes.

    Without bytes the hash is that of what it says in its round: the same said again is no news.
    """

    document: Document
    mark: Mapping[str, str]
    name: str
    sha256: str | None = None


@cache
def _cost_titles() -> frozenset[str]:
    asked = [q for sheet in sheets("ask_if") for q in sheet.questions if q.entity == "Cost"]
    return frozenset(q.title(language) for q in asked for language in ("zh", "en"))


def form_rows(
    entity: str, identifier: str, cells: Mapping[str, Any], at: Locator, columns: Mapping[str, str], *, year: str
) -> Iterator[RawRow]:
    """The rows that one line of a sheet makes: its record, and beside a system the costs of the year; a blank line makes none."""
    if all(value in BLANK for value in cells.values()):
        return
    own = {title: value for title, value in cells.items() if title not in _cost_titles()}
    costs = {title: value for title, value in cells.items() if title in _cost_titles()}
    yield RawRow(entity, {**own, **({"id": identifier} if identifier else {})}, at, columns)
    name = entities()["System"].fields["name"]
    system = next((own[title] for title in (name.zh, name.en) if own.get(title)), None)
    if entity == "System" and system and any(value not in BLANK for value in costs.values()):
        yield RawRow("Cost", {**costs, "object": identifier or system, "object_kind": "system", "fiscal_year": year}, at, columns)


def read_returned(returned: Returned, problems: Problems) -> list[Observation]:
    """What the rows of a form say; records without an owner are the body's own."""
    owner = returned.mark["organisation_name"]
    defaults = {entity: {field: owner} for entity, field in OWNER_FIELD.items() if entity != "Dataset"}
    return interpret(returned.document.rows, problems, defaults=defaults)


def take_returned(session: Session, inventory: Inventory, returned: Returned, problems: Problems, *, now: dt.datetime) -> Outcome:
    """Take a form in within the open transaction; the same form again changes nothing."""
    body = returned.mark["organisation"]
    _drop_foreign_rows(inventory, returned.document, body, problems)
    _name_known_costs(inventory, returned.document)
    observations = read_returned(returned, problems)
    outcome = Outcome("form", returned.document.why, problems)
    for observation in observations:
        outcome.read[entities()[observation.entity].array] += 1
    round_name = rounds.current_round(session)
    said = returned.sha256 or digest(round_name, sorted((o.entity, o.record, digest(o.values)) for o in observations))
    source = make_source("form", returned.name, said, now, series=f"form:{body}", by=body)
    take_in(session, Ready(returned.document, observations, source, outcome))
    forms = dict(rounds.get_fact(session, "forms", {}))
    forms[body] = {"round": round_name, "rejected": len(problems)}
    rounds.set_fact(session, "forms", forms)
    return outcome


def _name_known_costs(inventory: Inventory, document: Document) -> None:
    """A cost that a register told of the same system and year is that record, however the register names the system."""
    known = {(cost.object, str(cost.fiscal_year)): cost.id for cost in inventory.costs.values()}
    for position, row in enumerate(document.rows):
        if row.entity == "Cost" and (found := known.get((row.cells["object"], str(row.cells["fiscal_year"])))):
            document.rows[position] = replace(row, cells={**row.cells, "id": found})


def _drop_foreign_rows(inventory: Inventory, document: Document, organisation: str, problems: Problems) -> None:
    """A row whose hidden id is another body's record is listed and not read: a form speaks for its own body and those below."""
    body = inventory.organisations.get(organisation)
    if body is None:
        return
    inside = covered(inventory, body, separate=frozenset(o.id for o in reporting_bodies(inventory, below_county=False)))
    kept = []
    for row in document.rows:
        record = inventory.records.get(row.entity, {}).get(str(row.cells.get("id") or ""))
        holder = (
            None
            if record is None
            else record.id
            if row.entity == "Organisation"
            else getattr(record, OWNER_FIELD.get(row.entity, ""), None)
        )
        if holder in inventory.organisations and holder not in inside:
            problems.reject("foreign_row", row.at)
        else:
            kept.append(row)
    document.rows[:] = kept
