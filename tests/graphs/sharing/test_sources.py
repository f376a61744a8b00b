import pytest

from graphs.sharing.sources import shared_source

BODIES = [
    {"id": "ga", "name": "云溪县公安局", "region": "430603"},
    {"id": "mz", "name": "云溪县民政局", "region": "430603"},
    {"id": "far", "name": "长岭县公安局", "region": "430702"},
]


def data(**more: object) -> dict[str, object]:
    return {
        "id": "r",
        "name": "户籍表",
        "provider_org": "ga",
        "subject_type": "自然人",
        "is_source": "是",
        "share_type": "有条件共享",
        "items": ["户籍地址", "公民身份号码", "备注"],
        **more,
    }


def made(town, analysis, *resources: dict[str, object]):
    return analysis(town(organisations=BODIES, resources=list(resources)))


def test_a_declared_source_is_one_for_its_elements_subject_and_region(town, analysis) -> None:
    found = made(town, analysis, data()).sources
    assert set(found) == {"household_address", "citizen_id_number"}
    source = found["household_address"][0]
    assert (source.body, source.dataset, source.subject, source.region, source.share_type) == ("ga", "r", "person", "430603", "conditional")


@pytest.mark.parametrize(
    "change",
    [
        {"is_source": "否"},
        {"is_source": None},
        {"provider_org": "不知名单位"},
        {"items": [{"label": "户籍地址", "origin": "共享获取"}]},
        {"items": [{"label": "户籍地址", "source_org": "mz"}]},
    ],
)
def test_what_is_not_declared_or_not_its_own_is_no_source(town, analysis, change) -> None:
    assert made(town, analysis, data(**change)).sources == {}


def test_the_terms_of_a_field_outweigh_those_of_its_table(town, analysis) -> None:
    found = made(town, analysis, data(items=[{"label": "户籍地址", "sharing": "不予共享"}])).sources["household_address"]
    assert [s.share_type for s in found] == ["not_shared"]


@pytest.mark.parametrize(
    ("element", "asker", "region", "found"),
    [
        ("household_address", "mz", "430603", True), ("household_address", "mz", None, True), ("household_address", "ga", "430603", False), ("household_address", "far", "430702", False),
        ("full_address", "mz", "430603", True), ("id_document_number", "mz", "430603", True), ("sex_code", "mz", "430603", False),
    ],
    ids=["here", "anywhere", "its own", "another county", "a broader address", "a broader number", "another element"],
)  # fmt: skip
def test_a_source_serves_others_of_its_region_and_the_broader_element(town, analysis, element, asker, region, found) -> None:
    one = made(town, analysis, data())
    assert (shared_source(one.scape, one.sources, element, asker, region) is not None) is found


def test_a_broad_source_does_not_answer_a_narrow_question(town, analysis) -> None:
    one = made(town, analysis, data(items=["身份证件号码", "详细地址"]))
    assert shared_source(one.scape, one.sources, "id_document_number", "mz", "430603") is not None
    assert shared_source(one.scape, one.sources, "citizen_id_number", "mz", "430603") is None
    assert shared_source(one.scape, one.sources, "household_address", "mz", "430603") is None


def test_the_subject_must_fit_where_both_are_known(town, analysis) -> None:
    one = made(town, analysis, data())
    assert shared_source(one.scape, one.sources, "household_address", "mz", "430603", "person") is not None
    assert shared_source(one.scape, one.sources, "household_address", "mz", "430603", "organisation") is None


@pytest.mark.parametrize("share", ["不予共享", None])
def test_what_is_not_shared_is_not_offered(town, analysis, share) -> None:
    one = made(town, analysis, data(share_type=share))
    assert shared_source(one.scape, one.sources, "household_address", "mz", "430603") is None
