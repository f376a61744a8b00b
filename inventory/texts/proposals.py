"""What a proposal for a new project says: functions, users, data, money and dates, each with its place in the text."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from inventory.texts.form_labels import Label, labels

# headings of parts at the beginning of a line, by rank: 一、 · 【…】 · 第一章 · 1 · Word. (English); figures are items where others are headings
_RANKS = tuple(
    re.compile(rf"(?m)^[ \t\u3000]*{mark}")
    for mark in (
        r"[一二三四五六七八九十]{1,3}[、.．]",
        r"【",
        r"第[一二三四五六七八九十]+[章节部分]+",
        r"[0-9]{1,2}(?:[、.．]|[ \t\u3000]+)(?![0-9])",
        r"(?=[A-Z][A-Za-z ]{2,28}\. )",
    )
)
_PARTS: tuple[tuple[str, re.Pattern[str]], ...] = (
    (
        "functions",
        re.compile(
            r"建设内容|建设任务|功能|做什么|建什么|主要任务|主要内容|建设目标|what (?:it )?will (?:do|be (?:built|made|delivered))|functions?|scope|features?|deliverables|components",
            re.I,
        ),
    ),
    ("users", re.compile(r"使用对象|服务对象|使用人|用户|谁来用|受益|who will use|users?", re.I)),
    ("data", re.compile(r"数据|信息资源|data", re.I)),
    ("money", re.compile(r"投资|经费|资金|预算|钱|概算|cost|budget|funding", re.I)),
    ("schedule", re.compile(r"进度|工期|周期|安排|实施计划|时间|schedule|timeline", re.I)),
)
_ITEM = re.compile(
    r"[（(]\s*(?:[一二三四五六七八九十]{1,3}|[0-9]{1,2}|[a-z](?=\s*[)）] [A-Z]))\s*[)）]|[①-⑳]|(?<![0-9.])[0-9]{1,2}(?:\.[0-9]{1,2})?[.、．)）](?:[ \t\u3000]*(?=[\u4e00-\u9fffA-Z])|[ \t\u3000]+(?=[0-9]))"
    # without a mark a number counts at the beginning of a line only: 80 岁以上老人 is no item
    r"|(?m:^)[ \t\u3000]*[0-9]{1,2}(?:\.[0-9]{1,2}[ \t\u3000]*|[ \t\u3000]+)(?=[\u4e00-\u9fffA-Z])"
    r"|(?<=[，。；：:;】\n])[ \t]*[一二三四五六七八九十]是|[；;]|\n"
)
_YUAN = re.compile(r"([0-9][0-9,，.]*)\s*(亿|万)?\s*(?:元|yuan)", re.I)
_DIGITS = "零一二三四五六七八九"
_PLACES = {"十": 10, "百": 100, "千": 1_000}
_YUAN_SPELLED = re.compile(r"([零一二两三四五六七八九十百千万亿]{1,24})元")
_TIMES = {"亿": 1e8, "万": 1e4}
_BODY = re.compile(r"(?m)^.{0,8}?(?:单位|申请人|Applicant|Submitted by)\s*[:：]\s*(.{2,60})$", re.I)
# characters that an item of a list has at least, and a sentence that is taken for one
_LEAST_ITEM = 2
_LEAST_PIECE = 4
_LEAST_SENTENCE = 6
_NAME = re.compile(r"(?:项目|工程|系统|平台)名称\s*[:：]\s*(\S.*)")
_SHEET = re.compile(r"(?:sheet|工作表)\s*[0-9]*", re.I)
_ENDS = " 。，,.：:、；;\t"


@dataclass(frozen=True, slots=True)
class Passage:
    """Words of the proposal and where they stand (code points in its text)."""

    text: str
    start: int
    end: int


@dataclass(slots=True)
class Proposal:
    """What was read; an empty part is one that the proposal does not have."""

    title: str
    body: str
    functions: list[Passage] = field(default_factory=list)
    users: Passage | None = None
    data: Passage | None = None
    money: Passage | None = None
    schedule: Passage | None = None
    amounts: list[tuple[int, Passage]] = field(default_factory=list)

    @property
    def beside(self) -> tuple[str, ...]:
        """What it says of its users and data."""
        return tuple(passage.text for passage in (self.users, self.data) if passage is not None)

    @property
    def total_yuan(self) -> int | None:
        """The largest amount of the part about money: its total."""
        return max((amount for amount, _ in self.amounts), default=None)


def read_proposal(text: str) -> Proposal:
    """The parts of a proposal: the answers of a form, else what stands under headings; without a heading about functions, every sentence may be one."""
    lines = [line.strip() for line in text.splitlines() if line.strip() and not _SHEET.fullmatch(line.strip())]
    first = lines[0] if lines else ""
    named, body = _NAME.search(first), _BODY.search(text)
    found = Proposal((named.group(1) if named else first.replace("\t", " "))[:200], body.group(1).strip() if body else "")
    form = labels(text)
    if form:
        _read_form(text, form, found)
    else:
        _read_chapters(text, found)
    if not found.functions:
        found.functions = _items(text, text.find(first) + len(first), len(text))
    if found.money is not None and not found.amounts:
        found.amounts = list(_amounts(text, found.money))
    return found


def _read_form(text: str, form: Sequence[Label], found: Proposal) -> None:
    """What the labels of a form ask for. A name or body is one cell, or the rest of the line."""
    names: dict[str, str] = {}
    for label in form:
        passage = _stripped(text, label.value, label.end)
        if passage is None:
            continue
        if label.kind in ("title", "body"):
            names.setdefault(label.kind, re.split(r"[\t\n]", passage.text)[0].strip())
        elif label.kind == "functions":
            found.functions += _items(text, label.value, label.end, has_heading=False)
        elif label.kind and getattr(found, label.kind) is None:
            setattr(found, label.kind, passage)
            if label.kind == "money":
                found.amounts = [*_amounts(text, passage), *_bare_amount(passage, label.text)]
    found.title = names.get("title", found.title)[:200]
    found.body = names.get("body", found.body)[:60]


def _read_chapters(text: str, found: Proposal) -> None:
    """What stands under headings; where those of the first rank name no functions, under one of another rank that does."""
    bounds = _bounds(text)
    if not any(_PARTS[0][1].search(_heading(text, start)) for start in bounds):
        others = (m.start() for rank in _RANKS for m in rank.finditer(text))
        bounds = sorted({*bounds, *(start for start in others if _PARTS[0][1].search(_heading(text, start)))})
    for start, end in pairwise([*bounds, len(text)] if bounds else []):
        heading = _heading(text, start)
        kind = next((name for name, pattern in _PARTS if pattern.search(heading)), None)
        passage = _stripped(text, start, end)
        if kind is None or passage is None:
            continue
        if kind == "functions":
            found.functions += _items(text, start, end)
        elif getattr(found, kind) is None:
            setattr(found, kind, passage)


def _bounds(text: str) -> list[int]:
    """Where parts begin: at the headings of the first rank that occurs more than once."""
    for rank in _RANKS:
        found = [m.start() for m in rank.finditer(text)]
        if len(found) >= 2:
            # a part with a heading of another rank (English between Chinese ones) begins a part too
            return sorted({*found, *(m.start() for m in _RANKS[-1].finditer(text))})
    return []


def _heading(text: str, start: int) -> str:
    """The beginning of the line in which a part begins."""
    line = text[start : start + 200].strip().split("\n", 1)[0]
    return line[:24]


def _stripped(text: str, start: int, end: int) -> Passage | None:
    part = text[start:end]
    inner = part.strip()
    if not inner:
        return None
    begin = start + part.index(inner)
    return Passage(inner, begin, begin + len(inner))


def _items(text: str, start: int, end: int, *, has_heading: bool = True) -> list[Passage]:
    """The items of a part: numbered ones, else its sentences, else the names that it lists; the heading and lead-ins are left out."""
    began = start
    line_end = text.find("\n", start, end)
    heading = text[start : line_end if line_end >= 0 else end]
    if has_heading and line_end >= 0 and len(heading.strip()) <= 24:
        start = line_end
    marks = list(_ITEM.finditer(text, start, end))
    kept = []
    for number, (begin, stop) in enumerate(pairwise([start, *(m.end() for m in marks), end])):
        stop = marks[number].start() if number < len(marks) else end
        passage = _stripped(text, begin, stop)
        is_item = number > 0 and marks[number - 1].group().strip(" \t\n；;") != ""
        least = _LEAST_ITEM if is_item else _LEAST_PIECE
        if passage is not None and len(passage.text.strip(_ENDS)) >= least and not passage.text.rstrip().endswith(("：", ":")):
            kept.append(passage)
    if has_heading and len(kept) > 1 and not text[began : kept[0].start].strip() and len(kept[0].text) <= 24:
        kept = kept[1:] if dict(_PARTS)["functions"].search(kept[0].text) else kept  # the heading itself
    if len(kept) > 1:
        return kept
    sentences = [m.span() for m in re.finditer(r"[^。！？!?\n]+[。！？!?]?", text[start:end])]
    said = [p for a, b in sentences if (p := _stripped(text, start + a, start + b)) is not None and len(p.text) >= _LEAST_SENTENCE]
    return _names(said[0]) or said if len(said) == 1 else said or kept


def _names(sentence: Passage) -> list[Passage]:
    """The names of functions in a sentence that lists nothing else (短信发送、电子签章、视频会议); an empty list where it says more."""
    found = [Passage(m.group(), sentence.start + m.start(), sentence.start + m.end()) for m in re.finditer(r"[^、。\s]+", sentence.text)]
    return found if len(found) >= 3 and all(re.fullmatch(r"\w{2,8}", p.text) for p in found) else []


def _bare_amount(value: Passage, label: str) -> list[tuple[int, Passage]]:
    """A number alone under a label that names the unit: 投资估算（万元） | 98."""
    unit, number = re.search(r"(亿|万)?元", label), re.fullmatch(r"[0-9][0-9,，]*(?:\.[0-9]+)?", value.text)
    if unit is None or number is None:
        return []
    amount = round(float(re.sub("[,，]", "", number.group())) * _TIMES.get(unit.group(1) or "", 1))
    return [(amount, value)] if 0 < amount < 1e12 else []


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


def _amounts(text: str, part: Passage) -> Iterator[tuple[int, Passage]]:
    for m in _YUAN_SPELLED.finditer(text, part.start, part.end):
        if 0 < (spelled := _spelled(m.group(1))) < 1e12:
            yield spelled, Passage(m.group(0), m.start(), m.end())
    for m in _YUAN.finditer(text, part.start, part.end):
        try:
            amount = float(m.group(1).replace(",", "").replace("，", "").rstrip("."))
        except ValueError:  # 1.2.3 万元 is no amount
            continue
        amount *= _TIMES.get(m.group(2) or "", 1)
        if 0 < amount < 1e12:
            yield round(amount), Passage(m.group(0), m.start(), m.end())
