"""An audit learns from the judgements so far; what judgements came after waits for the next; an old version can be asked for again."""

import json
from pathlib import Path

import pytest

from auditor.accounts import add_account
from auditor.exporting import inventory_of
from auditor.pipeline import analysis_of
from auditor.review import judge
from auditor.workspace import create_workspace, open_workspace

JOBS = (
    ("高龄津贴", "老人申领高龄津贴，村社区逐级审核，按月发放", "高龄津贴申领|津贴资格审核|津贴按月发放"),
    ("渣土车", "渣土运输车辆轨迹监控，超速告警，处置派单", "车辆轨迹监控|超速告警|违章处置派单"),
    ("廉租房", "廉租住房申请受理，资格公示，租金收缴", "租房申请受理|资格公示|租金收缴"),
    ("森林防火", "林区火情瞭望，护林员巡护，火险预警发布", "火情瞭望|护林巡护|火险预警发布"),
    ("食品抽检", "食品抽样检验任务下达，检验结果录入，不合格核查处置", "抽检任务下达|检验结果录入|不合格处置"),
    ("婚姻登记", "婚姻登记预约，材料核验，档案查询", "登记预约|材料核验|档案查询"),
    ("公交调度", "公交线路排班，车辆调度，客流统计", "线路排班|车辆调度|客流统计"),
)


@pytest.fixture(scope="module")
def judged_town(tmp_path_factory, auditor) -> Path:
    """Seven jobs, each done by two or three systems; people say of most pairs that they are different."""
    folder = tmp_path_factory.mktemp("scorers")
    made = create_workspace(folder / "w", name="云溪县", region=None, lang="zh", db=None)
    systems = [
        {"id": f"sys-{job}{copy}", "name": f"{name}{kind}", "owner": f"org-{copy}", "status": "在用", "purpose": purpose, "functions": functions.split("|")}
        for job, (name, purpose, functions) in enumerate(JOBS)
        for copy, kind in enumerate(("管理系统", "服务平台", "信息系统"))
    ]  # fmt: skip
    bodies = [{"id": f"org-{copy}", "name": f"云溪县第{copy}局", "level": "county"} for copy in range(3)]
    services = [
        {"id": f"srv-{job}", "name": f"{name}办理", "systems": [f"sys-{job}{copy}" for copy in range(3)]}
        for job, (name, _, _) in enumerate(JOBS)
    ]
    town = {"schema_version": 1, "organisations": bodies, "systems": systems, "services": services}
    (folder / "town.json").write_text(json.dumps(town), encoding="utf-8")
    assert auditor("import", folder / "town.json", "-w", made.folder).code == 0
    assert auditor("audit", "-w", made.folder).code == 0
    for by in ("甲", "乙"):
        add_account(made, by, "reviewer", organisation=None, password=None)
    pairs = [(f"sys-{job}{a}", f"sys-{job}{b}") for job in range(len(JOBS)) for a, b in ((0, 1), (0, 2))]
    for at, (left, right) in enumerate(pairs):
        judge(made, left, right, "duplicate" if at % 4 == 0 else "different", by="甲", reason="看过")
    made.engine.dispose()
    return made.folder


def scores(folder: Path) -> tuple[str, dict[tuple[str, str], float]]:
    """The scorer in use, and what it says of the pairs that nobody judged."""
    workspace = open_workspace(folder)
    try:
        analysis = analysis_of(workspace, inventory_of(workspace))
        return analysis.scorers.version, {(p.left, p.right): p.p["duplicate"] for p in analysis.pairs if p.left[:-1] == p.right[:-1]}
    finally:
        workspace.engine.dispose()


def test_judgements_correct_the_next_audit_and_no_report_before_it(judged_town, auditor) -> None:
    before_version, before = scores(judged_town)
    assert before_version == "1/1"
    assert auditor("audit", "-w", judged_town).code == 0
    after_version, after = scores(judged_town)
    assert after_version.startswith("1+14.")
    # one family of evidence alone is a question whatever was learnt
    unjudged = [pair for pair, p in before.items() if pair[0][-1] == "1" and p > 0.45]
    assert len(unjudged) >= 5
    assert all(after.get(pair, 0) < before[pair] for pair in unjudged)
    report = auditor("report", "--format", "html", "--lang", "en", "--out", judged_town.parent / "report", "-w", judged_town)
    assert report.code == 0
    text = (judged_town.parent / "report" / "report.en.html").read_text(encoding="utf-8")
    assert after_version.partition("/")[0] in text
    assert "Pairs of systems: how far scores agree" in text


def test_an_earlier_version_is_asked_for_by_name(judged_town, auditor) -> None:
    assert auditor("audit", "--scorer", "shipped", "-w", judged_town).code == 0
    shipped_version, shipped = scores(judged_town)
    assert auditor("audit", "-w", judged_town).code == 0
    learnt_version, learnt = scores(judged_town)
    assert shipped_version == "1/1"
    assert learnt != shipped
    assert auditor("audit", "--scorer", learnt_version, "-w", judged_town).code == 0
    assert scores(judged_town) == (learnt_version, learnt)
    refused = auditor("audit", "--scorer", "9", "-w", judged_town)
    assert (refused.code, learnt_version in refused.err) == (2, True)
