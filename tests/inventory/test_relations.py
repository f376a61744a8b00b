"""Duplicates and missing exchanges, asked for one page at a time."""

import pytest
from sqlalchemy import Engine

from inventory.database import reading, writing
from inventory.migrations import upgrade
from inventory.relations import relations_around, relations_between, save_relations
from inventory.values.relation import Relation

DUPLICATE = Relation("duplicate", "s1", "s2", "a", "b")
POSSIBLE = Relation("possible", "s2", "s3", "b", "b")
MISSING = Relation("missing", "s1", "c", "a", "c", 4)
TURNED = Relation("duplicate", "s4", "s5", "b", "a")
FROM_OTHER = Relation("missing", "s9", "c", "a", "c", 3)


@pytest.fixture
def kept(engine: Engine) -> Engine:
    upgrade(engine)
    with writing(engine) as session:
        save_relations(session, [Relation("duplicate", "old", "older", "a", "b")])
        save_relations(session, [MISSING, POSSIBLE, DUPLICATE, FROM_OTHER, TURNED])
    return engine


def test_what_is_around_a_record_is_found_from_either_end_and_the_last_audit_s_is_gone(kept) -> None:
    with reading(kept) as session:
        assert relations_around(session, ["s2"], most=10) == [DUPLICATE, POSSIBLE]
        assert relations_around(session, ["c"], most=10) == [MISSING, FROM_OTHER]
        assert relations_around(session, ["s2", "c", "s3"], most=2) == [DUPLICATE, MISSING]
        assert relations_around(session, ["old"], most=10) == []


def test_more_ends_than_one_question_takes(kept) -> None:
    with reading(kept) as session:
        assert relations_around(session, [*(f"x{n}" for n in range(700)), "s3"], most=10) == [POSSIBLE]


def test_bodies_are_summed_up_and_nothing_inside_one_counts(kept) -> None:
    with reading(kept) as session:
        assert relations_between(session, ["a", "b", "c"], most=10) == [("missing", "a", "c", 7), ("duplicate", "a", "b", 2)]
        assert relations_between(session, ["b"], most=10) == [("duplicate", "a", "b", 2)]
        assert relations_between(session, ["a"], most=1) == [("missing", "a", "c", 7)]
