"""The definition of MODEL.md section 2, clause by clause."""

import random

import pytest

from graphs.duplicates.pairs import Pair, find_pairs
from graphs.duplicates.profiles import Profile, words

BODIES = [
    {"id": "mz", "name": "云溪县民政局", "level": "county", "region": "430603"},
    {"id": "cl", "name": "云溪县残联", "level": "county", "region": "430603"},
    {"id": "far", "name": "长岭县民政局", "level": "county", "region": "430702"},
    {"id": "shi", "name": "岳阳市民政局", "level": "city", "region": "430600"},
]
JOB = {
    "purpose": "残疾人补贴申请受理与发放",
    "functions": "补贴申请|资格审核|补贴发放|年度复核",
    "service_items": "重度残疾人护理补贴|困难残疾人生活补贴",
    "status": "运行",
    "audience": "公众",
}
PARKING = {
    "purpose": "停车位收费",
    "functions": "停车引导|停车收费|车位巡检|月卡办理",
    "service_items": "占道停车许可|车位备案",
    "status": "运行",
    "audience": "公众",
}
A = {"id": "a", "name": "助残补贴系统", "owner": "mz", **JOB}
B = {"id": "b", "name": "两补资金平台", "owner": "cl", **JOB}
REST = {"id": "z", "name": "停车管理系统", "owner": "mz", **PARKING}
PEOPLE = ["公民身份号码", "残疾人证号", "残疾类别代码", "户籍地址", "银行账号"]


def pairs(analysis, town, *systems, **more) -> dict[tuple[str, str], Pair]:
    found = analysis(town(organisations=BODIES, systems=list(systems), **more)).pairs
    return {(pair.left, pair.right): pair for pair in found}


def test_one_job_under_two_names_is_a_duplicate_with_its_reasons(town, analysis) -> None:
    pair = pairs(analysis, town, A, B, REST)["a", "b"]
    assert (pair.relation, pair.families["services"], pair.families["functions"]) == ("duplicate", 1.0, 1.0)
    assert pair.families["name"] < 0.6
    assert pair.score == pair.p["duplicate"] >= 0.9
    assert [r.code for r in pair.why] == ["pair.services", "pair.functions", "pair.words"]
    assert pair.shared["functions"] == ("年度复核", "补贴发放", "补贴申请", "资格审核")
    assert set(pair.shared["services"]) == {"重度残疾人护理补贴", "困难残疾人生活补贴"}


def test_data_may_be_the_second_family(town, analysis) -> None:
    rows = [{"id": f"r{s}", "name": f"表{s}", "system": s, "items": PEOPLE} for s in ("a", "b")]
    less = {**B, **PARKING, "functions": JOB["functions"], "purpose": JOB["purpose"]}
    pair = pairs(analysis, town, A, less, REST, resources=rows)["a", "b"]
    assert (pair.relation, pair.families["services"], pair.families["data"]) == ("duplicate", 0.0, 1.0)
    assert {"pair.functions", "pair.data"} <= {r.code for r in pair.why}
    assert pair.score >= 0.5


@pytest.mark.parametrize("kept", [("service_items",), ("functions", "purpose"), ("data",)])
def test_one_family_alone_stays_a_question_however_strong(town, analysis, kept) -> None:
    other = {**B, **PARKING, "functions": "路灯报修|路灯巡查", "purpose": "路灯照明", "service_items": "路灯迁移审批"} | {
        k: JOB[k] for k in kept if k in JOB
    }
    rows = [{"id": f"r{s}", "name": f"表{s}", "system": s, "items": PEOPLE} for s in ("a", "b")] if "data" in kept else []
    found = pairs(analysis, town, A, other, REST, resources=rows).get(("a", "b"))
    assert found is None or found.score < 0.5


@pytest.mark.parametrize(
    "alike", [{"name": "助残补贴平台"}, {"contractor": "湘云软件"}, {"name": "助残补贴平台", "contractor": "湘云软件"}]
)
def test_name_and_vendor_never_count_alone(town, analysis, alike) -> None:
    other = {**B, **PARKING, "service_items": "路灯迁移审批", "functions": "路灯报修", "purpose": "路灯", **alike}
    found = pairs(analysis, town, {**A, "contractor": "湘云软件"}, other, REST).get(("a", "b"))
    assert found is None or (found.score < 0.25 and found.relation not in ("same", "duplicate"))


