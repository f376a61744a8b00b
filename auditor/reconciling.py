"""What is open when records of several sources are put together: pairs, links made by rule, values in dispute."""

import dataclasses
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from auditor.accounts import JUDGES, require_account
from auditor.kept import Kept, inventory_in
from auditor.mapping import judge_mapping, mappings
from auditor.review import judge, open_pairs, record_judgement
from auditor.settling import settled
from auditor.workspace import Workspace
from graphs.matching.fields import ELEMENT
from inventory import store
from inventory.database import reading, writing
from inventory.identity import digest
from inventory.languages import message
from inventory.problems import InputError
from inventory.reconcile.candidates import KINDS, Candidate, find_candidates
from inventory.reconcile.merged import same_groups
from inventory.reconcile.references import resolve_references
from inventory.reconcile.seen import linked_by_rule
from inventory.schema import entities
from inventory.snapshot import load_inventory, load_judgements, records_state
from inventory.values.inventory import Inventory
from inventory.values.observation import Conflict, Judgement
from reports.wording import Names

# how `--kind` names what is reviewed
NAMED = {"system": "System", "element": "DataElement", **{kind.casefold(): kind for kind in KINDS}}
DECISIONS = ("accept", "reject", "unsure")


def pair_id(left: str, right: str) -> str:
    """By what a pair is named in a decision, whichever of the two comes first."""
    return f"pair-{digest(*sorted((left, right)))}"


def under_review(workspace: Workspace, kind: str | None = None) -> dict[str, Any]:
    """Everything open, as the `--json` of `review`; `kind` keeps one kind of pair and its conflicts."""
    if kind is not None and kind not in NAMED:
        raise InputError("unknown_option", option="--kind", value=kind, choices=", ".join(NAMED))
    wanted = set(NAMED.values()) if kind is None else {NAMED[kind]}
    with reading(workspace.engine) as session:
        inventory = load_inventory(session, today=workspace.today)
        resolved, _ = resolve_references(store.load_records(session))
        ruled = linked_by_rule(resolved, load_judgements(session), workspace.today)
        entries = settled(session, workspace.language)
    names = Names(inventory, workspace.language)
    kind_of = {record: entity for entity, records in resolved.items() for record in records}
    named = {
        record.id: str(getattr(record, entities()[entity].label_field, None) or record.id)
        for entity in resolved
        for record in resolved[entity].values()
    }
    return {
        "pairs": open_pairs(workspace)[1] if "System" in wanted else [],
        "records": [*_records(workspace, inventory, wanted & set(KINDS), names), *(_elements(workspace) if "DataElement" in wanted else ())],
        "ruled": [
            {"id": pair_id(j.left, j.right), "kind": kind_of[j.left], "left": j.left, "right": j.right, "left_name": named[j.left], "right_name": named[j.right],
             "reason": message(workspace.language, "review.ruled")}
            for j in ruled if kind_of.get(j.left) in wanted
        ],
        "conflicts": [
            conflict_answer(c, workspace.language, lambda record: names.of(record) if inventory.find(record) is not None else record)
            for c in inventory.conflicts if kind is None or c.entity in wanted
        ],
        "settled": [{**e, "name": named.get(e["record"], e["record"])} for e in entries if kind is None or e["kind"] in wanted],
    }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Proposals:
    """What is proposed about records, by what sources said; `names` and `kinds` are of every record, also of those that a rule shows as another."""

    records: list[Candidate]
    ruled: list[Judgement]
    conflicts: tuple[Conflict, ...]
    names: dict[str, str]
    kinds: dict[str, str]


_PROPOSED: Kept[Proposals] = Kept()


def proposals(workspace: Workspace, session: Session) -> Proposals:
    """What is open about records. Made once for what sources said: a verdict on one pair takes that pair away and computes nothing anew."""
    numbers, facts = records_state(session)
    # but for the count of judgements; one that is undone brings back what it had settled
    state = (numbers[:3], numbers[4:], facts)
    made = _PROPOSED.get((workspace.url, workspace.today), state, lambda: _proposals(workspace, session))
    standing = [j for j in load_judgements(session) if j.undone_at is None]
    touched = {frozenset((j.left, j.right)) for j in standing}
    judged = {frozenset((j.left, j.right)) for j in standing if j.verdict != "unsure"}
    one = same_groups(standing)
    return dataclasses.replace(
        made,
        records=[
            c for c in made.records if frozenset((c.left, c.right)) not in judged and one.get(c.left, c.left) != one.get(c.right, c.right)
        ],
        ruled=[j for j in made.ruled if frozenset((j.left, j.right)) not in touched],
    )


