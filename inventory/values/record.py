"""What every record has, whatever it describes."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """One thing that exists, with the current values of its fields.

    Answers are three-valued: a value that is None or an empty tuple was *not answered*, unless its name stands in `none`
    (answered: there is none) or in `not_applicable`.
    """

    id: str
    sources: tuple[str, ...] = ()
    modes: frozenset[str] = frozenset()
    none: frozenset[str] = frozenset()
    not_applicable: frozenset[str] = frozenset()

    def is_answered(self, field: str) -> bool:
        """Tell whether somebody answered this field, be it with "none" or "not applicable"."""
        return getattr(self, field) not in (None, ()) or field in self.none or field in self.not_applicable

    @property
    def is_declared(self) -> bool:
        """Tell whether a form or register (not only a crawl) states this record."""
        return "declared" in self.modes
