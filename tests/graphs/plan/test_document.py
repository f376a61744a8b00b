"""Any document either is a planning problem or is refused with the path of the wrong place; nothing else happens."""

import copy
import json
import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphs.plan.document import NotAProblem, parse_problem, problem_document
from graphs.plan.solve import solve_plan

ODD = [
    None, True, False, 0, -1, 1, 2, 0.5, 1e300, math.inf, -math.inf, math.nan, 10**40, "", "x", "w1", "s0", "keep", "move", "\ud800", "a>b", "a" * 300,
    [], {}, [None], [0], [1, 0], [0, 1], ["s0"], [[]], [{}], [1, 2, 3], ["a", "a"], {"id": "s0"}, [{"id": "s0"}], {"e1": [1, 2]}, {"e1": "x"},
]  # fmt: skip
ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5) | st.sampled_from(ODD),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["id", "waves", "systems", "schema_version", "x"]), inner, max_size=3)
    ),
    max_leaves=8,
)


def places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    found = [path] if path else []
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, item in inner:
        found += places(item, (*path, key))
    return found


def put(document: Any, path: tuple[Any, ...], value: Any) -> Any:
    found = copy.deepcopy(document)
    holder = found
    for key in path[:-1]:
        holder = holder[key]
    holder[path[-1]] = value
    return found


def parsed(document: Any):
    """The problem, or None where it is refused as it should be."""
    try:
        return parse_problem(document)
    except NotAProblem as wrong:
        assert wrong.path is not None
        assert wrong.what
        return None


@given(ANYTHING)
def test_anything_is_refused_properly(document) -> None:
    assert parsed(document) is None


# values that the reader mishandles have tests of their own below
HARMLESS = [v for v in ODD if not (isinstance(v, float) and not math.isfinite(v)) and not (isinstance(v, (list, dict)) and v)]


@given(seed=st.integers(0, 60), data=st.data(), value=st.sampled_from(HARMLESS))
def test_one_odd_value_in_a_problem_is_refused_or_solved(make, seed, data, value) -> None:
    document = make.random_problem(seed, systems=3)
    path = data.draw(st.sampled_from([p for p in places(document) if p != ("element_map_yuan",)]))
    problem = parsed(put(document, path, value))
    if problem is not None:
        assert solve_plan(problem, seconds=5).status in ("optimal", "infeasible")
        json.dumps(problem_document(problem), allow_nan=False)


@given(seed=st.integers(0, 60), data=st.data())
def test_one_missing_key_is_refused_or_solved(make, seed, data) -> None:
    document = make.random_problem(seed, systems=3)
    path = data.draw(st.sampled_from(places(document)))
    changed = copy.deepcopy(document)
    holder = changed
    for key in path[:-1]:
        holder = holder[key]
    del holder[path[-1]]
    problem = parsed(changed)
    if problem is not None:
        assert solve_plan(problem, seconds=5).status in ("optimal", "infeasible")


def test_a_problem_goes_out_as_it_came_in(make) -> None:
    for seed in range(100):
        document = make.random_problem(seed)
        problem = parse_problem(document)
        written = json.loads(json.dumps(problem_document(problem)))
        assert parse_problem(written) == problem
        assert set(written) == set(document)
        for array in ("waves", "systems", "clusters", "moves", "builds", "exchanges", "locks", "must_fix"):
            assert [set(entry) for entry in written[array]] == [set(entry) for entry in document[array]]


@pytest.mark.parametrize(
    ("array", "key", "value"),
    [
        ("waves", "id", None), ("waves", "id", "w2"), ("waves", "months", 0), ("waves", "months", 1.5), ("waves", "months", None), ("waves", "budget_yuan", -1),
        ("waves", "max_retire", 0.5), ("waves", "people", -1), ("systems", "id", ""), ("systems", "id", "b"), ("systems", "om_month_yuan", [2, 1]),
        ("systems", "om_month_yuan", "5"), ("systems", "exit_yuan", [1]), ("systems", "exit_yuan", -5), ("systems", "mlps", -1), ("systems", "users", 1.5),
        ("systems", "idle", "no"), ("systems", "idle", 0), ("systems", "consumers_known", None), ("systems", "networks", "gov"), ("systems", "regions", [1]),
        ("systems", "serves", [{"service": "x", "group": "g", "region": "r", "channel": "fax"}]), ("systems", "serves", [{"service": "x"}]),
        ("clusters", "members", ["a", "nobody"]), ("moves", "from", "nobody"), ("moves", "to", None), ("moves", "basis", "wish"), ("moves", "requires", ["nothing"]),
        ("builds", "kind", "party"), ("builds", "requires", ["nothing"]), ("builds", "rewires", [{"exchange": "x9", "source": "a"}]),
        ("builds", "rewires", [{"exchange": "x1", "source": "nobody"}]), ("exchanges", "from", "nobody"), ("exchanges", "elements", "e1"),
        ("locks", "rule", "wish"), ("locks", "system", "nobody"), ("locks", "wave", "w9"), ("locks", "wave", None), ("must_fix", "kind", "wish"),
        ("must_fix", "cluster", "c9"), ("must_fix", "cluster", None), ("must_fix", "by_wave", "w9"),
    ],
)  # fmt: skip
def test_a_wrong_place_is_named(make, array, key, value) -> None:
    document = make.pair(
        builds=[make.build("k")], exchanges=[{"id": "x1", "from": "a", "to": "b", "elements": []}], must_fix=[make.fix("f", "merge", cluster="c1")],
        locks=[{"id": "l", "system": "a", "rule": "stop_by", "wave": "w1", "to": None}],
    )  # fmt: skip
    parse_problem(document)
    document[array][0][key] = value
    with pytest.raises(NotAProblem) as refused:
        parse_problem(document)
    assert refused.value.path.startswith(array)


