"""The office's own rules as files: all errors at once, and a faulty rule stops nobody."""

import os
from pathlib import Path

import pytest

import graphs.rules
import graphs.rules.local
from auditor.packs import read_pack, read_packs
from auditor.pipeline import audit
from auditor.review import finding_events
from auditor.workspace import create_workspace, open_workspace
from inventory.database import reading
from inventory.sources import rule_sources
from tests.auditor.own_rule import GOOD

SYSTEMS = "id,name,owner,mlps_level\nsys-a,系统甲,云溪县民政局,未定级\nsys-b,系统乙,云溪县民政局,二级\n"
BODIES = "id,name,level\norg-mz,云溪县民政局,县级\n"


@pytest.fixture(autouse=True)
def _no_rules_left():
    yield
    graphs.rules.use(())


def pack(folder: Path, text: str, name: str = "own.toml") -> Path:
    folder.mkdir(exist_ok=True)
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


@pytest.fixture
def workspace(tmp_path, auditor):
    made = create_workspace(tmp_path / "w", name="云溪县", region=None, lang="zh", db=None)
    (tmp_path / "csv").mkdir()
    (tmp_path / "csv" / "systems.csv").write_text(SYSTEMS, encoding="utf-8")
    (tmp_path / "csv" / "organisations.csv").write_text(BODIES, encoding="utf-8")
    made.engine.dispose()
    assert auditor("import", tmp_path / "csv", "-w", made.folder).code == 0
    return made.folder


def test_values_are_read_in_either_language(tmp_path) -> None:
    (rule,), problems = read_pack(pack(tmp_path / "rules", GOOD))
    assert problems == []
    assert (rule.rule.id, rule.rule.version, rule.rule.certainty, rule.where[0].value) == ("LOC-01", 3, "probable", ("county",))
    assert rule.rule.reads == ("System.owner", "Organisation.level", "System.mlps")


WRONG = [
    ('id = "LOC-01"', 'id = "SIL-01"', "id"),
    ('id = "LOC-01"', "", "id"),
    ('entity = "System"', 'entity = "Person"', "entity"),
    ("effective = 2026-01-01", 'effective = "soon"', "effective"),
    ("effective = 2026-01-01", "effective = 2026-01-01\nuntil = 2025-01-01", "until"),
    ('certainty = "probable"', 'certainty = "certain"', "certainty"),
    ('dimension = "security_data"', 'dimension = "nonsense"', "dimension"),
    ('field = "mlps", is', 'field = "nonsense", is', "nonsense"),
    ('is = ["ungraded"]', 'is = ["nonsense"]', "nonsense"),
    ('is = ["ungraded"]', "more = 3", "number"),
    ('is = ["ungraded"]', "older_than_days = 3", "date"),
    ('is = ["ungraded"]', 'is = ["ungraded"], none = true', "exactly one"),
    ('field = "mlps", is = ["ungraded"]', 'count = "people", more = 1', "count"),
    ('field = "owner.level"', 'field = "owner.nonsense"', "owner.nonsense"),
    ('field = "owner.level"', 'field = "mlps.level"', "mlps.level"),
    ('title = { zh = "未定级的县级系统", en = "Ungraded county system" }', 'title = { zh = "甲" }', "title.en"),
    ("version = 3", "version = 3\nscore = 7", "score"),
]


@pytest.mark.parametrize(("old", "new", "told"), WRONG)
def test_a_fault_is_told_with_its_place(tmp_path, old, new, told) -> None:
    assert old in GOOD
    rules, problems = read_pack(pack(tmp_path / "rules", GOOD.replace(old, new)))
    assert rules == []
    assert any(told in f"{p.at.path} {p.sentence('en')}" for p in problems)
    assert all(p.at.file == "own.toml" and "{what}" not in p.sentence("zh") for p in problems)


