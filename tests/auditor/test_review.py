"""Judgements and the life of a finding: who may what, two hands, the right of reply, undoing, and a log that only grows."""

import dataclasses
import datetime as dt

import pytest
from sqlalchemy import select

from auditor import review
from auditor.accounts import add_account
from auditor.pipeline import audit
from auditor.planning import limits_of, problem_of
from inventory.database import reading, writing
from inventory.models.ledger import FindingEventRow, FindingRow, JudgementRow
from inventory.problems import InputError

PAIR = ("银龄关爱服务平台", "老龄健康一码通")


def refused(code: str, call, *args, **more) -> InputError:
    with pytest.raises(InputError) as caught:
        call(*args, **more)
    assert caught.value.code == code
    assert all(caught.value.sentence(language) for language in ("zh", "en"))
    return caught.value


def rule_of(workspace, rule: str) -> str:
    with reading(workspace.engine) as session:
        return next(row.id for row in session.execute(select(FindingRow).order_by(FindingRow.id)).scalars() if row.rule == rule)


def state(workspace, finding: str) -> str:
    with reading(workspace.engine) as session:
        return str(session.get(FindingRow, finding).status)


def log(workspace, finding: str) -> list[tuple]:
    with reading(workspace.engine) as session:
        rows = session.execute(select(FindingEventRow).where(FindingEventRow.finding == finding).order_by(FindingEventRow.id)).scalars()
        return [(row.action, row.by, row.old, row.new, row.text) for row in rows]


def judgements(workspace) -> list[tuple]:
    with reading(workspace.engine) as session:
        return sorted(((j.by, j.verdict, j.undone_by) for j in session.execute(select(JudgementRow)).scalars()), key=str)


def later(workspace, **time):
    return dataclasses.replace(workspace, now=workspace.now + dt.timedelta(**time))


def answer(workspace, finding: str) -> None:
    review.step(workspace, "answer", finding, by="甲", text="属实")


def test_where_the_office_asks_for_it_one_hand_has_the_role_that_the_rule_names(town_workspace) -> None:
    w = town_workspace
    w.settings = w.settings.model_copy(update={"review": w.settings.review.model_copy(update={"by_role": True, "reply_days": 0})})
    with reading(w.engine) as session:
        rows = session.execute(select(FindingRow).order_by(FindingRow.id)).scalars()
        finding = next(r.id for r in rows if r.content["must_confirm"] == "inspector" and r.status == "candidate")
    add_account(w, "辛", "reviewer", organisation=None, password=None)
    for by in ("甲", "辛"):
        assert review.step(w, "confirm", finding, by=by) == {"finding": finding, "status": "candidate", "waits_for": "inspector"}
    assert review.step(w, "confirm", finding, by="乙") == {"finding": finding, "status": "confirmed"}


def test_evidence_that_was_asked_for_brings_the_finding_back(town_workspace) -> None:
    w = town_workspace
    finding = rule_of(w, "DUP-01")
    refused("needs_text", review.step, w, "ask", finding, by="甲")
    assert review.step(w, "ask", finding, by="甲", text="请附系统截图")["status"] == "needs_evidence"
    refused("step_not_now", review.step, w, "ask", finding, by="甲", text="再附")
    answer(w, finding)
    assert state(w, finding) == "candidate"
    assert [entry[:4] for entry in log(w, finding)][1:] == [
        ("ask", "甲", "candidate", "needs_evidence"),
        ("answer", "甲", "needs_evidence", "candidate"),
    ]


def test_one_hand_is_not_enough_and_one_person_is_one_hand(town_workspace) -> None:
    w = town_workspace
    finding = rule_of(w, "DUP-01")
    answer(w, finding)
    assert review.step(w, "confirm", finding, by="甲")["status"] == "candidate"
    assert review.step(w, "confirm", finding, by="甲")["status"] == "candidate"
    assert review.step(w, "confirm", finding, by="乙") == {"finding": finding, "status": "confirmed"}
    assert [entry[:2] for entry in log(w, finding)] == [
        ("found", "auditor"),
        ("answer", "甲"),
        ("confirm", "甲"),
        ("confirm", "甲"),
        ("confirm", "乙"),
    ]


