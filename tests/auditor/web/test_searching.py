"""Fields, of which there are millions: found by what they are called as by going through every one of them."""

import random

import pytest
from pypinyin import Style, lazy_pinyin
from sqlalchemy import func, select

from auditor.web import queries, searching
from auditor.web.queries import PAGE, list_records
from auditor.web.rights import Person
from inventory.database import reading
from inventory.models.records import TABLES
from inventory.schema import entities

ALL = Person("u", "auditor", None, "t")
LABELS = ("姓名", "公民身份号码", "联系电话", "联系地址", "年龄", "A_码%", "重庆\\市")
NAMES = ("XM", "sfzh", "lxdh", "lxdz", "nl", "a_m", "C")


@pytest.fixture
def fields(workspace, taking_in):
    """A hundred fields of a few names, and some that have no label."""
    dice = random.Random(3)
    rows = [
        {"id": f"fld-{n}", "resource": f"res-{n % 3}", "name": dice.choice(NAMES), "label": dice.choice((*LABELS, None))}
        for n in range(120)
    ]
    taking_in(
        workspace,
        {
            "schema_version": 1,
            "organisations": [{"id": "org-1", "name": "民政局"}, {"id": "org-2", "name": "教育局"}],
            "resources": [{"id": f"res-{n}", "name": f"表{n}", "provider": f"org-{1 + n % 2}"} for n in range(3)],
            "fields": [{key: value for key, value in row.items() if value is not None} for row in rows],
        },
    )
    return workspace, rows


def spoken(text: str) -> str:
    said = lazy_pinyin(text, style=Style.NORMAL)
    return "\n".join((text, "".join(said), "".join(part[:1] for part in said))).lower()


def expected(rows, text: str) -> list[str]:
    """By hand: every word in the name or in the label, as written or spoken, or the id."""
    words = text.lower().split()
    return sorted(
        row["id"]
        for row in rows
        if all(any(word in spoken(said) for said in (row["name"], row["label"] or "")) or word == row["id"] for word in words)
    )


def found(workspace, text: str, person: Person = ALL, **asked) -> list[str]:
    """The ids on all pages, in order, with the number that the list tells."""
    given = {"filters": {}, "sort": "name", "descending": False, **asked}
    ids: list[str] = []
    with reading(workspace.engine) as session:
        for page in range(1, 5):
            listed = list_records(session, "DataField", person, search=text, page=page, **given)
            ids += [row["id"] for row in listed.rows]
    assert (len(ids), listed.pages) == (listed.total, max(1, -(-listed.total // PAGE)))
    return ids


QUESTIONS = (
    "联系",
    "lx",
    "lxdh",
    "LXDH",
    "姓名 xm",
    "联系 lxdz",
    "年龄",
    "nianling",
    "_",
    "%",
    "\\",
    "fld-7",
    "x",
    "没有",
    "联系 fld-7",
    "a_",
    "号码",
    "' OR 1=1",
)


# the ways to ask: over the index, through the list where much is found, with patterns where too many texts hold the word
@pytest.mark.parametrize("way", ["few", "wide", "patterns"])
def test_fields_are_found_as_by_going_through_all(fields, monkeypatch, way) -> None:
    workspace, rows = fields
    if way == "wide":
        monkeypatch.setattr(queries, "_WIDE", 0)
    if way == "patterns":
        monkeypatch.setattr(searching, "_TEXTS", 0)
    # a pattern knows no sounds
    plain = [text for text in QUESTIONS if not any(word.isascii() and word.isalpha() for word in text.split())]
    questions = plain if way == "patterns" else QUESTIONS
    hits = 0
    for text in questions:
        ids = found(workspace, text)
        assert sorted(ids) == expected(rows, text), text
        assert ids[::-1] == found(workspace, text, descending=True), text
        hits += len(ids)
    assert hits > 100


@pytest.mark.parametrize("wide", [0, 200_000])
def test_a_body_finds_its_own_fields_alone(fields, monkeypatch, wide) -> None:
    workspace, rows = fields
    monkeypatch.setattr(queries, "_WIDE", wide)
    clerk = Person("c", "clerk", "org-2", "t", frozenset({"org-2", "教育局"}), frozenset({"org-2"}))
    own = {row["id"] for row in rows if row["resource"] == "res-1"}
    for text in ("联系", "lx", "没有", "fld-7", "fld-0"):
        assert sorted(found(workspace, text, clerk)) == [i for i in expected(rows, text) if i in own], text


def test_search_filter_and_order_hold_together(fields) -> None:
    workspace, rows = fields
    ids = found(workspace, "联系", filters={"resource": "res-2"}, sort="label", descending=True)
    kept = [row for row in rows if row["resource"] == "res-2" and row["id"] in expected(rows, "联系")]
    assert sorted(ids) == sorted(row["id"] for row in kept)
    labels = {row["id"]: row["label"] or "" for row in rows}
    assert [labels[i] for i in ids] == sorted((labels[i] for i in ids), reverse=True)


def test_what_was_imported_a_moment_ago_is_found(fields, taking_in) -> None:
    workspace, _ = fields
    assert found(workspace, "xinlabiao") == []
    taking_in(
        workspace, {"schema_version": 1, "fields": [{"id": "fld-new", "resource": "res-0", "name": "new", "label": "新拉表"}]}, "more.json"
    )
    assert found(workspace, "xinlabiao") == ["fld-new"]


def test_a_search_goes_through_no_table_of_fields(fields) -> None:
    """As SQLite says that it will ask: over an index, whatever is searched or filtered."""
    workspace, _ = fields
    if workspace.engine.dialect.name != "sqlite":
        pytest.skip("PostgreSQL decides by the size of the table")
    table = TABLES["DataField"]
    with reading(workspace.engine) as session:
        asked = searching.condition(session, entities()["DataField"], "联系电话")
        query = select(func.count()).select_from(table).where(asked)
        words = str(query.compile(workspace.engine, compile_kwargs={"literal_binds": True}))
        plan = [row[3] for row in session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {words}")]
    assert plan
    assert not [step for step in plan if step.startswith("SCAN")]