@pytest.mark.parametrize("version", [None, 0, 2, "1", [1]])
def test_another_schema_is_refused(make, version) -> None:
    with pytest.raises(NotAProblem):
        parse_problem({**make.pair(), "schema_version": version})


def test_a_lock_to_needs_its_target(make) -> None:
    with pytest.raises(NotAProblem):
        parse_problem(make.pair(locks=[{"id": "l", "system": "a", "rule": "to", "wave": None, "to": None}]))


@pytest.mark.parametrize(("kind", "key"), [("stop", "system"), ("build", "build")])
def test_a_must_fix_needs_what_it_is_about(make, kind, key) -> None:
    with pytest.raises(NotAProblem) as refused:
        parse_problem(make.pair(must_fix=[make.fix("f", kind, **{key: None})]))
    assert refused.value.path.startswith("must_fix.f")


# faults of the reader


@pytest.mark.parametrize("value", [math.inf, -math.inf, math.nan])
@pytest.mark.parametrize("place", ["horizon_months", "budget_yuan"])
def test_infinity_and_nan_are_no_numbers(make, place, value) -> None:
    """json.loads reads 1e999, Infinity and NaN."""
    with pytest.raises(NotAProblem):
        parse_problem({**make.pair(), place: value})


@pytest.mark.parametrize("value", [[["e1", 5]], "e1", 3, [1]])
def test_a_price_list_is_an_object(make, value) -> None:
    with pytest.raises(NotAProblem):
        parse_problem({**make.pair(), "element_map_yuan": value})


@pytest.mark.parametrize("value", [0.9, [0.5, 1], [0, 99.5]])
def test_money_is_whole_yuan(make, value) -> None:
    """Cut down, a cost of 0.9 would be 0."""
    with pytest.raises(NotAProblem):
        parse_problem(make.pair(move={"cost_yuan": value}))


def test_protection_levels_end_at_five(make) -> None:
    parse_problem(make.pair(a={"mlps": 5}))
    with pytest.raises(NotAProblem):
        parse_problem(make.pair(a={"mlps": 6}))


@pytest.mark.parametrize("value", [{}, "", 0, False])
@pytest.mark.parametrize("array", ["systems", "moves", "locks", "element_map_yuan"])
def test_what_is_empty_but_no_array_is_refused(make, array, value) -> None:
    if (array, value) == ("element_map_yuan", {}):
        return
    with pytest.raises(NotAProblem):
        parse_problem({**make.problem([]), array: value})


def test_a_member_named_twice_is_one_member_or_refused(make, answer) -> None:
    document = make.problem(
        [make.system("a")], clusters=[{"id": "c", "members": ["a", "a"], "separated": None}], must_fix=[make.fix("f", "merge", cluster="c")]
    )
    try:
        told = answer(document)
    except NotAProblem:
        return
    assert (told["objective"]["late"], told["must_fix"]) == (0, [{"id": "f", "fixed_wave": "w1"}])


def test_text_that_is_no_unicode_is_refused(make) -> None:
    """A lone surrogate (JSON `\\ud800`) cannot be printed."""
    with pytest.raises(NotAProblem):
        parse_problem(make.problem([make.system("\ud800")]))


def test_a_full_width_space_may_stand_in_a_name(make) -> None:
    """`str.isprintable` is false for U+3000, which Chinese names hold."""
    problem = parse_problem(make.problem([make.system("a", name="云溪县\u3000社会救助系统")]))
    assert problem.systems[0].name == "云溪县\u3000社会救助系统"


@pytest.mark.parametrize("fields", [{"a": {"core_elements": ["\ud800"]}}, {"element_map_yuan": {"\ud800": 1}}])
def test_elements_are_unicode_too(make, fields) -> None:
    """An unknown price is asked under the element's own text, which is printed."""
    with pytest.raises(NotAProblem):
        parse_problem(make.pair(**fields))
