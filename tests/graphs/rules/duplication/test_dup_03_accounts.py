import pytest

RS = {"id": "rs", "name": "云溪县人社局", "level": "county"}
YB = {"id": "yb", "name": "云溪县医保局", "level": "county"}


def account(identifier: str, **more: object) -> dict[str, object]:
    return {"id": identifier, "name": f"号{identifier}", "kind": "公众号", "platform": "微信", "owner": "rs", "status": "运行", **more}


def test_two_running_accounts_of_one_body_on_one_platform_are_found(town, run) -> None:
    told = run("DUP-03", town(organisations=[RS], channels=[account("a"), account("b")]))
    found = told.says("probable", ["a", "b"], ["dup.accounts"], count=2)
    assert dict(found.why[0].parts) == {"owner": "rs", "count": 2, "platform": "platform:wechat"}
    assert found.organisations == ("rs",)


@pytest.mark.parametrize(
    "change",
    [{"seen": True}, {"status": None}, {"platform": None}],
    ids=["only a crawl saw it", "status not answered", "platform not answered"],
)
def test_an_account_of_which_less_is_known_makes_it_a_question(town, run, change) -> None:
    run("DUP-03", town(organisations=[RS], channels=[account("a"), account("b", **change)])).says(
        "question", ["a", "b"], ["dup.accounts"], count=2
    )


@pytest.mark.parametrize(
    "second",
    [
        account("b", owner="yb"),
        account("b", platform="抖音"),
        account("b", kind="微博", platform="微博"),
        account("b", status="已下线"),
        account("b", kind="小程序"),
    ],
    ids=["other body", "other platform", "other kind", "retired", "a mini program"],
)
def test_accounts_that_differ_in_what_counts_are_silent(town, run, second) -> None:
    run("DUP-03", town(organisations=[RS, YB], channels=[account("a"), second])).is_silent()


def test_one_account_stands_on_the_border_and_the_office_may_move_it(town, run) -> None:
    run("DUP-03", town(organisations=[RS], channels=[account("a")])).is_silent()
    three = town(organisations=[RS], channels=[account("a"), account("b"), account("c")])
    run("DUP-03", three, {"accounts_per_platform": 3}).is_silent()
    found = run("DUP-03", three, {"accounts_per_platform": 2}).says("probable", ["a", "b", "c"], ["dup.accounts"], count=3)
    assert [t.official for t in found.thresholds] == [False]


def test_an_account_whose_platform_nobody_named_is_asked_about(town, run) -> None:
    rows = [account("a", kind="视频号", platform=None), account("b", kind="视频号", platform="微信")]
    run("DUP-03", town(organisations=[RS], channels=rows)).asks("a", "Channel.platform")
