from graphs.duplicates.profiles import profile, words

BODIES = [{"id": "mz", "name": "云溪县民政局", "region": "430603"}]


def made(town, analysis, system: dict[str, object], **rows: object):
    scape = analysis(
        town(organisations=BODIES, systems=[{"id": "s", "name": "云溪县社会救助管理系统", "owner": "mz", **system}], **rows)
    ).scape
    return profile(scape, scape.inventory.systems["s"])


def test_words_are_bigrams_of_what_is_done_and_generic_words_are_breaks() -> None:
    assert words("社会救助管理系统") == {"社会": 1, "会救": 1, "救助": 1}
    assert words("综合管理信息系统平台") == {}
    assert words("GIS gis ab") == {"gis": 2}


def test_the_name_loses_its_place_and_kind(town, analysis) -> None:
    assert made(town, analysis, {}).core == "社会救助"


def test_regions_are_its_own_else_its_owner_s(town, analysis) -> None:
    assert made(town, analysis, {}).regions == {"430603"}
    assert made(town, analysis, {"coverage_regions": "430000"}).regions == {"430000"}
    assert made(town, analysis, {"owner": None}).regions == frozenset()


def test_services_data_hosts_and_audience_come_from_all_around_it(town, analysis) -> None:
    found = made(
        town, analysis, {"service_items": "低保审批", "url": "https://www.jz.example/login", "audience": "机关工作人员"},
        services=[{"id": "v", "name": "低保申请", "systems": "s"}], channels=[{"id": "c", "name": "通", "kind": "app", "system": "s", "audience": "公众"}],
        resources=[{"id": "r", "name": "表", "system": "s", "items": ["姓名"]}],
    )  # fmt: skip
    assert found.services == {"低保申请", "低保审批"}
    assert (found.elements, found.hosts, found.audience) == ({"person_name"}, {"jz.example"}, {"staff", "public"})


def test_a_service_that_register_and_answer_both_name_is_one(town, analysis) -> None:
    linked = [{"id": "v", "name": "低保申请", "systems": "s"}]
    assert made(town, analysis, {"service_items": "低保申请|低保审批"}, services=linked).services == {"低保申请", "低保审批"}


def test_the_layer_is_declared_or_follows_from_the_kind(town, analysis) -> None:
    assert [
        made(town, analysis, row).layer
        for row in ({"layer": "base", "kind": "门户"}, {"kind": "门户"}, {"kind": "业务系统"}, {"kind": "基础库"}, {"kind": "统一平台"}, {})
    ] == ["base", "front", "back", "base", None, None]


def test_an_unknown_status_may_run(town, analysis) -> None:
    assert [made(town, analysis, {"status": s}).is_running for s in (None, "运行", "试运行", "停用", "已下线", "规划")] == [
        True,
        True,
        True,
        False,
        False,
        False,
    ]