def test_regions_that_do_not_meet_are_a_chance_to_reuse_and_no_duplicate(town, analysis) -> None:
    pair = pairs(analysis, town, A, {**B, "owner": "far"}, REST)["a", "b"]
    assert (pair.relation, pair.score, pair.p["duplicate"]) == ("reuse", 0.0, 0.0)
    assert pair.p["reuse"] >= 0.9
    bought = pairs(
        analysis,
        town,
        {"id": "a", "name": "智慧殡葬系统", "owner": "mz", "contractor": "湘云软件"},
        {"id": "b", "name": "智慧殡葬系统", "owner": "far", "contractor": "湘云软件"},
    )
    assert [(p.relation, p.score) for p in bought.values()] == [("reuse", 0.0)]


def test_a_city_meets_its_county_and_coverage_outweighs_the_owner_s_seat(town, analysis) -> None:
    assert pairs(analysis, town, A, {**B, "owner": "shi"}, REST)["a", "b"].relation == "duplicate"
    assert pairs(analysis, town, A, {**B, "owner": "shi", "coverage_regions": "430602"}, REST)["a", "b"].relation == "reuse"


@pytest.mark.parametrize(
    ("left", "right"),
    [({"layer": "front"}, {"layer": "base"}), ({"kind": "门户"}, {"kind": "业务系统"}), ({"kind": "业务系统"}, {"kind": "基础库"})],
)
def test_portal_back_office_and_base_library_are_layers(town, analysis, left, right) -> None:
    pair = pairs(analysis, town, {**A, **left}, {**B, **right}, REST)["a", "b"]
    assert (pair.relation, pair.score) == ("overlap", 0.0)


@pytest.mark.parametrize(
    ("left", "right"), [({"layer": "back"}, {"layer": "back"}), ({"layer": "back"}, {}), ({"kind": "业务系统"}, {"kind": "内部办公"})]
)
def test_one_layer_or_an_unknown_one_is_no_excuse(town, analysis, left, right) -> None:
    assert pairs(analysis, town, {**A, **left}, {**B, **right}, REST)["a", "b"].relation == "duplicate"


def test_audiences_that_do_not_meet_are_at_most_an_overlap_and_a_blank_one_may_meet(town, analysis) -> None:
    assert pairs(analysis, town, A, {**B, "audience": "机关工作人员"}, REST)["a", "b"].relation == "overlap"
    assert pairs(analysis, town, A, {**B, "audience": None}, REST)["a", "b"].relation == "duplicate"
    staff = {"id": "c", "name": "两补通", "kind": "app", "owner": "cl", "system": "b", "audience": "公众"}
    assert pairs(analysis, town, A, {**B, "audience": "机关工作人员"}, REST, channels=[staff])["a", "b"].relation == "duplicate"


@pytest.mark.parametrize("swap", [False, True])
def test_the_small_one_is_part_of_the_large_one(town, analysis, swap) -> None:
    small = {**A, "functions": "补贴申请|资格审核", "service_items": None, "purpose": None}
    large = {**B, "functions": "补贴申请|资格审核|辅具适配|康复转介|就业登记", "service_items": None, "purpose": None}
    names = ("b", "a") if swap else ("a", "b")
    pair = next(iter(pairs(analysis, town, {**small, "id": names[0]}, {**large, "id": names[1]}, REST).values()))
    assert (pair.left, pair.right, pair.relation) == (names[0], names[1], "part_of")


@pytest.mark.parametrize("swap", [False, True])
def test_the_one_that_runs_succeeds_the_one_that_stopped(town, analysis, swap) -> None:
    names = ("b", "a") if swap else ("a", "b")
    pair = next(iter(pairs(analysis, town, {**A, "id": names[0], "status": "已下线"}, {**B, "id": names[1]}, REST).values()))
    assert (pair.left, pair.right, pair.relation, pair.score) == (names[1], names[0], "successor", 0.0)


