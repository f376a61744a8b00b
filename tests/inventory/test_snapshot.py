from pathlib import Path

import pytest

from auditor.workspace import Workspace
from inventory.database import reading, writing
from inventory.documents import ARRAYS
from inventory.intake import import_path
from inventory.models.ledger import JudgementRow, ObservationRow, PageRow, SourceRow
from inventory.snapshot import load_document, load_inventory, result, save_result
from inventory.store import parse_time
from inventory.values.inventory import Inventory

MARCH = parse_time("2026-03-01T00:00:00Z")


@pytest.fixture
def twins(workspace: Workspace, tmp_path: Path) -> Workspace:
    """A workspace with two systems that somebody judged to be one."""
    path = tmp_path / "systems.csv"
    path.write_text("id,name,密码\ns1,云溪通,\ns2,云溪通APP,x\n", encoding="utf-8")
    import_path(workspace.engine, path, now=MARCH)
    with writing(workspace.engine) as session:
        session.add(JudgementRow(id="jdg-1", left="s1", right="s2", verdict="same", by="审核员", at=MARCH, reason="改名"))
    return workspace


def view(workspace: Workspace) -> Inventory:
    with reading(workspace.engine) as session:
        return load_inventory(session, today="2026-03-01")


def test_one_system_is_shown_until_the_judgement_is_undone(twins: Workspace) -> None:
    assert set(view(twins).systems) == {"s1"}
    with writing(twins.engine) as session:
        session.get_one(JudgementRow, "jdg-1").undone_at = MARCH
    assert set(view(twins).systems) == {"s1", "s2"}


def test_the_export_keeps_both_records_and_the_judgement(twins: Workspace) -> None:
    with reading(twins.engine) as session:
        document = load_document(session, now=MARCH)
    assert [system["id"] for system in document["systems"]] == ["s1", "s2"]
    assert [(j["left"], j["right"], j["at"]) for j in document["judgements"]] == [("s1", "s2", "2026-03-01T00:00:00Z")]
    assert set(document) == {"schema_version", "round", "generated_at", *ARRAYS}


def test_refusals_say_where_and_not_what(twins: Workspace) -> None:
    (refusal,) = view(twins).refusals
    assert (refusal.code, refusal.source, refusal.locator) == ("credential_column", "systems.csv", "3!密码")


def test_pages_keep_what_was_exposed_masked(workspace: Workspace) -> None:
    with writing(workspace.engine) as session:
        session.add(PageRow(url="http://a.cn/", sha256="0", fetched_at=MARCH, status=200, exposed=[["citizen_id", "110***2X"]]))
    assert view(workspace).pages["http://a.cn/"].exposed == (("citizen_id", "110***2X"),)


def test_results_are_replaced(workspace: Workspace) -> None:
    with writing(workspace.engine) as session:
        save_result(session, "pairs", [1])
        save_result(session, "pairs", [2])
        assert result(session, "pairs") == [2]
        assert result(session, "absent") is None


@pytest.mark.parametrize(("name", "fields"), [("SYS_User ", []), ("云溪平台", ["name"])])
def test_a_name_in_another_case_is_no_disagreement(name: str, fields: list[str], workspace: Workspace, tmp_path: Path) -> None:
    for file, said in (("systems.csv", "sys_user"), ("other.csv", name)):
        (tmp_path / file).write_text(f"id,name,owner,status\ns1,{said},民政局,active\n", encoding="utf-8")
        import_path(workspace.engine, tmp_path / file, now=MARCH)
    assert [conflict.field for conflict in view(workspace).conflicts] == fields


@pytest.mark.parametrize(("other", "fields"), [("云溪平台", []), ("YX-1", []), ("别的平台", ["object"])])
def test_what_a_cost_is_about_may_be_named_by_id_name_or_code(other: str, fields: list[str], workspace: Workspace, tmp_path: Path) -> None:
    (tmp_path / "systems.csv").write_text("id,name,code,owner\ns1,云溪平台,YX-1,民政局\ns2,别的平台,YX-2,民政局\n", encoding="utf-8")
    for file, said in (("costs.csv", "s1"), ("costs2.csv", other)):
        (tmp_path / file).write_text(f"id,object,object_kind,fiscal_year\nc1,{said},system,2025\n", encoding="utf-8")
    for file in ("systems.csv", "costs.csv", "costs2.csv"):
        import_path(workspace.engine, tmp_path / file, now=MARCH)
    assert [conflict.field for conflict in view(workspace).conflicts] == fields


def test_an_exchange_of_forms_alone_is_told_from_one_that_a_register_names(workspace: Workspace) -> None:
    with writing(workspace.engine) as session:
        for name, kind, by in (("f1", "form", "mz"), ("f2", "form", "ga"), ("r", "import", None), ("gone", "import", None)):
            withdrawn = MARCH if name == "gone" else None
            session.add(SourceRow(id=name, kind=kind, name=name, series=name, sha256=name, at=MARCH, by=by, withdrawn_at=withdrawn))
        session.flush()
        for source, records in (("f1", "abcd"), ("f2", "b"), ("r", "ce"), ("gone", "d")):
            for record in records:
                session.add(ObservationRow(source=source, entity="Exchange", record=record, mode="declared", locator={}, values={}))
    assert view(workspace).of_forms_alone == {"a": {"mz"}, "b": {"mz", "ga"}, "d": {"mz"}}
