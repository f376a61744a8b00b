import pytest

from inventory.importers.tables.dictionaries import (
    asks_whether_empty,
    is_title,
    is_value,
    key_answer,
    label_in,
    null_answer,
    of_its_table,
    repeats,
    titles_of,
    type_and_length,
)


@pytest.mark.parametrize(
    ("text", "code", "length"),
    [
        ("varchar2(20)", "string", "20"),
        ("int（4）", "number", "4"),
        ("decimal(10, 2)", "number", "10,2"),
        ("decimal(10，2)", "number", "10,2"),
        ("String(32)", "string", "32"),
        ("varchar(n)", "string", None),
        ("nvarchar(max)", "string", None),
        ("varchar2(30 byte)", "string", "30"),
        ("date", "date", None),
        ("字符型", None, None),
        ("部长", None, None),
        (12, None, None),
    ],
)
def test_a_type_is_read_with_its_length(text: object, code: str | None, length: str | None) -> None:
    assert type_and_length(text) == (code, length)


@pytest.mark.parametrize(
    ("text", "answer"),
    [("varchar(20)", True), ("bigint", True), ("类型", False), ("Date", False), ("Text", False), ("是", False)],
)
def test_what_is_a_type_is_no_title_but_words_of_titles_may_be_types(text: str, answer: bool) -> None:
    assert is_value(text) is answer


@pytest.mark.parametrize(
    ("text", "key", "filled"),
    [
        ("PK", "是", None),
        ("联合主键", "是", None),
        ("primary key", "是", None),
        ("外键", "否", None),
        ("唯一，非空", "否", "是"),
        ("主键 not null", "是", "是"),
        ("*", "是", "是"),
        ("M", None, "是"),
        ("可空", "否", "否"),
        ("t_bm.id", "否", None),
        ("MUL", "否", None),
        ("甲", None, None),
    ],
)
def test_constraints_answer_for_key_and_filling(text: str, key: str | None, filled: str | None) -> None:
    assert (key_answer(text), null_answer(text)) == (key, filled)


@pytest.mark.parametrize(
    ("title", "answer"),
    [
        ("是否可以为空", True),
        ("允许空", True),
        ("Null", True),
        ("非空", False),
        ("不能为空", False),
        ("NOT NULL", False),
        ("是否必填", False),
    ],
)
def test_a_title_asks_for_emptiness_or_for_its_contrary(title: str, answer: bool) -> None:
    assert asks_whether_empty(title) is answer


@pytest.mark.parametrize(
    ("titles", "column"),
    [
        (["中文名称", "表名", "字段", "中文描述", "类型"], 0),
        (["表名", "描述", "字段", "描述", "类型"], 1),
        (["表名", "字段", "描述", "类型"], None),
        (["描述", "字段", "表名", "描述"], None),
        (["序号", "表名", "备注", "字段", "描述"], None),
        (["字段", "描述", "类型"], None),
    ],
)
def test_what_stands_beside_a_tables_name_describes_the_table(titles: list[str], column: int | None) -> None:
    assert of_its_table({number: [title] for number, title in enumerate(titles)}) == column


def test_a_row_repeats_a_header_by_most_of_its_titles() -> None:
    titles = titles_of(["字段名", "类型", "约束", "约束", "说明", "", 3])
    rows = [["字段名", "类型", "约束", "说明", "备注"], ["字段名", "varchar(3)", "", "", "类型"], ["", "", "", "", ""]]
    assert [repeats(row, titles) for row in rows] == [True, False, False]
    assert not repeats(["字段名", "类型"], titles_of(["字段名", "类型"]))


@pytest.mark.parametrize(
    ("texts", "before", "answer"),
    [
        (["t_jd"], ["a", "b"], True),
        (["街道表"], ["a", "b"], True),
        (["街道（jd）"], ["a", "b"], True),
        (["设备.网络"], ["a", "b"], False),
        (["设备.网络"], [], True),
        (["备注：见附件表"], ["a", "b"], False),
        (["t_jd", "街道"], [], False),
    ],
)
def test_a_line_alone_announces_a_table_by_its_words_or_by_what_is_above(texts: list[str], before: list[str], answer: bool) -> None:
    assert is_title(texts, before) is answer


def test_a_comment_gives_a_label_only_in_chinese_words() -> None:
    assert label_in("状态：0 停用，1 在用") == "状态"
    assert label_in("0-off, 1-on") == ""
