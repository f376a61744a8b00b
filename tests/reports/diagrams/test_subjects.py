"""Views of one subject stay legible however many neighbours it has, and count what they leave out."""

import pytest

from reports.diagrams.drawing import MOST_NODES
from reports.diagrams.subjects import system


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("systems", [3, 200])
def test_a_system_among_its_neighbours(office, systems: int, language: str) -> None:
    made = office(systems)
    scene = made.scene(language)
    for subject in list(scene.analysis.inventory.systems)[:5]:
        drawing = system(scene, subject)
        ids = [box.id for box in drawing.boxes]
        assert len(ids) == len(set(ids)) <= MOST_NODES
        assert ids[0] == subject
        assert all({arrow.source, arrow.target} <= set(ids) for arrow in drawing.arrows)
        assert drawing.alt
        assert "diagram." not in drawing.title + drawing.alt
