"""The sharing sheet: who holds, gets, asks and is refused; working days against the statutory limits."""

from graphs.sharing_sheet import sharing_sheet

BODIES = [{"id": "ga", "name": "公安局"}, {"id": "mz", "name": "民政局"}, {"id": "yb", "name": "医保局"}]
SYSTEMS = [{"id": f"s{b}", "name": f"{b}系统", "owner": b, "status": "运行"} for b in ("ga", "mz", "yb")]
DATA = [{"id": "r", "name": "户籍表", "system": "sga", "share_type": "有条件共享", "items": ["户籍地址", "主键"]}]


def rows(town, analysis, **more):
    return sharing_sheet(analysis(town(organisations=BODIES, systems=SYSTEMS, resources=DATA, **more)))


def test_a_row_tells_who_gets_asks_and_is_refused(town, analysis) -> None:
    flow = {"id": "x", "from": "sga", "to": "smz", "elements": "户籍地址", "method": "接口", "status": "运行"}
    asked = {
        "id": "q1",
        "from": "yb",
        "to": "ga",
        "elements": "户籍地址",
        "received": "2026-03-02",
        "decided": "2026-03-20",
        "decision": "拒绝",
        "basis": "内部掌握",
        "share_type": "有条件共享",
    }
    other = {"id": "q2", "from": "yb", "to": "mz", "elements": "户籍地址", "received": "2026-03-02"}
    [row] = rows(town, analysis, exchanges=[flow], share_requests=[asked, other])
    assert (row.holder, row.share_type, row.receives, row.asks, row.refused) == (
        "ga",
        "conditional",
        ("mz",),
        ("yb",),
        (("yb", "内部掌握"),),
    )
    [step] = row.steps
    assert (step.request, step.step, step.days, step.limit, step.is_open) == ("q1", "reply", 14, 10, False)


def test_an_open_step_counts_up_to_the_day_of_the_audit(town, analysis) -> None:
    asked = {"id": "q1", "from": "yb", "to": "ga", "elements": "户籍地址", "received": "2026-11-20", "share_type": "有条件共享"}
    [row] = rows(town, analysis, share_requests=[asked])
    assert [(s.days, s.is_open) for s in row.steps] == [(2, True)]


def test_days_outside_the_calendar_are_not_counted(town, analysis) -> None:
    asked = {
        "id": "q1",
        "from": "yb",
        "to": "ga",
        "elements": "户籍地址",
        "received": "2031-01-06",
        "decided": "2031-01-20",
        "share_type": "有条件共享",
    }
    [row] = rows(town, analysis, share_requests=[asked])
    assert [s.days for s in row.steps] == [None]
