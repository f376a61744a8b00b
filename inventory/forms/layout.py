"""What the form asks, sheet by sheet: the core tier, and on request what other answers call for."""

from dataclasses import dataclass
from functools import cache

from inventory.schema import FieldSpec, entities

TIERS = ("core", "ask_if")
MARK_SHEET = "_form"
LISTS_SHEET = "_lists"
ID_TITLE = "编号"
_SHEETS = ("Organisation", "System", "Channel", "Service", "Dataset", "DataField", "Exchange", "Return")
# the body that a sheet's rows belong to where they name none


@dataclass(frozen=True, slots=True)
class Question:
    """One column: the field, and the entity it belongs to (a cost may be asked on the systems' sheet)."""

    entity: str
    field: FieldSpec

    def title(self, language: str) -> str:
        """The header; amounts are asked in 万元."""
        return self.field.title(language) + ("(万元)" if self.field.type == "money" else "")


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet of a body's workbook."""

    entity: str
    questions: tuple[Question, ...]

    def title(self, language: str) -> str:
        """The sheet's name."""
        return entities()[self.entity].title(language)


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
