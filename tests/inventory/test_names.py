import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from inventory.names import core, display_width, fold, is_company, plain, printable, region_prefix, shorten

USUAL = st.text("云溪县清河镇社保卡平台系统ABCabcＡＢｃ０12３ （）()【】-_·、，。“”", max_size=20)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("云溪通ＡＰＰ", "云溪通app"),
        (" 智慧 社区（二期） ", "智慧社区二期"),
        ("“一件事”·集成", "一件事集成"),
        ("a\u200bb\u202ec\x07", "abc"),
        ("——", ""),
    ],
)
def test_plain_takes_width_case_spaces_and_punctuation_away(name: str, expected: str) -> None:
    assert plain(name) == expected


@given(USUAL)
def test_plain_is_idempotent_on_usual_names(name: str) -> None:
    assert plain(plain(name)) == plain(name)


@given(st.text(max_size=10))
@example("e-\u0301")
@example("e\u200d\u0301")
def test_plain_is_idempotent_on_any_text(name: str) -> None:
    assert plain(plain(name)) == plain(name)


@given(st.text(max_size=20))
def test_fold_leaves_no_control_or_direction_characters(text: str) -> None:
    assert not {unicodedata.category(c) for c in fold(text)} & {"Cc", "Cf"}


@pytest.mark.parametrize(
    ("name", "prefix"),
    [
        ("云溪县清河镇便民服务平台", "云溪县清河镇"),
        ("北京市朝阳区政务服务平台", "北京市朝阳区"),
        ("内蒙古自治区医保平台", "内蒙古自治区"),
        ("青山街道网格通", "青山街道"),
        ("市场监管系统", ""),
        ("全县通办系统", ""),
        ("社区矫正系统", ""),
        ("乡村振兴平台", ""),
        ("云溪县", ""),
        ("", ""),
    ],
)
def test_region_prefix_is_the_places_at_the_start(name: str, prefix: str) -> None:
    assert region_prefix(name) == prefix


@pytest.mark.parametrize("name", ["住房租赁市场监管平台", "农贸市场管理系统", "智慧城市管理平台", "行政区划管理系统", "数字县域平台"])
def test_region_prefix_leaves_words_whole(name: str) -> None:
    assert region_prefix(name) == ""


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("云溪县智慧养老综合服务平台", "智慧养老"),
        ("云溪县养老V2.0（二期）", "养老"),
        ("养老服务系统3.1.2", "养老"),
        ("政务服务平台", "政务"),
        ("系统", "系统"),
        ("云溪县", "云溪县"),
        ("", ""),
    ],
)
def test_core_leaves_what_a_system_does(name: str, expected: str) -> None:
    assert core(name) == expected


@given(USUAL)
def test_core_is_empty_only_for_an_empty_name(name: str) -> None:
    assert bool(core(name)) == bool(plain(name))


@pytest.mark.parametrize("name", ["V2.0", "二期"])
def test_core_of_a_bare_version_is_not_empty(name: str) -> None:
    assert core(name)


def test_wide_characters_count_two() -> None:
    assert display_width("云a，b") == 6


@pytest.mark.parametrize(
    ("text", "width", "expected"),
    [("云溪县", 6, "云溪县"), ("云溪县", 5, "云溪…"), ("云溪县", 4, "云…"), ("abc", 2, "a…"), ("", 1, "")],
)
def test_shorten_cuts_to_columns(text: str, width: int, expected: str) -> None:
    assert shorten(text, width) == expected


@given(st.text(max_size=30), st.integers(1, 20))
def test_shorten_never_exceeds_its_width(text: str, width: int) -> None:
    assert display_width(shorten(text, width)) <= width


def test_printable_escapes_control_and_direction_characters() -> None:
    assert printable("a\x1b[31mb\u202ec\u200b\td\ne") == "a\\u001b[31mb\\u202ec\\u200b\\u0009d\ne"


@given(st.text(max_size=30))
def test_printable_is_idempotent_and_safe(text: str) -> None:
    shown = printable(text)
    assert printable(shown) == shown
    assert not {unicodedata.category(c) for c in shown.replace("\n", "")} & {"Cc", "Cf", "Co", "Cs"}


@pytest.mark.parametrize(
    ("name", "holds"),
    [
        ("云启数字科技有限公司", True), ("湘能集团股份有限公司（云溪）", True), ("Acme Software Co., Ltd.", True), ("Acme LLC", True),
        ("云溪县民政局", False), ("公司登记管理局", False), ("云溪县公司登记窗口", False), ("Office of Incentives", False), ("", False),
    ],
)  # fmt: skip
def test_a_company_is_known_by_the_form_that_ends_its_name(name: str, holds: bool) -> None:
    assert is_company(name) is holds