def test_all_faults_are_told_at_once_and_the_good_rule_is_used(tmp_path) -> None:
    second = GOOD.replace("LOC-01", "LOC-02").replace('is = ["ungraded"]', 'is = ["x"]').replace('severity = "medium"', 'severity = "odd"')
    third = GOOD.replace("LOC-01", "LOC-03").replace('entity = "System"', "entity = 3")
    rules, problems = read_pack(pack(tmp_path / "rules", GOOD + second + third))
    assert [rule.rule.id for rule in rules] == ["LOC-01"]
    assert {p.at.path.split(".")[0] for p in problems} == {"LOC-02", "LOC-03"}


MANY = """
[[rule]]
id = "LOC-01"
entity = "System"
effective = 2026-01-01
until = 2025-01-01
title = { zh = "甲", en = "" }
checks = { zh = "甲", en = "A" }
mend = { zh = "甲", en = "A" }
dimension = "nonsense"
basis = { title = "云溪县办法", clause = "一" }
where = [{ field = "owner.nonsense", is = ["x"] }, { field = "mlps", count = "channels" }]
when = [{ field = "nonsense", none = true }, { field = "name", more = 3 }, { field = "status", is = ["bogus", "active", "odd"], none = true }, "x"]

[[rule]]
entity = "Channel"
title = 3
when = [{ count = "channels", is = ["x"] }, { field = "owners", none = true }, { field = "owner", is = [] }]
"""
TOLD = {
    ("LOC-01.title.en", "short"), ("LOC-01.dimension", "choice"), ("LOC-01.until", "until"), ("LOC-01.where.1.field", "no_field"),
    ("LOC-01.where.2", "field_or_count"), ("LOC-01.where.2", "one_test"), ("LOC-01.when.1.field", "no_field"), ("LOC-01.when.2.more", "no_number"),
    ("LOC-01.when.3", "one_test"), ("LOC-01.when.3.is", "no_value"), ("LOC-01.when.4", "table"),
    ("2.id", "missing"), ("2.checks", "missing"), ("2.mend", "missing"), ("2.effective", "missing"), ("2.basis", "missing"), ("2.title", "table"),
    ("2.when.1.count", "count_of"), ("2.when.1.is", "count_test"), ("2.when.2.field", "no_field"), ("2.when.3.is", "few"),
}  # fmt: skip


def test_every_fault_of_every_rule_is_told_at_once_with_its_key(tmp_path) -> None:
    rules, problems = read_pack(pack(tmp_path / "rules", MANY))
    assert rules == []
    assert sorted((p.at.path, p.code.removeprefix("local_rule_")) for p in problems) == sorted(TOLD)
    said = {p.at.path: p.sentence("zh") for p in problems}
    assert "bogus, odd" in said["LOC-01.when.3.is"]
    assert "owner" in said["2.when.2.field"]  # what is spelt nearly so


def test_the_good_rules_beside_a_stray_key_are_used(tmp_path) -> None:
    rules, problems = read_pack(pack(tmp_path / "rules", 'name = "x"\n' + GOOD + GOOD.replace("LOC-01", "LOC-02").replace("medium", "odd")))
    assert [rule.rule.id for rule in rules] == ["LOC-01"]
    assert [(p.code, p.at.path) for p in problems] == [("local_rule_tables", None), ("local_rule_choice", "LOC-02.severity")]


def test_so_many_faults_are_counted_and_not_all_listed(tmp_path) -> None:
    _, problems = read_pack(pack(tmp_path / "rules", "[[rule]]\n" * 1_000))
    assert len(problems) == 201
    assert (problems[-1].code, dict(problems[-1].params)) == ("local_rule_more", {"count": 8 * 1_000 - 200})


@pytest.mark.parametrize("text", ["[[rule", "rule = 3", "[pack]\nname = 'x'", "\x00", ""])
def test_what_is_no_pack_stops_no_other(tmp_path, text) -> None:
    pack(tmp_path / "rules", text, "a.toml")
    pack(tmp_path / "rules", GOOD, "b.toml")
    pack(tmp_path / "rules", GOOD, "c.toml")
    packs = read_packs(tmp_path)
    assert [rule.rule.id for rule in packs.rules] == ["LOC-01"]
    assert {p.at.file for p in packs.problems} == {"a.toml", "c.toml"}


