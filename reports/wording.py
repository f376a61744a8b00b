"""Findings, reasons and plans as sentences in zh and en: the only place where they are put into words."""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from graphs.recommend.endings import ENDINGS
from graphs.rules import rules
from inventory.elements import dictionary
from inventory.identity import file_id
from inventory.languages import catalogue, message
from inventory.names import shorten
from inventory.schema import entities
from inventory.sources import rule_sources
from inventory.values.finding import Basis, Reason, Recommendation
from inventory.values.inventory import Inventory
from inventory.values.record import Record
from inventory.vocabulary import caption, terms

_CODE = re.compile(r"[a-z_]+:[A-Za-z0-9_./-]+")


class Names:
    """Shows records by name: what a part of a reason holds as an id is read as the name that people know."""

    def __init__(self, inventory: Inventory, language: str) -> None:
        self.inventory = inventory
        self.language = language
        self._known: dict[str, str] = {}

    def of(self, identifier: str | None) -> str:
        """The name of a record, element or term; anything else is shown as it is."""
        if not identifier:
            return message(self.language, "word.unknown")
        if identifier not in self._known:
            self._known[identifier] = self._name(identifier)
        return self._known[identifier]

    def _name(self, identifier: str) -> str:
        left, arrow, right = identifier.partition(">")
        if arrow and self.inventory.find(left) is not None and self.inventory.find(right) is not None:
            # a flow between two systems
            return message(self.language, "record.exchange", left=self.of(left), right=self.of(right))
        record = self.inventory.find(identifier)
        if record is not None:
            return self.record(record)
        if identifier in dictionary():
            return dictionary()[identifier].caption(self.language)
        if _CODE.fullmatch(identifier):
            kind, _, code = identifier.partition(":")
            if kind == "field" and "." in code:
                entity, _, field = code.partition(".")
                return entities()[entity].fields[field].title(self.language)
            if kind == "source" and code in rule_sources():
                return source_title(code, self.language)
            key = f"{kind}.{code}"
            if key in catalogue(self.language):
                return message(self.language, key)
            try:
                terms(kind)
            except KeyError:
                return identifier
            return caption(kind, code, self.language)
        if identifier.startswith("file-"):
            # what was handed in and belongs to no known body
            return next((r.source for r in self.inventory.refusals if file_id(r.source) == identifier), identifier)
        return identifier

    def record(self, record: Record) -> str:
        """The name of a record; one without a name is described by what it relates."""
        for field in ("name", "label", "title", "text"):
            value = getattr(record, field, None)
            if value:
                return shorten(str(value), 60)
        for left, right, key in (
            ("from_org", "to_org", "record.request"),
            ("from_system", "to_system", "record.exchange"),
            ("organisation", "object", "record.duty"),
        ):
            if getattr(record, left, None):
                return message(self.language, key, left=self.of(getattr(record, left)), right=self.of(getattr(record, right, None)))
        return str(getattr(record, "object", None) or record.id)

    def kind(self, identifier: str) -> str:
        """The kind of thing that an id names."""
        for entity, records in self.inventory.records.items():
            if identifier in records:
                return entities()[entity].title(self.language)
        return ""


def sentence(reason: Reason, names: Names, *, prefix: str = "why", limits: Sequence[float] = (), is_confirmed: bool = False) -> str:
    """One reason in words; `limits` are the shares that its own are compared with. Raises KeyError for a code that the catalogue lacks.

    Of a confirmed finding it is told as a fact, where the catalogue has words for that.
    """
    parts = {key: _shown(key, value, names, limits) for key, value in reason.parts.items()}
    code = reason.code if reason.code.startswith("step.") else f"{prefix}.{reason.code}"
    if is_confirmed and f"{code}_confirmed" in catalogue(names.language):
        code = f"{code}_confirmed"
    return message(names.language, code, **parts)


def reasons_in_words(entry: Mapping[str, Any], names: Names, *, is_confirmed: bool = False) -> list[str]:
    """The reasons of a finding as it is stored; a share never reads like the threshold from which it differs."""
    limits = [threshold["value"] for threshold in entry.get("thresholds") or () if threshold["unit"] == "ratio"]
    return [sentence(reason, names, limits=limits, is_confirmed=is_confirmed) for reason in reasons_from(entry.get("reasons") or ())]


def percent(share: float, *limits: float) -> str:
    """A share in whole percent, with the decimals that it takes to tell it from none, from all and from the limits that it is compared with."""
    told = ""
    for decimals in range(1 if 0 < share < 0.01 else 0, 5):
        told = f"{share:.{decimals}%}"
        if all(told != f"{limit:.{decimals}%}" for limit in (0.0, 1.0, *limits) if limit != share):
            break
    return told


def _shown(key: str, value: Any, names: Names, limits: Sequence[float]) -> str:
    if isinstance(value, (list, tuple)):
        return ("、" if names.language == "zh" else ", ").join(_shown(key, item, names, limits) for item in value)
    if isinstance(value, bool) or value is None:
        return str(value)
    if isinstance(value, float):
        if key in ("share", "residents", "value", "score", "weakest", "mean"):
            return percent(value, *limits)
        return f"{value:g}"
    if isinstance(value, int):
        return f"{value:,}"
    return names.of(value) if value else "—"


