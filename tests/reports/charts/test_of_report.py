"""Which charts a report has, and that their numbers are those of the inventory."""

import pytest

from inventory.values.finding import Reason, Recommendation
from reports.charts.of_report import charts_of
from reports.wording import Names

BODIES = [{"id": f"b{n}", "name": f"第{n}局", "level": "县级"} for n in range(4)]


def charts(inventory, analysis, recommendations=(), plan=None, language="zh"):
    found = analysis(inventory)
    return charts_of(found, recommendations, plan, Names(inventory, language))


def test_nothing_known_draws_nothing(town, analysis) -> None:
    assert charts(town(organisations=BODIES), analysis) == {}


def test_burden_is_counted_by_level_and_what_lacks_a_figure_is_told(town, analysis) -> None:
    items = "姓名|户籍地址|残疾类别"
    returns = [
        {
            "id": "r1",
            "name": "一表",
            "requiring": "b1",
            "respondent_level": "镇街",
            "respondents": 10,
            "frequency": "月",
            "elements": items,
        },
        {
            "id": "r2",
            "name": "二表",
            "requiring": "b2",
            "respondent_level": "镇街",
            "respondents": 10,
            "frequency": "月",
            "elements": "姓名",
        },
        {"id": "r3", "name": "三表", "requiring": "b2", "respondent_level": "村社区", "frequency": "月", "elements": "姓名"},
    ]
    chart = charts(town(organisations=BODIES, returns=returns), analysis)["burden"]
    (row,) = chart.rows
    # (3 + 1) items × 10 bodies × 12 months; a quarter of a minute to a minute each
    assert (row.label, row.low, row.high) == ("镇街", 2, 8)
    assert "1 张表" in chart.subtitle


def test_cost_against_use_shows_what_is_known_and_counts_what_is_not(town, analysis) -> None:
    systems = [{"id": f"s{n}", "name": f"系统{n}", "owner": "b1", "status": "运行"} for n in range(5)]
    costs = [{"id": f"c{n}", "object": f"s{n}", "fiscal_year": 2025, "om_yuan": 10_000 * (n + 1)} for n in range(4)]
    channels = [{"id": "app", "name": "某应用", "kind": "APP", "system": "s3"}]
    usage = [{"id": f"u{n}", "object": f"s{n}", "period": "2026-09", "mau": 100} for n in range(3)]
    usage += [
        {"id": "u3", "object": "app", "period": "2026-08", "mau": 7},
        {"id": "u4", "object": "app", "period": "2026-09", "mau": 5},
        {"id": "u5", "object": "s4", "period": "2026-09", "mau": 50},
    ]
    chart = charts(town(organisations=BODIES, systems=systems, costs=costs, usage=usage, channels=channels), analysis)["cost_use"]
    assert {(row.label, row.x, row.y) for row in chart.rows} == {
        ("系统0", 100, 10_000), ("系统1", 100, 20_000), ("系统2", 100, 30_000), ("系统3", 5, 40_000),
    }  # fmt: skip
    assert [row.label for row in chart.rows if row.is_named] == ["系统3"]
    assert "1 个" in chart.subtitle


def test_sharing_counts_each_element_once_for_each_pair_of_bodies(town, analysis) -> None:
    systems = [{"id": "s", "name": "婚姻系统", "owner": "b0"}, {"id": "m", "name": "救助系统", "owner": "b1"}]
    data = [{"id": "r", "name": "婚姻表", "system": "s", "items": ["姓名", "婚姻状况", "户籍地址"]}]
    flows = [{"id": "x", "from": "s", "to": "m", "elements": "婚姻状况", "method": "接口", "status": "运行"}]
    requests = [
        {"id": "q1", "from": "b1", "to": "b0", "elements": "婚姻状况|户籍地址", "received": "2026-01-01"},
        {"id": "q2", "from": "b2", "to": "b0", "elements": "户籍地址", "received": "2026-01-01"},
    ]
    rows = {"organisations": BODIES, "systems": systems, "resources": data, "exchanges": flows, "share_requests": requests}
    chart = charts(town(**rows), analysis).get("sharing")
    assert chart is not None
    assert [(chart.columns[c], cell.met, cell.all) for (_, c), cell in sorted(chart.cells.items())] == [("第1局", 1, 2), ("第2局", 0, 1)]
    assert chart.table()[1] == [("第0局", "第1局", "1 / 2"), ("第0局", "第2局", "0 / 1")]


def test_savings_are_ranges_and_unknown_ones_are_left_out(town, analysis) -> None:
    def advice(identifier, saving):
        because = (Reason("rec.because", {"rule": "LIF-03", "finding": "f"}),)
        return Recommendation(
            id=identifier, kind="retire", subjects=("s",), addressee=None, steps=(), closes=(), why=because, saving_yuan=saving
        )

    inventory = town(organisations=BODIES, systems=[{"id": "s", "name": "某系统", "owner": "b1"}])
    chart = charts(inventory, analysis, (advice("r1", (10_000, 30_000)), advice("r2", None), advice("r3", (20_000, 20_000))))["savings"]
    assert [(row.low, row.high) for row in chart.rows] == [(20_000, 20_000), (10_000, 30_000)]


PLAN = {
    "waves": [
        {"id": "w1", "cost_yuan": [10_000, 20_000], "saving_yuan": [30_000, 30_000], "stopped": ["s"]},
        {"id": "w2", "cost_yuan": [0, 0], "saving_yuan": [0, 0], "stopped": []},
    ],
    "frontier": [
        {"budget_yuan": 10_000, "status": "infeasible", "objective": None, "cost_yuan": [0, 0], "saving_yuan": [0, 0], "stopped": [], "is_plan": False},
        {"budget_yuan": 20_000, "status": "optimal", "objective": {"burden": 0}, "cost_yuan": [1, 1], "saving_yuan": [9, 9], "stopped": ["s"], "is_plan": True},
        {"budget_yuan": None, "status": "optimal", "objective": {"burden": 5}, "cost_yuan": [2, 2], "saving_yuan": [10, 12], "stopped": ["s", "t"], "is_plan": False},
    ],
}  # fmt: skip


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_plan_s_waves_and_other_budgets(town, analysis, language) -> None:
    found = charts(town(organisations=BODIES), analysis, plan=PLAN, language=language)
    assert [(row.low, row.high, row.style) for row in found["waves"].rows] == [
        (10_000, 20_000, 0), (30_000, 30_000, 1), (0, 0, 0), (0, 0, 1),
    ]  # fmt: skip
    assert [(row.low, row.high) for row in found["frontier"].rows] == [(9, 9), (10, 12)]


def test_a_plan_of_an_earlier_version_has_no_frontier(town, analysis) -> None:
    assert "frontier" not in charts(town(organisations=BODIES), analysis, plan={"waves": PLAN["waves"]})
