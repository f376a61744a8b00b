"""The plan and what-if pages tell what the commands tell: what changes, what is left and why, limits and locks, who loses what where."""

import json

import pytest
from sqlalchemy import select
from sqlmodel import col

from auditor.deciding import what_if_of
from inventory.database import reading, writing
from inventory.models.ledger import FindingRow, JobRow, RecommendationRow
from inventory.snapshot import save_result

LEVELS = {"late": 1, "burden": 12, "net_yuan": 90_000, "changes": 2}
PLAN = {
    "status": "feasible",
    "objective": LEVELS,
    "bounds": {**LEVELS, "net_yuan": 100_000},
    "gaps": {**dict.fromkeys(LEVELS, 0.0), "net_yuan": 0.1},
    "seconds": 0.1,
    "systems": [
        {"id": "sys-a", "name": "甲系统", "action": "keep", "to": None, "to_name": None, "wave": None, "why": "保留"},
        {"id": "sys-a1", "name": "甲属系统", "action": "move", "to": "sys-a", "to_name": "甲系统", "wave": "w1", "why": "并入甲系统"},
        {"id": "sys-b", "name": "乙系统", "action": "keep", "to": None, "to_name": None, "wave": None, "why": "保留"},
    ],
    "builds": [{"id": "connect-1", "name": "建立对接 <script>alert(1)</script>", "wave": "w1", "why": "建立对接"}],
    "waves": [{"id": "w1", "cost_yuan": [10_000, 20_000], "saving_yuan": [30_000, 30_000], "people": 4.5, "stopped": ["sys-a1"]}],
    "must_fix": [{"id": "fnd-1", "fixed_wave": "w1"}, {"id": "fnd-2", "fixed_wave": None}],
    "questions": [],
    "stable": False,
    "depends_on": ["甲属系统"],
    "explanation": "说明",
    "conflict": [],
    "unmet": [
        {"kind": "must_fix", "subject": "fnd-2", "reason": "conflict", "conflict": [], "cost_yuan": None, "saving_yuan": None, "text": "问题二未整改：窗口不得中断"},
        {"kind": "cluster", "subject": "c2", "reason": "crowded_out", "conflict": [], "cost_yuan": [1, 2], "saving_yuan": [3, 4], "text": "乙系统与甲系统仍并行"},
    ],
    "frontier": [],
}  # fmt: skip
PROBLEM = {
    "budget_yuan": 150_000,
    "waves": [{"id": "w1", "months": 6, "budget_yuan": 80_000, "people": 9, "max_retire": 3}],
    "locks": [{"id": "keep-sys-b", "system": "sys-b", "rule": "keep"}],
    "clusters": [{"id": "c1", "members": ["sys-a", "sys-a1"]}, {"id": "c2", "members": ["sys-a", "sys-b"]}],
}


@pytest.fixture
def planned(own_office):
    advice = {"id": "rec-1", "kind": "merge", "subjects": ["sys-a1"]}
    with writing(own_office.engine) as session:
        for language in ("zh", "en"):
            save_result(session, f"plan_{language}", PLAN)
        save_result(session, "plan_problem", PROBLEM)
        for row in session.execute(select(RecommendationRow)).scalars():
            session.delete(row)
        session.flush()
        session.add(RecommendationRow(id="rec-1", kind="merge", content=advice))
        content = {"id": "fnd-1", "subjects": ["sys-a1"], "organisations": []}
        for identifier in ("fnd-1", "fnd-2"):
            session.add(FindingRow(id=identifier, rule="DUP-01", severity="high", certainty="certain", status="confirmed", round="r", content=content))  # fmt: skip
    return own_office


