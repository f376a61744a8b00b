import pytest

MZ = {"id": "mz", "name": "云溪县民政局", "level": "county"}
CL = {"id": "cl", "name": "云溪县残联", "level": "county"}
SYSTEM = {"id": "a", "name": "助残系统", "owner": "mz"}


def duty(identifier: str, body: str, **more: object) -> dict[str, object]:
    return {"id": identifier, "organisation": body, "object": "助残系统", "object_kind": "系统", "role": "监督", "lead": "否", **more}


def two(**more: object) -> list[dict[str, object]]:
    return [duty("d1", "mz"), duty("d2", "cl", **more)]


def test_one_duty_of_two_bodies_without_a_lead_is_found(town, run) -> None:
    found = run("RSP-02", town(organisations=[MZ, CL], systems=[SYSTEM], responsibilities=two())).says(
        "probable", ["a", "cl", "mz"], ["duty.overlap"]
    )
    assert dict(found.why[0].parts) == {"object": "a", "role": "role:supervisor", "stage": "", "bodies": ["cl", "mz"]}
    assert (found.organisations, found.discriminator) == (("cl", "mz"), "supervisor:")


@pytest.mark.parametrize(
    "change",
    [{"lead": "是"}, {"role": "运维"}, {"stage": "共享"}, {"object": "别的系统"}, {"organisation": "mz"}, {"valid_to": "2026-11-23"}],
    ids=["one leads", "other role", "other stage", "other object", "the same body", "ended yesterday"],
)
def test_duties_that_are_told_apart_are_silent(town, run, change) -> None:
    run("RSP-02", town(organisations=[MZ, CL], systems=[SYSTEM], responsibilities=two(**change))).is_silent()


@pytest.mark.parametrize("role", ["使用", "承建", "数据提供"])
def test_many_may_use_build_for_or_supply_a_thing(town, run, role) -> None:
    rows = [duty("d1", "mz", role=role), duty("d2", "cl", role=role)]
    run("RSP-02", town(organisations=[MZ, CL], systems=[SYSTEM], responsibilities=rows)).is_silent()


def test_a_duty_is_in_force_on_its_last_day(town, run) -> None:
    told = run("RSP-02", town(organisations=[MZ, CL], systems=[SYSTEM], responsibilities=two(valid_to="2026-11-24")))
    told.says("probable", ["a", "cl", "mz"], ["duty.overlap"])


def test_lines_without_a_role_are_a_question(town, run) -> None:
    rows = [duty("d1", "mz", role=None, stage="共享"), duty("d2", "cl", role=None, stage="共享")]
    run("RSP-02", town(organisations=[MZ, CL], systems=[SYSTEM], responsibilities=rows)).says(
        "question", ["a", "cl", "mz"], ["duty.overlap"]
    )


def test_where_nobody_said_who_leads_it_cannot_be_told(town, run) -> None:
    run("RSP-02", town(organisations=[MZ, CL], systems=[SYSTEM], responsibilities=two(lead=None))).asks("a", "Responsibility.lead")


def test_an_object_outside_the_inventory_stands_behind_its_duty_line(town, run) -> None:
    rows = [duty("d1", "mz", object="防汛"), duty("d2", "cl", object="防汛")]
    run("RSP-02", town(organisations=[MZ, CL], systems=[SYSTEM], responsibilities=rows)).says(
        "probable", ["d1", "cl", "mz"], ["duty.overlap"]
    )


def test_a_duty_that_has_not_begun_does_not_overlap(town, run) -> None:
    run("RSP-02", town(organisations=[MZ, CL], systems=[SYSTEM], responsibilities=two(valid_from="2027-01-01"))).is_silent()


def test_a_duty_that_ends_with_this_month_is_still_in_force(town, run) -> None:
    assert len(run("RSP-02", town(organisations=[MZ, CL], systems=[SYSTEM], responsibilities=two(valid_to="2026-11"))).findings) == 1


@pytest.mark.parametrize("stage", ["使用", "应用"])
def test_many_may_use_and_apply_one_thing(town, run, stage) -> None:
    rows = [duty("d1", "mz", stage=stage, role=None), duty("d2", "cl", stage=stage, role=None)]
    run("RSP-02", town(organisations=[MZ, CL], systems=[SYSTEM], responsibilities=rows)).is_silent()
    # who operates it answers for the whole, at any stage
    rows = [duty("d1", "mz", stage=stage, role="运维"), duty("d2", "cl", stage=stage, role="运维")]
    run("RSP-02", town(organisations=[MZ, CL], systems=[SYSTEM], responsibilities=rows)).says(
        "probable", ["a", "cl", "mz"], ["duty.overlap"]
    )
