"""One element among bodies: who asks people for it, who holds and shares it, who needs it, and who gets it, waits or is refused."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from graphs.edges import edges
from graphs.gaps import Gap, Gaps
from graphs.sharing.sources import is_asked_once, shared_source
from inventory.vocabulary import RUNNING, caption
from reports.diagrams.drawing import MOST_NODES, Arrow, Box, Drawing, wrapped
from reports.diagrams.rollup import counties_of, region
from reports.diagrams.scene import Scene, draw

PEOPLE = "people"
# beside the three columns: the people, and a box for arrows without room
_ROOM = MOST_NODES - 2
# with more needs than these that nothing meets only refusals are told in words
_MOST_LABELS = 24
_LEVELS = (6, 4, 2)
# digits of a region's code; what is asked of people
_ASKED = ("returns", "services", "datasets")


@dataclass(slots=True)
class _Held:
    """What a body holds of the element: its datasets, how they came by it, on which terms it is shared, whether it is their source."""

    datasets: list[str] = field(default_factory=list)
    origins: set[str] = field(default_factory=set)
    terms: set[str | None] = field(default_factory=set)
    is_source: bool = False


@dataclass(slots=True)
class _Facts:
    """What is known of one element, by body."""

    held: dict[str, _Held]
    # body → what it asks people with: returns, services, or datasets that it fills itself
    asked: dict[str, Counter[str]]
    # (holder, body that needs it) → flow, manual, or what stands between them
    needs: dict[tuple[str, str], str]
    # bodies of which nothing tells whether they get it
    open: set[str]
    # bodies that ask although a source shares it with them
    twice: set[str]
    inside: dict[str, list[str]]


def element(scene: Scene, subject: str) -> Drawing:
    """People and those who ask them, holders, those who need it, each in a frame; bodies roll up to regions where there are too many."""
    drawing = scene.start("element", "LR")
    drawing.title = f"{drawing.title} · {scene.names.of(subject)}"
    facts = _facts(scene, subject)
    asking = [body for body in facts.asked if body not in facts.held]
    needing = sorted({body for _, body in facts.needs} | facts.open)
    columns = _Columns(scene, drawing, _shares([len(asking), len(facts.held), len(needing)], _ROOM - bool(facts.asked)))
    lacking = Counter(body for (_, body), how in facts.needs.items() if how not in ("flow", "manual"))
    withheld = Counter(holder for (holder, _), how in facts.needs.items() if how not in ("flow", "manual"))
    if facts.asked:
        drawing.boxes.append(Box(PEOPLE, wrapped(scene.say("people")), "body"))
    order = sorted(asking, key=lambda body: (-sum(facts.asked[body].values()), body))
    columns.add("asks", order, lambda bodies: (), lambda bodies: "flagged" if facts.twice & set(bodies) else "body")
    order = sorted(facts.held, key=lambda body: (not facts.held[body].is_source, -withheld[body], -len(facts.held[body].datasets), body))
    columns.add(
        "holds", order, lambda bodies: _held_lines(scene, [facts.held[b] for b in bodies]), lambda bodies: _held_style(facts, bodies)
    )
    order = sorted(needing, key=lambda body: (-lacking[body], body))
    columns.add(
        "needs",
        order,
        lambda bodies: _open_lines(scene, facts, bodies),
        lambda bodies: "flagged" if any(lacking[b] for b in bodies) else "body",
    )
    _inside(drawing, facts, columns)
    _arrows(scene, drawing, facts, columns)
    if not drawing.boxes:
        drawing.boxes.append(Box("none", wrapped(scene.say("no_element"), 30), "more"))
    drawing.legend = _legend(scene, drawing)
    drawing.alt = scene.say(
        "alt_element",
        name=scene.names.of(subject),
        asking=len(facts.asked),
        holding=len(facts.held),
        needing=len(needing),
        lacking=len(lacking),
        refused=len({body for (_, body), how in facts.needs.items() if how == "refused"}),
    )
    return drawing


def _facts(scene: Scene, subject: str) -> _Facts:
    analysis, scape = scene.analysis, scene.analysis.scape
    inventory = analysis.inventory
    held: dict[str, _Held] = defaultdict(_Held)
    asked: dict[str, Counter[str]] = defaultdict(Counter)
    inside: dict[str, list[str]] = defaultdict(list)
    sources = {source.dataset for source in analysis.sources.get(subject, ())}
    for dataset in inventory.datasets.values():
        fields = scape.elements_of_dataset(dataset.id).get(subject)
        system = inventory.systems.get(dataset.system or "")
        if not fields or (system is not None and system.status is not None and system.status not in RUNNING):
            continue
        body = scape.holder(dataset) or ""
        of, items = held[body], [inventory.fields[identifier] for identifier in fields]
        of.datasets.append(dataset.id)
        of.origins |= {item.origin for item in items if item.origin}
        of.terms |= {item.sharing or dataset.share_type for item in items}
        of.is_source |= dataset.id in sources
        inside[body] += [dataset.id, *([dataset.system] if dataset.system else [])]
        if any(item.origin == "collected" for item in items):
            asked[body]["datasets"] += 1
    for (kind, asker), (_, what), _ in edges(scape, "ASKS"):
        if what == subject and kind == "return":
            asked[inventory.returns[asker].requiring or ""]["returns"] += 1
    for service in inventory.services.values():
        if subject in scape.item_elements(service.materials):
            asked[service.owner or ""]["services"] += 1
    twice = set() if is_asked_once(subject) else {body for body in asked if _is_shared(scene, subject, body)}
    needs = _needs(scene, subject)
    told = {body for _, body in needs}
    return _Facts(held, asked, needs, {n.body for n in analysis.needs.get(subject, ())} - told, twice, inside)


def _is_shared(scene: Scene, subject: str, body: str) -> bool:
    organisation = scene.analysis.inventory.organisations.get(body)
    if organisation is None:
        return False
    return shared_source(scene.analysis.scape, scene.analysis.sources, subject, body, organisation.region) is not None


def _needs(scene: Scene, subject: str) -> dict[tuple[str, str], str]:
    """How each need of a holder's data stands; of several datasets of one holder the best, then what people can settle first."""
    gaps, datasets = Gaps(scene.analysis), scene.analysis.inventory.datasets
    found: dict[tuple[str, str], str] = {}
    unmet: dict[tuple[str, str], list[Gap]] = defaultdict(list)
    for silo in scene.analysis.silos.values():
        for demander in silo.demanders:
            if demander.element != subject:
                continue
            ends = silo.holder, demander.body
            if demander.is_met:
                found[ends] = "flow"
            elif demander.by_hand:
                found.setdefault(ends, "manual")
            else:
                unmet[ends].append(gaps.of(datasets[silo.dataset], subject, demander.body))
    for ends, of in unmet.items():
        if ends not in found:
            kinds = {gap.kind for gap in of}
            found[ends] = "refused" if "refused" in kinds else min(kinds)
    return dict(sorted(found.items()))


