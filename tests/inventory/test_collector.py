"""What stays is passed over by the cycle collector, and looked through again when it may go."""

import gc
import weakref

import pytest

from inventory.collector import collector_paused, set_aside, take_back


class Cycle:
    """Something that refers to itself."""

    def __init__(self) -> None:
        self.own = self


@pytest.fixture(autouse=True)
def _as_before():
    yield
    gc.unfreeze()


def test_the_collector_is_paused_and_comes_back_even_after_a_fault() -> None:
    seen: list[bool] = []

    def fail() -> None:
        with collector_paused():
            seen.append(gc.isenabled())
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert (seen, gc.isenabled()) == ([False], True)


def test_a_cycle_set_aside_stays_until_it_is_taken_back() -> None:
    held = Cycle()
    gone = weakref.ref(held)
    set_aside()
    assert gc.get_freeze_count() > 0
    del held
    gc.collect()
    assert gone() is not None
    take_back()
    assert gone() is None
    assert gc.get_freeze_count() == 0
