"""What is demanded of those below: answers a year of every return, the repeated-filling index of MODEL.md section 2.

Answers a year = items × respondents × times a year; person-hours as a range (a quarter of a minute to a minute an item). What a return
does not say of its items, respondents or frequency is unknown and never 0.
"""

from collections import Counter, defaultdict
from dataclasses import dataclass

from graphs.build import Landscape
from graphs.edges import PER_YEAR, edges
from graphs.regions import intersect

# hours that one answer takes, low and high: a setting of the tool, no national standard
HOURS = (0.25 / 60, 1 / 60)


@dataclass(frozen=True, slots=True)
class Demand:
    """A return: who requires it of which level, its items, respondents and times a year, and of the items those that another return asks too.

    `answers` a year and `hours` (low, high) are None where a factor is unknown.
    """

    id: str
    requiring: str | None
    level: str | None
    items: int
    repeated: int
    respondents: int | None
    per_year: int | None

    @property
    def answers(self) -> int | None:
        """Answers a year, all respondents together."""
        if not self.items or self.respondents is None or self.per_year is None:
            return None
        return self.items * self.respondents * self.per_year

    @property
    def hours(self) -> tuple[int, int] | None:
        """Person-hours a year, low and high."""
        return None if self.answers is None else (round(self.answers * HOURS[0]), round(self.answers * HOURS[1]))


def demands(scape: Landscape) -> list[Demand]:
    """Every return by id; an item is repeated where two returns ask the same level of one place for it."""
    inventory = scape.inventory
    places = {
        form.id: body.region if (body := inventory.organisations.get(form.requiring or "")) is not None else None
        for form in inventory.returns.values()
    }
    asked: dict[tuple[str, str], set[str]] = defaultdict(set)
    items = {form.id: {scape.item_element(text) or text for text in form.elements} for form in scape.inventory.returns.values()}
    for form in scape.inventory.returns.values():
        for item in items[form.id]:
            asked[form.respondent_level or "", item].add(form.id)

    def is_repeated(form: str, level: str | None, item: str) -> bool:
        # returns of which nobody said who fills them in may concern different people
        return level is not None and any(other != form and intersect(places[form], places[other]) for other in asked[level, item])

    return [
        Demand(
            id=form.id,
            requiring=form.requiring,
            level=form.respondent_level,
            items=len(items[form.id]),
            repeated=sum(is_repeated(form.id, form.respondent_level, item) for item in items[form.id]),
            respondents=form.respondents,
            per_year=PER_YEAR.get(form.frequency or ""),
        )
        for _, form in sorted(scape.inventory.returns.items())
    ]


def hand_carried(scape: Landscape) -> Counter[str]:
    """System → running exchanges that people carry by hand into it or out of it."""
    found: Counter[str] = Counter()
    for (_, supplier), (_, consumer), data in edges(scape, "FLOWS"):
        if data["manual"] and data["running"]:
            found.update({supplier, consumer})
    return found
