import contextlib
import datetime as dt
import random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inventory import secrecy
from inventory.reading import (
    LIST_LIMIT,
    TEXT_LIMIT,
    NotAnswered,
    Unreadable,
    are_common,
    are_single,
    is_common,
    is_single,
    limit_of,
    read_date,
    read_value,
)
from inventory.schema import FieldSpec, entities


def field(name: str) -> FieldSpec:
    entity, _, key = name.partition(".")
    return entities()[entity].fields[key]


def wrong(name: str, raw: Any) -> str:
    with pytest.raises(Unreadable) as problem:
        read_value(field(name), raw)
    return problem.value.code


FIELDS = ["System.name", "System.purpose", "System.owner", "System.users", "Service.median_days", "Cost.om_yuan", "Channel.check_in", "System.start_date",
          "Usage.period", "System.status", "System.audience", "System.functions", "System.replaces"]  # fmt: skip


@pytest.mark.parametrize("name", FIELDS)
@pytest.mark.parametrize("raw", [None, "", "  ", "\u3000", "-", "——", "/", "待填", "nan", float("nan")])
def test_a_blank_cell_is_no_answer(name: str, raw: Any) -> None:
    with pytest.raises(NotAnswered):
        read_value(field(name), raw)


@pytest.mark.parametrize("name", FIELDS)
@pytest.mark.parametrize("raw", ["不适用", " 不适用 ", "N/A", "n/a", "not_applicable"])
def test_not_applicable_stands_for_itself(name: str, raw: str) -> None:
    assert read_value(field(name), raw) == "not_applicable"


@pytest.mark.parametrize("name", FIELDS)
def test_an_excel_error_is_no_answer(name: str) -> None:
    with pytest.raises((NotAnswered, Unreadable)):
        read_value(field(name), "#N/A")


@pytest.mark.parametrize(
    ("name", "expected"),
    [("System.name", None), ("System.owner", None), ("System.users", None), ("Cost.om_yuan", None), ("System.start_date", None), ("System.status", None),
     ("System.functions", []), ("System.replaces", []), ("System.audience", []), ("Channel.check_in", False), ("System.login", ["none"]), ("Channel.ads", "none")],
)  # fmt: skip
def test_none_is_an_answer(name: str, expected: Any) -> None:
    assert read_value(field(name), "无") == expected


@pytest.mark.parametrize("raw", ["没有", "暂无", "none", "NIL"])
def test_none_has_several_spellings(raw: str) -> None:
    assert read_value(field("System.contractor"), raw) is None


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("12", 12),
        ("１２３", 123),
        ("1,234", 1234),
        ("1，234", 1234),
        (" 3 000 ", 3000),
        ("1.2万", 12000),
        ("35人", 35),
        ("8万人", 80000),
        (7, 7),
        (7.0, 7),
        ("7.0", 7),
        ("+5", 5),
        ("1e3", 1000),
    ],
)
def test_whole_numbers(raw: Any, expected: int) -> None:
    assert read_value(field("System.users"), raw) == expected


@pytest.mark.parametrize(
    ("raw", "code"),
    [("约三千", "not_a_number"), ("3-5", "not_a_number"), ("0x10", "not_a_number"), ("1_000", "not_a_number"), (True, "not_a_number"), ("9" * 21, "not_a_number"), ("1e99", "number_too_large"),
     ("3.5", "not_a_whole_number"), (["1"], "not_one_value"), ({"a": 1}, "not_one_value"), ("inf", "not_a_number"), (float("inf"), "not_a_number")],
)  # fmt: skip
def test_what_is_no_whole_number(raw: Any, code: str) -> None:
    assert wrong("System.users", raw) == code


@pytest.mark.parametrize(("raw", "expected"), [("3.5", "3.5"), ("98%", "98"), (0.5, "0.5"), ("－2", "-2")])
def test_decimals_are_text(raw: Any, expected: str) -> None:
    assert read_value(field("Service.median_days"), raw) == expected


