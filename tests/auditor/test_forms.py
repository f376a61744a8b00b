"""Forms of a workspace, and what an office that answers only the core questions is told: nothing but what is still open."""

import pytest
from openpyxl import load_workbook

from auditor.forms import burdens_kept, export_forms, fill_sheets, form_status, inside_form
from auditor.kept import inventory_of
from inventory.forms.burden import measure
from inventory.problems import InputError

# honest answers to every core question but where the office has nothing to say
ANSWERS = {
    "单位": {"统一社会信用代码": "", "政务数据共享工作机构": "办公室"},
    "系统": {
        "系统名称": "惠民补贴系统", "所属单位": "云溪县民政局", "系统描述": "办理惠民补贴", "功能标签": "补贴申请；补贴发放", "系统类别": "业务系统", "系统阶段": "运行",
        "建设单位": "云溪县民政局", "运维单位": "云溪县民政局", "运维合同到期日": "2027-12-31", "等级保护级别": "三级", "年度运维金额(万元)": 12,
    },
    "渠道": {
        "渠道名称": "云溪惠民", "渠道类型": "小程序", "所属系统": "惠民补贴系统", "所属单位": "云溪县民政局", "所在平台": "微信", "备案状态": "已备案", "服务对象": "社会公众",
        "是否强制使用": "否", "打卡签到功能": "否", "积分排名功能": "否",
    },
    "事项": {"事项名称": "惠民补贴申领", "办理方式": "小程序；窗口", "服务领域": "社保"},
    "数据资源": {"信息资源名称": "惠民补贴台账", "信息资源代码": "307000/000001", "所属系统": "惠民补贴系统", "共享类型": "有条件共享", "是否数源": "是"},
    "信息项": {"信息项名称": "公民身份号码", "所属信息资源": "惠民补贴台账"},
    "数据交换": {"提供系统": "惠民补贴系统", "使用系统": "惠民补贴系统", "数据项": "公民身份号码", "交换方式": "服务接口"},
    "报表": {"报表名称": "惠民补贴月报", "填报层级": "镇街", "填报频次": "每月", "数据项": "补贴人数"},
}  # fmt: skip
SHEETS = "系统；渠道；事项；数据资源；信息项；数据交换；报表；经费"


def fill(path, answers) -> None:
    book = load_workbook(path)
    for name, cells in answers.items():
        titles = {str(cell.value): cell.column for cell in book[name][1] if cell.value}
        for title, value in cells.items():
            if value:
                book[name].cell(row=2, column=titles[title], value=value)
    book.save(path)


@pytest.fixture
def bureau(workspace, auditor, tmp_path):
    """A workspace that knows one bureau and its empty workbook."""
    (tmp_path / "organisations.csv").write_text(
        "name,level,region\n云溪县民政局,county,990123\n云溪某公司,county,990123\n", encoding="utf-8"
    )
    assert auditor("import", tmp_path / "organisations.csv", "-w", workspace.folder).code == 0
    forms = auditor(
        "form", "export", "--out", tmp_path / "forms", "--org", "云溪县民政局", "-w", workspace.folder, "--json", lang="zh"
    ).json["forms"]
    return workspace.folder, forms[0]["file"]


@pytest.mark.filterwarnings("ignore:.*extension is not supported:UserWarning")
@pytest.mark.parametrize("attested", ["", SHEETS], ids=["open", "attested"])
def test_a_blameless_office_with_only_the_core_answered_is_asked_and_not_accused(bureau, auditor, attested) -> None:
    folder, file = bureau
    fill(file, {**ANSWERS, "单位": {**ANSWERS["单位"], "已确认填全的表": attested}})
    taken = auditor("form", "import", file, "-w", folder, "--json", lang="zh")
    assert (taken.code, taken.json["rejected"]) == (0, []), taken.out
    assert taken.json["read"]["systems"] == taken.json["read"]["channels"] == 1
    assert auditor("audit", "-w", folder).code == 0
    found = auditor("findings", "-w", folder, "--json").json["findings"]
    assert {(f["rule"], f["certainty"]) for f in found} <= {("INV-01", "question")}, [(f["rule"], f["certainty"], f["why"]) for f in found]


