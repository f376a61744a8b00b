"""The planning problem of a town: only what people confirmed may move, stop or must be mended."""

import dataclasses
import json

import pytest

from graphs.plan.build import PlanLimits, build_problem
from graphs.plan.document import parse_problem, problem_document
from graphs.plan.solve import solve_plan
from inventory.values.finding import Basis, Finding

MZ = {"id": "mz", "name": "云溪县民政局", "level": "county", "region": "430603", "attested_sheets": "数据交换"}
LOW = {
    "purpose": "低保申请受理、家庭经济状况核对、救助金发放", "functions": "低保申请|经济核对|救助金发放|入户调查", "service_items": "最低生活保障审批|临时救助审批",
    "status": "active", "audience": "公众", "owner": "mz", "mlps_level": "二级", "network": "电子政务外网", "om_contract_end": "无",
}  # fmt: skip
A = {"id": "a", "name": "云溪县社会救助系统", **LOW}
B = {"id": "b", "name": "云溪县民生帮扶平台", **LOW}
G = {"id": "g", "name": "云溪县一卡通系统", **LOW, "purpose": "补贴发放", "functions": "补贴发放|对账", "service_items": "补贴审批"}
TWO = [("a", "duplicate", "b", "wang"), ("a", "duplicate", "b", "li")]
LIMITS = PlanLimits(horizon_months=60, wave_months=6, waves=3)
COSTS = [{"object": i, "object_kind": "系统", "fiscal_year": 2026, "annual_om_yuan": "120000"} for i in "ab"]


def finding(rule="DUP-01", subjects=("a", "b"), verified="part", **more):
    return Finding(
        rule=rule, rule_version=1, severity="high", certainty="certain", cause="rule", subjects=subjects, why=(), basis=(Basis("CN-07", "五条标准", verified),), **more
    )  # fmt: skip


@pytest.fixture
def problem(town, analysis):
    def built(confirmed=None, *, limits=LIMITS, systems=(A, B, G), organisations=(MZ,), **rows):
        seen = analysis(town(organisations=list(organisations), systems=list(systems), **rows))
        return build_problem(seen, confirmed or {}, limits)

    return built


def ids(problem):
    return [s.id for s in problem.systems]


# what people did not confirm


@pytest.mark.parametrize(
    "judged",
    [
        [],
        TWO[:1],
        [("a", "duplicate", "b", "wang"), ("b", "duplicate", "a", "wang")],
        [*TWO[:1], ("a", "overlap", "b", "li")],
        [("a", "duplicate", "b", "wang"), ("a", "different", "b", "li")],
        [*TWO, ("a", "different", "b", "zhao"), ("a", "different", "b", "qian"), ("a", "different", "b", "sun")],
    ],
    ids=["nobody", "one person", "one person twice", "another verdict", "one against one", "outvoted"],
)
def test_a_pair_that_two_people_did_not_confirm_moves_and_retires_nothing(problem, judged) -> None:
    built = problem({"f1": finding()}, judgements=judged, costs=COSTS)
    assert (built.clusters, built.moves, built.must_fix) == ((), (), ())
    assert not any(s.may_retire for s in built.systems)
    assert all(choice.action == "keep" for choice in solve_plan(built).choices.values())


def test_a_pair_that_two_people_confirmed_may_move_either_way(problem) -> None:
    built = problem(judgements=TWO, costs=COSTS)
    assert [c.members for c in built.clusters] == [("a", "b")]
    assert [(m.source, m.target, m.basis) for m in built.moves] == [("a", "b", "cluster"), ("b", "a", "cluster")]
    assert not any(s.may_retire for s in built.systems)
    assert [s.cluster for s in built.systems] == ["c001", "c001"]
    plan = solve_plan(built)
    assert sorted(choice.action for choice in plan.choices.values()) == ["keep", "move"]


