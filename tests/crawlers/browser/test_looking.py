import pytest

from crawlers.browser.looking import shows_numbers

NUMBER = "11010519491231002X"


@pytest.mark.parametrize(
    "words",
    [
        f"身份证{NUMBER}。",
        "110105 19491231 002X",
        "110105\n1949 1231\u00a0002X",
        "110105-19491231-002X",
        f"1 {NUMBER} 2",
        "卡号 4111 1111 1111 1111 尾",
    ],
)
def test_a_number_in_any_spacing_is_seen(words: str) -> None:
    assert shows_numbers(words)


@pytest.mark.parametrize("words", ["", "电话 13812345678", "110105194912310021", "2026-11-27 10:00", "共 12 345 678 元"])
def test_other_digits_are_none(words: str) -> None:
    assert not shows_numbers(words)
