"""Traces: every hop with who answers for it, in the order of distance from the origin."""

import random

BODIES = [{"id": "ga", "name": "云溪县公安局"}, {"id": "mz", "name": "云溪县民政局"}, {"id": "yb", "name": "云溪县医保局"}]
SYSTEMS = [
    {"id": "s1", "name": "户籍系统", "owner": "ga", "status": "运行"},
    {"id": "s2", "name": "低保系统", "owner": "mz", "status": "运行"},
    {"id": "s3", "name": "医保系统", "owner": "yb", "status": "运行"},
    {"id": "s4", "name": "旁系统", "owner": "yb", "status": "运行"},
]
DATA = [{"id": "r", "name": "户籍表", "system": "s1", "provider_org": "ga", "origin": "直接采集", "items": ["户籍地址"]}]


def flow(left: str, right: str, **more: object) -> dict[str, object]:
    return {"id": f"x-{left}-{right}", "from": left, "to": right, "elements": "户籍地址", "method": "接口", "status": "运行", **more}


def traced(town, analysis, through=None, **rows):
    from graphs.trace import trace

    given = {"organisations": BODIES, "systems": SYSTEMS, "resources": DATA, **rows}
    scape = analysis(town(**given)).scape
    [element] = {scape.element_of(f) for f in scape.inventory.fields}
    return trace(scape, element, through=through)


def steps(found) -> list[tuple]:
    return [(h.source, h.target, h.method, h.owner) for h in found.hops]


def test_hops_follow_each_other_from_where_people_are_asked(town, analysis) -> None:
    flows = [flow("s2", "s3"), flow("s1", "s2", maintainer="mz")]
    for order in (flows, flows[::-1]):
        found = traced(town, analysis, exchanges=order)
        assert steps(found) == [(None, "s1", "collected", "ga"), ("s1", "s2", "api", "mz"), ("s2", "s3", "api", None)]
        assert (found.first_without_owner, found.no_origin) == (2, ())


def test_a_written_duty_answers_for_a_hop(town, analysis) -> None:
    duty = {"id": "d", "organisation": "yb", "object": "x-s1-s2", "object_kind": "exchange", "role": "operator"}
    transfer = {"id": "e", "organisation": "ga", "object": "s2", "object_kind": "system", "stage": "传输"}
    found = traced(town, analysis, exchanges=[flow("s1", "s2"), flow("s2", "s3")], responsibilities=[duty, transfer])
    assert [h.owner for h in found.hops] == ["ga", "yb", "ga"]
    assert found.first_without_owner is None


def test_only_a_duty_in_force_answers_for_a_hop(town, analysis) -> None:
    duty = {"id": "d", "organisation": "yb", "object": "x-s1-s2", "object_kind": "exchange", "role": "operator"}
    for span, owner in (({"valid_to": "2026-10"}, None), ({"valid_from": "2027"}, None), ({"valid_to": "2026-11"}, "yb")):
        assert traced(town, analysis, exchanges=[flow("s1", "s2")], responsibilities=[{**duty, **span}]).hops[-1].owner == owner


def test_what_does_not_run_is_no_hop(town, analysis) -> None:
    assert steps(traced(town, analysis, exchanges=[flow("s1", "s2", status="停用")])) == [(None, "s1", "collected", "ga")]


def test_a_circle_that_nobody_feeds_has_no_origin(town, analysis) -> None:
    found = traced(town, analysis, exchanges=[flow("s2", "s3"), flow("s3", "s2"), flow("s1", "s4")])
    assert found.no_origin == ("s2", "s3")
    assert steps(found)[:2] == [(None, "s1", "collected", "ga"), ("s1", "s4", "api", None)]


def test_a_field_is_followed_along_the_ways_through_its_system(town, analysis) -> None:
    flows = [flow("s1", "s2"), flow("s1", "s4"), flow("s2", "s3")]
    found = traced(town, analysis, through={"s2"}, exchanges=flows)
    assert [(h.source, h.target) for h in found.hops] == [(None, "s1"), ("s1", "s2"), ("s2", "s3")]
    assert traced(town, analysis, through={"s9"}, exchanges=flows).hops == ()


def test_hops_are_those_of_a_brute_force_walk(town, analysis) -> None:
    chance = random.Random(7)
    for _ in range(12):
        pairs = [(a, b) for a in ("s1", "s2", "s3", "s4") for b in ("s1", "s2", "s3", "s4") if a != b and chance.random() < 0.4]
        found = traced(town, analysis, exchanges=[flow(a, b) for a, b in pairs])
        assert sorted((h.source, h.target) for h in found.hops if h.method != "collected") == sorted(pairs)
        reached, before = {"s1"} | {a for a, _ in pairs if not any(b == a for _, b in pairs)}, set()
        while before != reached:
            before = set(reached)
            reached |= {b for a, b in pairs if a in reached}
        assert set(found.no_origin) == {a for a, _ in pairs if a not in reached}
