"""The questions of one record as a page shows them: kind of field, choices, value, where it comes from, who else answered."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy.orm import Session

from auditor.filling import Entry, OpenForm, shown, value_of
from auditor.web.asking import Ask
from auditor.web.times import local
from inventory.forms.drafts import Said
from inventory.forms.layout import Question
from inventory.forms.origins import origins
from inventory.forms.returned import BLANK
from inventory.names import plain
from inventory.reading import NOT_APPLICABLE, NotAnswered, Unreadable, read_value
from inventory.schema import entities
from inventory.store import observed
from inventory.vocabulary import terms

NONE, NOT_APPLICABLE_CELL = "无", "不适用"
_KINDS = {
    "enum": "choice",
    "bool": "choice",
    "enums": "several",
    "text": "long",
    "list": "long",
    "refs": "long",
    "date": "date",
    "month": "month",
}
_WITHOUT_HELP = frozenset({"str", "enum", "enums", "bool"})
# names offered while a reference is typed
_NAMES = 500


def describe_questions(
    ask: Ask, session: Session, opened: OpenForm, entry: Entry, problems: Mapping[str, Sequence[str]]
) -> list[dict[str, Any]]:
    """The groups of a record's questions, each question with all that its field needs."""
    sources = _sources(session, opened, entry)
    return [
        {"title": ask.say(f"form.group_{group}"), "questions": [_described(ask, opened, entry, q, sources, problems) for q in questions]}
        for group, questions in entry.sheet.groups().items()
    ]


def _described(
    ask: Ask, opened: OpenForm, entry: Entry, question: Question, sources: Mapping[str, str], problems: Mapping[str, Sequence[str]]
) -> dict[str, Any]:
    title, field = question.title("zh"), question.field
    known, said = entry.known.get(title, ""), entry.draft.answers.get(question.key)
    value = said.cell if said is not None else shown(question, known)
    kind = _KINDS.get(field.type, "line")
    state = "" if kind == "choice" else _state(question, value)
    return {
        "key": question.key,
        "title": question.title(ask.language),
        # a date that is known to the month or year has no field of its own kind
        "kind": "line" if (kind, len(value)) in {("date", 4), ("date", 7), ("month", 4)} else kind,
        "type": field.type,
        "help": "" if field.type in _WITHOUT_HELP else ask.say(f"form.hint_{field.type}"),
        "value": "" if state else value,
        "values": [] if state or kind != "several" else [part for part in value.split("|") if part],
        "choices": _choices(ask, question, value) if kind in ("choice", "several") else [],
        "names": _names(opened, field.of) if field.is_reference else [],
        "state": state,
        "may_be_none": kind != "choice" and field.name not in _identifying(question),
        "known": in_words(ask, question, known) if known not in BLANK else "",
        "source": sources.get(question.key, "") if known not in BLANK else "",
        "draft": None if said is None else _told(ask, question, said),
        "rivals": [_told(ask, question, rival) for rival in entry.draft.rivals.get(question.key, ())],
        "problems": list(problems.get(question.key, ())),
        **_condition(entry, question),
    }


def _identifying(question: Question) -> set[str]:
    """Fields that a record cannot do without: there is no "none" and no "not applicable" in them."""
    return {name for choice in entities()[question.entity].identity for name in choice.split("/")}


def _condition(entry: Entry, question: Question) -> dict[str, Any]:
    """Whether the question is asked now, and which fields of the page decide it."""
    condition, here = question.condition, {q.field.name: q.key for q in entry.sheet.questions}
    needs = [] if condition is None else [here[name] for name in condition.fields if name in here]
    return {
        "is_conditional": condition is not None,
        "is_asked": question.title("zh") in entry.cells,
        "needs": needs,
        "of": sorted(condition.values) if condition else [],
    }


def _state(question: Question, cell: str) -> str:
    """Whether a cell answers that there is none, or that the question does not apply."""
    try:
        value = read_value(question.field, cell)
    except (NotAnswered, Unreadable):
        return ""
    return NOT_APPLICABLE_CELL if value == NOT_APPLICABLE else NONE if value in (None, []) else ""


def _choices(ask: Ask, question: Question, value: str) -> list[dict[str, str]]:
    """The closed list; of one answer also "none" and "not applicable" where it has neither, and what stands there though it is in no list."""
    field, is_one = question.field, question.field.type != "enums"
    if field.type == "bool":
        found = {"true": ask.say("web.yes"), "false": ask.say("web.no")}
    else:
        found = {
            NOT_APPLICABLE_CELL if term.zh == NOT_APPLICABLE_CELL else term.code: term.zh if ask.language == "zh" else term.en
            for term in terms(field.of).values()
        }
    if is_one:
        if field.type == "enum" and value_of(question, NONE) is None:
            found[NONE] = ask.say("web.form_none")
        found.setdefault(NOT_APPLICABLE_CELL, ask.say("web.not_applicable"))
    left = [value] if is_one else value.split("|")
    found |= {part: part for part in left if part and part not in found and plain(part) != plain(NOT_APPLICABLE_CELL)}
    return [{"value": code, "words": words} for code, words in found.items()]


def _names(opened: OpenForm, entity: str) -> list[str]:
    """Names of the form's own records: a clerk is offered no other body's."""
    return sorted({entry.label for entry in opened.entries.get(entity, ()) if entry.label})[:_NAMES]


def _told(ask: Ask, question: Question, said: Said) -> dict[str, str]:
    return {"words": in_words(ask, question, said.cell), "by": said.by, "at": minute(said.at)}


def minute(time: str) -> str:
    """A time to the minute, in the zone of the machine."""
    return local(time)


def in_words(ask: Ask, question: Question, cell: Any) -> str:
    """A cell for people: names of codes, a blank one said so."""
    if cell in BLANK:
        return ask.say("web.not_answered")
    text = shown(question, cell)
    if question.field.type not in ("enum", "enums", "bool"):
        return text
    words = {choice["value"]: choice["words"] for choice in _choices(ask, question, text)}
    return ask.say("web.list_separator").join(words.get(part, part) for part in text.split("|"))


def _sources(session: Session, opened: OpenForm, entry: Entry) -> dict[str, str]:
    """Where each known value comes from, by the question's key."""
    if entry.value is None:
        return {}
    costs = opened.inventory.costs.values() if entry.sheet.entity == "System" else ()
    about = [(entry.sheet.entity, entry.record)]
    about += [("Cost", c.id) for c in costs if c.object == entry.record and str(c.fiscal_year) == opened.mark["year"]]
    found: dict[str, str] = {}
    for (entity, _record), heard in observed(session, about).items():
        found |= {f"{entity}.{name}": source for name, source in origins(entities()[entity], heard).items()}
    return found
