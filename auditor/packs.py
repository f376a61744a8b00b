"""The office's own rules: TOML files in the workspace's folder `rules`, validated with all errors at once.

A rule that is faulty is left out and told; it neither stops the others nor accuses anyone.
"""

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from auditor.rule_entry import ConditionEntry, Fault, RuleEntry, faults
from graphs.rules.applying import FAILED
from graphs.rules.local import Condition, LocalRule, fields_read, spec_of
from graphs.rules.rule import Rule
from inventory.problems import Problem
from inventory.sources import RuleSource
from inventory.values.finding import Basis, Text
from inventory.values.observation import Locator
from inventory.vocabulary import read_code

FOLDER = "rules"
_BYTES = 1024 * 1024
# so many faults of one file are listed
_LISTED = 200


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
                problems.append(_problem(path, (rule.rule.id,), Fault((), "clash")))
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
    rules: list[LocalRule] = []
    problems: list[Problem] = []
    if not isinstance(entries, list) or set(document) - {"rule"}:
        problems.append(Problem("local_rule_tables", Locator(file=path.name)))
    for number, entry in enumerate(entries if isinstance(entries, list) else (), start=1):
        wrong = faults(entry)
        problems += [_problem(path, (_name(entry, number), *fault.place), fault) for fault in wrong]
        if not wrong:
            rules.append(local_rule(RuleEntry.model_validate(entry)))
    more = len(problems) - _LISTED
    if more > 0:
        problems[_LISTED:] = [Problem("local_rule_more", Locator(file=path.name), (("count", more),))]
    return rules, problems


def _name(entry: Any, number: int) -> str | int:
    """What a rule is called in a problem: its id, or its place in the file."""
    name = entry.get("id") if isinstance(entry, dict) else None
    return name[:20] if isinstance(name, str) and name.strip() else number


def _problem(path: Path, place: tuple[str | int, ...], fault: Fault) -> Problem:
    return Problem(f"local_rule_{fault.code}", Locator(file=path.name, path=".".join(map(str, place))), fault.params)


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


def local_rule(given: RuleEntry) -> LocalRule:
    """The rule that an entry without faults describes."""
    source = RuleSource(
        f"LOCAL-{given.id}-{given.version}", given.basis.title, given.basis.title, given.basis.number,
        given.basis.date.isoformat() if given.basis.date else "", "", "", "", given.basis.verified,
    )  # fmt: skip
    read = [name for c in (*given.where, *given.when) if c.field for name in fields_read(given.entity, c.field)]
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


def _condition(entity: str, given: ConditionEntry) -> Condition:
    test, value = given.test
    if test in ("is", "is_not"):
        spec = spec_of(entity, given.field or "")
        is_list = spec is not None and spec.type in ("enum", "enums")
        value = tuple(read_code(spec.of, v) if spec is not None and is_list else v for v in value)
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
