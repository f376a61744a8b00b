import pytest

GA = {"id": "ga", "name": "云溪县公安局", "level": "county"}
MZ = {"id": "mz", "name": "云溪县民政局", "level": "county"}
SYSTEMS = [{"id": "s", "name": "户籍系统", "owner": "ga"}, {"id": "m", "name": "救助系统", "owner": "mz"}]


def both(left: dict[str, object], right: dict[str, object], **exchange: object) -> dict[str, object]:
    return {
        "organisations": [GA, MZ], "systems": SYSTEMS,
        "resources": [{"id": "a", "name": "户籍表", "system": "s", "items": [{"label": "性别代码", **left}]}, {"id": "b", "name": "对象表", "system": "m", "items": [{"label": "性别代码", **right}]}],
        "exchanges": [{"id": "x", "from": "s", "to": "m", "elements": "性别代码", "method": "接口", "status": "运行", **exchange}],
    }  # fmt: skip


@pytest.mark.parametrize(
    ("left", "right", "what"),
    [
        ({"type": "字符型"}, {"type": "数字型"}, ["type"]),
        ({"unit": "元"}, {"unit": "万元"}, ["unit"]),
        ({"value_domain": "1=男;2=女"}, {"value_domain": "0=男;1=女"}, ["codes"]),
        ({"type": "字符型", "unit": "元"}, {"type": "数字型", "unit": "万元"}, ["type", "unit"]),
    ],
)
def test_one_element_in_two_meanings_along_a_flow_is_found(town, run, left, right, what) -> None:
    found = run("SIL-12", town(**both(left, right))).says(
        "probable", ["a.1", "b.1"], ["share.meaning", *(f"share.meaning_{w}" for w in what)], severity="medium"
    )
    assert (found.why[0].parts["element"], found.discriminator, found.organisations) == ("sex_code", "sex_code", ("ga", "mz"))


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ({"type": "字符型"}, {"type": "字符型"}),
        ({"type": "日期型"}, {"type": "日期时间型"}),
        ({"value_domain": "1=男；2=女"}, {"value_domain": "1=男; 2=女"}),
        ({"type": "字符型"}, {}),
    ],
    ids=["alike", "date and time", "spelt otherwise", "one was not answered"],
)
def test_what_agrees_or_was_not_answered_is_silent(town, run, left, right) -> None:
    run("SIL-12", town(**both(left, right))).is_silent()


def test_tables_that_no_exchange_links_may_differ(town, run) -> None:
    apart = both({"type": "字符型"}, {"type": "数字型"})
    run("SIL-12", town(**{**apart, "exchanges": []})).is_silent()


def test_one_field_of_the_supplier_that_fits_is_enough(town, run) -> None:
    rows = both({"type": "字符型"}, {"type": "数字型"})
    rows["resources"][0]["items"].append({"label": "性别代码", "column_name": "xb2", "type": "数字型"})  # type: ignore[index]
    run("SIL-12", town(**rows)).is_silent()


def test_one_pair_of_systems_and_element_is_one_finding(town, run) -> None:
    rows = both({"type": "字符型"}, {"type": "数字型"})
    rows["resources"][1]["items"].append({"label": "性别代码", "column_name": "xb2", "type": "布尔型"})  # type: ignore[index]
    assert len(run("SIL-12", town(**rows)).findings) == 1


def test_an_exchange_that_stopped_is_silent(town, run) -> None:
    run("SIL-12", town(**both({"type": "字符型"}, {"type": "数字型"}, status="停用"))).is_silent()


def test_an_element_known_by_title_or_memory_is_only_asked_about(town, run) -> None:
    rows = both({"label": "火化日期", "type": "字符型"}, {"label": "火化日期", "type": "数字型"}, elements="火化日期")
    assert [f.certainty for f in run("SIL-12", town(**rows)).findings] == ["question"]
