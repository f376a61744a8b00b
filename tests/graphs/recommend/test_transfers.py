"""What ends, what takes it over, and what is newly connected."""

import pytest

from graphs.recommend.transfers import connections_of, moves_of, systems_of
from inventory.values.finding import Reason, Recommendation

BODIES = [{"id": "ga", "name": "公安局", "attested_sheets": "数据交换"}, {"id": "mz", "name": "民政局"}, {"id": "yb", "name": "医保局"}]
SYSTEMS = [
    {"id": "g", "name": "户籍系统", "owner": "ga", "status": "运行"},
    {"id": "m0", "name": "旧救助系统", "owner": "mz", "status": "已下线"},
    {"id": "m1", "name": "救助系统", "owner": "mz", "status": "运行"},
    {"id": "y", "name": "旧医保系统", "owner": "yb", "status": "停用"},
]
DATA = [
    {"id": "r", "name": "户籍表", "system": "g", "items": ["户籍地址", "姓名"]},
    {"id": "p", "name": "照片表", "system": "g", "items": ["姓名"]},
    {"id": "q", "name": "救助表", "system": "m1", "items": ["姓名", "开户银行"]},
]
ASKED = {"id": "ask", "from": "mz", "to": "ga", "elements": "户籍地址", "received": "2026-01-01", "decision": "拒绝"}
CHANNEL = {"id": "c", "name": "救助公众号", "kind": "公众号", "system": "m1", "owner": "mz"}
SERVICE = {"id": "v", "name": "救助申请", "owner": "mz", "systems": "m1|m0"}


@pytest.fixture
def seen(town, analysis):
    def of(**rows):
        return analysis(town(**{"organisations": BODIES, "systems": SYSTEMS, "resources": DATA, **rows}))

    return of


def advice(kind: str, *subjects: str, steps: tuple[Reason, ...] = ()) -> Recommendation:
    return Recommendation(id="rec", kind=kind, subjects=subjects, addressee=None, steps=steps, closes=(), why=())


def test_systems_are_named_or_those_of_what_is_named_each_once(seen) -> None:
    found = seen(channels=[CHANNEL], services=[SERVICE], share_requests=[ASKED])
    assert systems_of(found, advice("retire", "g", "g", "r")) == ["g"]
    assert systems_of(found, advice("retire", "c")) == ["m1"]
    assert set(systems_of(found, advice("retire", "v"))) == {"m0", "m1"}
    assert systems_of(found, advice("connect", "ask")) == ["g", "m1"]
    assert systems_of(found, advice("assign_duty", "ga", "nothing")) == []


def test_a_merge_moves_what_leaves_into_the_target_of_its_step(seen) -> None:
    step = Reason("step.merge.target", {"target": "m1", "leaving": ["m0", "g"]})
    made = advice("merge", "g", "m0", "m1", steps=(step, Reason("step.merge.1")))
    assert moves_of(seen(), made) == {"m0": "m1", "g": "m1"}


def test_without_a_target_a_merge_moves_nothing(seen) -> None:
    assert moves_of(seen(), advice("merge", "m0", "m1", steps=(Reason("step.merge.1"),))) == {}


def test_what_is_retired_goes_nowhere(seen) -> None:
    assert moves_of(seen(), advice("retire", "m0", "y")) == {"m0": None, "y": None}


@pytest.mark.parametrize("kind", ["connect", "assign_duty", "keep"])
def test_nothing_ends_by_any_other_advice(seen, kind: str) -> None:
    assert moves_of(seen(), advice(kind, "g", "m1")) == {}


WORK = {"owner": "mz", "status": "运行", "audience": "公众", "coverage_regions": "430603"}
LITTLE = {"name": "补贴申请小系统", "functions": "补贴申请|资格审核", **WORK}
LARGE = {"name": "残疾人综合系统", "functions": "补贴申请|资格审核|辅具适配|康复转介|就业登记", **WORK}


@pytest.mark.parametrize(
    ("little", "large"),
    [
        ("a", "b"),
        pytest.param("b", "a"),
    ],
)
def test_a_module_moves_into_what_it_is_part_of(seen, little: str, large: str) -> None:
    found = seen(systems=[{"id": little, **LITTLE}, {"id": large, **LARGE}], resources=[])
    assert [(p.left, p.right, p.relation) for p in found.pairs_within(("a", "b"))] == [(little, large, "part_of")]
    assert moves_of(found, advice("embed_as_module", "a", "b")) == {little: large}


