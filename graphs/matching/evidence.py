"""What speaks for a field meaning an element, family by family, each in [0, 1]."""

import math
import re
from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

import numpy as np

from inventory.elements import DataElement, broader_chain, collisions, dictionary, of_dictionary, spellings
from inventory.names import plain

_ENDS = (
    "代码",
    "编码",
    "编号",
    "号码",
    "名称",
    "标志",
    "标识",
    "标记",
    "类型",
    "类别",
    "情况",
    "信息",
    "日期",
    "时间",
    "年月日",
    "年月",
    "号",
    "码",
    "名",
)
_STARTS = ("是否", "本人", "申请人", "当事人", "居民", "人员", "个人", "对象", "登记", "填报", "所属", "现", "原", "其他", "有效")
# words that say the same at the end of a label
_SAME_END = {
    "编码": "代码",
    "编号": "号码",
    "号": "号码",
    "码": "代码",
    "时间": "日期",
    "年月日": "日期",
    "类别": "类型",
    "标识": "标志",
    "标记": "标志",
}
_TYPE_FAMILY = {"string": "s", "number": "n", "date": "d", "datetime": "d", "boolean": "b", "binary": "x"}


@dataclass(frozen=True, slots=True)
class FieldText:
    """What is known of a field: label, technical name, type, the label of its table, the profile of its values (see `values_of`).

    `place` tells its table from others of the same label; it is compared with nothing.
    """

    label: str
    name: str
    type: str = ""
    table: str = ""
    profile: tuple[str, ...] = ()
    place: str = ""


@dataclass(frozen=True, slots=True)
class Evidence:
    """How far each family speaks for one element."""

    element: str
    label_exact: float = 0.0
    label_near: float = 0.0
    name_exact: float = 0.0
    name_near: float = 0.0
    type_fits: float = 0.0
    table_fits: float = 0.0
    is_collision: float = 0.0
    value_fits: float = 0.0


def grams(text: str) -> Counter[str]:
    """Character uni- and bigrams of a plain text, with a mark at its end (the head noun stands there)."""
    found = Counter(text)
    found.update(text[i : i + 2] for i in range(len(text) - 1))
    if text:
        found[text[-2:] + "$"] += 1
    return found


@of_dictionary
def _weights() -> tuple[dict[str, float], float]:
    counts: Counter[str] = Counter()
    total = 0
    for element in dictionary().values():
        for text in (element.zh, *element.synonyms):
            counts.update(set(grams(plain(text))))
            total += 1
    return {gram: math.log(1 + total / count) for gram, count in counts.items()}, math.log(1 + total)


def _vector(text: str) -> dict[str, float]:
    weights, unseen = _weights()
    return {gram: count * weights.get(gram, unseen) for gram, count in grams(text).items()}


@dataclass(frozen=True, slots=True)
class _Labels:
    """All labels of the dictionary: whose they are, the length of their vectors, and by group of letters which hold it, how heavily."""

    elements: tuple[str, ...]
    norms: Any
    postings: Mapping[str, tuple[Any, Any]]


@of_dictionary
def _labels() -> _Labels:
    elements: list[str] = []
    norms: list[float] = []
    holding: dict[str, tuple[list[int], list[float]]] = defaultdict(lambda: ([], []))
    for element in dictionary().values():
        for text in dict.fromkeys((element.zh, *element.synonyms)):
            vector = _vector(head_form(plain(text)))
            for gram, weight in vector.items():
                positions, weights = holding[gram]
                positions.append(len(elements))
                weights.append(weight)
            elements.append(element.name)
            norms.append(math.sqrt(sum(weight * weight for weight in vector.values())) or 1.0)
    postings = {gram: (np.array(positions), np.array(weights)) for gram, (positions, weights) in holding.items()}
    return _Labels(tuple(elements), np.array(norms), postings)


@lru_cache(maxsize=100_000)
def head_form(label: str) -> str:
    """A plain label with one spelling for its last word and without words that add nothing at its start."""
    for start in ("是否", "本人", "申请人", "当事人", "人员", "个人", "居民"):
        if label.startswith(start) and len(label) - len(start) >= 2 and start != "是否":
            label = label[len(start) :]
            break
    for end, same in _SAME_END.items():
        if label.endswith(end) and len(label) > len(end):
            return label[: -len(end)] + same
    return label


