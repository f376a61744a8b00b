"""The garbage collector paused while millions of values that stay are made: it would look through all of them again and again."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def collector_paused() -> Iterator[None]:
    """Pause the cycle collector; values are still freed when nothing refers to them."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def set_aside() -> None:
    """Let the cycle collector pass over all that is held now. For a process that serves, after it made what it keeps.

    A pass over the half a million objects of a dictionary of sounds holds every page up for a quarter of a second, and one comes every few
    seconds. What was set aside still goes when nothing refers to it; only cycles among it stay until `take_back`.
    """
    gc.freeze()


def take_back() -> None:
    """Look through what was set aside, and free the cycles among it that nothing refers to any more."""
    gc.unfreeze()
    gc.collect()
