"""What else than exchanges ties systems and bodies together, as an audit understood it."""

from dataclasses import dataclass

DUPLICATE, POSSIBLE, MISSING = "duplicate", "possible", "missing"


@dataclass(frozen=True, slots=True)
class Relation:
    """One tie of two. `kind` is duplicate (people confirmed that both do one job), possible (nobody did yet) or missing.

    Of a missing one `left` is the system that holds the data (the body where no system is known), `right` the body that needs them and is
    not reached, `count` the data elements; of the others both are systems and `count` is 1. `left_body` and `right_body` own the two.
    """

    kind: str
    left: str
    right: str
    left_body: str
    right_body: str
    count: int = 1
