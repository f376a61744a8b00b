"""What a proposal for a new project says: functions, users, data, money and dates, each with its place in the text."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from inventory.texts.amounts import amounts, bare_amount, total
from inventory.texts.form_labels import Label, labels
from inventory.texts.items import items, sentences
from inventory.texts.passages import Passage, stripped

# headings of parts at the beginning of a line, by rank: 一、 · 【…】 · 第一章 · 1 · Word. or a line of its own (English); figures are items where others are headings
_RANKS = tuple(
    re.compile(rf"(?m)^[ \t\u3000]*{mark}")
    for mark in (
        r"[一二三四五六七八九十]{1,3}[、.．]",
        r"【",
        r"第[一二三四五六七八九十]+[章节部分]+",
        r"[0-9]{1,2}(?:[、.．]|[ \t\u3000]+)(?![0-9])",
        r"(?=[A-Z][A-Za-z ]{2,28}(?:\. |:[ \t]|[ \t]*$))",
    )
)
# headings inside a part: 3.2 · （二） · （2） · 2.
_INNER = tuple(
    re.compile(rf"(?m)^[ \t\u3000]*{mark}[^。；;\n]{{2,24}}$")
    for mark in (
        r"[0-9]{1,2}[.．][0-9]{1,2}(?![0-9.．])[ \t\u3000]*",
        r"[（(][一二三四五六七八九十]{1,3}[)）]",
        r"[（(][0-9]{1,2}[)）]",
        r"[0-9]{1,2}[、.．](?![0-9])",
    )
)
# a line that is a word and a colon and nothing else
_COLON = re.compile(r"(?m)^[ \t\u3000]*(?=[^\s:：。；;][^:：。；;\n]{1,30}[:：][ \t]*$)")
_PARTS: tuple[tuple[str, re.Pattern[str]], ...] = (
    (
        "functions",
        re.compile(
            r"建设内容|建设任务|功能|做什么|建什么|主要任务|内容[（(：:]?\s*$|内容(?:与|和|及)规模|规模(?:与|和|及)(?:主要)?内容"
            r"|what (?:it )?will (?:do|be (?:built|made|delivered))|functions?\b|scope|features?\b|deliverables|components|requirements",
            re.I,
        ),
    ),
    ("need", re.compile(r"背景|必要性|现状|需求分析|理由|由来|为什么|存在问题|\bbackground\b|\bwhy\b", re.I)),
    ("goals", re.compile(r"目标|\b(?:objectives|goals|aims)\b", re.I)),
    ("users", re.compile(r"使用对象|服务对象|覆盖(?:对象|范围)|使用人|用户|谁来?用|给谁用|受益|who will use|users?", re.I)),
    ("data", re.compile(r"数据|信息资源|信息项|data", re.I)),
    ("money", re.compile(r"投资|经费|资金|预算|钱|概算|costs?\b|budget|funding", re.I)),
    ("schedule", re.compile(r"进度|工期|周期|安排|实施(?:计划|步骤)|时间|时限|期限|schedule|timeline", re.I)),
)
_FUNCTIONS = _PARTS[0][1]
_BODY = re.compile(r"(?m)^.{0,8}?(?:单位|申请人|Applicant|Submitted by|Sponsor)[】]?\s*[:：]\s*(.{2,60})$", re.I)
# a line that is the name of a body, on the cover or under the text
_SIGNATURE = re.compile(r"[\u4e00-\u9fff（）()、]{2,30}(?:局|委|委员会|办公室|政府|中心|公司|集团|馆|院|站|所|大队|学校|社|会|联合会)")
_COVER_LINES = 6
# 云溪县教育局关于… · 云溪县教育局入学报名系统建设方案: the body in front of a title
_IN_TITLE = re.compile(
    r"([\u4e00-\u9fff]{2,30}?)关于|([\u4e00-\u9fff]{1,10}?[省市县区州盟旗镇乡][\u4e00-\u9fff]{1,12}?(?:局|委员会|人民政府|办公室))(?=[\u4e00-\u9fff“《\"])"
)
# a line that speaks of the money of the project, where no part of the text does
_MONEY_LINE = re.compile(r"投资|经费|概算|预算|造价|费用|(?:项目|所需|建设|财政)资金|\b(?:costs?|budget|funding)\b", re.I)
_NAME = re.compile(r"(?m)^[ \t\u3000]*(?:(?:项目|工程|系统|平台)名称|(?:Project )?(?:title|name))\s*[:：]\s*(\S.*)$", re.I)
_SHEET = re.compile(r"(?:sheet|工作表)\s*[0-9]*", re.I)
# what a letter says around its matter: whom it greets, that it asks, what it costs
_FORMULA = re.compile(
    r"[：:]$|妥否|请(?:予)?(?:批示|审[批查议]|支持|核准)|特此|此致|如下|^[0-9年月日 \t]+$|^附件|需(?:资金|经费)|^[^，。]{0,8}(?:投资|预算|经费|资金|费用)[^，。]{0,8}元。?$"
)


@dataclass(slots=True)
class Proposal:
    """What was read; an empty part is one that the proposal does not have."""

    title: str
    body: str
    functions: list[Passage] = field(default_factory=list)
    need: Passage | None = None
    goals: Passage | None = None
    users: Passage | None = None
    data: Passage | None = None
    money: Passage | None = None
    schedule: Passage | None = None
    amounts: list[tuple[int, Passage]] = field(default_factory=list)
    total_yuan: int | None = None

    @property
    def beside(self) -> tuple[str, ...]:
        """What it says of its users and data."""
        return tuple(passage.text for passage in (self.users, self.data) if passage is not None)


def read_proposal(text: str) -> Proposal:
    """The parts of a proposal: the answers of a form, else what stands under headings.

    Goals are read as functions where nothing else is said to be built; without any heading about either, every sentence may be one.
    """
    lines = [line.strip() for line in text.splitlines() if line.strip() and not _SHEET.fullmatch(line.strip())]
    first = lines[0] if lines else ""
    named = _NAME.search("\n".join(lines[:8]))
    found = Proposal((named.group(1) if named else first.replace("\t", " "))[:200], _body(text, lines))
    form = labels(text)
    if form:
        _read_form(text, form, found)
    else:
        _read_chapters(text, found)
    if not found.functions and found.goals is not None:
        found.functions = items(text, found.goals.start, found.goals.end, has_heading=not form)
    if not found.functions:
        found.functions = _sentences_of_letter(text, text.find(first) + len(first))
    if found.money is None:
        _read_money_lines(text, found)
    elif not found.amounts:
        found.amounts = list(amounts(text, found.money))
    found.total_yuan = total(text, found.amounts)
    return found


def _body(text: str, lines: Sequence[str]) -> str:
    """The body that a line names, else the one that stands alone on the cover or under the text; empty where there is none."""
    named = _BODY.search(text)
    if named is not None:
        return named.group(1).strip()
    alone = [line for line in (*lines[1:_COVER_LINES], *lines[_COVER_LINES:][-3:]) if _SIGNATURE.fullmatch(line)]
    if alone:
        return alone[0]
    before = _IN_TITLE.match(lines[0]) if lines else None
    return next(name for name in before.groups() if name) if before is not None else ""


def _read_money_lines(text: str, found: Proposal) -> None:
    """The amounts on lines that speak of money, in a text without a part about it: 所需经费15万元，从部门预算中列支。"""
    for line in re.finditer(r"[^\n]+", text):
        passage = stripped(text, line.start(), line.end())
        said = list(amounts(text, passage)) if passage is not None and _MONEY_LINE.search(passage.text) else []
        if said:
            found.money = found.money or passage
            found.amounts += said


def _sentences_of_letter(text: str, start: int) -> list[Passage]:
    """The sentences that may say what is to be built: no heading, greeting, request or signature."""
    lines = {
        p.start for rank in (*_RANKS[:4], *_INNER) for m in rank.finditer(text) if (p := stripped(text, m.start(), m.end())) is not None
    }
    said = [p for p in sentences(text, start, len(text)) if len(p.text) >= 6 and not (p.start in lines and len(p.text) <= 24)]
    return [p for p in said if not _FORMULA.search(p.text) and not _SIGNATURE.fullmatch(p.text)]


def _read_form(text: str, form: Sequence[Label], found: Proposal) -> None:
    """What the labels of a form ask for. A name or body is one cell, or the rest of the line."""
    names: dict[str, str] = {}
    for label in form:
        passage = stripped(text, label.value, label.end)
        if passage is None:
            continue
        if label.kind in ("title", "body"):
            names.setdefault(label.kind, re.split(r"[\t\n]", passage.text)[0].strip())
        elif label.kind == "functions":
            found.functions += items(text, label.value, label.end, has_heading=False)
        elif label.kind and getattr(found, label.kind) is None:
            setattr(found, label.kind, passage)
            if label.kind == "money":
                found.amounts = [*amounts(text, passage), *bare_amount(passage, label.text)]
    found.title = names.get("title", found.title)[:200]
    found.body = names.get("body", found.body)[:60]


def _read_chapters(text: str, found: Proposal) -> None:
    """What stands under headings; where those of the first rank name no functions, under one of another rank that does."""
    bounds = _bounds(text)
    if not any(_FUNCTIONS.search(_heading(text, start)) for start in bounds):
        bounds = sorted({*bounds, *_inner_bounds(text)})
    for start, end in pairwise([*bounds, len(text)] if bounds else []):
        heading = _heading(text, start)
        kind = next((name for name, pattern in _PARTS if pattern.search(heading)), None)
        passage = stripped(text, start, end)
        if kind is None or passage is None:
            continue
        if kind == "functions":
            found.functions += items(text, start, end)
        elif getattr(found, kind) is None:
            setattr(found, kind, passage)


def _inner_bounds(text: str) -> set[int]:
    """Where the parts about functions begin that have a heading of no first rank, and where the next of their rank ends them."""
    found: set[int] = set()
    for rank in (*_RANKS, *_INNER, _COLON):
        starts = [m.start() for m in rank.finditer(text)]
        for start, after in pairwise([*starts, len(text)]):
            if _FUNCTIONS.search(_heading(text, start)):
                found |= {start, after} - {len(text)}
    return found


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