@pytest.mark.parametrize(
    ("raw", "ten_thousands", "expected"),
    [("1200", False, "1200.00"), ("¥1,200.50", False, "1200.50"), ("￥1200元", False, "1200.00"), ("１２００", False, "1200.00"), ("12.5万元", False, "125000.00"), ("12.5万", False, "125000.00"),
     (12.5, True, "125000.00"), ("12.5", True, "125000.00"), ("0", True, "0.00"), ("0.00001", True, "0.10")],
)  # fmt: skip
def test_amounts_are_yuan_with_two_places(raw: Any, ten_thousands: bool, expected: str) -> None:
    assert read_value(field("Cost.om_yuan"), raw, ten_thousands=ten_thousands) == expected


@pytest.mark.parametrize("raw", ["12万元", "12万", "120000元"])
def test_a_unit_in_the_cell_overrules_the_column(raw: str) -> None:
    assert read_value(field("Cost.om_yuan"), raw, ten_thousands=True) == "120000.00"


def test_an_amount_is_not_negative() -> None:
    assert wrong("Cost.om_yuan", "-1") == "negative_amount"


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("是", True),
        ("有", True),
        ("Ｙ", True),
        ("√", True),
        ("yes", True),
        (True, True),
        (1, True),
        ("否", False),
        ("×", False),
        ("No", False),
        (0, False),
        (False, False),
    ],
)
def test_yes_and_no(raw: Any, expected: bool) -> None:
    assert read_value(field("Channel.check_in"), raw) is expected


def test_perhaps_is_neither() -> None:
    assert wrong("Channel.check_in", "部分") == "not_yes_or_no"


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("2024-05-01", "2024-05-01"), ("2024/5/1", "2024-05-01"), ("2024.5.1", "2024-05-01"), ("2024年5月1日", "2024-05-01"), ("２０２４年５月１日", "2024-05-01"), ("20240501", "2024-05-01"),
        ("2024-05-01 08:30:00", "2024-05-01"), ("2024年5月", "2024-05"), ("2024-5", "2024-05"), ("202405", "2024-05"), ("2024年", "2024"), ("2024", "2024"),
        (2024, "2024"), (45413, "2024-05-01"), (45413.5, "2024-05-01"), ("45413", "2024-05-01"), (dt.date(2024, 5, 1), "2024-05-01"), (dt.datetime(2024, 5, 1, 9), "2024-05-01"), ("2024-02-29", "2024-02-29"),
    ],
)  # fmt: skip
def test_dates_keep_the_precision_given(raw: Any, expected: str) -> None:
    assert read_date(raw) == expected


@pytest.mark.parametrize(
    "raw",
    ["2023-02-29", "2024-13", "2024-00-01", "5月1日", "明年", "123", "99999", "0", "2024-5-1至2025-5-1", "3024年13月"],
)
def test_what_is_no_date(raw: str) -> None:
    assert wrong("System.start_date", raw) == "not_a_date"


def test_iso_times_are_dates() -> None:
    assert read_date("2024-05-01T08:30:00+08:00") == "2024-05-01"


@given(st.dates(dt.date(1955, 1, 1), dt.date(2118, 1, 1)))
def test_excel_serials_and_text_agree(day: dt.date) -> None:
    assert read_date((day - dt.date(1899, 12, 30)).days) == read_date(day) == read_date(day.isoformat()) == day.isoformat()


@pytest.mark.parametrize("raw", ["2024-05-01", 45413, dt.date(2024, 5, 1)])
def test_a_month_has_no_day(raw: Any) -> None:
    assert read_value(field("Usage.period"), raw) == "2024-05"


@pytest.mark.parametrize("raw", ["active", "运行", "In operation", " ＡＣＴＩＶＥ ", "运行中", "已上线"])
def test_codes_names_and_spellings_are_read_alike(raw: str) -> None:
    assert read_value(field("System.status"), raw) == "active"


def test_a_code_may_be_a_number() -> None:
    assert read_value(field("Organisation.level"), 4.0) == "county"


