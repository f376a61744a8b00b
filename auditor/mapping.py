"""What fields mean, in people's view: mappings of fields to data elements listed, confirmed, rejected."""

from typing import Any

from auditor.accounts import JUDGES, require_account
from auditor.kept import analysed, inventory_of
from auditor.review import record_judgement
from auditor.workspace import Workspace
from graphs.matching.fields import ELEMENT
from graphs.matching.matches import Step
from inventory.database import reading, writing
from inventory.elements import dictionary, resolve_element
from inventory.languages import message
from inventory.problems import InputError
from inventory.reconcile.references import Directory
from inventory.store import load_record
from reports.wording import Names

STATES = ("confirmed", "accepted", "open")


def mappings(workspace: Workspace, *, state: str | None = None) -> list[dict[str, Any]]:
    """Fields with the element that each is taken to mean; those that people should look at (near the cut) first.

    `state` is confirmed (a person or the record says so), accepted (sure enough to count) or open.
    """
    if state is not None and state not in STATES:
        raise InputError("unknown_option", option="--state", value=state, choices=", ".join(STATES))
    analysis = analysed(workspace)
    inventory, cut = analysis.inventory, analysis.scape.accepted
    names = Names(inventory, workspace.language)
    found = []
    for identifier, match in analysis.matches.items():
        field = inventory.fields[identifier]
        is_confirmed = any(step.family == "confirmed" for step in match.steps)
        found.append(
            {
                "field": identifier,
                "name": field.name,
                "label": field.label,
                "resource": field.resource,
                "resource_name": names.of(field.resource) if field.resource else None,
                "element": match.element,
                "element_name": names.of(match.element),
                "score": match.score,
                "rival": match.rival,
                "rival_name": names.of(match.rival) if match.rival else None,
                "rival_score": match.rival_score,
                "why": [step_told(step, workspace.language) for step in match.steps],
                "state": "confirmed" if is_confirmed else "accepted" if match.score >= cut else "open",
            }
        )
    kept = [entry for entry in found if state is None or entry["state"] == state]
    return sorted(kept, key=lambda e: (e["state"] == "confirmed", abs(e["score"] - cut), e["field"]))


def step_told(step: Step, language: str) -> str:
    """A step of the waterfall in words: how far the family speaks, and what that adds to the log odds."""
    return message(
        language, f"mapping.why_{step.family}", value=f"{step.value:.0%}", count=f"{step.value:.0f}", weight=f"{step.weight:+.1f}"
    )


def judge_mapping(workspace: Workspace, field: str, element: str, *, confirm: bool, by: str, reason: str) -> dict[str, str]:
    """Confirm or reject that a field means an element; one person holds one view of the two. The next audit follows."""
    with reading(workspace.engine) as session:
        # an id, as pages send it, does not wait for the whole inventory to be read
        is_id = load_record(session, "DataField", field) is not None
    fields = {field} if is_id else Directory(inventory_of(workspace).records).candidates("DataField", field)
    if not fields:
        raise InputError("not_found", what=field)
    if len(fields) > 1:
        raise InputError("ambiguous", what=field, candidates=", ".join(sorted(fields)[:8]))
    identifier = next(iter(fields))
    meant = element if element in dictionary() else resolve_element(element)
    if meant is None:
        raise InputError("not_found", what=element)
    verdict, right = "means" if confirm else "means_not", f"{ELEMENT}{meant}"
    with writing(workspace.engine) as session:
        require_account(session, by, JUDGES)
        key = record_judgement(session, identifier, right, verdict, by=by, at=workspace.now, reason=reason)
    return {"judgement": key, "field": identifier, "element": meant, "verdict": verdict}
