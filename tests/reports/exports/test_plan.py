"""The JSON answer of PLAN.md: its keys, types and words."""

import json

import pytest

from graphs.plan.document import parse_problem
from graphs.plan.solve import solve_plan
from inventory.values.plan import Plan, Question
from reports.exports.plan import plan_answer
from reports.wording import yuan_range

TOP = [
    "status", "objective", "bounds", "gaps", "seconds", "systems", "builds", "waves", "must_fix", "questions", "stable", "depends_on", "explanation", "conflict",
]  # fmt: skip
LEVELS = {"late", "burden", "net_yuan", "changes"}


def system(identifier, **fields):
    return {
        "id": identifier, "name": f"系统{identifier}", "status": "active", "om_month_yuan": [900, 1000], "exit_yuan": [100, 200], "mlps": 2, "networks": [], "contract_end_month": 0,
        "burden_per_month": 0, **fields,
    }  # fmt: skip


def problem(systems, **fields):
    return {
        "schema_version": 1, "horizon_months": 24, "waves": [{"id": "w1", "months": 3, "people": 9.5}, {"id": "w2", "months": 3}], "systems": systems, **fields,
    }  # fmt: skip


def merging(**fields):
    given = {
        "systems": [system("a", core_elements=["e1"]), system("b"), system("z", may_retire=True)], "clusters": [{"id": "c1", "members": ["a", "b"]}],
        "moves": [{"from": "a", "to": "b", "basis": "cluster", "cost_yuan": 5, "people": 0.5, "requires": ["k"]}],
        "builds": [{"id": "k", "kind": "exchange", "cost_yuan": [1, 2], "people": 1}], "element_map_yuan": {"e1": [3, 4]},
        "must_fix": [{"id": "F1", "kind": "merge", "cluster": "c1"}, {"id": "F2", "kind": "stop", "system": "b"}],
    }  # fmt: skip
    return problem(**{**given, **fields})


def answer(document, language="zh", names=None):
    parsed = parse_problem(document)
    return plan_answer(parsed, solve_plan(parsed), language, names)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_keys_and_types_of_an_answer(language) -> None:
    told = json.loads(json.dumps(answer(merging(), language), allow_nan=False))
    assert list(told) == TOP
    assert told["status"] == "optimal"
    for name in ("objective", "bounds", "gaps"):
        assert set(told[name]) == LEVELS
    assert all(type(value) is int for value in told["objective"].values())
    assert isinstance(told["seconds"], float)
    assert [s["id"] for s in told["systems"]] == ["a", "b", "z"]
    # `name` is ours beyond the contract, for the tables
    assert all({"id", "action", "to", "wave", "why"} <= set(s) <= {"id", "name", "action", "to", "wave", "why"} for s in told["systems"])
    assert [(s["action"], s["to"], s["wave"]) for s in told["systems"]] == [
        ("move", "b", "w2"),
        ("keep", None, None),
        ("retire", None, "w1"),
    ]
    assert all({"id", "wave", "why"} <= set(b) <= {"id", "name", "wave", "why"} for b in told["builds"])
    assert [(b["id"], b["wave"]) for b in told["builds"]] == [("k", "w1")]
    assert all(s["why"] for s in [*told["systems"], *told["builds"]])
    assert told["waves"] == [
        {"id": "w1", "cost_yuan": [101, 202], "saving_yuan": [900 * 21, 1000 * 21], "people": 1, "stopped": ["z"]},
        {"id": "w2", "cost_yuan": [108, 209], "saving_yuan": [900 * 18, 1000 * 18], "people": 0.5, "stopped": ["a"]},
    ]
    assert told["must_fix"] == [{"id": "F1", "fixed_wave": "w2"}, {"id": "F2", "fixed_wave": None}]
    assert (told["stable"], told["depends_on"], told["conflict"]) == (True, [], [])


def test_an_infeasible_answer_is_null_and_empty() -> None:
    told = answer(merging(locks=[{"id": "L", "system": "a", "rule": "to", "to": "z"}]))
    assert list(told) == TOP
    assert (told["status"], told["conflict"]) == ("infeasible", ["lock:L"])
    assert [told[name] for name in ("objective", "bounds", "gaps", "stable")] == [None] * 4
    assert [told[name] for name in ("systems", "builds", "waves", "must_fix", "depends_on")] == [[]] * 5
    assert "lock:L" in told["explanation"]
    assert isinstance(told["seconds"], float)


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize(
    "field",
    [
        "exit_yuan",
        "cost_yuan",
        "networks",
        "users",
        "mlps",
        "element_map_yuan",
        "om_month_yuan",
        "contract_end_month",
        "burden_per_month",
        "consumers_known",
    ],
)
def test_every_question_has_words(language, field) -> None:
    told = plan_answer(
        parse_problem(problem([system("a")])), Plan(status="infeasible", questions=(Question("a", field, ("a>b",)),)), language
    )
    (asked,) = told["questions"]
    assert set(asked) == {"subject", "field", "blocks", "text"}
    assert (asked["subject"], asked["field"], asked["blocks"]) == ("a", field, ["a>b"])
    assert "系统a" in asked["text"]


def test_a_question_about_a_move_names_both_ends() -> None:
    told = plan_answer(
        parse_problem(problem([system("a"), system("b")])), Plan(status="infeasible", questions=(Question("a>b", "cost_yuan", ()),)), "zh"
    )
    assert "系统a → 系统b" in told["questions"][0]["text"]


def test_names_of_an_inventory_go_before_those_of_the_problem() -> None:
    told = answer(merging(), names={"a": "救助系统", "k": "到库的接口"})
    assert "救助系统" in told["explanation"]
    assert "系统a" not in told["explanation"]
    assert "到库的接口" in told["builds"][0]["why"]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_explanation_says_what_price_gain_and_who_is_affected_for_each_cluster(language) -> None:
    served = [{"service": "养老", "group": "old", "region": "r1", "channel": "online"}]
    document = merging(systems=[system("a", serves=served), system("b"), system("z", may_retire=True)])
    text = answer(document, language)["explanation"]
    price, gain = yuan_range((105, 205), language), yuan_range((900 * 18, 1000 * 18), language)
    for part in ("系统a", "系统b", "w2", price, gain, "系统z"):
        assert part in text, part


@pytest.mark.parametrize("language", ["zh", "en"])
def test_what_is_retired_is_not_said_to_move(language) -> None:
    """A cluster of which one member is retired without target."""
    document = problem([system("a", may_retire=True), system("b")], clusters=[{"id": "c1", "members": ["a", "b"]}])
    lines = answer(document, language)["explanation"].splitlines()
    assert not [line for line in lines if "系统a" in line and "系统b" in line]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_move_outside_clusters_is_explained(language) -> None:
    document = problem([system("a"), system("b")], moves=[{"from": "a", "to": "b", "basis": "embed", "cost_yuan": 5, "people": 1}])
    told = answer(document, language)
    assert told["systems"][0]["action"] == "move"
    assert "系统a" in told["explanation"]


def test_a_build_alone_is_not_nothing() -> None:
    document = problem(
        [], builds=[{"id": "k", "kind": "counter", "cost_yuan": 1, "people": 1}], must_fix=[{"id": "F", "kind": "build", "build": "k"}]
    )
    told, nothing = answer(document), answer(problem([system("a")]))
    assert (told["builds"][0]["wave"], told["explanation"] == nothing["explanation"]) == ("w1", False)


def test_an_id_with_an_arrow_is_shown_as_it_is() -> None:
    told = answer(problem([{**system("a>b"), "name": None}]))
    assert told["systems"][0]["why"].count("→") == 0
