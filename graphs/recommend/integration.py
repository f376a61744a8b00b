"""The field-level sheet of every merge and connection: source field → element → target field, conversion, gap, owner of each side."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from graphs.analysis import Analysis
from graphs.recommend.transfers import connections_of, moves_of
from inventory.names import plain
from inventory.values import DataField
from inventory.values.finding import Recommendation

_JOINING = frozenset({"merge", "embed_as_module", "connect"})


@dataclass(frozen=True, slots=True)
class FieldTransfer:
    """One field on its way. `target_field` is None where the target has no place for it (`gap` no_place), `source_field` where the
    source holds no field of an element that is asked for (`no_source`); `conversions` are type, length, unit, codes.
    """

    recommendation: str
    kind: str
    source: str
    source_owner: str | None
    source_field: str | None
    element: str | None
    target: str
    target_owner: str | None
    target_field: str | None
    conversions: tuple[str, ...]
    gap: str | None


def integration_sheet(analysis: Analysis, recommendations: Iterable[Recommendation]) -> list[FieldTransfer]:
    """All transfers, by recommendation, source and field."""
    found: list[FieldTransfer] = []
    for recommendation in recommendations:
        for source, target in moves_of(analysis, recommendation).items():
            if target is not None:
                found += transfers_between(analysis, source, target, recommendation=recommendation)
        for (source, target), elements in connections_of(analysis, recommendation).items():
            found += transfers_between(analysis, source, target, elements, recommendation=recommendation)
    return sorted(found, key=lambda t: (t.recommendation, t.source, t.target, t.source_field or "~", t.element or ""))


@dataclass(frozen=True, slots=True)
class Unsheeted:
    """A merge or connection without a field to list, and why: `channels` (doors end, no data moves) or `ends_unknown` (not known between which systems)."""

    recommendation: str
    kind: str
    subjects: tuple[str, ...]
    reason: str


def without_fields(analysis: Analysis, recommendations: Iterable[Recommendation], sheet: Iterable[FieldTransfer]) -> list[Unsheeted]:
    """The merges and connections of which the sheet says nothing, by recommendation."""
    told = {transfer.recommendation for transfer in sheet}
    return [
        Unsheeted(made.id, made.kind, made.subjects, "channels" if _is_of_channels(analysis, made) else "ends_unknown")
        for made in sorted(recommendations, key=lambda made: made.id)
        if made.kind in _JOINING and made.id not in told
    ]


def _is_of_channels(analysis: Analysis, made: Recommendation) -> bool:
    return all(subject in analysis.inventory.channels for subject in made.subjects)


def transfers_between(
    analysis: Analysis,
    source: str,
    target: str,
    elements: frozenset[str] | None = None,
    *,
    recommendation: Recommendation | None = None,
) -> Iterator[FieldTransfer]:
    """Every field of one system on its way into another (a merge), or those of the elements that are exchanged."""
    systems, fields = analysis.inventory.systems, analysis.inventory.fields
    theirs = _fields(analysis, target)
    by_element: dict[str, DataField] = {}
    by_label: dict[str, DataField] = {}
    for field in theirs:
        if element := analysis.scape.element_of(field.id):
            by_element.setdefault(element, field)
        by_label.setdefault(plain(field.label or field.name or ""), field)

    def made(field: DataField | None, element: str | None, place: DataField | None, gap: str | None) -> FieldTransfer:
        return FieldTransfer(
            recommendation=recommendation.id if recommendation is not None else "",
            kind=recommendation.kind if recommendation is not None else "merge" if elements is None else "connect",
            source=source,
            source_owner=systems[source].owner,
            source_field=field.id if field is not None else None,
            element=element,
            target=target,
            target_owner=systems[target].owner,
            target_field=place.id if place is not None else None,
            conversions=_conversions(field, place) if field is not None and place is not None else (),
            gap=gap,
        )

    sent: set[str] = set()
    for field in _fields(analysis, source):
        element = analysis.scape.element_of(field.id)
        if elements is not None and (element not in elements or element in sent):
            continue
        if element is not None:
            sent.add(element)
        place = by_element.get(element or "") or by_label.get(plain(field.label or field.name or ""))
        yield made(fields[field.id], element, place, None if place is not None else "no_place")
    for element in sorted((elements or frozenset()) - sent):
        yield made(None, element, by_element.get(element), "no_source")


def _fields(analysis: Analysis, system: str) -> list[DataField]:
    inventory, scape = analysis.inventory, analysis.scape
    # the authoritative table first, so that an element is taken from there
    datasets = sorted((inventory.datasets[d] for d in scape.datasets_of.get(system, ())), key=lambda d: (not d.is_source, d.id))
    return [inventory.fields[f] for dataset in datasets for f in sorted(scape.fields_of.get(dataset.id, ()))]


def _conversions(source: DataField, target: DataField) -> tuple[str, ...]:
    found = []
    if source.type and target.type and source.type != target.type:
        found.append("type")
    if source.length and target.length and _length(source.length) > _length(target.length):
        found.append("length")
    if source.unit and target.unit and source.unit != target.unit:
        found.append("unit")
    if source.domain and target.domain and plain(source.domain) != plain(target.domain):
        found.append("codes")
    return tuple(found)


def _length(text: str) -> float:
    digits = "".join(character if character.isdigit() else " " for character in text).split()
    return float(digits[0]) if digits else 0.0