def unreadable(folder: Path) -> None:
    """Whatever an office may leave in its folder of rules."""
    (folder / "folder.toml").mkdir()
    (folder / "nowhere.toml").symlink_to(folder / "gone.toml")
    (folder / "loop.toml").symlink_to(folder / "loop.toml")
    os.mkfifo(folder / "pipe.toml")
    (folder / "gbk.toml").write_bytes(b"# x\n" + "[[rule]] # 规则".encode("gb18030"))
    (folder / "large.toml").write_bytes(b"# " + b"x" * 1024 * 1024)
    (folder / "digits.toml").write_text("rule = " + "9" * 5_000, encoding="utf-8")
    (folder / "twice.toml").write_text("# x\nrule = 1\nrule = 2", encoding="utf-8")
    (folder / "open.toml").write_text("[[rule]]\nid = ", encoding="utf-8")


def test_a_file_that_cannot_be_read_is_told_and_the_others_are_used(workspace, auditor) -> None:
    pack(workspace / "rules", GOOD)
    unreadable(workspace / "rules")
    for command in ("rules", "audit"):
        answer = auditor(command, "--json", "-w", workspace, lang="zh")
        assert answer.code == 1, answer.err
        assert {entry["file"]: (entry["code"].removeprefix("local_rule_"), entry["line"]) for entry in answer.json["rejected"]} == {
            "folder.toml": ("file", None), "nowhere.toml": ("file", None), "loop.toml": ("file", None), "pipe.toml": ("file", None),
            "gbk.toml": ("utf8", 2), "large.toml": ("large", None), "digits.toml": ("depth", None), "twice.toml": ("twice", 3), "open.toml": ("toml", 2),
        }  # fmt: skip
    assert {f["rule"] for f in auditor("findings", "--json", "-w", workspace).json["findings"] if f["rule"].startswith("LOC")} == {"LOC-01"}


def test_a_folder_of_rules_that_is_none_is_told(tmp_path) -> None:
    (tmp_path / "rules").write_text("x", encoding="utf-8")
    packs = read_packs(tmp_path)
    assert (packs.rules, [p.code for p in packs.problems]) == ((), ["local_rule_folder"])


def test_a_byte_order_mark_is_no_fault(tmp_path) -> None:
    assert [rule.rule.id for rule in read_pack(pack(tmp_path / "rules", "\ufeff" + GOOD))[0]] == ["LOC-01"]


@pytest.mark.parametrize("number", ["nan", "inf", "-inf", "true", '"3"', "1" + "0" * 400])
@pytest.mark.parametrize("test", ["more", "less"])
@pytest.mark.parametrize("of", ['field = "users"', 'count = "channels"'])
def test_what_is_no_number_is_told_and_no_audit_stops(tmp_path, of, test, number) -> None:
    text = GOOD.replace('field = "mlps", is = ["ungraded"]', f"{of}, {test} = {number}")
    rules, problems = read_pack(pack(tmp_path / "rules", text))
    assert (rules, [test in p.at.path for p in problems]) == ([], [True])


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("effective = 2026-01-01", "effective = 20260101"),
        ("effective = 2026-01-01", "effective = nan"),
        ("effective = 2026-01-01", "effective = 2026-01-01T10:00:00"),
        ("version = 3", "version = true"),
        ("version = 3", "version = 99999999999999999999"),
        ("version = 3", "version = inf"),
        ('is = ["ungraded"]', "is = []"),
        ('is = ["ungraded"]', "is_not = []"),
        ('field = "mlps", is = ["ungraded"]', 'field = "start_date", older_than_days = nan'),
        ('field = "mlps", is = ["ungraded"]', 'field = "start_date", older_than_days = true'),
        ('field = "mlps", is = ["ungraded"]', 'field = "mlps", none = 1'),
    ],
)
def test_no_value_is_read_as_another_kind(tmp_path, old, new) -> None:
    assert old in GOOD
    rules, problems = read_pack(pack(tmp_path / "rules", GOOD.replace(old, new)))
    assert rules == []
    assert len(problems) == 1