def _shares(wanted: Sequence[int], room: int) -> list[int]:
    """The room of each column: what it wants where there is enough, else an even share, and what others leave."""
    shares = [0] * len(wanted)
    while room > 0 and (open_ := [n for n, want in enumerate(wanted) if shares[n] < want]):
        for n in open_[: max(room, 0)]:
            shares[n] += 1
            room -= 1
    return shares


class _Columns:
    """The frames of the picture, and where each body stands in each."""

    def __init__(self, scene: Scene, drawing: Drawing, rooms: Sequence[int]) -> None:
        self.scene, self.drawing = scene, drawing
        self.rooms = list(rooms)
        self.place: dict[tuple[str, str], str] = {}

    def add(
        self, key: str, bodies: Sequence[str], lines: Callable[[Sequence[str]], tuple[str, ...]], style: Callable[[Sequence[str]], str]
    ) -> None:
        """A frame with a box for each body; for each county, city or province where there are too many; the last box for the others."""
        room = self.rooms.pop(0)
        if not bodies:
            return
        self.drawing.groups[key] = self.scene.say(f"column_{key}")
        boxes = [(body, [body]) for body in bodies]
        if len(bodies) > room:
            boxes = self._regions(bodies, room)
        shown = boxes if len(boxes) <= room else boxes[: max(room - 1, 0)]
        for of, inside in shown:
            if of.startswith("region:"):
                name = region(self.scene, of.removeprefix("region:")).name
                told = (*wrapped(name, most=2), self.scene.say("count_bodies", count=f"{len(inside):,}"))
            else:
                told = wrapped(self.scene.names.of(of) if of else self.scene.say("nobody"), most=2)
            self._box(key, f"{key}:{of}", (*told, *lines(inside)), style(inside), inside)
        rest = [body for _, inside in boxes[len(shown) :] for body in inside]
        if rest:
            self._box(key, f"{key}:more", (self.scene.say("more_bodies", count=f"{len(rest):,}"), *lines(rest)), "more", rest)

    def _regions(self, bodies: Sequence[str], room: int) -> list[tuple[str, list[str]]]:
        """The bodies by county, city or province, the first level that fits; one by one where all are of one county."""
        county = counties_of(self.scene, bodies)
        if len(set(county.values())) <= 1:
            return [(body, [body]) for body in bodies]
        found: dict[str, list[str]] = {}
        for digits in _LEVELS:
            found = defaultdict(list)
            for body in bodies:
                code = county[body]
                found[f"region:{code[:digits] if code.isdigit() else code}"].append(body)
            if len(found) <= room:
                break
        return sorted(found.items(), key=lambda entry: (-len(entry[1]), entry[0]))

    def _box(self, key: str, identifier: str, lines: tuple[str, ...], style: str, bodies: Iterable[str]) -> None:
        self.drawing.boxes.append(Box(identifier, lines, style, key))
        for body in bodies:
            self.place[key, body] = identifier


