"""What is read a batch at a time is what is read row by row."""

import csv
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inventory.importers.csv_folder import read_csv_into
from inventory.importers.interpret import interpret
from inventory.importers.rows import Document
from inventory.importers.said import Said
from inventory.problems import Problems
from inventory.values.observation import Observation

FIELDS = ("id", "resource", "label", "name", "type", "required", "needed_by", "备注二", "password")
SYSTEMS = ("id", "name", "owner", "status", "users", "launch_date", "om_cost_yuan", "description", "categories", "sources")
CELLS = st.sampled_from(
    ["", "", "甲", "乙", "甲表", "乙表", "姓名", "C1", "c1", "fld-1", "fld-2", " ", "-", "无", "不适用", "涉密", "运行", "建设中", "2024-05-01", "2024.5", "3", "12万", "'=1", '["甲","乙"]', "[2024]", "是", "甲、乙", "bad id!", "a\nb", "。", "密码：abc123", "13812345678", "string", "待填", "nan", "token", "甲" * 400]
)  # fmt: skip


def by_rows(path: Path, defaults: dict[str, dict[str, str]]) -> tuple[list[Observation], Problems]:
    problems, document = Problems(), Document("csv")
    assert read_csv_into(document, path, problems)
    return interpret(document.rows, problems, defaults=defaults), problems


def by_batches(path: Path, defaults: dict[str, dict[str, str]], in_memory: int) -> tuple[list[Observation], Problems, Said]:
    problems, document = Problems(), Document("csv")
    assert read_csv_into(document, path, problems)
    said = Said(document.blocks, problems, defaults, in_memory=in_memory)
    found = [observation for batch in said.batches() for observation in batch.observations()] + said.merged
    return found, problems, said


def told(problems: Problems) -> list[object]:
    lists = (problems.rejected, problems.questions, problems.ignored)
    return [sorted(map(str, listed)) for listed in lists] + [sorted(problems.counts.items(), key=str)]


@settings(max_examples=150)
@given(data=st.data(), in_memory=st.sampled_from([0, 5, 1000]))
def test_any_table_is_read_alike(tmp_path_factory: pytest.TempPathFactory, data: st.DataObject, in_memory: int) -> None:
    array, header = data.draw(st.sampled_from([("fields", FIELDS), ("systems", SYSTEMS)]))
    titles = data.draw(st.permutations(header).map(lambda titles: titles[: data.draw(st.integers(3, len(titles)))]))
    titles = [*titles, *({"name", "owner", "resource"} & set(header) - set(titles))]
    rows = data.draw(st.lists(st.lists(CELLS, min_size=1, max_size=len(titles) + 1), max_size=25))
    path = tmp_path_factory.mktemp("t") / f"{array}.csv"
    with path.open("w", encoding="utf-8", newline="") as out:
        csv.writer(out).writerows([titles, *rows])
    defaults = data.draw(st.sampled_from([{}, {"System": {"owner": "民政局"}, "DataField": {"resource": "甲表"}}]))
    expected, problems = by_rows(path, defaults)
    found, told_of, said = by_batches(path, defaults, in_memory)
    order = lambda o: (o.entity, o.record)  # noqa: E731
    assert sorted(found, key=order) == sorted(expected, key=order)
    assert [list(o.values) for o in sorted(found, key=order)] == [list(o.values) for o in sorted(expected, key=order)]
    assert told(told_of) == told(problems)
    assert len(said) == len(expected)
    assert sorted(said.records()) == sorted(o.record for o in expected)
    assert all(o.record in said for o in expected)
    said.close()


def test_rows_far_apart_are_one_record(tmp_path: Path) -> None:
    path = tmp_path / "fields.csv"
    with path.open("w", encoding="utf-8", newline="") as out:
        csv.writer(out).writerows(
            [["resource", "label", "name", "type"], *(["甲表", f"项{n % 20_003}", f"c{n % 20_003}", "string"] for n in range(20_005))]
        )
    found, problems, said = by_batches(path, {}, 100)
    assert (len(found), len(said), said.read) == (20_003, 20_003, {"fields": 20_003})
    assert [observation.locator.row for observation in said.merged] == [2, 3]
    assert len(problems.questions) == 0
    said.close()


def test_what_is_refused_far_down_stops_nothing_before_it(tmp_path: Path) -> None:
    path = tmp_path / "fields.csv"
    path.write_text("resource,label\n" + "".join(f"甲表,项{n}\n" for n in range(10_050)) + '甲表,"乙\n', encoding="utf-8")
    found, problems, said = by_batches(path, {}, 100)
    assert len(found) == 10_050
    assert [(p.code, p.at.row) for p in problems.rejected] == [("broken_csv", 10_052)]
    said.close()
