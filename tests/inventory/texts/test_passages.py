"""Pieces of a text with their places."""

from inventory.texts.passages import Passage, stripped


def test_blanks_around_a_piece_are_no_part_of_it() -> None:
    assert stripped("ab  cd \n", 2, 8) == Passage("cd", 4, 6)
    assert stripped("ab  ", 2, 4) is None
