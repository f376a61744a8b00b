"""Formats and check digits of codes."""

import re

_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)


def uscc_problem(code: str) -> str | None:
    """`format` or `check` where a unified social credit code fails GB 32100-2015, else None.

    Valid codes of the first years fail the check digit: warn, never refuse.
    """
    text = code.strip().upper()
    if len(text) != 18 or any(character not in _ALPHABET for character in text):
        return "format"
    total = sum(_ALPHABET.index(character) * weight for character, weight in zip(text[:17], _WEIGHTS, strict=True))
    return None if _ALPHABET[(31 - total % 31) % 31] == text[17] else "check"


def is_region_code(code: str) -> bool:
    """Tell whether a code has the 2, 4, 6, 9 or 12 digits of GB/T 2260 and GB/T 10114."""
    return re.fullmatch(r"[1-9][0-9](?:[0-9]{2}(?:[0-9]{2}(?:[0-9]{3}(?:[0-9]{3})?)?)?)?", code) is not None
