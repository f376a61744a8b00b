"""Rounds follow each other; a comparison tells what is new, gone, renamed and changed, and which findings moved."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from auditor.accounts import add_account
from auditor.pipeline import audit
from auditor.review import step
from auditor.rounds import diff_rounds, list_rounds, new_round
from auditor.workspace import Workspace
from inventory.database import reading
from inventory.intake import import_path
from inventory.models.ledger import FindingRow
from inventory.problems import InputError

FIRST = "系统名称,所属单位,系统编码,用户数\n养老平台,民政局,Y1,5\n低保系统,民政局,D1,7\n旧台账,民政局,,1\n"
SECOND = "系统名称,所属单位,系统编码,用户数\n智慧养老平台,民政局,Y1,5\n低保系统,民政局,D1,9\n救助系统,民政局,J1,2\n"


@pytest.fixture
def followed(workspace: Workspace, tmp_path: Path) -> Workspace:
    """A workspace whose second round saw another version of one register."""
    for name, text in (("", FIRST), ("second", SECOND)):
        if name:
            new_round(workspace, name)
        (tmp_path / "register.csv").write_text(text, encoding="utf-8")
        import_path(workspace.engine, tmp_path / "register.csv", now=workspace.now)
    return workspace


def first_round(workspace: Workspace) -> str:
    return str(list_rounds(workspace)[0]["name"])


def test_a_new_round_closes_the_one_before(workspace: Workspace) -> None:
    before = first_round(workspace)
    assert new_round(workspace, "second") == {"round": "second", "closed": before}
    assert [(r["name"], r["is_current"], r["closed_at"] is None) for r in list_rounds(workspace)] == [
        (before, False, False),
        ("second", True, True),
    ]


@pytest.mark.parametrize(
    ("name", "code"), [("", "bad_round_name"), (" ", "bad_round_name"), ("长" * 61, "bad_round_name"), ("second", "round_exists")]
)
def test_a_name_is_used_once(name: str, code: str, workspace: Workspace) -> None:
    new_round(workspace, "second")
    with pytest.raises(InputError) as error:
        new_round(workspace, name)
    assert error.value.code == code


def test_records_are_new_renamed_and_changed_value_by_value(followed: Workspace) -> None:
    told = diff_rounds(followed, first_round(followed), "second")
    assert [entry["name"] for entry in told["new"]["systems"]] == ["救助系统"]
    ((renamed),) = told["renamed"]["systems"]
    assert (renamed["old"], renamed["name"], renamed["why"]) == ("养老平台", "智慧养老平台", "identifier")
    changed = {(entry["name"], entry["field"]): (entry["old"], entry["new"]) for entry in told["changed"]["systems"]}
    assert changed[("低保系统", "users")] == (7, 9)
    assert changed[("智慧养老平台", "name")] == ("养老平台", "智慧养老平台")


def test_a_record_that_its_register_no_longer_names_is_gone(followed: Workspace) -> None:
    told = diff_rounds(followed, first_round(followed), "second")
    assert [entry["name"] for entry in told["gone"]["systems"]] == ["旧台账"]


def test_what_another_source_still_names_is_not_gone(workspace: Workspace, tmp_path: Path) -> None:
    for name, text in (("register.csv", FIRST), ("other.csv", "系统名称,所属单位\n旧台账,民政局\n")):
        (tmp_path / name).write_text(text, encoding="utf-8")
        import_path(workspace.engine, tmp_path / name, now=workspace.now)
    new_round(workspace, "second")
    (tmp_path / "register.csv").write_text(SECOND, encoding="utf-8")
    outcome = import_path(workspace.engine, tmp_path / "register.csv", now=workspace.now)
    assert [dict(q.params)["count"] for q in outcome.problems.questions if q.code == "not_named_again"] == [2]
    assert "systems" not in diff_rounds(workspace, first_round(workspace), "second")["gone"]


def test_a_closed_round_stays_as_it_was(followed: Workspace, tmp_path: Path) -> None:
    before = diff_rounds(followed, first_round(followed), first_round(followed))
    new_round(followed, "third")
    (tmp_path / "register.csv").write_text("系统名称,所属单位\n别的,民政局\n", encoding="utf-8")
    import_path(followed.engine, tmp_path / "register.csv", now=followed.now)
    assert diff_rounds(followed, first_round(followed), first_round(followed)) == before
    assert [e["name"] for e in diff_rounds(followed, first_round(followed), "second")["new"]["systems"]] == ["救助系统"]
    assert [e["name"] for e in diff_rounds(followed, "second", "third")["new"]["systems"]] == ["别的"]


def test_a_round_compared_with_itself_has_no_change(followed: Workspace) -> None:
    told = diff_rounds(followed, "second", "second")
    assert (told["new"], told["gone"], told["renamed"], told["changed"]) == ({}, {}, {}, {})
    assert told["findings"] == {"opened": [], "closed": [], "returned": []}


def test_findings_open_close_and_return_under_another_name(workspace: Workspace) -> None:
    from auditor.rounds import _findings

    def finding(status: str, *subjects: str) -> dict[str, Any]:
        return {"rule": "DUP-01", "subjects": list(subjects), "status": status}

    old = {
        "f1": finding("confirmed", "s1"),
        "f2": finding("closed", "s2"),
        "f3": finding("candidate", "s3"),
        "f4": finding("question", "s4"),
    }
    new = {
        "f1": finding("closed", "s1"),
        "f5": finding("candidate", "t2"),
        "f3": finding("candidate", "s3"),
        "f6": finding("candidate", "s9"),
        "f7": finding("question", "t4"),
    }
    told = _findings(old, new, {"s2": "t2", "s4": "t4"})
    assert [entry["id"] for entry in told["opened"]] == ["f6"]
    assert [entry["id"] for entry in told["closed"]] == ["f1"]
    assert [(entry["id"], entry["was"]) for entry in told["returned"]] == [("f5", "f2")]


def test_the_audit_of_a_new_round_goes_on_with_the_findings(followed: Workspace) -> None:
    audit(followed)
    new_round(followed, "third")
    audit(followed)
    assert diff_rounds(followed, "second", "third")["findings"] == {"opened": [], "closed": [], "returned": []}


def test_the_commands_open_list_and_compare(auditor: Callable[..., Any], followed: Workspace) -> None:
    assert [r["name"] for r in auditor("round", "list", "-w", followed.folder, "--json").json["rounds"]][-1] == "second"
    assert "second" in auditor("round", "list", "-w", followed.folder).out
    shown = auditor("diff", first_round(followed), "second", "-w", followed.folder)
    assert "养老平台 → 智慧养老平台" in shown.out
    assert auditor("diff", first_round(followed), "second", "-w", followed.folder, "--json").json["rounds"][1] == "second"
    auditor("diff", "absent", "second", "-w", followed.folder).says_one_line("absent", "second")
    assert auditor("round", "new", "third", "-w", followed.folder, "--json").json == {"round": "third", "closed": "second"}


CHANNELS = "渠道名称,渠道类型,所属单位,打卡签到功能\n云溪通,{kind},民政局,是\n"
FORMS = "报表名称,要求单位,填报层级,填报频次,数据项\n{title},民政局,村,月,姓名|住址|电话|补贴标准\n"


def people(workspace: Workspace) -> None:
    for name in ("甲", "乙"):
        add_account(workspace, name, "reviewer", organisation=None, password=None)


def hand_in(workspace: Workspace, folder: Path, **texts: str) -> None:
    for name, text in texts.items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
        import_path(workspace.engine, folder / f"{name}.csv", now=workspace.now)


def of_rule(workspace: Workspace, rule: str) -> dict[str, tuple[str, str]]:
    with reading(workspace.engine) as session:
        return {r.id: (r.status, r.certainty) for r in session.execute(select(FindingRow)).scalars() if r.rule == rule}


def test_what_people_closed_and_the_next_round_finds_again_is_open_again(workspace: Workspace, tmp_path: Path) -> None:
    people(workspace)
    hand_in(workspace, tmp_path, channels=CHANNELS.format(kind="APP"))
    audit(workspace)
    [finding] = of_rule(workspace, "SPR-04")
    step(workspace, "answer", finding, by="甲", text="民政局答复：属实")
    for by in ("甲", "乙"):
        step(workspace, "confirm", finding, by=by, text="看过")
    step(workspace, "close", finding, by="甲", text="已整改")
    audit(workspace)
    # in the round in which it was closed nothing was collected anew
    assert of_rule(workspace, "SPR-04")[finding][0] == "closed"
    new_round(workspace, "second")
    audit(workspace)
    assert of_rule(workspace, "SPR-04")[finding][0] == "reopened"
    told = diff_rounds(workspace, first_round(workspace), "second")["findings"]
    assert finding in [entry["id"] for entry in told["returned"]]
    for by in ("甲", "乙"):
        step(workspace, "confirm", finding, by=by, text="又看过")
    step(workspace, "close", finding, by="乙", text="这次真改了")
    audit(workspace)
    assert of_rule(workspace, "SPR-04")[finding][0] == "closed"


def test_a_renamed_return_and_an_app_that_comes_back_as_a_mini_program_are_caught(workspace: Workspace, tmp_path: Path) -> None:
    people(workspace)
    hand_in(workspace, tmp_path, channels=CHANNELS.format(kind="APP"), forms=FORMS.format(title="养老对象情况台账"))
    audit(workspace)
    [finding] = of_rule(workspace, "SPR-04")
    step(workspace, "answer", finding, by="甲", text="民政局答复：属实")
    for by in ("甲", "乙"):
        step(workspace, "confirm", finding, by=by, text="看过")
    step(workspace, "close", finding, by="甲", text="已下架")
    new_round(workspace, "second")
    hand_in(workspace, tmp_path, channels=CHANNELS.format(kind="小程序"), forms=FORMS.format(title="老年人基本信息统计表"))
    audit(workspace)
    told = diff_rounds(workspace, first_round(workspace), "second")
    [channel] = told["renamed"]["channels"]
    assert (channel["why"], channel["kind"]) == ("likeness", ["app", "mini_program"])
    assert [(entry["old"], entry["name"], entry["why"]) for entry in told["renamed"]["returns"]] == [
        ("养老对象情况台账", "老年人基本信息统计表", "likeness")
    ]
    assert [entry["was"] for entry in told["findings"]["returned"] if entry["rule"] == "SPR-04"] == [finding]
    # the form is not held against its own old name
    assert {certainty for _, certainty in of_rule(workspace, "DUP-05").values()} <= {"question"}


def test_what_its_register_no_longer_names_is_asked_about_and_has_closed_by_itself(workspace: Workspace, tmp_path: Path) -> None:
    two = CHANNELS.format(kind="APP") + "智慧养老,APP,民政局,否\n"
    hand_in(workspace, tmp_path, channels=two)
    audit(workspace)
    [finding] = of_rule(workspace, "SPR-04")
    new_round(workspace, "second")
    hand_in(workspace, tmp_path, channels="渠道名称,渠道类型,所属单位,打卡签到功能\n智慧养老,APP,民政局,否\n")
    audit(workspace)
    assert of_rule(workspace, "SPR-04")[finding][1] == "question"
    told = diff_rounds(workspace, first_round(workspace), "second")
    assert [(e["id"], e["status"]) for e in told["findings"]["closed"] if e["rule"] == "SPR-04"] == [(finding, "gone")]
    assert [entry["name"] for entry in told["gone"]["channels"]] == ["云溪通"]
