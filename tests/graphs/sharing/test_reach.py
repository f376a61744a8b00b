import random
from collections import defaultdict

import networkx as nx
import pytest

from graphs.sharing.reach import Flows, bodies_of

BODIES = [{"id": f"o{n}", "name": f"{n}局"} for n in "abcd"]
SYSTEMS = [{"id": n, "name": f"{n}系统", "owner": f"o{n}"} for n in "abcd"]


def flows(town, analysis, *hops: tuple[str, str, str], **more: object):
    rows = [
        {"id": f"x{n}", "from": left, "to": right, "elements": what, "method": "接口", "status": "运行", **more}
        for n, (left, right, what) in enumerate(hops)
    ]
    return analysis(town(organisations=BODIES, systems=SYSTEMS, exchanges=rows))


def test_an_element_travels_over_hops_that_carry_it_and_no_others(town, analysis) -> None:
    made = flows(town, analysis, ("a", "b", "姓名"), ("b", "c", "姓名|户籍地址"), ("c", "d", "户籍地址"))
    assert made.flows.reached_from("a", "person_name") == {"b", "c"}
    assert made.flows.reached_from("a", "household_address") == set()
    assert made.flows.reached_from("b", "household_address") == {"c", "d"}
    assert bodies_of(made.scape, {"b", "c"}) == {"ob", "oc"}


def test_a_circle_ends_and_does_not_count_its_own_start(town, analysis) -> None:
    made = flows(town, analysis, ("a", "b", "姓名"), ("b", "a", "姓名"))
    assert made.flows.reached_from("a", "person_name") == {"b"}


def test_hand_carried_flows_are_kept_apart(town, analysis) -> None:
    made = flows(town, analysis, ("a", "b", "姓名"), method="人工")
    assert made.flows.reached_from("a", "person_name") == set()
    assert made.flows.reached_from("a", "person_name", manual=True) == {"b"}


@pytest.mark.parametrize("status", ["停用", "规划", "已下线", "在建"])
def test_what_does_not_run_reaches_nobody(town, analysis, status) -> None:
    assert flows(town, analysis, ("a", "b", "姓名"), status=status).flows.reached_from("a", "person_name") == set()


def test_a_flow_of_a_resource_carries_all_its_elements(town, analysis) -> None:
    row = {"id": "x", "from": "a", "to": "b", "resources": "户籍表", "method": "接口", "status": "运行"}
    data = {"id": "r", "name": "户籍表", "system": "a", "items": ["姓名", "户籍地址"]}
    made = analysis(town(organisations=BODIES, systems=SYSTEMS, resources=[data], exchanges=[row]))
    assert [made.flows.reached_from("a", e) for e in ("person_name", "household_address", "sex_code")] == [{"b"}, {"b"}, set()]


@pytest.mark.parametrize("seed", range(60))
def test_reach_is_what_networkx_calls_descendants(seed: int) -> None:
    rng = random.Random(seed)
    graph = nx.gnp_random_graph(rng.randint(1, 9), rng.choice([0.1, 0.2, 0.4]), seed=seed, directed=True)
    steps: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for left, right in graph.edges:
        steps["e"][str(left)].add(str(right))
    made = Flows(automatic=steps)
    for node in graph.nodes:
        assert made.reached_from(str(node), "e") == {str(n) for n in nx.descendants(graph, node)}
        assert made.reached_from(str(node), "other") == set()


def test_what_is_passed_on_without_consent_reaches_nobody(town, analysis) -> None:
    rows = [
        {"id": "x1", "from": "a", "to": "b", "elements": "姓名", "method": "接口", "status": "运行", "onward": "未经同意"},
        {"id": "x2", "from": "b", "to": "c", "elements": "姓名", "method": "接口", "status": "运行"},
    ]
    made = analysis(town(organisations=BODIES, systems=SYSTEMS, exchanges=rows))
    assert made.flows.reached_from("a", "person_name") == {"b"}


def reached_by_search(steps: dict[str, set[str]], without_consent: set[tuple[str, str]], start: str) -> set[str]:
    """Whom a supplier reaches, itself where a cycle leads back: hop by hop, and not past a hop without consent."""
    found, passing = set(), [start]
    for here in passing:
        for consumer in steps.get(here, ()):
            found.add(consumer)
            if (here, consumer) not in without_consent and consumer not in passing:
                passing.append(consumer)
    return found


@pytest.mark.parametrize("manual", [False, True])
@pytest.mark.parametrize("seed", range(80))
def test_the_marks_of_all_reached_are_those_of_a_search_from_every_supplier(seed: int, manual: bool) -> None:
    rng = random.Random(seed)
    names = [f"s{n}" for n in range(rng.randint(1, 12))]
    density = rng.choice([0.05, 0.12, 0.25])
    hops = [(a, b) for a in names for b in names if rng.random() < density]
    rng.shuffle(hops)
    without_consent = {hop for hop in hops if rng.random() < 0.3}
    steps: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for left, right in hops:
        steps["e"][left].add(right)
    # two systems may have one owner, and some have none
    marks = {name: 1 << rng.randrange(len(names)) for name in names if rng.random() < 0.8}
    made = Flows(without_consent=without_consent, **{"manual" if manual else "automatic": steps})
    expected = {}
    for supplier in {left for left, _ in hops}:
        reached = reached_by_search(steps["e"], without_consent, supplier)
        assert made.reached_from(supplier, "e", manual=manual) == reached - {supplier}
        expected[supplier] = 0
        for system in reached:
            expected[supplier] |= marks.get(system, 0)
    assert made.marks_reached("e", marks, manual=manual) == expected
    assert made.marks_reached("e", marks, manual=not manual) == made.marks_reached("other", marks, manual=manual) == {}


def test_a_long_chain_and_its_circle_need_no_recursion() -> None:
    steps: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for n in range(3_000):
        steps["e"][str(n)].add(str(n + 1))
    marks = {str(n): 1 << n for n in range(3_001)}
    assert Flows(automatic=steps).marks_reached("e", marks)["0"] == (1 << 3_001) - 2
    steps["e"]["3000"].add("0")
    assert set(Flows(automatic=steps).marks_reached("e", marks).values()) == {(1 << 3_001) - 1}
