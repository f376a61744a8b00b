"""Notices: is this page or document one, who issued it and when, and what does it say."""

import datetime as dt
import re
from dataclasses import dataclass

from inventory.secrecy import masked

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


def read_notice(title: str, lines: list[str]) -> SeenNotice | None:
    """The notice that a page's main part or a document holds, or None where it is something else."""
    text = "\n".join(lines)
    number = _own_number(lines)
    length = len(re.sub(r"\s", "", text))
    if _NOT_TITLE.match(title) or length < 30 or not (_TITLE.search(title) or number):
        return None
    return SeenNotice(masked(title)[:200], number, masked(_issuer(lines)), _date(lines), masked(text)[:20_000])


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


def _date(lines: list[str]) -> str:
    for line in (*reversed(lines[-5:]), *lines[:6]):
        found = _DATE.search(line)
        if found and len(line) <= 120:
            year, month, day = (int(part) for part in found.groups())
            try:
                return dt.date(year, month, day).isoformat()
            except ValueError:  # no such day
                continue
    return ""
