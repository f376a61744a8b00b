import json
from pathlib import Path
from typing import Any

import pytest

from inventory.importers.inventory_json import read_inventory_json
from inventory.importers.rows import Document
from inventory.problems import Problems


def read(folder: Path, content: Any) -> tuple[Document, Problems]:
    path = folder / "a.json"
    path.write_text(json.dumps(content), encoding="utf-8")
    problems = Problems()
    return read_inventory_json(path, problems), problems


def test_rows_carry_their_path(tmp_path: Path) -> None:
    document, problems = read(
        tmp_path,
        {
            "schema_version": 1,
            "round": "春季",
            "systems": [{"name": "甲"}, {"name": "乙"}],
            "pages": [{"url": "http://a.cn/"}],
        },
    )
    assert [(row.entity, row.cells["name"], row.at.path) for row in document.rows] == [
        ("System", "甲", "systems[0]"),
        ("System", "乙", "systems[1]"),
    ]
    assert document.ledger == {"pages": [{"url": "http://a.cn/"}]}
    assert document.meta["round"] == "春季"
    assert len(problems) == 0


def test_wrong_types_are_listed_and_the_rest_is_kept(tmp_path: Path) -> None:
    document, problems = read(
        tmp_path, {"systems": [1, None, ["a"], {"name": "甲"}], "channels": {"name": "x"}, "services": None, "cats": []}
    )
    assert [row.cells for row in document.rows] == [{"name": "甲"}]
    assert [(p.code, p.at.path) for p in problems.rejected] == [
        ("not_an_object", "systems[0]"), ("not_an_object", "systems[1]"), ("not_an_object", "systems[2]"), ("not_a_list", "channels"), ("not_a_list", "services"),
    ]  # fmt: skip
    assert [(p.code, p.at.path) for p in problems.ignored] == [("unknown_array", "cats")]


@pytest.mark.parametrize("name", ["😀" * 100, "{x}", "\x1b[31m"], ids=["long", "braces", "escape"])
def test_a_strange_array_is_named_safely(name: str, tmp_path: Path) -> None:
    _, problems = read(tmp_path, {"systems": [], name: []})
    assert "\x1b" not in problems.ignored[0].sentence("zh")
    assert len(problems.ignored[0].sentence("zh")) < 120
