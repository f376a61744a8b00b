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


def test_the_page_of_importers_is_made_of_the_readers() -> None:
    page = made_by("generate_importers").page()
    assert (DOCS / "importers.md").read_text(encoding="utf-8") == page
    assert all(page.count(f"| `{name}` |") >= 2 for name in READERS)


def test_the_page_of_data_elements_is_made_of_the_dictionary() -> None:
    page = made_by("generate_elements").page()
    assert (DOCS / "data-elements.md").read_text(encoding="utf-8") == page
    assert all(page.count(f" `{domain}` | ") == 2 for domain in DOMAINS)
