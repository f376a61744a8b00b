"""Tables for offices: money as two numbers, every row under the same titles."""

from reports.exports.lists import plan_tables


def test_an_interval_is_two_numbers_and_what_cannot_be_done_keeps_its_row() -> None:
    plan = {
        "status": "optimal", "stable": True, "questions": [],
        "waves": [{"id": "w1", "cost_yuan": [345_000, 720_000], "saving_yuan": [0, 0], "people": 9.0, "stopped": ["sys-a", "sys-b"]}],
        "frontier": [
            {"budget_yuan": 0, "status": "infeasible", "objective": None, "cost_yuan": [0, 0], "is_plan": False},
            {"budget_yuan": None, "status": "optimal", "objective": {"late": 3, "net_yuan": 1}, "cost_yuan": None, "is_plan": True},
        ],
    }  # fmt: skip
    tables = plan_tables(plan, "zh")
    assert list(tables) == ["waves", "frontier"]
    assert tables["waves"] == [
        {
            "编号": "w1",
            "投入下限（元）": 345_000,
            "投入上限（元）": 720_000,
            "收益下限（元）": 0,
            "收益上限（元）": 0,
            "人月": 9.0,
            "停用系统": "sys-a\nsys-b",
        }
    ]
    first, last = tables["frontier"]
    assert list(first) == list(last)
    assert (first["延迟整改（批次）"], last["延迟整改（批次）"], last["净节省（元）"], last["投入下限（元）"], last["即本方案"]) == (
        None,
        3,
        1,
        None,
        "是",
    )
    assert plan_tables({"new": [{"strange_key": 1}]}, "en") == {"new": [{"strange_key": 1}]}
