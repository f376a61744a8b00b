"""Where the known values of a record come from, in words that a clerk can check: which file, form or page, and of what day."""

from collections.abc import Iterable, Mapping, Sequence

from inventory.reading import NOT_APPLICABLE
from inventory.reconcile.current import fold, source_label
from inventory.schema import EntitySpec
from inventory.values.observation import Observation, Source

Heard = Sequence[tuple[Source, Observation]]


def origins(spec: EntitySpec, heard: Heard) -> dict[str, str]:
    """Field → the last standing source that says what is current, with its date; `heard` is all that was said of one record."""
    folded = fold(spec, heard)
    current = {**folded.values, **dict.fromkeys(folded.none), **dict.fromkeys(folded.not_applicable, NOT_APPLICABLE)}
    last: dict[str, tuple[str, str]] = {}
    for source, observation in heard:
        if source.withdrawn_at is not None:
            continue
        said = (source.at, source_label(source, observation))
        for name, value in observation.values.items():
            if name in current and (None if value == [] else value) == current[name] and said > last.get(name, ("", "")):
                last[name] = said
    return {name: f"{label}, {at:.10}" for name, (at, label) in last.items()}


def in_words(found: Mapping[str, str], titles: Iterable[tuple[str, str]], between: str) -> str:
    """One line a source with the titles (key of `found`, title) that it filled; where one source filled all, its name alone."""
    by_source: dict[str, list[str]] = {}
    for name, title in titles:
        if name in found:
            by_source.setdefault(found[name], []).append(title)
    if len(by_source) == 1:
        return next(iter(by_source))
    return "\n".join(f"{source}: {between.join(told)}" for source, told in by_source.items())
