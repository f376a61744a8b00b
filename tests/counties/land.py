"""A generated land of counties: its inventory document, what is planted in it and what only looks like it."""

import random
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from tests.counties.jobs import JOBS, Job

TODAY = "2026-11-24"
BINDING = "2026-07-25"
RANK = {"question": 0, "probable": 1, "certain": 2}
_PREFIX = {
    "organisations": "org", "systems": "sys", "channels": "chn", "services": "svc", "resources": "res", "fields": "fld", "exchanges": "exc",
    "responsibilities": "dut", "returns": "ret", "share_requests": "req", "assessments": "asm", "algorithms": "alg", "supports": "sup",
    "usage": "use", "costs": "cst", "notices": "ntc", "inspections": "ins",
}  # fmt: skip
Cells = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Planted:
    """What must be found: a finding of `rule` that names all `subjects`, at least this certain. It may name those of `also` besides."""

    rule: str
    subjects: frozenset[str]
    certainty: str
    why: str
    also: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Innocent:
    """What must not be found above a question: a look-alike of the rule."""

    rule: str
    subjects: frozenset[str]
    why: str


@dataclass(slots=True)
class County:
    """The document, the truth, the look-alikes, and what a definition leaves open (found or not, neither counts)."""

    document: dict[str, Any]
    truth: list[Planted] = field(default_factory=list)
    innocent: list[Innocent] = field(default_factory=list)
    arguable: list[Planted] = field(default_factory=list)


@dataclass(slots=True)
class Place:
    """One county: its bodies by key, its towns, the systems of its daily work and the jobs that nobody has yet."""

    name: str
    code: str
    city: str
    bodies: dict[str, str] = field(default_factory=dict)
    towns: list[str] = field(default_factory=list)
    systems: list[str] = field(default_factory=list)
    open_jobs: list[Job] = field(default_factory=list)
    persons: str = ""
    firms: str = ""

    @property
    def short(self) -> str:
        """The name without 县, 区 or 市."""
        return self.name[:-1]


class Land:
    """Makes records with answers of an honest office and keeps the books of what is planted."""

    def __init__(self, dice: random.Random, size: int, blameless: bool) -> None:
        self.dice = dice
        self.blameless = blameless
        self.times = max(4, size // 100)
        self.arrays: dict[str, list[Cells]] = {array: [] for array in _PREFIX}
        self.ledger: dict[str, list[Cells]] = defaultdict(list)
        self.by_id: dict[str, Cells] = {}
        self.places: list[Place] = []
        self.province: dict[str, str] = {}
        self.cities: dict[str, dict[str, str]] = {}
        self.companies: list[str] = []
        self.county = County({})
        self.doubled: set[tuple[str, str]] = set()
        self._turn = 0
        self._used: dict[str, int] = defaultdict(int)

    def add(self, array: str, **cells: Any) -> str:
        """A record with the next id of its kind; returns the id."""
        rows = self.arrays[array]
        row = {"id": f"{_PREFIX[array]}-{len(rows) + 1:05d}", **{key: value for key, value in cells.items() if value is not None}}
        rows.append(row)
        self.by_id[row["id"]] = row
        return str(row["id"])

    def place(self) -> Place:
        """The counties in turn, so that what is planted is spread."""
        self._turn += 1
        return self.places[self._turn % len(self.places)]

    def turns(self, blamed: bool = True) -> Iterator[tuple[int, Place]]:
        """As many turns as each fault is planted; none in a blameless land where `blamed`."""
        for number in range(0 if blamed and self.blameless else self.times):
            yield number, self.place()

    def fresh_place(self, topic: str) -> Place | None:
        """A county that was not yet given for this topic, or None where all were."""
        for _ in self.places:
            place = self.place()
            if (place.code, topic) not in self.doubled:
                self.doubled.add((place.code, topic))
                return place
        return None

    def body(self, place: Place, *keys: str) -> str:
        """A body of the county, those first that were asked least; of the given kinds if any."""
        wanted = list(keys) or [key for key in place.bodies if key not in ("gov", "hospital", "archives")]
        least = min(self._used[place.bodies[key]] for key in wanted)
        chosen = place.bodies[self.dice.choice([key for key in wanted if self._used[place.bodies[key]] == least])]
        self._used[chosen] += 1
        return chosen

    def neighbour(self, place: Place) -> Place:
        """Another county."""
        return self.places[(self.places.index(place) + 1 + self.dice.randrange(len(self.places) - 1)) % len(self.places)]

    def plant(self, rule: str, subjects: Sequence[str], certainty: str, why: str, also: Sequence[str] = ()) -> None:
        """Note what must be found."""
        self.county.truth.append(Planted(rule, frozenset(subjects), certainty, why, frozenset(also)))

    def spare(self, rule: str, subjects: Sequence[str], why: str) -> None:
        """Note what must not be found above a question."""
        self.county.innocent.append(Innocent(rule, frozenset(subjects), why))

    def argue(self, rule: str, subjects: Sequence[str], why: str, also: Sequence[str] = ()) -> None:
        """Note what may be found or not."""
        self.county.arguable.append(Planted(rule, frozenset(subjects), "question", why, frozenset(also)))

    def job(self, place: Place) -> Job:
        """A job that no system of this county does yet."""
        if not place.open_jobs:
            place = max(self.places, key=lambda p: len(p.open_jobs))
        return place.open_jobs.pop()

    def job_in(self, place: Place) -> tuple[Place, Job]:
        """The same, with the county in which it is still free."""
        if not place.open_jobs:
            place = max(self.places, key=lambda p: len(p.open_jobs))
        return place, place.open_jobs.pop()

    def document(self) -> dict[str, Any]:
        """The inventory document of INTERFACE.md, every array by id."""
        return {"schema_version": 1, "generated_at": f"{TODAY}T00:00:00Z", **self.arrays, **self.ledger}


def fresh_jobs(dice: random.Random) -> list[Job]:
    """All jobs in an order of this county's own."""
    return dice.sample(JOBS, len(JOBS))
