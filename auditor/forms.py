"""Forms of a workspace: which bodies get one, what it holds, who has returned it."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from auditor.find import find_one
from auditor.workspace import Workspace
from graphs.readiness import readiness
from inventory import rounds
from inventory.database import reading, writing
from inventory.forms import layout
from inventory.forms.burden import count_by_body, measure
from inventory.forms.layout import ID_TITLE, Filled
from inventory.forms.origins import in_words, origins
from inventory.forms.prefill import WORDS, covered, reporting_bodies, rows_of, unasked
from inventory.forms.seal import make_key
from inventory.forms.write_workbook import write_workbook
from inventory.problems import InputError
from inventory.schema import entities
from inventory.snapshot import load_inventory
from inventory.store import observed
from inventory.values import Organisation
from inventory.values.inventory import Inventory


def export_forms(workspace: Workspace, out: Path, *, only: list[str], below_county: bool, tier: str) -> list[dict[str, Any]]:
    """Write the workbooks and tell what each asks. Raises InputError where there is no body to ask."""
    if tier not in layout.TIERS:
        raise InputError("unknown_option", option="--tier", value=tier, choices=", ".join(layout.TIERS))
    with reading(workspace.engine) as session:
        inventory = load_inventory(session, today=workspace.today)
    bodies: list[Organisation]
    if only:
        bodies = [find_one(inventory, "Organisation", text) for text in only]  # type: ignore[misc]
    else:
        bodies = reporting_bodies(inventory, below_county=below_county)
    if not bodies:
        raise InputError("no_organisations")
    out.mkdir(parents=True, exist_ok=True)
    separate = (
        frozenset(body.id for body in bodies) if below_county else frozenset(o.id for o in reporting_bodies(inventory, below_county=False))
    )
    with writing(workspace.engine) as session:
        key = make_key(session)
    return [_export_one(workspace, inventory, body, out, separate, tier, key) for body in bodies]


def _export_one(
    workspace: Workspace, inventory: Inventory, body: Organisation, out: Path, separate: frozenset[str], tier: str, key: bytes
) -> dict[str, Any]:
    inside = covered(inventory, body, separate=separate)
    filled = fill_sheets(workspace, inventory, inside, tier, "zh")
    burden = measure(filled, workspace.thresholds["minutes_per_answer"])
    filled = _with_origins(workspace, inventory, fill_sheets(workspace, inventory, inside, tier, workspace.language))
    mark = form_mark(workspace, inventory, body, tier)
    path = out / f"{re.sub(r'[^0-9A-Za-z._-]', '_', body.code or body.id)}.xlsx"
    names = _names(inventory, filled)
    write_workbook(path, filled, mark=mark, language=workspace.language, minutes=burden.minutes, names=names, key=key)
    return {"organisation": body.name, "file": str(path), "asked": burden.asked, "prefilled": burden.prefilled, "minutes": burden.minutes}


def fill_sheets(workspace: Workspace, inventory: Inventory, inside: set[str], tier: str, language: str) -> list[Filled]:
    """The sheets of a tier with what is known of these bodies, and which questions that calls for."""
    found = []
    for sheet in layout.sheets(tier):
        rows, records = rows_of(inventory, sheet, inside, language, year=int(workspace.today[:4])), inventory.records.get(sheet.entity, {})
        found.append(Filled(sheet, rows, unasked={str(row[ID_TITLE]): unasked(sheet, records[str(row[ID_TITLE])]) for row in rows}))
    return found


def _with_origins(workspace: Workspace, inventory: Inventory, filled: list[Filled]) -> list[Filled]:
    """The same with the source of what is known, by record."""
    costs = {cost.object: cost.id for cost in inventory.costs.values() if cost.object and str(cost.fiscal_year) == workspace.today[:4]}
    keys = {(one.sheet.entity, str(row[ID_TITLE])) for one in filled for row in one.rows}
    keys |= {("Cost", costs[record]) for entity, record in keys if entity == "System" and record in costs}
    with reading(workspace.engine) as session:
        said = observed(session, keys)
    between, found = WORDS[workspace.language]["codes"], []
    for one in filled:
        asked = [(q.key, q.title(workspace.language)) for q in one.sheet.questions]
        told = {}
        for row in one.rows:
            record = str(row[ID_TITLE])
            sources: dict[str, str] = {}
            for entity, identifier in ((one.sheet.entity, record), ("Cost", costs.get(record, ""))):
                named = origins(entities()[entity], said.get((entity, identifier), []))
                sources |= {f"{entity}.{name}": source for name, source in named.items()}
            told[record] = in_words(sources, asked, between)
        found.append(replace(one, origins=told))
    return found


def _names(inventory: Inventory, filled: list[Filled]) -> dict[str, list[str]]:
    """Names offered where a record is referred to: all bodies, and what stands in the form itself."""
    named = {"Organisation": sorted({body.name for body in inventory.organisations.values() if body.name})}
    for one in filled:
        if one.sheet.entity != "Organisation":
            # the first column after the id names the record
            named[one.sheet.entity] = sorted({str(list(row.values())[1]) for row in one.rows} - {""})
    return named


def form_status(workspace: Workspace) -> list[dict[str, Any]]:
    """Every reporting body: the round of its form, rejected cells, and the share of core questions answered."""
    with reading(workspace.engine) as session:
        inventory = load_inventory(session, today=workspace.today)
        forms = rounds.get_fact(session, "forms", {})
    listed = sorted(reporting_bodies(inventory, below_county=False), key=lambda o: o.name or "")
    return statuses(workspace, inventory, listed, forms)


def statuses(
    workspace: Workspace, inventory: Inventory, bodies: Iterable[Organisation], returned: Mapping[str, Mapping[str, Any]]
) -> list[dict[str, Any]]:
    """What each body has returned, the share of core questions answered, the sheets it attested and when, and where sources disagree."""
    answers, burden = readiness(inventory), Burdens(workspace, inventory)
    found = []
    for body in bodies:
        entry, inside = returned.get(body.id, {}), burden.inside(body)
        asked, prefilled = burden.of(body)
        found.append(
            {
                "id": body.id,
                "name": body.name,
                "round": entry.get("round"),
                "rejected": entry.get("rejected", 0),
                "answered_share": prefilled / (asked + prefilled) if asked + prefilled else 0.0,
                "open": asked,
                "minutes": round(asked * workspace.thresholds["minutes_per_answer"]),
                "attested": sorted(body.attested),
                "attested_on": inventory.attested_on(body),
                "conflicts": sum(answers[one].conflicts for one in inside if one in answers),
            }
        )
    return found


def burdens_kept(workspace: Workspace, inventory: Inventory) -> dict[str, Any]:
    """Open core questions of every form, as the dashboard keeps them: body → questions, minutes, and whether the whole inventory's sum counts it."""
    burden, minutes = Burdens(workspace, inventory), workspace.thresholds["minutes_per_answer"]
    upper = {body.id for body in reporting_bodies(inventory, below_county=False)}
    asked = {body.id: burden.of(body)[0] for body in reporting_bodies(inventory, below_county=True)}
    return {body: [count, round(count * minutes), body in upper] for body, count in asked.items()}


