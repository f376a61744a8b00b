"""The lexicon of field words: reading labels and technical names, and what holds for the file itself."""

import csv
from pathlib import Path

import pytest

from graphs.matching import words
from graphs.matching.evidence import FieldText
from graphs.matching.words import concepts_of, kinds_of, leanings_of, opposite, short_pinyin, table_concepts

ROWS = list(csv.DictReader(Path(words.__file__).with_name("words.csv").open(encoding="utf-8")))


def field(label: str = "", name: str = "", table: str = "") -> FieldText:
    return FieldText(label, name, "", table)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (field("手机号码"), field("移动电话")),
        (field("手机号码"), field("", "mobile")),
        (field("发证机关"), field("核发部门")),
        (field("", "cust_nm"), field("", "customerName")),
        (field("Date of birth"), field("出生日期")),
        (field("執法部門"), field("执法部门")),
    ],
)
def test_other_words_for_one_thing_share_their_concepts(one: FieldText, other: FieldText) -> None:
    mine, theirs = concepts_of(one), concepts_of(other)
    assert set(mine) & set(theirs)
    assert sum((mine & theirs).values()) >= 0.5 * min(sum(mine.values()), sum(theirs.values()))


def test_what_the_table_says_anyway_counts_less() -> None:
    alone, among = concepts_of(field("处罚机关")), concepts_of(field("处罚机关", table="行政处罚信息"))
    assert among["penalty"] < alone["penalty"]
    assert among["organisation"] == alone["organisation"]


def test_a_name_beside_a_label_only_adds() -> None:
    assert concepts_of(field("联系电话", "x"))["phone"] == concepts_of(field("联系电话", "phone"))["phone"] == 1
    assert concepts_of(field("联系电话", "fax"))["fax"] < 1


@pytest.mark.parametrize(
    ("of", "kind"),
    [
        (field("法定代表人姓名"), "person"),
        (field("执法部门名称"), "organisation"),
        (field("发证日期"), "date"),
        (field("许可证编号"), "number"),
        (field("", "issue_date"), "date"),
        (field("注册资本"), "amount"),
    ],
)
def test_the_last_word_that_tells_one_gives_the_kind(of: FieldText, kind: str) -> None:
    assert kinds_of(of) == {kind: 1.0}


def test_ambiguous_words_tell_shares_and_unknown_ones_nothing() -> None:
    shares = kinds_of(field("", "xxjg"))  # 机构, 结果, 价格, 监管 …
    assert len(shares) > 1
    assert sum(shares.values()) == pytest.approx(1)
    assert kinds_of(field("啊啊", "vvv")) == {}


def test_leanings_have_two_sides() -> None:
    assert leanings_of(field("有效期起")) == {"start"}
    assert leanings_of(field("有效期截止")) == {"end"}
    assert leanings_of(field("起止日期")) == frozenset()
    assert opposite("start") == "end"


def test_pinyin_is_shortened_by_syllables() -> None:
    assert short_pinyin("dengjijg") == "djjg"
    assert short_pinyin("sfzh") == "sfzh"
    assert short_pinyin("xingming") == "xm"


def test_the_last_words_of_a_table_say_what_it_lists() -> None:
    concepts = table_concepts("药品经营许可证信息（零售）")
    assert concepts["licence"] > concepts["drug"]
    assert "sell" not in concepts
    assert "data" not in concepts


def test_the_file_holds_together() -> None:
    names = [row["concepts"] for row in ROWS]
    kinds = {row["kind"] for row in ROWS}
    assert kinds == {"", "organisation", "person", "date", "number", "amount", "quantity", "text", "place", "contact", "category"}
    for row in ROWS:
        assert row["zh"] or row["latin"], row
        if row["opposite"]:
            back = next(other for other in ROWS if other["concepts"] == row["opposite"])
            assert back["opposite"] == row["concepts"]
        for column in ("zh", "latin"):
            listed = row[column].split(";")
            assert len(listed) == len(set(listed)), row
        assert row["latin"].isascii()
    assert len(names) > 250
