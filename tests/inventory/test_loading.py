"""Batches are stored as the same observations one by one would be."""

import csv
import datetime as dt
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, text

from auditor.workspace import Workspace, create_workspace
from inventory.database import reading, writing
from inventory.importers.csv_folder import read_csv_into
from inventory.importers.rows import Document
from inventory.importers.said import Said
from inventory.loading import save_batches
from inventory.models.ledger import ObservationRow
from inventory.models.records import TABLES
from inventory.problems import Problems
from inventory.store import save_observations, save_source
from inventory.values.observation import Source

HEADER = ["id", "系统名称", "所属单位", "系统状态", "用户数", "年运维费用(万元)", "业务功能", "曾用名", "启用时间"]
FIRST = [
    ["", "云溪通", "民政局", "运行", "1200", "12.5", "受理|审核", "民生通", "2020-05"],
    ["s-1", "网格\"通\"\\", "教育局", "运行", "", "", "", "", ""],
    ["", "低保系统", "民政局", "", "30", "不适用", "无", "", "2021"],
    ["", "低保系统", "民政局", "试运行", "40", "", "", "", ""],
    ["", "一网%s通办", "数据局", "运行", "5", "3", "", "", ""],
]  # fmt: skip
SECOND = [FIRST[0], [*FIRST[1][:4], "7", *FIRST[1][5:]], ["", "新系统", "财政局", "在建", "", "", "", "", ""]]


def said_by(path: Path, rows: list[list[str]]) -> Said:
    with path.open("w", encoding="utf-8", newline="") as out:
        csv.writer(out).writerows([HEADER, *rows])
    document, problems = Document("csv"), Problems()
    assert read_csv_into(document, path, problems)
    return Said(document.blocks, problems, {}, in_memory=2)


def source(number: int, series: str = "import:systems.csv") -> Source:
    at = dt.datetime(2026, 1, number, tzinfo=dt.UTC).isoformat()
    return Source(id=f"src-{number}", kind="import", name="systems.csv", series=series, sha256=str(number), at=at)


def load(workspace: Workspace, of: Source, said: Said, *, many: int | None) -> Counter[str]:
    """By batches, or (where `many` is None) by single observations."""
    with writing(workspace.engine) as session:
        saved = save_source(session, of)
        assert saved is not None
        if many is None:
            batched = [observation for batch in said.batches() for observation in batch.observations()]
            return save_observations(session, saved, [*batched, *said.merged])
        return save_observations(session, saved, said.merged) + save_batches(session, saved, said, many=many)


def kept(workspace: Workspace) -> list[Any]:
    with reading(workspace.engine) as session:
        said = [
            (o.source, o.entity, o.record, o.mode, o.locator, o.values, o.cited) for o in session.execute(select(ObservationRow)).scalars()
        ]
        records = session.execute(select(TABLES["System"].__table__).order_by(TABLES["System"].id)).all()
        return [sorted(said, key=str), records]


def indexes(workspace: Workspace) -> list[tuple[str, str]]:
    with reading(workspace.engine) as session:
        found = session.execute(text("SELECT name, sql FROM sqlite_master WHERE type = 'index' ORDER BY name"))
        return [(row.name, row.sql) for row in found]


@pytest.fixture
def other(tmp_path: Path) -> Workspace:
    return create_workspace(tmp_path / "other", name="测", region=None, lang="zh", db=None)


@pytest.mark.parametrize("many", [1, 1000])
def test_batches_are_stored_as_single_observations_are(workspace: Workspace, other: Workspace, tmp_path: Path, many: int) -> None:
    before = indexes(workspace)
    for number, rows, series in [(1, FIRST, "a"), (2, SECOND, "a"), (3, SECOND, "b"), (4, FIRST, "a")]:
        said = said_by(tmp_path / "systems.csv", rows)
        changed = load(workspace, source(number, series), said, many=many)
        assert changed == load(other, source(number, series), said, many=None)
        assert kept(workspace) == kept(other)
        said.close()
    assert indexes(workspace) == before
    other.engine.dispose()


def test_records_that_others_spoke_of_are_computed_again(workspace: Workspace, other: Workspace, tmp_path: Path) -> None:
    few = said_by(tmp_path / "few.csv", FIRST[:1])
    many = said_by(tmp_path / "systems.csv", FIRST)
    for where, size in [(workspace, 1), (other, None)]:
        load(where, source(1, "few"), few, many=None)
        assert load(where, source(2), many, many=size) == {"systems": 4}
    assert kept(workspace) == kept(other)
    other.engine.dispose()


def test_a_failure_leaves_the_indexes_as_they_were(workspace: Workspace, tmp_path: Path) -> None:
    before = indexes(workspace)

    class Failing(Said):
        def batches(self):  # type: ignore[no-untyped-def]
            yield from super().batches()
            raise OSError("no space")

    said = said_by(tmp_path / "systems.csv", FIRST)
    said.__class__ = Failing
    with pytest.raises(OSError, match="no space"):
        load(workspace, source(1), said, many=1)
    assert indexes(workspace) == before
    assert kept(workspace) == [[], []]
