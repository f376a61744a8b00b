"""What the form asks, sheet by sheet: the core tier, and on request what other answers call for."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from inventory.schema import FieldSpec, entities

TIERS = ("core", "ask_if")
MARK_SHEET = "_form"
LISTS_SHEET = "_lists"
KEYS_SHEET = "_keys"
ID_TITLE = "编号"
# the last column: where what is known of a record comes from
ORIGIN_TITLE = {"zh": "已知来源", "en": "Known from"}
# how a header tells the unit of its amounts
MONEY_UNIT = {"zh": "(万元)", "en": " (10,000 yuan)"}
_SHEETS = ("Organisation", "System", "Channel", "Service", "Dataset", "DataField", "Exchange", "Return")
# questions that stand together where a record is asked about one by one; all others are the first group
_GROUPS: dict[str, dict[str, tuple[str, ...]]] = {
    "System": {
        "running": ("status", "end_date", "builder", "operator", "contract_end", "om_yuan"),
        "protection": ("mlps", "mlps_filing", "mlps_tested"),
    },
    "Channel": {
        "demands": ("compulsory", "compulsory_basis", "check_in", "points", "feature_reason", "exempt_scene"),
        "life": ("launch_date", "filing_status", "last_post", "closed_date", "closure_notice"),
    },
    "Dataset": {"sharing": ("share_type", "share_scope", "share_use", "no_share_basis", "is_source")},
}
GROUPS = ("main", "running", "protection", "demands", "life", "sharing")


@dataclass(frozen=True, slots=True)
class Condition:
    """When a question is asked: any of these fields of the record has one of these values."""

    fields: tuple[str, ...]
    values: frozenset[str]

    @classmethod
    def parse(cls, text: str) -> "Condition":
        """Read `status in suspended,retired` or `check_in,points true`."""
        fields, _, values = text.partition(" in ") if " in " in text else text.rpartition(" ")
        return cls(tuple(fields.split(",")), frozenset(values.split(",")))

    def holds(self, answers: Mapping[str, Any]) -> bool:
        """Tell whether these answers (field → JSON value) ask the question."""
        return any(str(answers.get(name)).lower() in self.values for name in self.fields)


@dataclass(frozen=True, slots=True)
class Question:
    """One column: the field, and the entity it belongs to (a cost may be asked on the systems' sheet)."""

    entity: str
    field: FieldSpec

    def title(self, language: str) -> str:
        """The header; amounts are asked in 万元."""
        return self.field.title(language) + (MONEY_UNIT[language] if self.field.type == "money" else "")

    @property
    def key(self) -> str:
        """What tells it from every other question."""
        return f"{self.entity}.{self.field.name}"

    @property
    def condition(self) -> Condition | None:
        """When it is asked; None where always."""
        return Condition.parse(self.field.ask_if) if self.field.tier == "ask_if" else None


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet of a body's workbook."""

    entity: str
    questions: tuple[Question, ...]

    def title(self, language: str) -> str:
        """The sheet's name."""
        return entities()[self.entity].title(language)

    def groups(self) -> dict[str, list[Question]]:
        """Its questions in groups, in the order in which people go through them."""
        named = _GROUPS.get(self.entity, {})
        group_of = {name: group for group, names in named.items() for name in names}
        found: dict[str, list[Question]] = {group: [] for group in GROUPS}
        for question in self.questions:
            found[group_of.get(question.field.name, "main")].append(question)
        return {group: questions for group, questions in found.items() if questions}


@dataclass(frozen=True, slots=True)
class Filled:
    """A sheet with what is known: rows (title → cell, with the record's id under ID_TITLE).

    By record: `origins` says in words where its values come from, `unasked` holds the keys of questions that its
    answers do not call for.
    """

    sheet: Sheet
    rows: Sequence[Mapping[str, Any]] = ()
    origins: Mapping[str, str] = field(default_factory=dict)
    unasked: Mapping[str, frozenset[str]] = field(default_factory=dict)


@cache
def sheets(tier: str = "core") -> tuple[Sheet, ...]:
    """The sheets of a tier; `ask_if` holds the core too."""
    tiers = TIERS[: TIERS.index(tier) + 1]
    found = []
    for entity in _SHEETS:
        spec = entities()[entity]
        questions = [Question(entity, field) for field in spec.fields.values() if field.tier in tiers]
        if entity == "System":
            questions += [Question("Cost", f) for f in entities()["Cost"].fields.values() if f.tier in tiers]
        found.append(Sheet(entity, tuple(questions)))
    return tuple(found)


def distinct_columns(tier: str = "core") -> set[str]:
    """The distinct headers over all sheets: what a body has to understand."""
    return {question.title("zh") for sheet in sheets(tier) for question in sheet.questions}