def test_a_rule_that_fails_is_told_and_stops_no_other(workspace, auditor, monkeypatch) -> None:
    pack(
        workspace / "rules",
        GOOD + GOOD.replace("LOC-01", "LOC-02").replace('field = "mlps", is = ["ungraded"]', 'count = "datasets", less = 1'),
    )

    def fails(*_: object) -> int:
        raise ZeroDivisionError("fault of ours")

    monkeypatch.setattr(graphs.rules.local, "COUNTS", {**graphs.rules.local.COUNTS, "datasets": fails})
    answer = auditor("audit", "--json", "-w", workspace, lang="zh")
    assert answer.code == 1
    (told,) = answer.json["rejected"]
    assert (told["code"], told["path"]) == ("local_rule_failed", "LOC-02")
    assert "ZeroDivisionError" in told["message"]
    assert {"rule": "LOC-02", "subject": "LOC-02", "missing": ["rule:failed", "ZeroDivisionError"]} in answer.json["untold"]
    assert {f["rule"] for f in auditor("findings", "--json", "-w", workspace).json["findings"] if f["rule"].startswith("LOC")} == {"LOC-01"}
    out = workspace.parent / "report"
    assert auditor("report", "--out", out, "--format", "html", "-w", workspace, lang="zh").code == 0
    assert "规则计算时出错" in (out / "report.zh.html").read_text(encoding="utf-8")


OLDER = (
    GOOD.replace("version = 3", "version = 2")
    .replace("effective = 2026-01-01", "effective = 2025-01-01\nuntil = 2025-12-31")
    .replace("第十二条", "第九条")
)


def test_a_rule_may_have_versions_that_follow_each_other(workspace, auditor) -> None:
    pack(workspace / "rules", GOOD + OLDER)
    assert read_packs(workspace).problems == ()
    settings = workspace / "auditor.toml"
    for day, version, clause in (("2025-06-30", 2, "第九条"), ("2026-06-30", 3, "第十二条")):
        text = "\n".join(line for line in settings.read_text(encoding="utf-8").splitlines() if "audit_date" not in line)
        settings.write_text(text.replace("[workspace]", f"[workspace]\naudit_date = {day}", 1), encoding="utf-8")
        assert auditor("audit", "-w", workspace).code == 0
        (found,) = auditor("findings", "--rule", "LOC-01", "--json", "-w", workspace).json["findings"]
        assert (found["rule_version"], found["basis"][0]["clause"], found["basis"][0]["title"]) == (version, clause, "云溪县办法")


@pytest.mark.parametrize(
    ("old", "new"),
    [("version = 2", "version = 3"), ("until = 2025-12-31", "until = 2026-01-01"), ("until = 2025-12-31", "")],
    ids=["same version", "one day of both", "no end"],
)
def test_versions_that_clash_are_told_and_the_first_is_used(tmp_path, old, new) -> None:
    assert old in OLDER
    pack(tmp_path / "rules", GOOD + OLDER.replace(old, new))
    packs = read_packs(tmp_path)
    assert [(rule.rule.id, rule.rule.version) for rule in packs.rules] == [("LOC-01", 3)]
    assert [p.at.path for p in packs.problems] == ["LOC-01"]


def test_an_audit_applies_them_and_a_faulty_one_accuses_nobody(workspace, auditor) -> None:
    pack(workspace / "rules", GOOD + GOOD.replace("LOC-01", "LOC-02").replace("mlps", "nonsense"))
    answer = auditor("audit", "--json", "-w", workspace)
    assert answer.code == 1
    assert [entry["path"].split(".")[0] for entry in answer.json["rejected"]] == ["LOC-02"]
    (found,) = auditor("findings", "--rule", "LOC-01", "--json", "-w", workspace).json["findings"]
    assert (found["subjects"], found["rule_version"], found["title"]) == (["sys-a"], 3, "Ungraded county system")
    assert found["basis"][0] | {"source": ""} == {
        "source": "", "title": "云溪县办法", "number": "云政办发〔2025〕3号", "date": None, "clause": "第十二条", "verified": "full",
    }  # fmt: skip
    assert "系统甲" in found["why"][0]


def log_of(workspace, finding: str) -> list[str]:
    """What happened to a finding, oldest first."""
    with reading(open_workspace(workspace).engine) as session:
        return [event.action for event in finding_events(session, finding)]


