"""Whatever a command answers with `--json` has a schema, keeps to it, and holds nothing that the schema does not describe."""

import json
import re
import shutil
from collections import defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

import graphs.rules
from auditor.cli.app import command
from auditor.exporting import FORMATS
from auditor.schemas import FILES, SCHEMAS
from inventory import elements
from inventory.documents import ARRAYS, LEDGER, columns
from inventory.schema import entities
from inventory.vocabulary import terms
from tests.auditor.schema_walk import ALL, applied, at, faults, referred
from tests.auditor.story import Story

PAGE = Path(__file__).parents[2] / "docs" / "schemas.md"
# these run until they are stopped and answer nothing
SILENT = {"serve", "worker"}


@pytest.mark.parametrize("name", ALL)
def test_a_schema_is_one_and_says_whose_it_is(name: str) -> None:
    schema = ALL[name]
    Draft202012Validator.check_schema(schema)
    assert schema["$schema"] == Draft202012Validator.META_SCHEMA["$id"]
    assert schema["$id"] == f"urn:auditor:schema:{name}"
    assert schema["title"]
    assert schema["description"]


def subschemas(place: str) -> Iterator[str]:
    """Every schema inside a schema."""
    yield place
    for word, inner in at(place).items():
        if word in ("properties", "$defs"):
            for key in inner:
                yield from subschemas(f"{place}/{word}/{key}")
        elif word in ("anyOf", "oneOf", "prefixItems"):
            for number in range(len(inner)):
                yield from subschemas(f"{place}/{word}/{number}")
        elif word in ("items", "additionalProperties", "propertyNames") and isinstance(inner, dict):
            yield from subschemas(f"{place}/{word}")


def test_every_property_says_what_it_is_and_every_reference_leads_somewhere() -> None:
    silent, amiss = [], []
    for place in [inner for schema in ALL.values() for inner in subschemas(f"{schema['$id']}#")]:
        schema = at(place)
        told = "description" in schema or ("$ref" in schema and "description" in at(referred(place)))
        # a property of which another schema speaks already is only narrowed
        if re.search(r"/(properties|\$defs)/[^/]+$", place) and not told and set(schema) != {"items"}:
            silent.append(place)
        if "$ref" not in schema and not set(schema.get("required", ())) <= set(schema.get("properties", ())):
            amiss.append(place)
    assert (silent, amiss) == ([], [])


def test_closed_lists_are_those_of_the_vocabulary() -> None:
    lists = {name: schema["enum"] for name, schema in ALL["common"]["$defs"].items() if "enum" in schema and name != "no_answer"}
    # how far a text was read is no list of the vocabulary
    assert lists.pop("verified") == ["full", "part", "meta", "memory"]
    assert lists == {name: list(terms(name)) for name in lists}


TYPES = {
    "str": "words", "text": "words", "list": "word_list", "ref": "reference", "refs": "reference_list", "int": "whole_number",
    "dec": "decimal", "money": "amount_yuan", "bool": "yes_or_no", "date": "day", "month": "month",
}  # fmt: skip


def test_records_of_the_inventory_have_the_fields_of_the_form() -> None:
    parts = ALL["inventory"]
    assert list(parts["properties"])[5:] == list(ARRAYS)
    for entity, spec in entities().items():
        record = parts["$defs"][entity]
        more = ["hits"] if entity in ("Notice", "Lead") else []
        assert record["required"] == list(record["properties"]) == [*columns(spec.array), *more]
        for field in spec.fields.values():
            said = json.dumps(record["properties"][field.key])
            kind = field.of if field.type in ("enum", "enums") else TYPES[field.type]
            assert f'common#/$defs/{kind}"' in said, (entity, field.name)
    for array in ("judgements", "findings", "finding_events", "pages", "sources"):
        told = (at(place).get("properties") for place in applied(f"{parts['$id']}#/properties/{array}/items", {}))
        assert [set(properties) for properties in told if properties] == [set(LEDGER[array])], array


def test_the_walk_sees_what_is_not_described() -> None:
    document = {"findings": [], "more": 1}
    assert faults("findings", document) == ["$.more"]
    place = dict.fromkeys(("file", "sheet", "row", "column", "line", "path"))
    problem = {"code": "no_name", **place, "message": "…"}
    assert faults("check", {"ok": False, "problems": [problem]}) == []
    assert faults("check", {"ok": False, "problems": [problem | {"hint": "…"}]}) == ["$.problems[].hint"]
    assert len(faults("check", {"ok": "no", "problems": [problem | {"row": 0}]})) == 2
    assert faults("judge", {"judgement": "jdg-1", "undone": "jdg-2"}) == []
    assert faults("judge", {"undone": "jdg-2", "by": "甲"}) == ["$.by"]


# ---- which command has which


def commands() -> set[str]:
    """The words of every command that does something."""

    def leaves(group: Any, words: tuple[str, ...]) -> Iterator[str]:
        for name, found in group.commands.items():
            yield from leaves(found, (*words, name)) if hasattr(found, "commands") else (" ".join((*words, name)),)

    return set(leaves(command(), ()))


def test_no_command_is_without_a_schema() -> None:
    known = commands()
    # what import and export take as their first word is no command of the parser
    by_word = {"import list", "import withdraw", "export --out", "export --format", "plan --write-problem"}
    by_word |= {f"export {what}" for what, formats in FORMATS.items() if "json" in formats}
    assert set(SCHEMAS) == (known - SILENT - {"export"}) | by_word
    assert {*SCHEMAS.values(), *FILES.values(), "common"} == set(ALL)


def test_the_page_lists_every_schema_with_its_commands() -> None:
    text = PAGE.read_text(encoding="utf-8")
    rows = dict(re.findall(r"^\| (.+?) \| \[`([a-z-]+)`\]\(\.\./auditor/schemas/\2\.schema\.json\) \| .+ \|$", text, re.M))
    told: dict[str, str] = {name: said for said, name in rows.items()}
    assert set(told) == set(ALL)
    missing = [key for key, name in SCHEMAS.items() if f"`{key}`" not in told[name]]
    missing += [key for key, name in FILES.items() if key not in told[name].replace("`", "")]
    assert missing == []


def test_the_lines_of_the_page_tell_what_is_wrong(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (lines,) = re.findall(r"^```python\n(.*?)^```", PAGE.read_text(encoding="utf-8"), re.M | re.S)
    (tmp_path / "plan.json").write_text('{"status": "fine"}', encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    exec(lines, {})
    assert "$.status 'fine' is not one of" in capsys.readouterr().out


# ---- what commands answer


# of the town: what makes systems comparable, and everything that hangs on them
@pytest.fixture(scope="module")
def story(audited_town: Path, auditor: Callable[..., Any], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Story]:
    """All of it, told once."""
    folder = tmp_path_factory.mktemp("story")
    try:
        yield Story(auditor, Path(shutil.copytree(audited_town, folder / "workspace")), folder).everything()
    finally:
        graphs.rules.use(())
        elements.use(())


def test_every_answer_keeps_to_its_schema_and_holds_nothing_else(story: Story) -> None:
    assert set(story.told) == set(SCHEMAS)
    assert set(story.files) == set(FILES)
    wrong: dict[str, list[str]] = defaultdict(list)
    for told, schemas in ((story.told, SCHEMAS), (story.files, FILES)):
        for key, documents in told.items():
            wrong[key] += [fault for document in documents for fault in faults(schemas[key], document)]
    assert {key: found for key, found in wrong.items() if found} == {}
