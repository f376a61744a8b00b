from dataclasses import replace

import pytest

from graphs.readiness import readiness, unready
from graphs.recommend.recommend import CONSOLIDATING, Estimates, recommend
from graphs.rules.applying import apply_rules
from graphs.thresholds import Thresholds
from inventory.schema import entities

MZ = {"id": "mz", "name": "云溪县民政局", "level": "county", "region": "430603", "attested_sheets": "数据交换"}
CL = {"id": "cl", "name": "云溪县残联", "level": "county", "region": "430603"}
JOB = {
    "purpose": "残疾人补贴申请受理与发放",
    "functions": "补贴申请|资格审核|补贴发放|年度复核",
    "service_items": "重度残疾人护理补贴|困难残疾人生活补贴",
    "status": "运行",
    "audience": "公众",
}
A = {"id": "a", "name": "助残补贴系统", "owner": "mz", **JOB}
B = {"id": "b", "name": "两补资金平台", "owner": "cl", **JOB}
ESTIMATES = Estimates(36, (10_000, 20_000), (5_000, 9_000))
REST = {"id": "z", "name": "停车管理系统", "owner": "mz", "purpose": "停车位收费", "functions": "停车引导|停车收费", "status": "运行"}


def test_the_share_counts_core_questions_alone(town) -> None:
    found = readiness(town(organisations=[MZ, CL], systems=[A]))
    core = {
        entity: [f.name for f in entities()[entity].fields.values() if f.tier == "core" and f.name not in ("attested", "owner")]
        for entity in ("Organisation", "System")
    }
    assert found["cl"].asked == len(core["Organisation"])
    assert found["mz"].asked == len(core["Organisation"]) + len(core["System"])
    assert found["mz"].attested == ("exchanges",)
    assert "System.purpose" not in found["mz"].missing
    assert set(found["mz"].missing) <= {f"{entity}.{name}" for entity, names in core.items() for name in names}
    assert found["mz"].share == 1 - sum(found["mz"].missing.values()) / found["mz"].asked


def test_below_the_setting_no_consolidation_is_recommended_and_above_it_is(town, analysis) -> None:
    made = analysis(town(organisations=[MZ, CL], systems=[A, B, REST]))
    findings, _ = apply_rules(made)
    assert "DUP-01" in {f.rule for f in findings}
    least = min(found.share for found in readiness(made.inventory).values())
    for setting, expected in ((least - 0.01, True), (least + 0.01, False)):
        judged = replace(made, thresholds=Thresholds({"readiness": setting}))
        kinds = {r.kind for r in recommend(judged, findings, {}, ESTIMATES)}
        assert bool(kinds & CONSOLIDATING) is expected
        assert bool(unready(judged)) is not expected


def seen(record: dict[str, object], **more: object) -> dict[str, object]:
    return {**record, "seen": True, **more}


def waits(analysis, place, setting: float = 0.6) -> bool:
    """Whether something of the town calls for a consolidation and none is recommended."""
    made = analysis(place, {"readiness": setting})
    findings, _ = apply_rules(made)
    free = recommend(replace(made, thresholds=Thresholds({"readiness": 0.0})), findings, {}, ESTIMATES)
    assert {r.kind for r in free} & CONSOLIDATING
    return not {r.kind for r in recommend(made, findings, {}, ESTIMATES)} & CONSOLIDATING


FULL = {"system_category": "业务系统", "builder_org": "无", "operator": "无", "om_contract_end": "不适用", "mlps_level": "二级"}
BOTH = [{**MZ, "uscc": "1", "sharing_office": "办公室"}, {**CL, "uscc": "2", "sharing_office": "办公室"}]
ANSWERED = [{**A, **FULL}, {**B, **FULL}]


def test_bodies_that_answered_everything_wait_for_nothing(town, analysis) -> None:
    assert not waits(analysis, town(organisations=BOTH, systems=ANSWERED))


