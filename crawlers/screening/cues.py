"""What turns a demand into its opposite, or into talk about it: negation, abolition, report, hypothesis, choice."""

import re

_PROHIBIT = re.compile(
    r"不得(?!不|少于|低于|迟于|以.{1,20}(?:拒绝(?:安装|下载|使用)|推脱)|评|分|拖|以没)|不准|不许|不允许(?!潜水)|严禁(?!出现.{1,12}不)|禁止|严防|防止|避免|决不|绝不|杜绝(?!漏|未)|不能(?!不)让?|请勿|切勿|不要(?!求)|不搞|不应|不宜|不把|不再(?!受理|办理|提供|发号|下村|实地|接收)|不必|不用(?!说)|无需|无须|不作|不强求|不会(?:因|以|要求|向|让)?|不要求|没有必要|不将|并不是|一般不|不设|\b(?:must not|shall not|may not|no \w+ may|not required|need not|never|prohibited|do not need|will not be required)\b"
)
_CONTRAST = re.compile(r"[。;；!！]|但(?!是否)|而是|\bbut\b")
_ABOLISH = re.compile(
    r"(?:取消|废止|停止执行|停止|停用|撤[回销掉]|下架|销毁|关停|清理|压减|减为|退出|解散|整合为|并入|拆掉|不再统计|合并为|改为不|撤掉了|减少到|已暂停|switched off|abolished|withdrawn|discontinued|deleted)"
)
_ABOLISH_SERVICE = re.compile(
    r"(?:取消|停止|撤销|不再).{0,8}(?:人工|窗口|线下|现场|纸质|营业厅)|(?:窗口|人工|现场|营业厅|线下).{0,10}(?:撤销|停止|取消|不再)"
)
_LEAD_PROHIBITS = re.compile(
    r"不得|严禁|禁止|不准|不许|停止|整治|负面清单|情形之一|自查|是否存在|有无|减负|问题类型|责令|不允许|避免|杜绝|防止|must not|not allowed|prohibited|following are|banned|forbidden"
)
_LEAD_HOW_TO = re.compile(r"流程|步骤|方式|方法|指南|操作|怎么|如何|办理途径|how to|steps")
_QUESTION = re.compile(r"是否存在|有无.{0,20}(?:情况|问题)|吗\s*[?？]|^问\s*[:：]|^答\s*[:：]|^q:|[?？]\s*$|问题线索|征集")
_HYPOTHESIS = re.compile(r"假如|倘若|要是|如遇|若有|had we|what if|如果.{0,20}(?:就|只能|将会|势必)")
_VOLUNTARY = re.compile(
    r"自愿|自行(?:选择|决定)|可根据需要|可选择|鼓励|欢迎|如需|也可(?!以)|任选|由您自己|不愿意?.{0,6}的.{0,4}(?:填|可|到)|愿意在|凭自愿|如您方便|可以装|同等对待|or in person|you can|if you wish|optional|voluntary|just as well"
)
_NO_EFFECT = re.compile(r"不影响|照常受理|同样办|一样办|同等对待|均可办|都可以办|也能办|窗口照常")
_REPORT = re.compile(
    r"经查|据.{0,12}(?:通报|督查|反映)|通报(?:指出|称|显示)|审计(?:报告|发现|显示)|巡察(?:发现|反馈)|抽查发现|群众(?:来信)?(?:反映|举报)|来信反映|报道|典型案例|投诉称|媒体|查实|according to|ombudsman|reported|found that|told (?:tenants|staff|residents)|尚未整改|已有多名|未报.{1,6}批准"
)
_TALK = re.compile(
    r"反映强烈|坦言|一些(?:地方|部门|单位|基层)|个别(?:单位|地方)|部分(?:单位|地方)|有的(?:地方|单位)|苦不堪言|疲于应付|成因|现象|本文|研究|调研中|举报|整改(?:情况|到位|措施|问题)|线索|原要求|反馈的|已要求|已责令|针对.{0,10}问题|第[一二三四五六七八九十0-9]+条规定|文件明确|热衷于|被迫|纷纷|势必|批评"
)
_DATE = re.compile(
    r"(?:20[0-9]{2}|去|今|上)年|[0-9]{1,2}月(?:[0-9]{1,2}日)?|\b(?:20[0-9]{2}|january|february|march|april|may|june|july|august|september|october|november|december)\b"
)
_BODY = re.compile(
    r"[\u4e00-\u9fff]{2,10}(?:县|市|区|镇|乡|街道|局|小学|中学|医院|办事处|村)(?!级)|\b[A-Z][a-z]+ (?:District|County|Council|Housing|Office)|\b(?:district|council|housing office)\b"
)
_PAST = re.compile(
    r"要求(?:全镇|全体|每|护河员|教师|驻村|村民|群众|干部|职工|其)|发文要求|让各?村|对各.{1,6}进行排名|被(?:全镇)?点名|取消人工|自行花费|对.{1,6}排名|made its staff|told tenants"
)
_EXEMPT = re.compile(r"安保|应急(?!办)|防汛|抢险|执法|涉密|值守|巡堤|救援|消防")
_PENALTY_STRONG = re.compile(r"书面|说明原因|说明理由|不予|停发|扣|通报|点名|名单|约谈|否则|逐一了解|一票否决|取消当月|考核不")