def test_a_zombie_is_retired_only_once_its_finding_is_confirmed(problem) -> None:
    assert ids(problem()) == []
    built = problem({"f1": finding("LIF-01", ("g",))})
    assert [(s.id, s.may_retire) for s in built.systems] == [("g", True)]
    assert [(f.id, f.kind, f.system) for f in built.must_fix] == [("f1", "stop", "g")]


@pytest.mark.parametrize(("verified", "counts"), [("full", True), ("part", True), ("meta", False), ("memory", False)])
def test_a_must_fix_needs_a_basis_that_was_read(problem, verified, counts) -> None:
    confirmed = {
        "f1": finding(verified=verified), "f2": finding("LIF-01", ("g",), verified), "f3": finding("SIL-07", ("g",), verified), "f4": finding("SIL-14", ("g",), verified),
    }  # fmt: skip
    built = problem(confirmed, judgements=TWO)
    assert [(f.id, f.kind) for f in built.must_fix] == (
        [("f1", "merge"), ("f2", "stop"), ("f3", "build"), ("f4", "build")] if counts else []
    )


def test_a_finding_without_basis_is_no_must_fix(problem) -> None:
    bare = Finding(rule="DUP-01", rule_version=1, severity="high", certainty="certain", cause="rule", subjects=("a", "b"), why=())
    assert problem({"f1": bare}, judgements=TWO).must_fix == ()


def test_a_finding_about_others_does_not_force_a_reviewed_cluster(problem) -> None:
    """b and g are a finding of their own; a and b are the reviewed cluster."""
    built = problem({"f1": finding(subjects=("b", "g"))}, judgements=TWO)
    assert built.must_fix == ()


# money


def test_a_cost_that_nobody_told_is_unknown_or_the_offices_estimate(problem) -> None:
    built = problem(judgements=TWO)
    assert [(s.om_month_yuan, s.exit_yuan) for s in built.systems] == [(None, LIMITS.migration_yuan)] * 2
    plan = solve_plan(built)
    assert {("a", "om_month_yuan"), ("b", "om_month_yuan")} <= {(q.subject, q.field) for q in plan.questions}
    # what saves nothing known is not stopped for money
    assert all(choice.action == "keep" for choice in plan.choices.values())


def test_an_answered_cost_is_taken_as_it_is_and_an_answered_zero_is_zero(problem) -> None:
    costs = [{**COSTS[0], "exit_cost_yuan": "0"}, {**COSTS[1], "annual_om_yuan": "0", "exit_cost_yuan": "30000"}]
    built = problem(judgements=TWO, costs=costs)
    assert [(s.om_month_yuan, s.exit_yuan) for s in built.systems] == [((10_000, 10_000), (0, 0)), ((0, 0), (30_000, 30_000))]


def test_costs_are_rounded_up(problem) -> None:
    built = problem(judgements=TWO, costs=[{**COSTS[0], "exit_cost_yuan": "1234.50"}])
    assert built.systems[0].exit_yuan == (1235, 1235)


@pytest.mark.parametrize(("peers", "known"), [(4, False), (5, True)])
def test_peers_stand_in_from_five_of_a_kind_on(problem, peers, known) -> None:
    others = [{**G, "id": f"p{n}", "name": f"第{n}号系统", "system_category": "业务系统"} for n in range(peers)]
    costs = [{**COSTS[0], "object": f"p{n}", "annual_om_yuan": str(120_000 * (n + 1))} for n in range(peers)]
    built = problem(judgements=TWO, systems=({**A, "system_category": "业务系统"}, B, *others), costs=costs)
    a, b = (next(s for s in built.systems if s.id == i) for i in "ab")
    assert b.om_month_yuan is None
    if not known:
        assert a.om_month_yuan is None
    else:
        # p25 and p75 of 10, 20, 30, 40, 50 thousand yuan a month
        assert (a.om_month_yuan[0] in range(10_000, 20_001), a.om_month_yuan[1] in range(40_000, 50_001)) == (True, True)


