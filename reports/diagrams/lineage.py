"""The way of one element from where it is asked of people to the last system that gets it: a column a hop, the body that answers on each arrow."""

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from graphs.trace import Break, Hop, Trace, breaks, distances, trace
from inventory.vocabulary import caption
from reports.diagrams.drawing import MOST_NODES, Arrow, Box, Drawing, wrapped
from reports.diagrams.rollup import counties_of, region
from reports.diagrams.scene import Scene, draw

PEOPLE = "people"
# one box for arrows without room, and one for what has no place in a column
_ROOM = MOST_NODES - 2
_MOST_COLUMNS = 8
# the column of what is reached from nowhere
_NOWHERE = -1


@dataclass(slots=True)
class _Way:
    """The hops with what is drawn of them: where each system stands (column, owner), what is broken there."""

    scene: Scene
    found: Trace
    breaks: Sequence[Break]
    column: Mapping[str, int]
    # system → the box that stands for it, box → its column
    place: dict[str, str] = field(default_factory=dict)
    at: dict[str, int] = field(default_factory=dict)

    @property
    def systems(self) -> list[str]:
        """Every system of a hop or a break."""
        ends = {h.target for h in self.found.hops} | {h.source for h in self.found.hops if h.source and h.method != "collected"}
        return sorted(ends | {end for b in self.breaks for end in (b.system, b.target) if end})

    def owner(self, system: str) -> str:
        """The body that a system belongs to; empty where nobody said."""
        return self.scene.analysis.inventory.systems[system].owner or ""


def lineage(scene: Scene, subject: str) -> Drawing:
    """An element's way, left to right; what has no room stands a level up, by body, county, or in one box a column."""
    drawing = scene.start("lineage", "LR")
    drawing.is_aligned = True
    drawing.title = f"{drawing.title} · {scene.names.of(subject)}"
    found = trace(scene.analysis.scape, subject)
    way = _Way(scene, found, breaks(scene.analysis.scape, found), _columns(found.hops))
    asked = [hop for hop in found.hops if hop.method == "collected"]
    if asked:
        drawing.boxes.append(Box(PEOPLE, wrapped(scene.say("people")), "body"))
    _place_systems(way, drawing, _ROOM - bool(asked))
    _draw_hops(way, drawing)
    if not drawing.boxes:
        drawing.boxes.append(Box("none", wrapped(scene.say("no_hops"), 30), "more"))
    styles = {arrow.style for arrow in drawing.arrows}
    boxes = {box.style for box in drawing.boxes}
    drawing.legend = [
        *(("arrow", style, scene.say(word)) for style, word in _ARROW_WORDS if style in styles),
        *(("box", style, scene.say(word)) for style, word in _BOX_WORDS if style in boxes),
    ]
    drawing.alt = scene.say(
        "alt_lineage",
        name=scene.names.of(subject),
        hops=len(found.hops),
        open=sum(h.owner is None for h in found.hops),
        hand=sum(h.method == "manual" for h in found.hops),
        broken=len(way.breaks),
    )
    return drawing


_ARROW_WORDS = (("met", "collected"), ("flow", "flow"), ("manual", "manual"), ("unmet", "nobody_answers"), ("removed", "stopped_flow"))
_BOX_WORDS = (("system", "system"), ("body", "body"), ("region", "region"), ("flagged", "broken"))


def _columns(hops: Sequence[Hop]) -> dict[str, int]:
    """System → its column: the most hops that lead to it onwards from where the element begins; the fewest where that makes too many columns.

    A hop leads onwards to what is farther from the origin; of two equally far to the one that more flows into than out of.
    """
    far = distances(hops)
    exchanges = [(str(hop.source), hop.target) for hop in hops if hop.method != "collected" and hop.source in far]
    balance: Counter[str] = Counter(target for _, target in exchanges)
    balance.subtract(source for source, _ in exchanges)
    order = sorted(far, key=lambda system: (far[system], balance[system], system))
    rank = {system: number for number, system in enumerate(order)}
    onward: dict[str, set[str]] = defaultdict(set)
    for source, target in exchanges:
        if rank[source] < rank[target]:
            onward[source].add(target)
    found = dict.fromkeys(order, 0)
    for system in order:
        for target in onward[system]:
            found[target] = max(found[target], found[system] + 1)
    return found if max(found.values(), default=0) < _MOST_COLUMNS else far


