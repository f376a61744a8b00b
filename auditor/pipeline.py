"""The audit: screen notices and leads, analyse, apply the rules, recommend; stored in one transaction, equal for equal input."""

import time
from collections import Counter
from dataclasses import asdict, replace
from typing import Any

from sqlalchemy.orm import Session

from auditor import scorers
from auditor.forms import burdens_kept
from auditor.register import reason_objects, store_findings
from auditor.rulebook import book_of
from auditor.untold import Looked
from auditor.workspace import Workspace
from crawlers.screening.screen import screen
from graphs.analysis import Analysis, analyse
from graphs.duplicates.pairs import Pair
from graphs.learning import Scorers
from graphs.network import bodies_of, flows_of
from graphs.recommend.money import Estimates
from graphs.recommend.recommend import recommend
from graphs.relations import relations_of
from graphs.rules import rules
from graphs.rules.applying import apply_rules
from inventory import rounds
from inventory.advice import recommendation_object, save_recommendations
from inventory.collector import collector_paused
from inventory.database import reading, writing
from inventory.network import save_flows
from inventory.relations import save_relations
from inventory.snapshot import AUDITED, load_inventory, read_hit, records_state, save_result
from inventory.values.finding import Recommendation
from inventory.values.inventory import Inventory

# a relation from which a pair is shown to reviewers, and how many pairs are kept for them
LIKELY = 0.25
PAIRS = 5_000
PAIR_CHUNK = 100
Progress = Any


def analysis_of(workspace: Workspace, inventory: Inventory) -> Analysis:
    """The analysis of an inventory under the workspace's settings, with the scorers of the last audit: judgements since wait for the next."""
    with reading(workspace.engine) as session:
        used = scorers.of_last_audit(session)
    return _analysed(workspace, inventory, used)


def _analysed(workspace: Workspace, inventory: Inventory, used: Scorers | None) -> Analysis:
    review = workspace.settings.review
    return analyse(inventory, workspace.thresholds, binding=workspace.settings.binding, hands=review.hands, scorers=used)


def estimates_of(workspace: Workspace) -> Estimates:
    """The office's estimates for recommendations."""
    plan = workspace.settings.plan
    return Estimates(plan.horizon_months, plan.migration_yuan, plan.exchange_yuan, plan.element_map_yuan, plan.wave_months)


@collector_paused()
def audit(workspace: Workspace, *, scorer: str | None = None, progress: Progress = lambda stage: None) -> dict[str, Any]:
    """Run all stages again from what was collected; returns the `--json` answer of the command.

    Others write meanwhile: the lock is taken for storing alone, and what is stored is as of the moment at which the records were read.
    `scorer` names an earlier version of the scorers; without it they learn from what people judged so far. Raises InputError for a
    version that no audit used.
    """
    began = time.monotonic()
    answer = None
    while answer is None:
        answer = _audited(workspace, scorer, progress)
    return {**answer, "seconds": round(time.monotonic() - began, 1)}


def _audited(workspace: Workspace, scorer: str | None, progress: Progress) -> dict[str, Any] | None:
    """One audit; None where another that had seen later records was stored meanwhile."""
    progress("load")
    with reading(workspace.engine) as session:
        state, _ = records_state(session)
        used = scorers.named(session, scorer) if scorer is not None else None
        inventory = load_inventory(session, today=workspace.today)
    progress("screen")
    inventory, hits = _screened(inventory)
    progress("analyse")
    analysis = _analysed(workspace, inventory, used)
    progress("rules")
    findings, untold = apply_rules(analysis)
    with writing(workspace.engine) as session:
        if any(theirs > ours for theirs, ours in zip(rounds.get_fact(session, AUDITED, state), state, strict=False)):
            return None
        rounds.set_fact(session, AUDITED, state)
        if hits is not None:
            save_result(session, "hits", hits)
        status = store_findings(
            session, workspace, findings, lambda: Looked.of(rules(opened=analysis.opened, today=analysis.today), untold, analysis.inventory)
        )
        progress("recommend")
        recommendations = recommend(analysis, findings, status, estimates_of(workspace))
        severities, advised = Counter(f.severity for f in findings), len(recommendations)
        # of a whole province these are gigabytes: what is stored is let go before the next is made
        del findings, status
        _store_results(session, workspace, analysis, recommendations)
        del recommendations
        untold_objects = [{"rule": u.rule, "subject": u.subject, "missing": list(u.missing)} for u in untold]
        save_result(session, "untold", untold_objects)
        scorers.keep(session, analysis.scorers, round_name=inventory.round, at=workspace.now)
        book = book_of(analysis.clauses, analysis.thresholds, analysis.opened)
        save_result(session, "rule_book", {**book, "round": inventory.round, "scorer": analysis.scorers.version})
    return {
        "round": inventory.round,
        "systems": len(inventory.systems),
        "matches": analysis.matches.count(analysis.scape.accepted),
        "duplicates": len(analysis.clusters),
        "findings": dict(sorted(severities.items())),
        "recommendations": advised,
        "untold": untold_objects,
    }


def _screened(inventory: Inventory) -> tuple[Inventory, list[dict[str, Any]] | None]:
    """The inventory with what its notices and leads say, and that as it is stored; None where there is nothing to screen.

    Whatever a lead says is what somebody reports and no finding.
    """
    hits = []
    for notice in inventory.notices.values():
        for hit in screen(notice.text or ""):
            hits.append({"notice": notice.id, **asdict(hit), "why": list(hit.why)})
    for lead in inventory.leads.values():
        for hit in screen(lead.text or lead.title or ""):
            hits.append({"notice": lead.id, **asdict(hit), "disposition": "reported", "why": list(hit.why)})
    if not (hits or inventory.notices or inventory.leads):
        return inventory, None
    return replace(inventory, hits=tuple(read_hit(hit) for hit in hits)), hits


def pair_content(pair: Pair) -> dict[str, Any]:
    """A pair as it is stored, without sentences."""
    return {
        "left": pair.left,
        "right": pair.right,
        "relation": pair.relation,
        "score": pair.score,
        "p": dict(pair.p),
        "families": dict(pair.families),
        "reasons": reason_objects(pair.why),
    }


def _store_results(session: Session, workspace: Workspace, analysis: Analysis, recommendations: list[Recommendation]) -> None:
    save_flows(session, flows_of(analysis.scape))
    save_relations(session, relations_of(analysis))
    save_result(session, "bodies", bodies_of(analysis.scape))
    save_result(session, "burdens", burdens_kept(workspace, analysis.inventory))
    save_recommendations(session, map(recommendation_object, recommendations))
    # for the review page: those worth a look, best first, as many as people could ever look at
    likely = sorted(
        (p for p in analysis.pairs if max(p.p.values()) >= LIKELY), key=lambda p: (-p.score, -max(p.p.values()), p.left, p.right)
    )
    likely = likely[:PAIRS]
    save_result(session, "pairs", [[pair.left, pair.right] for pair in likely])
    for first in range(0, len(likely), PAIR_CHUNK):
        # a page reads the part in which its pair stands
        save_result(session, f"pairs:{first // PAIR_CHUNK}", [pair_content(pair) for pair in likely[first : first + PAIR_CHUNK]])
