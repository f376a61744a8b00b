import pytest

MZ = {"id": "mz", "name": "云溪县民政局", "level": "county", "region": "430603"}
RS = {"id": "rs", "name": "云溪县人社局", "level": "county", "region": "430603"}
CT = {"id": "ct", "name": "岳阳市数据局", "level": "city", "region": "430600"}
CL = {"id": "cl", "name": "长岭县民政局", "level": "county", "region": "430702"}
BODIES = [MZ, RS, CT, CL]


def own(**more: object) -> dict[str, object]:
    return {"id": "o", "name": "殡葬系统", "owner": "mz", "status": "运行", "built_own": "身份认证", **more}


def user(identifier: str = "u", **more: object) -> dict[str, object]:
    return {"id": identifier, "name": f"系统{identifier}", "owner": "rs", "status": "运行", "uses_shared": "身份认证", **more}


@pytest.mark.parametrize(
    ("component", "code"),
    [("身份认证", "identity"), ("电子印章", "seal"), ("电子证照", "licence"), ("支付", "payment"), ("短信", "sms"), ("地图", "map")],
)
def test_an_own_component_where_others_of_the_region_use_a_shared_one_is_found(town, run, component, code) -> None:
    place = town(organisations=BODIES, systems=[own(built_own=component), user(uses_shared=component)])
    found = run("DUP-07", place).says("probable", ["o"], ["dup.own_component"], severity="medium", components=1)
    assert dict(found.why[0].parts) == {"system": "o", "component": f"component:{code}", "count": 1, "users": ["u"]}
    assert (found.organisations, len(found.evidence)) == (("mz",), 1)


def test_several_components_are_one_finding_with_a_reason_each_and_at_most_four_users(town, run) -> None:
    users = [user(f"u{n}", uses_shared="身份认证|短信" if n else "身份认证") for n in range(6)]
    found = run("DUP-07", town(organisations=BODIES, systems=[own(built_own="短信|身份认证|地图"), *users])).says(
        "probable", ["o"], ["dup.own_component"] * 2, components=2
    )
    assert [(w.parts["component"], w.parts["count"], len(w.parts["users"])) for w in found.why] == [
        ("component:identity", 6, 4),
        ("component:sms", 5, 4),
    ]


@pytest.mark.parametrize("owner", ["ct", "mz"], ids=["the city over it", "the same body"])
def test_a_user_anywhere_in_the_region_proves_the_shared_one(town, run, owner) -> None:
    run("DUP-07", town(organisations=BODIES, systems=[own(), user(owner=owner)])).says("probable", ["o"], ["dup.own_component"])


@pytest.mark.parametrize(
    "change",
    [
        {"owner": "cl"},
        {"coverage_regions": "430702"},
        {"status": "已下线"},
        {"status": "规划"},
        {"uses_shared": "短信"},
        {"uses_shared": "无"},
        {"uses_shared": "不适用"},
        {"uses_shared": None},
    ],
)
def test_without_a_running_user_in_the_region_nothing_proves_a_shared_one(town, run, change) -> None:
    run("DUP-07", town(organisations=BODIES, systems=[own(), user(**change)])).is_silent()


@pytest.mark.parametrize("change", [{"built_own": "无"}, {"built_own": "不适用"}, {"built_own": None}, {"status": "停用"}])
def test_a_system_that_built_nothing_or_does_not_run_is_silent(town, run, change) -> None:
    run("DUP-07", town(organisations=BODIES, systems=[own(**change), user()])).is_silent()


def test_its_own_use_proves_nothing_and_beside_others_it_may_be_moving(town, run) -> None:
    run("DUP-07", town(organisations=BODIES, systems=[own(uses_shared="身份认证")])).is_silent()
    run("DUP-07", town(organisations=BODIES, systems=[own(uses_shared="身份认证"), user()])).says("question", ["o"], ["dup.own_component"])
    half = own(built_own="身份认证|短信", uses_shared="身份认证")
    run("DUP-07", town(organisations=BODIES, systems=[half, user(uses_shared="身份认证|短信")])).says(
        "probable", ["o"], ["dup.own_component"] * 2
    )


@pytest.mark.parametrize("change", [{"status": None}, {"seen": True}], ids=["status not answered", "only a crawl saw it"])
def test_less_known_of_the_system_makes_it_a_question(town, run, change) -> None:
    run("DUP-07", town(organisations=BODIES, systems=[own(**change), user()])).says("question", ["o"], ["dup.own_component"])


@pytest.mark.parametrize(("mine", "theirs"), [({}, {"owner": None}), ({"owner": None}, {})])
def test_a_region_that_nobody_stated_makes_it_no_more_than_a_question(town, run, mine, theirs) -> None:
    told = run("DUP-07", town(organisations=BODIES, systems=[own(**mine), user(**theirs)]))
    assert {f.certainty for f in told.findings} <= {"question"}


def test_users_that_may_not_run_make_it_no_more_than_a_question(town, run) -> None:
    told = run("DUP-07", town(organisations=BODIES, systems=[own(), user(status=None)]))
    assert {f.certainty for f in told.findings} <= {"question"}


def test_the_shared_platform_itself_is_not_accused(town, run) -> None:
    provider = own(id="p", name="统一身份认证平台", kind="统一平台", owner="ct")
    told = run("DUP-07", town(organisations=BODIES, systems=[provider, user()]))
    assert {f.certainty for f in told.findings} <= {"question"}
