"""From what stands in a cell to the value of a field, or to the code of what is wrong with it."""

import datetime as dt
import re
from collections.abc import Collection
from decimal import Decimal, InvalidOperation
from operator import itemgetter
from typing import Any

from inventory import secrecy
from inventory.anonymity import without_people
from inventory.names import fold, plain
from inventory.schema import FieldSpec
from inventory.vocabulary import read_code, terms

TEXT_LIMIT = 20_000
# what a complaint tells in its own words
_TOLD_BY_PEOPLE = frozenset({"title", "text"})
LIST_LIMIT = 2_000
ITEM_LIMIT = 500
DIGITS_LIMIT = 20
_LARGEST = Decimal(10) ** 15
NOT_APPLICABLE = "not_applicable"
_BLANK = {"", "-", "--", "—", "——", "/", "\\", "待填", "未填", "nan"}
_EXCEL_ERRORS = {"#n/a", "#ref!", "#value!", "#div/0!", "#name?", "#null!", "#num!", "#spill!", "#calc!"}
_NONE = {plain(word) for word in ("无", "没有", "none", "nil", "暂无", "无此项")}
_NA = {plain(word) for word in ("不适用", "not_applicable", "not applicable", "n/a")}
_TRUE = {plain(word) for word in ("是", "有", "yes", "true", "y", "1", "√", "✓", "已")}
_FALSE = {plain(word) for word in ("否", "无", "没有", "no", "false", "n", "0", "×", "✗", "未")}
_DATE = re.compile(r"([12][0-9]{3})\s*[-/.年]\s*([0-9]{1,2})\s*(?:[-/.月]\s*([0-9]{1,2})\s*日?|月)?(?:[t\s].*)?")


# what must be looked at closely before a text is taken as it stands: long numbers, what a credential or a control
# character would need, a word that may be "none" or "not applicable", blanks at the ends
_REMARKABLE = re.compile(
    r"[\x00-\x1f\x7f\ud800-\udfff]|[0-9]{11}|[:=：＝#|｜]|为|是|BEGIN|AKIA|LTAI|^\W*[无没暂不nNＮｎ]|^[\s\W_]|\s$|^.?$",
)


# texts of common letters: most cells of most tables. None of these holds what is looked at closely above, nor a word that
# speaks of secrets or credentials; without Latin letters that is sure, with them such words are looked for
_HAN = r"0-9\u4e00-\u4ee3\u4ee5-\u5bc5\u5bc7-\u9fff"
_MARKS = r"\u3001\u3002\uff08\uff09\uff0c()._/:-"
_COMMON = re.compile(rf"(?![无没暂不])[{_HAN}][ {_HAN}{_MARKS}]*[{_HAN}{_MARKS}]")
_LATIN = re.compile(rf"(?![无没暂不nN])[A-Za-z{_HAN}][ A-Za-z{_HAN}{_MARKS}]*[A-Za-z{_HAN}{_MARKS}]")
_SPEAKING = ("pass", "pwd", "secret", "key", "token", "begin", "akia", "ltai", "confidential")
_WORDS = re.compile("|".join(_SPEAKING), re.I)
_LONG_NUMBER = re.compile(r"[0-9]{11}")
# kinds of values that are their own text
SIMPLE = frozenset({"str", "ref", "text"})


def is_common(text: str, limit: int) -> bool:
    """Tell whether a cell of a `SIMPLE` field is its own value and marks no row as secret: quickly, and rather no than yes."""
    if len(text) > limit or (len(text) > 10 and _LONG_NUMBER.search(text) is not None) or text in _BLANK:
        return False
    return _COMMON.fullmatch(text) is not None or (_LATIN.fullmatch(text) is not None and _WORDS.search(text) is None)


_LINES = re.compile(rf"[ \n{_HAN}{_MARKS}]*")
_LATIN_LINES = re.compile(rf"[ \nA-Za-z{_HAN}{_MARKS}]*")
_HEADS = re.compile(rf"[A-Za-z{_HAN}]*")
_ASCII = b" \nABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789()._/:-"
_first = itemgetter(0)


def are_common(texts: Collection[str], limit: int) -> bool:
    """Tell whether all these cells are common (see `is_common`): a few looks at thousands of them."""
    if not 2 <= min(map(len, texts)) <= max(map(len, texts)) <= limit or not _BLANK.isdisjoint(texts):
        return False
    heads = set(map(_first, texts))
    joined = "\n".join(texts) + "\n"
    if (
        not heads.isdisjoint("无没暂不")
        or _HEADS.fullmatch("".join(heads)) is None
        or " \n" in joined
        or joined.count("\n") != len(texts)
        or _LONG_NUMBER.search(joined) is not None
    ):
        return False
    if not joined.isascii() and _LINES.fullmatch(joined) is not None:
        return True
    if not heads.isdisjoint("nN") or not (
        not joined.encode().translate(None, _ASCII) if joined.isascii() else _LATIN_LINES.fullmatch(joined)
    ):
        return False
    lowered = joined.lower()
    return not any(word in lowered for word in _SPEAKING)


