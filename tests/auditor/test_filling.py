"""A form filled in the browser gives what its workbook gives."""

import datetime as dt
import shutil
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from sqlalchemy import select

from auditor.custody import withdraw_import
from auditor.filling import hand_in, open_form, shown
from auditor.forms import export_forms, form_status
from auditor.workspace import Workspace, open_workspace
from inventory import rounds
from inventory.database import reading, writing
from inventory.documents import record_object
from inventory.forms.drafts import Change, Place, load_drafts, save_draft
from inventory.forms.read_workbook import import_form
from inventory.intake import import_path
from inventory.models.ledger import ObservationRow, ProblemRow, SourceRow
from inventory.schema import entities
from inventory.snapshot import load_inventory
from inventory.values.inventory import Inventory

TOWN = {
    "organisations.csv": "id,name,level,code\no1,云溪县民政局,county,11430603006\n",
    "systems.csv": "id,name,owner,status,functions,mlps_level,om_contract_end\ns1,养老平台,o1,运行,受理|审核,不适用,2026-12\n",
    "channels.csv": "id,name,kind,owner,system,status,feat_check_in\nc1,云溪养老,小程序,o1,s1,已下线,否\n",
    "resources.csv": "id,name,system,share_type\nd1,老年人,s1,有条件\n",
    "fields.csv": "id,label,resource\nf1,姓名,d1\n",
    "returns.csv": "id,name,requiring,frequency\nr1,高龄津贴月报,o1,每月\n",
}
# what a clerk answers: sheet, record, question by its Chinese title, cell in the workbook, field of the page
ANSWERS = [
    ("系统", "s1", "系统阶段", "已下线", ("System.status", "retired")),
    ("系统", "s1", "停用时间", "2026-05-31", ("System.end_date", "2026-05-31")),
    ("系统", "s1", "功能标签", "受理；发放", ("System.functions", "受理；发放")),
    ("系统", "s1", "运维单位", "无", ("System.operator", "无")),
    ("系统", "s1", "年度运维金额(万元)", "16.8", ("Cost.om_yuan", "16.8")),
    ("渠道", "c1", "打卡签到功能", "是", ("Channel.check_in", "true")),
    ("渠道", "c1", "设置上述功能的原因和依据", "考勤", ("Channel.feature_reason", "考勤")),
    ("渠道", "c1", "服务对象", "社会公众、基层干部", ("Channel.audience", "public|grassroots")),
    ("渠道", "c1", "关停日期", "2026-04-01", ("Channel.closed_date", "2026-04-01")),
]
NEW_SYSTEM = {
    "系统名称": ("System.name", "殡葬管理系统"),
    "系统阶段": ("System.status", "在天上"),
    "系统描述": ("System.purpose", "办理火化预约"),
}


@pytest.fixture
def town(workspace: Workspace, tmp_path: Path) -> Workspace:
    folder = tmp_path / "registers"
    folder.mkdir()
    for name, text in TOWN.items():
        (folder / name).write_text(text, encoding="utf-8")
    assert import_path(workspace.engine, folder, now=workspace.now).problems.rejected == []
    return workspace


def load(workspace: Workspace) -> Any:
    return lambda session: load_inventory(session, today=workspace.today)


def draft(workspace: Workspace, entity: str, record: str, cells: dict[str, str], *, by: str = "u", seen: int = 10**15) -> None:
    with writing(workspace.engine) as session:
        save_draft(session, Place("o1", entity, record), Change(cells, {}, {}, seen, by, workspace.now))


def fill_drafts(workspace: Workspace) -> None:
    for sheet, record, _title, _cell, (key, cell) in ANSWERS:
        draft(workspace, {"系统": "System", "渠道": "Channel"}[sheet], record, {key: cell})
    draft(workspace, "System", "new-000000000001", dict(NEW_SYSTEM.values()))


def fill_workbook(workspace: Workspace, folder: Path) -> Path:
    (made,) = export_forms(workspace, folder, only=[], below_county=False, tier="ask_if")
    book = openpyxl.load_workbook(made["file"])
    for sheet, _record, title, cell, _field in ANSWERS:
        page = book[sheet]
        page.cell(2, {c.value: c.column for c in page[1]}[title]).value = cell
    page = book["系统"]
    for title, (_key, cell) in NEW_SYSTEM.items():
        page.cell(3, {c.value: c.column for c in page[1]}[title]).value = cell
    book.save(made["file"])
    return Path(made["file"])


def inventory_of(workspace: Workspace) -> Inventory:
    with reading(workspace.engine) as session:
        return load_inventory(session, today=workspace.today)


def records_of(workspace: Workspace) -> dict[str, Any]:
    found = inventory_of(workspace).records
    plain = {(e, r.id): record_object(entities()[e], r) for e, several in found.items() for r in several.values()}
    return {key: {name: value for name, value in told.items() if name != "sources"} for key, told in plain.items()}


def said_by_forms(workspace: Workspace) -> list[Any]:
    with reading(workspace.engine) as session:
        rows = session.execute(select(ObservationRow, SourceRow).join(SourceRow, SourceRow.id == ObservationRow.source)).all()
        refused = session.execute(select(ProblemRow)).scalars().all()
    told = [
        (o.entity, o.record, o.mode, o.values, o.locator["sheet"], o.locator["row"], s.series, s.by) for o, s in rows if s.kind == "form"
    ]
    return [*sorted(told, key=str), *((p.kind, p.code, p.locator["sheet"], p.locator["row"]) for p in refused)]


