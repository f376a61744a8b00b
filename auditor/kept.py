"""What is costly to make and stays true until the database changes: made once in a process, by one thread while the others wait."""

import dataclasses
import gc
import math
import threading
from collections.abc import Callable, Hashable
from typing import Any, Generic, TypeVar

from sqlalchemy.orm import Session

from auditor import scorers
from auditor.pipeline import analysis_of
from auditor.workspace import Workspace
from graphs.analysis import Analysis
from inventory.collector import set_aside, take_back
from inventory.database import reading
from inventory.snapshot import load_follow_ups, load_inventory, records_state
from inventory.values.inventory import Inventory

T = TypeVar("T")
# what nobody asked for this long is let go: an analysis of 20,000 systems holds some 2 GiB
IDLE_SECONDS = 15 * 60.0


class Kept(Generic[T]):
    """The values of the last few keys, each with the state of the database that it was made from."""

    def __init__(self, most: int = 1, *, idle_seconds: float = IDLE_SECONDS) -> None:
        self._most, self._idle_seconds = most, idle_seconds
        self._made: dict[Hashable, tuple[Any, T]] = {}
        self._making, self._timing = threading.Lock(), threading.Lock()
        self._timer: threading.Timer | None = None

    def get(self, key: Hashable, state: Any, make: Callable[[], T]) -> T:
        """The value of a key in this state, made where the kept one is of another state; never two at once."""
        self._put_off()
        found = self._made.get(key)
        if found is not None and found[0] == state:
            return found[1]
        with self._making:
            found = self._made.get(key)
            if found is not None and found[0] == state:
                return found[1]
            # the old one goes before the new one comes: the memory of two is not needed
            is_left = self._made.pop(key, None) is not None
            while len(self._made) >= self._most:
                is_left = self._made.pop(next(iter(self._made))) is not None
            del found
            if is_left and self._idle_seconds != math.inf:
                # what is kept for good is plain: nothing in it refers back
                take_back()
            value = make()
            self._made[key] = (state, value)
            set_aside()
            return value

    def clear(self) -> None:
        """Let everything go."""
        self._made.clear()
        take_back()

    def _put_off(self) -> None:
        if self._idle_seconds == math.inf:
            return
        with self._timing:
            if self._timer is not None:
                self._timer.cancel()
            self._timer = threading.Timer(self._idle_seconds, self.clear)
            self._timer.daemon = True
            self._timer.start()


_INVENTORIES: Kept[Inventory] = Kept()
_ANALYSES: Kept[Analysis] = Kept()


def inventory_in(workspace: Workspace, session: Session) -> Inventory:
    """The current inventory as this session sees it. Nobody may change what it holds: others read it at the same time."""
    inventory = _INVENTORIES.get(
        (workspace.url, workspace.today), records_state(session), lambda: load_inventory(session, today=workspace.today)
    )
    return dataclasses.replace(inventory, follow_ups=load_follow_ups(session))


def inventory_of(workspace: Workspace) -> Inventory:
    """The current inventory."""
    with reading(workspace.engine) as session:
        return inventory_in(workspace, session)


def analysed(workspace: Workspace) -> Analysis:
    """The analysis of the current inventory under the workspace's settings; shared as the inventory is."""
    settings = workspace.settings
    with reading(workspace.engine) as session:
        used = scorers.of_last_audit(session)
        state = (records_state(session), settings.thresholds, settings.binding, settings.review.hands, used)
        inventory = inventory_in(workspace, session)
    analysis = _ANALYSES.get((workspace.url, workspace.today), state, lambda: analysis_of(workspace, inventory))
    return dataclasses.replace(analysis, inventory=dataclasses.replace(analysis.inventory, follow_ups=inventory.follow_ups))


def let_go() -> None:
    """Give up what is kept, for a process that needs it no more."""
    _ANALYSES.clear()
    _INVENTORIES.clear()
    gc.collect()
