import random

import networkx as nx
import pytest

from inventory.elements import dictionary

HOLDER = {"id": "ga", "name": "云溪县公安局", "attested_sheets": "数据交换", "region": "430603"}
ASKERS = [{"id": f"o{n}", "name": f"第{n}局", "region": "430603"} for n in range(1, 7)]
SYSTEMS = [
    {"id": "s", "name": "户籍系统", "owner": "ga", "status": "运行"},
    *({"id": f"s{n}", "name": f"第{n}局系统", "owner": f"o{n}", "status": "运行"} for n in range(1, 7)),
]
DATA = {"id": "r", "name": "户籍表", "system": "s", "items": ["户籍地址"]}


def flow(left: str, right: str, **more: object) -> dict[str, object]:
    return {"id": f"x-{left}-{right}", "from": left, "to": right, "elements": "户籍地址", "method": "接口", "status": "运行", **more}


def ask(body: str, **more: object) -> dict[str, object]:
    return {"id": f"q-{body}", "from": body, "to": "ga", "elements": "户籍地址", "received": "2026-01-01", **more}


def silos(town, analysis, **rows):
    given = {"organisations": [HOLDER, *ASKERS], "systems": SYSTEMS, "resources": [DATA], **rows}
    return analysis(town(**given)).silos


def test_no_exchanges_and_no_demand_is_no_silo(town, analysis) -> None:
    assert silos(town, analysis) == {}


def test_demand_without_an_answered_exchange_sheet_is_undefined(town, analysis) -> None:
    silent = {**HOLDER, "attested_sheets": "系统"}
    assert silos(town, analysis, organisations=[silent, *ASKERS], share_requests=[ask("o1")]) == {}


def test_five_served_and_the_sixth_refused_is_five_of_six_with_every_proof(town, analysis) -> None:
    found = silos(town, analysis, exchanges=[flow("s", f"s{n}") for n in range(1, 6)], share_requests=[ask("o6", decision="拒绝")])["r"]
    weight = dictionary()["household_address"].weight
    assert (found.met / weight, found.demand / weight, found.score) == (5, 6, pytest.approx(1 / 6))
    assert [(d.body, d.is_met, d.by_hand, [(n.ground, n.record) for n in d.proofs]) for d in found.demanders] == [
        *((f"o{n}", True, False, [("flow", f"s>s{n}")]) for n in range(1, 6)), ("o6", False, False, [("share_request", "q-o6")]),
    ]  # fmt: skip
    assert [d.body for d in found.unmet] == ["o6"]


def test_a_need_is_met_over_a_hop(town, analysis) -> None:
    found = silos(town, analysis, exchanges=[flow("s", "s1"), flow("s1", "s2")], share_requests=[ask("o2")])["r"]
    assert {d.body: d.is_met for d in found.demanders} == {"o1": True, "o2": True}


def test_a_hop_that_carries_something_else_meets_nothing(town, analysis) -> None:
    found = silos(town, analysis, exchanges=[flow("s", "s1"), flow("s1", "s2", elements="姓名")], share_requests=[ask("o2")])["r"]
    assert {d.body: d.is_met for d in found.demanders} == {"o1": True, "o2": False}


def test_what_is_carried_by_hand_is_demand_that_is_not_met(town, analysis) -> None:
    found = silos(town, analysis, exchanges=[flow("s", "s1", method="人工")], share_requests=[ask("o1")])["r"]
    assert [(d.body, d.is_met, d.by_hand, {n.ground for n in d.proofs}) for d in found.demanders] == [
        ("o1", False, True, {"flow", "share_request"})
    ]
    assert found.score == 1.0


def test_a_need_that_names_another_dataset_or_holder_does_not_count(town, analysis) -> None:
    other = {"id": "r2", "name": "车辆表", "system": "s", "items": ["户籍地址"]}
    found = silos(town, analysis, resources=[DATA, other], share_requests=[ask("o1", resource="r2"), {**ask("o2"), "to": "o3"}])
    assert set(found) == {"r2"}


def test_a_request_without_a_dataset_means_the_one_that_holds_most_of_it(town, analysis) -> None:
    other = {"id": "r2", "name": "人口表", "system": "s", "items": ["户籍地址", "姓名", "出生日期"]}
    found = silos(town, analysis, resources=[DATA, other], share_requests=[ask("o1", elements="户籍地址|姓名|出生日期")])
    assert set(found) == {"r2"}


def test_a_material_list_asks_only_a_declared_source_of_its_region(town, analysis) -> None:
    service = [{"id": "v", "name": "报销", "owner": "o1", "materials": "户籍地址"}]
    assert silos(town, analysis, services=service) == {}
    assert set(silos(town, analysis, services=service, resources=[{**DATA, "is_source": "是"}])) == {"r"}
    assert silos(town, analysis, services=service, resources=[{**DATA, "is_source": "是", "coverage_region": "430702"}]) == {}


def test_the_weights_of_the_elements_count(town, analysis) -> None:
    data = {**DATA, "items": ["公民身份号码", "籍贯"]}
    found = silos(
        town,
        analysis,
        resources=[data],
        exchanges=[flow("s", "s1", elements="公民身份号码")],
        share_requests=[ask("o2", elements="籍贯|公民身份号码")],
    )["r"]
    # subject key 3 met by o1; key 3 and weak 1 unmet of o2
    assert (found.met, found.demand, found.score) == (3, 7, pytest.approx(4 / 7))


def test_the_holder_s_own_need_is_none(town, analysis) -> None:
    assert silos(town, analysis, share_requests=[{**ask("ga"), "to": "o1"}]) == {}


@pytest.mark.parametrize("seed", range(25))
def test_on_random_towns_an_independent_count_agrees(town, analysis, seed: int) -> None:
    rng = random.Random(seed)
    names = ["s", *(f"s{n}" for n in range(1, 7))]
    labels = {"household_address": "户籍地址", "citizen_id_number": "公民身份号码", "native_place": "籍贯"}
    hops = [
        (a, b, rng.sample(sorted(labels), rng.randint(1, 2)), rng.choice(["接口", "接口", "人工"]), rng.choice(["运行", "运行", "停用"])) for a in names for b in names if a != b and rng.random() < 0.18
    ]  # fmt: skip
    requests = [(f"o{n}", rng.sample(sorted(labels), rng.randint(1, 3))) for n in range(1, 7) if rng.random() < 0.5]
    made = silos(
        town, analysis, resources=[{**DATA, "items": list(labels.values())}],
        exchanges=[flow(a, b, elements="|".join(labels[e] for e in es), method=m, status=st) for a, b, es, m, st in hops],
        share_requests=[ask(body, elements="|".join(labels[e] for e in es)) for body, es in requests],
    )  # fmt: skip
    owner = {"s": "ga"} | {f"s{n}": f"o{n}" for n in range(1, 7)}
    met = demand = 0.0
    for element in labels:
        graph = nx.DiGraph()
        graph.add_nodes_from(names)
        graph.add_edges_from((a, b) for a, b, es, m, st in hops if element in es and m == "接口" and st == "运行")
        reached = {owner[n] for n in nx.descendants(graph, "s")}
        wanting = {body for body, es in requests if element in es} | {
            owner[b] for a, b, es, _, st in hops if a == "s" and element in es and st == "运行"
        }
        weight = dictionary()[element].weight
        demand += weight * len(wanting)
        met += weight * len(wanting & reached)
    assert (made["r"].met, made["r"].demand) == (met, demand) if demand else "r" not in made
