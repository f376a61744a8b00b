"""Notices: is this page or document one, who issued it and when, and what does it say."""

import datetime as dt
import re
from dataclasses import dataclass

from inventory.secrecy import masked

# a notice is a text of some pages; what is longer is a book
TEXT_LIMIT = 200_000
_TITLE = re.compile(
    r"通知|通告|公告|公示|方案|办法|意见|决定|通报|倡议|细则|规定|制度|须知|函$|工作要点|提示|明白纸|一封信|任务清单|考核|情况|指标|工作安排"
)
_NOT_TITLE = re.compile(r"^(?:通知公告|公示公告|通知|公告|公示|政策文件|文件通知|更多|办事指南|首页|工作动态)$")
_NUMBER = re.compile(r"[\u4e00-\u9fff]{1,12}[〔\[（(]\s*20[0-9]{2}\s*[〕\])）]\s*(?:第)?\s*[0-9]{1,4}\s*号")
_DATE = re.compile(r"(20[0-9]{2})\s*[-年./]\s*([0-9]{1,2})\s*[-月./]\s*([0-9]{1,2})\s*日?")
_NUMBER_LABEL = re.compile(r"(?:发文字号|文号|文件编号|字号)\s*[:：]?\s*$")
_CITED = re.compile(r"[《》“”（(，。、]|根据|按照|依据|关于|贯彻|转发|文件|现将")
_ISSUER = re.compile(r"(?:发文(?:单位|机关)|发布(?:机构|单位)|来源|信息来源|发布者)\s*[:：]\s*([\u4e00-\u9fff（）()]{3,40})")
_BODY = re.compile(
    r"^[\u4e00-\u9fff（）()]{2,30}(?:局|委|办|办公室|委员会|人民政府|政府|中心|街道办事处|村民委员会|居民委员会|厅|院|部|队)$"
)


@dataclass(frozen=True, slots=True)
class SeenNotice:
    """A notice as published: title, number, issuer (a name or empty), ISO date or empty, text."""

    title: str
    doc_no: str
    issuer: str
    date: str
    text: str

    @classmethod
    def of(cls, title: str, lines: list[str]) -> "SeenNotice":
        """What the lines say, without asking whether they are a notice; personal numbers masked."""
        text = masked("\n".join(lines))[:TEXT_LIMIT]
        return cls(masked(title)[:200], _own_number(lines), masked(_issuer(lines)), _date(lines), text)


def read_notice(title: str, lines: list[str]) -> SeenNotice | None:
    """The notice that a page's main part or a document holds, or None where it is something else."""
    text = "\n".join(lines)
    number = _own_number(lines)
    length = len(re.sub(r"\s", "", text))
    if _NOT_TITLE.match(title) or length < 30 or not (_TITLE.search(title) or number):
        return None
    return SeenNotice.of(title, lines)


def title_among(lines: list[str]) -> str:
    """The line that reads as the title of a document: among the first, short, of a notice's words, no number and no sentence."""
    first = [line for line in lines[:12] if 4 <= len(line) <= 80 and not _NUMBER.fullmatch(line) and not line.endswith(("：", ":", "。"))]
    wanted = next((i for i, line in enumerate(first) if _TITLE.search(line) and not _NOT_TITLE.match(line)), None)
    if wanted is None:
        return first[0] if first else ""
    # a title that was broken over two lines: 关于… / …的通知
    before = first[wanted - 1] if wanted else ""
    is_broken = "关于" in before and "关于" not in first[wanted] and not _TITLE.search(before)
    return before + first[wanted] if is_broken else first[wanted]


def _own_number(lines: list[str]) -> str:
    """The notice's own number: it stands alone on its line or after its label, not inside a sentence that cites another text."""
    for line in lines[:12]:
        found = _NUMBER.search(line)
        if found:
            rest = (line[: found.start()] + line[found.end() :]).strip()
            if not rest or _NUMBER_LABEL.search(line[: found.start()]) or (len(rest) <= 12 and not _CITED.search(rest)):
                return found.group(0)
    return ""


def _issuer(lines: list[str]) -> str:
    for line in lines[:8]:
        found = _ISSUER.search(line)
        if found:
            return found.group(1)
    for line in reversed(lines[-6:]):
        if _BODY.match(line.replace(" ", "")):
            return line.replace(" ", "")
    return ""


_DIGITS = str.maketrans("〇○零一二三四五六七八九", "000123456789")
_CHINESE_DATE = re.compile(r"(二[〇○零]二[〇○零一二三四五六七八九])年([一二三四五六七八九十]{1,2})月([一二三四五六七八九十]{1,3})日")


def _in_figures(line: str) -> str:
    """二〇二六年三月十五日 as 2026年3月15日."""

    def number(text: str) -> str:
        if "十" not in text:
            return text.translate(_DIGITS)
        tens, _, ones = text.partition("十")
        return str(int(tens.translate(_DIGITS) or 1) * 10 + int(ones.translate(_DIGITS) or 0))

    return _CHINESE_DATE.sub(lambda m: f"{m[1].translate(_DIGITS)}年{number(m[2])}月{number(m[3])}日", line)


def _date(lines: list[str]) -> str:
    for line in map(_in_figures, (*reversed(lines[-5:]), *lines[:6])):
        found = _DATE.search(line)
        if found and len(line) <= 120:
            year, month, day = (int(part) for part in found.groups())
            try:
                return dt.date(year, month, day).isoformat()
            except ValueError:  # no such day
                continue
    return ""