# contract, place and level


@pytest.mark.parametrize(
    ("end", "month"),
    [("无", 0), (None, None), ("2026-11-24", 0), ("2027-05-24", 6), ("2025-01-01", 0)],
)
def test_months_to_the_end_of_the_contract(problem, end, month) -> None:
    assert problem(judgements=TWO, systems=({**A, "om_contract_end": end}, B)).systems[0].contract_end_month == month


@pytest.mark.parametrize(("end", "month"), [("2026-11-30", 1), ("2027-05-31", 7)])
def test_a_begun_month_of_contract_is_paid(problem, end, month) -> None:
    """Today is the 24th: savings are rounded down."""
    assert problem(judgements=TWO, systems=({**A, "om_contract_end": end}, B)).systems[0].contract_end_month == month


def test_a_county_may_move_to_its_city(problem) -> None:
    city = {"id": "sz", "name": "岳阳市民政局", "level": "city", "region": "430600", "attested_sheets": "数据交换"}
    built = problem(judgements=TWO, organisations=(MZ, city), systems=(A, {**B, "owner": "sz"}), costs=COSTS)
    from graphs.plan.options import read_options

    assert ("a", "b") in [(m.source, m.target) for m, _ in read_options(built).moves]


def test_a_confirmed_zombie_is_no_target(problem) -> None:
    from graphs.plan.options import read_options

    built = problem({"f1": finding("LIF-01", ("b",))}, judgements=TWO, costs=COSTS)
    assert [(m.source, m.target) for m, _ in read_options(built).moves] == [("b", "a")]


# exchanges and services


def flow(identifier, left, right, **more):
    return {"id": identifier, "from": left, "to": right, "elements": "户籍地址", "method": "接口", "status": "运行", **more}


def test_consumers_are_rewired_before_their_source_goes(problem) -> None:
    built = problem({"f1": finding()}, judgements=TWO, costs=COSTS, exchanges=[flow("x1", "a", "g"), flow("x2", "b", "g")])
    assert ids(built) == ["a", "b", "g"]
    assert [(e.id, e.source, e.target) for e in built.exchanges] == [("x1", "a", "g"), ("x2", "b", "g")]
    lone = problem({"f1": finding()}, judgements=TWO, costs=COSTS, exchanges=[flow("x1", "a", "g")])
    plan = solve_plan(lone)
    moved = next((s, c) for s, c in plan.choices.items() if c.action == "move")
    # either the one that feeds nobody goes at once, or the other after a build
    assert moved[0] == "b" or all(wave < moved[1].wave for wave in plan.builds.values())
    rewires = [r for b in lone.builds for r in b.rewires]
    assert ("x1", "b") in rewires
    assert all(b.cost_yuan == LIMITS.exchange_yuan for b in lone.builds)


def test_a_system_that_feeds_its_twin_can_still_move_into_it(problem) -> None:
    """PLAN.md asks for an exchange b→b or a build that rewires {x1, b}: without one the pair could never merge this way."""
    built = problem(judgements=TWO, costs=COSTS, exchanges=[flow("x1", "a", "b"), flow("x2", "b", "a")])
    plan = solve_plan(built)
    assert sorted(choice.action for choice in plan.choices.values()) == ["keep", "move"]


def test_unknown_consumers_come_last(problem) -> None:
    silent = {**MZ, "attested_sheets": "系统"}
    built = problem({"f1": finding()}, judgements=TWO, costs=COSTS, organisations=(silent,))
    assert {s.consumers_known for s in built.systems} == {False}
    plan = solve_plan(built)
    assert [c.wave for c in plan.choices.values() if c.action == "move"] == [2]


def served(identifier, systems, ways, **more):
    return {
        "id": identifier,
        "name": f"事项{identifier}",
        "owner": "mz",
        "systems": systems,
        "channel_kinds": ways,
        "user_groups": "老年人",
        **more,
    }