def reasons_from(entries: Iterable[Mapping[str, Any]]) -> list[Reason]:
    """Reasons as they were stored."""
    return [Reason(entry["code"], entry.get("parts") or {}) for entry in entries]


def finding_title(rule: str, language: str) -> str:
    """The rule's title."""
    return rules()[rule][0].title.of(language) if rule in rules() else rule


def source_title(source: str, language: str) -> str:
    """The title of a text, in book-title marks in Chinese; empty where the text is not known."""
    text = rule_sources().get(source)
    if text is None:
        return ""
    return f"《{text.title_zh or text.title_en}》" if language == "zh" else text.title_en


def basis_object(basis: Basis | Mapping[str, Any], language: str) -> dict[str, Any]:
    """A clause with its text's title, number and date, and how far the text was verified."""
    source, clause, verified = (
        (basis.source, basis.clause, basis.verified) if isinstance(basis, Basis) else (basis["source"], basis["clause"], basis["verified"])
    )
    text = rule_sources().get(source)
    title = "" if text is None else (text.title_zh or text.title_en) if language == "zh" else text.title_en
    return {
        "source": source,
        "title": title,
        "number": text.number if text else "",
        "date": (text.date or None) if text else None,
        "clause": clause,
        "verified": verified,
    }


def basis_sentence(basis: Mapping[str, Any], language: str) -> str:
    """A clause on one line, with how far its text was read."""
    title = f"《{basis['title']}》" if language == "zh" and basis["title"] else basis["title"]
    number = f"（{basis['number']}）" if language == "zh" and basis["number"] else f" ({basis['number']})" if basis["number"] else ""
    return f"{title}{number} {basis['clause']} · {message(language, 'verified.' + basis['verified'])}".replace("  ", " ")


def explanation(recommendation: Recommendation, names: Names) -> dict[str, str]:
    """Do what, because, price, gain, who is affected, if not, basis, to be confirmed by whom: key → sentence."""
    language = names.language
    subjects = ("、" if language == "zh" else ", ").join(names.of(s) for s in recommendation.subjects[:6])
    rule = next((rules()[r.parts["rule"]][0] for r in recommendation.why if "rule" in r.parts), None)
    return {
        "do": message(language, f"do.{recommendation.kind}", subjects=subjects),
        "because": ("；" if language == "zh" else "; ").join(dict.fromkeys(because(r, names) for r in recommendation.why)),
        "price": yuan_range(recommendation.cost_yuan, language),
        "gain": yuan_range(recommendation.saving_yuan, language),
        "affected": ("、" if language == "zh" else ", ").join(names.of(s) for s in recommendation.affected[:6])
        or message(language, "word.none_known"),
        "meanwhile": _meanwhile(recommendation, names),
        "if_not": message(language, "ifnot.keep" if recommendation.kind == "keep" else f"ifnot.{rule.cause if rule else 'duty'}"),
        "basis": ("；" if language == "zh" else "; ").join(
            basis_sentence(basis_object(b, language), language) for b in recommendation.basis[:3]
        )
        or message(language, "word.none_known"),
        "confirm": caption("account_role", recommendation.confirm_by, language),
    }


def because(reason: Reason, names: Names) -> str:
    """Why something is recommended: the title of the rule behind it, or what else speaks for it."""
    rule = reason.parts.get("rule")
    return finding_title(str(rule), names.language) if rule is not None else sentence(reason, names)


def _meanwhile(recommendation: Recommendation, names: Names) -> str:
    """How those whom it concerns are served until it is done; that a counter stays open is said only where one is known to."""
    target = next((s.parts.get("target") for s in recommendation.steps if s.code == "step.merge.target"), None)
    key = f"meanwhile.{recommendation.kind}"
    if target is not None:
        told = message(names.language, "meanwhile.merge_into", target=names.of(str(target)))
    else:
        told = message(names.language, key if key in catalogue(names.language) else "meanwhile.as_before")
    if recommendation.kind not in ENDINGS or not recommendation.affected:
        return told
    missing = [names.of(n.removeprefix("offline:")) for n in recommendation.needs_first if n.startswith("offline:")]
    mark, space = ("、", "") if names.language == "zh" else (", ", " ")
    more = f"{mark}…" if len(missing) > 6 else ""
    after = (
        message(names.language, "meanwhile.offline_first", services=mark.join(missing[:6]) + more)
        if missing
        else message(names.language, "meanwhile.offline_runs")
    )
    return told + space + after


def yuan_range(amount: tuple[int, int] | list[int] | None, language: str) -> str:
    """An interval of money in words; unknown is said, never 0."""
    if amount is None:
        return message(language, "word.not_counted")
    low, high = amount
    return yuan(low, language) if low == high else message(language, "word.range", low=yuan(low, language), high=yuan(high, language))


def exact_yuan(amount: Sequence[int]) -> str:
    """Low and high in whole yuan, without the unit."""
    low, high = amount
    return f"{low:,}" if low == high else f"{low:,}–{high:,}"


def yuan(amount: float, language: str) -> str:
    """Money as people of an office read it: 万元 from ten thousand on in Chinese, thousands in English."""
    if abs(amount) < 10_000:
        return message(language, "word.yuan", amount=f"{amount:,.0f}")
    unit = 10_000 if language == "zh" else 1_000
    return message(language, "word.large_yuan", amount=f"{amount / unit:,.1f}".removesuffix(".0"))
