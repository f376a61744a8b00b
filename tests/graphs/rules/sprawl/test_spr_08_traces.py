import pytest

JD = {"id": "jd", "name": "云溪县街道办", "level": "town"}
SYSTEM = {"id": "s", "name": "网格系统", "owner": "jd", "status": "运行"}


def channel(**more: object) -> dict[str, object]:
    row = {"id": "c", "name": "网格通", "kind": "APP", "owner": "jd", "system": "s", "status": "运行", "audience": "网格员"}
    return {**row, "exempt_scene": "无", "feat_trace_upload": "是", **more}


@pytest.fixture
def held(town, run):
    """What the rule tells of a system that holds these items."""
    return lambda *items, channels=(), **more: run(
        "SPR-08",
        town(
            organisations=[JD],
            systems=[{**SYSTEM, **more}],
            channels=list(channels),
            resources=[{"id": "r", "name": "走访表", "system": "s", "items": list(items)}],
        ),
    )


@pytest.mark.parametrize(("item", "element"), [("现场照片", "site_photo"), ("xczp", "site_photo")])
def test_a_system_that_holds_site_photos_is_a_question(held, item, element) -> None:
    found = held("姓名", item).says("question", ["s"], ["sprawl.fields"])
    assert (found.why[0].parts["elements"], found.discriminator, found.organisations) == ([element], "fields", ("jd",))


@pytest.mark.parametrize("item", ["证件照片", "车辆轨迹", "户籍地址", "办结时间"])
def test_photos_and_tracks_of_other_things_are_silent(held, item) -> None:
    held("姓名", item).is_silent()


def test_the_feature_and_its_data_are_one_finding_and_a_denied_feature_is_still_asked_about(held) -> None:
    held("现场照片", channels=[channel(exempt_scene=None)]).says("probable", ["c"], ["sprawl.feature"])
    held("现场照片", channels=[channel(feat_trace_upload="否")]).says("question", ["s"], ["sprawl.fields"])


def test_a_notice_that_orders_screenshots_is_found(town, run) -> None:
    hit = {"notice": "n", "rule": "SPR-08", "category": "screenshot_trace", "quote": "截图报群内备查", "severity": "medium"}
    found = run("SPR-08", town(organisations=[JD], notices=[{"id": "n", "title": "通知", "issuer": "jd"}], hits=[hit])).says(
        "probable", ["n"], ["notice.finding"]
    )
    assert (found.category, found.evidence[0].quote) == ("screenshot_trace", "截图报群内备查")


def test_tracks_of_people_are_high(held) -> None:
    held("姓名", "行踪轨迹").says("question", ["s"], ["sprawl.fields"], severity="high")


@pytest.mark.parametrize("item", ["截图附件", "上传截图", "完成截图"])
def test_a_system_that_holds_screenshots_is_a_question(held, item) -> None:
    held("姓名", item).says("question", ["s"], ["sprawl.fields"])


@pytest.mark.parametrize("item", ["会议活动次数", "学习次数"])
def test_a_count_of_meetings_is_no_trace(held, item) -> None:
    held("单位名称", item).is_silent()


def test_a_retired_system_is_silent(held) -> None:
    held("现场照片", status="已下线").is_silent()
