"""What runs between two systems, as an audit understood their exchanges."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Flow:
    """Everything that runs from one system to another, by hand or not: how many exchanges, which elements."""

    supplier: str
    consumer: str
    by_hand: bool
    exchanges: int
    elements: tuple[str, ...]