@of_dictionary
def _near_labels(label: str) -> tuple[tuple[str, float], ...]:
    known = _labels()
    vector = _vector(head_form(label))
    weights, unseen = _weights()
    telling = sorted((g for g in vector if len(g) >= 2), key=lambda g: -weights.get(g, unseen))[:8]
    candidates = [known.postings[gram][0] for gram in telling if gram in known.postings]
    if not candidates:
        return ()
    dots = np.zeros(len(known.elements))
    for gram, weight in vector.items():
        if gram in known.postings:
            positions, values = known.postings[gram]
            dots[positions] += weight * values
    near = np.unique(np.concatenate(candidates))
    length = math.sqrt(sum(weight * weight for weight in vector.values()))
    best: dict[str, float] = {}
    for position, value in zip(near.tolist(), (dots[near] / (known.norms[near] * length)).tolist(), strict=True):
        name = known.elements[position]
        if value > best.get(name, 0.3):
            best[name] = value
    return tuple(sorted(best.items(), key=lambda item: (-item[1], item[0]))[:12])


@lru_cache(maxsize=100_000)
def tokens(name: str) -> tuple[str, ...]:
    """The tokens of a technical name: snake and camel case taken apart, lower case, digits dropped."""
    spaced = re.sub(r"([a-z0-9])([A-Z])", r"\1_\2", name)
    return tuple(token for token in re.split(r"[^a-z]+", spaced.lower()) if token)


@lru_cache(maxsize=100_000)
def initials(label: str) -> str:
    """The pinyin initials of a label (姓名 → xm)."""
    from pypinyin import Style, lazy_pinyin

    return "".join(part[0] for part in lazy_pinyin(label, style=Style.FIRST_LETTER, errors="ignore") if part)


@of_dictionary
def _name_candidates(name: str) -> tuple[tuple[str, float], ...]:
    """Elements that a technical name stands for: whole, without a table's prefix, or by its last tokens."""
    parts = tokens(name)
    if not parts:
        return ()
    found: dict[str, float] = {}
    known = spellings()
    for start in range(len(parts)):
        rest = "".join(parts[start:])
        strength = 1.0 if start == 0 else 0.85 if start == 1 else 0.6
        for element in known.get(rest, ()):
            found[element] = max(found.get(element, 0.0), strength)
    if len(parts) == 1 and not found:
        # one run of initials with a prefix of the table's (grsfzh → sfzh)
        for cut in range(1, min(4, len(parts[0]) - 3)):
            for element in known.get(parts[0][cut:], ()):
                found[element] = max(found.get(element, 0.0), 0.5)
    return tuple(sorted(found.items()))


def gather(field: FieldText) -> list[Evidence]:
    """The evidence for every element that anything speaks for, by element name."""
    label = plain(field.label)
    by_label = dict(_near_labels(label)) if label else {}
    exact = spellings().get(label, ()) if label else ()
    by_name = dict(_name_candidates(field.name))
    values = values_of(field.profile)
    by_values = (_OF_VALUES[values.kind],) if values.kind in _OF_VALUES else ()
    found = []
    for name in sorted({*by_label, *exact, *by_name, *by_values}):
        element = dictionary()[name]
        found.append(
            Evidence(
                name,
                label_exact=_label_exact(label, element, exact),
                label_near=_label_near(label, element, exact, by_label.get(name, 0.0)),
                name_exact=by_name.get(name, 0.0) if plain(field.name) not in collisions() else 0.0,
                name_near=max(by_name.get(name, 0.0), _initials_agree(field, element)),
                type_fits=_type_fits(field, element),
                table_fits=_table_fits(field, element),
                value_fits=_value_fits(values, element),
                is_collision=1.0 if name not in exact and name not in by_label and plain(field.name) in collisions() else 0.0,
            )
        )
    return found


def _label_exact(label: str, element: DataElement, exact: tuple[str, ...]) -> float:
    """1 for an element's own label, or a synonym that is no one else's; a label that collides never decides alone."""
    if element.name not in exact:
        return 0.0
    if label == plain(element.zh):
        return 1.0
    return 0.0 if label in collisions() else 1.0 / len(exact)


