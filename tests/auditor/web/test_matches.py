"""What fields mean, a page at a time: every field once in every order, what was decided laid over it, undone again."""

import itertools
import random

import pytest

from auditor.web.matches import SORTS, Asked, MatchList, element_of, page_of, state_of, totals_of
from graphs.matching.matches import Match, Step
from inventory.models.ledger import JudgementRow

ELEMENTS = ("person_name", "citizen_id_number", "sex_code")


def listed(count: int, seed: int = 1) -> MatchList:
    dice = random.Random(seed)
    matches = {}
    for n in range(count):
        steps = (Step("confirmed", 1, 9),) if dice.random() < 0.1 else ()
        matches[f"fld-{n}"] = Match(dice.choice(ELEMENTS), 1.0 if steps else round(dice.random(), 1), steps)
    labels = {one: (dice.choice(("姓名", "证号", "")), f"f{n % 7}", None) for n, one in enumerate(matches)}
    return MatchList(matches, labels, 0.6, frozenset())


def decided(field: str, verdict: str, element: str) -> dict[str, JudgementRow]:
    return {field: JudgementRow(id="j", left=field, right=f"element.{element}", verdict=verdict, by="x", reason="")}


def walked(made: MatchList, asked: dict, size: int) -> list[list[str]]:
    pages, after = [], ""
    while True:
        page, is_before, is_after = page_of(made, {}, Asked(**asked, after=after), size)
        assert is_before == bool(after)
        pages.append(page)
        if not is_after:
            return pages
        after = page[-1]


@pytest.mark.parametrize("descending", [False, True])
@pytest.mark.parametrize("sort", SORTS)
def test_pages_hold_every_field_once_and_lead_back_the_same_way(sort, descending) -> None:
    made, asked = listed(333), {"sort": sort, "descending": descending}
    pages = walked(made, asked, 50)
    flat = [one for page in pages for one in page]
    assert sorted(flat) == sorted(made.matches)
    assert flat == [one for _, one in sorted(((made._key(sort, f), f) for f in made.matches), reverse=descending)]
    for page, following in itertools.pairwise(pages):
        back, is_before, is_after = page_of(made, {}, Asked(**asked, before=following[0]), 50)
        assert (back, is_after) == (page, True)
        assert is_before == (page is not pages[0])


def test_filters_keep_what_they_say_on_every_page() -> None:
    made = listed(400)
    for asked in (
        {"state": "open"},
        {"element": "sex_code"},
        {"text": "姓名 f3"},
        {"state": "accepted", "element": "person_name", "text": "证"},
    ):
        flat = [one for page in walked(made, asked, 20) for one in page]
        wanted = [
            one for one, match in made.matches.items()
            if asked.get("state", made.state(one)) == made.state(one) and asked.get("element", match.element) == match.element
            and all(word in " ".join(made.labels[one][:2]) for word in asked.get("text", "").split())
        ]  # fmt: skip
        assert sorted(flat) == sorted(wanted)
        assert wanted


def test_hardest_to_tell_come_first_and_confirmed_last() -> None:
    made = listed(200)
    first = page_of(made, {}, Asked(), 10)[0]
    assert all(abs(made.matches[one].score - made.cut) < 0.15 for one in first)
    last = page_of(made, {}, Asked(descending=True), 5)[0]
    assert {made.state(one) for one in last} == {"confirmed"}


def test_what_was_decided_since_is_laid_over_the_list() -> None:
    made = listed(50)
    field = next(one for one in made.matches if made.state(one) == "open")
    meant = made.matches[field].element
    other = next(one for one in ELEMENTS if one != meant)
    for verdict, element, told in (
        ("means", other, ("confirmed", other)),
        ("means_not", meant, ("rejected", meant)),
        ("means_not", other, ("open", meant)),
    ):
        said = decided(field, verdict, element)
        assert (state_of(made, said, field), element_of(made, said, field)) == told
        before, after = totals_of(made, {}), totals_of(made, said)
        assert sum(before.values()) == sum(after.values()) == 50
        assert (field in page_of(made, said, Asked(state="open"), 50)[0]) == (told[0] == "open")


def test_a_field_that_is_gone_begins_at_the_beginning() -> None:
    made = listed(30)
    assert page_of(made, {}, Asked(after="fld-gone"), 10)[0] == page_of(made, {}, Asked(), 10)[0]