def test_two_that_both_stopped_are_nothing_to_tell(town, analysis) -> None:
    assert pairs(analysis, town, {**A, "status": "已下线"}, {**B, "status": "停用"}, REST) == {}


def test_the_same_record_twice_is_no_duplicate_system(town, analysis) -> None:
    pair = pairs(analysis, town, A, {**A, "id": "b", "name": "助残补贴系统（二期）"}, REST)["a", "b"]
    assert pair.relation == "same"
    apart = pairs(
        analysis,
        town,
        {**A, "url": "https://one.example"},
        {**A, "id": "b", "name": "助残补贴系统（二期）", "url": "https://two.example"},
        REST,
    )["a", "b"]
    assert apart.relation == "duplicate"


def test_a_system_is_no_pair_with_itself_and_strangers_are_none(town, analysis) -> None:
    assert pairs(analysis, town, A, REST) == {}
    assert pairs(analysis, town, A) == {}
    assert pairs(analysis, town) == {}


def test_probabilities_are_probabilities_and_a_pair_stands_once(town, analysis) -> None:
    rng = random.Random(7)
    jobs = ["补贴申请", "资格审核", "补贴发放", "年度复核", "停车引导", "停车收费", "路灯报修", "公墓登记"]
    systems = [
        {"id": f"s{n}", "name": f"系统{n}", "owner": rng.choice(["mz", "cl", "far"]), "functions": "|".join(rng.sample(jobs, 3)), "service_items": "|".join(rng.sample(jobs, 2)), "status": rng.choice(["运行", "已下线"])}
        for n in range(14)
    ]  # fmt: skip
    found = analysis(town(organisations=BODIES, systems=systems)).pairs
    assert found
    assert len({frozenset((p.left, p.right)) for p in found}) == len(found)
    for pair in found:
        assert all(0 <= v <= 1 for v in pair.p.values())
        assert pair.score == pytest.approx(pair.p["same"] + pair.p["duplicate"])
        assert pair.p[pair.relation] == max(pair.p.values()) >= 0.25
    assert [p.score for p in found] == sorted((p.score for p in found), reverse=True)


def a_profile(identifier: str, rng: random.Random) -> Profile:
    jobs = rng.sample(["申请", "审核", "发放", "复核", "巡查", "登记"], 3)
    return Profile(
        id=identifier, name=identifier, core=rng.choice(["助残", "救助", "停车"]), owner=rng.choice(["mz", "cl"]), vendor=rng.choice([None, "湘云"]), kind=None, layer=None, status=rng.choice(["active", "retired"]),
        functions=frozenset(jobs), words=words(*jobs), services=frozenset(f"item:{j}" for j in jobs[:2]), elements=frozenset(), regions=frozenset(["430603"]), audience=frozenset(), hosts=frozenset(), start=None,
    )  # fmt: skip


def test_any_order_of_profiles_gives_the_same_pairs() -> None:
    rng = random.Random(3)
    profiles = [a_profile(f"p{n:02}", rng) for n in range(20)]
    expected = find_pairs(profiles)
    for seed in range(5):
        assert find_pairs(random.Random(seed).sample(profiles, len(profiles))) == expected


def test_data_that_lies_in_a_larger_one_makes_a_part_too(town, analysis) -> None:
    small = {"id": "a", "name": "残疾证台账", "owner": "mz", "status": "运行", "purpose": JOB["purpose"]}
    large = {"id": "b", "name": "残疾人综合库", "owner": "cl", "status": "运行", "purpose": JOB["purpose"]}
    rows = [
        {"id": "ra", "name": "甲", "system": "a", "items": PEOPLE[:3]}, {"id": "rb", "name": "乙", "system": "b", "items": [*PEOPLE, "学籍号", "护照号码", "户号", "社会保障卡号"]},
    ]  # fmt: skip
    found = pairs(analysis, town, small, large, REST, resources=rows)
    assert [(p.left, p.relation) for p in found.values()] == [("a", "part_of")]


def test_the_reviewer_is_told_that_one_family_stands_alone(town, analysis) -> None:
    other = {**B, "service_items": "路灯迁移审批"}
    found = pairs(analysis, town, A, other, REST)["a", "b"]
    assert found.score < 0.5
    assert "pair.one_family" in [r.code for r in found.why]