def test_what_is_not_in_the_list_is_not_echoed() -> None:
    with pytest.raises(Unreadable) as problem:
        read_value(field("System.status"), "凑合用")
    assert problem.value.code == "not_in_list"
    assert "凑合用" not in str(problem.value.params)


@pytest.mark.parametrize(
    "raw",
    ["公众、企业", "public|business", "群众；法人", "社会公众,经营主体", ["public", "经营主体"], "公众、公众、企业"],
)
def test_lists_of_codes(raw: Any) -> None:
    assert read_value(field("System.audience"), raw) == ["public", "business"]


@pytest.mark.parametrize(
    ("raw", "expected"),
    [("受理|审批", ["受理", "审批"]), ("受理；审批", ["受理", "审批"]), ("受理、审批", ["受理", "审批"]), ("受理,审批", ["受理", "审批"]), ("受理\n审批\n", ["受理", "审批"]),
     ("甲,乙|丙", ["甲,乙", "丙"]), (["受理,审批"], ["受理,审批"]), (5, ["5"]), ([], [])],
)  # fmt: skip
def test_lists_of_text(raw: Any, expected: list[str]) -> None:
    assert read_value(field("System.functions"), raw) == expected


def test_names_in_references_may_hold_commas() -> None:
    assert read_value(field("System.replaces"), "甲,乙系统") == ["甲,乙系统"]


@pytest.mark.parametrize("raw", [["a", ["b"]], ["a", {"b": 1}]])
def test_lists_are_flat(raw: Any) -> None:
    assert wrong("System.functions", raw) == "not_one_value"


@pytest.mark.parametrize("raw", [{"a": 1}, ["受理", None], ["受理", True]])
def test_a_list_holds_text_only(raw: Any) -> None:
    assert wrong("System.functions", raw) == "not_one_value"


def test_sizes_are_limited() -> None:
    assert wrong("System.name", "名" * 201) == "too_long"
    assert wrong("System.purpose", "长" * (TEXT_LIMIT + 1)) == "too_long"
    assert wrong("System.functions", ["a"] * (LIST_LIMIT + 1)) == "too_many_items"
    assert read_value(field("System.name"), "名" * 200) == "名" * 200


@pytest.mark.parametrize(
    ("name", "raw"),
    [
        ("System.purpose", "登录密码：Yx@2024!"),
        ("System.functions", ["ok", "token=abcdef"]),
        ("System.urls", "http://admin:secret1@10.0.0.1/"),
    ],
)
def test_credentials_are_refused(name: str, raw: Any) -> None:
    assert wrong(name, raw) == "credential_value"


def test_personal_numbers_are_masked_and_control_characters_dropped() -> None:
    assert read_value(field("System.purpose"), "联系\x07 13812345678\x00") == "联系 138******78"


def test_who_complains_is_masked_wherever_a_lead_comes_from() -> None:
    assert read_value(field("Lead.text"), "市民张先生反映") == "市民*先生反映"
    assert read_value(field("Lead.title"), "无") is None
    assert read_value(field("Notice.text"), "请张先生到会") == "请张先生到会"


@pytest.mark.parametrize("name", FIELDS)
@given(
    raw=st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=12)
    | st.lists(st.text(max_size=4), max_size=3)
    | st.dictionaries(st.text(max_size=2), st.integers(), max_size=2)
)
def test_nothing_else_is_ever_raised(name: str, raw: Any) -> None:
    with contextlib.suppress(NotAnswered, Unreadable):
        value = read_value(field(name), raw)
        assert value is None or isinstance(value, (str, int, bool, list))


@pytest.mark.parametrize(
    "raw", [["https://u:hunter2x@a.example/"], "https://u:hunter2x@a.example/", ["甲", "密码：hunter2x"], "甲|密码：hunter2x"]
)
def test_a_credential_in_a_list_is_refused_however_it_is_written(raw: object) -> None:
    with pytest.raises(Unreadable) as error:
        read_value(entities()["System"].fields["urls"], raw)
    assert error.value.code == "credential_value"


