"""What catalogues have in common: update cycles and dates in the spellings of standards."""

import re
from typing import Any

from inventory.reading import Unreadable, read_date

# ISO 8601 repeating intervals (Project Open Data), the EU's frequency list, CKAN's usual words
_CYCLES = {
    "r/p10y": "irregular", "r/p4y": "irregular", "r/p3y": "irregular", "r/p2y": "irregular", "r/p1y": "yearly", "r/p6m": "irregular",
    "r/p3m": "quarterly", "r/p1m": "monthly", "r/p2m": "irregular", "r/p0.5m": "monthly", "r/p0.33m": "monthly", "r/p0.25m": "weekly",
    "r/p1w": "weekly", "r/p7d": "weekly", "r/p3.5d": "weekly", "r/p0.33w": "daily", "r/p0.5w": "weekly", "r/p1d": "daily", "r/pt1s": "realtime",
    "r/pt1m": "realtime", "r/pt1h": "realtime", "annual": "yearly", "annually": "yearly", "yearly": "yearly", "quarterly": "quarterly",
    "monthly": "monthly", "weekly": "weekly", "daily": "daily", "cont": "realtime", "update_cont": "realtime", "continuous": "realtime",
    "continually": "realtime", "real-time": "realtime", "realtime": "realtime", "hourly": "realtime", "biweekly": "irregular",
    "bimonthly": "irregular", "biennial": "irregular", "semiannual": "irregular", "irreg": "irregular", "irregular": "irregular",
    "asneeded": "irregular", "as needed": "irregular", "never": "once", "notplanned": "once", "not_planned": "once",
}  # fmt: skip


def cycle(text: Any) -> str | None:
    """The code of the list `frequency` for a catalogue's update cycle; Chinese and own words are read by the vocabulary."""
    from inventory.vocabulary import read_code

    word = str(text or "").strip()
    if not word:
        return None
    last = re.split(r"[/#](?=[^/#]*$)", word)[-1] if "://" in word else word
    return _CYCLES.get(last.casefold()) or read_code("frequency", last)


def date(text: Any) -> str | None:
    """The date in a time stamp; nothing where there is none."""
    words = str(text or "").strip()
    found = re.match(r"[12][0-9]{3}(?:[-/.年][0-9]{1,2}(?:[-/.月][0-9]{1,2}日?|月)?|年)?(?![0-9])", words)
    for part in (words, found.group() if found else ""):
        try:
            return read_date(part) if part else None
        except Unreadable:
            continue
    return None
