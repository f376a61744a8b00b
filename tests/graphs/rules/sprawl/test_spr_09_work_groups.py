import pytest

ZZ = {"id": "zz", "name": "云溪县组织部", "level": "county"}
JD = {"id": "jd", "name": "云溪县街道办", "level": "town"}


def group(identifier: str = "g", **more: object) -> dict[str, object]:
    row = {"id": identifier, "name": f"群{identifier}", "kind": "工作群组", "owner": "zz", "status": "运行"}
    return {**row, "group_end": "2026-09-30", "group_last_active": "2026-11-20", **more}


@pytest.fixture
def told(town, run):
    """What the rule tells of these groups."""
    return lambda *groups, thresholds=None: run("SPR-09", town(organisations=[ZZ, JD], channels=list(groups)), thresholds)


def test_a_group_in_use_long_after_its_task_ended_is_found(told) -> None:
    found = told(group()).says("probable", ["g"], ["sprawl.group_over"], severity="medium", days=55)
    assert dict(found.why[0].parts) == {"channel": "g", "ended": "2026-09-30", "active": "2026-11-20", "days": 55}
    assert (found.organisations, [(t.name, t.value, t.official) for t in found.thresholds]) == (("zz",), [("group_idle_days", 30, False)])


@pytest.mark.parametrize(("active", "fires"), [("2026-09-30", False), ("2026-10-30", False), ("2026-10-31", True)])
def test_activity_counts_from_the_day_after_the_days_of_grace(told, active, fires) -> None:
    assert len(told(group(group_last_active=active)).findings) == fires


def test_the_days_of_grace_are_the_offices(told) -> None:
    told(group(), thresholds={"group_idle_days": 50}).says("probable", ["g"], ["sprawl.group_over"])
    told(group(), thresholds={"group_idle_days": 51}).is_silent()


@pytest.mark.parametrize(
    ("end", "fires"), [("2026-10-25", False), ("2026-10-24", True), ("2026-10", False), ("2026-09", True), ("2025", True)]
)
def test_a_group_that_runs_past_its_day_without_a_word_on_activity_is_a_question(told, end, fires) -> None:
    found = told(group(group_end=end, group_last_active=None)).findings
    assert [(f.certainty, f.why[0].parts["active"]) for f in found] == [("question", "")] * fires


@pytest.mark.parametrize("change", [{"status": None}, {"status": None, "group_end": "2024"}])
def test_neither_status_nor_activity_answered_tells_nothing(told, change) -> None:
    told(group(group_last_active=None, **change)).is_silent()


def test_activity_that_only_a_crawl_saw_is_a_question(told) -> None:
    told(group(seen=True)).says("question", ["g"], ["sprawl.group_over"])


@pytest.mark.parametrize(
    "change",
    [
        {"kind": "APP"},
        {"status": "已下线"},
        {"status": "停用"},
        {"group_end": None},
        {"group_end": "无"},
        {"group_end": "不适用"},
        {"group_end": "2026-12-31"},
    ],
)
def test_no_running_group_or_no_end_that_has_passed_is_silent(told, change) -> None:
    told(group(**change)).is_silent()


def test_two_groups_of_one_body_for_one_task_are_a_question(told) -> None:
    rows = [group(i, group_end=None, group_purpose=p) for i, p in (("a", "防汛值守"), ("b", "防汛 值守。"))]
    found = told(*rows).says("question", ["a", "b"], ["sprawl.groups_of_one"], severity="medium")
    assert dict(found.why[0].parts) == {"body": "zz", "count": 2, "purpose": "防汛值守"}
    assert (found.organisations, len(found.evidence)) == (("zz",), 2)


@pytest.mark.parametrize(
    "change",
    [
        {"group_purpose": "森林防火"},
        {"group_purpose": None},
        {"group_purpose": "无"},
        {"owner": "jd"},
        {"status": "已下线"},
        {"kind": "公众号"},
    ],
)
def test_another_task_another_body_or_a_dissolved_group_is_no_second_one(told, change) -> None:
    told(group("a", group_end=None, group_purpose="防汛"), group("b", **{"group_end": None, "group_purpose": "防汛", **change})).is_silent()


@pytest.mark.parametrize("blank", [{"owner": None, "group_purpose": "防汛"}, {"group_purpose": "——"}, {"group_purpose": "不适用"}])
def test_groups_of_nobody_or_for_nothing_stated_are_not_one_task(told, blank) -> None:
    told(*(group(i, **{"group_end": None, **blank}) for i in "ab")).is_silent()


def test_a_notice_that_orders_relays_in_a_group_is_found(town, run) -> None:
    hit = {"notice": "n", "rule": "SPR-09", "category": "work_group_burden", "quote": "群内接龙，十分钟内回复", "severity": "medium"}
    found = run("SPR-09", town(organisations=[ZZ], notices=[{"id": "n", "title": "通知", "issuer": "zz"}], hits=[hit])).says(
        "probable", ["n"], ["notice.finding"]
    )
    assert (found.category, found.organisations) == ("work_group_burden", ("zz",))


@pytest.mark.parametrize("active", ["2026-03", "2026-10", "2025"])
def test_a_month_of_activity_that_lies_before_the_end_or_in_the_days_of_grace_is_silent(told, active) -> None:
    told(group(group_end="2026-10-15", group_last_active=active), thresholds={"group_idle_days": 30}).is_silent()


def test_a_task_that_has_not_ended_yet_is_silent_whatever_the_activity(told) -> None:
    told(group(group_end="2027-01-01", group_last_active="2027-06-01")).is_silent()
