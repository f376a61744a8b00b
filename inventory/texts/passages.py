"""Pieces of a text with their places."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Passage:
    """Words of a text and where they stand (code points in it)."""

    text: str
    start: int
    end: int


def stripped(text: str, start: int, end: int) -> Passage | None:
    """What stands there without the blanks around it; None where that is nothing."""
    part = text[start:end]
    inner = part.strip()
    if not inner:
        return None
    begin = start + part.index(inner)
    return Passage(inner, begin, begin + len(inner))
