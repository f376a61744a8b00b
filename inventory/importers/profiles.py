"""What the values of a column look like, without any of them: how many, how long, of what letters, how many pass a check.

A profile is made of counts alone. While values pass, up to `KEPT` hashes of each column (and some more, for a moment) are held
in memory to estimate how many differ; they are never stored, and nothing else of a value outlives the call that saw it.
"""

import re
from collections import Counter
from collections.abc import Callable, Mapping
from hashlib import blake2b

from inventory.secrecy import is_bank_card_number, is_citizen_number

# rows of a table that are looked at; fewer filled cells than LEAST tell too much of each
ROWS, LEAST = 500, 20
KEPT, _SPARE = 128, 32
_LARGEST = 2**64
# GB 32100-2015: the alphabet and weights of the unified social credit code
_USCC = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_USCC_WEIGHTS = tuple(3**position % 31 for position in range(17))
_DATE = re.compile(r"(?:19|20)\d\d[-/.年]?(?:0?[1-9]|1[0-2])[-/.月]?(?:[0-2]?\d|3[01])日?(?:[ T]\d.*)?")
_MOBILE = re.compile(r"(?:\+?86)?1[3-9]\d{9}")
_NUMBER = re.compile(r"[+-]?\d{1,15}(?:\.\d+)?")


def is_credit_code(text: str) -> bool:
    """Check the 18 characters of a unified social credit code (GB 32100-2015)."""
    if len(text) != 18 or any(c not in _USCC for c in text):
        return False
    total = sum(_USCC.index(c) * weight for c, weight in zip(text[:17], _USCC_WEIGHTS, strict=True))
    return _USCC[(31 - total % 31) % 31] == text[17]


# kinds of values by their check; a value counts for the first that it passes
CHECKS: dict[str, Callable[[str], bool]] = {
    "citizen_id": is_citizen_number,
    "uscc": is_credit_code,
    "bank_card": is_bank_card_number,
    "mobile": lambda text: _MOBILE.fullmatch(text) is not None,
    "date": lambda text: _DATE.fullmatch(text) is not None,
}
_ALPHABETS: tuple[tuple[str, Callable[[str], bool]], ...] = (
    ("number", lambda text: _NUMBER.fullmatch(text) is not None),
    ("latin", str.isascii),
    ("chinese", lambda text: any("\u3400" <= c <= "\u9fff" for c in text)),
)


class Profile:
    """Counts over the values of one column."""

    def __init__(self) -> None:
        self._rows = self._filled = 0
        self._shortest, self._longest = 0, 0
        self._seen: Counter[str] = Counter()
        self._hashes: set[int] = set()

    def add(self, value: str | None) -> None:
        """Count a value; None is NULL."""
        self._rows += 1
        text = (value or "").strip()
        if not text:
            return
        self._filled += 1
        self._shortest = len(text) if self._filled == 1 else min(self._shortest, len(text))
        self._longest = max(self._longest, len(text))
        self._seen[next((name for name, fits in _ALPHABETS if fits(text)), "other")] += 1
        kind = next((name for name, passes in CHECKS.items() if passes(text)), None) if 6 <= len(text) <= 40 else None
        if kind is not None:
            self._seen[kind] += 1
        self._hashes.add(int.from_bytes(blake2b(text.encode("utf-8", "replace"), digest_size=8, person=b"auditor profile").digest()))
        if len(self._hashes) > KEPT + _SPARE:
            self._hashes = set(sorted(self._hashes)[:KEPT])

    def _distinct(self) -> float:
        """The share of values that differ from all others; beyond KEPT an estimate (k minimum values)."""
        if len(self._hashes) <= KEPT:
            return len(self._hashes) / self._filled
        largest = sorted(self._hashes)[KEPT - 1]
        return min(1.0, (KEPT - 1) * _LARGEST / (largest or 1) / self._filled)

    def told(self) -> list[str]:
        """The profile as `name=number` entries; none of a column with too few values."""
        if self._filled < LEAST:
            return []
        shares = {"filled": self._filled / self._rows, "distinct": self._distinct()}
        shares |= {name: self._seen[name] / self._filled for name in ("number", "latin", "chinese", "other", *CHECKS)}
        told = [f"rows={self._rows}", f"length={self._shortest}-{self._longest}"]
        return told + [f"{name}={share:.2f}" for name, share in shares.items() if share >= 0.005]


class TableProfiles:
    """Profiles of the columns of one table, as many rows as are looked at."""

    def __init__(self) -> None:
        self._columns: dict[str, Profile] = {}
        self.rows = 0

    @property
    def is_full(self) -> bool:
        """Tell whether more rows would change nothing."""
        return self.rows >= ROWS

    def add(self, row: Mapping[str, str | None]) -> None:
        """Count a row: column (lower case) → value."""
        self.rows += 1
        for column, value in row.items():
            self._columns.setdefault(column, Profile()).add(value)

    def of(self, column: str) -> list[str]:
        """The profile of a column."""
        found = self._columns.get(column.casefold())
        return found.told() if found else []
