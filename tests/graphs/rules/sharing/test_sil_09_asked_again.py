import pytest

GA = {"id": "ga", "name": "云溪县公安局", "level": "county", "region": "430603"}
MZ = {"id": "mz", "name": "云溪县民政局", "level": "county", "region": "430603"}
FAR = {"id": "far", "name": "长岭县公安局", "level": "county", "region": "430702"}
SOURCE = {
    "id": "r",
    "name": "户籍表",
    "provider_org": "ga",
    "subject_type": "自然人",
    "is_source": "是",
    "share_type": "有条件共享",
    "items": ["户籍地址", "姓名", "公民身份号码"],
}


def service(materials: str | None = "户籍地址|申请书", owner: str = "mz") -> dict[str, object]:
    return {"id": "v", "name": "低保申请", "owner": owner, "materials": materials}


@pytest.mark.parametrize(("share", "certainty"), [("有条件共享", "question"), ("无条件共享", "probable")])
def test_a_material_that_another_body_shares_is_found(town, run, share, certainty) -> None:
    told = run("SIL-09", town(organisations=[GA, MZ], resources=[{**SOURCE, "share_type": share}], services=[service()]))
    found = told.says(certainty, ["v"], ["share.asked_material_list", "share.available", "share.gap"], items=1)
    assert (found.why[1].parts["element"], found.why[1].parts["body"], found.organisations) == ("household_address", "ga", ("ga", "mz"))


@pytest.mark.parametrize(
    ("source", "asked"),
    [
        ({**SOURCE, "share_type": "不予共享"}, service()),
        ({**SOURCE, "share_type": None}, service()),
        ({**SOURCE, "is_source": "否"}, service()),
        ({**SOURCE, "provider_org": "far"}, service()),
        (SOURCE, service(owner="ga")),
        (SOURCE, service("姓名|公民身份号码")),
        (SOURCE, service("收入证明")),
    ],
    ids=["not shared", "terms unknown", "no source", "of another county", "its own data", "names and keys to identify by", "nobody has it"],
)
def test_honest_look_alikes_are_silent(town, run, source, asked) -> None:
    run("SIL-09", town(organisations=[GA, MZ, FAR], resources=[source], services=[asked])).is_silent()


def test_a_form_that_collects_is_a_question_and_one_filled_by_sharing_is_none(town, run) -> None:
    form = {
        "id": "f",
        "name": "低保申请表",
        "provider_org": "mz",
        "kind": "表单",
        "subject_type": "自然人",
        "items": ["户籍地址"],
        "origin": "直接采集",
    }
    run("SIL-09", town(organisations=[GA, MZ], resources=[SOURCE, form])).says(
        "question", ["f"], ["share.asked_form", "share.available", "share.gap"]
    )
    run("SIL-09", town(organisations=[GA, MZ], resources=[SOURCE, {**form, "origin": "共享获取"}])).is_silent()
    run("SIL-09", town(organisations=[GA, MZ], resources=[SOURCE, {**form, "kind": "数据表"}])).is_silent()


def ask(**more: object) -> dict[str, object]:
    return {"id": "t", "name": "困难家庭登记表", "requiring": "mz", "respondent_level": "个人", "elements": "户籍地址", **more}


def test_a_return_of_people_without_a_basis_is_found_and_one_with_a_basis_is_not(town, run) -> None:
    run("SIL-09", town(organisations=[GA, MZ], resources=[{**SOURCE, "share_type": "无条件共享"}], returns=[ask(asking_basis="无")])).says(
        "probable", ["t"], ["share.asked_return", "share.available", "share.gap"]
    )
    run("SIL-09", town(organisations=[GA, MZ], resources=[SOURCE], returns=[ask(asking_basis="《社会救助暂行办法》第十条")])).is_silent()
    run("SIL-09", town(organisations=[GA, MZ], resources=[SOURCE], returns=[ask(asking_basis="无", respondent_level="镇街")])).is_silent()


def test_an_element_known_by_title_or_memory_is_only_asked_about(town, run) -> None:
    source = {**SOURCE, "share_type": "无条件共享", "items": ["户籍地址", "火化日期"]}
    run("SIL-09", town(organisations=[GA, MZ], resources=[source], services=[service("户籍地址|火化日期")])).says(
        "question", ["v"], ["share.asked_material_list", "share.available", "share.available", "share.gap"], items=2
    )


def test_a_blank_material_list_says_nothing(town, run) -> None:
    run("SIL-09", town(organisations=[GA, MZ], resources=[SOURCE], services=[service(None)])).is_silent()


def test_a_blank_basis_is_no_missing_basis(town, run) -> None:
    told = run("SIL-09", town(organisations=[GA, MZ], resources=[{**SOURCE, "share_type": "无条件共享"}], returns=[ask()]))
    told.says("question", ["t"], ["share.asked_return", "share.available", "share.gap"])