class Burdens:
    """What the core questions of every form ask and what is known, counted once for all bodies."""

    def __init__(self, workspace: Workspace, inventory: Inventory) -> None:
        self._counted = count_by_body(inventory, layout.sheets("core"), year=int(workspace.today[:4]))
        self._upper = frozenset(o.id for o in reporting_bodies(inventory, below_county=False))
        self._all = frozenset(o.id for o in reporting_bodies(inventory, below_county=True))
        self._below: dict[str, list[str]] = {}
        for body in inventory.organisations.values():
            if body.parent:
                self._below.setdefault(body.parent, []).append(body.id)

    def inside(self, body: Organisation) -> set[str]:
        """As `inside_form` says."""
        separate = self._upper if body.id in self._upper else self._all
        found, grown = {body.id}, [body.id]
        while grown:
            grown = [below for one in grown for below in self._below.get(one, ()) if below not in separate and below not in found]
            found.update(grown)
        return found

    def of(self, body: Organisation) -> tuple[int, int]:
        """Questions of its form that are open, and those that are answered."""
        parts = [self._counted[one] for one in self.inside(body) if one in self._counted]
        return sum(asked for asked, _ in parts), sum(prefilled for _, prefilled in parts)


def inside_form(inventory: Inventory, body: Organisation) -> set[str]:
    """Whose records the form of a body asks about: of one at county level all below it too, of one further below its own."""
    upper = frozenset(o.id for o in reporting_bodies(inventory, below_county=False))
    separate = upper if body.id in upper else frozenset(o.id for o in reporting_bodies(inventory, below_county=True))
    return covered(inventory, body, separate=separate)


def form_mark(workspace: Workspace, inventory: Inventory, body: Organisation, tier: str) -> dict[str, str]:
    """By what a form is known again."""
    return {
        "workspace": workspace.settings.workspace.name,
        "organisation": body.id,
        "organisation_name": body.name or body.id,
        "round": inventory.round,
        "year": workspace.today[:4],
        "tier": tier,
    }
