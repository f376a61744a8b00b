import pytest
from hypothesis import given
from hypothesis import strategies as st

from inventory.secrecy import (
    has_credential,
    is_bank_card_number,
    is_citizen_number,
    is_credential_header,
    is_secret_mark,
    masked,
    masked_address,
    names_a_person,
    personal_numbers,
)

# the example of GB 11643-1999, and the usual test number of card schemes
CITIZEN = "11010519491231002X"
CARD = "4111111111111111"


@pytest.mark.parametrize("text", [CITIZEN, CITIZEN.lower(), "440524188001010014"])
def test_citizen_numbers_are_told_by_their_check_digit(text: str) -> None:
    assert is_citizen_number(text)


@pytest.mark.parametrize(
    "text",
    ["110105194912310021", "11010519491331002X", "01010519491231002X", "1101051949123100", "", "11010519491231002x "],
)
def test_other_numbers_are_no_citizen_numbers(text: str) -> None:
    assert not is_citizen_number(text)


@given(st.integers(0, 9), st.integers(0, 16))
def test_one_wrong_digit_is_noticed(digit: int, position: int) -> None:
    changed = CITIZEN[:position] + str(digit) + CITIZEN[position + 1 :]
    assert is_citizen_number(changed) == (changed == CITIZEN)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (CARD, True),
        ("6222021234567890128", True),
        ("4111111111111112", False),
        ("411111111111111", False),
        ("9111111111111111", False),
        ("", False),
    ],
)
def test_card_numbers_are_told_by_luhn(text: str, expected: bool) -> None:
    assert is_bank_card_number(text) is expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (f"身份证{CITIZEN}。", "身份证110*************2X。"),
        (f"卡号 {CARD}", "卡号 411***********11"),
        ("电话13812345678,0731-8888888", "电话138******78,0731-8888888"),
        ("编码 110105194912310021", "编码 110105194912310021"),
        ("ORD13812345678X", "ORD13812345678X"),
        ("没有数字", "没有数字"),
    ],
)
def test_numbers_are_masked_in_place(text: str, expected: str) -> None:
    assert masked(text) == expected


@given(st.text("0123456789Xx 证13812345678", max_size=60))
def test_masking_keeps_the_length_and_leaves_nothing_behind(text: str) -> None:
    shown = masked(text)
    assert len(shown) == len(text)
    assert not personal_numbers(shown)


def test_personal_numbers_say_where() -> None:
    assert personal_numbers(f"甲{CITIZEN}乙{CARD}") == [(1, 19, "citizen_id"), (20, 36, "bank_card")]


@pytest.mark.parametrize(
    "header",
    ["密码", " 登录密码 ", "PASSWORD", "visit_password", "API-Key", "access key", "口令", "ｐｗｄ", "AppSecret"],
)
def test_columns_of_credentials_are_known_by_name(header: str) -> None:
    assert is_credential_header(header)


@pytest.mark.parametrize("header", ["系统名称", "登录方式", "密级", "secrecy", "认证方式", "密码应用测评日期"])
def test_other_columns_are_none(header: str) -> None:
    assert not is_credential_header(header)


@pytest.mark.parametrize(
    "text",
    [
        "密码：Yx@2024",
        "口令是abc123",
        "初始密 码=888888",
        "password: hunter2",
        "PWD=hunter2",
        "api_key = 12345",
        "postgres://audit:hunter2@db/x",
        "-----BEGIN RSA PRIVATE KEY-----",
        "LTAI5tAbCdEfGhIjKlMn",
    ],
)
def test_values_like_credentials_are_noticed(text: str) -> None:
    assert has_credential(text)


@pytest.mark.parametrize(
    "text",
    [
        "支持密码登录",
        "密码是否过期，0未过期，9已过期",
        "忘记密码功能",
        "账号密码",
        "http://a.cn:8080/x@y",
        "token 机制",
        "secret",
        "密码应用安全性评估",
        "https://a.cn/",
    ],
)
def test_talk_about_credentials_is_none(text: str) -> None:
    assert not has_credential(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("涉密", True),
        ("机 密", True),
        ("绝密", True),
        ("SECRET", True),
        ("涉密（不得录入详情）", True),
        ("非涉密", False),
        ("公开", False),
        ("保密协议", False),
    ],
)
def test_secret_marks(text: str, expected: bool) -> None:
    assert is_secret_mark(text) is expected


@pytest.mark.parametrize("text", ["机密★5年", "秘密级", "涉密（机密级）", "绝密级"])
def test_marks_with_grade_and_term(text: str) -> None:
    assert is_secret_mark(text)


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("http://a.cn/?sfzh=11010519491231002X&b=1", "http://a.cn/?sfzh=110*************2X&b=1"),
        ("http://a.cn/%E5%8F%B711010519491231002X", "http://a.cn/%E5%8F%B7110*************2X"),
        ("http://a.cn/?q=%31%31%30%31%30%35%31%39%34%39%31%32%33%31%30%30%32%58", "http://a.cn/?q=%31%31%30*************%32%58"),
        ("http://a.cn/?tel=13812345678", "http://a.cn/?tel=138******78"),
        ("http://a.cn/art/20260305001234567890.html", None),
        ("http://a.cn/?sfzh=110105194912310021", None),
        ("http://a.cn/%E5%8F%B7%", None),
    ],
)
def test_addresses_are_masked_as_they_are_spelt(url: str, expected: str | None) -> None:
    assert (names_a_person(url), masked_address(url)) == (expected is not None, expected or url)
