"""A chart before it is drawn. Each can be read as a table too, so that nobody has to see it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Bar:
    """A row: what it is about, from `low` to `high` of the chart's unit, a word beside it. Style 0 or 1 tells two series apart.

    `inputs` are what its number is made of; or `record` says whose: a recommendation, or `WAVE:cost` and `WAVE:saving`.
    """

    label: str
    low: float
    high: float
    text: str
    style: int = 0
    inputs: tuple[str, ...] = ()
    record: str = ""


@dataclass(frozen=True, slots=True)
class Bars:
    """Horizontal bars: filled up to the low end, hatched up to the high end."""

    title: str
    subtitle: str
    rows: tuple[Bar, ...]
    series: tuple[str, ...] = ()
    headers: tuple[str, str] = ("", "")

    def table(self) -> tuple[tuple[str, ...], list[tuple[str, ...]]]:
        """Header and rows."""
        return self.headers, [(row.label, row.text) for row in self.rows]

    def grounds(self) -> list[dict[int, tuple[str, ...]]]:
        """By row of the table the inputs of the numbers in its columns."""
        return [{1: row.inputs} for row in self.rows]


@dataclass(frozen=True, slots=True)
class Dot:
    """One thing at x and y of the chart's units (both above 0, drawn on logarithmic axes)."""

    label: str
    x: float
    y: float
    x_text: str
    y_text: str
    is_named: bool = False
    x_inputs: tuple[str, ...] = ()
    y_inputs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Dots:
    """Things in a plane."""

    title: str
    subtitle: str
    x_title: str
    y_title: str
    rows: tuple[Dot, ...]
    headers: tuple[str, str, str] = ("", "", "")

    def table(self) -> tuple[tuple[str, ...], list[tuple[str, ...]]]:
        """Header and rows."""
        return self.headers, [(row.label, row.x_text, row.y_text) for row in self.rows]

    def grounds(self) -> list[dict[int, tuple[str, ...]]]:
        """By row of the table the inputs of the numbers in its columns."""
        return [{1: row.x_inputs, 2: row.y_inputs} for row in self.rows]


@dataclass(frozen=True, slots=True)
class Cell:
    """Of `all`, so many are `met`."""

    met: int
    all: int
    inputs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Grid:
    """Who gives (rows) to whom (columns): a cell where there is demand, darker the less of it is met."""

    title: str
    subtitle: str
    rows: tuple[str, ...]
    columns: tuple[str, ...]
    cells: dict[tuple[int, int], Cell]
    headers: tuple[str, str, str] = ("", "", "")

    def table(self) -> tuple[tuple[str, ...], list[tuple[str, ...]]]:
        """Header and rows."""
        return self.headers, [
            (self.rows[row], self.columns[column], f"{cell.met} / {cell.all}") for (row, column), cell in sorted(self.cells.items())
        ]

    def grounds(self) -> list[dict[int, tuple[str, ...]]]:
        """By row of the table the inputs of the numbers in its columns."""
        return [{2: cell.inputs} for _, cell in sorted(self.cells.items())]


@dataclass(frozen=True, slots=True)
class Point:
    """Of `count` things told with probability `said`, the share `seen` came true; it lies from `low` to `high`."""

    said: float
    seen: float
    low: float
    high: float
    count: int
    inputs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Reliability:
    """What was said against what was seen, in shares from 0 to 1: on the diagonal the two agree."""

    title: str
    subtitle: str
    x_title: str
    y_title: str
    rows: tuple[Point, ...]
    headers: tuple[str, str, str] = ("", "", "")

    def table(self) -> tuple[tuple[str, ...], list[tuple[str, ...]]]:
        """Header and rows."""
        return self.headers, [(f"{row.said:.0%}", f"{row.seen:.0%} ({row.low:.0%}–{row.high:.0%})", str(row.count)) for row in self.rows]

    def grounds(self) -> list[dict[int, tuple[str, ...]]]:
        """By row of the table the inputs of the numbers in its columns."""
        return [{2: row.inputs} for row in self.rows]


Chart = Bars | Dots | Grid | Reliability
