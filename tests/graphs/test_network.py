"""What the explorer keeps: one flow a pair, by hand apart; bodies with their systems counted."""

from graphs.network import bodies_of, flows_of

BODIES = [{"id": "a", "name": "甲局"}, {"id": "b", "name": "乙局"}]
SYSTEMS = [
    {"id": "s", "name": "户籍系统", "owner": "a", "status": "运行"},
    {"id": "t", "name": "救助系统", "owner": "b", "status": "运行"},
    {"id": "u", "name": "旧系统", "owner": "b", "status": "已下线"},
]


def flow(identifier, left, right, elements="姓名", method="接口", status="运行"):
    return {"id": identifier, "from": left, "to": right, "elements": elements, "method": method, "status": status}


def test_exchanges_of_a_pair_are_one_flow_and_those_by_hand_another(town, analysis) -> None:
    exchanges = [
        flow("x1", "s", "t"), flow("x2", "s", "t", "户籍地址"), flow("x3", "s", "t", method="人工"), flow("x4", "t", "s", status="停用"), flow("x5", "s", "s"),
    ]  # fmt: skip
    found = list(flows_of(analysis(town(organisations=BODIES, systems=SYSTEMS, exchanges=exchanges)).scape))
    assert [(f.supplier, f.consumer, f.by_hand, f.exchanges, f.elements) for f in found] == [
        ("s", "t", False, 2, ("household_address", "person_name")),
        ("s", "t", True, 1, ("person_name",)),
    ]


def test_bodies_count_what_runs_and_what_runs_between_them(town, analysis) -> None:
    exchanges = [flow("x1", "s", "t"), flow("x2", "s", "t"), flow("x3", "t", "u")]
    found = bodies_of(analysis(town(organisations=BODIES, systems=SYSTEMS, exchanges=exchanges)).scape)
    assert found == {"bodies": {"a": 1, "b": 1}, "flows": [["a", "b", 2, False]]}


def test_a_system_without_owner_is_counted_under_nobody(town, analysis) -> None:
    found = bodies_of(analysis(town(organisations=BODIES, systems=[{"id": "x", "name": "某系统"}])).scape)
    assert found == {"bodies": {"": 1}, "flows": []}
