"""Every field of the inventory to the element it most probably means."""

import math
from collections.abc import Collection, Sequence
from functools import cache
from typing import Any

import numpy as np

from graphs.learning import SHIPPED, Judged, Scorer
from graphs.matching.evidence import Evidence, FieldText, classes_of, gather
from graphs.matching.matches import Match, Matches, Step
from inventory.elements import dictionary
from inventory.values import DataField
from inventory.values.inventory import Inventory
from inventory.values.table import Column, Table, as_table

SCORER_VERSION = 2
# logistic coefficients, fitted and checked on departments left out by benchmarks/fit_matching.py; types and tables are not in
# that data and keep a small expert weight; so do values, which few dumps hold. A field without a label is scored by its name alone, with coefficients of its own.
COEFFICIENTS = {
    "labelled": {
        "bias": -5.3,
        "label_exact": 0.3,
        "label_near": 7.6,
        "name_exact": 1.9,
        "name_near": 0.0,
        "type_fits": 0.3,
        "table_fits": 0.2,
        "is_collision": -0.1,
        "value_fits": 2.0,
    },
    "bare": {
        "bias": -1.5,
        "label_exact": 0.0,
        "label_near": 0.0,
        "name_exact": 1.8,
        "name_near": 1.3,
        "type_fits": 0.3,
        "table_fits": 0.9,
        "is_collision": -0.5,
        "value_fits": 3.0,
    },
}


# how a judgement names an element
ELEMENT = "element."
# what is less probable than this is no match at all
_LEAST = 0.05


def score(evidence: Evidence, *, has_label: bool = True) -> tuple[float, tuple[Step, ...]]:
    """The calibrated probability of one element, and the waterfall that leads to it."""
    coefficients = COEFFICIENTS["labelled" if has_label else "bare"]
    steps = [Step("bias", 1.0, coefficients["bias"])]
    for family, weight in coefficients.items():
        if family != "bias":
            value = getattr(evidence, family)
            if value and weight:
                steps.append(Step(family, round(value, 3), round(weight * value, 3)))
    odds = sum(step.weight for step in steps)
    return 1 / (1 + math.exp(-odds)), tuple(steps)


# an element, its probability, and the steps that lead to it
Scored = tuple[str, float, tuple[Step, ...]]


def match_text(field: FieldText) -> list[Scored]:
    """The elements that a field may mean, best first; rivals share the probability."""
    scored = [(evidence.element, *score(evidence, has_label=bool(field.label))) for evidence in gather(field)]
    scored.sort(key=lambda item: (-item[1], item[0]))
    # the very label of one element is no tie with another that is only near to it (出生日期, 出生时间)
    tied = [
        item
        for item in scored
        if scored[0][1] - item[1] < 0.02
        and not _related(scored[0][0], item[0])
        and _has(item[2], "label_exact") >= _has(scored[0][2], "label_exact")
    ]
    if scored and tied:
        # several that fit alike: none of them is told
        alike = {scored[0][0], *(item[0] for item in tied)}
        share = math.log(0.6)
        scored = [
            (element, value * 0.6, (*steps, Step("rivals", float(len(alike)), round(share, 3))))
            if element in alike
            else (element, value, steps)
            for element, value, steps in scored
        ]
        scored.sort(key=lambda item: (-item[1], item[0]))
    return scored


def _has(steps: tuple[Step, ...], family: str) -> bool:
    return any(step.family == family for step in steps)


def _corrected(entry: Scored, scorer: Scorer) -> Scored:
    """A scored element as what judgements taught has it."""
    element, value, steps = entry
    learnt = scorer.probability(_odds(value))
    return element, learnt, (*steps, Step("learnt", 1.0, round(_odds(learnt) - _odds(value), 3)))


def _related(left: str, right: str) -> bool:
    if left == right:
        return True
    elements = dictionary()
    return elements[left].broader == right or elements[right].broader == left