def test_confirmation_waits_for_the_body_s_reply_or_its_lapse(town_workspace) -> None:
    w = town_workspace
    finding = rule_of(w, "DUP-01")
    error = refused("reply_pending", review.step, w, "confirm", finding, by="甲")
    assert error.params["days"] == 10
    assert refused("reply_pending", review.step, later(w, days=9, hours=23), "confirm", finding, by="甲").params["days"] == 1
    assert review.step(later(w, days=10), "confirm", finding, by="甲")["status"] == "candidate"
    assert review.step(later(w, days=10), "confirm", finding, by="乙")["status"] == "confirmed"


@pytest.mark.parametrize(
    ("by", "may"),
    [
        ("甲", {"answer", "confirm", "reject", "except"}),
        ("乙", {"answer", "confirm", "reject", "except"}),
        ("丙", {"answer"}),
        ("丁", set()),
        ("戊", {"answer"}),
        ("己", set()),
    ],
)
def test_who_may_take_which_step(town_workspace, by, may) -> None:
    w = town_workspace
    finding = rule_of(w, "DUP-01")
    answer(w, finding)
    for action in ("answer", "confirm", "reject", "except"):
        before = log(w, finding)
        if action in may and action in ("answer", "confirm"):
            review.step(w, action, finding, by=by, text="话")
        elif action not in may:
            refused(
                "not_your_finding" if action == "answer" and by == "己" else "role_may_not",
                review.step,
                w,
                action,
                finding,
                by=by,
                text="话",
            )
            assert log(w, finding) == before


def test_a_reader_only_reads(town_workspace) -> None:
    refused("role_may_not", review.step, town_workspace, "answer", rule_of(town_workspace, "DUP-01"), by="丁", text="话")


def test_free_text_is_no_account(town_workspace) -> None:
    error = refused("no_account", review.step, town_workspace, "answer", rule_of(town_workspace, "DUP-01"), by="路人", text="话")
    assert "甲" in error.params["known"]
    refused("no_account", review.judge, town_workspace, *PAIR, "duplicate", by="auditor", reason="x")


def test_the_life_of_a_finding(town_workspace) -> None:
    w = town_workspace
    finding = rule_of(w, "DUP-01")
    for action in ("assign", "close"):
        assert refused("step_not_now", review.step, w, action, finding, by="甲", text="话").params["status"] == "candidate"
    for action in ("answer", "reject", "except"):
        refused("needs_text", review.step, w, action, finding, by="甲", text="  ")
    answer(w, finding)
    for by in ("甲", "乙"):
        review.step(w, "confirm", finding, by=by)
    refused("step_not_now", review.step, w, "confirm", finding, by="甲")
    refused("unknown_option", review.step, w, "assign", finding, by="甲", text="王工", due="soon")
    assert review.step(w, "assign", finding, by="甲", text="乙", due="2026年12月31日")["status"] == "in_correction"
    with reading(w.engine) as session:
        assert (session.get(FindingRow, finding).owner, session.get(FindingRow, finding).due) == ("乙", "2026-12-31")
    # other words than an account are a note: who assigned it answers for it
    review.step(w, "assign", finding, by="甲", text="请王工改", due="2026-12-31")
    with reading(w.engine) as session:
        assert session.get(FindingRow, finding).owner == "甲"
    assert "请王工改" in [entry[-1] for entry in log(w, finding)]
    refused("needs_closing_evidence", review.step, w, "close", finding, by="乙")
    assert review.step(w, "close", finding, by="乙", text="已合并")["status"] == "closed"
    refused("step_not_now", review.step, w, "reject", finding, by="甲", text="话")
    audit(w)
    assert state(w, finding) == "closed"
    assert len(log(w, finding)) == 7


def confirmed(workspace) -> str:
    finding = rule_of(workspace, "DUP-01")
    answer(workspace, finding)
    for by in ("甲", "乙"):
        review.step(workspace, "confirm", finding, by=by)
    return finding


def test_who_reports_the_correction_does_not_close_it(town_workspace) -> None:
    w = town_workspace
    finding = confirmed(w)
    review.step(w, "assign", finding, by="甲", text="丙")
    review.step(w, "answer", finding, by="乙", text="已合并，附截图")
    before = log(w, finding)
    assert refused("closes_own_correction", review.step, w, "close", finding, by="乙", text="已合并").params == {"name": "乙"}
    assert (state(w, finding), log(w, finding)) == ("in_correction", before)
    assert review.step(w, "close", finding, by="甲", text="查看属实")["status"] == "closed"


