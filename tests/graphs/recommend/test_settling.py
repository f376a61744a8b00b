"""No system is kept by one recommendation and ended by another, and what was set aside for it is said."""

import random
from itertools import combinations

import pytest

from graphs.recommend.money import Estimates
from graphs.recommend.recommend import recommend
from graphs.recommend.settling import settle
from graphs.rules import rules
from graphs.rules.rule import id_of
from inventory.languages import LANGUAGES
from inventory.values.finding import Finding
from reports.wording import Names, explanation

ESTIMATES = Estimates(36, (30_000, 120_000), (20_000, 60_000))
MZ = {"id": "mz", "name": "云溪县民政局", "level": "county", "region": "430603"}
# the longer the list of services, the better a target: a before b before c before d
SYSTEMS = [{"id": i, "name": f"云溪县系统{i}", "owner": "mz", "status": "active", "users": 10} for i in "abcd"]
SERVICES = [{"id": f"v{n}", "name": f"事项{n}", "owner": "mz", "systems": "|".join("abcd"[: 4 - n])} for n in range(4)]


def finding(rule: str, subjects, **more) -> Finding:
    described = rules()[rule][0]
    usual = {"severity": described.severity, "certainty": "probable", "cause": described.cause, "why": (), "organisations": ("mz",)}
    return Finding(**{"rule": rule, "rule_version": 1, "subjects": tuple(subjects), **usual, **more})


@pytest.fixture
def made(town, analysis):
    def recommended(findings, **rows):
        seen = analysis(town(**{"organisations": [MZ], "systems": SYSTEMS, "services": SERVICES, **rows}), {"readiness": 0.0})
        return seen, recommend(seen, findings, {}, ESTIMATES)

    return recommended


def moves(found):
    """(kind, target, leaving) of what ends systems, by id of the target."""
    steps = [(r.kind, next((s for s in r.steps if "target" in s.parts), None)) for r in found if r.kind != "keep"]
    return sorted((kind, step.parts["target"], step.parts["leaving"]) for kind, step in steps if step is not None)


def test_a_system_that_one_merge_ends_is_no_target_of_another(made) -> None:
    """a takes b in by the surer finding; b would have taken c in."""
    of = [finding("DUP-01", "ab", certainty="certain"), finding("DUP-01", "bc")]
    _, found = made(of)
    assert moves(found) == [("merge", "a", ["b"])]
    (merge,) = (r for r in found if r.kind == "merge")
    # with b gone of the two only c runs: that finding is mended as well
    assert set(merge.closes) == {id_of(f) for f in of}
    (aside,) = (r for r in merge.why if r.code.startswith("rec.set_aside"))
    assert (aside.code, aside.parts["systems"], aside.parts["findings"]) == ("rec.set_aside_surer", ["b", "c"], [id_of(of[1])])


def test_what_is_left_of_a_wider_merge_is_merged_into_what_stays(made) -> None:
    of = [finding("DUP-01", "bc", certainty="certain"), finding("DUP-01", "abcd")]
    _, found = made(of)
    # b is what c moves into, so it stays although a would be better
    assert moves(found) == [("merge", "b", ["a", "d"]), ("merge", "b", ["c"])]
    wider = next(r for r in found if set(r.subjects) == set("abd"))
    assert {r.code for r in wider.why} == {"rec.because", "rec.ends_elsewhere_into", "rec.stays_for_others"}


def test_two_targets_are_not_merged_and_nothing_is_called_closed(made) -> None:
    of = [finding("DUP-01", "ac", certainty="certain"), finding("DUP-01", "bd", certainty="certain"), finding("DUP-01", "ab")]
    _, found = made(of)
    assert moves(found) == [("merge", "a", ["c"]), ("merge", "b", ["d"])]
    assert all(id_of(of[2]) not in r.closes for r in found)
    assert all(any(why.code == "rec.set_aside_surer" for why in r.why) for r in found if r.kind == "merge")


