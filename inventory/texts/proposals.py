"""What a proposal for a new project says: functions, users, data, money and dates, each with its place in the text."""

import re
from dataclasses import dataclass, field
from itertools import pairwise

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
    r"[（(]\s*(?:[一二三四五六七八九十]{1,3}|[0-9]{1,2}|[a-z](?=\s*[)）] [A-Z]))\s*[)）]|(?<![0-9.])[0-9]{1,2}(?:\.[0-9]{1,2})?[.、．]?[ \t\u3000]*(?=[\u4e00-\u9fffA-Z])"
    r"|(?<=[，。；：:;】\n])[ \t]*[一二三四五六七八九十]是|[；;]|\n"
)
_YUAN = re.compile(r"([0-9][0-9,，.]*)\s*(亿|万)?\s*(?:元|yuan)", re.I)
_BODY = re.compile(r"(?m)^.{0,8}?(?:单位|申请人|Applicant|Submitted by)\s*[:：]\s*(.{2,60})$", re.I)
_LEAST = 6


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
    """The parts of a proposal, known by their headings; without a heading about functions, every sentence may be one."""
    first = next((line.strip() for line in text.splitlines() if line.strip()), "")
    body = _BODY.search(text)
    found = Proposal(first[:200], body.group(1).strip() if body else "")
    bounds = _bounds(text)
    for start, end in pairwise([*bounds, len(text)] if bounds else []):
        heading = text[start:end].strip().splitlines()[0][:24]
        kind = next((name for name, pattern in _PARTS if pattern.search(heading)), None)
        passage = _stripped(text, start, end)
        if kind is None or passage is None:
            continue
        if kind == "functions":
            found.functions += _items(text, start, end)
        elif getattr(found, kind) is None:
            setattr(found, kind, passage)
    if not found.functions:
        found.functions = _items(text, text.find(first) + len(first), len(text))
    if found.money is not None:
        found.amounts = [(amount, place) for amount, place in _amounts(text, found.money)]
    return found


def _bounds(text: str) -> list[int]:
    """Where parts begin: at the headings of the first rank that occurs more than once."""
    for rank in _RANKS:
        found = [m.start() for m in rank.finditer(text)]
        if len(found) >= 2:
            # a part with a heading of another rank (English between Chinese ones) begins a part too
            return sorted({*found, *(m.start() for m in _RANKS[-1].finditer(text))})
    return []


def _stripped(text: str, start: int, end: int) -> Passage | None:
    part = text[start:end]
    inner = part.strip()
    if not inner:
        return None
    begin = start + part.index(inner)
    return Passage(inner, begin, begin + len(inner))


def _items(text: str, start: int, end: int) -> list[Passage]:
    """The items of a part: numbered ones, else its sentences; the heading and lead-ins without a verb of their own are left out."""
    line_end = text.find("\n", start, end)
    heading = text[start : line_end if line_end >= 0 else end]
    if line_end >= 0 and len(heading.strip()) <= 24:
        start = line_end
    places = [start, *(m.end() for m in _ITEM.finditer(text, start, end)), end]
    ends = [*(m.start() for m in _ITEM.finditer(text, start, end)), end]
    found = [p for begin, stop in zip(places, ends, strict=False) if (p := _stripped(text, begin, stop)) is not None]
    kept = [p for p in found if len(p.text.strip(" 。，,.：:")) >= _LEAST and not p.text.rstrip().endswith(("：", ":"))]
    if len(kept) > 1 and len(kept[0].text) <= 24 and dict(_PARTS)["functions"].search(kept[0].text):
        kept = kept[1:]  # the heading itself
    if len(kept) <= 1:
        sentences = [m.span() for m in re.finditer(r"[^。！？!?\n]+[。！？!?]?", text[start:end])]
        kept = [p for a, b in sentences if (p := _stripped(text, start + a, start + b)) is not None and len(p.text) >= _LEAST]
    return kept


def _amounts(text: str, part: Passage) -> list[tuple[int, Passage]]:
    found = []
    for m in _YUAN.finditer(text, part.start, part.end):
        try:
            amount = float(m.group(1).replace(",", "").replace("，", "").rstrip("."))
        except ValueError:  # 1.2.3 万元 is no amount
            continue
        amount *= {"亿": 1e8, "万": 1e4}.get(m.group(2) or "", 1)
        if 0 < amount < 1e12:
            found.append((round(amount), Passage(m.group(0), m.start(), m.end())))
    return found
