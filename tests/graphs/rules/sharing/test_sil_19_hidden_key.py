import pytest

BODIES = [{"id": f"o{n}", "name": f"云溪县第{n}局", "level": "county"} for n in range(4)]
SYSTEMS = [{"id": f"s{n}", "name": f"系统{n}", "owner": f"o{n}", "status": "运行"} for n in range(4)]


def tables(*labels: object) -> list[dict[str, object]]:
    """One table for each system in turn; a list of labels stands in one table."""
    return [
        {"id": f"r{n}", "name": f"对象表{n}", "system": f"s{n}", "items": label if isinstance(label, list) else [label]}
        for n, label in enumerate(labels)
    ]


def place(town, *labels: object, systems=SYSTEMS, resources=None):
    return town(organisations=BODIES, systems=systems, resources=resources or tables(*labels))


def test_one_number_under_three_names_in_three_systems_is_a_hint(town, run) -> None:
    found = run("SIL-19", place(town, "公民身份号码", "身份证号", "居民身份证号码")).says(
        "question", ["s0", "s1", "s2"], ["share.many_names"], severity="low", names=3
    )
    assert dict(found.why[0].parts) == {
        "element": "citizen_id_number",
        "names": sorted(["公民身份号码", "身份证号", "居民身份证号码"]),
        "count": 3,
    }
    assert (found.organisations, found.discriminator) == (("o0", "o1", "o2"), "citizen_id_number")


@pytest.mark.parametrize(
    "labels",
    [
        ("公民身份号码", "身份证号", "身份证号"),
        ("公民身份号码", "公民身份号码", "公民身份号码", "身份证号"),
        ("公民身份号码", ["身份证号", "居民身份证号码"]),
        (["公民身份号码", "身份证号", "居民身份证号码"],),
    ],
    ids=["two names, three systems", "two names, four systems", "three names, two systems", "three names, one system"],
)
def test_fewer_names_or_systems_are_silent(town, run, labels) -> None:
    run("SIL-19", place(town, *labels)).is_silent()


def test_names_may_share_a_system(town, run) -> None:
    run("SIL-19", place(town, ["公民身份号码", "身份证号", "居民身份证号码"], "身份证号", "身份证号")).says(
        "question", ["s0", "s1", "s2"], ["share.many_names"], names=3
    )


@pytest.mark.parametrize("third", ["身份证号 ", "身份证　号", "「身份证号」", "身份证号：", "身份-证号"])
def test_spaces_and_punctuation_make_no_other_name(town, run, third) -> None:
    run("SIL-19", place(town, "公民身份号码", "身份证号", third)).is_silent()


def test_a_column_without_a_label_is_known_by_its_technical_name(town, run) -> None:
    found = run("SIL-19", place(town, "公民身份号码", "身份证号", {"column_name": "gmsfhm"}))
    assert "gmsfhm" in found.says("question", ["s0", "s1", "s2"], ["share.many_names"], names=3).why[0].parts["names"]


@pytest.mark.parametrize(
    "labels", [("性别代码", "性别", "性别名称"), ("户籍地址", "户籍所在地", "户籍地"), ("公民身份号码", "护照号码", "统一社会信用代码")]
)
def test_what_is_no_key_of_a_subject_and_what_are_several_keys_is_silent(town, run, labels) -> None:
    run("SIL-19", place(town, *labels)).is_silent()


def test_each_key_is_a_hint_of_its_own(town, run) -> None:
    told = run("SIL-19", place(town, ["公民身份号码", "统一社会信用代码"], ["身份证号", "社会信用代码"], ["居民身份证号码", "信用代码"]))
    assert [f.discriminator for f in told.findings] == ["citizen_id_number", "unified_social_credit_code"]


def test_a_confirmed_meaning_counts_whatever_the_name_and_a_rejected_one_does_not(town, run) -> None:
    labels = ("公民身份号码", "身份证号", {"label": "救助人识别项", "element": "citizen_id_number"})
    assert len(run("SIL-19", place(town, *labels)).findings) == 1
    run("SIL-19", place(town, "公民身份号码", "身份证号", "救助人识别项")).is_silent()


@pytest.mark.parametrize("system", [None, "外部系统"])
def test_tables_outside_the_systems_of_the_inventory_do_not_count(town, run, system) -> None:
    rows = tables("公民身份号码", "身份证号", "居民身份证号码")
    run("SIL-19", place(town, resources=[*rows[:2], {**rows[2], "system": system}])).is_silent()


def test_systems_without_an_owner_and_an_empty_town_are_borne(town, run) -> None:
    nobodys = [{"id": s["id"], "name": s["name"]} for s in SYSTEMS]
    found = run("SIL-19", place(town, "公民身份号码", "身份证号", "居民身份证号码", systems=nobodys))
    assert found.says("question", ["s0", "s1", "s2"], ["share.many_names"]).organisations == ()
    run("SIL-19", town()).is_silent()


def test_it_shows_where_the_names_stand(town, run) -> None:
    assert run("SIL-19", place(town, "公民身份号码", "身份证号", "居民身份证号码")).findings[0].evidence


def test_a_retired_system_does_not_count(town, run) -> None:
    systems = [*SYSTEMS[:2], {**SYSTEMS[2], "status": "已下线"}]
    run("SIL-19", place(town, "公民身份号码", "身份证号", "居民身份证号码", systems=systems)).is_silent()


def test_three_numbers_that_are_one_value_are_one_identifier(town, run) -> None:
    assert len(run("SIL-19", place(town, "公民身份号码", "社会保障号码", "驾驶证号")).findings) == 1
