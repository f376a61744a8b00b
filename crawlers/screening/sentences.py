"""A text as sentences with exact offsets, each with the lead-in line that it stands under."""

import itertools
import re
import unicodedata
from dataclasses import dataclass

_END = re.compile(r"[。！？!?；;\n]|(?<=[A-Za-z0-9)])\.(?=\s|$)|(?<=[\u4e00-\u9fff])\.(?=\s*$|\n)")
_NUMBERED = re.compile(
    r"^\s*(?:[(（][一二三四五六七八九十0-9a-z]{1,3}[)）]|[一二三四五六七八九十]{1,3}、|[一二三四五六七八九十]是|[0-9]{1,2}[.、．)]|第[一二三四五六七八九十百0-9]+[条项款]|[①-⑳]|\([a-z]\)|[-•·●])"
)
_LEAD_IN = re.compile(r"[:：]\s*$")


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of the original text: `text` is text[start:end]; `plain` its NFKC form in lower case, same length map.

    `lead` is the lead-in or heading it stands under, in plain form; `context` the same in its own words.
    """

    text: str
    start: int
    end: int
    plain: str
    offsets: tuple[int, ...]
    lead: str
    context: str = ""

    def original(self, start: int, end: int) -> tuple[int, int]:
        """The span in the whole text of a span of `plain`."""
        first = self.offsets[start]
        last = self.offsets[end - 1] if end > start else first
        return self.start + first, self.start + last + 1


def fold_with_offsets(text: str) -> tuple[str, tuple[int, ...]]:
    """NFKC in lower case and simplified where that matters, with the original position of every character."""
    folded: list[str] = []
    offsets: list[int] = []
    for position, character in enumerate(text):
        for part in unicodedata.normalize("NFKC", character).lower():
            folded.append(_SIMPLE.get(part, part))
            offsets.append(position)
    return "".join(folded), tuple(offsets)


# the characters that the signs and cues use, where the traditional form differs
_SIMPLE = {
    "裝": "装",
    "載": "载",
    "應": "应",
    "須": "须",
    "務": "务",
    "為": "为",
    "關": "关",
    "註": "注",
    "冊": "册",
    "證": "证",
    "員": "员",
    "網": "网",
    "門": "门",
    "戶": "户",
    "動": "动",
    "個": "个",
    "標": "标",
    "轉": "转",
    "發": "发",
    "點": "点",
    "讚": "赞",
    "贊": "赞",
    "號": "号",
    "錄": "录",
    "簽": "签",
    "線": "线",
    "報": "报",
    "電": "电",
    "學": "学",
    "習": "习",
    "時": "时",
    "間": "间",
    "長": "长",
    "處": "处",
    "罰": "罚",
    "單": "单",
    "給": "给",
    "續": "续",
    "辦": "办",
    "櫃": "柜",
    "檯": "台",
    "臺": "台",
    "掛": "挂",
    "現": "现",
    "場": "场",
    "機": "机",
    "縣": "县",
    "鎮": "镇",
    "鄉": "乡",
    "黨": "党",
    "會": "会",
    "對": "对",
    "請": "请",
    "達": "达",
    "無": "无",
    "後": "后",
    "區": "区",
    "題": "题",
    "眾": "众",
    "強": "强",
    "製": "制",
    "嚴": "严",
    "準": "准",
    "許": "许",
    "願": "愿",
    "從": "从",
    "業": "业",
    "統": "统",
    "計": "计",
    "體": "体",
    "評": "评",
    "選": "选",
    "舉": "举",
    "數": "数",
    "據": "据",
    "級": "级",
    "歲": "岁",
    "於": "于",
    "與": "与",
    "還": "还",
    "沒": "没",
    "開": "开",
    "則": "则",
    "將": "将",
    "齊": "齐",
    "庫": "库",
    "導": "导",
    "圖": "图",
    "錯": "错",
    "實": "实",
    "認": "认",
    "綁": "绑",
    "親": "亲",
    "組": "组",
    "織": "织",
    "測": "测",
    "試": "试",
    "運": "运",
    "備": "备",
    "規": "规",
    "範": "范",
    "職": "职",
    "責": "责",
    "獎": "奖",
    "懲": "惩",
    "績": "绩",
    "紀": "纪",
    "臨": "临",
    "決": "决",
    "議": "议",
    "調": "调",
    "軟": "软",
    "腦": "脑",
    "碼": "码",
    "掃": "扫",
    "圈": "圈",
    "貼": "贴",
    "傳": "传",
    "攜": "携",
    "帶": "带",
    "臉": "脸",
    "識": "识",
    "別": "别",
    "約": "约",
    "銀": "银",
    "錢": "钱",
    "費": "费",
    "繳": "缴",
    "總": "总",
    "經": "经",
    "過": "过",
    "進": "进",
    "遠": "远",
    "連": "连",
    "週": "周",
    "內": "内",
    "專": "专",
    "屬": "属",
    "層": "层",
    "寫": "写",
    "書": "书",
    "說": "说",
    "項": "项",
}


_NOTHING = Sentence("", 0, 0, "", (), "")


def sentences(text: str) -> list[Sentence]:
    """All sentences in order, each with what it stands under.

    A numbered item inherits the lead-in line that opened its list, until the list ends; a row of a table the row of its titles;
    anything else the heading of its section.
    """
    found: list[Sentence] = []
    lead, heading, titles = _NOTHING, _NOTHING, _NOTHING
    in_list = False
    for start, end in _spans(text):
        plain, offsets = fold_with_offsets(text[start:end])
        numbered = bool(_NUMBERED.match(text[start:end]))
        before = start
        while before and text[before - 1] in " \t\u3000":
            before -= 1
        at_line_start = before == 0 or text[before - 1] == "\n"
        if at_line_start and not numbered and in_list and not plain.endswith((";", ";")):
            lead, in_list = _NOTHING, False
        is_row = "\t" in text[start:end]
        above = [one for one in (lead if lead.plain else heading, titles if is_row else _NOTHING) if one.plain]
        one = Sentence(text[start:end], start, end, plain, offsets, " ".join(a.plain for a in above), " ".join(a.text for a in above))
        found.append(one)
        titles = _NOTHING if not is_row else titles if titles.plain else one
        if _LEAD_IN.search(plain) and not (at_line_start and _is_addressee(plain)):
            lead, in_list = one, False
        elif numbered and at_line_start and _is_heading(text, start, end):
            heading, lead, in_list = one, _NOTHING, False
        elif lead.plain and numbered:
            in_list = True
        elif lead.plain and not numbered and not in_list and not at_line_start and not (len(found) >= 2 and found[-2] is lead):
            lead = _NOTHING
    return found


# whom a letter or notice is addressed to: bodies and people in a row, and nothing that is done
_WHOM = re.compile(
    r"(?:政府|办事处|办公室|单位|部门|委员会|村委会|居委会|委办局|管委会|局|公司|企业|商户|学校|幼儿园|医院|卫生院|中心|科室|股室|站所|所|院|校|党委|党组|党支部|支部"
    r"|工委|同志|人员|职工|家长|教师|老师|师生|学生|居民|村民|党员|干部|网格员|用户|市民|群众|朋友|社区|村|乡镇?|镇|街道|园区|银行|驻村工作队|工作队)(?:\([^()]*\))?$"
)


def _is_addressee(plain: str) -> bool:
    """Tell whether a line with a colon at its end is the address of a notice and opens no list."""
    parts = [part for part in re.split(r"[、,，和及与]", plain.strip().rstrip(":：")) if part]
    return bool(parts) and all(len(part) <= 24 and _WHOM.search(part) for part in parts)


def _is_heading(text: str, start: int, end: int) -> bool:
    """Tell whether a numbered line stands alone, short and without a sentence's end."""
    return end - start <= 30 and text[end - 1] not in "。；;！!？?，,、" and text[end : end + 1] in ("", "\n", "\r")


def _spans(text: str) -> list[tuple[int, int]]:
    spans: list[tuple[int, int]] = []
    start = 0
    for mark in _END.finditer(text):
        spans.append((start, mark.end()))
        start = mark.end()
    spans.append((start, len(text)))
    found = []
    for begin, end in spans:
        # a lead-in that ends with a colon inside the line is a sentence of its own where a list follows
        piece = text[begin:end]
        inner = re.search(r"[:：](?=\s*(?:[(（][一1][)）]|[一1]\s*[、.是]))", piece)
        cuts = [begin, begin + inner.end(), end] if inner else [begin, end]
        for left, right in itertools.pairwise(cuts):
            stripped = text[left:right]
            lead_space = len(stripped) - len(stripped.lstrip())
            tail_space = len(stripped) - len(stripped.rstrip())
            if left + lead_space < right - tail_space:
                found.append((left + lead_space, right - tail_space))
    return found
