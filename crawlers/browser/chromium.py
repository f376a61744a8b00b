"""The machine's own Chromium: where it is, with which flags it starts, that it ends. None is ever downloaded."""

import asyncio
import contextlib
import os
import shutil
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from inventory.problems import InputError

if TYPE_CHECKING:
    from playwright.async_api import Browser, Playwright

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
EXTRA = "browser"
_START_SECONDS, _END_SECONDS = 60.0, 10.0
# private memory of all its processes; more is one page's fault, whose process is ended
MOST_MEGABYTES = 1_500
_FLAGS = (
    "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run",
    "--disable-dev-shm-usage", "--js-flags=--max-old-space-size=512",
    # whatever is not answered by the crawl's downloader meets a network on which no name and no address resolves, the proxy's own included
    "--proxy-server=http://127.0.0.1:9", "--proxy-bypass-list=<-loopback>", "--host-resolver-rules=MAP * ~NOTFOUND",
    "--force-webrtc-ip-handling-policy=disable_non_proxied_udp", "--dns-prefetch-disable",
)  # fmt: skip


def require_chromium(setting: str | None, *, needs_axe: bool) -> str:
    """The path of Chromium. Raises InputError where it or the extra is missing, with how to mend it."""
    if find_spec("playwright") is None or (needs_axe and find_spec("axe_playwright_python") is None):
        raise InputError("needs_extra", extra=EXTRA)
    if setting:
        found = shutil.which(setting)
        if found is None:
            raise InputError("no_chromium_there", path=setting)
        return found
    for name in NAMES:
        if (found := shutil.which(name)) is not None:
            return found
    raise InputError("no_chromium", names=", ".join(NAMES))


class Chromium:
    """One browser process after another, each with an empty profile: started when needed, started anew where one was lost."""

    def __init__(self, path: str) -> None:
        self.path = path
        self._playwright: Playwright | None = None
        self._browser: Browser | None = None

    @property
    def version(self) -> str:
        """The browser's name and version, empty before it was started."""
        return f"Chromium {self._browser.version}" if self._browser is not None else ""

    async def opened(self) -> "Browser":
        """A browser that runs."""
        if self._browser is not None and self._browser.is_connected():
            return self._browser
        await self.close()
        async with asyncio.timeout(_START_SECONDS):
            from playwright.async_api import async_playwright

            self._playwright = await async_playwright().start()
            # the sandbox is what keeps a hostile page in; Chromium refuses to have one where it runs as root
            self._browser = await self._playwright.chromium.launch(
                executable_path=self.path,
                args=list(_FLAGS),
                chromium_sandbox=os.geteuid() != 0,
                handle_sigint=False,
                handle_sigterm=False,
                handle_sighup=False,
                timeout=_START_SECONDS * 1_000,
            )
        return self._browser

    async def close(self) -> None:
        """End the browser and its driver, whatever state they are in."""
        browser, playwright = self._browser, self._playwright
        self._browser = self._playwright = None
        with contextlib.suppress(Exception):  # what is already dead need not be ended
            if browser is not None:
                await asyncio.wait_for(browser.close(), _END_SECONDS)
        with contextlib.suppress(Exception):
            if playwright is not None:
                await asyncio.wait_for(playwright.stop(), _END_SECONDS)


def descendants(root: int) -> dict[int, str]:
    """The command line of every process below one, by its id (Linux; elsewhere none)."""
    below: dict[int, list[int]] = {}
    lines: dict[int, str] = {}
    for folder in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError, ValueError, IndexError):
            # the name in brackets may hold anything; the parent is the second word after it
            parent = int((folder / "stat").read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()[1])
            below.setdefault(parent, []).append(int(folder.name))
            lines[int(folder.name)] = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode("utf-8", "replace")
    found: dict[int, str] = {}
    open_ends = [root]
    while open_ends:
        for child in below.get(open_ends.pop(), ()):
            found[child] = lines.get(child, "")
            open_ends.append(child)
    return found


def private_bytes(process: int) -> int:
    """What a process holds in memory for itself alone, zero for one that is gone."""
    try:
        _, resident, shared, *_ = Path(f"/proc/{process}/statm").read_text(encoding="ascii").split()
    except (OSError, ValueError):
        return 0
    return (int(resident) - int(shared)) * os.sysconf("SC_PAGE_SIZE")
