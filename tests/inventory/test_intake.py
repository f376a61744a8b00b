import contextlib
import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from auditor.exporting import export_what, inventory_document
from auditor.workspace import Workspace
from inventory import snapshot
from inventory.database import reading, writing
from inventory.intake import Outcome, hash_path, import_path
from inventory.models.ledger import JudgementRow
from inventory.models.records import TABLES
from inventory.problems import InputError
from inventory.store import parse_time
from inventory.values import Record

TOWN = {
    "organisations.csv": "单位名称,行政层级,别名,统一社会信用代码\n云溪县民政局,县级,民政局,11430603006\n云溪县教育局,县级,教育局,\n",
    "systems.csv": "系统名称,所属单位,系统状态,功能标签,用户数,等保级别\n养老平台,民政局,运行,受理|审核,1.2万,不适用\n学籍系统,教育局,在建,无,,二级\n",
    "channels.csv": "渠道名称,渠道类型,所属系统,访问地址\n云溪养老,小程序,养老平台,https://a.cn/\n",
    "resources.csv": "信息资源名称,所属系统,共享类型\n老年人,养老平台,有条件\n",
    "fields.csv": "信息项名称,所属信息资源,个人信息级别\n姓名,老年人,一般\n身份证号,老年人,标识\n",
    "exchanges.csv": "from,to,elements,method\n学籍系统,养老平台,姓名|年龄,接口\n",
    "costs.csv": "对象,预算年度,年度运维金额(万元)\n养老平台,2026,12.5\n",
}
READ = {"organisations": 2, "systems": 2, "channels": 1, "resources": 1, "fields": 2, "exchanges": 1, "costs": 1}


def write(folder: Path, files: dict[str, str]) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        (folder / name).write_text(content, encoding="utf-8")
    return folder


@pytest.fixture
def town(tmp_path: Path) -> Path:
    """A folder of registers of two bodies with one system each."""
    return write(tmp_path / "registers", TOWN)


def take(workspace: Workspace, path: Path, **options: Any) -> Outcome:
    return import_path(workspace.engine, path, now=workspace.now, **options)


def take_text(workspace: Workspace, folder: Path, name: str, content: str, **options: Any) -> Outcome:
    return take(workspace, write(folder, {name: content}) / name, **options)


def document(workspace: Workspace) -> dict[str, Any]:
    return {**inventory_document(workspace), "generated_at": None}


def everything_stored(workspace: Workspace) -> str:
    """Every cell of every table, as text."""
    with workspace.engine.connect() as connection:
        tables = [row[0] for row in connection.execute(text("SELECT name FROM sqlite_master WHERE type = 'table'"))]
        return repr([connection.execute(text(f'SELECT * FROM "{table}"')).all() for table in tables])


def records(workspace: Workspace, entity: str) -> dict[str, Record]:
    with reading(workspace.engine) as session:
        return dict(snapshot.load_inventory(session, today="2026-03-01").records[entity])


def only(workspace: Workspace, entity: str) -> Any:
    (record,) = records(workspace, entity).values()
    return record


def rejected(outcome: Outcome) -> list[tuple[str, int | None]]:
    return [(p.code, p.at.row) for p in outcome.problems.rejected]


def test_a_folder_of_registers_becomes_records(workspace: Workspace, town: Path) -> None:
    outcome = take(workspace, town)
    assert (dict(outcome.read), dict(outcome.changed), outcome.problems.rejected) == (READ, READ, [])
    by_name = {system["name"]: system for system in document(workspace)["systems"]}
    care = by_name["养老平台"]
    assert (care["status"], care["functions"], care["users"], care["mlps_level"]) == (
        "active",
        ["受理", "审核"],
        12000,
        "not_applicable",
    )
    assert care["owner"] == next(o["id"] for o in document(workspace)["organisations"] if o["name"] == "云溪县民政局")
    assert care["sources"] == ["systems.csv#2"]
    (cost,) = document(workspace)["costs"]
    assert (cost["annual_om_yuan"], cost["object"]) == ("125000", care["id"])


