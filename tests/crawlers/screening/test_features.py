import pytest

from crawlers.screening.concepts import concepts
from crawlers.screening.features import features, stem


@pytest.mark.parametrize(
    "words",
    [
        ("install", "installs", "installed", "installing"),
        ("register", "registers", "registered", "registering"),
        ("verify", "verifies", "verified", "verifying"),
        ("share", "shares", "shared", "sharing"),
        ("tap", "taps", "tapped", "tapping"),
    ],
)
def test_the_forms_of_an_english_word_have_one_stem(words: tuple[str, ...]) -> None:
    assert len({stem(word) for word in words}) == 1


@pytest.mark.parametrize("word", ["a", "is", "app", "bus", "must", "need"])
def test_short_words_keep_three_letters(word: str) -> None:
    assert len(stem(word)) >= min(3, len(word))


def test_an_english_sentence_has_no_runs_of_letters_and_a_chinese_one_no_opening() -> None:
    english = features("install the app before friday.")
    assert not [name for name in english if not name.startswith(("w:", "c:", "r:", "r!", "r&", "#"))]
    assert {"w:^install", "w:^install the"} <= set(english)
    chinese = features("请安装“云溪通”app。")
    assert "安装" in chinese
    assert not [name for name in chinese if name.startswith("w:^")]


def test_parts_that_stand_and_parts_that_lack_are_told() -> None:
    demand = set(features("全体村民必须安装app,未安装的扣分。"))
    assert {"r:f", "r:a", "r:o", "r:c", "r:l", "r&af", "r!s", "r&f!s"} <= demand
    offer = set(features("群众可自愿安装app。"))
    assert {"r:s", "r!c", "r&a!c"} <= offer


@pytest.mark.parametrize(
    ("plain", "name"),
    [
        ("人工窗口月底撤销。", "way_closed"),
        ("the phone line was closed on friday.", "way_closed"),
        ("没有轨迹的视为未巡。", "or_else"),
        ("以平台数据为准。", "data_decides"),
        ("没有照片的走访不算。", "no_trace"),
        ("备案没批,照常推广。", "not_filed"),
        ("备案没批,照常推广。", "go_anyway"),
        ("镇里自行开发小程序。", "own_build"),
        ("该群已解散。", "undone"),
        ("不会用手机的可到窗口办理。", "who_cannot"),
        ("任何人不得以内存不足为由拒绝。", "not_not"),
    ],
)
def test_how_words_bear_on_each_other_is_a_class(plain: str, name: str) -> None:
    assert name in {found for _, _, found in concepts(plain)}
