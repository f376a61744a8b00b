"""Imports a county, audits it, and holds what was found against what was planted."""

import datetime as dt
import json
import tempfile
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy import select

from auditor.pipeline import audit
from auditor.settings import FILE
from auditor.workspace import create_workspace, open_workspace
from inventory.database import reading
from inventory.intake import import_path
from inventory.models.ledger import FindingRow
from tests.counties.land import BINDING, RANK, TODAY, County, Planted

# exactly this certain, so that the precision of each is its own
LEVELS = ("certain", "probable")


@dataclass(frozen=True, slots=True)
class Found:
    """One finding of the audit, as far as scoring needs it."""

    rule: str
    certainty: str
    subjects: frozenset[str]
    named: frozenset[str]
    reasons: tuple[str, ...]


@dataclass(slots=True)
class Score:
    """What became of one rule's planted truth, and of its findings above a question: planted, left open by the definition, or neither."""

    hit: list[Planted] = field(default_factory=list)
    asked: list[Planted] = field(default_factory=list)
    missed: list[Planted] = field(default_factory=list)
    true: list[Found] = field(default_factory=list)
    argued: list[Found] = field(default_factory=list)
    false: list[Found] = field(default_factory=list)

    @property
    def planted(self) -> int:
        """How many were planted."""
        return len(self.hit) + len(self.asked) + len(self.missed)


def audited(county: County, folder: Path | None = None) -> list[Found]:
    """Import the county's document as the command line does, audit it, and return the findings of this audit."""
    with tempfile.TemporaryDirectory(dir=folder) as room:
        workspace = create_workspace(Path(room) / "w", name="云岭省", region=None, lang="zh", db=None, round_name="2026-2")
        workspace.engine.dispose()
        settings = Path(room) / "w" / FILE
        text = settings.read_text(encoding="utf-8")
        text = text.replace("[workspace]\n", f"[workspace]\naudit_date = {TODAY}\n", 1)
        text = text.replace('# "CN-01" = ', '"CN-01" = ', 1)
        if f'\n"CN-01" = {BINDING}' not in text:
            raise ValueError("the settings of a new workspace name another binding date")
        settings.write_text(text, encoding="utf-8")
        workspace = open_workspace(Path(room) / "w")
        try:
            path = Path(room) / "county.json"
            path.write_text(json.dumps(county.document, ensure_ascii=False), encoding="utf-8")
            outcome = import_path(workspace.engine, path, now=dt.datetime.fromisoformat(f"{TODAY}T01:00:00+00:00"))
            refused = outcome.problems.rejected
            if refused:
                raise ValueError(f"{len(refused)} cells of the county were refused, such as {refused[0]}")
            audit(workspace)
            with reading(workspace.engine) as session:
                rows = session.execute(select(FindingRow)).scalars().all()
                return [_found(row) for row in rows if row.is_current]
        finally:
            workspace.engine.dispose()


def _found(row: FindingRow) -> Found:
    content: dict[str, Any] = row.content
    reasons = tuple(f"{reason['code']} {json.dumps(reason['parts'], ensure_ascii=False)}" for reason in content["reasons"])
    sources = [e.get("locator") or "" for e in content["evidence"]]
    subjects = frozenset(content["subjects"])
    return Found(row.rule, row.certainty, subjects, subjects | set(content["organisations"]) | set(sources), reasons)


def _says(found: Found, planted: Planted) -> bool:
    return found.rule == planted.rule and planted.subjects <= found.named and found.subjects <= planted.subjects | planted.also


def _touches(found: Found, planted: Planted) -> bool:
    """The finding is about something planted and nothing else."""
    return (
        found.rule == planted.rule
        and bool(found.subjects & (planted.subjects | planted.also))
        and found.subjects <= planted.subjects | planted.also
    )


def scored(county: County, findings: Iterable[Found]) -> dict[str, Score]:
    """The score of every rule that was planted or found above a question."""
    scores: dict[str, Score] = defaultdict(Score)
    by_rule: dict[str, list[Found]] = defaultdict(list)
    for found in findings:
        by_rule[found.rule].append(found)
    truth, arguable = _by_rule(county.truth), _by_rule(county.arguable)
    for planted in county.truth:
        said = [found for found in by_rule[planted.rule] if _says(found, planted)]
        score = scores[planted.rule]
        best = max((RANK[found.certainty] for found in said), default=-1)
        (score.hit if best >= RANK[planted.certainty] else score.asked if said else score.missed).append(planted)
    for rule, found_here in by_rule.items():
        for found in found_here:
            if found.certainty != "question":
                score = scores[rule]
                part = score.true if _is_of(found, truth) else score.argued if _is_of(found, arguable) else score.false
                part.append(found)
    return dict(scores)


def _by_rule(planted: Iterable[Planted]) -> dict[str, list[Planted]]:
    found: dict[str, list[Planted]] = defaultdict(list)
    for one in planted:
        found[one.rule].append(one)
    return found


def _is_of(found: Found, planted: Mapping[str, list[Planted]]) -> bool:
    return any(_touches(found, one) for one in planted.get(found.rule, ()))


def share(part: int, whole: int) -> float:
    """A share, 1.0 of nothing."""
    return part / whole if whole else 1.0


def precision(scores: dict[str, Score], certainty: str, rules: Sequence[str] | None = None, *, argued: bool | None = None) -> float:
    """Of the findings with exactly this certainty, those that were planted.

    What the definition leaves open stands aside, or counts as planted (`argued` true) or as not planted (false).
    """
    chosen = [score for rule, score in scores.items() if rules is None or rule in rules]
    true, open_, false = (
        sum(found.certainty == certainty for score in chosen for found in part(score))
        for part in (lambda s: s.true, lambda s: s.argued, lambda s: s.false)
    )
    whole = true + false if argued is None else true + open_ + false
    return share(true + (open_ if argued else 0), whole)


def recall(scores: dict[str, Score], certainty: str) -> float:
    """Of what was planted with this certainty, what was found with it at least."""
    hit = sum(planted.certainty == certainty for score in scores.values() for planted in score.hit)
    rest = sum(planted.certainty == certainty for score in scores.values() for planted in (*score.asked, *score.missed))
    return share(hit, hit + rest)
