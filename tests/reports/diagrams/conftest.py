"""Pictures of every view, and scenes of small towns written out as records."""

from collections.abc import Callable
from typing import Any

import pytest

from graphs.analysis import analyse
from graphs.thresholds import Thresholds
from inventory.schema import entities
from inventory.values.inventory import Inventory
from inventory.values.record import Record
from reports.diagrams.drawing import Drawing
from reports.diagrams.scene import Scene
from reports.diagrams.subjects import SUBJECT_VIEWS
from reports.diagrams.views import VIEWS
from reports.wording import Names

TODAY = "2026-11-24"
# view with a subject → a subject that every invented office has
SUBJECTS = {"element": "person_name", "lineage": "person_name", "system": "sys-0"}


@pytest.fixture(scope="session")
def picture(office: Callable[[int], Any]) -> Callable[..., Drawing]:
    """Draws a view of an office of so many systems, those with a subject of one that it has."""

    def drawn(view: str, size: int, language: str = "zh") -> Drawing:
        scene = office(size).scene(language)
        return SUBJECT_VIEWS[view][1](scene, SUBJECTS[view]) if view in SUBJECTS else VIEWS[view](scene)

    return drawn


@pytest.fixture(scope="session")
def scene_from() -> Callable[..., Scene]:
    """A scene of records: entity → id → values."""

    def made(language: str = "zh", **given: dict[str, dict[str, Any]]) -> Scene:
        records: dict[str, dict[str, Record]] = {entity: {} for entity in entities()}
        for entity, rows in given.items():
            for identifier, values in rows.items():
                kind = entities()[entity].value_class
                records[entity][identifier] = kind(id=identifier, modes=frozenset({"declared"}), sources=("form.xlsx",), **values)
        inventory = Inventory(round="2026-2", today=TODAY, records=records)
        return Scene(analyse(inventory, Thresholds({}), binding={}, hands=2), None, Names(inventory, language), "云溪县")

    return made
