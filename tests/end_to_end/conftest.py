"""The demo, run once for the whole session; its folder is only read, tests that change something work on a copy."""

import fcntl
import json
import os
import shutil
from collections.abc import Callable, Iterator
from functools import cached_property
from pathlib import Path
from typing import Any

import pytest

CHROMIUM_FLAGS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run",
)  # fmt: skip


class DemoResult:
    """The folder of a finished demo and what its command answered."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.answer: dict[str, Any] = json.loads((folder.parent / "answer.json").read_text(encoding="utf-8"))

    @cached_property
    def inventory(self) -> dict[str, Any]:
        """The exported inventory document."""
        return dict(json.loads((self.folder / "inventory.json").read_text(encoding="utf-8")))

    @cached_property
    def findings(self) -> list[dict[str, Any]]:
        """The exported findings."""
        return list(json.loads((self.folder / "findings.json").read_text(encoding="utf-8"))["findings"])

    @cached_property
    def records(self) -> dict[str, dict[str, Any]]:
        """Every record of the inventory by id."""
        arrays = (entries for entries in self.inventory.values() if isinstance(entries, list))
        return {entry["id"]: entry for entries in arrays for entry in entries if "id" in entry}

    @cached_property
    def addresses(self) -> dict[str, str]:
        """The address of each of the demo's sites in this run."""
        rows = (self.folder / "seeds.csv").read_text(encoding="utf-8-sig").splitlines()[1:]
        return dict(zip(("portal", "hrss", "town", "data"), (row.split(",")[0].rstrip("/") for row in rows), strict=True))

    def copy(self, to: Path) -> Path:
        """A copy of the workspace, to change."""
        return Path(shutil.copytree(self.folder, to))


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory, auditor: Callable[..., Any], demo_ports: Callable[..., Any]) -> DemoResult:
    """`auditor demo --json` through the command line; workers of one session share one run."""
    base = tmp_path_factory.getbasetemp()
    shared = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "demo"
    shared.mkdir(exist_ok=True)
    with (shared / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (shared / "answer.json").exists():
            with demo_ports():
                done = auditor("demo", "--out", shared / "county", "--json", lang=None)
            assert done.code == 0, done.err[-2000:]
            (shared / "answer.json").write_text(done.out, encoding="utf-8")
    return DemoResult(shared / "county")


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """A Chromium of the machine, driven by Playwright; without one the test is left out and says so."""
    found = next((path for name in ("chromium", "chromium-browser") if (path := shutil.which(name))), None)
    if found is None:
        pytest.skip("no chromium on this machine (apt install chromium)")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=found, args=list(CHROMIUM_FLAGS))
        yield opened
        opened.close()
