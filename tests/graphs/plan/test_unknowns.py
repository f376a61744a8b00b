"""What a problem leaves unknown: it is never 0, forbids what hangs on it, and is asked about."""

import re

import pytest

from graphs.plan.document import NotAProblem, parse_problem

UNKNOWNS = [
    ("a", "exit_yuan", {"a": {"exit_yuan": None}}),
    ("a>b", "cost_yuan", {"move": {"cost_yuan": None}}),
    ("a", "networks", {"a": {"networks": None}}),
    ("b", "networks", {"b": {"networks": None}}),
    ("a", "users", {"a": {"users": None}, "b": {"capacity": 50}}),
    ("b", "users", {"b": {"users": None, "capacity": 50}}),
    ("b", "mlps", {"b": {"mlps": None}}),
    ("a", "mlps", {"a": {"mlps": None}}),
    ("e1", "element_map_yuan", {"a": {"core_elements": ["e1"]}}),
    ("e1", "element_map_yuan", {"a": {"core_elements": ["e1"]}, "element_map_yuan": {"e1": None}}),
]


@pytest.mark.parametrize(("subject", "field", "fields"), UNKNOWNS)
def test_an_unknown_part_forbids_the_move_and_asks(make, answer, subject, field, fields) -> None:
    document = make.pair(**fields, must_fix=[make.fix("f", "merge", cluster="c1")])
    for language in ("zh", "en"):
        told = answer(document, language)
        assert make.chosen(told)["a"] == ("keep", None, None)
        assert [(q["subject"], q["field"], q["blocks"]) for q in told["questions"]] == [(subject, field, ["a>b"])]
        assert told["questions"][0]["text"]


def test_unknown_users_matter_only_where_capacity_is_known(make, answer) -> None:
    told = answer(make.pair(a={"users": None}))
    assert (make.chosen(told)["a"][0], told["questions"]) == ("move", [])


def test_an_unknown_exit_forbids_retiring_and_asks(make, answer) -> None:
    told = answer(make.problem([make.system("a", may_retire=True, exit_yuan=None)], must_fix=[make.fix("f", "stop", system="a")]))
    assert (make.chosen(told)["a"][0], make.levels(told)[0]) == ("keep", 2)
    assert [(q["subject"], q["field"]) for q in told["questions"]] == [("a", "exit_yuan")]
    assert told["questions"][0]["blocks"]


def test_an_unknown_build_is_not_built_and_asks(make, answer) -> None:
    told = answer(make.problem([], builds=[make.build("k", cost_yuan=None)], must_fix=[make.fix("f", "build", build="k")]))
    assert (told["builds"], make.levels(told)[0]) == ([], 2)
    assert [(q["subject"], q["field"]) for q in told["questions"]] == [("k", "cost_yuan")]


@pytest.mark.parametrize("field", ["om_month_yuan", "contract_end_month", "burden_per_month"])
def test_what_blurs_saving_and_burden_is_asked(make, answer, field) -> None:
    told = answer(make.pair(a={field: None}))
    assert [(q["subject"], q["field"]) for q in told["questions"]] == [("a", field)]


def test_unknown_consumers_are_asked(make, answer) -> None:
    told = answer(make.pair(a={"consumers_known": False}))
    assert [(q["subject"], q["field"]) for q in told["questions"]] == [("a", "consumers_known")]


def test_every_unknown_part_of_a_move_is_asked_at_once(make, answer) -> None:
    document = make.pair(
        a={"exit_yuan": None, "networks": None, "mlps": None, "users": None, "core_elements": ["e1"]},
        b={"networks": None, "users": None, "capacity": 9, "mlps": None}, move={"cost_yuan": None},
    )  # fmt: skip
    asked = {(q["subject"], q["field"]) for q in answer(document)["questions"] if "a>b" in q["blocks"]}
    assert asked == {
        ("a", "exit_yuan"), ("a", "networks"), ("a", "mlps"), ("a", "users"), ("b", "networks"), ("b", "users"), ("b", "mlps"), ("a>b", "cost_yuan"), ("e1", "element_map_yuan"),
    }  # fmt: skip


def test_what_could_not_move_anyway_asks_nothing(make, answer) -> None:
    assert answer(make.pair(a={"exit_yuan": None}, b={"status": "suspended"}))["questions"] == []
    assert answer(make.pair(a={"exit_yuan": None, "mlps": 3}, b={"mlps": 2}))["questions"] == []


@pytest.mark.parametrize(
    ("change", "path"),
    [({"moves": [{"people": None}]}, "moves[0].people"), ({"builds": [{"people": None}]}, "builds[0].people")],
)
def test_unknown_people_are_no_problem_at_all(make, change, path) -> None:
    """PLAN.md has no `null` for people: it is refused, never done for free under a limit of people."""
    document = make.pair(builds=[make.build("k")])
    for array, (fields,) in change.items():
        document[array][0].update(fields)
    with pytest.raises(NotAProblem, match=re.escape(path)):
        parse_problem(document)
