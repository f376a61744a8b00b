"""The office's own rules: TOML files in the workspace's folder `rules`, validated with all errors at once.

A rule that is faulty is left out and told; it neither stops the others nor accuses anyone.
"""

import datetime as dt
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from graphs.rules import shipped
from graphs.rules.local import COUNTS, TESTS, Condition, LocalRule
from graphs.rules.rule import Rule
from inventory.problems import Problem
from inventory.schema import entities
from inventory.sources import RuleSource
from inventory.values.finding import Basis, Text
from inventory.values.observation import Locator
from inventory.vocabulary import read_code, terms

FOLDER = "rules"
_BYTES = 1024 * 1024
_ENTITIES = ("System", "Channel", "Service", "Dataset", "Return")
_NUMBERS = ("int", "dec", "money")


class _Table(BaseModel):
    model_config = ConfigDict(extra="forbid")


class _Text(_Table):
    zh: str = Field(min_length=1, max_length=300)
    en: str = Field(min_length=1, max_length=300)


class _Basis(_Table):
    title: str = Field(min_length=2, max_length=200)
    number: str = Field(default="", max_length=60)
    date: dt.date | None = None
    clause: str = Field(min_length=1, max_length=100)
    verified: Literal["full", "part", "meta", "memory"] = "memory"


class _Condition(_Table):
    field: str | None = None
    count: str | None = None
    is_: list[str | bool] | None = Field(default=None, alias="is")
    is_not: list[str | bool] | None = None
    none: bool | None = None
    more: float | None = None
    less: float | None = None
    older_than_days: Annotated[int, Field(ge=0, le=36_500)] | None = None

    @model_validator(mode="after")
    def _one_test(self) -> "_Condition":
        given = [name for name in TESTS if getattr(self, "is_" if name == "is" else name) is not None]
        if (self.field is None) == (self.count is None):
            raise ValueError("either field or count")
        if len(given) != 1:
            raise ValueError(f"exactly one of {', '.join(TESTS)}")
        if self.count is not None and (self.count not in COUNTS or given[0] not in ("more", "less")):
            raise ValueError(f"count is one of {', '.join(COUNTS)} with more or less")
        return self


class _Rule(_Table):
    id: str = Field(pattern=r"^LOC-[0-9]{2,4}$")
    version: int = Field(default=1, ge=1)
    entity: Literal["System", "Channel", "Service", "Dataset", "Return"]
    title: _Text
    checks: _Text
    mend: _Text
    severity: Literal["high", "medium", "low"] = "low"
    certainty: Literal["probable", "question"] = "question"
    dimension: str = "inventory"
    must_confirm: Literal["auditor", "reviewer", "inspector"] = "reviewer"
    effective: dt.date
    until: dt.date | None = None
    basis: _Basis
    where: list[_Condition] = Field(default_factory=list)
    when: list[_Condition] = Field(min_length=1)

    @model_validator(mode="after")
    def _known(self) -> "_Rule":
        if self.id in shipped():
            raise ValueError("the id is one of the shipped rules")
        if self.dimension not in terms("dimension"):
            raise ValueError(f"dimension is one of {', '.join(terms('dimension'))}")
        if self.until is not None and self.until < self.effective:
            raise ValueError("until lies before effective")
        for condition in (*self.where, *self.when):
            _check(self.entity, condition)
        return self


@dataclass(frozen=True, slots=True)
class Packs:
    """The rules that can be used, and what is wrong with the others."""

    rules: tuple[LocalRule, ...]
    problems: tuple[Problem, ...]


def read_packs(folder: Path) -> Packs:
    """All rules of a workspace, by file name and place. An id may stand for several versions, one after the other in time."""
    found: dict[str, list[LocalRule]] = {}
    problems: list[Problem] = []
    for path in sorted((folder / FOLDER).glob("*.toml")):
        rules, wrong = read_pack(path)
        problems += wrong
        for rule in rules:
            if any(_clash(rule, known) for known in found.get(rule.rule.id, ())):
                problems.append(_problem(path, rule.rule.id, "the id is taken by an earlier rule of the same version, or of the same days"))
            else:
                found.setdefault(rule.rule.id, []).append(rule)
    return Packs(tuple(rule for versions in found.values() for rule in versions), tuple(problems))


def _clash(one: LocalRule, other: LocalRule) -> bool:
    """Tell whether two rules of one id cannot stand beside each other: the same version, or a day on which both are in force."""
    first, second = sorted((one, other), key=lambda rule: rule.effective)
    return one.rule.version == other.rule.version or first.until is None or first.until >= second.effective


