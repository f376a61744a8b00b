"""What a column's title means: the field's own names first, then the spellings in use elsewhere, then a near spelling."""

import csv
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from inventory.importers.interpret import header_field, is_other_money
from inventory.importers.tables.apprat import is_apprat_element
from inventory.names import fold, plain
from inventory.schema import FieldSpec, entities, headers

# two titles this near mean the same where nothing else is as near; measured on titles of public forms
NEAR = 0.82
_MARKS = re.compile(
    r"[(（\[【][^)）\]】]{0,30}?(?:必填|选填|必选|可选|必须|填写|下拉|如|例|单选|多选|为是时)[^)）\]】]{0,40}[)）\]】]|[*★☆※]+|^\s*[0-9]{1,2}\s*[.、．]\s*|^\s*[一二三四五六七八九十]+\s*、"
)
_YEAR = re.compile(r"(20[0-9]{2})\s*年?度?")


# titles of any list: they tell no list of systems from another list
ANY_LIST = frozenset(
    plain(word)
    for word in ("name", "title", "description", "type", "status", "url", "id", "code", "owner", "department", "date", "version", "notes", "category", "comment", "phone", "email", "address",
                 "部门", "单位", "状态", "名称", "类型", "类别", "备注", "说明", "描述", "日期", "时间", "创建时间", "负责人", "联系人", "联系电话", "地址", "网址")
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Meaning:
    """A title's field; `how` is `own`, `spelling`, `near`, `content` or `kept` (the office said so); `year` and a unit of money stand in the title."""

    entity: str
    field: FieldSpec
    how: str
    ten_thousands: bool = False
    year: int | None = None
    has_unit: bool = False

    @property
    def weight(self) -> float:
        """How much this reading of a title counts."""
        return {"kept": 1.0, "own": 1.0, "spelling": 0.95, "near": 0.7, "content": 0.6}[self.how]


def cleaned(title: str) -> str:
    """A title without marks of what must be filled, numbering and line breaks."""
    return _MARKS.sub("", " ".join(str(title).split())).strip(" ：:")


@cache
def spellings() -> dict[str, dict[str, str]]:
    """For each entity: plain title → field name, out of data/titles.csv."""
    found: dict[str, dict[str, str]] = {}
    text = (files("inventory") / "data" / "titles.csv").read_text(encoding="utf-8")
    for row in csv.DictReader(text.splitlines()):
        for title in row["titles"].split(";"):
            found.setdefault(row["entity"], {}).setdefault(plain(title), row["field"])
    return found


@cache
def meaning(entity: str, title: str, *, may_be_near: bool = True) -> Meaning | None:
    """What a title means in a table of this entity, or None."""
    text = cleaned(title)
    if not text or len(text) > 120:
        return None
    text = "".join(chr(ord(c) - 0xFEE0) if "０" <= c <= "９" else c for c in text)
    year = _YEAR.search(text)
    bare = _YEAR.sub("", text) if year else text
    number = int(year[1]) if year else None
    fields = entities()[entity].fields
    money = fold(text)
    # Column name (logical) and Column name (physical) differ in their brackets alone
    whole = spellings().get(entity, {}).get(plain(text)) if text.endswith((")", "）")) else None
    if whole is not None and fields[whole].type != "money":
        return Meaning(entity, fields[whole], "spelling", False, number)
    for words in dict.fromkeys((text, bare, re.sub(r"[(（][^)）]*[)）]", "", bare))):
        field, ten_thousands = header_field(entity, words)
        if field is not None:
            if field.type == "money" and is_other_money(money):
                return None
            if field.type == "money":
                ten_thousands = "万" in money or ("元" not in money)
            return Meaning(entity, field, "own", ten_thousands, number, "元" in money)
        name = spellings().get(entity, {}).get(plain(re.sub(r"[(（](?:万元|元)[)）]|万元", "", words)))
        if name is not None and fields[name].type == "money" and is_other_money(money):
            return None
        if name is not None:
            is_ten_thousands = fields[name].type == "money" and ("万" in money or "元" not in money)
            return Meaning(entity, fields[name], "spelling", is_ten_thousands, number, "元" in money)
    return _near(entity, bare, number) if may_be_near and not is_apprat_element(text) else None


@cache
def other_meaning(entity: str, title: str) -> Meaning | None:
    """What a title of the form means elsewhere (主要功能: a list of functions here, a description there); None where it means one thing."""
    words = re.sub(r"[(（][^)）]*[)）]", "", cleaned(title))
    own, name = header_field(entity, words)[0], spellings().get(entity, {}).get(plain(words))
    return None if own is None or name is None or own.name == name else Meaning(entity, entities()[entity].fields[name], "content")


def _near(entity: str, text: str, year: int | None) -> Meaning | None:
    """The one field whose name is near; short titles and ties are left to a person."""
    from rapidfuzz import fuzz

    own = plain(text)
    if len(own) < 4:
        return None
    scored: dict[str, float] = {}
    named = {**{spelling: field.name for spelling, field in headers(entity).items()}, **spellings().get(entity, {})}
    for spelling, name in named.items():
        if len(spelling) >= 4:
            scored[name] = max(scored.get(name, 0.0), fuzz.ratio(own, spelling) / 100)
    best = sorted(scored.items(), key=lambda pair: -pair[1])[:2]
    if not best or best[0][1] < NEAR or (len(best) > 1 and best[0][1] - best[1][1] < 0.05):
        return None
    field = entities()[entity].fields[best[0][0]]
    return None if field.type == "money" else Meaning(entity, field, "near", False, year)


def kept_meaning(title: str, kept: Mapping[str, str]) -> Meaning | None:
    """The field that the office's settings give a title (`系统主人 = "System.owner"`), or None."""
    target = {plain(key): value for key, value in kept.items()}.get(plain(cleaned(title)))
    entity, _, name = (target or "").partition(".")
    if entity in entities() and name in entities()[entity].fields:
        return Meaning(entity, entities()[entity].fields[name], "kept")
    return None