def test_importing_twice_changes_nothing(workspace: Workspace, town: Path) -> None:
    take(workspace, town)
    before = everything_stored(workspace)
    assert dict(take(workspace, town).changed) == {}
    assert everything_stored(workspace) == before


def test_a_dry_run_counts_the_same_and_writes_nothing(workspace: Workspace, town: Path) -> None:
    before = everything_stored(workspace)
    dry = take(workspace, town, dry_run=True)
    assert everything_stored(workspace) == before
    wet = take(workspace, town)
    assert dry.as_dict("zh") == wet.as_dict("zh")
    assert dry.changed == READ


def test_inputs_are_never_altered(workspace: Workspace, town: Path) -> None:
    before = hash_path(town)
    take(workspace, town)
    assert hash_path(town) == before
    assert sorted(path.name for path in town.iterdir()) == sorted(TOWN)


def test_a_rejected_row_does_not_take_its_neighbours(workspace: Workspace, tmp_path: Path) -> None:
    outcome = take_text(workspace, tmp_path, "systems.csv", "name,users\n甲,3\n,4\n乙,5,6\n丙,许多\n丁,7\n")
    assert rejected(outcome) == [("more_cells_than_headers", 4), ("missing_value", 3), ("not_a_number", 5)]
    assert sorted(str(s["name"]) for s in document(workspace)["systems"]) == ["丁", "丙", "甲"]


def test_a_bad_import_changes_no_record(workspace: Workspace, tmp_path: Path, town: Path) -> None:
    take(workspace, town)
    before = document(workspace)["systems"]
    with pytest.raises(InputError):
        take_text(workspace, tmp_path, "systems.json", '{"systems": [{"name": "养老平台"')
    assert document(workspace)["systems"] == before


def test_a_new_version_of_a_file_replaces_what_it_said(workspace: Workspace, tmp_path: Path) -> None:
    take_text(workspace, tmp_path, "systems.csv", "id,name,users,layer\ns1,甲,1,前台\n")
    outcome = take_text(workspace, tmp_path, "systems.csv", "id,name,users\ns1,甲,2\n")
    assert dict(outcome.changed) == {"systems": 1}
    system = only(workspace, "System")
    assert (system.users, system.layer) == (2, None)


def test_going_back_to_an_earlier_version_counts(workspace: Workspace, tmp_path: Path) -> None:
    for users in (1, 2, 1):
        take_text(workspace, tmp_path, "systems.csv", f"id,name,users\ns1,甲,{users}\n")
    assert only(workspace, "System").users == 1


def test_the_order_of_imports_does_not_matter(workspace: Workspace, other_workspace: Workspace, town: Path) -> None:
    for name in TOWN:
        take(workspace, town / name)
    for name in reversed(TOWN):
        take(other_workspace, town / name)
    left, right = document(workspace), document(other_workspace)
    for array in READ:
        assert left[array] == right[array]


def test_a_reference_waits_for_its_record(workspace: Workspace, town: Path) -> None:
    take(workspace, town / "channels.csv")
    with reading(workspace.engine) as session:
        assert [(p.field, p.text) for p in snapshot.load_inventory(session, today="2026-03-01").pending] == [("system", "养老平台")]
    take(workspace, town / "systems.csv")
    with reading(workspace.engine) as session:
        assert "channel" not in {p.entity.lower() for p in snapshot.load_inventory(session, today="2026-03-01").pending}
    assert only(workspace, "Channel").system in records(workspace, "System")


def test_sources_that_disagree_stay_visible(workspace: Workspace, tmp_path: Path) -> None:
    take_text(workspace, tmp_path / "a", "甲.csv", "id,系统名称,用户数\ns1,养老平台,1\n", as_format="csv")
    take_text(workspace, tmp_path / "b", "乙.csv", "id,系统名称,用户数\ns1,养老平台,2\n", as_format="csv")
    with reading(workspace.engine) as session:
        (conflict,) = snapshot.load_inventory(session, today="2026-03-01").conflicts
    assert (conflict.record, conflict.field, {conflict.chosen, conflict.other}) == ("s1", "users", {1, 2})