def test_retiring_a_channel_ends_no_system(seen) -> None:
    assert moves_of(seen(channels=[CHANNEL]), advice("retire", "c")) == {}


def test_a_refused_request_connects_the_holder_s_system_with_a_running_one_of_the_asker(seen) -> None:
    made = connections_of(seen(share_requests=[ASKED]), advice("connect", "ask"))
    assert made == {("g", "m1"): {"household_address"}}


def test_a_request_for_a_whole_dataset_connects_its_system(seen) -> None:
    whole = {key: value for key, value in ASKED.items() if key not in ("elements", "to")} | {"resource": "r"}
    assert set(connections_of(seen(share_requests=[whole]), advice("connect", "ask"))) == {("g", "m1")}


def test_a_request_for_a_whole_dataset_asks_for_all_of_it(seen) -> None:
    whole = {key: value for key, value in ASKED.items() if key not in ("elements", "to")} | {"resource": "r"}
    made = connections_of(seen(share_requests=[whole]), advice("connect", "ask"))
    assert made == {("g", "m1"): {"household_address", "person_name"}}


@pytest.mark.parametrize("change", [{"from": "yb"}, {"to": "yb"}])
def test_an_asker_without_a_running_system_or_a_holder_without_data_is_not_connected(seen, change) -> None:
    assert connections_of(seen(share_requests=[{**ASKED, **change}]), advice("connect", "ask")) == {}


def test_an_unmet_need_of_a_silo_is_connected_and_one_that_is_met_is_not(seen) -> None:
    need = {"label": "户籍地址", "needed_by": "mz"}
    data = [{**DATA[0], "items": [need, "姓名"]}, *DATA[1:]]
    flow = {"id": "x", "from": "g", "to": "m1", "elements": "姓名", "method": "接口", "status": "运行"}
    assert connections_of(seen(resources=data, exchanges=[flow]), advice("connect", "r")) == {("g", "m1"): {"household_address"}}
    met = {**flow, "elements": "姓名|户籍地址"}
    assert connections_of(seen(resources=data, exchanges=[met]), advice("connect", "r")) == {}


def test_two_systems_are_connected_by_what_both_hold(seen) -> None:
    assert connections_of(seen(), advice("connect", "g", "m1")) == {("g", "m1"): {"person_name"}}


def test_only_a_connect_connects(seen) -> None:
    assert connections_of(seen(share_requests=[ASKED]), advice("return_data", "ask")) == {}


def test_what_people_carry_by_hand_is_connected_the_same_way(seen) -> None:
    carried = {"id": "x", "from": "g", "to": "m1", "elements": "户籍地址", "method": "人工", "status": "运行"}
    made = advice("connect", "x")
    assert systems_of(seen(exchanges=[carried]), made) == ["g", "m1"]
    assert connections_of(seen(exchanges=[carried]), made) == {("g", "m1"): frozenset({"household_address"})}
    assert connections_of(seen(exchanges=[{**carried, "to": "别处的系统"}]), made) == {}


def test_a_system_supplies_everybody_whom_its_datasets_do_not_reach(seen) -> None:
    assert connections_of(seen(share_requests=[ASKED]), advice("connect", "g")) == {("g", "m1"): frozenset({"household_address"})}


def test_who_asks_people_gets_it_from_the_source_that_shares_it(seen) -> None:
    source = [{**DATA[0], "is_source": "是", "share_type": "无条件共享"}, *DATA[1:]]
    form = {
        "id": "f",
        "name": "救助申请表",
        "kind": "表单",
        "system": "m1",
        "collection": "填报",
        "items": [{"label": "户籍地址", "origin": "采集"}, {"label": "公民身份号码", "origin": "采集"}],
    }
    service = {**SERVICE, "materials": "户籍地址"}
    asking = {"id": "t", "name": "救助台账", "requiring": "mz", "elements": "户籍地址"}
    found = seen(resources=[*source, form], services=[service], returns=[asking])
    for subject in ("f", "v", "t"):
        # who somebody is goes on being asked
        assert connections_of(found, advice("connect", subject)) == {("g", "m1"): frozenset({"household_address"})}
    closed = [{**source[0], "share_type": "不予共享"}, *DATA[1:]]
    assert connections_of(seen(resources=[*closed, form]), advice("connect", "f")) == {}
