"""From observations to current values, by stated precedence; what disagrees stays visible.

Precedence: a person's entry, then the form, then registers and files, then what a crawl saw, then what was inferred. Of
one series (the same form or file in several versions) only the latest version of a record counts. Between series of one
rank the order of their names decides, so that the order of imports does not matter. What a person entered settles what
was said before it; what is said differently later is in dispute again.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from inventory.reading import NOT_APPLICABLE
from inventory.schema import EntitySpec
from inventory.values.observation import Conflict, Observation, Source

_RANK = {"person": 5, "form": 4, "import": 3, "crawl": 2, "inferred": 1}
# not facts about the world that two sources could dispute
_NOT_DISPUTED = {"aliases", "urls", "identifiers", "source_url", "purpose", "text", "functions", "abstract"}


@dataclass(slots=True)
class Folded:
    """The current values of one record as JSON values, with what supports and what contradicts them."""

    values: dict[str, Any] = field(default_factory=dict)
    none: list[str] = field(default_factory=list)
    not_applicable: list[str] = field(default_factory=list)
    modes: list[str] = field(default_factory=list)
    sources: list[str] = field(default_factory=list)
    conflicts: list[Conflict] = field(default_factory=list)


def source_label(source: Source, observation: Observation) -> str:
    """How a source is named to people: the form or file with sheet and row, or the page's address."""
    at = observation.locator
    if at.url:
        return at.url
    place = "!".join(str(part) for part in (at.sheet, at.row) if part is not None)
    return f"{at.file or source.name}#{place}" if place else (at.file or source.name)


def fold(spec: EntitySpec, said: Iterable[tuple[Source, Observation]]) -> Folded:
    """The current values that these observations of one record make."""
    said = [pair for pair in said if pair[0].withdrawn_at is None]
    by_series: dict[str, tuple[Source, list[Observation]]] = {}
    for source, observation in said:
        known = by_series.get(source.series)
        if known is None or (source.id != known[0].id and source.at >= known[0].at):
            by_series[source.series] = (source, [observation])
        elif source.id == known[0].id:
            known[1].append(observation)
    series = sorted(by_series.values(), key=lambda pair: (-_RANK.get(pair[0].kind, 0), pair[0].series))
    ordered = [(source, observation) for source, observations in series for observation in observations]
    folded = Folded()
    chosen: dict[str, tuple[Any, Source, Observation]] = {}
    labels: set[str] = set()
    for source, observation in ordered:
        labels.update(observation.cited if observation.cited is not None else (source_label(source, observation),))
        for name, value in observation.values.items():
            if name not in spec.fields:
                continue
            if name not in chosen:
                chosen[name] = (value, source, observation)
            elif name in ("aliases", "urls", "identifiers") and value and chosen[name][0]:
                merged = list(dict.fromkeys([*chosen[name][0], *value]))
                chosen[name] = (merged, *chosen[name][1:])
            elif value != chosen[name][0] and name not in _NOT_DISPUTED and not _is_settled(chosen[name][1], source):
                first, by, what = chosen[name]
                folded.conflicts.append(
                    Conflict(
                        spec.entity,
                        observation.record,
                        name,
                        first,
                        source_label(by, what),
                        what.mode,
                        value,
                        source_label(source, observation),
                        observation.mode,
                        by.kind,
                        source.kind,
                    )
                )
    _keep_other_names(spec, chosen, [observation for _, observation in said])
    _sort_in(folded, ((name, value) for name, (value, _source, _observation) in chosen.items()))
    folded.sources = sorted(labels)
    folded.modes = sorted({observation.mode for _, observation in ordered})
    return folded


def _is_settled(chosen: Source, other: Source) -> bool:
    """Tell whether two values are in no dispute: of one source, or a person decided when the other was known."""
    return other.id == chosen.id or (chosen.kind == "person" and other.at <= chosen.at)


def fold_first(spec: EntitySpec, source: Source, observation: Observation) -> Folded:
    """As `fold`, of a record that one observation speaks of."""
    folded = Folded(modes=[observation.mode])
    folded.sources = sorted(set(observation.cited)) if observation.cited is not None else [source_label(source, observation)]
    fields, values = spec.fields, folded.values
    for name, value in observation.values.items():
        if name not in fields:
            continue
        if value is None or value == NOT_APPLICABLE or value == []:
            _sort_in(folded, ((name, value),))
        else:
            values[name] = value
    return folded


def _sort_in(folded: Folded, chosen: Iterable[tuple[str, Any]]) -> None:
    for name, value in chosen:
        if value == NOT_APPLICABLE:
            folded.not_applicable.append(name)
        elif value is None or value == []:
            folded.none.append(name)
        else:
            folded.values[name] = value
    folded.none.sort()
    folded.not_applicable.sort()


def _keep_other_names(spec: EntitySpec, chosen: dict[str, tuple[Any, Source, Observation]], said: list[Observation]) -> None:
    """What a record was called before, or elsewhere, stays an alias: references by the old name still lead to it."""
    if "aliases" not in spec.fields or "name" not in chosen:
        return
    current = chosen["name"][0]
    others = sorted({str(o.values["name"]) for o in said if o.values.get("name") not in (None, current, NOT_APPLICABLE)})
    if others:
        known = chosen["aliases"][0] if "aliases" in chosen and isinstance(chosen["aliases"][0], list) else []
        chosen["aliases"] = (list(dict.fromkeys([*known, *others])), *chosen["name"][1:])
