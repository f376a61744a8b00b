"""Which systems stay, why, and what they must do first: where others move in, and what people judged to be alone in its job."""

from collections.abc import Iterable, Iterator, Sequence

from graphs.analysis import Analysis
from graphs.recommend.target import mlps_number
from graphs.regions import covers
from graphs.served import regions
from inventory.identity import digest
from inventory.values import System
from inventory.values.finding import Reason, Recommendation
from inventory.values.plan import UNKNOWN_MLPS
from inventory.vocabulary import RUNNING


def keeps(analysis: Analysis, made: Sequence[Recommendation]) -> Iterator[Recommendation]:
    """`made` are the other recommendations: what one of them ends is not kept, and an unreviewed merge decides nothing."""
    ending = {s for r in made if r.kind in ("embed_as_module", "retire") for s in _ended(r)}
    kept: set[str] = set()
    into: dict[str, list[tuple[Recommendation, list[str]]]] = {}
    for merge in made:
        step = next((s for s in merge.steps if s.code == "step.merge.target"), None)
        if merge.kind != "merge" or step is None or "review" in merge.needs_first or step.parts["target"] in ending:
            continue
        kept.update(merge.subjects)
        into.setdefault(str(step.parts["target"]), []).append((merge, [str(s) for s in step.parts["leaving"]]))
    for identifier, merges in sorted(into.items()):
        target = analysis.inventory.systems[identifier]
        leaving = [analysis.inventory.systems[s] for _, of in merges for s in of]
        yield _into(target, leaving, [merge for merge, _ in merges], list(_first(analysis, target, leaving)))
    for identifier, others in sorted(_alone(analysis).items()):
        if identifier not in kept | ending:
            yield _recommendation(
                analysis.inventory.systems[identifier],
                steps=[Reason("step.keep.alone", {})],
                why=[Reason("rec.keep_alone", {"others": sorted(others)})],
            )


def _ended(found: Recommendation) -> tuple[str, ...]:
    """What it ends: all that it is about but what takes the others over."""
    target = next((step.parts["target"] for step in found.steps if "target" in step.parts), None)
    return tuple(s for s in found.subjects if s != target)


def _into(target: System, leaving: list[System], merges: list[Recommendation], first: list[tuple[str, Reason]]) -> Recommendation:
    return _recommendation(
        target,
        steps=[*(step for _, step in first), *(Reason(f"step.keep.{n}", {}) for n in (1, 2, 3))],
        why=[
            Reason("rec.keep_target", {"others": [s.id for s in leaving]}),
            *(why for merge in merges for why in merge.why if why.code == "rec.because"),
        ],
        needs_first=tuple(f"{what}:{target.id}" for what, _ in first),
        merges=merges,
    )


def _recommendation(
    system: System,
    *,
    steps: list[Reason],
    why: list[Reason],
    needs_first: tuple[str, ...] = (),
    merges: Sequence[Recommendation] = (),
) -> Recommendation:
    """Keeping closes nothing and saves nothing by itself: price and gain stand with the merges."""
    return Recommendation(
        id=f"rec-{digest('keep', [system.id])}",
        kind="keep",
        subjects=(system.id,),
        addressee=system.owner,
        steps=tuple(steps),
        closes=(),
        why=tuple(why),
        needs_first=needs_first,
        affected=tuple(dict.fromkeys(s for merge in merges for s in merge.affected)),
        basis=tuple(dict.fromkeys(basis for merge in merges for basis in merge.basis)),
        confirm_by=merges[0].confirm_by if merges else "reviewer",
    )


def _first(analysis: Analysis, target: System, leaving: Iterable[System]) -> Iterator[tuple[str, Reason]]:
    """What the target lacks of what `eligible` of the plan asks: protection level, networks, region, capacity."""
    leaving = list(leaving)
    level = max(UNKNOWN_MLPS if (known := mlps_number(s)) is None else known for s in leaving)
    if (mlps_number(target) or 0) < level:
        yield "grade", Reason("step.keep.grade", {"level": level})
    lacking = sorted({n for s in leaving for n in s.networks} - set(target.networks))
    if lacking:
        yield "network", Reason("step.keep.network", {"networks": [f"network:{n}" for n in lacking]})
    outside = sorted({r for s in leaving for r in regions(analysis, s) if not covers(regions(analysis, target), (r,))})
    if outside:
        yield "region", Reason("step.keep.region", {"regions": outside})
    if target.capacity is not None:
        users = [s.users for s in (target, *leaving)]
        if any(u is None for u in users):
            yield "capacity", Reason("step.keep.capacity_unknown", {"capacity": target.capacity})
        elif (needed := sum(u or 0 for u in users)) > target.capacity:
            yield "capacity", Reason("step.keep.capacity", {"users": needed, "capacity": target.capacity})


def _alone(analysis: Analysis) -> dict[str, set[str]]:
    """Running systems in no cluster that enough people told apart from every system they were held against, with those."""
    systems, together = analysis.inventory.systems, {m for c in analysis.clusters for m in c.members}
    apart: dict[str, set[str]] = {}
    undecided: set[str] = set()
    for pair in analysis.verdicts.by_pair:
        if len(pair) != 2 or not pair <= systems.keys():
            continue
        left, right = sorted(pair)
        if analysis.verdicts.says("different", left, right, analysis.hands) and analysis.verdicts.latest(left, right) == "different":
            apart.setdefault(left, set()).add(right)
            apart.setdefault(right, set()).add(left)
        else:
            undecided |= {left, right}
    return {s: others for s, others in apart.items() if s not in together | undecided and systems[s].status in RUNNING}
