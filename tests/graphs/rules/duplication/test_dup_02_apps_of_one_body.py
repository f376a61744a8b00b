import pytest

BW = {"id": "bw", "name": "国家某部", "level": "national"}
MZ = {"id": "mz", "name": "云溪县民政局", "level": "county"}


def app(identifier: str, **more: object) -> dict[str, object]:
    row = {"id": identifier, "name": f"应用{identifier}", "kind": "APP", "owner": "bw", "status": "运行", "audience": "基层干部"}
    return {**row, **more}


@pytest.mark.parametrize("kind", ["APP", "小程序", "快应用"])
def test_a_central_department_with_two_apps_for_grassroots_staff_is_found(town, run, kind) -> None:
    place = town(organisations=[BW], channels=[app("a"), app("b", kind=kind, audience="公众|网格员")])
    found = run("DUP-02", place).says("probable", ["a", "b"], ["dup.grassroots_apps"], severity="critical", apps=2)
    assert dict(found.why[0].parts) == {"body": "bw", "count": 2, "channels": ["a", "b"]}
    assert (found.organisations, [e.locator for e in found.evidence]) == (("bw",), ["channels.csv#2", "channels.csv#3"])


@pytest.mark.parametrize("level", ["省级", "市级", "县级", "乡镇街道", "村社区", None])
def test_other_levels_are_only_asked_since_the_text_binds_central_departments(town, run, level) -> None:
    place = town(organisations=[{**MZ, "level": level}], channels=[app("a", owner="mz"), app("b", owner="mz")])
    run("DUP-02", place).says("question", ["a", "b"], ["dup.grassroots_apps"], severity="high")


def test_a_status_that_nobody_answered_makes_it_a_question(town, run) -> None:
    run("DUP-02", town(organisations=[BW], channels=[app("a"), app("b", status=None)])).says(
        "question", ["a", "b"], ["dup.grassroots_apps"], severity="critical"
    )


def test_one_app_is_allowed_and_more_than_one_is_one_finding_of_the_body(town, run) -> None:
    run("DUP-02", town(organisations=[BW], channels=[app("a")])).is_silent()
    found = run("DUP-02", town(organisations=[BW], channels=[app(i) for i in "abcde"])).says(
        "probable", list("abcde"), ["dup.grassroots_apps"], severity="critical", apps=5
    )
    assert (found.discriminator, len(found.evidence)) == ("bw", 4)


@pytest.mark.parametrize(
    "change",
    [
        {"audience": "公众"},
        {"audience": "机关工作人员"},
        {"audience": None},
        {"audience": "不适用"},
        {"kind": "公众号"},
        {"kind": "工作群组"},
        {"status": "已下线"},
        {"status": "停用"},
        {"status": "在建"},
        {"owner": "mz"},
        {"owner": None},
    ],
)
def test_what_is_not_a_second_running_app_for_grassroots_staff_of_this_body_is_not_counted(town, run, change) -> None:
    run("DUP-02", town(organisations=[BW, MZ], channels=[app("a"), app("b", **change)])).is_silent()


def test_two_apps_without_an_owner_are_nobodys(town, run) -> None:
    run("DUP-02", town(channels=[app("a", owner=None), app("b", owner=None)])).is_silent()


def test_two_bodies_are_two_findings(town, run) -> None:
    rows = [app("a"), app("b"), app("c", owner="mz"), app("d", owner="mz")]
    told = run("DUP-02", town(organisations=[BW, MZ], channels=rows))
    assert [(f.subjects, f.certainty) for f in told.findings] == [(("a", "b"), "probable"), (("c", "d"), "question")]


def test_a_notice_about_another_app_is_found_with_its_words(town, run) -> None:
    hit = {"notice": "n", "rule": "DUP-02", "category": "duplicate_app", "quote": "另行开发一款走访APP", "severity": "high"}
    found = run("DUP-02", town(organisations=[MZ], notices=[{"id": "n", "title": "通知", "issuer": "mz"}], hits=[hit])).says(
        "probable", ["n"], ["notice.finding"]
    )
    assert (found.category, found.evidence[0].quote, found.organisations) == ("duplicate_app", "另行开发一款走访APP", ("mz",))