@pytest.mark.parametrize(
    ("bodies", "systems"),
    [
        ([seen(MZ), seen(CL)], [seen(A), seen(B)]),
        ([seen(MZ, level=None), seen(CL, level=None)], [seen(A), seen(B)]),
        (BOTH, [seen(A), seen(B)]),
        (BOTH, [ANSWERED[0], seen(B)]),
        ([BOTH[0]], [ANSWERED[0], seen(B)]),
        ([BOTH[0]], [ANSWERED[0], seen(B, owner=None)]),
        ([BOTH[0], {"id": "cl", "name": "石桥镇人民政府", "level": "town"}], [ANSWERED[0], seen(B)]),
        ([BOTH[0], {"id": "cl", "name": "省残联", "level": "province", "region": "430000"}], [ANSWERED[0], seen(B)]),
    ],
    ids=["a crawl alone", "of no known level", "an office's register of bodies", "one of two", "an owner not in the inventory", "no owner", "a town", "a body above"],
)  # fmt: skip
def test_a_body_of_whose_systems_nothing_was_answered_waits_at_any_setting_but_none(town, analysis, bodies, systems) -> None:
    place = town(organisations=bodies, systems=systems)
    assert waits(analysis, place)
    assert waits(analysis, place, 0.01)
    assert unready(analysis(place, {"readiness": 0.0})) == {}


def test_a_body_that_only_the_form_of_a_higher_one_names_is_as_ready_as_that_form(town, analysis) -> None:
    town_hall = {"id": "cl", "name": "石桥镇人民政府", "level": "town", "parent_org": "mz"}
    assert not waits(analysis, town(organisations=[BOTH[0], town_hall], systems=ANSWERED))
    assert waits(analysis, town(organisations=[BOTH[0], town_hall], systems=[ANSWERED[0], B]))


@pytest.mark.parametrize(
    "vendor",
    [{"name": "湘云软件有限公司"}, {"name": "湘云软件", "org_nature": "民营企业"}, {"name": "Xiangyun Software Co., Ltd."}],
    ids=["by its name", "by its nature", "in English"],
)
def test_a_vendor_whose_product_a_crawl_saw_holds_nobody_up(town, analysis, vendor) -> None:
    firm = seen({"id": "v", **vendor})
    place = town(organisations=[*BOTH, firm], systems=[*ANSWERED, seen(B, id="x", name="两补资金平台标准版", owner="v")])
    assert not waits(analysis, place)
    # a vendor that holds nothing is not among the bodies at all
    assert "v" not in readiness(town(organisations=[*BOTH, {**vendor, "id": "v"}], systems=ANSWERED))


def test_a_system_that_a_body_left_out_of_its_answers_does_not_make_it_silent(town) -> None:
    found = readiness(town(organisations=BOTH, systems=[*ANSWERED, seen(REST)]))
    assert (found["mz"].share, found["mz"].unspoken) == (1.0, 0)


def test_a_silent_body_is_told_what_is_missing_however_well_the_rest_is_answered(town) -> None:
    found = readiness(town(organisations=BOTH, systems=[seen(A), seen(REST)]))["mz"]
    core = sum(f.tier == "core" and f.name != "owner" for f in entities()["System"].fields.values())
    assert (found.unspoken, found.asked, sum(found.missing.values())) == (2, 3 + 2 * core, 2 * core)
    assert found.missing["System.name"] == found.missing["System.status"] == 2


@pytest.mark.parametrize(
    ("body", "returned", "day"),
    [
        ({"attested_on": "2026-10-09"}, {"mz": "2026-11-01"}, "2026-10-09"),
        ({}, {"mz": "2026-11-01"}, "2026-11-01"),
        ({}, {"cl": "2026-11-01"}, None),
        ({"attested_sheets": None}, {"mz": "2026-11-01"}, None),
    ],
)
def test_a_body_vouched_on_the_day_that_it_says_else_when_its_form_came_back(town, body, returned, day) -> None:
    found = readiness(town(organisations=[{**BOTH[0], **body}], systems=ANSWERED[:1], returned_forms=returned))["mz"]
    assert found.attested_on == day