_SEPARATORS = re.compile(r"[|｜;；\n\r、,，]")


class Unreadable(ValueError):
    """The value cannot be read; `code` names the problem and `params` fill its sentence."""

    def __init__(self, code: str, **params: Any) -> None:
        super().__init__(code)
        self.code = code
        self.params = params


class NotAnswered(Exception):
    """The cell is blank."""


def is_single(text: str) -> bool:
    """Tell whether a cell of a list is one item, its own text: as quickly, and as careful."""
    return _SEPARATORS.search(text) is None and is_common(text, ITEM_LIMIT)


def are_single(texts: Collection[str]) -> bool:
    """As `is_single`, of all these cells."""
    return are_common(texts, ITEM_LIMIT) and _SEPARATORS.search("".join(texts)) is None


def read_value(field: FieldSpec, raw: Any, *, ten_thousands: bool = False, literal: bool = False) -> Any:
    """The JSON value of a cell: None is the answer "there is none", `not_applicable` stands for itself.

    `ten_thousands` says that an amount is in 万元 or a count in ten thousands, `literal` that words such as "none" and "-" stand for themselves. Raises NotAnswered for a blank cell and Unreadable for a wrong one.
    What a complaint tells in its own words is masked here, whatever door it comes through.
    """
    value = _read(field, raw, ten_thousands, literal)
    if field.entity == "Lead" and field.name in _TOLD_BY_PEOPLE and isinstance(value, str):
        return without_people(value)
    return value


def _read(field: FieldSpec, raw: Any, ten_thousands: bool, literal: bool) -> Any:
    if isinstance(raw, str):
        if field.type in ("str", "ref", "text") and len(raw) <= limit_of(field) and _REMARKABLE.search(raw) is None and raw not in _BLANK:
            return raw
        raw = raw.replace("\x00", "").strip()
        if not raw or (not literal and (raw in _BLANK or raw.casefold() in _EXCEL_ERRORS)):
            raise NotAnswered
        if not literal and plain(raw) in _NA:
            return NOT_APPLICABLE
        if secrecy.has_credential(raw):
            raise Unreadable("credential_value")
        if len(raw) > TEXT_LIMIT:
            raise Unreadable("too_long", limit=TEXT_LIMIT)
    elif raw is None or (isinstance(raw, float) and raw != raw):
        raise NotAnswered
    if field.is_list:
        return _read_list(field, raw)
    if isinstance(raw, (list, tuple, dict)):
        raise Unreadable("not_one_value")
    if isinstance(raw, str) and not literal and plain(raw) in _NONE and not _has_none(field):
        return None
    return _read_one(field, raw, ten_thousands)


def _has_none(field: FieldSpec) -> bool:
    return field.type == "bool" or (field.type in ("enum", "enums") and read_code(field.of, "无") is not None)


def _read_list(field: FieldSpec, raw: Any) -> list[str]:
    if isinstance(raw, dict):
        raise Unreadable("not_one_value")
    items = raw if isinstance(raw, (list, tuple)) else _split(field, str(raw))
    if items is not raw and len(items) == 1 and field.type != "enums" and plain(items[0]) not in _NONE:
        # one item of a cell, which was looked through as a whole
        return [text] if (text := _text(items[0], ITEM_LIMIT)) else []
    if len(items) > LIST_LIMIT:
        raise Unreadable("too_many_items", limit=LIST_LIMIT)
    if len(items) == 1 and plain(str(items[0])) in _NONE and not _has_none(field):
        return []
    found: list[str] = []
    for item in items:
        if item is None or isinstance(item, (list, tuple, dict, bool)) or (isinstance(item, str) and secrecy.has_credential(item)):
            raise Unreadable("not_one_value" if not isinstance(item, str) else "credential_value")
        text = str(item).strip()
        if text:
            value = _read_enum(field, text) if field.type == "enums" else _text(text, ITEM_LIMIT)
            if value not in found:
                found.append(value)
    return found


def _split(field: FieldSpec, text: str) -> list[str]:
    """The items of a cell: the strongest separator that occurs decides, so that a weaker one may stand inside an item."""
    if _SEPARATORS.search(text) is None:
        return [text]
    for pattern in (r"[|｜;；\n\r]+", r"[、]+", r"[,，]+"):
        if pattern == r"[,，]+" and field.type == "refs":
            break
        if re.search(pattern, text):
            parts = re.split(pattern, text)
            # closed lists have no commas inside their terms
            return [piece for part in parts for piece in re.split(r"[、,，]+", part)] if field.type == "enums" else parts
    return [text]