def lead_kind(lead: str) -> str:
    """What a lead-in line does to its items: `prohibits`, `explains`, or nothing."""
    if _LEAD_PROHIBITS.search(lead):
        return "prohibits"
    return "explains" if _LEAD_HOW_TO.search(lead) else ""


def is_negated(plain: str, start: int) -> bool:
    """Tell whether a prohibition stands before `start` with no contrast word between."""
    last = None
    for found in _PROHIBIT.finditer(plain, 0, max(start + 2, 1)):
        last = found
    return last is not None and not _CONTRAST.search(plain, last.end(), max(start, last.end()))


def is_abolished(plain: str, category: str) -> bool:
    """Tell whether the sentence ends the practice (taking away a counter is no such end)."""
    if category == "single_channel" and _ABOLISH_SERVICE.search(plain):
        return False
    found = _ABOLISH.search(plain)
    return bool(found) and not re.search(r"取消(?:当|其|当月|资格|评)|停止(?:受理|办理)", plain)


_NOT_USED = re.compile(
    r"不(?:排名|排序|公示|公布|评比|通报|考核|挂钩|纳入(?:考核|评价)|作(?:为)?(?:考核|评价|依据)|用于考核)|均不|谨防|反诈"
)


def is_talk(plain: str) -> bool:
    """Tell whether the sentence asks about, quotes, supposes or describes the practice instead of imposing it."""
    return bool(_NOT_USED.search(plain) or _QUESTION.search(plain) or _HYPOTHESIS.search(plain) or _TALK.search(plain))


def is_report(plain: str, original: str, lead: str) -> bool:
    """Tell whether a named body is said to have done it, with a frame or a date."""
    framed = bool(_REPORT.search(plain) or _REPORT.search(lead))
    named = bool(_BODY.search(original) or _BODY.search(plain))
    return named and (
        (framed and bool(_DATE.search(plain) or _PAST.search(plain))) or (bool(_DATE.search(plain)) and bool(_PAST.search(plain)))
    )


def is_voluntary(plain: str) -> bool:
    """Tell whether people are free to do otherwise; a consequence outweighs soft words."""
    if _NO_EFFECT.search(plain):
        return True
    return bool(_VOLUNTARY.search(plain)) and not _PENALTY_STRONG.search(plain)


def is_exempt(plain: str) -> bool:
    """Tell whether a special scene (security, emergency, law enforcement) is named."""
    return bool(_EXEMPT.search(plain))


def reported_body(original: str) -> str | None:
    """The body that a report names."""
    found = _BODY.search(original)
    return found.group(0) if found else None
