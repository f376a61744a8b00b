"""Amounts of money in texts, in figures and in Chinese characters, and which of them is the total."""

import re
from collections.abc import Iterator, Sequence

from inventory.texts.passages import Passage

_TIMES = {"亿": 1e8, "万": 1e4, "million": 1e6}
# 1.2.3 is a version or a section, no number
_NUMBER = r"(?<![0-9.．])[0-9][0-9,，]*(?:[.．][0-9]+)?(?![.．]?[0-9])"
_YUAN = re.compile(
    rf"(?:CNY|RMB|[¥￥])[ \t]?({_NUMBER})[ \t]*(亿|万|million)?(?:[ \t]*元)?|({_NUMBER})[ \t]*(亿|万|million)?[ \t]*(?:元|yuan)", re.I
)
_DIGITS = "零一二三四五六七八九"
_PLACES = {"十": 10, "百": 100, "千": 1_000}
_SPELLED = re.compile(r"([零一二两三四五六七八九十百千万亿]{1,24})元")
_TOTAL = re.compile(
    r"(?:总投资|总经费|总预算|总额|总计|合计|共计|共|总|\btotal\b|\bin all\b)[^0-9零一二两三四五六七八九十，。；;\n]{0,12}$", re.I
)
_TOTAL_AFTER = re.compile(r"^[ \t]*(?:in all|in total|altogether)\b", re.I)
# what is paid every year belongs to no total of building
_YEARLY = re.compile(r"(?:每年|年度?(?:运维|运营|维护|服务|流量)?费?[用]?)[^0-9，。；;、]{0,6}$|\b(?:yearly|annual)\b[^.;,]{0,24}$", re.I)
_YEARLY_AFTER = re.compile(r"^[ \t]*(?:/年|per year|a year|each year|yearly|annually)", re.I)
# 212万元：平台118万元 · 39万元，其中接口7万元
_PARTS = re.compile(r"其中|(?:元|yuan)[ \t]*[：:（(]|\bof which\b", re.I)
_LARGEST = 1e12


def amounts(text: str, part: Passage) -> Iterator[tuple[int, Passage]]:
    """The amounts in a part of a text, in yuan, in no order of size; what is no number or absurd is left out."""
    for m in _SPELLED.finditer(text, part.start, part.end):
        if 0 < (spelled := _spelled(m.group(1))) < _LARGEST:
            yield spelled, Passage(m.group(0), m.start(), m.end())
    for m in _YUAN.finditer(text, part.start, part.end):
        number, unit = (m.group(1), m.group(2)) if m.group(1) else (m.group(3), m.group(4))
        amount = float(re.sub("[,，]", "", number).replace("．", ".")) * _TIMES.get((unit or "").lower(), 1)
        if 0 < amount < _LARGEST:
            yield round(amount), Passage(m.group(0), m.start(), m.end())


def bare_amount(value: Passage, label: str) -> list[tuple[int, Passage]]:
    """A number alone under a label that names the unit: 投资估算（万元） | 98."""
    unit, number = re.search(r"(亿|万)?元", label), re.fullmatch(r"[0-9][0-9,，]*(?:\.[0-9]+)?", value.text)
    if unit is None or number is None:
        return []
    amount = round(float(re.sub("[,，]", "", number.group())) * _TIMES.get(unit.group(1) or "", 1))
    return [(amount, value)] if 0 < amount < _LARGEST else []


def total(text: str, found: Sequence[tuple[int, Passage]]) -> int | None:
    """The amount that the text calls the total, else the sum of those that are no part of another and not paid every year; None without an amount."""
    called = [
        amount
        for amount, at in found
        if _TOTAL.search(text[max(0, at.start - 24) : at.start]) or _TOTAL_AFTER.search(text[at.end : at.end + 16])
    ]
    if called:
        return max(called)
    whole = [amount for amount, at in found if not _is_part(text, at)]
    return sum(whole) if whole else max((amount for amount, _ in found), default=None)


def _is_part(text: str, at: Passage) -> bool:
    """Tell whether an amount is part of one before it in its sentence, or is paid every year."""
    before = re.split(r"[。\n]|\. ", text[max(0, at.start - 200) : at.start])[-1]
    if _PARTS.search(before):
        return True
    return bool(_YEARLY.search(before[-32:]) or _YEARLY_AFTER.search(text[at.end : at.end + 16]))


def _spelled(number: str) -> int:
    """The value of a number in Chinese characters: 一千二百八十六万五千."""
    total = part = digit = 0
    for character in number.replace("两", "二"):
        if character in _DIGITS:
            digit = _DIGITS.index(character)
        elif character in _PLACES:
            part, digit = part + max(digit, 1) * _PLACES[character], 0
        elif character == "万":
            total, part, digit = total + (part + digit) * 10_000, 0, 0
        else:
            total, part, digit = (total + part + digit) * 100_000_000, 0, 0
    return total + part + digit
