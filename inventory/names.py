"""Names in plain form: what stays of a name when width, case, spaces, region, level and version are taken away."""

import re
import unicodedata
from collections.abc import Sequence
from functools import cache, lru_cache
from typing import Any

_DROPPED = re.compile(r"[\s\-_·•‧・,，.。、;；:：'\"‘’“”「」『』《》〈〉<>()（）\[\]【】{}/\\|!！?？*#&+~—–…]+")
# small letters, digits and common Chinese characters are their own plain form
_PLAIN = re.compile(r"[a-z0-9\u4e00-\u9fff]+")
_PLAIN_LINES = re.compile(r"[a-z0-9\u4e00-\u9fff\n]*")
_VERSION = re.compile(
    r"(?:[(（]?(?:v|ver|版本?)?\s*[0-9]+(?:\.[0-9]+)+[)）]?)|(?:(?<![0-9])[0-9]\.0)|(?:[(（]?(?:一期|二期|三期|四期|新版|旧版|试用版|升级版)[)）]?)",
    re.I,
)
_REGION = re.compile(
    r"^(?:(?:[\u4e00-\u9fff]{2,8}?(?:自治区|自治州|自治县|省|市(?!场|民|政|容|值)|县(?!域|级)|区(?!域|划|块|间)|旗|乡(?!村|镇)|镇(?!域)|街道|村(?!务|级|民|庄)|社区)){1,4})(?=[\u4e00-\u9fffA-Za-z0-9]{2,})"
)
_REGION_NOT = re.compile(
    r"^(?:[\u4e00-\u9fff]{0,2}(?:政务服务|社会|全市|全县|全区|本市|本县|小区|社区|城区|园区|景区|校区|库区|辖区|地区|市区|乡村|农村|智慧城市|城市|行政区))"
)
# generic words that many systems share; they say what kind of thing it is, not what it does
GENERIC = (
    "综合管理",
    "管理信息",
    "信息管理",
    "一体化",
    "信息化",
    "智能化",
    "数字化",
    "综合",
    "智慧",
    "智能",
    "数字",
    "信息",
    "管理",
    "服务",
    "政务",
    "平台",
    "系统",
    "应用",
    "软件",
    "小程序",
    "公众号",
    "客户端",
    "移动端",
    "手机端",
    "网站",
    "门户",
    "app",
    "云",
    "通",
    "在线",
    "网上",
    "掌上",
)
# a company must bear its form in its name (公司法 第七条)
_COMPANY = re.compile(r"(?:公司|集团)(?:[(（][^()（）]*[)）])?$|\b(?:ltd|inc|llc|gmbh|plc)\.?$", re.I)
_GENERIC_END = re.compile(r"(?:(?:综合|信息|管理|服务|应用|一体化|智慧)*(?:平台|系统|app|小程序|公众号|客户端|软件|网站|门户))+$", re.I)


def fold(text: str) -> str:
    """NFKC, lower case, simplified characters, no control or direction characters."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    if not _is_simplified(folded):
        folded = _simplified(folded)
    if folded.isprintable():
        return folded
    return "".join(c for c in folded if unicodedata.category(c) not in ("Cc", "Cf"))


def plain(text: str) -> str:
    """The name without width, case, spaces and punctuation: what two spellings of one name share."""
    return text if _PLAIN.fullmatch(text) is not None and _is_simplified(text) else _made_plain(text)


def _is_simplified(text: str) -> bool:
    """Tell whether a text needs no conversion: all its characters stand in GB/T 2312-1980, the set of simplified ones."""
    if text.isascii():
        return True
    try:
        text.encode("gb2312")
    except UnicodeEncodeError:
        return False
    return True


@cache
def _converter() -> Any:
    import opencc

    return opencc.OpenCC("t2s")


@lru_cache(maxsize=200_000)
def _simplified(text: str) -> str:
    """A text in simplified characters; words decide where a character has two forms (乾坤, 乾燥)."""
    try:
        return str(_converter().convert(text))
    except UnicodeEncodeError:  # half a surrogate
        return text


def all_plain(texts: Sequence[str]) -> Sequence[str]:
    """The plain form of many names."""
    joined = "\n".join(texts)
    if _PLAIN_LINES.fullmatch(joined) is not None and joined.count("\n") == len(texts) - 1 and _is_simplified(joined):
        return texts
    return [plain(text) for text in texts]


@lru_cache(maxsize=200_000)
def _made_plain(text: str) -> str:
    return _DROPPED.sub("", fold(_DROPPED.sub("", fold(text))))


@lru_cache(maxsize=200_000)
def region_prefix(name: str) -> str:
    """The places that a name starts with (云溪县清河镇…), or an empty string."""
    text = fold(name).strip()
    if _REGION_NOT.match(text):
        return ""
    found = _REGION.match(text)
    return found.group(0) if found else ""


@lru_cache(maxsize=200_000)
def core(name: str) -> str:
    """The plain name without region, version and the generic words at its end; never empty unless the name is."""
    text = fold(name).strip()
    text = _VERSION.sub("", text)
    prefix = region_prefix(text)
    rest = plain(text[len(prefix) :]) or plain(text) or plain(name)
    shorter = _GENERIC_END.sub("", rest)
    return shorter if len(shorter) >= 2 else rest


def is_company(name: str) -> bool:
    """Tell whether a name says that it is a company's, by the form that ends it."""
    return _COMPANY.search(name.strip()) is not None


def display_width(text: str) -> int:
    """The width in columns: East Asian wide and full-width characters count two."""
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def shorten(text: str, width: int) -> str:
    """The text cut to `width` columns, with an ellipsis where something was cut."""
    if display_width(text) <= width:
        return text
    kept, used = [], 1
    for c in text:
        used += display_width(c)
        if used > width:
            break
        kept.append(c)
    return "".join(kept) + "…"


def printable(text: str) -> str:
    """Text from outside made safe for a terminal or log: control and direction characters are escaped."""
    return "".join(c if c == "\n" or unicodedata.category(c) not in ("Cc", "Cf", "Co", "Cs") else f"\\u{ord(c):04x}" for c in text)
