import pytest

MZ = {"id": "mz", "name": "云溪县民政局", "level": "county"}


def system(**more: object) -> dict[str, object]:
    return {"id": "a", "name": "殡葬系统", "owner": "mz", "status": "运行", "builder_org": "mz", "operator": "mz", **more}


@pytest.mark.parametrize(
    ("change", "roles"),
    [
        ({"operator": "无"}, ["role:operator"]),
        ({"builder_org": "无"}, ["role:builder"]),
        ({"owner": "无"}, ["role:sponsor"]),
        ({"builder_org": "无", "operator": "none"}, ["role:builder", "role:operator"]),
    ],
)
def test_a_duty_declared_as_none_is_found(town, run, change, roles) -> None:
    found = run("RSP-01", town(organisations=[MZ], systems=[system(**change)])).says("certain", ["a"], ["duty.missing"])
    assert found.why[0].parts["roles"] == roles
    assert found.organisations == (() if "owner" in change else ("mz",))


def test_a_named_body_or_a_retired_system_is_silent(town, run) -> None:
    run(
        "RSP-01", town(organisations=[MZ], systems=[system(), {**system(operator="无"), "id": "b", "name": "旧系统", "status": "已下线"}])
    ).is_silent()


def test_a_line_of_the_duty_list_fills_just_its_own_gap(town, run) -> None:
    duty = {"id": "d", "organisation": "mz", "object": "a", "object_kind": "系统", "role": "运维"}
    run("RSP-01", town(organisations=[MZ], systems=[system(operator="无")], responsibilities=[duty])).is_silent()
    run("RSP-01", town(organisations=[MZ], systems=[system(operator="无")], responsibilities=[{**duty, "role": "使用"}])).says(
        "certain", ["a"], ["duty.missing"]
    )


@pytest.mark.parametrize("span", [{"valid_to": "2026-10"}, {"valid_from": "2026-12"}])
def test_a_line_that_is_not_in_force_fills_no_gap(town, run, span) -> None:
    duty = {"id": "d", "organisation": "mz", "object": "a", "object_kind": "系统", "role": "运维", **span}
    run("RSP-01", town(organisations=[MZ], systems=[system(operator="无")], responsibilities=[duty])).says(
        "certain", ["a"], ["duty.missing"]
    )


def test_a_system_of_which_nobody_said_that_it_runs_is_a_question(town, run) -> None:
    run("RSP-01", town(organisations=[MZ], systems=[system(operator="无", status=None)])).says("question", ["a"], ["duty.missing"])


@pytest.mark.parametrize("blank", [None, "不适用", "待填"])
def test_what_was_not_answered_or_does_not_apply_is_left_alone(town, run, blank) -> None:
    run("RSP-01", town(organisations=[MZ], systems=[system(operator=blank, builder_org=blank)])).is_silent()


def test_the_measures_on_apps_are_cited_for_systems_with_an_app_alone(town, run) -> None:
    mz = {"id": "mz", "name": "云溪县民政局", "level": "county"}
    system = {"id": "a", "name": "救助系统", "owner": "mz", "status": "运行", "operator": "无"}
    for kind, sources in (("小程序", {"CN-01", "CN-39"}), ("网站", {"CN-39"})):
        channel = {"id": "c", "name": "救助通", "kind": kind, "system": "a", "owner": "mz"}
        (found,) = run("RSP-01", town(organisations=[mz], systems=[system], channels=[channel])).findings
        assert {clause.source for clause in found.basis} == sources
