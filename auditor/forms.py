"""Forms of a workspace: which bodies get one, what it holds, who has returned it."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from auditor.find import find_one
from auditor.workspace import Workspace
from inventory import rounds
from inventory.database import reading
from inventory.forms import layout
from inventory.forms.burden import measure
from inventory.forms.prefill import covered, reporting_bodies, rows_of
from inventory.forms.write_workbook import write_workbook
from inventory.problems import InputError
from inventory.snapshot import load_inventory
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
    return [_export_one(workspace, inventory, body, out, separate, tier) for body in bodies]


def _export_one(
    workspace: Workspace, inventory: Inventory, body: Organisation, out: Path, separate: frozenset[str], tier: str
) -> dict[str, Any]:
    inside = covered(inventory, body, separate=separate)
    filled = [(sheet, rows_of(inventory, sheet, inside, "zh", year=int(workspace.today[:4]))) for sheet in layout.sheets(tier)]
    burden = measure(filled, workspace.thresholds["minutes_per_answer"])
    if workspace.language != "zh":
        filled = [
            (sheet, rows_of(inventory, sheet, inside, workspace.language, year=int(workspace.today[:4]))) for sheet in layout.sheets(tier)
        ]
    mark = form_mark(workspace, inventory, body, tier)
    path = out / f"{re.sub(r'[^0-9A-Za-z._-]', '_', body.code or body.id)}.xlsx"
    write_workbook(path, filled, mark=mark, language=workspace.language, minutes=burden.minutes)
    return {"organisation": body.name, "file": str(path), "asked": burden.asked, "prefilled": burden.prefilled, "minutes": burden.minutes}


def form_status(workspace: Workspace) -> list[dict[str, Any]]:
    """Every reporting body: the round of its form, rejected cells, and the share of core questions answered."""
    with reading(workspace.engine) as session:
        inventory = load_inventory(session, today=workspace.today)
        forms = rounds.get_fact(session, "forms", {})
    bodies = reporting_bodies(inventory, below_county=False)
    return [status_of(workspace, inventory, body, forms.get(body.id, {})) for body in sorted(bodies, key=lambda o: o.name or "")]


def status_of(workspace: Workspace, inventory: Inventory, body: Organisation, entry: Mapping[str, Any]) -> dict[str, Any]:
    """What a body has returned, and the share of core questions answered."""
    inside, year = inside_form(inventory, body), int(workspace.today[:4])
    burden = measure([(sheet, rows_of(inventory, sheet, inside, "zh", year=year)) for sheet in layout.sheets()], 1)
    total = burden.asked + burden.prefilled
    return {
        "id": body.id,
        "name": body.name,
        "round": entry.get("round"),
        "rejected": entry.get("rejected", 0),
        "answered_share": burden.prefilled / total if total else 0.0,
    }


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