def _held_lines(scene: Scene, held: Sequence[_Held]) -> tuple[str, ...]:
    """How many datasets, where they have the element from, and on which terms they share it."""
    between = "/" if scene.names.language == "zh" else " / "
    language = scene.names.language
    origins = sorted({origin for of in held for origin in of.origins})
    terms = sorted({term or "" for of in held for term in of.terms})
    told = [scene.say("count_datasets", count=f"{sum(len(of.datasets) for of in held):,}")]
    if origins:
        told.append(between.join(caption("origin", origin, language) for origin in origins))
    told.append(between.join(caption("sharing", term, language) if term else scene.say("no_terms") for term in terms))
    return (*(line for text in told for line in wrapped(text, 24, 2)),)


def _held_style(facts: _Facts, bodies: Sequence[str]) -> str:
    if any(facts.held[body].is_source for body in bodies):
        return "shared"
    return "flagged" if facts.twice & set(bodies) else "dataset"


def _open_lines(scene: Scene, facts: _Facts, bodies: Sequence[str]) -> tuple[str, ...]:
    """What cannot be told: whether a need is met of holders who did not answer about exchanges."""
    count = len(facts.open & set(bodies))
    if not count:
        return ()
    return wrapped(scene.say("need_open") if len(bodies) == 1 else scene.say("need_open_many", count=f"{count:,}"), 24, 2)


def _inside(drawing: Drawing, facts: _Facts, columns: _Columns) -> None:
    """Findings about a dataset or its system are about the box of its holder."""
    for body, records in facts.inside.items():
        for record in records:
            drawing.inside.setdefault(record, columns.place["holds", body])


def _arrows(scene: Scene, drawing: Drawing, facts: _Facts, columns: _Columns) -> None:
    joined: dict[tuple[str, str, str], Counter[str]] = defaultdict(Counter)
    for body, ways in facts.asked.items():
        style = "duplicate" if body in facts.twice else "met"
        joined[PEOPLE, columns.place["holds" if body in facts.held else "asks", body], style] += ways
    for (holder, body), how in facts.needs.items():
        # a holder that stands in no box holds it in a system that does not run
        source = columns.place.get(("holds", holder))
        if source is not None:
            style = {"flow": "flow", "manual": "manual", "refused": "refused"}.get(how, "unmet")
            joined[source, columns.place["needs", body], style][how] += 1
    is_told = sum(style == "unmet" for *_, style in joined) <= _MOST_LABELS
    draw(
        scene,
        drawing,
        [
            (
                sum(counts.values()) + 1_000 * (style in ("refused", "unmet")),
                Arrow(left, right, _label(scene, style, counts, is_told), style),
            )
            for (left, right, style), counts in joined.items()
        ],
    )


def _label(scene: Scene, style: str, counts: Counter[str], is_told: bool) -> str:
    if style in ("met", "duplicate"):
        return " · ".join(scene.say(f"asked_{way}", count=f"{counts[way]:,}") for way in _ASKED if counts[way])
    total = sum(counts.values())
    more = f" ×{total:,}" if total > 1 else ""
    if style == "refused":
        return scene.say("refused") + more
    if style == "unmet" and len(counts) == 1 and is_told:
        return scene.names.of(f"gap:{next(iter(counts))}") + more
    return f"{total:,}" if total > 1 else ""


def _legend(scene: Scene, drawing: Drawing) -> list[tuple[str, str, str]]:
    arrows = {arrow.style for arrow in drawing.arrows}
    boxes = {box.style for box in drawing.boxes}
    words = (
        *(("arrow", style, f"legend_{style}") for style in ("met", "duplicate", "flow", "manual", "unmet", "refused") if style in arrows),
        *(
            ("box", style, word)
            for style, word in (("shared", "source_of_it"), ("dataset", "holder"), ("body", "body"), ("flagged", "lacks_or_asks_twice"))
            if style in boxes
        ),
    )
    return [(kind, style, scene.say(word)) for kind, style, word in words]
