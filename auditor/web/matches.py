"""What fields mean, listed a page at a time: in order once, each page found from the field after which it begins.

The list stands as the matcher left it until records change; what people decided since is laid over it, so that nobody waits for the
matcher between two decisions.
"""

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session
from sqlmodel import col

from auditor.kept import Kept, analysed
from auditor.mapping import STATES, step_told
from auditor.workspace import Workspace
from graphs.matching.fields import ELEMENT
from graphs.matching.matches import Match
from inventory.models.ledger import JudgementRow
from inventory.snapshot import records_state
from reports.wording import Names

VERDICTS = ("means", "means_not")
SHOWN = (*STATES, "rejected")
SORTS = ("", "score", "field", "element")
_LISTS: Kept["MatchList"] = Kept()


@dataclass(frozen=True)
class MatchList:
    """Every match with what it is sorted and searched by; `known` are the judgements that the matcher had seen."""

    matches: Mapping[str, Match]
    labels: Mapping[str, tuple[str, str, str | None]]
    cut: float
    known: frozenset[str]
    orders: dict[str, list[tuple[Any, str]]] = field(default_factory=dict)

    @cached_property
    def elements(self) -> list[str]:
        """The elements that any field is taken to mean."""
        return sorted({match.element for match in self.matches.values()})

    @cached_property
    def counted(self) -> dict[str, int]:
        """How many fields the matcher left in each state."""
        return dict(Counter(self.state(one) for one in self.matches))

    def order(self, sort: str) -> list[tuple[Any, str]]:
        """(key, field) in order; those hardest to tell come first where nothing is chosen."""
        if sort not in self.orders:
            self.orders[sort] = sorted((self._key(sort, one), one) for one in self.matches)
        return self.orders[sort]

    def _key(self, sort: str, identifier: str) -> Any:
        match = self.matches[identifier]
        if sort == "score":
            return match.score
        if sort == "field":
            return "".join(self.labels[identifier][:2]) or identifier
        if sort == "element":
            return match.element, -match.score
        return self.state(identifier) == "confirmed", abs(match.score - self.cut)

    def state(self, identifier: str) -> str:
        """As the matcher left it: confirmed, accepted or open."""
        match = self.matches[identifier]
        if any(step.family == "confirmed" for step in match.steps):
            return "confirmed"
        return "accepted" if match.score >= self.cut else "open"

    def walk(self, sort: str, *, descending: bool, beyond: str, backwards: bool) -> Iterator[str]:
        """The fields beyond one in this order, or before it where `backwards`; from the end if it is not known."""
        order = self.order(sort)
        is_down = descending != backwards
        start = len(order) if is_down else 0
        if beyond in self.matches:
            at = (self._key(sort, beyond), beyond)
            start = bisect_left(order, at) if is_down else bisect_right(order, at)
        places = range(start - 1, -1, -1) if is_down else range(start, len(order))
        return (order[place][1] for place in places)


@dataclass(frozen=True, slots=True)
class Asked:
    """What a page of the list shows: filters, order, and the field that it begins after or ends before."""

    state: str = ""
    element: str = ""
    text: str = ""
    sort: str = ""
    descending: bool = False
    after: str = ""
    before: str = ""


def matches_of(workspace: Workspace, session: Session) -> tuple[MatchList, dict[str, JudgementRow]]:
    """The list, and what people decided since it was made: the last decision of each field."""
    query = select(JudgementRow).where(col(JudgementRow.verdict).in_(VERDICTS), col(JudgementRow.undone_at).is_(None))
    rows = session.execute(query.order_by(col(JudgementRow.at), col(JudgementRow.id))).scalars().all()
    counted, facts = records_state(session)
    # the last two count judgements, which are laid over the list
    state = (counted[:-2], facts, workspace.settings.thresholds)
    key = (workspace.url, workspace.today)
    found = _LISTS.get(key, state, lambda: _made(workspace))
    if found.known - {row.id for row in rows}:
        # the matcher had seen what is undone now
        _LISTS.clear()
        found = _LISTS.get(key, state, lambda: _made(workspace))
    return found, {row.left: row for row in rows if row.id not in found.known}


