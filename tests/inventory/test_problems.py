import pytest

from inventory.problems import EXAMPLES, InputError, Problem, Problems
from inventory.values.observation import Locator


def at(row: int, column: str = "C") -> Locator:
    return Locator(file="a.csv", row=row, column=column)


def test_equal_problems_are_counted_and_five_kept() -> None:
    problems = Problems()
    for row in range(40_000):
        problems.reject("not_a_date", at(row), field="启用时间", field_en="In use since")
    assert [problem.at.row for problem in problems.rejected] == [0, 1, 2, 3, 4]
    assert len(problems) == 40_000
    assert list(problems.more()) == [("not_a_date", 40_000 - EXAMPLES)]


def test_another_column_file_or_kind_is_another_problem() -> None:
    problems = Problems()
    for row in range(4):
        problems.reject("not_a_date", at(row))
        problems.reject("not_a_date", at(row, "D"))
        problems.ask("not_a_date", at(row))
        problems.ignore("unknown_column", at(row), header="x")
    assert (len(problems.rejected), len(problems.questions), len(problems.ignored), len(problems)) == (8, 4, 4, 8)
    assert list(problems.more()) == []


def test_a_problem_prints_the_keys_of_the_contract() -> None:
    shown = Problem("bad_id", Locator(file="a.csv", row=3)).as_dict("zh")
    assert set(shown) == {"code", "file", "sheet", "row", "column", "line", "path", "message"}
    assert (shown["code"], shown["file"], shown["row"], shown["sheet"]) == ("bad_id", "a.csv", 3, None)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_text_from_outside_cannot_steer_the_terminal(language: str) -> None:
    error = InputError("empty_file", file="a\x1b[31m\u202e\n.csv")
    assert "\x1b" not in error.sentence(language)
    assert "\u202e" not in error.sentence(language)
    assert "\n" not in error.sentence(language)
    assert str(error) == error.sentence("en")


def test_braces_in_text_from_outside_are_just_text() -> None:
    assert "{0.__class__}" in InputError("empty_file", file="{0.__class__}").sentence("zh")
