"""Many observations from the rows of one table, column by column: an object a row would cost more than what it says."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from inventory.values.observation import Locator, Observation


@dataclass(frozen=True, slots=True)
class Batch:
    """Observations of one entity that answer the same fields, each of a record of its own, declared in a row of one table.

    `columns` holds the values of each of `fields`, `rows` the numbers of the rows, `records` the ids.
    """

    entity: str
    file: str
    sheet: str | None
    fields: tuple[str, ...]
    columns: Sequence[Sequence[Any]]
    rows: Sequence[int]
    records: Sequence[str]

    mode = "declared"

    def __len__(self) -> int:
        return len(self.rows)

    def locator(self, position: int) -> Locator:
        """Where one of the rows stands."""
        return Locator(file=self.file, sheet=self.sheet, row=self.rows[position])

    def values(self, position: int) -> dict[str, Any]:
        """What one of the rows says."""
        return {name: column[position] for name, column in zip(self.fields, self.columns, strict=True)}

    def observation(self, position: int) -> Observation:
        """One of the rows as an observation."""
        return Observation(
            entity=self.entity,
            record=self.records[position],
            mode=self.mode,
            values=self.values(position),
            locator=self.locator(position),
        )

    def observations(self) -> Iterator[Observation]:
        """All of them, one by one."""
        return (self.observation(position) for position in range(len(self.rows)))

    def some(self, positions: Sequence[int]) -> "Batch":
        """Only these rows."""
        columns = [[column[at] for at in positions] for column in self.columns]
        return Batch(
            self.entity,
            self.file,
            self.sheet,
            self.fields,
            columns,
            [self.rows[at] for at in positions],
            [self.records[at] for at in positions],
        )