def test_who_is_named_to_correct_does_not_close_it(town_workspace) -> None:
    w = town_workspace
    finding = confirmed(w)
    review.step(w, "assign", finding, by="甲", text="甲")
    refused("closes_own_correction", review.step, w, "close", finding, by="甲", text="已合并")
    # somebody else is charged with it: who was before may look at the result
    review.step(w, "assign", finding, by="甲", text="乙")
    refused("closes_own_correction", review.step, w, "close", finding, by="乙", text="已合并")
    assert review.step(w, "close", finding, by="甲", text="查看属实")["status"] == "closed"


@pytest.mark.parametrize("text", ["请王工改", None, "王工 "], ids=["a note", "nothing", "a name without an account"])
def test_who_charges_somebody_without_an_account_does_not_close_it(town_workspace, text) -> None:
    w = town_workspace
    finding = confirmed(w)
    review.step(w, "assign", finding, by="甲", text=text)
    refused("closes_own_correction", review.step, w, "close", finding, by="甲", text="已合并")
    assert review.step(w, "close", finding, by="乙", text="查看属实")["status"] == "closed"


def test_who_corrected_an_earlier_round_may_close_after_a_new_confirmation(town_workspace) -> None:
    w = town_workspace
    finding = confirmed(w)
    review.step(w, "assign", finding, by="甲", text="甲")
    review.step(w, "close", finding, by="乙", text="已合并")
    with writing(w.engine) as session:
        session.get(FindingRow, finding).is_current = False
    audit(later(w, minutes=1))
    assert state(w, finding) == "reopened"
    for by in ("甲", "乙"):
        review.step(w, "confirm", finding, by=by)
    assert review.step(w, "close", finding, by="甲", text="这次是乙改的")["status"] == "closed"


def test_a_reply_before_the_confirmation_is_no_report_of_a_correction(town_workspace) -> None:
    finding = confirmed(town_workspace)
    assert review.step(town_workspace, "close", finding, by="甲", text="查看属实")["status"] == "closed"


def test_an_office_of_one_hand_closes_alone(town_workspace) -> None:
    w = town_workspace
    finding = confirmed(w)
    review.step(w, "answer", finding, by="甲", text="已合并")
    w.settings = w.settings.model_copy(update={"review": w.settings.review.model_copy(update={"hands": 1})})
    assert review.step(w, "close", finding, by="甲", text="已合并")["status"] == "closed"


def test_confirmations_before_a_rejection_do_not_count(town_workspace) -> None:
    w = town_workspace
    finding = rule_of(w, "DUP-01")
    answer(w, finding)
    review.step(w, "confirm", finding, by="甲")
    review.step(later(w, minutes=1), "reject", finding, by="乙", text="不是")
    refused("step_not_now", review.step, w, "confirm", finding, by="乙")
    audit(later(w, minutes=2))
    assert state(w, finding) == "rejected"


def test_evidence_of_a_step_is_kept_under_its_hash(town_workspace, tmp_path) -> None:
    import hashlib

    w = town_workspace
    photo = tmp_path / "照片.png"
    photo.write_bytes(b"\x89PNG picture")
    refused("no_such_file", review.step, w, "answer", rule_of(w, "DUP-01"), by="甲", text="话", evidence=tmp_path / "none.png")
    review.step(w, "answer", rule_of(w, "DUP-01"), by="甲", text="话", evidence=photo)
    sha256 = hashlib.sha256(photo.read_bytes()).hexdigest()
    stored = w.evidence / "added" / f"{sha256}.png"
    assert stored.read_bytes() == photo.read_bytes()
    assert stored.stat().st_mode & 0o077 == 0
    with reading(w.engine) as session:
        assert [e.details for e in session.execute(select(FindingEventRow)).scalars() if e.details] == [
            {"file": "照片.png", "sha256": sha256}
        ]


def test_a_finding_is_named_by_its_id_or_its_beginning(town_workspace) -> None:
    w = town_workspace
    finding = rule_of(w, "DUP-01")
    assert review.step(w, "answer", finding[:10], by="甲", text="话")["finding"] == finding
    refused("not_found", review.step, w, "answer", "fnd-", by="甲", text="话")
    refused("not_found", review.step, w, "answer", "fnd-zzzzzz", by="甲", text="话")
    refused("unknown_option", review.step, w, "forget", finding, by="甲", text="话")


@pytest.mark.parametrize("text", ["%%%%%%%%", "fnd_______"])
def test_a_wildcard_names_no_finding(town_workspace, text) -> None:
    refused("not_found", review.step, town_workspace, "answer", text, by="甲", text="话")