def test_the_counter_of_a_service_stays(problem) -> None:
    built = problem(
        {"f1": finding()},
        judgements=TWO, costs=COSTS, services=[served("v1", "a", "窗口|APP"), served("v2", "b", "热线")],
    )  # fmt: skip
    assert {(e.service, e.channel) for s in built.systems for e in s.serves} == {("v1", "counter"), ("v1", "online"), ("v2", "assisted")}
    plan = solve_plan(built)
    # both serve somebody offline, so neither stops, must-fix or not
    assert all(choice.action == "keep" for choice in plan.choices.values())
    both = problem({"f1": finding()}, judgements=TWO, costs=COSTS, services=[served("v1", "a|b", "窗口|APP")])
    assert sorted(choice.action for choice in solve_plan(both).choices.values()) == ["keep", "move"]


def test_a_new_counter_serves_the_same_people_in_the_same_place(problem) -> None:
    built = problem({"f1": finding("INC-05", ("v1",))}, judgements=TWO, services=[served("v1", "a", "APP")])
    keys = {e.key for s in built.systems for e in s.serves}
    offers = {e.key for b in built.builds for e in b.offers}
    assert offers
    assert offers <= keys


@pytest.mark.parametrize(
    "method",
    [
        "接口",
        "人工",
    ],
)
def test_the_problem_is_one_that_the_reader_takes(problem, method) -> None:
    built = problem(
        {"f1": finding(), "f2": finding("SIL-14", ("g",)), "f3": finding("INC-05", ("v1",))},
        judgements=TWO, costs=COSTS, exchanges=[flow("x1", "a", "g", method=method), flow("x2", "g", "b")], services=[served("v1", "a", "APP")],
    )  # fmt: skip
    assert parse_problem(json.loads(json.dumps(problem_document(built)))) == built


def test_what_the_plan_does_not_decide_on_stays_out(problem) -> None:
    built = problem(judgements=TWO, costs=COSTS)
    assert ids(built) == ["a", "b"]


def test_limits_go_into_every_wave(problem) -> None:
    limits = PlanLimits(horizon_months=36, wave_months=4, waves=2, budget_yuan=9, budget_per_wave_yuan=5, max_retire=1)
    built = problem(limits=limits)
    assert (built.horizon_months, built.budget_yuan) == (36, 9)
    assert [(w.id, w.months, w.budget_yuan, w.max_retire) for w in built.waves] == [("w1", 4, 5, 1), ("w2", 4, 5, 1)]


def test_where_a_system_does_not_reach_it_serves_nobody(problem) -> None:
    """The plan and what-if share one measure of who is served where."""
    systems = [{**A, "coverage": "430603100"}, {**B, "coverage": "430603101"}, {**G, "status": "已下线"}]
    service = {
        "id": "v", "name": "低保申请", "systems": "a|b|g", "regions": "430603100|430603101", "channel_kinds": "窗口", "groups": "公众",
    }  # fmt: skip
    built = problem(systems=systems, judgements=TWO, services=[service])
    assert {s.id: [e.region for e in s.serves] for s in built.systems} == {"a": ["430603100"], "b": ["430603101"], "g": []}


def test_people_and_locks_of_the_office_stand_in_the_problem(problem) -> None:
    limits = dataclasses.replace(LIMITS, people_per_wave=1.5, locked=("a", "a", "nothing"))
    built = problem(limits=limits, judgements=TWO, costs=COSTS)
    assert [w.people for w in built.waves] == [1.5] * 3
    assert [(lock.system, lock.rule) for lock in built.locks] == [("a", "keep")]
    # a move takes two person-months
    assert all(choice.action == "keep" for choice in solve_plan(built).choices.values())
    free = problem(limits=dataclasses.replace(LIMITS, locked=("a",)), judgements=TWO, costs=COSTS)
    assert solve_plan(free).choices["a"].action == "keep"
