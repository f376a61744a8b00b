import pytest

from inventory.values import System

SYSTEM = System(
    id="s1",
    name="甲",
    users=0,
    reporting=False,
    none=frozenset({"contractor", "functions"}),
    not_applicable=frozenset({"mlps"}),
    modes=frozenset({"declared", "observed"}),
)


@pytest.mark.parametrize(
    ("field", "expected"),
    [
        ("name", True),
        ("users", True),
        ("reporting", True),
        ("contractor", True),
        ("functions", True),
        ("mlps", True),
        ("owner", False),
        ("audience", False),
    ],
)
def test_none_no_zero_and_not_applicable_are_answers(field: str, expected: bool) -> None:
    assert SYSTEM.is_answered(field) is expected


def test_declared_is_more_than_seen() -> None:
    assert SYSTEM.is_declared
    assert not System(id="s2", modes=frozenset({"observed"})).is_declared
