import pytest

CITY = {"id": "sz", "name": "岳阳市民政局", "level": "city", "served_population": 1000, "population_60plus": 200}
MZ = {"id": "mz", "name": "云溪县民政局", "level": "county", "served_population": 1000, "population_60plus": 200, "parent": "sz"}
BARE = {"id": "mz", "name": "云溪县民政局", "level": "county", "parent": "sz"}
CHANNEL = {"id": "c", "name": "云溪民政", "kind": "APP", "owner": "mz", "status": "运行", "audience": "公众"}


def use(**more: object) -> dict[str, object]:
    return {
        "id": "u", "object": "c", "object_kind": "渠道", "period": "2026-10",
        "registered_users": 1000, "users_60plus": 99, "assisted_cases": 0, **more,
    }  # fmt: skip


def place(*usage: dict[str, object], bodies: tuple[dict[str, object], ...] = (MZ, CITY), **channel: object) -> dict[str, object]:
    return {"organisations": list(bodies), "channels": [{**CHANNEL, **channel}], "usage": list(usage)}


@pytest.mark.parametrize("audience", ["公众", "老年人", "公众|基层干部"])
def test_a_share_of_older_users_below_half_that_of_the_residents_is_asked_about(town, run, audience) -> None:
    found = run("INC-08", town(**place(use(), audience=audience))).says(
        "question", ["c"], ["inclusion.gap"], severity="medium", share=0.099, residents=0.2
    )
    assert dict(found.why[0].parts) == {"subject": "c", "share": 0.099, "residents": 0.2, "period": "2026-10"}
    assert (found.organisations, [e.locator for e in found.evidence]) == (("mz",), ["usage.csv#2"])
    assert [(t.name, t.value, t.official) for t in found.thresholds] == [("senior_ratio", 0.5, False)]


def test_half_the_share_of_the_residents_is_enough_and_the_office_may_set_another_part(town, run) -> None:
    run("INC-08", town(**place(use(users_60plus=100)))).is_silent()
    run("INC-08", town(**place(use(users_60plus=0)))).says("question", ["c"], ["inclusion.gap"], share=0)
    run("INC-08", town(**place(use())), {"senior_ratio": 0.4}).is_silent()
    run("INC-08", town(**place(use(users_60plus=100))), {"senior_ratio": 0.9}).says("question", ["c"], ["inclusion.gap"])


def test_active_users_count_where_nobody_counted_the_registered(town, run) -> None:
    run("INC-08", town(**place(use(registered_users=None, mau=1000)))).says("question", ["c"], ["inclusion.gap"], share=0.099)
    run("INC-08", town(**place(use(registered_users=0, mau=990)))).is_silent()


@pytest.mark.parametrize(
    "change", [{"users_60plus": None}, {"users_60plus": "不适用"}, {"registered_users": None}, {"registered_users": 0}]
)
def test_without_the_counts_nothing_is_said(town, run, change) -> None:
    run("INC-08", town(**place(use(**change)))).is_silent()


def test_somebody_who_was_helped_is_enough(town, run) -> None:
    run("INC-08", town(**place(use(assisted_cases=1)))).is_silent()


@pytest.mark.parametrize(
    "change", [{"status": "已下线"}, {"status": "在建"}, {"audience": "企业"}, {"audience": "机关工作人员"}, {"audience": None}]
)
def test_what_does_not_run_or_is_not_for_the_public_is_silent(town, run, change) -> None:
    run("INC-08", town(**place(use(), **change))).is_silent()


def test_the_latest_month_with_the_count_decides(town, run) -> None:
    better = use(id="w", period="2026-11", users_60plus=300)
    run("INC-08", town(**place(use(), better))).is_silent()
    run("INC-08", town(**place(use(), {**better, "period": "2026-09"}))).says("question", ["c"], ["inclusion.gap"])
    run("INC-08", town(**place(use(), {**better, "users_60plus": None}))).says("question", ["c"], ["inclusion.gap"])


def test_residents_of_the_body_above_stand_in_and_else_they_are_asked_for(town, run) -> None:
    run("INC-08", town(**place(use(), bodies=(BARE, CITY)))).says("question", ["c"], ["inclusion.gap"], residents=0.2)
    for bodies in ((BARE,), ({**BARE, "parent": "mz"},), (BARE, {**CITY, "served_population": 0}), ({**MZ, "population_60plus": None},)):
        run("INC-08", town(**place(use(), bodies=bodies))).asks("c", "Organisation.population_60plus")
    run("INC-08", town(**place(use(), owner=None))).asks("c", "Organisation.population_60plus")


def test_a_system_is_judged_as_a_channel_is_and_an_unknown_object_is_not(town, run) -> None:
    system = {"id": "s", "name": "救助系统", "owner": "mz", "status": "运行", "audience": "公众"}
    place_ = town(organisations=[MZ], systems=[system], usage=[use(object="s", object_kind="系统")])
    run("INC-08", place_).says("question", ["s"], ["inclusion.gap"])
    run("INC-08", town(**place(use(object="没见过的应用")))).is_silent()


def test_numbers_that_cannot_be_raise_nothing(town, run) -> None:
    run("INC-08", town(**place(use(), bodies=({**MZ, "served_population": -5},)))).is_silent()
    assert len(run("INC-08", town(**place(use(registered_users=1, users_60plus=0)))).findings) == 1


@pytest.mark.parametrize("blank", [None, "待填", "不适用"])
def test_nothing_is_found_where_nobody_said_that_no_one_was_helped(town, run, blank) -> None:
    assert run("INC-08", town(**place(use(assisted_cases=blank)))).findings == ()


def test_assisted_handling_by_the_owner_is_help_too(town, run) -> None:
    help_ = {"id": "h", "name": "村级代办", "kind": "帮办代办", "provider": "mz", "people_helped": 300}
    run("INC-08", town(**place(use()), supports=[help_])).is_silent()


def test_where_people_were_helped_the_residents_are_not_asked_for(town, run) -> None:
    run("INC-08", town(**place(use(assisted_cases=9), bodies=(BARE,)))).is_silent()