@pytest.mark.filterwarnings("ignore:.*extension is not supported:UserWarning")
@pytest.mark.parametrize(
    "left_out", [(sheet, title) for sheet, cells in ANSWERS.items() for title in cells if "名称" not in title and cells[title]]
)
def test_no_single_open_question_accuses(bureau, auditor, left_out) -> None:
    folder, file = bureau
    sheet, title = left_out
    fill(file, {**ANSWERS, sheet: {key: value for key, value in ANSWERS[sheet].items() if key != title}})
    assert auditor("form", "import", file, "-w", folder).code in (0, 1)
    assert auditor("audit", "-w", folder).code == 0
    found = auditor("findings", "-w", folder, "--json").json["findings"]
    assert [(f["rule"], f["why"]) for f in found if f["certainty"] != "question"] == []


def test_status_of_who_has_returned(bureau, auditor, workspace) -> None:
    folder, file = bureau
    assert {row["name"]: row["round"] for row in form_status(workspace)} == {"云溪某公司": None, "云溪县民政局": None}
    assert auditor("form", "import", file, "-w", folder).code == 0
    status = {row["name"]: row for row in form_status(workspace)}
    assert status["云溪县民政局"]["round"] == workspace.today
    assert all(0 <= row["answered_share"] <= 1 for row in status.values())
    assert [(row["attested"], row["attested_on"], row["conflicts"]) for row in status.values()] == [([], None, 0)] * 2


@pytest.mark.filterwarnings("ignore:.*extension is not supported:UserWarning")
def test_status_says_what_a_body_vouched_for_when_and_where_sources_disagree(bureau, auditor, workspace, tmp_path) -> None:
    folder, file = bureau
    fill(file, {**ANSWERS, "单位": {**ANSWERS["单位"], "已确认填全的表": "系统；渠道"}})
    assert auditor("form", "import", file, "-w", folder).code == 0
    (tmp_path / "systems.csv").write_text("name,owner,status\n惠民补贴系统,云溪县民政局,已下线\n", encoding="utf-8")
    assert auditor("import", tmp_path / "systems.csv", "-w", folder).code == 0
    status = {row["name"]: row for row in form_status(workspace)}["云溪县民政局"]
    assert (status["attested"], status["attested_on"], status["conflicts"]) == (
        ["channels", "systems"],
        workspace.now.date().isoformat(),
        1,
    )
    assert workspace.now.date().isoformat() in auditor("form", "status", "-w", folder).out


def test_forms_want_bodies_and_a_known_tier(workspace, tmp_path) -> None:
    for code, more in (
        ("no_organisations", {"tier": "core", "only": []}),
        ("unknown_option", {"tier": "all", "only": []}),
        ("not_found", {"tier": "core", "only": ["无"]}),
    ):
        with pytest.raises(InputError) as caught:
            export_forms(workspace, tmp_path / "forms", below_county=False, **more)
        assert caught.value.code == code
    assert not (tmp_path / "forms").exists()


def test_a_hostile_code_names_no_file_outside(town_workspace, auditor, tmp_path, town) -> None:
    (tmp_path / "organisations.csv").write_text("id,name,code,level\norg-x,甲局,../../x,county\n", encoding="utf-8")
    auditor("import", tmp_path / "organisations.csv", "-w", town)
    written = export_forms(town_workspace, tmp_path / "forms", only=[], below_county=False, tier="core")
    assert len(written) == 4
    assert {path.parent for path in tmp_path.rglob("*.xlsx")} == {tmp_path / "forms"}


def test_what_all_forms_ask_is_what_each_workbook_asks(town_workspace) -> None:
    """One pass over all records counts what the cells of every single form say."""
    inventory = inventory_of(town_workspace)
    kept = burdens_kept(town_workspace, inventory)
    assert len(kept) == 3
    for identifier, (asked, minutes, _) in kept.items():
        body = inventory.organisations[identifier]
        whole = measure(fill_sheets(town_workspace, inventory, inside_form(inventory, body), "core", "zh"), 1.5)
        assert (asked, minutes) == (whole.asked, round(whole.asked * town_workspace.thresholds["minutes_per_answer"])), body.name
    rows = {row["id"]: row for row in form_status(town_workspace)}
    assert {body: row["open"] for body, row in rows.items()} == {body: asked for body, (asked, _, is_upper) in kept.items() if is_upper}
    assert sum(asked for asked, *_ in kept.values()) > 0
