"""What every reader yields: one row of one entity as it stood in the source."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from inventory.values.observation import Locator


@dataclass(frozen=True, slots=True)
class RawRow:
    """A row: header → cell, with the place where it stood; `columns` names the column (A, B, …) of each header."""

    entity: str
    cells: Mapping[str, Any]
    at: Locator
    columns: Mapping[str, str] = field(default_factory=dict)
    mode: str = "declared"


@dataclass(slots=True)
class Document:
    """A file read into rows, with the parts of an exported inventory that are more than rows."""

    kind: str
    why: str
    rows: list[RawRow] = field(default_factory=list)
    ledger: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    meta: dict[str, Any] = field(default_factory=dict)
