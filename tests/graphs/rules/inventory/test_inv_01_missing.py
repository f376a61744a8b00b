import pytest

from inventory.schema import entities

MZ = {"id": "mz", "name": "云溪县民政局", "uscc": "11430603MB0000000A", "level": "county", "sharing_office": "办公室"}
FULL = {
    "id": "a", "name": "救助系统", "owner": "mz", "purpose": "救助", "functions": "审批", "system_category": "业务系统", "phase": "运行", "builder_org": "无", "operator": "无",
    "om_contract_end": "不适用", "mlps_level": "二级",
}  # fmt: skip


def test_a_body_that_answered_all_core_questions_is_not_asked(town, run) -> None:
    run("INV-01", town(organisations=[MZ], systems=[FULL])).is_silent()


def test_a_body_that_answered_little_is_asked_and_nothing_more(town, run) -> None:
    found = run("INV-01", town(organisations=[MZ], systems=[{"id": "a", "name": "救助系统", "owner": "mz"}])).says(
        "question", ["mz"], ["inventory.incomplete"], severity="low"
    )
    assert "field:System.status" in found.why[0].parts["fields"]
    assert found.why[0].parts["share"] == pytest.approx(found.numbers["completeness"], abs=1e-4)


def test_none_and_not_applicable_are_answers(town, run) -> None:
    answers = dict.fromkeys(("purpose", "functions", "builder_org", "operator", "om_contract_end"), "无")
    run("INV-01", town(organisations=[MZ], systems=[{**FULL, **answers}])).is_silent()


def test_exactly_the_set_completeness_is_enough(town, run) -> None:
    core = [
        f
        for e in ("Organisation", "System")
        for f in entities()[e].fields.values()
        if f.tier == "core" and f.name not in ("attested", "owner")
    ]
    place = town(organisations=[MZ], systems=[{**FULL, "mlps_level": None}])
    share = 1 - 1 / len(core)
    run("INV-01", place, {"completeness": share}).is_silent()
    run("INV-01", place, {"completeness": share + 0.0001}).says("question", ["mz"], ["inventory.incomplete"], completeness=share)


def test_villages_companies_and_what_only_a_crawl_saw_are_not_asked(town, run) -> None:
    village = {"id": "v", "name": "石桥村", "level": "village"}
    firm = {"id": "f", "name": "湘云软件", "level": "county", "org_nature": "民营企业"}
    seen = {"id": "c", "name": "云溪发布", "kind": "公众号", "owner": "mz", "seen": True}
    run("INV-01", town(organisations=[MZ, village, firm], channels=[seen])).is_silent()


def test_a_body_whose_systems_only_a_crawl_saw_is_asked_and_an_owner_that_nobody_knows_is_not(town, run) -> None:
    seen = {"id": "a", "name": "救助系统", "seen": True}
    found = run("INV-01", town(organisations=[MZ], systems=[{**seen, "owner": "mz"}])).says("question", ["mz"], ["inventory.incomplete"])
    assert "field:System.name" in found.why[0].parts["fields"]
    run("INV-01", town(organisations=[MZ], systems=[{**seen, "owner": "清河镇人民政府"}])).is_silent()
