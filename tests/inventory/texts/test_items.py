"""Items of a part, each with its place."""

from inventory.texts.items import items, sentences


def test_what_follows_a_number_belongs_to_its_item_and_keeps_its_place() -> None:
    text = "建设内容\n本期共两项：\n1. 接单；派单\n到人。\n2. 回访"
    found = items(text, 0, len(text))
    assert [p.text for p in found] == ["接单；派单\n到人。", "回访"]
    assert all(text[p.start : p.end] == p.text for p in found)


def test_without_numbers_lines_and_half_sentences_are_items() -> None:
    text = "在线接单；上门派单；电话回访"
    assert [p.text for p in items(text, 0, len(text), has_heading=False)] == ["在线接单", "上门派单", "电话回访"]


def test_a_line_ends_a_sentence() -> None:
    assert [p.text for p in sentences("一句。两句\n三句", 0, 8)] == ["一句。", "两句", "三句"]