def _judged(inventory: Inventory) -> tuple[dict[str, str], dict[str, set[str]]]:
    """Field → the element that people last confirmed; field → elements that they rejected since."""
    confirmed: dict[str, str] = {}
    rejected: dict[str, set[str]] = {}
    for judgement in sorted(inventory.judgements, key=lambda j: (j.at, j.id)):
        element = judgement.right.removeprefix(ELEMENT)
        if judgement.undone_at is not None or judgement.verdict not in ("means", "means_not") or element not in dictionary():
            continue
        if judgement.verdict == "means":
            confirmed[judgement.left] = element
            rejected.get(judgement.left, set()).discard(element)
        else:
            rejected.setdefault(judgement.left, set()).add(element)
            if confirmed.get(judgement.left) == element:
                del confirmed[judgement.left]
    return confirmed, rejected


def _table_of(inventory: Inventory, resource: str | None) -> str:
    """The name of the table that a field stands in."""
    dataset = inventory.datasets.get(resource or "")
    return (dataset.name or "") if dataset else ""


def _text_of(inventory: Inventory, field: DataField) -> FieldText:
    """What a field shows of itself."""
    return FieldText(field.label or "", field.name or "", field.type or "", _table_of(inventory, field.resource), field.profile)


def judged_fields(inventory: Inventory) -> list[Judged]:
    """What people confirmed and rejected, with the shipped scorer's log odds; what it gives no score at all teaches it nothing."""
    confirmed, rejected = _judged(inventory)
    found = []
    for identifier in sorted(confirmed.keys() | rejected.keys()):
        field = inventory.fields.get(identifier)
        if field is None:
            continue
        said = dict.fromkeys(rejected.get(identifier, ()), False) | ({confirmed[identifier]: True} if identifier in confirmed else {})
        for element, value, _ in match_text(_text_of(inventory, field)):
            if element in said:
                found.append(Judged(identifier, element, _odds(value), said[element]))
    return found


def _odds(value: float) -> float:
    return math.log(max(value, 1e-9) / max(1 - value, 1e-9))


def match_fields(inventory: Inventory, *, scorer: Scorer = SHIPPED) -> Matches:
    """The best element of each field with anything in its favour; `scorer` holds what judgements taught.

    What a person confirmed stands, then the `element` that the record itself names; an element that a person rejected is left out.
    """
    fields = as_table(DataField, inventory.fields)
    confirmed, rejected = _judged(inventory)
    sure = Step("confirmed", 1.0, 0.0)

    def meant(text: FieldText, named: str | None, rejected: Collection[str] = ()) -> Match | None:
        if named in dictionary() and named not in rejected:
            return Match(named or "", 1.0, (sure,))
        return _best([entry for entry in scored(text) if entry[0] not in rejected])

    @cache
    def scored(text: FieldText) -> list[Scored]:
        return [_corrected(entry, scorer) for entry in match_text(text)] if scorer.judged else match_text(text)

    # registers repeat their columns: what differs in nothing that counts is scored once
    firsts, alike = _alike(inventory, fields)
    found: list[Match | None] = []
    for at in firsts:
        field = fields.record(at)
        found.append(meant(_text_of(inventory, field), field.element))
    for identifier in confirmed.keys() | rejected.keys():
        if (position := fields.position(identifier)) is not None:
            field = fields.record(position)
            alike[position] = len(found)
            found.append(meant(_text_of(inventory, field), confirmed.get(identifier) or field.element, rejected.get(identifier, ())))
    return Matches(fields, Column(alike, found))


def _best(scored: Sequence[Scored]) -> Match | None:
    if not scored or scored[0][1] < _LEAST:
        return None
    (element, value, steps), rival = scored[0], scored[1] if len(scored) > 1 else None
    return Match(element, round(value, 4), steps, rival[0] if rival else None, round(rival[1], 4) if rival else 0.0)


def _alike(inventory: Inventory, fields: Table[DataField]) -> tuple[list[int], Any]:
    """The first field of each group that shows the same of itself, and for every field its group."""
    resources = fields.column("resource")
    kinds: dict[frozenset[str], int] = {}
    of_resource = [kinds.setdefault(classes_of(_table_of(inventory, resource)), len(kinds)) for resource in resources.values]
    groups = np.array(of_resource, dtype=np.int64)[resources.codes]
    for name in ("label", "name", "type", "profile", "element"):
        column = fields.column(name)
        if len(column.values) > 1:
            groups = np.unique(groups * len(column.values) + column.codes, return_inverse=True)[1]
    _, firsts, groups = np.unique(groups, return_index=True, return_inverse=True)
    return firsts.tolist(), groups.astype(np.uint32)
