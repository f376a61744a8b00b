"""Eligibility and savings, piece by piece."""

import pytest

from graphs.plan.document import parse_problem
from graphs.plan.options import read_options


def options(document):
    return read_options(parse_problem(document))


def test_options_agree_with_the_contract_on_random_problems(checker, make) -> None:
    for seed in range(150):
        document = make.random_problem(seed)
        case, found = checker.Case(document), options(document)
        assert {(m.source, m.target): cost for m, cost in found.moves} == case.move_cost, seed
        assert set(found.retirable) == {s["id"] for s in document["systems"] if s["may_retire"] and s["exit_yuan"] is not None}
        for system in found.problem.systems:
            for wave in range(case.n):
                assert (found.saving(system, wave), found.saving(system, wave, high=True)) == case.saving(system.id, wave)


def test_months_are_counted_to_the_end_of_a_wave(make) -> None:
    found = options(make.problem([], waves=[make.wave("w1", 4), make.wave("w2", 1), make.wave("w3", 12)]))
    assert [found.elapsed(w) for w in range(3)] == [4, 5, 17]


@pytest.mark.parametrize(
    ("source", "target", "fits"), [(None, 3, True), (None, 2, False), (0, None, True), (1, None, False), (3, 3, True), (3, 4, True)]
)
def test_an_unknown_source_counts_as_three_and_an_unknown_target_as_none(make, source, target, fits) -> None:
    found = options(make.pair(a={"mlps": source}, b={"mlps": target}))
    assert [(m.id) for m, _ in found.moves] == (["a>b"] if fits else [])


def test_an_element_without_a_price_is_unknown_and_one_of_price_zero_is_not(make) -> None:
    assert options(make.pair(a={"core_elements": ["e1"]}, element_map_yuan={"e1": 0})).moves[0][1] == (100, 100)
    assert options(make.pair(a={"core_elements": ["e1"]}, element_map_yuan={"e2": 0})).moves == []


def test_no_system_moves_into_itself(make) -> None:
    assert options(make.pair(moves=[make.move("a", "a")])).moves == []


def test_questions_are_sorted_and_name_every_move_that_they_block(make) -> None:
    document = make.pair(a={"exit_yuan": None, "may_retire": True})
    document["moves"].append(make.move("a", "b", basis="embed", cost_yuan=None))
    asked = options(document).asked()
    assert [(q.subject, q.field, q.blocks) for q in asked] == [
        ("a", "exit_yuan", ("a>b", "retire:a")),
        ("a>b", "cost_yuan", ("a>b",)),
    ]
