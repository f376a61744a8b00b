import pytest

MZ = {"id": "mz", "name": "云溪县民政局", "level": "county", "org_nature": "法定机关"}
FIRM = {"id": "hr", "name": "华软科技有限公司", "org_nature": "民营企业"}
ALL = ["approval", "scope", "security", "return", "deletion"]
FULL = "审批|处理范围|安全义务|数据返还|数据删除"


def place(*bodies: dict[str, object], **answers: object) -> dict[str, object]:
    system = {"id": "s", "name": "救助系统", "owner": "mz", "status": "运行", "contractor": "华软科技有限公司", "contract_clauses": "无"}
    return {"organisations": [MZ, FIRM, *bodies], "systems": [{**system, **answers}]}


@pytest.mark.parametrize("how", [{}, {"contractor": None, "operator": "hr"}, {"contractor": "无", "operator": "华软科技有限公司"}])
def test_a_contract_with_a_firm_that_says_nothing_of_the_data_is_found(town, run, how) -> None:
    found = run("RSP-06", town(**place(**how))).says("probable", ["s"], ["duty.clauses"], severity="high", missing=5)
    assert dict(found.why[0].parts) == {"system": "s", "clauses": [f"contract_clause:{c}" for c in ALL]}
    assert (found.organisations, [e.locator for e in found.evidence]) == (("mz",), ["systems.csv#2"])


@pytest.mark.parametrize("status", ["运行", "试运行", None])
def test_it_is_a_question_where_nobody_said_that_the_system_runs(town, run, status) -> None:
    run("RSP-06", town(**place(status=status))).says("probable" if status else "question", ["s"], ["duty.clauses"])


@pytest.mark.parametrize(
    ("clauses", "left_out"),
    [
        ("审批|处理范围|安全义务|数据返还", ["deletion"]),
        ("处理范围|安全义务|数据返还|数据删除", ["approval"]),
        ("安全义务", ["approval", "scope", "return", "deletion"]),
        ("源代码交付|数据字典交付", ALL),
    ],
)
def test_what_a_list_of_clauses_leaves_out_is_asked_about(town, run, clauses, left_out) -> None:
    found = run("RSP-06", town(**place(contract_clauses=clauses))).says("question", ["s"], ["duty.clauses"], missing=len(left_out))
    assert found.why[0].parts["clauses"] == [f"contract_clause:{c}" for c in left_out]


@pytest.mark.parametrize(
    "change",
    [
        {"contract_clauses": FULL},
        {"contract_clauses": f"{FULL}|退出协助"},
        {"contract_clauses": "不适用"},
        *({"status": status} for status in ("规划", "在建", "停用", "已下线", "不详")),
        {"contractor": "无"},
        {"contractor": "不适用"},
        {"contractor": None},
        {"contractor": None, "operator": "mz"},
    ],
)
def test_full_contracts_work_of_ones_own_and_what_does_not_run_are_silent(town, run, change) -> None:
    run("RSP-06", town(**place(**change))).is_silent()


def test_blank_clauses_are_asked_for_where_a_form_names_the_firm(town, run) -> None:
    run("RSP-06", town(**place(contract_clauses=None))).asks("s", "System.contract_clauses")
    run("RSP-06", town(**place(contract_clauses=None, status=None))).asks("s", "System.contract_clauses")
    run("RSP-06", town(**place(contract_clauses=None, seen=True))).is_silent()
    run("RSP-06", town(**place(contract_clauses=None, contractor=None))).is_silent()


def test_a_state_enterprise_is_a_company_too(town, run) -> None:
    group = {"id": "sj", "name": "云溪数据集团", "org_nature": "国有企业"}
    run("RSP-06", town(**place(group, contractor=None, operator="sj"))).says("probable", ["s"], ["duty.clauses"])


@pytest.mark.parametrize("contractor", ["云溪县民政局", "云溪县大数据中心"])
def test_a_public_body_that_builds_is_no_company(town, run, contractor) -> None:
    centre = {"id": "dc", "name": "云溪县大数据中心", "org_nature": "事业单位"}
    run("RSP-06", town(**place(centre, contractor=contractor))).is_silent()


def test_a_firm_that_operates_its_own_system_outsources_nothing(town, run) -> None:
    run("RSP-06", town(**place(owner="hr", contractor=None, operator="hr"))).is_silent()


def test_an_operating_firm_that_is_not_in_the_inventory_is_not_passed_over(town, run) -> None:
    told = run("RSP-06", town(**place(contractor=None, operator="湘云信息技术有限公司")))
    assert told.findings or told.untold


def test_a_body_that_its_name_calls_a_company_is_one(town, run) -> None:
    firm = {"id": "bm", "name": "北明软件有限公司"}
    run("RSP-06", town(**place(firm, contractor="北明软件有限公司"))).says("probable", ["s"], ["duty.clauses"], missing=5)


@pytest.mark.parametrize("name", ["云溪县信息中心", "市大数据中心", "局信息科"])
def test_a_contractor_that_nobody_calls_a_company_is_asked_about(town, run, name) -> None:
    run("RSP-06", town(**place(contractor=name))).says("question", ["s"], ["duty.clauses"], missing=5)