def test_a_judgement_is_an_entry_and_its_undoing_another(town_workspace) -> None:
    w = town_workspace
    first = review.judge(w, *PAIR, "duplicate", by="甲", reason="看过")
    assert judgements(w) == [("甲", "duplicate", None)]
    refused("not_found", review.undo, w, "jdg-none", by="甲")
    refused("role_may_not", review.undo, w, first, by="丁")
    review.undo(w, first, by="乙")
    assert judgements(w) == [("甲", "duplicate", "乙")]
    refused("not_found", review.undo, w, first, by="乙")
    assert review.judge(later(w, minutes=1), *PAIR, "duplicate", by="甲", reason="又看过") != first
    assert len(judgements(w)) == 2


def test_said_undone_and_said_again_within_a_second_counts(town_workspace) -> None:
    w = town_workspace
    first = review.judge(w, *PAIR, "duplicate", by="甲", reason="看过")
    assert review.judge(w, *PAIR, "duplicate", by="甲", reason="看过") == first
    review.undo(w, first, by="甲")
    again = review.judge(w, *PAIR, "duplicate", by="甲", reason="看过")
    assert again != first
    assert sorted(judgements(w), key=str) == [("甲", "duplicate", "甲"), ("甲", "duplicate", None)]


def test_a_new_view_of_one_person_undoes_the_old(town_workspace) -> None:
    w = town_workspace
    review.judge(w, *PAIR, "duplicate", by="甲", reason="看过")
    review.judge(later(w, minutes=1), *reversed(PAIR), "different", by="甲", reason="再看过")
    assert judgements(w) == [("甲", "different", None), ("甲", "duplicate", "甲")]


def test_judging_asks_for_role_verdict_reason_and_two_records(town_workspace) -> None:
    w = town_workspace
    for by in ("丁", "戊"):
        refused("role_may_not", review.judge, w, *PAIR, "duplicate", by=by, reason="x")
    review.judge(w, *PAIR, "overlap", by="丙", reason="x")
    refused("unknown_option", review.judge, w, *PAIR, "maybe", by="甲", reason="x")
    refused("needs_reason", review.judge, w, *PAIR, "duplicate", by="甲", reason=" ")
    refused("same_record", review.judge, w, PAIR[0], "sys-a", "duplicate", by="甲", reason="x")
    refused("not_found", review.judge, w, PAIR[0], "无此系统", "duplicate", by="甲", reason="x")
    refused("not_found", review.judge, w, PAIR[0], "高龄津贴台账", "duplicate", by="甲", reason="x")


def test_open_pairs_end_with_two_hands_and_only_confirmed_pairs_are_planned(town_workspace) -> None:
    w = town_workspace

    def open_pairs():
        return [(p["left"], p["right"], p["judged"]) for p in review.open_pairs(w)[1]]

    def clusters():
        return [
            set(c.members) for c in problem_of(w, limits_of(w, budget=None, budget_per_wave=None, max_retire=None, waves=None))[0].clusters
        ]

    assert open_pairs() == [("sys-a", "sys-b", {})]
    assert clusters() == []
    review.judge(w, *PAIR, "duplicate", by="甲", reason="看过")
    assert open_pairs() == [("sys-a", "sys-b", {"duplicate": ["甲"]})]
    assert clusters() == []
    review.judge(w, *PAIR, "duplicate", by="乙", reason="看过")
    assert open_pairs() == []
    assert clusters() == [{"sys-a", "sys-b"}]


def test_two_who_say_different_end_the_finding(town_workspace) -> None:
    w = town_workspace
    finding = rule_of(w, "DUP-01")
    for by in ("甲", "乙"):
        review.judge(w, *PAIR, "different", by=by, reason="两件事")
    audit(later(w, minutes=1))
    with reading(w.engine) as session:
        assert session.get(FindingRow, finding).is_current is False
    assert log(w, finding)[-1][0] == "not_seen"
    before = log(w, finding)
    audit(later(w, minutes=2))
    assert log(w, finding) == before


def test_the_log_only_grows_whatever_is_done(town_workspace) -> None:
    w = town_workspace
    finding = rule_of(w, "DUP-01")
    seen: list[tuple] = []
    for action, by in (("answer", "甲"), ("confirm", "甲"), ("confirm", "乙"), ("assign", "乙"), ("close", "甲")):
        review.step(w, action, finding, by=by, text="话")
        audit(w)
        now = log(w, finding)
        assert now[: len(seen)] == seen
        assert len(now) == len(seen) + (1 if seen else 2)
        seen = now
