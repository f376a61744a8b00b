import pytest

MZ = {"id": "mz", "name": "云溪县民政局", "level": "county", "region": "430603"}
QH = {"id": "qh", "name": "云溪县清河镇", "level": "town", "region": "430603101"}
CL = {"id": "cl", "name": "长岭县民政局", "level": "county", "region": "430702"}
LOW = {
    "purpose": "低保申请受理、家庭经济状况核对、救助金发放",
    "functions": "低保申请|经济核对|救助金发放|入户调查",
    "service_items": "最低生活保障审批|临时救助审批",
    "status": "active",
    "audience": "公众",
}
A = {"id": "a", "name": "云溪县社会救助系统", "owner": "mz", **LOW}
B = {"id": "b", "name": "清河镇民生帮扶平台", "owner": "qh", **LOW}
OTHER = {
    "id": "z",
    "name": "云溪县公墓管理系统",
    "owner": "mz",
    "purpose": "墓位登记",
    "functions": "墓位登记|祭扫预约",
    "service_items": "公墓审批",
    "status": "active",
    "audience": "公众",
}
DIFFERENT_JOB = {"purpose": "停车位收费", "functions": "停车引导|停车收费|车位巡检|月卡办理", "service_items": "占道停车许可|车位备案"}


def test_two_running_systems_of_one_place_with_the_same_functions_and_items_are_found_under_any_name(town, run) -> None:
    told = run("DUP-01", town(organisations=[MZ, QH], systems=[A, B, OTHER]))
    found = told.says("probable", ["a", "b"], ["dup.cluster", "dup.pair", "pair.services", "pair.functions", "pair.words"])
    assert found.organisations == ("mz", "qh")
    assert [(t.name, t.value, t.official) for t in found.thresholds] == [("duplicate_cut", 0.5, False)]
    assert found.numbers["weakest"] == found.numbers["mean"] >= 0.5


def test_two_hands_that_judge_the_pair_make_it_certain(town, run) -> None:
    judged = [("a", "duplicate", "b", "wang"), ("a", "duplicate", "b", "li")]
    told = run("DUP-01", town(organisations=[MZ, QH], systems=[A, B, OTHER], judgements=judged))
    assert [(f.certainty, f.subjects, f.numbers["weakest"]) for f in told.findings] == [("certain", ("a", "b"), 1.0)]
    assert [dict(reason.parts) for reason in told.findings[0].why if reason.code == "dup.judged"] == [{"hands": 2}]
    one_hand = run("DUP-01", town(organisations=[MZ, QH], systems=[A, B, OTHER], judgements=judged[:1]))
    assert [f.certainty for f in one_hand.findings] == ["probable"]
    assert "dup.judged" not in [reason.code for reason in one_hand.findings[0].why]


def test_a_higher_platform_in_the_cluster_is_said(town, run) -> None:
    told = run("DUP-01", town(organisations=[{**MZ, "level": "city", "region": "430600"}, QH], systems=[A, B, OTHER]))
    assert told.findings[0].why[-1].code == "dup.upper_level"


@pytest.mark.parametrize(
    "other",
    [
        {**B, **DIFFERENT_JOB, "name": "云溪县社会救助平台", "contractor": "湘云软件"},
        {**B, "status": "retired"},
        {**B, "audience": "机关工作人员"},
        {**B, "layer": "base"},
        {**B, "owner": "cl"},
    ],
    ids=["only name and vendor agree", "one was retired", "other audience", "portal and base library", "other county: reuse"],
)
def test_what_only_looks_alike_is_no_duplicate(town, run, other) -> None:
    first = {**A, "layer": "front", "contractor": "湘云软件"}
    run("DUP-01", town(organisations=[MZ, QH, CL], systems=[first, other, OTHER])).is_silent()


@pytest.mark.parametrize(
    "family",
    [("service_items",), ("functions",), ("functions", "purpose")],
    ids=["items", "functions", "functions and words are one family"],
)
def test_one_family_of_evidence_alone_is_left_to_the_review_queue(town, run, family) -> None:
    alike = {**A, **DIFFERENT_JOB, **{name: LOW[name] for name in family}}
    run(
        "DUP-01", town(organisations=[MZ, QH], systems=[{**A}, {**alike, "id": "b", "name": "清河镇事务平台", "owner": "qh"}, OTHER])
    ).is_silent()


def test_the_score_that_counts_is_the_office_s(town, run) -> None:
    place = town(organisations=[MZ, QH], systems=[A, B, OTHER])
    weakest = run("DUP-01", place).findings[0].numbers["weakest"]
    assert len(run("DUP-01", place, {"duplicate_cut": weakest}).findings) == 1
    run("DUP-01", place, {"duplicate_cut": weakest + 0.0002}).is_silent()


def test_systems_of_which_only_names_were_answered_say_nothing(town, run) -> None:
    run(
        "DUP-01",
        town(
            organisations=[MZ, QH], systems=[{"id": "a", "name": "救助系统", "owner": "mz"}, {"id": "b", "name": "救助平台", "owner": "qh"}]
        ),
    ).is_silent()


def test_two_names_of_one_owner_alone_are_no_duplicate(town, run) -> None:
    named = [{"id": "a", "name": "云溪县人事管理系统", "owner": "mz"}, {"id": "b", "name": "云溪县人事管理平台", "owner": "mz"}]
    run("DUP-01", town(organisations=[MZ], systems=named)).is_silent()


def test_two_unknown_owners_are_not_one_owner(town, run) -> None:
    named = [
        {"id": "a", "name": "人事管理系统", "coverage_regions": "430603"},
        {"id": "b", "name": "人事管理平台", "coverage_regions": "430603"},
    ]
    run("DUP-01", town(systems=named)).is_silent()


def test_a_judgement_about_channels_does_not_stop_the_rule(town, run) -> None:
    channels = [{"id": "c1", "name": "云溪通", "kind": "app", "owner": "mz"}, {"id": "c2", "name": "清河通", "kind": "app", "owner": "qh"}]
    run("DUP-01", town(organisations=[MZ, QH], channels=channels, judgements=[("c1", "duplicate", "c2", "wang")])).is_silent()


def test_a_judged_pair_is_no_finding_any_more_once_one_of_them_is_retired(town, run) -> None:
    judged = [("a", "duplicate", "b", "wang"), ("a", "duplicate", "b", "li")]
    run("DUP-01", town(organisations=[MZ, QH], systems=[A, {**B, "status": "retired"}, OTHER], judgements=judged)).is_silent()


def test_a_judgement_about_a_record_that_was_merged_away_does_not_stop_the_rule(town, run) -> None:
    twin = {**A, "id": "a2", "name": "云溪县社会救助系统二期"}
    judged = [("a", "same", "a2", "wang"), ("a2", "duplicate", "b", "wang")]
    assert run("DUP-01", town(organisations=[MZ, QH], systems=[A, twin, B, OTHER], judgements=judged)).untold == ()
