"""Who said what, where and when: the append-only ground under every record."""

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Locator:
    """A place inside a source. Rows and lines count as the program that made the file shows them (header = 1)."""

    file: str | None = None
    sheet: str | None = None
    row: int | None = None
    column: str | None = None
    line: int | None = None
    path: str | None = None
    url: str | None = None

    def as_dict(self) -> dict[str, Any]:
        """The parts that are known, for storage and JSON."""
        found: dict[str, Any] = {} if self.file is None else {"file": self.file}
        if self.sheet is not None:
            found["sheet"] = self.sheet
        if self.row is not None:
            found["row"] = self.row
        if self.column is None and self.line is None and self.path is None and self.url is None:
            return found
        return found | {name: value for name in ("column", "line", "path", "url") if (value := getattr(self, name)) is not None}


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A form, file, crawl or person. `series` names what a later version of the same source replaces."""

    id: str
    kind: str
    name: str
    series: str
    sha256: str
    at: str
    by: str | None = None
    round: str | None = None
    withdrawn_at: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Observation:
    """What one source says of one record.

    `values` maps field names to JSON values: a list that is empty, or the value False of `none`, is an answer; a field
    that is absent was not answered; the word "not_applicable" stands for itself.
    """

    entity: str
    record: str
    mode: str
    values: Mapping[str, Any]
    locator: Locator = field(default_factory=Locator)
    cited: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """Somebody's view of how two records relate; undone by another entry in `undone_at`, never deleted."""

    id: str
    left: str
    right: str
    verdict: str
    by: str
    at: str
    reason: str
    undone_at: str | None = None
    undone_by: str | None = None


@dataclass(frozen=True, slots=True)
class Conflict:
    """Two sources that give one field different values; `chosen` is what precedence made current. The kinds are those of the sources."""

    entity: str
    record: str
    field: str
    chosen: Any
    chosen_source: str
    chosen_mode: str
    other: Any
    other_source: str
    other_mode: str
    chosen_kind: str = dataclasses.field(default="", compare=False)
    other_kind: str = dataclasses.field(default="", compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A fetched address in the evidence archive; `exposed` lists personal numbers seen on it: kind, masked."""

    url: str
    sha256: str
    fetched_at: str
    status: int
    content_type: str = ""
    title: str = ""
    site: str = ""
    warc: str = ""
    offset: int = 0
    chain: str = ""
    exposed: tuple[tuple[str, str], ...] = ()