def test_the_page_tells_what_changes_and_what_is_left_undone_and_why(planned) -> None:
    client = planned.client("u-architect")
    told, page = client.get("/plan.json").json(), client.get("/plan").text
    assert told["plan"] == json.loads(json.dumps(PLAN))
    assert [(row["wave"], row["action"], row["id"], row["to"], row["advice"]) for row in told["rows"]] == [
        ("w1", "build", "", "", ""),
        ("w1", "move", "sys-a1", "sys-a", "rec-1"),
    ]
    assert [(u["finding"], [s["id"] for s in u["systems"]]) for u in told["unmet"]] == [("fnd-2", []), ("", ["sys-a", "sys-b"])]
    assert [(d["id"], d["wave"]) for d in told["duties"]] == [("fnd-1", "w1"), ("fnd-2", None)]
    assert [(k["id"], [s["id"] for s in k["takes_over"]], k["is_locked"]) for k in told["staying"]] == [
        ("sys-a", ["sys-a1"], False),
        ("sys-b", [], True),
    ]
    for words in (
        "问题二未整改：窗口不得中断",
        "乙系统与甲系统仍并行",
        "人工锁定",
        "本方案未整改",
        'href="/recommendations/rec-1"',
        'href="/findings/fnd-2"',
    ):
        assert words in page, words
    assert "<script>alert" not in page


def test_limits_of_money_people_and_endings_stand_beside_what_is_used(planned) -> None:
    frame = planned.client("u-architect").get("/plan.json").json()["frame"]
    (wave,) = frame["waves"]
    assert (wave["people"], wave["most_people"], wave["most_stopped"], wave["months"]) == (4.5, 9, 3, 6)
    assert (frame["budget"], wave["budget"]) == ("15 万元", "8 万元")
    assert [s["id"] for s in frame["locked"]] == ["sys-b"]
    page = planned.client("u-architect").get("/plan?lang=en").text
    assert "at most 9" in page
    assert "4.5" in page


def test_how_far_from_the_best_and_on_what_it_hangs_is_said(planned) -> None:
    told = planned.client("u-architect").get("/plan.json").json()
    assert [(level["reached"], level["bound"], level["gap"]) for level in told["levels"]][2] == ("90,000", "100,000", "10.0%")
    assert "甲属系统" in told["steadiness"]
    lines = planned.client("u-architect").get("/plan.csv").text.splitlines()
    assert len(lines) == 3


def test_before_the_first_plan_the_page_says_what_makes_one(own_office) -> None:
    client = own_office.client("u-architect")
    assert client.get("/plan").text.count('class="empty"') == 1
    assert client.get("/plan.json").json()["plan"] is None


def test_systems_to_keep_are_handed_on_as_words_and_never_as_options(planned) -> None:
    client = planned.client("u-architect")
    assert client.send_form("/plan", budget="5", lock="sys-b\r\n\r\n --budget=9 \r\n甲属系统").status_code == 303
    with reading(planned.engine) as session:
        job = session.execute(select(JobRow).order_by(col(JobRow.id).desc())).scalars().first()
    assert job is not None
    assert job.arguments[-4:] == ["--budget=5", "--lock=sys-b", "--lock=--budget=9", "--lock=甲属系统"]


def test_what_if_is_asked_by_ticking_what_a_search_offers(own_office) -> None:
    client = own_office.client("u-architect")
    told = client.get("/whatif.json?q=jiafang&retire=sys-b").json()
    assert [(s["id"], s["retire"], s["lock"]) for s in told["systems"]] == [("sys-b", True, False), ("sys-a", False, False)]
    answer = what_if_of(own_office.workspace, retire=["sys-b"], connect=[], budget=None, lock=[])
    assert told["answer"] == json.loads(json.dumps(answer))
    page = client.get("/whatif?q=jiafang&retire=sys-b").text
    assert 'name="retire" value="sys-b"' in page
    for entry in answer["services_lost"]:
        assert entry["name"] in page
    assert len(told["rows"]) == sum(
        len(answer[name]) for name in ("services_lost", "channels_closed", "consumers_cut", "elements_without_place")
    )


def test_the_plan_under_another_budget_is_for_those_who_decide(own_office) -> None:
    architect = own_office.client("u-architect")
    told = architect.get("/whatif.json?lock=sys-a&budget=1000").json()
    assert [p["which"] for p in told["then"]] == ["now", "then"]
    assert [s["id"] for s in told["answer"]["plan"]["no_candidates"]] == ["sys-a"]
    assert architect.get("/whatif?budget=x").status_code == 400
    reader = own_office.client("u-reader")
    assert [reader.get(f"/whatif?{asked}").status_code for asked in ("lock=sys-a", "budget=1", "retire=sys-a", "")] == [403, 403, 200, 200]
    assert 'name="budget"' not in reader.get("/whatif").text
