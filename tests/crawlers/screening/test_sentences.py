import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawlers.screening.sentences import Sentence, fold_with_offsets, sentences


def texts(text: str) -> list[str]:
    return [sentence.text for sentence in sentences(text)]


def leads(text: str) -> dict[str, str]:
    return {sentence.text: sentence.lead for sentence in sentences(text)}


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("请下载。请安装！好吗？行；完", ["请下载。", "请安装！", "好吗？", "行；", "完"]),
        ("  第一行 \n\n\t第二行\u3000\n", ["第一行", "第二行"]),
        ("Install the app. It takes 2.5 minutes. Done.", ["Install the app.", "It takes 2.5 minutes.", "Done."]),
        ("版本2.0已上线", ["版本2.0已上线"]),
        ("请大家下载.\n请安装.", ["请大家下载.", "请安装."]),
        ("要求:一是下载。二是安装。", ["要求:", "一是下载。", "二是安装。"]),
        ("时间：9月1日", ["时间：9月1日"]),
        ("", []),
        (" \n。", ["。"]),
    ],
)
def test_sentences_end_where_readers_end_them(text: str, parts: list[str]) -> None:
    assert texts(text) == parts


@given(st.text(alphabet="请下载㎡①Ａｐｐ．㈠ﬁ。；\n:： 1.)（一）裝İ\u0301\t", max_size=80))
def test_every_sentence_is_a_slice_and_nothing_but_space_is_lost(text: str) -> None:
    found = sentences(text)
    end = 0
    for sentence in found:
        assert text[sentence.start : sentence.end] == sentence.text
        assert sentence.text == sentence.text.strip()
        assert text[end : sentence.start].strip() == ""
        end = sentence.end
        assert len(sentence.plain) == len(sentence.offsets)
    assert text[end:].strip() == ""


@pytest.mark.parametrize(
    ("text", "plain"),
    [("ＡＰＰ", "app"), ("㎡", "m2"), ("①", "1"), ("ﬁ", "fi"), ("下載安裝", "下载安装"), ("㈠", "(一)"), ("：", ":")],
)
def test_folding_keeps_the_place_of_every_character(text: str, plain: str) -> None:
    folded, offsets = fold_with_offsets(text)
    assert folded == plain
    assert len(offsets) == len(folded)
    assert offsets[0] == 0
    assert offsets[-1] == len(text) - 1


def test_a_span_of_the_folded_text_is_found_in_the_original() -> None:
    whole = "前言。面积①㎡，必须下载ＡＰＰ。"
    sentence = sentences(whole)[1]
    at = sentence.plain.index("app")
    start, end = sentence.original(at, at + 3)
    assert whole[start:end] == "ＡＰＰ"
    at = sentence.plain.index("m2")
    start, end = sentence.original(at, at + 2)
    assert whole[start:end] == "㎡"


@given(st.text(alphabet="㎡①Ａﬁ㈠装a", min_size=1, max_size=20), st.data())
def test_any_span_of_the_folded_text_lies_within_the_sentence(text: str, data: st.DataObject) -> None:
    (sentence,) = sentences(text)
    start = data.draw(st.integers(0, len(sentence.plain) - 1))
    end = data.draw(st.integers(start + 1, len(sentence.plain)))
    left, right = sentence.original(start, end)
    assert 0 <= left < right <= len(text)


@pytest.mark.parametrize(
    "marks",
    [
        ("（一）", "（二）"),
        ("1.", "2."),
        ("一、", "二、"),
        ("一是", "二是"),
        ("①", "②"),
        ("第一条", "第二条"),
        ("- ", "- "),
        ("(a)", "(b)"),
    ],
)
def test_numbered_items_inherit_their_lead_in(marks: tuple[str, str]) -> None:
    found = sentences(f"严禁有下列行为：\n{marks[0]}强制下载；\n{marks[1]}按下载量排名。")
    assert [s.lead for s in found] == ["", "严禁有下列行为:", "严禁有下列行为:"]


def test_a_line_after_the_list_closes_it() -> None:
    found = leads("严禁有下列行为：\n（一）强制下载；\n（二）按下载量排名。\n请全体干部下载“云溪通”。\n（三）另起。")
    assert found["（二）按下载量排名。"] == "严禁有下列行为:"
    assert found["请全体干部下载“云溪通”。"] == ""
    assert found["（三）另起。"] == ""


def test_a_second_sentence_of_an_item_keeps_the_lead_in() -> None:
    found = leads("严禁：\n（一）强制下载。也不得变相强制。\n（二）排名。\n正文。")
    assert found["也不得变相强制。"] == "严禁:"
    assert found["（二）排名。"] == "严禁:"
    assert found["正文。"] == ""


def test_a_new_lead_in_takes_the_place_of_the_old_one() -> None:
    found = leads("严禁：\n1.强制下载。\n工作要求：\n1.全员安装。")
    assert found["1.强制下载。"] == "严禁:"
    assert found["1.全员安装。"] == "工作要求:"


def test_a_lead_in_covers_the_line_below_it_that_has_no_number() -> None:
    assert leads("负面清单：\n强制下载\n按下载量排名")["强制下载"] == "负面清单:"


def test_a_sentence_is_frozen() -> None:
    assert sentences("请。") == [Sentence("请。", 0, 2, "请。", (0, 1), "")]


class Counting(str):
    """A text that counts how many characters are copied out of it."""

    copied = 0

    def __getitem__(self, key: object) -> str:
        part = super().__getitem__(key)  # type: ignore[index]
        Counting.copied += len(part)
        return part


def test_the_work_grows_with_the_text_and_not_with_its_square() -> None:
    text = Counting("请下载\n" * 5_000)
    assert len(sentences(text)) == 5_000
    assert Counting.copied < 50 * len(text)


@pytest.mark.parametrize(
    "line",
    ["各乡镇人民政府、街道办事处，县直有关单位：", "各村（社区）：", "全体党员、干部：", "广大居民朋友：", "局属各单位，机关各科室："],
)
def test_the_address_of_a_notice_opens_no_list(line: str) -> None:
    assert leads(f"{line}\n一、各单位要组织全员下载安装。")["一、各单位要组织全员下载安装。"] == ""


@pytest.mark.parametrize("line", ["各单位要做到：", "严禁有下列行为：", "工作要求：", "有下列情形的单位予以通报："])
def test_what_demands_or_forbids_opens_one(line: str) -> None:
    assert leads(f"{line}\n（一）组织全员下载安装；")["（一）组织全员下载安装；"] == line.replace("：", ":")