@pytest.mark.parametrize(
    "change",
    [
        lambda path: path.unlink(),
        lambda path: path.write_text(GOOD.replace("mlps", "nonsense"), encoding="utf-8"),
        lambda path: path.write_text("[[rule", encoding="utf-8"),
    ],
    ids=["taken out", "faulty", "no TOML"],
)
def test_a_rule_that_is_left_out_ends_no_finding(workspace, auditor, change) -> None:
    path = pack(workspace / "rules", GOOD)
    assert auditor("audit", "-w", workspace).code == 0
    (before,) = auditor("findings", "--rule", "LOC-01", "--json", "-w", workspace).json["findings"]
    change(path)
    for _ in range(2):
        auditor("audit", "-w", workspace)
        assert "LOC-01" not in graphs.rules.rules()
        (found,) = auditor("findings", "--rule", "LOC-01", "--json", "-w", workspace).json["findings"]
        assert (found["id"], found["status"], found["is_current"]) == (before["id"], "candidate", True)
        assert log_of(workspace, found["id"]) == ["found", "not_told"]
    pack(workspace / "rules", GOOD.replace("ungraded", "level_5"))
    auditor("audit", "-w", workspace)
    assert auditor("findings", "--rule", "LOC-01", "--json", "-w", workspace).json["findings"] == []
    assert log_of(workspace, before["id"]) == ["found", "not_told", "not_seen"]


def test_a_rule_that_fails_ends_no_finding(workspace, auditor, monkeypatch) -> None:
    pack(workspace / "rules", GOOD.replace('field = "mlps", is = ["ungraded"]', 'count = "datasets", more = -1'))
    auditor("audit", "-w", workspace)
    found = auditor("findings", "--rule", "LOC-01", "--json", "-w", workspace).json["findings"]
    assert found

    def fails(*_: object) -> int:
        raise ZeroDivisionError

    monkeypatch.setattr(graphs.rules.local, "COUNTS", {**graphs.rules.local.COUNTS, "datasets": fails})
    auditor("audit", "-w", workspace)
    assert {tuple(log_of(workspace, one["id"])) for one in found} == {("found", "not_told")}


def test_a_rule_that_has_run_out_ends_its_findings(workspace, auditor) -> None:
    pack(workspace / "rules", GOOD)
    auditor("audit", "-w", workspace)
    (found,) = auditor("findings", "--rule", "LOC-01", "--json", "-w", workspace).json["findings"]
    pack(workspace / "rules", GOOD.replace("effective = 2026-01-01", "effective = 2026-01-01\nuntil = 2026-01-31"))
    auditor("audit", "-w", workspace)
    assert log_of(workspace, found["id"]) == ["found", "not_seen"]


def test_a_rule_that_is_taken_out_is_no_rule_any_more(workspace, auditor) -> None:
    path = pack(workspace / "rules", GOOD)
    assert auditor("audit", "-w", workspace).code == 0
    path.unlink()
    assert auditor("audit", "-w", workspace).code == 0
    assert "LOC-01" not in graphs.rules.rules()
    assert "LOCAL-LOC-01-3" not in rule_sources()


def test_the_command_lists_them_and_checks_a_file(workspace, tmp_path, auditor) -> None:
    pack(workspace / "rules", GOOD)
    assert [rule["id"] for rule in auditor("rules", "--json", "-w", workspace).json["rules"]] == ["LOC-01"]
    faulty = pack(tmp_path / "other", GOOD.replace("mlps", "nonsense"))
    answer = auditor("rules", "--check", faulty)
    assert answer.code == 1
    assert "own.toml" in answer.err
    assert auditor("rules", "--check", tmp_path / "none.toml").code == 2


def test_the_stored_finding_outlives_its_rule_in_every_report(workspace) -> None:
    from auditor.exporting import findings_list

    path = pack(workspace / "rules", GOOD)
    audit(open_workspace(workspace))
    path.unlink()
    graphs.rules.use(())
    (found,) = [f for f in findings_list(open_workspace(workspace)) if f["rule"] == "LOC-01"]
    assert found["title"] == "LOC-01"
