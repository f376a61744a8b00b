"""Where a form about a planned project has its labels, and which part of the project each asks for.

A form is a table of two or four columns (label, value), read from XLSX or DOCX with tabs between the cells, or lines of text that
begin with a label and a colon (or, as PDF gives it, a blank, the end of the line or nothing). A proposal in chapters is none.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

# the label of each part as a whole, without numbers, blanks, marks and what stands in brackets
_WHO = r"(?:项目|工程|系统|平台|拟建|本期|本次|主要|总体|核心|预期|预计)*"
_TAIL = r"(?:(?:及|和|与|以及|或)?(?:说明|描述|概述|概况|简介|介绍|要求|情况|规模|范围|清单|列表|明细|方案|内容))*"
_KINDS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (kind, re.compile(pattern, re.I))
    for kind, pattern in (
        ("title", r"(?:拟建|申报|建设)?(?:项目|工程|系统|平台|课题)(?:全称|名称|名)|projectname|projecttitle|nameof(?:the)?project|title"),
        (
            "body",
            r"(?:项目)?(?:申报|建设|申请|实施|主管|牵头|责任|填报|提出|业主|项目|承办)(?:单位|部门|机构|人)(?:名称|全称)?|单位(?:名称|全称)"
            r"|applicant|submittedby|proposingbody|organi[sz]ation|department",
        ),
        (
            "functions",
            rf"{_WHO}(?:建设|实施|开发)?(?:内容|任务|(?:内容|任务)(?:及|和|与)目标|目标(?:及|和|与)(?:内容|任务))(?:及|和|与)?(?:功能)?{_TAIL}|{_WHO}功能(?:需求|模块|点|项)?{_TAIL}|做什么|建什么"
            r"|whatwillbe(?:built|done|made|delivered)|(?:key|main)?functions?|scope(?:ofwork)?|features|deliverables",
        ),
        (
            "need",
            rf"{_WHO}(?:建设|立项|申报|政策)?(?:(?:背景|必要性|现状|理由|存在问题)(?:及|和|与|、)?)+(?:分析)?{_TAIL}|background|why",
        ),
        ("goals", rf"{_WHO}(?:建设|实施|开发)?目标(?:说明|描述|概述)?|objectives|goals|aims"),
        (
            "users",
            rf"{_WHO}(?:使用|服务|用户|面向|受益)(?:对象|人群|人员|群体|用户|人|范围|规模)?{_TAIL}|谁来用|whowilluse(?:it)?|(?:main|intended)?users?",
        ),
        (
            "data",
            rf"{_WHO}(?:所需|需要|需求|需用|涉及|使用|共享|所需共享|拟共享|需共享)?的?(?:数据|信息资源|数据资源)(?:需求|来源|资源|共享|项|共享需求)?{_TAIL}"
            r"|data(?:needed|required|needs)?",
        ),
        (
            "money",
            rf"{_WHO}(?:建设)?(?:总)?(?:投资|经费|资金|预算|概算|费用|造价)(?:总额|总计|合计|额|估算|概算|预算|需求|安排|匡算|测算|来源|金额)*{_TAIL}"
            r"|(?:total|estimated)?(?:cost|budget|funding)s?",
        ),
        ("schedule", rf"{_WHO}(?:建设|实施|完成)?(?:进度|工期|周期|期限|时间)(?:安排|计划|要求|节点)?{_TAIL}|实施计划|schedule|timeline"),
        # what else such forms ask; it ends the part before it
        (
            "",
            rf"{_WHO}(?:建设|立项|申报|政策)?(?:可行性|依据|性质|地点|地址|类型|类别|编号|代码|效益|绩效|绩效目标|安全|风险|保障|保障措施|等级|采购方式|部署方式|运维)"
            rf"(?:分析)?{_TAIL}|(?:项目|技术|单位)?(?:负责人|联系人|经办人|分管领导|法定代表人)(?:姓名|签字|电话)?|(?:联系|办公|手机|移动)?(?:电话|手机号?码?)|邮箱|电子邮箱"
            r"|(?:填报|申报|填表)(?:日期|时间|人)|日期|备注|附件|与(?:现有|已有|已建|相关)?系统的?关系|网络(?:及|和|与)部署|(?:单位|部门|主管部门|专家|审核|审批|评审)*意见|盖章|sheet\d*|工作表\d*|contact|phone|date|remarks?",
        ),
    )
)
_NEEDED = ("title", "body", "users", "data", "money", "schedule")
_DECORATION = re.compile(r"^[\s*＊★·（(]*(?:[一二三四五六七八九十]{1,3}|[0-9]{1,2})[)）、.．]+|[（(\[【][^）)\]】]*[）)\]】]|[\s*＊★·:：]+")
# the second line of a label that a narrow column broke
_REST = re.compile(rf"(?:及|和|与)?{_TAIL}")
_CHINESE = "一二三四五六七八九十"
# the beginning of a line that may be a label, its number, and what shows that it ends there
_LINE = re.compile(
    rf"(?m)^[ \u3000]*((?:[{_CHINESE}]{{1,3}}|[0-9]{{1,2}})[、.．)）][ \u3000]*)?((?=\S)[^\t\n:：]{{2,40}}?)[ \u3000]{{0,8}}([:：]|$)"
)
_WORD = re.compile(rf"(?m)^[ \u3000]*((?![0-9（(【{_CHINESE}])[^\s:：]{{2,16}})[ \u3000]+(?=\S)")
# what PDF leaves of a table: cells of a row with nothing between them
_GLUED = re.compile(
    r"(?m)^[ \u3000]*((?:项目|工程|系统)名称|(?:申报|建设|申请|项目|责任)单位|(?:主要)?建设内容(?:及规模)?|(?:主要|系统)功能|功能需求|(?:使用|服务|用户)对象"
    r"|所需数据|数据(?:资源)?需求|投资(?:估算|概算)|总投资|资金来源|经费预算|建设(?:周期|工期)|进度安排|项目负责人|联系人|联系电话|备注)[ \u3000:：]*(?=\S)"
)
_MOST = 16


@dataclass(frozen=True, slots=True)
class Label:
    """A label: which part it asks for (empty: another), where it stands, where its value begins and ends, and its own words."""

    kind: str
    start: int
    value: int
    end: int
    text: str


def labels(text: str) -> list[Label]:
    """The labels of a form in their order, each with the place of its value; an empty list where the text is no form."""
    found = _in_cells(text)
    if not _is_form(found, least=2):
        found = _in_lines(text)
        if not _is_form(found, least=3):
            found = _glued(text)
            if not _is_form(found, least=4):
                return []
    ends = [*(label.start for label in found[1:]), len(text)]
    return [Label(label.kind, label.start, label.value, end, label.text) for label, end in zip(found, ends, strict=True)]


def _is_form(found: list[Label], *, least: int) -> bool:
    """Tell whether labels are those of a form: what is built, and as many of the other parts that `least` are there in all."""
    kinds = {label.kind for label in found}
    return bool(kinds & {"functions", "goals"}) and len(kinds & {"functions", "goals", *_NEEDED}) >= least


def _kind(words: str) -> str | None:
    """The part that a label asks for; None for what is no label."""
    plain = _DECORATION.sub("", words[:80])
    if not 1 < len(plain) <= (40 if plain.isascii() else _MOST):
        return None
    return next((kind for kind, pattern in _KINDS if pattern.fullmatch(plain)), None)


def begins_with_label(line: str) -> bool:
    """Tell whether a line begins like a row of a form."""
    return _GLUED.match(line) is not None


def _glued(text: str) -> list[Label]:
    """Labels at the beginning of lines, whatever follows them; only so many of them together make a form."""
    kinds = ((m, _kind(m.group(1))) for m in _GLUED.finditer(text))
    return [Label(kind, m.start(), m.end(), 0, m.group(1)) for m, kind in kinds if kind is not None]


def _in_cells(text: str) -> list[Label]:
    """Labels in cells of their own. What follows a label in its row is its value, even where it reads like a label."""
    found: list[Label] = []
    at = 0
    for line in text.splitlines(keepends=True):
        cells = line.rstrip("\r\n").split("\t")
        if len(cells) == 1:
            # a label over the whole width: its value stands below; or the name of the next sheet
            if found and (kind := _kind(cells[0])) is not None:
                found.append(Label(kind, at, at + len(line), 0, cells[0]))
        elif found and found[-1].value == at and _REST.fullmatch(_DECORATION.sub("", cells[0])):
            # the second line of a label
            found[-1] = replace(found[-1], value=at + len(cells[0]) + 1, text=found[-1].text + cells[0])
        else:
            found += _in_row(cells, at)
        at += len(line)
    return found


def _in_row(cells: list[str], at: int) -> Iterator[Label]:
    follows_label = False
    for cell in cells:
        kind = None if follows_label else _kind(cell)
        if kind is not None:
            yield Label(kind, at, at + len(cell) + 1, 0, cell)
        follows_label = kind is not None
        at += len(cell) + 1


def _in_lines(text: str) -> list[Label]:
    """Labels at the beginning of lines: before a colon, or without a number before blanks or alone. Numbered headings of chapters are none."""
    found = {}
    for m in _WORD.finditer(text):
        if (kind := _kind(m.group(1))) is not None:
            found[m.start()] = Label(kind, m.start(), m.end(), 0, m.group(1))
    for m in _LINE.finditer(text):
        number, words, mark = m.groups()
        kind = _kind(words)
        if kind is None and number and mark and found and number[0] in _CHINESE:
            kind = ""  # 六、其他事项： beside 五、投资估算：
        if kind is not None and (mark or not number):
            found[m.start()] = Label(kind, m.start(), m.end(), 0, words)
    return [found[start] for start in sorted(found)]
