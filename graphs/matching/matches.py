"""What every field means, as a column beside the fields' own: those that show the same of themselves share one match."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from inventory.values import DataField
from inventory.values.table import Column, Table


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a score's explanation: the family, how far it spoke, what it added to the log odds."""

    family: str
    value: float
    weight: float


@dataclass(frozen=True, slots=True)
class Match:
    """The element that is meant with probability `score`; `rival` is the next best."""

    element: str
    score: float
    steps: tuple[Step, ...]
    rival: str | None = None
    rival_score: float = 0.0


class Matches(Mapping[str, Match]):
    """Field → match, of those fields of which anything speaks for an element."""

    def __init__(self, fields: Table[DataField], meant: Column[Match | None]) -> None:
        self.fields, self.meant = fields, meant

    def __getitem__(self, field: str) -> Match:
        at = self.fields.position(field)
        match = None if at is None else self.meant[at]
        if match is None:
            raise KeyError(field)
        return match

    def __iter__(self) -> Iterator[str]:
        return (field for field, match in zip(self.fields.ids, self.meant, strict=True) if match is not None)

    def __len__(self) -> int:
        return len(self.fields) - self.meant.counts()[None]

    def element(self, field: str, accepted: float) -> str | None:
        """The element that a field means with at least this probability."""
        at = self.fields.position(field)
        match = None if at is None else self.meant[at]
        return match.element if match is not None and match.score >= accepted else None

    def count(self, accepted: float) -> int:
        """How many fields mean an element with at least this probability."""
        return sum(count for match, count in self.meant.counts().items() if match is not None and match.score >= accepted)
