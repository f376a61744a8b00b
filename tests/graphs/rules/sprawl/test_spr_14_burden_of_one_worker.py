import pytest

XIAN = {"id": "xian", "name": "云溪县委办", "level": "county", "region": "430603"}
SHI = {"id": "shi", "name": "岳阳市委办", "level": "city", "region": "430600"}
LING = {"id": "ling", "name": "长岭县委办", "level": "county", "region": "430702"}
QING = {"id": "qing", "name": "清河镇", "level": "town", "region": "430603101"}
BAI = {"id": "bai", "name": "白石镇", "level": "town", "region": "430603102"}
BODIES = [XIAN, SHI, LING, QING, BAI]


def groups(count: int, owner: str | None = "xian", mark: str = "g", **more: object) -> list[dict[str, object]]:
    row = {"kind": "工作群组", "owner": owner, "status": "运行", "audience": "基层干部"}
    return [{"id": f"{mark}{n}", "name": f"群{mark}{n}", **row, **more} for n in range(count)]


def returns(count: int, frequency: str | None = "每月", owner: str = "xian", mark: str = "r", **more: object) -> list[dict[str, object]]:
    row = {"requiring": owner, "respondent_level": "乡镇", "frequency": frequency}
    return [{"id": f"{mark}{n:02}", "name": f"报表{mark}{n}", **row, **more} for n in range(count)]


@pytest.fixture
def told(town, run):
    """What the rule tells of these channels and returns."""
    return lambda channels=(), forms=(), thresholds=None, bodies=BODIES: run(
        "SPR-14", town(organisations=bodies, channels=list(channels), returns=list(forms)), thresholds
    )


def test_five_compulsory_apps_and_groups_of_village_and_town_staff_are_asked_about(told) -> None:
    told(groups(4)).is_silent()
    rows = [*groups(3), *groups(1, mark="a", kind="APP", compulsory="是"), *groups(1, mark="b", kind="网站", compulsory="事实强制")]
    found = told(rows).findings
    assert [(f.certainty, f.severity, f.discriminator, f.numbers["apps"]) for f in found] == [
        ("question", "high", "town:430603", 5),
        ("question", "high", "village:430603", 5),
    ]
    assert (found[0].subjects, found[0].organisations) == (("a0", "b0", "g0", "g1", "g2"), ("xian",))
    assert [w.code for w in found[0].why] == ["sprawl.apps_of_worker"]
    parts = found[0].why[0].parts
    assert (parts["level"], parts["count"], sorted(parts["channels"])) == ("level:town", 5, ["a0", "b0", "g0", "g1", "g2"])
    assert [(t.name, t.value, t.official) for t in found[0].thresholds] == [("apps_per_worker", 5, False), ("returns_per_month", 10, False)]


@pytest.mark.parametrize(
    "change",
    [
        {"kind": "APP", "compulsory": "否"},
        {"kind": "APP", "compulsory": None},
        {"kind": "APP", "compulsory": "不适用"},
        {"audience": "公众"},
        {"audience": None},
        {"status": "已下线"},
        {"status": "在建"},
        {"owner": "ling"},
    ],
)
def test_what_nobody_here_has_to_use_is_not_counted(told, change) -> None:
    told([*groups(4), *groups(1, mark="x", **change)]).is_silent()


def test_the_audience_says_at_which_level_it_is_a_burden(told) -> None:
    levels = {f.discriminator.split(":")[0] for f in told(groups(5, audience="机关工作人员")).findings}
    assert "village" not in levels
    assert "county" in levels


@pytest.mark.parametrize(
    ("frequency", "count", "times"),
    [("每月", 10, 10), ("每季度", 30, 10), ("每周", 3, 13.05), ("每日", 1, 22), ("实时", 1, 22), ("每年", 120, 10)],
)
def test_ten_returns_a_month_are_asked_about(told, frequency, count, times) -> None:
    found = told(forms=returns(count, frequency)).says(
        "question", [f"r{n:02}" for n in range(count)], ["sprawl.returns_of_worker"], severity="high", returns=times
    )
    assert (found.why[0].parts["level"], found.why[0].parts["count"], found.organisations) == ("level:town", count, ("xian",))


@pytest.mark.parametrize(("frequency", "count"), [("每月", 9), ("每季度", 29), ("每周", 2), ("每年", 119)])
def test_fewer_than_ten_returns_a_month_are_silent(told, frequency, count) -> None:
    told(forms=returns(count, frequency)).is_silent()


@pytest.mark.parametrize(
    "change", [{"frequency": "一次性"}, {"frequency": "不定期"}, {"frequency": None}, {"respondent_level": "企业"}, {"respondent_level": None}, {"owner": "ling"}]
)  # fmt: skip
def test_returns_without_a_beat_or_of_others_are_not_counted(told, change) -> None:
    told(forms=[*returns(9), *returns(1, **{"frequency": "每月", "mark": "x", **change})]).is_silent()


@pytest.mark.parametrize(("level", "code"), [("县级", "county"), ("乡镇", "town"), ("村社区", "village")])
def test_each_level_that_fills_returns_is_asked_about_by_itself(told, level, code) -> None:
    assert [f.discriminator for f in told(forms=returns(10, respondent_level=level)).findings] == [f"{code}:430603"]
    told(forms=[*returns(5, respondent_level=level), *returns(5, mark="s", respondent_level="学校")]).is_silent()


def test_both_limits_are_the_offices_and_both_reasons_stand_in_one_finding(told) -> None:
    limits = {"apps_per_worker": 2, "returns_per_month": 3}
    told(groups(1), returns(2), limits).is_silent()
    found = [f for f in told(groups(2), returns(3), limits).findings if f.discriminator.startswith("town")]
    assert [[w.code for w in f.why] for f in found] == [["sprawl.apps_of_worker", "sprawl.returns_of_worker"]]
    assert found[0].subjects == ("g0", "g1", "r00", "r01", "r02")


def test_what_the_city_asks_falls_on_every_county_in_it(told) -> None:
    found = told([*groups(3), *groups(2, "shi", "h")]).findings
    assert {(f.discriminator, f.organisations) for f in found} == {("town:430603", ("shi", "xian")), ("village:430603", ("shi", "xian"))}


def test_an_empty_town_and_bodies_without_a_region_do_not_stop_the_rule(told) -> None:
    told().is_silent()
    assert {f.certainty for f in told(groups(5, None)).findings} <= {"question"}
    assert {f.certainty for f in told(groups(5), bodies=[{**XIAN, "region": None}]).findings} == {"question"}


def test_two_towns_with_three_groups_each_are_silent(told) -> None:
    told([*groups(3, "qing", "q"), *groups(3, "bai", "b")]).is_silent()


def test_the_returns_of_two_towns_are_not_added_up(told) -> None:
    told(
        forms=[
            *returns(6, owner="qing", mark="q", respondent_level="村社区"),
            *returns(6, owner="bai", mark="b", respondent_level="村社区"),
        ]
    ).is_silent()


def test_a_second_city_is_looked_at_too(told) -> None:
    other = {"id": "yi", "name": "乙市委办", "level": "city", "region": "430700"}
    found = told([*groups(1, "shi"), *groups(5, "yi", "y")], bodies=[SHI, other]).findings
    assert {f.organisations for f in found} == {("yi",)}
