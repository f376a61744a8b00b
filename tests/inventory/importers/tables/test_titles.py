import csv
from importlib.resources import files

import pytest

from inventory.importers.tables.titles import cleaned, kept_meaning, meaning, other_meaning, spellings
from inventory.names import plain
from inventory.schema import entities

ROWS = list(csv.DictReader((files("inventory") / "data" / "titles.csv").read_text(encoding="utf-8").splitlines()))


@pytest.mark.parametrize(
    ("title", "bare"),
    [
        ("系统名称（必填）", "系统名称"), ("*系统名称*", "系统名称"), ("★系统名称", "系统名称"), ("1.系统名称", "系统名称"), ("1、系统名称", "系统名称"), ("十、系统名称", "系统名称"),
        ("系统名称：", "系统名称"), ("系统\n名称", "系统 名称"), ("系统名称（选填，如有）", "系统名称"), ("【必填】系统名称", "系统名称"), ("上线时间（如：2020-01）", "上线时间"),
        ("建设方式（统建/自建）", "建设方式（统建/自建）"), ("2024年运维费", "2024年运维费"), ("12345热线", "12345热线"), ("", ""),
    ],
)  # fmt: skip
def test_marks_numbers_and_line_breaks_are_taken_off_a_title(title: str, bare: str) -> None:
    assert cleaned(title) == bare


@pytest.mark.parametrize(
    ("entity", "title", "field", "how"),
    [
        ("System", "系统名称", "name", "own"), ("System", "系统　名 称", "name", "own"), ("System", "*系统名称（必填）", "name", "own"), ("System", "system_name", "name", "own"),
        ("System", "业务主管部门", "owner", "spelling"), ("System", "政务信息系统名称（全称）", "name", "spelling"), ("System", "部署网络（互联网、政务外网）", "networks", "spelling"),
        ("System", "Application Name", "name", "spelling"), ("System", "BUSINESS OWNER", "owner", "spelling"), ("System", "开　发　商", "contractor", "own"),
        ("System", "信息系统的名称", "name", "near"), ("System", "服务器部署位置情况", "hosting", "near"),
        ("Dataset", "信息资源名称[必填]", "name", "own"), ("Dataset", "数源单位", "provider", "spelling"),
        ("DataField", "字段中文名称（必填）", "label", "spelling"), ("DataField", "字段英文名", "name", "spelling"),
        ("Channel", "微信号", "identifiers", "spelling"), ("ShareRequest", "数据使用单位", "from_org", "spelling"), ("Service", "实施主体", "owner", "spelling"),
    ],
)  # fmt: skip
def test_a_title_means_a_field(entity: str, title: str, field: str, how: str) -> None:
    found = meaning(entity, title)
    assert found is not None
    assert (found.entity, found.field.name, found.how) == (entity, field, how)


@pytest.mark.parametrize(
    ("entity", "title"),
    [
        ("System", ""), ("System", "备注"), ("System", "序号"), ("System", "系统名"), ("System", "责任人"), ("System", "系统主管部门名称"), ("System", "是否完成等保测评"), ("System", "长" * 121),
        ("Cost", "近三年运维费"), ("Cost", "运维费和建设费"), ("System", "Dept."), ("Dataset", "甲乙丙丁"),
    ],
)  # fmt: skip
def test_a_title_that_means_nothing_stays_unknown(entity: str, title: str) -> None:
    assert meaning(entity, title) is None


def test_a_near_spelling_is_only_taken_where_it_may_be() -> None:
    assert meaning("System", "信息系统的名称", may_be_near=False) is None


def test_an_amount_is_never_taken_by_a_near_spelling() -> None:
    assert meaning("Cost", "年度运维费用合") is None


@pytest.mark.parametrize(
    ("title", "field", "ten_thousands", "year"),
    [
        ("年度运维费用（万元）", "om_yuan", True, None), ("年度运维费(元)", "om_yuan", False, None), ("运维费", "om_yuan", True, None), ("总投资万元", "approved_yuan", True, None),
        ("批复概算（单位：万元）", "approved_yuan", True, None), ("2023年运维费", "om_yuan", True, 2023), ("2024年度运维费(元)", "om_yuan", False, 2024), ("建设费用（元）", "build_yuan", False, None),
        ("建设合同金额（元）", "build_yuan", False, None), ("2022年年度运维金额(万元)", "om_yuan", True, 2022),
        ("２０２３年运维费", "om_yuan", True, 2023),
    ],
)  # fmt: skip
def test_an_amounts_title_tells_its_unit_and_its_year(title: str, field: str, ten_thousands: bool, year: int | None) -> None:
    found = meaning("Cost", title)
    assert found is not None
    assert (found.field.name, found.ten_thousands, found.year) == (field, ten_thousands, year)


def test_the_spellings_are_of_fields_that_the_form_has() -> None:
    assert [(row["entity"], row["field"]) for row in ROWS if row["field"] not in entities()[row["entity"]].fields] == []


def test_no_spelling_is_given_to_two_fields_of_an_entity() -> None:
    told = {(row["entity"], plain(title), row["field"]) for row in ROWS for title in row["titles"].split(";")}
    assert len(told) == len({(entity, title) for entity, title, _ in told})
    assert sum(len(found) for found in spellings().values()) == len(told)


def test_every_spelling_reaches_its_field_at_once_or_by_content() -> None:
    lost = [
        (row["entity"], title)
        for row in ROWS
        for title in row["titles"].split(";")
        if (found := meaning(row["entity"], title)) is None
        or (
            found.field.name != row["field"]
            and ((other := other_meaning(row["entity"], title)) is None or other.field.name != row["field"])
        )
    ]
    assert lost == []


@pytest.mark.parametrize("title", ["系统名称", "主管部门", "别的", "", "信息系统的名称"])
def test_most_titles_mean_one_thing(title: str) -> None:
    assert other_meaning("System", title) is None


@pytest.mark.parametrize(
    ("title", "weight"), [("系统名称", 1.0), ("平台全称", None), ("信息系统名称", 1.0), ("业务系统名称", 0.95), ("信息系统的名称", 0.7)]
)
def test_the_surer_reading_weighs_more(title: str, weight: float | None) -> None:
    found = meaning("System", title)
    assert (found.weight if found else None) == weight


@pytest.mark.parametrize(
    ("title", "kept", "field"),
    [
        ("系统主人", {"系统主人": "System.owner"}, "owner"), ("系统 主人（必填）", {"系统主人": "System.owner"}, "owner"), ("系统主人", {"系统 主人": "System.owner"}, "owner"),
        ("系统名称", {"系统名称": "System.code"}, "code"), ("系统主人", {"系统主人": "System.nobody"}, None), ("系统主人", {"系统主人": "Ship.owner"}, None), ("系统主人", {"系统主人": "owner"}, None),
        ("别的", {"系统主人": "System.owner"}, None), ("系统主人", {}, None),
    ],
)  # fmt: skip
def test_the_office_says_what_its_own_titles_mean(title: str, kept: dict[str, str], field: str | None) -> None:
    found = kept_meaning(title, kept)
    assert (found and (found.field.name, found.how)) == (field and (field, "kept"))