def _label_near(label: str, element: DataElement, exact: tuple[str, ...], near: float) -> float:
    """1 for a label that is the element's; half for one that collides, so that something else must speak for it too."""
    if element.name not in exact:
        return near if label not in collisions() else min(near, 0.5)
    return 1.0 if _label_exact(label, element, exact) == 1.0 else 0.5


def _initials_agree(field: FieldText, element: DataElement) -> float:
    """1 where the technical name is the initials of the element's own label."""
    parts = tokens(field.name)
    return 0.8 if parts and parts[-1] == initials(element.zh) and len(parts[-1]) >= 3 else 0.0


def _type_fits(field: FieldText, element: DataElement) -> float:
    if not field.type or not element.data_type:
        return 0.0
    left, right = _TYPE_FAMILY.get(field.type, ""), _TYPE_FAMILY.get(element.data_type, "")
    if left == right:
        return 1.0
    # dates and flags often stand in text columns
    return 0.0 if left == "s" else -1.0


@dataclass(frozen=True, slots=True)
class Values:
    """What a profile says: the kind whose check nearly all values pass, and the share that passes each check."""

    kind: str = ""
    shares: Mapping[str, float] = field(default_factory=dict)


# values of which so many pass a check are of that kind; of which so few, are not
_NEARLY_ALL, _HARDLY_ANY = 0.9, 0.1
# the element that values of a kind mean where nothing else tells
_OF_VALUES = {
    "citizen_id": "citizen_id_number",
    "uscc": "unified_social_credit_code",
    "bank_card": "bank_card_number",
    "mobile": "mobile_phone",
}


@lru_cache(maxsize=10_000)
def values_of(profile: tuple[str, ...]) -> Values:
    """A profile as an importer told it: entries `name=number`, of which `length=4-18` and others are passed over here."""
    shares: dict[str, float] = {}
    for entry in profile:
        name, _, number = entry.partition("=")
        if re.fullmatch(r"[01](?:\.[0-9]+)?", number):
            shares[name] = float(number)
    kind = next((name for name in (*_OF_VALUES, "date") if shares.get(name, 0.0) >= _NEARLY_ALL), "")
    return Values(kind, shares) if shares else Values()


def _kind_of(element: DataElement) -> str:
    """The kind of values that an element has."""
    if element.name == "mobile_phone":
        return "mobile"
    return element.check or ("date" if element.data_type in ("date", "datetime") else "")


def _value_fits(values: Values, element: DataElement) -> float:
    """1 where nearly all values pass the element's check, -1 where hardly any does or all pass that of something else."""
    if not values.shares:
        return 0.0
    own = _kind_of(element)
    if own and values.shares.get(own, 0.0) >= _NEARLY_ALL:
        return 1.0
    if own in ("citizen_id", "uscc", "bank_card") and values.shares.get(own, 0.0) < _HARDLY_ANY:
        return -1.0
    means = _OF_VALUES.get(values.kind)
    if means is None or means not in dictionary():
        return 0.0
    # a certificate number may well be a citizen number; a name is none
    return 0.0 if element.name in broader_chain(means) else -1.0


_TABLE_WORDS = {
    "person": "人员|居民|人口|老人|残疾|学生|参保|职工|村民|对象|儿童|病人|患者|党员|干部|教师",
    "organisation": "企业|单位|机构|法人|组织|公司|商户|学校|医院",
    "event": "事件|案件|上报|巡查|隐患|投诉|诉求|工单",
    "service": "事项|办件|申请|受理|业务|审批",
    "finance": "补贴|资金|发放|缴费|项目|收入|支出|合同",
    "place": "地址|房屋|小区|楼栋|网格|区划",
    "health": "健康|诊疗|随访|体检|病历|疫苗",
    "land": "土地|耕地|宅基地|地块",
    "education": "学生|学籍|学校|教师|成绩",
    "property": "房屋|不动产|房产",
    "licence": "证照|许可|证书|执照",
    "agriculture": "农业|种植|养殖|农机|耕地",
    "vehicle": "车辆|驾驶",
}


@lru_cache(maxsize=100_000)
def classes_of(table: str) -> frozenset[str]:
    """The object classes that a table's name speaks of: all that a table says for an element."""
    return frozenset(name for name, words in _TABLE_WORDS.items() if table and re.search(words, table))


def _table_fits(field: FieldText, element: DataElement) -> float:
    return 1.0 if element.object_class in classes_of(field.table) else 0.0
