"""Everything that the rules look at, computed once from an inventory."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from graphs.build import Landscape, build_landscape
from graphs.clauses import Clauses
from graphs.duplicates.clusters import Cluster, Verdicts, find_clusters
from graphs.duplicates.pairs import Candidates, Pair
from graphs.duplicates.profiles import profile
from graphs.learning import Judged, Judgements, Scorer, Scorers, learn
from graphs.matching.fields import judged_fields, match_fields
from graphs.matching.matches import Matches
from graphs.sharing.demand import Need, needs_by_element, read_needs
from graphs.sharing.overlaps import MeaningConflict, Overlap, dataset_overlaps, meaning_conflicts, return_overlaps
from graphs.sharing.reach import Flows, read_flows
from graphs.sharing.silos import Silo, find_silos
from graphs.sharing.sources import Contested, SourceOf, contested_elements, read_sources
from graphs.thresholds import Thresholds
from inventory.collector import collector_paused
from inventory.values.inventory import Inventory
from inventory.vocabulary import RUNNING


@dataclass
class Analysis:
    """The results that rules, recommendations and plan build on.

    `clauses` tells from when texts bind the office, `opened` the day on which the round was opened: its rules are of that day.
    """

    inventory: Inventory
    thresholds: Thresholds
    clauses: Clauses
    hands: int
    scape: Landscape
    matches: Matches
    pairs: list[Pair]
    scorers: Scorers
    judged: Judgements
    clusters: list[Cluster]
    verdicts: Verdicts
    needs: dict[str, list[Need]]
    flows: Flows
    silos: dict[str, Silo]
    sources: dict[str, list[SourceOf]]
    contested: list[Contested]
    dataset_overlaps: list[Overlap]
    return_overlaps: list[Overlap]
    meaning_conflicts: list[MeaningConflict]
    today: dt.date = field(default_factory=dt.date.today)
    opened: dt.date | None = None

    @cached_property
    def _by_system(self) -> dict[str, list[Pair]]:
        found: dict[str, list[Pair]] = defaultdict(list)
        for pair in self.pairs:
            found[pair.left].append(pair)
        return found

    def pairs_within(self, systems: Iterable[str]) -> list[Pair]:
        """The pairs of which both are among these systems, best first."""
        members = set(systems)
        found = [pair for member in members for pair in self._by_system.get(member, ()) if pair.right in members]
        return sorted(found, key=lambda pair: (-pair.score, pair.left, pair.right))

    def level_of(self, body: str | None) -> str | None:
        """The administrative level of a body."""
        organisation = self.inventory.organisations.get(body or "")
        return organisation.level if organisation is not None else None


@collector_paused()
def analyse(
    inventory: Inventory, thresholds: Thresholds, *, binding: Mapping[str, dt.date], hands: int = 2, scorers: Scorers | None = None
) -> Analysis:
    """Match, build the graph and compute what the rules need.

    `scorers` hold what judgements taught about fields and pairs of systems; without them they learn from what people judged so far.
    """
    of_fields = judged_fields(inventory)
    field_scorer = scorers.fields if scorers is not None else learn(of_fields)
    matches = match_fields(inventory, scorer=field_scorer)
    scape = build_landscape(inventory, matches, accepted=thresholds["match_accepted"])
    today = dt.date.fromisoformat(inventory.today)
    verdicts = Verdicts.of(inventory.judgements)
    pairs, pair_scorer, of_pairs = _paired(scape, thresholds, verdicts, scorers)
    running = {s.id for s in inventory.systems.values() if s.status is None or s.status in RUNNING}
    needs = needs_by_element(read_needs(scape))
    flows = read_flows(scape)
    sources = read_sources(scape)
    return Analysis(
        inventory=inventory,
        thresholds=thresholds,
        clauses=Clauses(binding, today),
        hands=hands,
        scape=scape,
        matches=matches,
        pairs=pairs,
        scorers=Scorers(pair_scorer, field_scorer),
        judged=Judgements(of_pairs, of_fields),
        clusters=find_clusters(pairs, verdicts, cut=thresholds["duplicate_cut"], hands=hands, members=running),
        verdicts=verdicts,
        needs=needs,
        flows=flows,
        silos=find_silos(scape, needs, flows),
        sources=sources,
        contested=contested_elements(scape, sources),
        dataset_overlaps=dataset_overlaps(scape, thresholds["overlap_share"]),
        return_overlaps=return_overlaps(scape, thresholds["return_overlap"]),
        meaning_conflicts=meaning_conflicts(scape),
        today=today,
        opened=dt.date.fromisoformat(inventory.opened) if inventory.opened else None,
    )


def _paired(
    scape: Landscape, thresholds: Thresholds, verdicts: Verdicts, scorers: Scorers | None
) -> tuple[list[Pair], Scorer, list[Judged]]:
    """Pairs of systems, the scorer that made them, and what it learnt from; what they were compared by is held no longer."""
    profiles = (profile(scape, system) for system in scape.inventory.systems.values())
    candidates = Candidates(profiles, module_share=thresholds["module_share"])
    of_pairs = candidates.judged(verdicts.latest)
    scorer = scorers.pairs if scorers is not None else learn(of_pairs)
    return candidates.pairs(scorer), scorer, of_pairs