def _read_one(field: FieldSpec, raw: Any, ten_thousands: bool) -> Any:
    match field.type:
        case "int":
            return _read_int(raw, ten_thousands)
        case "dec":
            return str(_amount(raw, ten_thousands))
        case "money":
            amount = _amount(raw, ten_thousands)
            if amount < 0:
                raise Unreadable("negative_amount")
            return str(amount.quantize(Decimal("0.01")))
        case "bool":
            return _read_bool(raw)
        case "date":
            return read_date(raw)
        case "month":
            return read_date(raw)[:7]
        case "enum":
            return _read_enum(field, raw)
    return _text(_as_text(raw), limit_of(field))


def limit_of(field: FieldSpec) -> int:
    """The most characters of a text of this field."""
    return int(field.of) if field.type == "str" and field.of else 300 if field.is_reference else TEXT_LIMIT


def _as_text(raw: Any) -> str:
    if isinstance(raw, float) and raw.is_integer() and abs(raw) < 1e15:
        return str(int(raw))
    return raw.isoformat() if isinstance(raw, (dt.date, dt.datetime)) else str(raw)


def _text(text: str, limit: int) -> str:
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        raise Unreadable("not_text_value") from None
    cleaned = re.sub(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]", "", text).strip()
    if len(cleaned) > limit:
        raise Unreadable("too_long", limit=limit)
    return secrecy.masked(cleaned)


def _amount(raw: Any, ten_thousands: bool) -> Decimal:
    """Yuan, or a number; a unit in the cell wins over the column's."""
    text = fold(str(raw)).strip() if isinstance(raw, str) else ""
    has_unit = text.endswith(("元", "万"))
    amount = _number(raw) * (10_000 if ten_thousands and not has_unit else 1)
    if abs(amount) >= _LARGEST:
        raise Unreadable("number_too_large")
    return amount


def _number(raw: Any) -> Decimal:
    if isinstance(raw, bool):
        raise Unreadable("not_a_number")
    text = fold(str(raw)).replace(",", "").replace(" ", "").removesuffix("元").removesuffix("%").removeprefix("¥")
    factor = Decimal(1)
    if text.endswith("万"):
        text, factor = text[:-1], Decimal(10_000)
    if len(text) > DIGITS_LIMIT or not re.fullmatch(r"[+-]?[0-9]*\.?[0-9]+(?:e[+-]?[0-9]{1,2})?", text):
        raise Unreadable("not_a_number")
    try:
        value = Decimal(text) * factor
    except InvalidOperation:
        raise Unreadable("not_a_number") from None
    if abs(value) >= _LARGEST:
        raise Unreadable("number_too_large")
    return value


def _read_int(raw: Any, ten_thousands: bool) -> int:
    if isinstance(raw, str):
        raw = re.sub(r"[人个次件户家台套项条]$", "", raw.strip())
    value = _amount(raw, ten_thousands)
    if value != value.to_integral_value():
        raise Unreadable("not_a_whole_number")
    return int(value)


def _read_bool(raw: Any) -> bool:
    word = plain(str(raw))
    if word in _TRUE or word in _FALSE:
        return word in _TRUE
    raise Unreadable("not_yes_or_no")


def read_date(raw: Any) -> str:
    """ISO 8601 with the precision given (day, month or year). Reads text in the usual spellings and Excel serials."""
    if isinstance(raw, dt.datetime):
        return raw.date().isoformat()
    if isinstance(raw, dt.date):
        return raw.isoformat()
    text = fold(_as_text(raw)).strip()
    if re.fullmatch(r"[0-9]{5}(?:\.[0-9]+)?", text) and 20_000 <= float(text) <= 80_000:
        return (dt.date(1899, 12, 30) + dt.timedelta(days=int(float(text)))).isoformat()
    if re.fullmatch(r"[12][0-9]{7}", text):
        text = f"{text[:4]}-{text[4:6]}-{text[6:]}"
    elif re.fullmatch(r"[12][0-9]{5}", text):
        text = f"{text[:4]}-{text[4:]}"
    if re.fullmatch(r"[12][0-9]{3}年?", text):
        return text[:4]
    found = _DATE.fullmatch(text)
    if not found:
        raise Unreadable("not_a_date")
    year, month, day = found.group(1), int(found.group(2)), found.group(3)
    try:
        date = dt.date(int(year), month, int(day or 1))
    except ValueError:
        raise Unreadable("not_a_date") from None
    return date.isoformat() if day else date.isoformat()[:7]


def _one_code(name: str, text: str) -> str | None:
    """The code that all parts of a text stand for (数据库-mysql, 电子表格（xlsx）); None where one is unknown or another."""
    parts = [part for part in re.split(r"[-—:：/、,，;；()（）\s]+", text[:200]) if part]
    codes = {read_code(name, part) for part in parts}
    return codes.pop() if len(parts) > 1 and len(codes) == 1 else None


def _read_enum(field: FieldSpec, raw: Any) -> str:
    text = _as_text(raw)
    code = read_code(field.of, text) or _one_code(field.of, text)
    if code is None:
        first = list(terms(field.of).values())[:12]
        raise Unreadable("not_in_list", choices="、".join(t.zh for t in first), choices_en=", ".join(t.en for t in first))
    return code