def _place_systems(way: _Way, drawing: Drawing, room: int) -> None:
    """A box for each system; where there are too many, for those of one body, county or column that stand together."""
    systems, scene = way.systems, way.scene
    column = {system: way.column.get(system, _NOWHERE) for system in systems}
    if len(systems) <= room:
        for system in systems:
            owner = way.owner(system)
            lines = (*wrapped(scene.names.of(system), most=2), *wrapped(scene.names.of(owner) if owner else scene.say("nobody"), most=1))
            _box(way, drawing, system, column[system], lines, "system", [system])
        return
    county = counties_of(scene, {way.owner(system) for system in systems})
    for level, of in (("body", way.owner), ("region", lambda system: county[way.owner(system)])):
        grouped: dict[tuple[int, str], list[str]] = defaultdict(list)
        for system in systems:
            grouped[column[system], of(system)].append(system)
        if len(grouped) <= room or level == "region":
            break
    columns = Counter(at for at, _ in grouped)
    # each column its share of the room, what holds most first
    share = max(2, room // max(len(columns), 1))
    for at in sorted(columns):
        order = sorted((key for key in grouped if key[0] == at), key=lambda key: (-len(grouped[key]), key[1]))
        shown = order if len(grouped) <= room or len(order) <= share else order[: share - 1]
        for key in shown:
            name = region(scene, key[1]).name if level == "region" else scene.names.of(key[1]) if key[1] else scene.say("nobody")
            lines = (*wrapped(name, most=2), scene.say("count_systems", count=f"{len(grouped[key]):,}"))
            _box(way, drawing, f"{at}:{key[1]}", at, lines, level, grouped[key])
        rest = [system for key in order[len(shown) :] for system in grouped[key]]
        if rest:
            lines = (scene.say("more_systems", count=f"{len(rest):,}"),)
            _box(way, drawing, f"{at}:more", at, lines, "more", rest)


def _box(way: _Way, drawing: Drawing, identifier: str, column: int, lines: tuple[str, ...], style: str, systems: Sequence[str]) -> None:
    """A box in the frame of its column, with what is broken in it."""
    group = f"hop{column}"
    drawing.groups[group] = way.scene.say("column_nowhere") if column == _NOWHERE else way.scene.say("column_hop", number=column)
    if column == 0:
        drawing.groups[group] = way.scene.say("column_first")
    told = [*_broken(way, set(systems)), *_within(way, set(systems))]
    drawing.boxes.append(Box(identifier, (*lines, *told), "flagged" if told else style, group))
    way.at[identifier] = column
    for system in systems:
        way.place[system] = identifier
        if identifier != system:
            drawing.inside[system] = identifier


def _broken(way: _Way, systems: Collection[str]) -> list[str]:
    counts = Counter(b.kind for b in way.breaks if b.system in systems and b.kind != "stopped")
    return [
        way.scene.say(f"break_{kind}") if len(systems) == 1 else way.scene.say(f"break_{kind}_many", count=f"{counts[kind]:,}")
        for kind in sorted(counts)
    ]


def _within(way: _Way, systems: Collection[str]) -> list[str]:
    """Hops inside a box that nobody answers for: they have no arrow."""
    if len(systems) == 1:
        return []
    count = sum(h.owner is None and h.source in systems and h.target in systems for h in way.found.hops)
    return [way.scene.say("hops_without", count=f"{count:,}")] if count else []


def _draw_hops(way: _Way, drawing: Drawing) -> None:
    """One arrow for the hops of one kind between two boxes."""
    scene = way.scene
    joined: dict[tuple[str, str, bool], list[Hop]] = defaultdict(list)
    for hop in way.found.hops:
        is_asked = hop.method == "collected"
        source = PEOPLE if is_asked else way.place[str(hop.source)]
        if source != way.place[hop.target]:
            joined[source, way.place[hop.target], is_asked].append(hop)
    weighted = []
    for (source, target, _), hops in joined.items():
        arrow = Arrow(source, target, _label(scene, hops), _style(hops), is_loose=not _is_onward(way, source, target))
        weighted.append((len(hops) + 1_000 * (arrow.style in ("unmet", "manual")), arrow))
    stopped = Counter((way.place[b.system], way.place[b.target]) for b in way.breaks if b.kind == "stopped" and b.target)
    weighted += [
        (
            1_000,
            Arrow(
                *ends,
                scene.say("stopped_flow") if count == 1 else scene.say("count_hops", count=f"{count:,}"),
                "removed",
                is_loose=not _is_onward(way, *ends),
            ),
        )
        for ends, count in stopped.items()
        if ends[0] != ends[1]
    ]
    draw(scene, drawing, weighted)


def _is_onward(way: _Way, source: str, target: str) -> bool:
    """Tell whether an arrow leads to a later column: others must not pull the columns about."""
    return source == PEOPLE or way.at[source] < way.at[target]


def _style(hops: Sequence[Hop]) -> str:
    """What is worst of the hops between two boxes: one that nobody answers for, one that is carried by hand."""
    if any(hop.owner is None for hop in hops):
        return "unmet"
    methods = {hop.method for hop in hops}
    return "manual" if "manual" in methods else "met" if methods == {"collected"} else "flow"


def _label(scene: Scene, hops: Sequence[Hop]) -> str:
    """Who answers for a hop, and how the element goes; of several hops how many, who answers for them, and for how many nobody does."""
    names = scene.names
    owners = sorted({hop.owner for hop in hops if hop.owner})
    without = sum(hop.owner is None for hop in hops)
    who = wrapped(names.of(owners[0]), 24, 1)[0] if len(owners) == 1 else scene.say("count_bodies", count=len(owners)) if owners else ""
    if len(hops) > 1:
        parts = [f"{who} ×{len(hops) - without:,}" if who else "", f"{scene.say('nobody')} ×{without:,}" if without else ""]
        return " · ".join(part for part in parts if part)
    [hop] = hops
    how = caption("method", hop.method, names.language) if hop.method and hop.method != "collected" else ""
    form = names.of(hop.source) if hop.method == "collected" and hop.source else ""
    return " · ".join(part for part in (who or scene.say("nobody"), *wrapped(form or how, 24, 1)) if part)
