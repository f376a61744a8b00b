import datetime as dt

import pytest

from inventory.database import reading, writing
from inventory.forms import drafts
from inventory.forms.drafts import Change, Place, admitted, count_drafts, discard_draft, load_drafts, save_draft, settle_draft
from inventory.forms.layout import sheets
from inventory.migrations import upgrade
from inventory.problems import InputError

PLACE = Place("org-a", "System", "sys-a")
NOW = dt.datetime(2026, 11, 27, 9, 0, tzinfo=dt.UTC)
STATUS, OPERATOR = "System.status", "System.operator"


@pytest.fixture
def forms(engine):
    upgrade(engine)
    return engine


def save(engine, by="甲", *, seen=0, chosen=None, known=None, place=PLACE, **cells):
    change = Change({f"System.{name}": cell for name, cell in cells.items()}, chosen or {}, known or {}, seen, by, NOW)
    with writing(engine) as session:
        return save_draft(session, place, change)


def stored(engine, place=PLACE):
    with reading(engine) as session:
        return load_drafts(session, place.organisation).get((place.entity, place.record))


def question(key):
    return next(q for sheet in sheets("ask_if") for q in sheet.questions if q.key == key)


def test_what_one_person_types_is_kept_with_name_and_time(forms) -> None:
    save(forms, status="retired")
    draft = stored(forms)
    assert (draft.by, draft.at, draft.answers[STATUS].cell, draft.answers[STATUS].by) == ("甲", NOW, "retired", "甲")


def test_saves_in_sequence_replace_each_other(forms) -> None:
    first = save(forms, status="retired")
    second = save(forms, "乙", seen=first.version, status="active")
    assert (second.answers[STATUS].cell, second.rivals) == ("active", {})
    assert second.version > first.version


def test_a_save_over_what_was_not_seen_keeps_both(forms) -> None:
    save(forms, status="retired")
    draft = save(forms, "乙", status="active", operator="某公司")
    assert (draft.answers[STATUS].cell, draft.answers[STATUS].by) == ("retired", "甲")
    assert [(rival.cell, rival.by) for rival in draft.rivals[STATUS]] == [("active", "乙")]
    assert draft.answers[OPERATOR].cell == "某公司"


def test_the_same_answer_of_two_people_is_no_conflict(forms) -> None:
    save(forms, status="retired")
    assert save(forms, "乙", status="retired").rivals == {}


@pytest.mark.parametrize(("choice", "cell"), [("0", "active"), ("own", "retired")])
def test_a_choice_ends_the_conflict(forms, choice, cell) -> None:
    save(forms, status="retired")
    seen = save(forms, "乙", status="active").version
    draft = save(forms, seen=seen, chosen={STATUS: choice})
    assert (draft.answers[STATUS].cell, draft.rivals) == (cell, {})


@pytest.mark.parametrize("choice", ["1", "-1", "x", "²", "9" * 50])
def test_a_choice_of_nothing_changes_nothing(forms, choice) -> None:
    save(forms, status="retired")
    save(forms, "乙", status="active")
    assert len(save(forms, chosen={STATUS: choice}).rivals[STATUS]) == 1


def test_an_answer_as_it_is_known_is_no_draft(forms) -> None:
    seen = save(forms, known={STATUS: "active"}, status="retired").version
    assert save(forms, seen=seen, known={STATUS: "active"}, status="active").is_empty
    with reading(forms) as session:
        assert count_drafts(session) == {}


def test_a_number_is_not_given_twice_after_a_draft_is_gone(forms) -> None:
    first = save(forms, status="retired")
    with writing(forms) as session:
        assert discard_draft(session, PLACE, seen=first.version)
    assert stored(forms) is None
    assert save(forms, status="active").version >= first.version


def test_what_somebody_saved_since_is_not_discarded(forms) -> None:
    first = save(forms, status="retired")
    save(forms, "乙", seen=first.version, status="active")
    with writing(forms) as session:
        assert not discard_draft(session, PLACE, seen=first.version)
    assert stored(forms).answers[STATUS].cell == "active"


def test_only_what_was_not_accepted_stays_and_moves_to_the_record(forms) -> None:
    place = Place("org-a", "System", "new-000000000001")
    draft = save(forms, place=place, status="在天上", operator="某公司")
    with writing(forms) as session:
        settle_draft(session, draft, {STATUS}, "sys-b")
    assert stored(forms, place) is None
    assert set(stored(forms, Place("org-a", "System", "sys-b")).answers) == {STATUS}


def test_drafts_are_bounded(forms, monkeypatch) -> None:
    monkeypatch.setattr(drafts, "DRAFTS", 1)
    save(forms, status="retired")
    with pytest.raises(InputError) as caught:
        save(forms, place=Place("org-a", "System", "sys-b"), status="retired")
    assert caught.value.code == "too_many_drafts"
    save(forms, place=Place("org-b", "System", "sys-b"), status="retired")


@pytest.mark.parametrize(
    ("key", "cell", "code"),
    [
        ("System.functions", "密码：Abc12345", "credential_value"),
        ("System.name", "涉密系统", "secret_row"),
        ("System.functions", "字" * 20_001, "too_long"),
        ("System.purpose", "postgres://admin:hunter22@10.0.0.1/db", "credential_value"),
    ],
)
def test_what_may_not_enter_is_not_kept_and_not_echoed(key, cell, code) -> None:
    kept, problem = admitted(question(key), cell)
    assert (kept, problem.code) == ("", code)
    assert cell not in problem.sentence("zh") + problem.sentence("en")


def test_personal_numbers_are_masked_and_control_characters_dropped() -> None:
    kept, problem = admitted(question("System.purpose"), "联系 13800138000，\x00\x1b身份证 11010519491231002X\r\n完")
    assert problem is None
    assert "13800138000" not in kept
    assert "11010519491231002X" not in kept
    assert kept.endswith("\n完")
    assert "\x1b" not in kept