def _proposals(workspace: Workspace, session: Session) -> Proposals:
    inventory = inventory_in(workspace, session)
    resolved, _ = resolve_references(store.load_records(session))
    return Proposals(
        records=find_candidates(inventory),
        ruled=linked_by_rule(resolved, load_judgements(session), workspace.today),
        conflicts=inventory.conflicts,
        names={r.id: str(getattr(r, entities()[entity].label_field, None) or r.id) for entity, of in resolved.items() for r in of.values()},
        kinds={record: entity for entity, of in resolved.items() for record in of},
    )


def _records(workspace: Workspace, inventory: Inventory, kinds: Iterable[str], names: Names) -> list[dict[str, Any]]:
    unsure = _unsure(inventory)
    return [
        {
            "id": pair_id(c.left, c.right),
            "kind": c.kind,
            "left": c.left,
            "right": c.right,
            "left_name": names.of(c.left),
            "right_name": names.of(c.right),
            "score": c.score,
            "why": [message(workspace.language, f"review.why_{feature}") for feature in c.why],
            "unsure": unsure.get(frozenset((c.left, c.right)), []),
        }
        for c in find_candidates(inventory, sorted(kinds))
    ]


def _unsure(inventory: Inventory) -> dict[frozenset[str], list[str]]:
    found: dict[frozenset[str], list[str]] = {}
    for judgement in inventory.judgements:
        if judgement.undone_at is None and judgement.verdict == "unsure":
            found.setdefault(frozenset((judgement.left, judgement.right)), []).append(judgement.by)
    return {pair: sorted(set(people)) for pair, people in found.items()}


def _elements(workspace: Workspace) -> list[dict[str, Any]]:
    """Fields that are not sure enough to count, each with the element that it most probably means."""
    language = workspace.language
    return [
        {
            "id": pair_id(m["field"], ELEMENT + m["element"]),
            "kind": "DataElement",
            "left": m["field"],
            "right": ELEMENT + m["element"],
            "left_name": " / ".join(str(part) for part in (m["resource_name"], m["label"] or m["name"]) if part),
            "right_name": m["element_name"],
            "score": m["score"],
            "why": [message(language, "review.why_rival", name=m["rival_name"], score=f"{m['rival_score']:.2f}")]
            if m["rival_name"]
            else [],
            "unsure": [],
        }
        for m in mappings(workspace, state="open")
    ]


def conflict_answer(conflict: Conflict, language: str, name: Callable[[str], str]) -> dict[str, Any]:
    """Two values of one field, which of them stands, and by what precedence."""
    field = entities()[conflict.entity].fields[conflict.field]
    by_rank = conflict.chosen_kind != conflict.other_kind
    return {
        "kind": conflict.entity,
        "record": conflict.record,
        "name": name(conflict.record),
        "field": field.key,
        "field_name": field.title(language),
        "chosen": conflict.chosen,
        "chosen_source": conflict.chosen_source,
        "chosen_kind": conflict.chosen_kind,
        "other": conflict.other,
        "other_source": conflict.other_source,
        "other_kind": conflict.other_kind,
        "precedence": "rank" if by_rank else "name",
        "why": message(
            language,
            "review.precedence_rank" if by_rank else "review.precedence_name",
            chosen=message(language, f"review.source_{conflict.chosen_kind}"),
            other=message(language, f"review.source_{conflict.other_kind}"),
        ),
    }


def decide(workspace: Workspace, pair: str, decision: str, *, by: str, reason: str) -> str:
    """Accept, reject or leave open a pair that `review` lists; returns the judgement's id.

    What is accepted is what was proposed: one record, the relation of two systems, or what a field means.
    """
    if decision not in DECISIONS:
        raise InputError("unknown_option", option="DECISION", value=decision, choices=", ".join(DECISIONS))
    if not reason.strip():
        raise InputError("needs_reason")
    found = under_review(workspace)
    for entry in (*found["records"], *found["ruled"]):
        if entry["id"] == pair:
            return _decided(workspace, entry, decision, by=by, reason=reason)
    for entry in found["pairs"]:
        if pair_id(entry["left"], entry["right"]) == pair:
            verdict = {"accept": entry["relation"], "reject": "different"}.get(decision, decision)
            return judge(workspace, entry["left"], entry["right"], verdict, by=by, reason=reason)
    raise InputError("not_found", what=pair)


def _decided(workspace: Workspace, entry: Mapping[str, Any], decision: str, *, by: str, reason: str) -> str:
    if entry["kind"] != "DataElement":
        verdict = {"accept": "same", "reject": "different"}.get(decision, decision)
        with writing(workspace.engine) as session:
            require_account(session, by, JUDGES)
            left, right = sorted((str(entry["left"]), str(entry["right"])))
            # by id: of two that a rule shows as one, a name leads to one only
            return record_judgement(session, left, right, verdict, by=by, at=workspace.now, reason=reason)
    if decision == "unsure":
        raise InputError("unsure_of_element")
    element = str(entry["right"]).removeprefix(ELEMENT)
    return judge_mapping(workspace, entry["left"], element, confirm=decision == "accept", by=by, reason=reason)["judgement"]