def test_credentials_reach_no_store_and_no_outcome(workspace: Workspace, tmp_path: Path) -> None:
    content = "name,密码,purpose,urls,functions\n甲,hunter2,初始口令：hunter2,http://admin:hunter2@a.cn/,token=hunter2|受理\n"
    outcome = take_text(workspace, tmp_path, "systems.csv", content)
    assert rejected(outcome) == [
        ("credential_column", 2),
        ("credential_value", 2),
        ("credential_value", 2),
        ("credential_value", 2),
    ]
    assert [s["name"] for s in document(workspace)["systems"]] == ["甲"]
    assert "hunter2" not in everything_stored(workspace) + json.dumps(outcome.as_dict("zh")) + repr(outcome)


def test_secret_rows_reach_no_store_and_no_outcome(workspace: Workspace, tmp_path: Path) -> None:
    outcome = take_text(workspace, tmp_path, "systems.csv", "name,purpose,secrecy\n天网九号,天网,涉密\n甲,x,非涉密\n")
    assert rejected(outcome) == [("secret_row", 2)]
    assert "天网" not in everything_stored(workspace) + json.dumps(outcome.as_dict("zh"), ensure_ascii=False)


def test_personal_numbers_are_stored_masked(workspace: Workspace, tmp_path: Path) -> None:
    take_text(workspace, tmp_path, "systems.csv", "name,purpose,functions\n甲,张某11010519491231002X,13812345678\n")
    stored = everything_stored(workspace)
    assert "11010519491231002X" not in stored
    assert "13812345678" not in stored
    assert "110*************2X" in stored


def test_restored_observations_pass_the_same_gate(workspace: Workspace, tmp_path: Path) -> None:
    observation = {
        "source": "src-1",
        "entity": "System",
        "record": "s1",
        "mode": "declared",
        "locator": {},
        "values": {"name": "甲", "purpose": "密码：hunter2"},
        "cited": None,
    }
    source = {
        "id": "src-1",
        "kind": "import",
        "name": "a",
        "series": "a",
        "sha256": "0",
        "at": "2026-01-01T00:00:00Z",
        "by": None,
        "round": None,
        "withdrawn_at": None,
    }
    content = json.dumps({"schema_version": 1, "systems": [], "sources": [source], "observations": [observation]})
    take_text(workspace, tmp_path, "a.json", content)
    assert "hunter2" not in everything_stored(workspace)


@pytest.mark.parametrize("row", ["乙,9999999999999999", "乙,1e15"])
def test_a_monstrous_amount_is_listed(row: str, workspace: Workspace, tmp_path: Path) -> None:
    outcome = take_text(workspace, tmp_path, "costs.csv", f"对象,预算年度,年度运维金额(万元)\n甲,2026,1\n{row.replace(',', ',2026,')}\n")
    assert ("number_too_large", 3) in rejected(outcome)


def test_half_a_surrogate_is_no_crash(workspace: Workspace, tmp_path: Path) -> None:
    outcome = take_text(workspace, tmp_path, "a.json", '{"systems": [{"id": "s1", "name": "甲\\ud800"}, {"id": "s2", "name": "乙"}]}')
    assert outcome.read["systems"] >= 1
    assert "s2" in records(workspace, "System")


