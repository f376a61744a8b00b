import pytest

MZ = {"id": "mz", "name": "云溪县民政局", "level": "county"}
SYSTEM = {"id": "s", "name": "救助系统", "owner": "mz", "status": "运行"}


def table(**more: object) -> dict[str, object]:
    return {"id": "r", "name": "救助对象表", "system": "s", "classification": "无", **more}


@pytest.mark.parametrize("kind", ["数据表", "目录条目", "文件", None])
def test_a_classification_answered_as_none_is_certain(town, run, kind) -> None:
    found = run("SEC-04", town(organisations=[MZ], systems=[SYSTEM], resources=[table(kind=kind)])).says(
        "certain", ["r"], ["answer.none"], severity="medium"
    )
    assert dict(found.why[0].parts) == {"subject": "r", "fields": ["field:Dataset.classification"]}
    assert (found.organisations, found.evidence[0].locator) == (("mz",), "resources.csv#2")


@pytest.mark.parametrize("classification", ["一般", "重要", "核心", "不适用"])
def test_any_class_is_an_answer_and_not_applicable_is_one_too(town, run, classification) -> None:
    run("SEC-04", town(organisations=[MZ], systems=[SYSTEM], resources=[table(classification=classification)])).is_silent()


def test_a_blank_classification_is_asked_for(town, run) -> None:
    run("SEC-04", town(organisations=[MZ], systems=[SYSTEM], resources=[table(classification=None)])).asks("r", "Dataset.classification")


@pytest.mark.parametrize("classification", ["无", None])
@pytest.mark.parametrize("change", [{"kind": "表单"}, {"kind": "报文"}, {"seen": True}], ids=["form", "payload", "seen only by a crawl"])
def test_forms_payloads_and_what_only_a_crawl_saw_are_silent(town, run, change, classification) -> None:
    rows = [table(classification=classification, **change)]
    run("SEC-04", town(organisations=[MZ], systems=[SYSTEM], resources=rows)).is_silent()


def test_tables_are_told_one_by_one(town, run) -> None:
    rows = [table(), table(id="q", name="帮扶表"), table(id="p", name="户籍表", classification="一般")]
    told = run("SEC-04", town(organisations=[MZ], systems=[SYSTEM], resources=rows))
    assert [(f.subjects, f.discriminator) for f in told.findings] == [(("q",), ""), (("r",), "")]


@pytest.mark.parametrize(
    ("row", "bodies"),
    [
        ({"provider_org": "ga"}, ("ga",)),
        ({"system": None}, ()),
        ({"system": "不知名系统"}, ()),
        ({"system": None, "provider_org": "mz"}, ("mz",)),
    ],
)
def test_the_body_is_the_provider_else_the_owner_of_the_system_else_nobody(town, run, row, bodies) -> None:
    ga = {"id": "ga", "name": "云溪县公安局", "level": "county"}
    told = run("SEC-04", town(organisations=[MZ, ga], systems=[SYSTEM], resources=[table(**row)]))
    assert [f.organisations for f in told.findings] == [bodies]
