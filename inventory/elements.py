"""The dictionary of standard data elements (ISO/IEC 11179, GB/T 19488): the meanings that fields are matched to.

It is the shipped one and what the office's own standard adds (`use`). A process works for one workspace; what is computed
from the dictionary is kept by functions marked `of_dictionary` and computed again when another dictionary comes into force.
"""

import csv
import re
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass, fields
from functools import lru_cache
from importlib.resources import files
from typing import Any, ParamSpec, TypeVar

from inventory.names import plain

# what an element weighs when two datasets are compared: 姓名 or a phone number says little, a case number nothing
WEIGHTS = {"subject_key": 3.0, "core": 2.0, "weak": 1.0, "formalism": 1.0, "record_key": 0.0, "aggregate": 0.0, "technical": 0.0}
ROLES = frozenset(WEIGHTS)
DOMAINS = (
    *("population", "civil_affairs", "health", "social_security", "education", "housing", "land", "agriculture", "enterprise", "licence"),
    *("service", "appeal", "grid", "emergency", "finance", "enforcement", "transport", "place", "statistics"),
    *("catalogue", "formalism", "technical"),
)
P = ParamSpec("P")
R = TypeVar("R")
_forget: list[Callable[[], None]] = []
_office: tuple["DataElement", ...] = ()


def of_dictionary(function: Callable[P, R]) -> Callable[P, R]:
    """Keep the results of a function of the dictionary as long as that dictionary is in force."""
    kept = lru_cache(maxsize=100_000)(function)
    _forget.append(kept.cache_clear)
    return kept  # type: ignore[return-value]


def use(elements: Iterable["DataElement"]) -> None:
    """Put the office's own elements beside the shipped ones; one of a shipped name stands in its place."""
    global _office
    given = tuple(elements)
    if given != _office:
        _office = given
        for forget in _forget:
            forget()


@dataclass(frozen=True, slots=True)
class DataElement:
    """One standard meaning. `role` is subject_key, record_key, core, weak, aggregate, formalism or technical.

    `source` names the standards or rules that define it, or after "none:" why no standard can be named. `verified` says how
    far they were read: full, part, meta (title and scope only), memory. `domain` is the field of life: a code of DOMAINS.
    """

    code: str
    name: str
    zh: str
    en: str
    object_class: str
    role: str
    broader: str
    synonyms: tuple[str, ...]
    synonyms_en: tuple[str, ...]
    abbreviations: tuple[str, ...]
    data_type: str
    length: str
    pattern: str
    check: str
    codes: str
    unit: str
    pii: str
    source: str
    verified: str
    domain: str = ""

    @classmethod
    def new(cls, name: str, zh: str) -> "DataElement":
        """An element of which only the name is known: it may join nothing on its own."""
        lists = dict.fromkeys(_LISTS, ())
        given: dict[str, Any] = {
            **{f.name: "" for f in fields(cls)},
            **lists,
            "name": name,
            "zh": zh,
            "en": name,
            "role": "weak",
            "pii": "none",
        }
        return cls(**given)

    @property
    def is_read(self) -> bool:
        """Whether somebody saw the element in its standard: one that is not read is never alone the ground of a finding."""
        return self.verified in ("full", "part")

    @property
    def weight(self) -> float:
        """The weight of this element in overlaps."""
        return WEIGHTS[self.role]

    def is_value(self, text: str) -> bool:
        """Tell whether a value has this element's form: a sign of the meaning, never a reason to refuse a row."""
        return bool(self.pattern) and re.fullmatch(self.pattern, text) is not None

    def caption(self, language: str) -> str:
        """The name for people."""
        return self.zh if language == "zh" else self.en


_LISTS = ("synonyms", "synonyms_en", "abbreviations")


def as_object(element: DataElement) -> dict[str, Any]:
    """An element as JSON keeps it."""
    return asdict(element)


def from_object(stored: dict[str, Any]) -> DataElement:
    """The element that `as_object` made an object of."""
    return DataElement(**{**stored, **{key: tuple(stored[key]) for key in _LISTS}})


@of_dictionary
def dictionary() -> dict[str, DataElement]:
    """All elements by name, in the dictionary's order."""
    found = {}
    text = (files("inventory") / "data" / "elements.csv").read_text(encoding="utf-8")
    for row in csv.DictReader(text.splitlines()):
        lists: dict[str, Any] = {key: tuple(part.strip() for part in row.pop(key).split(";") if part.strip()) for key in _LISTS}
        fields: dict[str, Any] = {**row, **lists}
        element = DataElement(**fields)
        found[element.name] = element
    return found | {element.name: element for element in _office}


@of_dictionary
def collisions() -> frozenset[str]:
    """Plain tokens that mean several elements, or nothing by themselves: they never decide alone."""
    text = (files("inventory") / "data" / "element_collisions.csv").read_text(encoding="utf-8")
    return frozenset(plain(row["token"]) for row in csv.DictReader(text.splitlines()))


@of_dictionary
def spellings() -> dict[str, tuple[str, ...]]:
    """Every plain label, English name and abbreviation with the elements that carry it."""
    found: dict[str, list[str]] = defaultdict(list)
    for element in dictionary().values():
        for text in (element.zh, element.en, element.name, *element.synonyms, *element.synonyms_en, *element.abbreviations):
            if element.name not in found[plain(text)]:
                found[plain(text)].append(element.name)
    return {token: tuple(names) for token, names in found.items()}


def broader_chain(name: str) -> tuple[str, ...]:
    """The element and everything broader than it, narrowest first."""
    chain = []
    while name in dictionary() and name not in chain:
        chain.append(name)
        name = dictionary()[name].broader
    return tuple(chain)


@of_dictionary
def _own_labels() -> dict[str, list[str]]:
    """Plain Chinese label → the elements that bear it."""
    found: dict[str, list[str]] = {}
    for element in dictionary().values():
        found.setdefault(plain(element.zh), []).append(element.name)
    return found


def resolve_element(text: str) -> str | None:
    """The element that an item's name in a list means, where its spelling is not ambiguous."""
    token = plain(text)
    if text in dictionary():
        return text
    own = _own_labels().get(token, [])
    found = spellings().get(token, ())
    if len(own) == 1:
        return own[0]
    return found[0] if len(found) == 1 and token not in collisions() else None
