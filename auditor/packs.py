"""The office's own rules: TOML files in the workspace's folder `rules`, validated with all errors at once.

A rule that is faulty is left out and told; it neither stops the others nor accuses anyone.
"""

import datetime as dt
import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StrictBool, StrictStr, ValidationError, model_validator

from graphs.rules import shipped
from graphs.rules.applying import FAILED
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


def _no_number(value: Any) -> Any:
    """A day may be written as TOML's date or as text; a number would be read as seconds since 1970."""
    if isinstance(value, (int, float)):
        raise ValueError("a date, as 2026-01-01")
    return value


_Day = Annotated[dt.date, BeforeValidator(_no_number)]


class _Table(BaseModel):
    model_config = ConfigDict(extra="forbid")


class _Text(_Table):
    zh: str = Field(min_length=1, max_length=300)
    en: str = Field(min_length=1, max_length=300)


class _Basis(_Table):
    title: str = Field(min_length=2, max_length=200)
    number: str = Field(default="", max_length=60)
    date: _Day | None = None
    clause: str = Field(min_length=1, max_length=100)
    verified: Literal["full", "part", "meta", "memory"] = "memory"


class _Condition(_Table):
    field: str | None = None
    count: str | None = None
    is_: Annotated[list[StrictStr | StrictBool], Field(min_length=1, max_length=200)] | None = Field(default=None, alias="is")
    is_not: Annotated[list[StrictStr | StrictBool], Field(min_length=1, max_length=200)] | None = None
    none: StrictBool | None = None
    more: Annotated[float, Field(strict=True, allow_inf_nan=False)] | None = None
    less: Annotated[float, Field(strict=True, allow_inf_nan=False)] | None = None
    older_than_days: Annotated[int, Field(strict=True, ge=0, le=36_500)] | None = None

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
    version: int = Field(default=1, strict=True, ge=1, le=9_999)
    entity: Literal["System", "Channel", "Service", "Dataset", "Return"]
    title: _Text
    checks: _Text
    mend: _Text
    severity: Literal["high", "medium", "low"] = "low"
    certainty: Literal["probable", "question"] = "question"
    dimension: str = "inventory"
    must_confirm: Literal["auditor", "reviewer", "inspector"] = "reviewer"
    effective: _Day
    until: _Day | None = None
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
    try:
        paths = sorted(path for path in (folder / FOLDER).iterdir() if path.name.endswith(".toml"))
    except FileNotFoundError:
        paths = []
    except OSError:
        return Packs((), (Problem("local_rule_folder", Locator(file=FOLDER)),))
    for path in paths:
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
    """The rules of one file and everything that is wrong with it; what cannot be read at all is a problem too."""
    try:
        document = _document(path)
    except _Unreadable as fault:
        return [], [Problem(fault.code, Locator(file=path.name, line=fault.line), fault.params)]
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


class _Unreadable(Exception):
    """A file is no TOML that can be read: the code of the problem, what its sentence says, and the line."""

    def __init__(self, code: str, line: int | None = None, /, **params: Any) -> None:
        super().__init__(code)
        self.code, self.line, self.params = code, line, tuple(sorted(params.items()))


def _document(path: Path) -> dict[str, Any]:
    """The tables of a file. Raises _Unreadable."""
    try:
        # a pipe or device named so would keep the reader waiting
        if not path.is_file():
            raise _Unreadable("local_rule_file")
        with path.open("rb") as stream:
            body = stream.read(_BYTES + 1)
    except OSError:
        raise _Unreadable("local_rule_file") from None
    if len(body) > _BYTES:
        raise _Unreadable("local_rule_large", most=_BYTES)
    try:
        # editors on Windows put a byte order mark in front
        text = body.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise _Unreadable("local_rule_utf8", body.count(b"\n", 0, error.start) + 1) from None
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        # the place stands in the sentence alone: (at line 3, column 7), or (at end of document)
        place = re.search(r"line (\d+), column (\d+)", str(error))
        lines = text.split("\n")
        line, column = map(int, place.groups()) if place else (len(lines), len(lines[-1]) + 1)
        is_twice = re.search(r"overwrite|twice|immutable", str(error)) is not None
        raise _Unreadable("local_rule_twice" if is_twice else "local_rule_toml", line, line=line, column=column) from None
    except (ValueError, RecursionError):  # a number of thousands of digits, brackets in brackets without end
        raise _Unreadable("local_rule_depth") from None


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


def failures(untold: Iterable[Mapping[str, Any]]) -> Iterator[Problem]:
    """The rules that failed while an audit applied them, among what it could not tell."""
    for entry in untold:
        if entry["missing"][:1] == [FAILED]:
            told = (("kind", entry["missing"][1]), ("rule", entry["rule"]))
            yield Problem("local_rule_failed", Locator(path=entry["rule"]), told)


def as_json(local: LocalRule, language: str) -> dict[str, Any]:
    """A rule as `auditor rules --json` prints it."""
    return {
        "id": local.rule.id, "version": local.rule.version, "title": local.rule.title.of(language), "entity": local.entity,
        "effective": local.effective.isoformat(), "until": local.until.isoformat() if local.until else None,
        "certainty": local.rule.certainty, "severity": local.rule.severity,
    }  # fmt: skip
