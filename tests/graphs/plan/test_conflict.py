"""An infeasible answer names a smallest set of constraints that cannot hold together."""

import pytest


def lock(identifier, system, rule, wave=None, to=None):
    return {"id": identifier, "system": system, "rule": rule, "wave": wave, "to": to}


def conflict(answer, document):
    told = answer(document)
    assert told["status"] == "infeasible"
    return told["conflict"]


@pytest.mark.parametrize(
    ("locks", "expected"),
    [
        ([lock("k", "b", "keep"), lock("s", "b", "stop_by", "w2")], ["lock:s"]),  # b has no move: a structural matter
        ([lock("k", "a", "keep"), lock("s", "a", "stop_by", "w2")], ["lock:k", "lock:s"]),
        ([lock("n", "a", "not_before", "w2"), lock("s", "a", "stop_by", "w1")], ["lock:n", "lock:s"]),
        ([lock("n", "b", "not_target"), lock("t", "a", "to", to="b")], ["lock:n", "lock:t"]),
        ([lock("t", "b", "to", to="a")], ["lock:t"]),
        ([lock("n", "b", "not_target"), lock("m", "a", "keep"), lock("s", "a", "stop_by", "w1")], None),
    ],
)
def test_locks_against_each_other(checker, make, answer, locks, expected) -> None:
    document = make.pair(locks=locks)
    named = conflict(answer, document)
    assert checker.Search(document).is_irreducible(named)
    assert expected is None or named == expected


@pytest.mark.parametrize(
    ("fields", "name"),
    [
        ({"budget_yuan": 99}, "budget:total"),
        ({"waves": "budget"}, "budget:w1"),
        ({"waves": "people"}, "people:w1"),
        ({"waves": "retire"}, "retire:w1"),
        ({"a": {"serves": "counter"}}, "offline:养老|old|r1"),
        ({"b": {"capacity": 19}}, "capacity:b"),
        ({"locks": [lock("L", "a", "keep")]}, "lock:L"),
        ({"exchanges": True}, "consumer:x"),
    ],
)
def test_each_constraint_can_stand_against_a_must_fix(make, answer, fields, name) -> None:
    fields = dict(fields)
    if "waves" in fields:
        limit = {"budget": {"budget_yuan": 99}, "people": {"people": 0.5}, "retire": {"max_retire": 0}}[fields.pop("waves")]
        fields["waves"] = [make.wave("w1", **limit), make.wave("w2")]
    if "a" in fields:
        fields["a"] = {"serves": [make.serves("养老", "counter")]}
    feeds = fields.pop("exchanges", False)
    document = make.pair(**fields, must_fix=[make.fix("F", "merge", "w1", cluster="c1")])
    if feeds:
        document["systems"].append(make.system("g"))
        document["exchanges"] = [{"id": "x", "from": "a", "to": "g", "elements": []}]
    assert conflict(answer, document) == sorted([name, "mustfix:F"])


def test_online_and_cluster_stand_against_locks(make, answer) -> None:
    online = make.problem(
        [make.system("a", may_retire=True, serves=[make.serves("养老", "online")])], locks=[lock("L", "a", "stop_by", "w1")]
    )
    assert conflict(answer, online) == ["lock:L", "online:养老|old|r1"]
    cluster = make.problem(
        [make.system("a", may_retire=True)],
        clusters=[{"id": "c", "members": ["a"], "separated": None}],
        locks=[lock("L", "a", "stop_by", "w1")],
    )
    assert conflict(answer, cluster) == ["cluster:c", "lock:L"]


def test_what_is_beside_the_point_is_not_named(make, answer) -> None:
    """Two separate conflicts: one of them is named, whole and alone."""
    document = make.pair(
        budget_yuan=10**6,
        locks=[lock("k", "a", "keep"), lock("s", "a", "stop_by", "w2"), lock("x", "b", "keep"), lock("y", "b", "not_before", "w2")],
        must_fix=[make.fix("F", "merge", "w1", cluster="c1")],
    )
    assert conflict(answer, document) in (["lock:k", "lock:s"], ["lock:k", "mustfix:F"])


def test_structure_is_never_named(make, answer) -> None:
    """The build is needed in an earlier wave than the first: `requires` and `unknown` are structure."""
    document = make.pair(move={"requires": ["k"]}, builds=[make.build("k")], must_fix=[make.fix("F", "merge", "w1", cluster="c1")])
    assert conflict(answer, document) == ["mustfix:F"]
    document = make.pair(a={"consumers_known": False}, must_fix=[make.fix("F", "stop", "w1", system="a")])
    assert conflict(answer, document) == ["mustfix:F"]