WORDS = ("密码", "口令", "secret", "password", "无", "不适用", "none", "n/a", "AKIA", "BEGIN", "token", "涉密", "机密", "confidential", "13812345678",
         "110101199003070134", "系统", "https://", "top secret", "待填", "nan", "民政局", "平台", "2024")  # fmt: skip
LETTERS = "无没有暂不适用令涉机秘级是为甲乙丙局 0123456789abnNoeEtKY:：=／/._-()（）、，。|;；\u3000\x00@#\u200b\ud800😀"


@pytest.mark.parametrize("name", ["name", "owner", "purpose", "functions", "urls"])
def test_what_is_taken_quickly_is_what_careful_reading_makes_of_it(name: str) -> None:
    chance, of, taken = random.Random(name), field(f"System.{name}"), 0
    for _ in range(15_000):
        text = "".join(chance.choice(LETTERS) if chance.random() < 0.6 else chance.choice(WORDS) for _ in range(chance.randint(1, 8)))
        if is_single(text) if of.is_list else is_common(text, limit_of(of)):
            taken += 1
            assert (read_value(of, text), secrecy.is_secret_mark(text)) == ([text] if of.is_list else text, False)
    assert taken > 1_000


@pytest.mark.parametrize(
    "text",
    [
        "无",
        "",
        "-",
        "/",
        "(无)",
        "密码：abc123",
        "token: abc123",
        "涉密",
        "13812345678",
        "甲" * 301,
        "a\x00b",
        " 甲",
        "甲 ",
        "none",
        "N/A",
        "待填",
        "nan",
    ],
)
def test_what_must_be_looked_at_is_not_taken_quickly(text: str) -> None:
    assert not is_common(text, 300)


_PIECES = ["无", "a", "1", "中", ".", "- ", "\n", "n", "N", "密", "p", "token", "KEY", "ab", "，", "、", "待填", "12345678901", ""]


@given(st.lists(st.lists(st.sampled_from(_PIECES), min_size=1, max_size=3).map("".join), min_size=1, max_size=4))
def test_many_cells_are_common_where_each_is(cells: list[str]) -> None:
    if are_common(cells, 12):
        assert all(is_common(cell, 12) for cell in cells)
    if are_single(cells):
        assert all(is_single(cell) for cell in cells)
    # what is usual is seen to be so at once
    assert are_common(["居民姓名", "c1", "登记日期（年）", "user_name"], 12)
    assert are_single(["居民姓名", "c1"])
    assert not are_single(["居民姓名", "甲、乙"])


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("电子表格", "spreadsheet"),
        ("xlsx", "spreadsheet"),
        ("电子表格-xls", "spreadsheet"),
        ("电子表格（xls、xlsx）", "spreadsheet"),
        ("数据库：MySQL", "database"),
        ("数据库/达梦", "database"),
        ("OFD", "document"),
        ("电子表格、数据库", None),
        ("电子表格-好", None),
        ("-", None),
    ],
)
def test_a_format_may_be_told_by_its_kind_its_name_or_both(text: str, code: str | None) -> None:
    # 发改高技术〔2017〕1272号 names the formats of each kind
    if code is None:
        with pytest.raises((Unreadable, NotAnswered)):
            read_value(field("Dataset.format"), text)
    else:
        assert read_value(field("Dataset.format"), text) == code


@pytest.mark.parametrize(
    ("name", "text", "code"),
    [
        ("Dataset.share_type", "不予共享类", "not_shared"),
        ("Dataset.share_type", "有条件共享类", "conditional"),
        ("Dataset.share_method", "共享平台方式", "platform"),
        ("Dataset.update_cycle", "每季度更新", "quarterly"),
        ("DataField.type", "日期时间型 T", "datetime"),
        ("DataField.type", "D", "date"),
        ("DataField.type", "货币型Y", "number"),
    ],
)
def test_words_of_the_2017_guide_are_read(name: str, text: str, code: str) -> None:
    assert read_value(field(name), text) == code
