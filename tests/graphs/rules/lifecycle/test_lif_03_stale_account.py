import pytest

MZ = {"id": "mz", "name": "云溪县民政局", "level": "county"}


def account(**more: object) -> dict[str, object]:
    return {
        "id": "c",
        "name": "云溪民政",
        "kind": "公众号",
        "platform": "微信",
        "owner": "mz",
        "status": "运行",
        "last_post_date": "2026-10-01",
        **more,
    }


@pytest.mark.parametrize("kind", ["公众号", "微博", "视频号"])
def test_an_account_without_posts_for_weeks_is_found(town, run, kind) -> None:
    found = run("LIF-03", town(organisations=[MZ], channels=[account(kind=kind)])).says(
        "probable", ["c"], ["life.stale"], severity="medium", days=54
    )
    assert [(t.value, t.unit, t.official) for t in found.thresholds] == [(14, "days", True)]
    assert found.organisations == ("mz",)


@pytest.mark.parametrize("change", [{"kind": "APP"}, {"kind": "网站"}, {"status": "已下线"}, {"status": "停用"}])
def test_what_is_no_running_account_is_silent(town, run, change) -> None:
    run("LIF-03", town(organisations=[MZ], channels=[account(**change)])).is_silent()


def test_the_fourteenth_day_is_in_time_and_the_fifteenth_is_not(town, run) -> None:
    run("LIF-03", town(organisations=[MZ], channels=[account(last_post_date="2026-11-10")])).is_silent()
    run("LIF-03", town(organisations=[MZ], channels=[account(last_post_date="2026-11-09")])).says(
        "probable", ["c"], ["life.stale"], days=15
    )
    run("LIF-03", town(organisations=[MZ], channels=[account(last_post_date="2026-11-09")]), {"account_idle_days": 15}).is_silent()


def test_an_account_whose_status_nobody_answered_is_a_question(town, run) -> None:
    run("LIF-03", town(organisations=[MZ], channels=[account(status=None)])).says("question", ["c"], ["life.stale"], days=54)


def test_an_unknown_last_post_is_asked_of_whoever_declared_the_account(town, run) -> None:
    run("LIF-03", town(organisations=[MZ], channels=[account(last_post_date=None)])).asks("c", "Channel.last_post")
    run("LIF-03", town(organisations=[MZ], channels=[account(last_post_date=None, seen=True)])).is_silent()


def test_a_month_long_past_is_enough(town, run) -> None:
    assert len(run("LIF-03", town(organisations=[MZ], channels=[account(last_post_date="2026-05")])).findings) == 1


def test_an_answer_of_none_is_not_asked_again(town, run) -> None:
    assert run("LIF-03", town(organisations=[MZ], channels=[account(last_post_date="无")])).untold == ()


def test_what_was_posted_after_the_form_came_back_cannot_be_told(town, run) -> None:
    """The form of early October said that it had posted three days before: that is no silence of seven weeks."""
    fresh = town(organisations=[MZ], channels=[account()], returned_forms={"mz": "2026-10-04"})
    run("LIF-03", fresh).asks("c", "Channel.last_post")
    border = town(organisations=[MZ], channels=[account()], returned_forms={"mz": "2026-10-15"})
    run("LIF-03", border).asks("c", "Channel.last_post")
    idle = town(organisations=[MZ], channels=[account()], returned_forms={"mz": "2026-10-16"})
    run("LIF-03", idle).says("probable", ["c"], ["life.stale"], days=54)