GROUND: dict[str, Any] = {
    "source": {
        "id": "src-1",
        "kind": "import",
        "name": "a",
        "series": "a",
        "sha256": "0",
        "at": "2026-01-01T00:00:00Z",
        "by": None,
        "round": None,
        "withdrawn_at": None,
    },
    "observation": {
        "source": "src-1",
        "entity": "System",
        "record": "s1",
        "mode": "declared",
        "locator": {},
        "values": {"name": "甲"},
        "cited": None,
    },
    "judgement": {
        "id": "j1",
        "left": "s1",
        "right": "s2",
        "verdict": "same",
        "by": "甲",
        "at": "2026-01-01T00:00:00Z",
        "reason": "x",
        "undone_at": None,
        "undone_by": None,
    },
}
HOSTILE: dict[str, dict[str, Any]] = {
    "source without id": {"sources": [{}]},
    "source with a wrong time": {"sources": [{**GROUND["source"], "at": "yesterday"}]},
    "source with more keys": {"sources": [{**GROUND["source"], "x": 1}]},
    "observation of an unknown entity": {
        "sources": [GROUND["source"]],
        "observations": [{**GROUND["observation"], "entity": "Cat"}],
    },
    "observation of a wrong type": {
        "sources": [GROUND["source"]],
        "observations": [{**GROUND["observation"], "values": {"users": {"a": 1}}}],
    },
    "observation without source": {"observations": [GROUND["observation"]]},
    "observation with a wrong amount": {
        "sources": [GROUND["source"]],
        "observations": [{**GROUND["observation"], "entity": "Cost", "values": {"om_yuan": "many"}}],
    },
    "observation with a wrong place": {
        "sources": [GROUND["source"]],
        "observations": [{**GROUND["observation"], "locator": {"x": 1}}],
    },
    "judgement without id": {"judgements": [{"left": "a"}]},
    "judgement with a wrong time": {"judgements": [{**GROUND["judgement"], "at": 5}]},
    "judgement with a list": {"judgements": [{**GROUND["judgement"], "left": ["a"]}]},
    "page without address": {"pages": [{"status": 200}]},
    "finding without id": {"findings": [{"rule": "x"}]},
    "event without finding": {"finding_events": [{"action": "x"}]},
    "round that is an object": {"round": {"a": 1}, "judgements": [GROUND["judgement"]]},
    "round that is a number": {"round": 5, "judgements": [GROUND["judgement"]]},
    "sources of a record that are objects": {"systems": [{"id": "s1", "name": "甲", "sources": [{"a": 1}]}]},
}


@pytest.mark.parametrize("case", list(HOSTILE))
def test_a_hostile_ledger_is_refused_or_listed(case: str, workspace: Workspace, tmp_path: Path) -> None:
    with contextlib.suppress(InputError):
        take_text(workspace, tmp_path, "a.json", json.dumps({"schema_version": 1, **HOSTILE[case]}))
    document(workspace)


def test_a_forged_verdict_is_listed(workspace: Workspace, tmp_path: Path) -> None:
    outcome = take_text(
        workspace,
        tmp_path,
        "a.json",
        json.dumps({"schema_version": 1, "judgements": [{**GROUND["judgement"], "verdict": "because"}]}),
    )
    assert len(outcome.problems) == 1
    assert document(workspace)["judgements"] == []


def exported(workspace: Workspace, folder: Path, format_: str) -> Path:
    out = folder / {"json": "inventory.json", "xlsx": "inventory.xlsx", "csv": "inventory"}[format_]
    export_what(workspace, "inventory", format_, out)
    return out


def judge(workspace: Workspace, left: str, right: str) -> None:
    with writing(workspace.engine) as session:
        session.add(
            JudgementRow(
                id="jdg-1",
                left=left,
                right=right,
                verdict="different",
                by="审核员",
                at=parse_time("2026-03-01T00:00:00Z"),
                reason="=不同;\n|“业务”",
            )
        )


@pytest.mark.parametrize("format_", ["json", "csv", "xlsx"])
def test_export_and_import_give_the_same_export(
    format_: str, workspace: Workspace, other_workspace: Workspace, town: Path, tmp_path: Path
) -> None:
    (town / "services.csv").write_text('name,owner,materials,密码\n=低保,民政局,"户口簿、身份证",abc\n-高龄,民政局,,\n', encoding="utf-8")
    take(workspace, town)
    take_text(workspace, tmp_path, "更正.csv", "系统名称,所属单位,用户数,系统状态\n养老平台,民政局,3,停用\n")
    left, right = sorted(records(workspace, "System"))
    judge(workspace, left, right)
    outcome = take(other_workspace, exported(workspace, tmp_path, format_))
    assert outcome.problems.rejected == []
    assert document(other_workspace) == document(workspace)
    assert dict(take(other_workspace, exported(other_workspace, tmp_path, format_)).changed) == {}
    assert document(other_workspace) == document(workspace)


