"""Pages that are made from the product are what the product says today."""

import importlib.util
from pathlib import Path
from types import ModuleType

from inventory.elements import DOMAINS
from inventory.importers.recognise import READERS

DOCS = Path(__file__).resolve().parents[1] / "docs"


def made_by(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(name, DOCS / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_pages_of_rules_are_made_of_the_rules(capsys) -> None:
    assert made_by("generate_rules").main(["--check"]) == 0, capsys.readouterr().err


def test_a_rule_that_was_edited_needs_a_new_version_or_a_word() -> None:
    generate = made_by("generate_rules")
    known = (DOCS / "rules" / "versions.csv").read_text(encoding="utf-8")
    assert generate.unversioned(known) == []
    rule, version, _, digest = known.splitlines()[1].split(",")
    assert generate.unversioned(known.replace(digest, "0" * 16)) == [rule]
    assert generate.unversioned(known.replace(f"{rule},{version},", f"{rule},0,").replace(digest, "0" * 16)) == []


def test_the_page_of_importers_is_made_of_the_readers() -> None:
    page = made_by("generate_importers").page()
    assert (DOCS / "importers.md").read_text(encoding="utf-8") == page
    assert all(page.count(f"| `{name}` |") >= 2 for name in READERS)


def test_the_page_of_data_elements_is_made_of_the_dictionary() -> None:
    page = made_by("generate_elements").page()
    assert (DOCS / "data-elements.md").read_text(encoding="utf-8") == page
    assert all(page.count(f" `{domain}` | ") == 2 for domain in DOMAINS)
