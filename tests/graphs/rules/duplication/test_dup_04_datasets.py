import pytest

MZ = {"id": "mz", "name": "云溪县民政局", "level": "county", "region": "430603"}
CL = {"id": "cl", "name": "云溪县残联", "level": "county", "region": "430603"}
FAR = {"id": "far", "name": "长岭县残联", "level": "county", "region": "430702"}
SYSTEMS = [{"id": "s1", "name": "救助系统", "owner": "mz"}, {"id": "s2", "name": "助残系统", "owner": "cl"}]
PEOPLE = ["姓名", "公民身份号码", "性别代码", "出生日期", "户籍地址"]
A = {"id": "a", "name": "救助对象表", "system": "s1", "subject_type": "自然人", "items": PEOPLE}
B = {"id": "b", "name": "残疾人表", "system": "s2", "subject_type": "自然人", "items": PEOPLE}


def test_the_same_people_with_the_same_items_in_two_systems_are_found(town, run) -> None:
    told = run("DUP-04", town(organisations=[MZ, CL], systems=SYSTEMS, resources=[A, B]))
    found = told.says("probable", ["a", "b"], ["dup.datasets"], overlap=1.0, shared=5)
    assert found.organisations == ("cl", "mz")
    assert set(found.why[0].parts["elements"]) == {"person_name", "citizen_id_number", "sex_code", "birth_date", "household_address"}


@pytest.mark.parametrize(
    "change",
    [
        {"subject_type": "法人"}, {"system": "s1"}, {"items": ["姓名", "公民身份号码", "移动电话", "学历代码", "政治面貌代码", "民族代码"]}, {"kind": "目录条目"}, {"采集方式": "共享获取"}, {"coverage_region": "430702"},
    ],
    ids=["other subject", "one system", "joined by a key and a name only", "a catalogue entry", "got by sharing", "other county"],
)  # fmt: skip
def test_honest_look_alikes_are_silent(town, run, change) -> None:
    run("DUP-04", town(organisations=[MZ, CL], systems=SYSTEMS, resources=[A, {**B, **change}])).is_silent()


@pytest.mark.parametrize("direction", [("s1", "s2"), ("s2", "s1")])
def test_two_that_a_flow_links_are_no_duplicates(town, run, direction) -> None:
    flow = [{"id": "x", "from": direction[0], "to": direction[1], "elements": "姓名", "method": "接口", "status": "运行"}]
    run("DUP-04", town(organisations=[MZ, CL], systems=SYSTEMS, resources=[A, B], exchanges=flow)).is_silent()


def test_the_border_is_the_setting_itself(town, run) -> None:
    # both hold 5 items, 4 of them shared: weights (rarity 1 for all but the lonely two)
    less = {**B, "items": [*PEOPLE[:4], "学历代码"]}
    place = town(organisations=[MZ, CL], systems=SYSTEMS, resources=[A, less])
    value = run("DUP-04", place, {"overlap_share": 0.1}).findings[0].numbers["overlap"]
    assert value == pytest.approx(_expected(), abs=1e-4)
    assert len(run("DUP-04", place, {"overlap_share": value - 0.0001}).findings) == 1
    run("DUP-04", place, {"overlap_share": value + 0.0001}).is_silent()


def _expected() -> float:
    from math import log

    shared, lonely = log(2) / log(3), log(3) / log(3)  # two datasets: in both, in one
    inside = (2 + 3 + 2 + 2) * shared
    return inside / (inside + 2 * lonely + 2 * lonely)


def test_a_subject_that_nobody_named_says_nothing(town, run) -> None:
    blank = [{**A, "subject_type": None}, {**B, "subject_type": None}]
    run("DUP-04", town(organisations=[MZ, CL], systems=SYSTEMS, resources=blank)).is_silent()


def test_columns_that_mean_nothing_sure_do_not_overlap(town, run) -> None:
    vague = ["备注", "状态", "序号", "创建时间", "更新时间"]
    run("DUP-04", town(organisations=[MZ, CL], systems=SYSTEMS, resources=[{**A, "items": vague}, {**B, "items": vague}])).is_silent()