@pytest.mark.parametrize("format_", ["json", "csv", "xlsx"])
def test_an_export_into_its_own_workspace_changes_nothing(format_: str, workspace: Workspace, town: Path, tmp_path: Path) -> None:
    take(workspace, town)
    before = document(workspace)
    take(workspace, exported(workspace, tmp_path, format_))
    assert document(workspace) == before


def edit_json(path: Path) -> None:
    content = json.loads(path.read_text(encoding="utf-8"))
    next(s for s in content["systems"] if s["name"] == "养老平台")["users"] = 99
    path.write_text(json.dumps(content), encoding="utf-8")


def edit_csv(path: Path) -> None:
    file = path / "systems.csv"
    file.write_text(file.read_text(encoding="utf-8").replace("12000", "99"), encoding="utf-8")


@pytest.mark.parametrize(("format_", "edit"), [("json", edit_json), ("csv", edit_csv)])
def test_an_edited_export_brings_its_edits(
    format_: str,
    edit: Callable[[Path], None],
    workspace: Workspace,
    other_workspace: Workspace,
    town: Path,
    tmp_path: Path,
) -> None:
    take(workspace, town)
    path = exported(workspace, tmp_path, format_)
    edit(path)
    take(other_workspace, path)
    assert {s.name: s.users for s in records(other_workspace, "System").values()} == {"养老平台": 99, "学籍系统": None}  # type: ignore[attr-defined]


@pytest.mark.parametrize("users", [(1, 2), (2, 1)])
def test_two_versions_of_one_second_keep_their_order_through_an_export(
    users: tuple[int, int], workspace: Workspace, other_workspace: Workspace, tmp_path: Path
) -> None:
    for number in users:
        take_text(workspace, tmp_path, "systems.csv", f"id,name,users\ns1,甲,{number}\n")
    take(other_workspace, exported(workspace, tmp_path, "json"))
    assert only(workspace, "System").users == users[1]
    assert document(other_workspace) == document(workspace)


def test_a_text_too_long_for_excel_is_refused_and_never_cut(workspace: Workspace, tmp_path: Path) -> None:
    take_text(workspace, tmp_path, "systems.csv", f"id,name,purpose,legal_basis\ns1,甲,{'长' * 18_000},{'据' * 18_000}\n")
    with pytest.raises(InputError) as refused:
        exported(workspace, tmp_path, "xlsx")
    assert refused.value.code == "cell_too_long"


def test_the_outcome_prints_the_keys_of_the_contract(workspace: Workspace, tmp_path: Path) -> None:
    shown = take_text(workspace, tmp_path, "systems.csv", "name,users\n甲,x\n").as_dict("en")
    assert {"read", "changed", "rejected", "questions", "ignored"} <= set(shown)
    assert set(shown["rejected"][0]) == {"code", "file", "sheet", "row", "column", "line", "path", "message"}
    assert (shown["read"], shown["rejected"][0]["column"]) == ({"systems": 1}, "users")


def test_the_hash_of_a_folder_follows_names_and_contents(tmp_path: Path, town: Path) -> None:
    first = hash_path(town)
    copy = Path(shutil.copytree(town, tmp_path / "copy"))
    assert hash_path(copy) == first
    (copy / "systems.csv").rename(copy / "渠道.csv")
    assert hash_path(copy) != first


def test_records_can_be_computed_again_from_observations(workspace: Workspace, town: Path) -> None:
    from inventory.store import observed, refresh

    take(workspace, town)
    before = document(workspace)
    with writing(workspace.engine) as session:
        keys = set(observed(session))
        for table in TABLES.values():
            session.execute(table.__table__.delete())  # type: ignore[attr-defined]
        assert refresh(session, keys) == READ
    assert document(workspace) == before