def read_pack(path: Path) -> tuple[list[LocalRule], list[Problem]]:
    """The rules of one file and everything that is wrong with it."""
    if path.stat().st_size > _BYTES:
        return [], [_problem(path, "", f"larger than {_BYTES} bytes")]
    try:
        document = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError) as error:
        return [], [_problem(path, "", str(error)[:200])]
    entries = document.get("rule")
    if not isinstance(entries, list) or set(document) - {"rule"}:
        return [], [_problem(path, "", "[[rule]] tables and nothing else")]
    rules: list[LocalRule] = []
    problems: list[Problem] = []
    for number, entry in enumerate(entries, start=1):
        name = str(entry.get("id", number)) if isinstance(entry, dict) else str(number)
        try:
            rules.append(_local(_Rule.model_validate(entry)))
        except ValidationError as error:
            problems += [
                _problem(path, ".".join((name, *map(str, e["loc"]))), e["msg"].removeprefix("Value error, ")) for e in error.errors()
            ]
    return rules, problems


def _problem(path: Path, place: str, what: str) -> Problem:
    return Problem("local_rule", Locator(file=path.name, path=place or None), (("what", what),))


def _check(entity: str, condition: _Condition) -> None:
    """Raise ValueError for a condition that nothing could tell."""
    if condition.count is not None:
        if entity != "System":
            raise ValueError("only what a System has is counted")
        return
    name, _, of_body = (condition.field or "").partition(".")
    fields = entities()[entity].fields
    if name not in fields:
        raise ValueError(f"{entity} has no field {name}: {', '.join(fields)}"[:300])
    spec = fields[name]
    if of_body:
        if spec.of != "Organisation" or spec.is_list or of_body not in entities()["Organisation"].fields:
            raise ValueError(f"{condition.field} names no field of one body")
        spec = entities()["Organisation"].fields[of_body]
    if (condition.more is not None or condition.less is not None) and spec.type not in _NUMBERS:
        raise ValueError(f"{condition.field} is no number")
    if condition.older_than_days is not None and spec.type != "date":
        raise ValueError(f"{condition.field} is no date")
    values = condition.is_ if condition.is_ is not None else condition.is_not
    if values is not None and spec.type in ("enum", "enums"):
        unknown = [value for value in values if not isinstance(value, str) or read_code(spec.of, value) is None]
        if unknown:
            raise ValueError(f"{condition.field} has no value {unknown[0]}: {', '.join(terms(spec.of))}"[:300])


def _local(given: _Rule) -> LocalRule:
    source = RuleSource(
        f"LOCAL-{given.id}-{given.version}", given.basis.title, given.basis.title, given.basis.number,
        given.basis.date.isoformat() if given.basis.date else "", "", "", given.basis.verified,
    )  # fmt: skip
    read = [f"{given.entity}.{(c.field or '').partition('.')[0]}" for c in (*given.where, *given.when) if c.field]
    rule = Rule(
        id=given.id,
        version=given.version,
        dimension=given.dimension,
        title=Text(given.title.zh, given.title.en),
        checks=Text(given.checks.zh, given.checks.en),
        mend=Text(given.mend.zh, given.mend.en),
        severity=given.severity,
        certainty=given.certainty,
        cause="rule",
        basis=(Basis(source.id, given.basis.clause, given.basis.verified),),
        reads=tuple(dict.fromkeys(read)),
        must_confirm=given.must_confirm,
    )
    where, when = (tuple(_condition(given.entity, c) for c in conditions) for conditions in (given.where, given.when))
    return LocalRule(rule, given.entity, where, when, source, given.effective, given.until)


def _condition(entity: str, given: _Condition) -> Condition:
    test, value = next(
        (name, value) for name in TESTS if (value := getattr(given, "is_" if name == "is" else name)) is not None
    )  # fmt: skip
    if test in ("is", "is_not") and given.field is not None:
        name, _, of_body = given.field.partition(".")
        spec = entities()["Organisation"].fields[of_body] if of_body else entities()[entity].fields[name]
        value = tuple(read_code(spec.of, str(v)) if spec.type in ("enum", "enums") else v for v in value)
    return Condition(given.field, given.count, test, value)


def as_json(local: LocalRule, language: str) -> dict[str, Any]:
    """A rule as `auditor rules --json` prints it."""
    return {
        "id": local.rule.id, "version": local.rule.version, "title": local.rule.title.of(language), "entity": local.entity,
        "effective": local.effective.isoformat(), "until": local.until.isoformat() if local.until else None,
        "certainty": local.rule.certainty, "severity": local.rule.severity,
    }  # fmt: skip