def _made(workspace: Workspace) -> MatchList:
    analysis = analysed(workspace)
    table = analysis.scape.fields
    said = zip(table.ids, *(table.column(name) for name in ("label", "name", "resource")), strict=True)
    labels = {one: (label or "", name or "", resource) for one, label, name, resource in said if one in analysis.matches}
    known = frozenset(j.id for j in analysis.inventory.judgements if j.verdict in VERDICTS and j.undone_at is None)
    return MatchList(analysis.matches, labels, analysis.scape.accepted, known)


def page_of(listed: MatchList, decided: Mapping[str, JudgementRow], asked: Asked, size: int) -> tuple[list[str], bool, bool]:
    """The fields of a page in order, whether any come before them, and whether any come after."""
    backwards = bool(asked.before)
    kept: list[str] = []
    beyond = asked.before or asked.after
    for one in listed.walk(asked.sort, descending=asked.descending, beyond=beyond, backwards=backwards):
        if _is_asked_for(listed, decided, asked, one):
            kept.append(one)
            if len(kept) > size:
                break
    is_more, kept = len(kept) > size, kept[:size]
    if backwards:
        return kept[::-1], is_more, True
    return kept, bool(asked.after), is_more


def _is_asked_for(listed: MatchList, decided: Mapping[str, JudgementRow], asked: Asked, identifier: str) -> bool:
    if asked.state and asked.state != state_of(listed, decided, identifier):
        return False
    if asked.element and asked.element != element_of(listed, decided, identifier):
        return False
    hay = f"{' '.join(listed.labels[identifier][:2])} {identifier}".lower()
    return all(word in hay for word in asked.text.lower().split())


def state_of(listed: MatchList, decided: Mapping[str, JudgementRow], identifier: str) -> str:
    """What is held of a field's meaning now; rejected until the next audit finds another."""
    row = decided.get(identifier)
    if row is None:
        return listed.state(identifier)
    if row.verdict == "means":
        return "confirmed"
    return "rejected" if row.right == f"{ELEMENT}{listed.matches[identifier].element}" else listed.state(identifier)


def element_of(listed: MatchList, decided: Mapping[str, JudgementRow], identifier: str) -> str:
    """The element that a field is taken to mean now."""
    row = decided.get(identifier)
    return row.right.removeprefix(ELEMENT) if row is not None and row.verdict == "means" else listed.matches[identifier].element


def row_of(listed: MatchList, decided: Mapping[str, JudgementRow], identifier: str, names: Names) -> dict[str, Any]:
    """One line of the list, as `auditor mapping list --json` has it."""
    match = listed.matches[identifier]
    label, name, resource = listed.labels[identifier]
    element = element_of(listed, decided, identifier)
    is_other = element != match.element
    return {
        "field": identifier,
        "name": name or None,
        "label": label or None,
        "resource": resource,
        "resource_name": names.of(resource) if resource else None,
        "element": element,
        "element_name": names.of(element),
        "score": 1.0 if is_other else match.score,
        "rival": match.rival,
        "rival_name": names.of(match.rival) if match.rival else None,
        "rival_score": match.rival_score,
        "why": [] if is_other else [step_told(step, names.language) for step in match.steps],
        "state": state_of(listed, decided, identifier),
    }


def totals_of(listed: MatchList, decided: Mapping[str, JudgementRow]) -> dict[str, int]:
    """How many fields are in each state."""
    counted = dict.fromkeys(SHOWN, 0) | listed.counted
    for one in decided.keys() & listed.matches.keys():
        counted[listed.state(one)] -= 1
        counted[state_of(listed, decided, one)] += 1
    return counted