def test_what_people_confirmed_goes_before_what_is_surer(town, analysis) -> None:
    job = {
        "purpose": "低保申请受理、家庭经济状况核对、救助金发放", "functions": "低保申请|经济核对|救助金发放|入户调查",
        "service_items": "最低生活保障审批|临时救助审批", "status": "active", "audience": "公众", "owner": "mz",
    }  # fmt: skip
    twins = [{"id": "x", "name": "云溪县社会救助系统", **job}, {"id": "y", "name": "云溪县民生帮扶平台", **job}]
    two = [("x", "duplicate", "y", "wang"), ("x", "duplicate", "y", "li")]
    seen = analysis(town(organisations=[MZ], systems=[*SYSTEMS, *twins], judgements=two), {"readiness": 0.0})
    of = [finding("DUP-01", "ya", certainty="certain", severity="critical"), finding("DUP-01", "xy")]
    found = recommend(seen, of, {}, ESTIMATES)
    confirmed = next(r for r in found if r.kind == "merge" and set(r.subjects) == {"x", "y"})
    assert "review" not in confirmed.needs_first
    (_, target, leaving) = next(move for move in moves(found) if {move[1], *move[2]} == {"x", "y"})
    # the unconfirmed one is cut to what does not contradict it
    for _, other, gone in moves(found):
        assert target not in gone
        assert other not in leaving
    told = {why.code for r in found if r.kind == "merge" for why in r.why}
    assert told & {"rec.set_aside_reviewed", "rec.stays_for_others"}


def test_the_whole_of_a_module_is_not_called_ended(town, analysis) -> None:
    """Part p of whole w: a merge of p with others ends p or keeps it, and w goes on either way."""
    seen = analysis(town(organisations=[MZ], systems=SYSTEMS, services=SERVICES), {"readiness": 0.0})
    part = finding("DUP-01", "ba")
    called = settle(seen, {("merge", ("b", "c")): [finding("DUP-01", "bc")], ("embed_as_module", ("b", "c")): [part]})
    assert [(c.kind, c.subjects, c.target) for c in called] == [("merge", ("b", "c"), "b")]
    # b stays for c, so it becomes no module of another
    called = settle(seen, {("merge", ("b", "c")): [finding("DUP-01", "bc")], ("embed_as_module", ("a", "b")): [part]})
    assert [(c.kind, c.subjects) for c in called] == [("merge", ("b", "c"))]
    assert [note.code for note in called[0].notes] == ["rec.set_aside_kind"]


def test_a_system_that_ends_gets_no_shared_component(made) -> None:
    of = [finding("LIF-01", "a"), finding("DUP-07", "a"), finding("DUP-07", "b")]
    _, found = made(of)
    assert sorted((r.kind, r.subjects) for r in found) == [("retire", ("a",)), ("use_shared_component", ("b",))]
    retire = next(r for r in found if r.kind == "retire")
    assert set(retire.closes) == {id_of(of[0]), id_of(of[1])}
    # an unconfirmed merge may never come: until then the component is called for
    _, found = made([finding("DUP-01", "ab"), finding("DUP-07", "b")])
    assert sorted(r.kind for r in found) == ["merge", "use_shared_component"]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("seed", range(40))
def test_any_findings_make_one_consistent_set(made, seed, language) -> None:
    """Random merges, modules and retirements of four systems: none both kept and ended, each finding closed or told."""
    draw = random.Random(seed)
    sets = [s for n in (2, 3, 4) for s in combinations("abcd", n)]
    of = [finding("DUP-01", s, certainty=draw.choice(["certain", "probable"])) for s in draw.sample(sets, draw.randint(1, 5))]
    of += [finding(rule, s) for rule, s in (("LIF-01", "a"), ("LIF-01", "d"), ("DUP-07", "b"), ("DUP-07", "c")) if draw.random() < 0.4]
    seen, found = made(of)
    ended = {s for _, _, leaving in moves(found) for s in leaving} | {s for r in found if r.kind == "retire" for s in r.subjects}
    stays = {target for _, target, _ in moves(found)} | {s for r in found if r.kind == "keep" for s in r.subjects}
    assert not ended & stays
    leaving = [s for _, _, of_one in moves(found) for s in of_one]
    assert len(leaving) == len(set(leaving))
    told = {i for r in found for why in r.why for i in why.parts.get("findings", ())} | {i for r in found for i in r.closes}
    assert {id_of(f) for f in of} <= told
    for r in found:
        assert "{" not in explanation(r, Names(seen.inventory, language))["because"]
    draw.shuffle(of)
    assert [(r.id, set(r.closes)) for r in made(of)[1]] == [(r.id, set(r.closes)) for r in found]
