import pytest

MZ = {"id": "mz", "name": "云溪县民政局", "level": "county"}
GA = {"id": "ga", "name": "云溪县公安局", "level": "county"}
KEYS = {
    "provider_org": "provider",
    "format": "format",
    "update_cycle": "update_cycle",
    "share_type": "share_type",
    "share_method": "share_method",
    "classification": "classification",
}


def entry(**more: object) -> dict[str, object]:
    return {
        "id": "r",
        "name": "救助对象表",
        "provider_org": "mz",
        "resource_code": "430603/01",
        "format": "数据库",
        "update_cycle": "每月",
        "share_type": "无条件共享",
        "share_method": "接口",
        "classification": "一般",
        "items": ["姓名"],
        **more,
    }


def entries(*codes: str, **more: object) -> list[dict[str, object]]:
    return [entry(id=f"r{n}", name=f"表{n}", resource_code=code, **more) for n, code in enumerate(codes)]


@pytest.mark.parametrize("key", [k for k in KEYS if k != "classification"])
def test_an_item_answered_as_none_is_found(town, run, key) -> None:
    found = run("SIL-02", town(organisations=[MZ], resources=[entry(**{key: "无"})])).says(
        "certain", ["r"], ["answer.none"], severity="medium", missing=1
    )
    assert dict(found.why[0].parts) == {"subject": "r", "fields": [f"field:Dataset.{KEYS[key]}"]}
    assert found.organisations == (() if key == "provider_org" else ("mz",))
    assert [(e.kind, e.locator) for e in found.evidence] == [("record", "resources.csv#2")]


def test_several_missing_items_are_one_finding(town, run) -> None:
    found = run("SIL-02", town(organisations=[MZ], resources=[entry(format="无", share_method="无", update_cycle=None)])).says(
        "certain", ["r"], ["answer.none"], missing=2
    )
    assert found.why[0].parts["fields"] == ["field:Dataset.format", "field:Dataset.share_method"]


def test_what_another_rule_takes_up_is_told_once(town, run) -> None:
    unclassified = town(organisations=[MZ], resources=[entry(classification="无")])
    run("SIL-02", unclassified).is_silent()
    run("SEC-04", unclassified).says("certain", ["r"], ["answer.none", "share.catalogue_item"])
    no_use = town(organisations=[MZ], resources=[entry(share_type="有条件共享", share_scope="民政部门", share_use="无")])
    run("SIL-02", no_use).is_silent()
    run("SIL-04", no_use).says("probable", ["r"], ["answer.none", "share.catalogue_item"])
    # a form is not classified by SEC-04, but its entry in the catalogue must say it
    form = town(organisations=[MZ], resources=[entry(classification="无", kind="form")])
    run("SEC-04", form).is_silent()
    run("SIL-02", form).says("certain", ["r"], ["answer.none"], missing=1)
    # without an entry there is no catalogue to refer to
    run("SEC-04", town(organisations=[MZ], resources=[entry(classification="无", resource_code=None)])).says(
        "certain", ["r"], ["answer.none"]
    )


@pytest.mark.parametrize(
    "change", [{}, {"resource_code": "无", "format": "无"}, {"resource_code": None, "format": "无"}, {"format": "无", "seen": True}, {"format": "不适用", "classification": "不适用"}],
    ids=["complete", "no entry of the catalogue", "code not answered", "only seen by a crawl", "not applicable"],
)  # fmt: skip
def test_honest_look_alikes_are_silent(town, run, change) -> None:
    run("SIL-02", town(organisations=[MZ], resources=[entry(**change)])).is_silent()


@pytest.mark.parametrize("key", [k for k in KEYS if k != "provider_org"])
def test_a_blank_item_is_asked_for(town, run, key) -> None:
    run("SIL-02", town(organisations=[MZ], resources=[entry(**{key: None})])).asks("r", f"Dataset.{KEYS[key]}")


def test_a_blank_provider_is_told_by_the_owner_of_the_system(town, run) -> None:
    system = {"id": "s", "name": "救助系统", "owner": "mz"}
    run("SIL-02", town(organisations=[MZ], systems=[system], resources=[entry(provider_org=None, system="s")])).is_silent()
    run("SIL-02", town(organisations=[MZ], resources=[entry(provider_org=None)])).asks("r", "Dataset.provider")


def test_a_provider_answered_as_none_is_found_beside_a_known_owner(town, run) -> None:
    system = {"id": "s", "name": "救助系统", "owner": "mz"}
    run("SIL-02", town(organisations=[MZ], systems=[system], resources=[entry(provider_org="无", system="s")])).says(
        "certain", ["r"], ["answer.none"]
    )


def test_what_is_not_shared_has_no_way_of_sharing(town, run) -> None:
    run("SIL-02", town(organisations=[MZ], resources=[entry(share_type="不予共享", share_method="无")])).is_silent()


@pytest.mark.parametrize("attested", [None, "数据资源|信息项"])
def test_an_entry_whose_items_nobody_listed_is_asked_for_them(town, run, attested) -> None:
    body = {**MZ, "attested_sheets": attested}
    told = run("SIL-02", town(organisations=[body], resources=[entry(items=[])]))
    told.asks("r", "DataField.label")
    assert told.findings == ()


@pytest.mark.parametrize(("usual", "odd", "found"), [(5, 1, 1), (4, 1, 0), (8, 2, 2), (7, 2, 0), (5, 2, 0), (6, 0, 0)])
def test_a_code_of_odd_length_is_a_question_where_five_and_four_fifths_agree(town, run, usual, odd, found) -> None:
    rows = entries(*["430603/01"] * usual, *["430603/001/7"] * odd)
    told = run("SIL-02", town(organisations=[MZ], resources=rows))
    assert sorted(f.subjects[0] for f in told.findings) == [f"r{n}" for n in range(usual, usual + odd)][:found]
    assert {(f.certainty, f.severity, f.discriminator, f.why[0].code) for f in told.findings} <= {
        ("question", "low", "length", "share.code_length")
    }
    assert all(f.why[0].parts["usual"] == 9 for f in told.findings)


def test_codes_are_compared_inside_one_body_and_missing_items_are_told_apart(town, run) -> None:
    mine = entries(*["430603/01"] * 5)
    other = entry(id="o", name="户籍表", provider_org="ga", resource_code="1")
    run("SIL-02", town(organisations=[MZ, GA], resources=[*mine, other])).is_silent()
    told = run("SIL-02", town(organisations=[MZ], resources=[*mine, entry(resource_code="1", format="无")]))
    assert sorted((f.subjects, f.discriminator, f.certainty) for f in told.findings) == [
        (("r",), "", "certain"), (("r",), "length", "question"),
    ]  # fmt: skip


def test_codes_of_unknown_bodies_are_not_compared(town, run) -> None:
    rows = [*entries(*["430603/01"] * 5, provider_org=None), entry(resource_code="1", provider_org=None)]
    assert run("SIL-02", town(organisations=[MZ], resources=rows)).findings == ()
