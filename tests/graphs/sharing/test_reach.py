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
