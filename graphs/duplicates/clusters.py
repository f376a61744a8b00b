"""Clusters of duplicates by average linkage under cannot-links (never connected components, which chain weak links)."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from graphs.duplicates.linkage import average_linkage
from graphs.duplicates.pairs import Pair
from inventory.values.observation import Judgement


@dataclass(frozen=True, slots=True)
class Cluster:
    """Systems that do one job; `weakest` and `mean` are the links inside, `is_reviewed` says that people confirmed all."""

    members: tuple[str, ...]
    weakest: float
    mean: float
    is_reviewed: bool


@dataclass(frozen=True, slots=True)
class Verdicts:
    """What people judged: verdict → hands by pair, undone ones left out."""

    by_pair: Mapping[frozenset[str], Mapping[str, frozenset[str]]]

    @classmethod
    def of(cls, judgements: Iterable[Judgement]) -> "Verdicts":
        """Collect judgements in force."""
        found: dict[frozenset[str], dict[str, set[str]]] = {}
        for judgement in judgements:
            if judgement.undone_at is None:
                found.setdefault(frozenset((judgement.left, judgement.right)), {}).setdefault(judgement.verdict, set()).add(judgement.by)
        return cls({pair: {verdict: frozenset(by) for verdict, by in verdicts.items()} for pair, verdicts in found.items()})

    def is_different(self, left: str, right: str) -> bool:
        """One person's `different` keeps two apart, unless others say duplicate."""
        verdicts = self.by_pair.get(frozenset((left, right)), {})
        return len(verdicts.get("different", ())) > len(verdicts.get("duplicate", ()))

    def is_confirmed(self, left: str, right: str, hands: int) -> bool:
        """Tell whether enough people judged two to be duplicates, and fewer said otherwise."""
        verdicts = self.by_pair.get(frozenset((left, right)), {})
        return len(verdicts.get("duplicate", ())) >= hands and not self.is_different(left, right)

    def is_settled(self, left: str, right: str, hands: int) -> bool:
        """Tell whether people need not look at the two any more: enough agree, or one keeps them apart."""
        verdicts = self.by_pair.get(frozenset((left, right)), {})
        return any(len(people) >= hands for people in verdicts.values()) or self.is_different(left, right)

    def says(self, verdict: str, left: str, right: str, hands: int) -> bool:
        """Tell whether enough people gave a verdict about two records."""
        return len(self.by_pair.get(frozenset((left, right)), {}).get(verdict, ())) >= hands

    def latest(self, left: str, right: str) -> str | None:
        """The verdict with most hands."""
        verdicts = self.by_pair.get(frozenset((left, right)), {})
        return max(sorted(verdicts), key=lambda verdict: len(verdicts[verdict]), default=None)


def find_clusters(
    pairs: Iterable[Pair], verdicts: Verdicts, *, cut: float, hands: int, members: Collection[str] | None = None
) -> list[Cluster]:
    """Clusters whose mean link is at least `cut`; a missing link counts 0, a judged one 1 or 0.

    `members` are the systems that run: what people judged of anything else makes no cluster.
    """
    links = {frozenset((p.left, p.right)): p.p["duplicate"] for p in pairs}
    for pair in verdicts.by_pair:
        if len(pair) != 2 or (members is not None and not pair <= set(members)):
            continue
        left, right = sorted(pair)
        if verdicts.is_different(left, right):
            links[pair] = 0.0
        elif verdicts.is_confirmed(left, right, 1):
            links[pair] = 1.0
    unique = average_linkage(links, cut=cut, is_apart=verdicts.is_different)
    return sorted((_cluster(group, links, verdicts, hands) for group in unique), key=lambda c: c.members)


def as_numbered(clusters: Iterable[Cluster]) -> list[Cluster]:
    """The order in which pictures and reports number clusters: the largest first, then the most alike."""
    return sorted(clusters, key=lambda c: (-len(c.members), -c.mean, c.members))


def _cluster(group: set[str], links: Mapping[frozenset[str], float], verdicts: Verdicts, hands: int) -> Cluster:
    members = tuple(sorted(group))
    inside = [links.get(frozenset((a, b)), 0.0) for i, a in enumerate(members) for b in members[i + 1 :]]
    return Cluster(members, round(min(inside), 4), round(sum(inside) / len(inside), 4), _is_connected(members, verdicts, hands))


def _is_connected(members: tuple[str, ...], verdicts: Verdicts, hands: int) -> bool:
    """Tell whether confirmed pairs connect all members."""
    reached, grown = {members[0]}, True
    while grown:
        more = {b for a in reached for b in members if b not in reached and verdicts.is_confirmed(a, b, hands)}
        grown = bool(more)
        reached |= more
    return len(reached) == len(members)
