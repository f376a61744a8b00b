import pytest

MZ = {"id": "mz", "name": "云溪县民政局", "level": "county"}


def system(**more: object) -> dict[str, object]:
    return {
        "id": "s",
        "name": "养老系统",
        "owner": "mz",
        "status": "运行",
        "contractor": "云上公司",
        "contract_clauses": "处理范围|安全义务",
        **more,
    }


def cost(**more: object) -> dict[str, object]:
    return {"id": "k", "object": "s", "object_kind": "系统", "fiscal_year": 2026, **more}


SINGLE = cost(procurement="单一来源")
EXIT = cost(id="x", fiscal_year=2025, exit_cost_yuan="120000")


@pytest.mark.parametrize(
    ("costs", "codes"),
    [
        ([SINGLE], ["life.single_source"]),
        ([EXIT], ["life.exit_cost"]),
        ([SINGLE, EXIT], ["life.single_source", "life.exit_cost"]),
        ([cost(procurement="公开招标"), {**SINGLE, "id": "y", "fiscal_year": 2024}], ["life.single_source"]),
    ],
)
def test_no_way_out_and_a_sign_of_being_bound_is_a_question(town, run, costs, codes) -> None:
    found = run("LIF-09", town(organisations=[MZ], systems=[system()], costs=costs)).says(
        "question", ["s"], ["life.no_way_out", *codes], severity="medium"
    )
    assert dict(found.why[0].parts) == {"system": "s", "contractor": "云上公司"}
    assert (found.organisations, found.evidence[0].locator) == (("mz",), "systems.csv#2")


def test_clauses_answered_as_none_hand_over_nothing(town, run) -> None:
    run("LIF-09", town(organisations=[MZ], systems=[system(contract_clauses="无")], costs=[SINGLE])).says(
        "question", ["s"], ["life.no_way_out", "life.single_source"]
    )


@pytest.mark.parametrize("clause", ["源代码交付", "数据字典交付", "退出协助", "安全义务|退出协助"])
def test_one_way_out_is_enough(town, run, clause) -> None:
    run("LIF-09", town(organisations=[MZ], systems=[system(contract_clauses=clause)], costs=[SINGLE, EXIT])).is_silent()


@pytest.mark.parametrize("clause", ["数据返还", "数据删除", "委托审批"])
def test_other_clauses_are_no_way_out(town, run, clause) -> None:
    assert len(run("LIF-09", town(organisations=[MZ], systems=[system(contract_clauses=clause)], costs=[SINGLE])).findings) == 1


@pytest.mark.parametrize("answer", [None, "不适用"])
def test_clauses_that_nobody_answered_or_that_do_not_apply_say_nothing(town, run, answer) -> None:
    run("LIF-09", town(organisations=[MZ], systems=[system(contract_clauses=answer)], costs=[SINGLE, EXIT])).is_silent()


@pytest.mark.parametrize(
    "costs",
    [
        [],
        [cost(procurement="公开招标")],
        [cost(procurement="竞争性磋商", exit_cost_yuan="0")],
        [cost(procurement="不适用", exit_cost_yuan="无")],
        [cost(annual_om_yuan="120000")],
        [{**SINGLE, "object": "t"}],
    ],
    ids=["no costs", "open tender", "no exit cost", "answered as none", "blank", "another system's"],
)
def test_without_a_sign_of_being_bound_it_is_silent(town, run, costs) -> None:
    other = system(id="t", name="救助系统", contract_clauses="源代码交付")
    run("LIF-09", town(organisations=[MZ], systems=[system(), other], costs=costs)).is_silent()


@pytest.mark.parametrize("status", ["已下线", "停用", "在建", "规划"])
def test_what_does_not_run_is_silent(town, run, status) -> None:
    run("LIF-09", town(organisations=[MZ], systems=[system(status=status)], costs=[SINGLE, EXIT])).is_silent()


def test_a_smallest_exit_cost_counts_and_an_unnamed_contractor_is_left_blank(town, run) -> None:
    rows = [system(contractor=None, status=None)]
    found = run("LIF-09", town(organisations=[MZ], systems=rows, costs=[cost(exit_cost_yuan="0.01")])).says(
        "question", ["s"], ["life.no_way_out", "life.exit_cost"]
    )
    assert found.why[0].parts["contractor"] == ""


def test_a_system_that_the_body_built_itself_is_bound_to_no_vendor(town, run) -> None:
    run("LIF-09", town(organisations=[MZ], systems=[system(contractor="无")], costs=[EXIT])).is_silent()
