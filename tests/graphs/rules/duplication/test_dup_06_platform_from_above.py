import pytest

CT = {"id": "ct", "name": "岳阳市民政局", "level": "city", "region": "430600"}
MZ = {"id": "mz", "name": "云溪县民政局", "level": "county", "region": "430603"}
CUN = {"id": "cun", "name": "清河镇东村村委会", "level": "village", "region": "430603101201"}
JOB = {
    "purpose": "低保申请受理、家庭经济状况核对、救助金发放",
    "functions": "低保申请|经济核对|救助金发放|入户调查",
    "service_items": "最低生活保障审批|临时救助审批",
    "status": "运行",
    "audience": "公众",
}
OTHER_JOB = {"purpose": "墓位登记", "functions": "墓位登记|祭扫预约", "service_items": "公墓审批"}
REST = {"id": "z", "name": "云溪县公墓管理系统", "owner": "mz", **JOB, **OTHER_JOB}
PAIR = ["dup.upper_platform", "pair.services", "pair.functions", "pair.words"]


def upper(**more: object) -> dict[str, object]:
    return {"id": "up", "name": "岳阳市社会救助平台", "owner": "ct", **JOB, **more}


def local(**more: object) -> dict[str, object]:
    return {"id": "lo", "name": "云溪县民生帮扶系统", "owner": "mz", **JOB, **more}


@pytest.fixture
def told(town, run):
    """What the rule tells of two systems in this county."""
    return lambda *systems, thresholds=None, **more: run(
        "DUP-06", town(**{"organisations": [CT, MZ, CUN], "systems": [*systems, REST], **more}), thresholds
    )


def test_a_module_by_its_own_review_beside_a_platform_from_above_is_found(told) -> None:
    found = told(upper(), local(review_module="能")).says("probable", ["lo", "up"], [*PAIR, "dup.could_be_module"], severity="high")
    assert dict(found.why[0].parts) == {"system": "lo", "platform": "up", "relation": "relation:duplicate"}
    assert (found.subjects, found.organisations, len(found.evidence)) == (("lo", "up"), ("ct", "mz"), 2)
    assert [(t.name, t.official) for t in found.thresholds] == [("duplicate_cut", False), ("module_share", False)]


def test_a_platform_that_the_local_body_itself_named_similar_is_as_good(told) -> None:
    told(upper(), local(similar_systems="up")).says("probable", ["lo", "up"], [*PAIR, "dup.named_similar"])


@pytest.mark.parametrize("answer", [None, "不能", "未审核", "不适用"])
def test_without_that_review_the_pair_alone_is_a_question(told, answer) -> None:
    told(upper(), local(review_module=answer)).says("question", ["lo", "up"], PAIR)


def test_a_local_system_that_may_not_run_is_a_question(told) -> None:
    told(upper(), local(review_module="能", status=None)).says("question", ["lo", "up"], [*PAIR, "dup.could_be_module"])


@pytest.mark.parametrize("change", [{"status": "已下线"}, {"status": "停用"}, {"status": "在建"}])
def test_what_does_not_run_on_either_side_is_silent(told, change) -> None:
    told(upper(**change), local(review_module="能")).is_silent()
    told(upper(), local(review_module="能", **change)).is_silent()


def test_a_platform_that_does_not_cover_this_region_is_silent(told) -> None:
    told(upper(coverage_regions="430602|430604"), local(review_module="能")).is_silent()
    told(upper(), local(review_module="能", coverage_regions="430603|430702")).is_silent()
    told(upper(coverage_regions="430603"), local(review_module="能")).says("probable", ["lo", "up"], [*PAIR, "dup.could_be_module"])


def test_regions_that_nobody_stated_cover_nothing(told) -> None:
    bare = [{**CT, "region": None}, {**MZ, "region": None}]
    told(upper(), local(review_module="能"), organisations=bare).is_silent()
    told(upper(), local(review_module="能"), organisations=[bare[0], MZ]).is_silent()


@pytest.mark.parametrize(
    ("above", "below"),
    [
        ({}, {"build_level": "市级统建"}),
        ({"build_level": "县级自建"}, {}),
        ({"owner": None}, {}),
        ({}, {"owner": None, "coverage_regions": "430603"}),
    ],
    ids=["both built by the city", "both built by the county", "nobody owns the platform", "nobody owns the local one"],
)
def test_one_level_or_an_unknown_one_is_silent(told, above, below) -> None:
    told(upper(coverage_regions="430600", **above), local(review_module="能", **below)).is_silent()


def test_the_level_that_built_it_counts_before_the_owners_and_a_bought_service_is_the_owners(told) -> None:
    for level in ("国家统建", "省级统建"):
        told(upper(owner="mz", build_level=level), local(review_module="能")).says("probable", ["lo", "up"], [*PAIR, "dup.could_be_module"])
    told(upper(build_level="购买服务"), local(review_module="能", build_level="购买服务")).says(
        "probable", ["lo", "up"], [*PAIR, "dup.could_be_module"]
    )


def test_another_job_is_silent(told) -> None:
    told(upper(), {**local(review_module="能"), **OTHER_JOB}).is_silent()


def test_the_score_that_counts_is_the_offices(told) -> None:
    score = told(upper(), local(review_module="能")).findings[0].numbers["score"]
    for cut, certainty in ((score, "probable"), (score + 0.0001, "question")):
        assert [f.certainty for f in told(upper(), local(review_module="能"), thresholds={"duplicate_cut": cut}).findings] == [certainty]


def test_a_pair_that_two_hands_judged_different_is_silent(told) -> None:
    told(upper(), local(review_module="能"), judgements=[("up", "different", "lo", "wang"), ("lo", "different", "up", "li")]).is_silent()


def test_another_job_under_a_like_name_is_silent(told) -> None:
    told(upper(), {**local(review_module="能", name="云溪县社会救助平台"), **OTHER_JOB}).is_silent()


def test_a_pair_that_one_person_judged_different_is_silent(told) -> None:
    told(upper(), local(review_module="能"), judgements=[("up", "different", "lo", "wang")]).is_silent()


def test_a_platform_that_may_not_run_is_a_question(told) -> None:
    told(upper(status=None), local(review_module="能")).says("question", ["lo", "up"], [*PAIR, "dup.could_be_module"])


def test_the_system_of_a_village_is_local_too(told) -> None:
    told(upper(), local(owner="cun", review_module="能")).says("probable", ["lo", "up"], [*PAIR, "dup.could_be_module"])


def test_a_local_system_contained_in_the_platform_and_reviewed_as_a_module_is_probable(told) -> None:
    wide = "低保申请|经济核对|救助金发放|入户调查|特困供养|流浪救助|医疗救助|慈善捐赠"
    above = upper(functions=wide, purpose="全市困难群众生活保障", service_items="最低生活保障审批|特困认定|流浪救助|孤儿认定")
    below = local(review_module="能", purpose="乡镇网格走访登记", service_items="最低生活保障审批|高龄津贴审批")
    found = told(above, below).findings
    assert [f.why[0].parts["relation"] for f in found] == ["relation:part_of"]
    assert [f.certainty for f in found] == ["probable"]