def test_the_browser_and_the_workbook_give_the_same(town, tmp_path) -> None:
    other = open_workspace(Path(shutil.copytree(town.folder, tmp_path / "other")))
    path = fill_workbook(other, tmp_path / "forms")
    import_form(other.engine, path, workspace=other.settings.workspace.name, now=other.now)
    fill_drafts(town)
    outcome = hand_in(town, load(town), "o1")
    assert [(p.code, p.at.sheet, p.at.row, p.at.column) for p in outcome.problems.rejected] == [("not_in_list", "系统", 3, "系统阶段")]
    assert records_of(town) == records_of(other)
    assert said_by_forms(town) == said_by_forms(other)
    assert form_status(town) == form_status(other)
    assert form_status(town)[0]["rejected"] == 1
    other.engine.dispose()


def test_what_was_accepted_leaves_the_drafts_and_the_rest_stays_with_the_record(town) -> None:
    fill_drafts(town)
    hand_in(town, load(town), "o1")
    (made,) = [s for s in inventory_of(town).systems.values() if s.name == "殡葬管理系统"]
    with reading(town.engine) as session:
        drafts = load_drafts(session, "o1")
    assert {place: {key: said.cell for key, said in d.answers.items()} for place, d in drafts.items()} == {
        ("System", made.id): {"System.status": "在天上"}
    }


def test_handing_in_twice_changes_nothing_and_it_can_be_withdrawn(town) -> None:
    before = records_of(town)
    for sheet, record, _title, _cell, (key, cell) in ANSWERS:
        draft(town, {"系统": "System", "渠道": "Channel"}[sheet], record, {key: cell})
    hand_in(town, load(town), "o1")
    after, said = records_of(town), said_by_forms(town)
    later = Workspace(town.folder, town.settings, "zh", town.now + dt.timedelta(days=1))
    later.__dict__["engine"] = town.engine
    assert not hand_in(later, load(town), "o1").changed
    assert (records_of(town), said_by_forms(town)) == (after, said)
    with reading(town.engine) as session:
        (source,) = session.execute(select(SourceRow).where(SourceRow.kind == "form")).scalars()
    withdraw_import(town, source.id)
    assert records_of(town) == before


def test_a_value_may_go_back_to_what_it_was(town) -> None:
    for status in ("retired", "active", "retired"):
        draft(town, "System", "s1", {"System.status": status})
        hand_in(town, load(town), "o1")
        assert inventory_of(town).systems["s1"].status == status


def test_a_form_without_drafts_says_what_is_known(town) -> None:
    assert form_status(town)[0]["round"] is None
    hand_in(town, load(town), "o1")
    assert form_status(town)[0]["round"] == inventory_of(town).round


def test_drafts_are_in_no_inventory(town) -> None:
    before = records_of(town)
    fill_drafts(town)
    assert records_of(town) == before
    assert form_status(town)[0]["round"] is None


def test_a_question_that_nothing_asks_for_is_not_answered(town) -> None:
    draft(town, "System", "s1", {"System.end_date": "2026-05-31"})
    hand_in(town, load(town), "o1")
    assert inventory_of(town).systems["s1"].end_date is None
    with reading(town.engine) as session:
        assert load_drafts(session, "o1") == {}


def test_what_two_people_answered_differently_waits(town) -> None:
    draft(town, "System", "s1", {"System.status": "retired"})
    draft(town, "System", "s1", {"System.status": "suspended"}, by="v", seen=0)
    hand_in(town, load(town), "o1")
    assert inventory_of(town).systems["s1"].status == "active"
    with reading(town.engine) as session:
        (kept,) = load_drafts(session, "o1").values()
    assert (kept.answers["System.status"].cell, kept.rivals["System.status"][0].cell) == ("retired", "suspended")


def test_known_cells_are_shown_as_a_page_sends_them(town) -> None:
    with reading(town.engine) as session:
        inventory = load_inventory(session, today=town.today)
    form = open_form(town, inventory, inventory.organisations["o1"], {})
    entry = form.find("System", "s1")
    assert {q.field.name: shown(q, entry.known[q.title("zh")]) for q in entry.sheet.questions} == {
        "name": "养老平台", "owner": "云溪县民政局", "purpose": "", "functions": "受理；审核", "kind": "", "status": "active", "end_date": "",
        "builder": "", "operator": "", "contract_end": "2026-12", "mlps": "不适用", "mlps_filing": "", "mlps_tested": "", "om_yuan": "",
    }  # fmt: skip
    assert shown(*_of(form, "Channel", "c1", "check_in")) == "false"
    assert (entry.label, entry.count()) == ("养老平台", {"known": 6, "answered": 0, "open": 5})


def _of(form: Any, entity: str, record: str, name: str) -> tuple[Any, Any]:
    entry = form.find(entity, record)
    question = next(q for q in entry.sheet.questions if q.field.name == name)
    return question, entry.known[question.title("zh")]


def test_the_round_is_told_with_the_source(town) -> None:
    with writing(town.engine) as session:
        rounds.open_round(session, "第二轮", town.now)
    hand_in(town, load(town), "o1")
    with reading(town.engine) as session:
        (source,) = session.execute(select(SourceRow).where(SourceRow.kind == "form")).scalars()
    assert (source.round, source.by, source.name) == ("第二轮", "o1", "11430603006.online")
