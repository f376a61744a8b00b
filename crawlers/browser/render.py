"""Draws pages in the browser, one at a time, each within bounds of time, memory, traffic and size."""

import asyncio
import contextlib
import logging
import os
import re
import signal
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from html import unescape
from typing import TYPE_CHECKING, Any

from playwright.async_api import Error

from crawlers.browser.chromium import MOST_MEGABYTES, Chromium, descendants, private_bytes
from crawlers.browser.fetching import Fetched, Fetcher, now
from crawlers.browser.looking import BASE, SIZE, STATE, WORDS, accessibility, look, shows_numbers
from crawlers.browser.visit import Visit
from inventory.names import printable
from inventory.secrecy import masked

if TYPE_CHECKING:
    from playwright.async_api import BrowserContext, CDPSession, Page

_log = logging.getLogger(__name__)
WINDOW = (1280, 900)
# a picture of a page ends here, in CSS pixels
MOST_WIDE, MOST_HIGH = 1_920, 8_000
_TICK = 0.2
# unchanged for so many looks, with nothing asked for, is done
_QUIET_TICKS = 3
# a page that is loaded and only goes on changing itself is read as it stands
_RESTLESS_SECONDS = 5.0
_LOOK_SECONDS = 2.0
_STEP_SECONDS = 15.0
_STOPS = 20
# no page counts the time that we take from it: what it shows does not hang on the machine's zone
_CONTEXT: dict[str, Any] = {
    "accept_downloads": False, "service_workers": "block", "locale": "zh-CN", "timezone_id": "Asia/Shanghai",
    "viewport": {"width": WINDOW[0], "height": WINDOW[1]}, "device_scale_factor": 1, "ignore_https_errors": False, "reduced_motion": "reduce",
}  # fmt: skip
_GUARD = """for (const name of ['RTCPeerConnection', 'webkitRTCPeerConnection', 'WebTransport', 'WebSocketStream', 'SharedWorker', 'Worker'])
    try { Object.defineProperty(globalThis, name, {value: undefined, writable: false, configurable: false}); } catch (e) {}
globalThis.open = () => null; globalThis.print = () => {};"""


@dataclass(slots=True)
class Picture:
    """A screenshot (PNG) of a page; `shows_numbers` where a personal number stands in what it shows."""

    body: bytes
    width: int
    height: int
    is_cut: bool
    shows_numbers: bool


@dataclass(slots=True)
class Rendering:
    """A page as the browser drew it, under which conditions, and what was refused; `failure` says why there is no `html`.

    `state`: `quiet` (came to rest), `restless` (loaded, changes itself for ever), `stopped` (an endless script was broken off), `late` (not loaded in its time).
    """

    at: str
    html: bytes = b""
    base: str = ""
    browser: str = ""
    seconds: float = 0.0
    state: str = ""
    failure: str = ""
    resources: list[Fetched] = field(default_factory=list)
    refused: dict[str, int] = field(default_factory=dict)
    hosts: list[str] = field(default_factory=list)
    leads: list[str] = field(default_factory=list)
    dialogs: int = 0
    picture: Picture | None = None
    accessibility: dict[str, Any] | None = None


class NotRendered(Exception):
    """The browser could not draw the page; `reason` says why."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Renderer:
    """The browser of one crawl. `seconds` bounds one page; `is_stopping` tells that the crawl ends."""

    def __init__(
        self, chromium: Chromium, fetcher: Fetcher, *, seconds: float, most_bytes: int, with_axe: bool, is_stopping: Callable[[], bool]
    ) -> None:
        self._chromium = chromium
        self._fetcher = fetcher
        self._seconds = seconds
        self._most_bytes = most_bytes
        self._with_axe = with_axe
        self._is_stopping = is_stopping
        # one page at a time: what one costs in memory is known, what many cost together is not
        self._one = asyncio.Lock()

    async def render(self, served: Fetched, wants_picture: Callable[[bytes, str], bool], *, with_images: bool) -> Rendering | None:
        """Draw a page from the bytes that the crawl got; None where the crawl ends first.

        `wants_picture` is asked with the drawn page and its base address.
        """
        async with self._one:
            if self._is_stopping():
                return None
            rendering = Rendering(at=now())
            visit = Visit(served.url, served, self._fetcher, with_images)
            started = time.monotonic()
            try:
                await self._bounded(self._draw(visit, rendering, wants_picture), visit)
            except NotRendered as error:
                rendering.failure = error.reason
                rendering.html, rendering.picture = b"", None
            if self._is_stopping() and rendering.failure:
                return None
            rendering.seconds = round(time.monotonic() - started, 1)
            rendering.resources = sorted(visit.resources.values(), key=lambda answer: answer.url)
            rendering.refused, rendering.hosts = dict(sorted(visit.refused.items())), sorted(visit.hosts)
            rendering.leads, rendering.dialogs = list(visit.leads), visit.dialogs
            return rendering

    async def close(self) -> None:
        """End the browser."""
        await self._chromium.close()

    async def _bounded(self, drawing: Awaitable[None], visit: Visit) -> None:
        """Wait for a page, at most its time and some for what is done with it. Raises NotRendered."""
        watch = asyncio.ensure_future(self._watch(visit))
        try:
            async with asyncio.timeout(self._seconds + 4 * _STEP_SECONDS):
                await drawing
        except NotRendered:
            raise
        except TimeoutError:
            raise NotRendered(await self._given_up(visit.failure or "browser_time")) from None
        except Exception as error:  # Playwright's own, and whatever a driver leaves that died
            _log.error("%s: %s: %s", masked(printable(visit.url)), type(error).__name__, masked(printable(str(error)))[:500])
            is_gone = re.search("closed|crash|connection", str(error), re.I) is not None
            raise NotRendered(await self._given_up(visit.failure or ("browser_gone" if is_gone else "browser_failed"))) from None
        finally:
            watch.cancel()

    async def _given_up(self, reason: str) -> str:
        """End a browser of which nobody knows what state it is in; the next page starts another."""
        await self._chromium.close()
        return reason

    async def _watch(self, visit: Visit) -> None:
        """End the process of a page that takes too much memory: the largest one below this crawl."""
        while True:
            await asyncio.sleep(0.5)
            sizes = {process: private_bytes(process) for process, line in descendants(os.getpid()).items() if "--type=renderer" in line}
            if sizes and sum(sizes.values()) > MOST_MEGABYTES * 1024 * 1024:
                visit.failure = "browser_memory"
                with contextlib.suppress(ProcessLookupError):
                    os.kill(max(sizes, key=lambda process: sizes[process]), signal.SIGKILL)

    async def _draw(self, visit: Visit, rendering: Rendering, wants_picture: Callable[[bytes, str], bool]) -> None:
        browser = await self._chromium.opened()
        rendering.browser = self._chromium.version
        context = await browser.new_context(**_CONTEXT)
        try:
            page, session = await self._prepared(context, visit)
            with contextlib.suppress(TimeoutError):  # a script that runs at once may hold the page: told by the looks that follow
                async with asyncio.timeout(_STEP_SECONDS):
                    await page.goto(visit.url, wait_until="commit", timeout=0)
            rendering.state = await self._settled(session, visit)
            await self._take(page, session, visit, rendering, wants_picture)
        finally:
            with contextlib.suppress(Exception):  # the browser is gone, and with it the page
                await asyncio.wait_for(context.close(), _STEP_SECONDS)

    async def _prepared(self, context: "BrowserContext", visit: Visit) -> "tuple[Page, CDPSession]":
        """A page that can ask for nothing but through `visit`, may do nothing, and is told no."""
        await context.grant_permissions([])
        await context.add_init_script(_GUARD)
        await context.route("**/*", visit.answer)
        await context.route_web_socket("**/*", visit.shut)
        page = await context.new_page()
        visit.main = page.main_frame
        context.on("page", visit.window)
        page.on("dialog", visit.dismiss)
        page.on("download", visit.download)
        page.on("crash", visit.crashed)
        return page, await context.new_cdp_session(page)

    async def _settled(self, session: "CDPSession", visit: Visit) -> str:
        """Wait until the page is drawn; how it ended."""
        started = time.monotonic()
        last: Any = None
        quiet, stops, loaded_at = 0, 0, None
        while (passed := time.monotonic() - started) < self._seconds:
            if self._is_stopping():
                raise NotRendered("stopped")
            self._check(visit)
            try:
                state = await look(session, STATE, _LOOK_SECONDS)
            except TimeoutError:
                # busy pages get half of their time before their script is broken off
                if passed > self._seconds / 2:
                    await self._stop_script(session)
                    stops += 1
                    if stops >= _STOPS:
                        break
                continue
            except ValueError:
                state = None
            if visit.in_flight:
                quiet, loaded_at = 0, None
            else:
                quiet = quiet + 1 if state == last else 0
                if state and state[0] == "complete":
                    loaded_at = loaded_at or time.monotonic()
                    if quiet >= _QUIET_TICKS:
                        return "stopped" if stops else "quiet"
                    if time.monotonic() - loaded_at > _RESTLESS_SECONDS:
                        return "stopped" if stops else "restless"
            last = state
            await asyncio.sleep(_TICK)
        return "stopped" if stops else "late"

    @staticmethod
    async def _stop_script(session: "CDPSession") -> None:
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(session.send("Runtime.terminateExecution"), _LOOK_SECONDS)

    @staticmethod
    def _check(visit: Visit) -> None:
        if visit.failure:
            raise NotRendered(visit.failure)

    async def _take(
        self, page: "Page", session: "CDPSession", visit: Visit, rendering: Rendering, wants_picture: Callable[[bytes, str], bool]
    ) -> None:
        """What the page shows, a picture of it where one is wanted, and what axe says."""
        size, width, height = await self._patient(session, SIZE)
        if size > self._most_bytes:
            raise NotRendered("browser_too_large")
        rendering.html = (await asyncio.wait_for(page.content(), _STEP_SECONDS)).encode("utf-8", "replace")
        rendering.base = str(await self._patient(session, BASE))[:2_000]
        if len(rendering.html) > self._most_bytes:
            raise NotRendered("browser_too_large")
        if wants_picture(rendering.html, rendering.base):
            rendering.picture = await self._picture(page, session, min(int(width), MOST_WIDE), int(height))
        if self._with_axe:
            try:
                rendering.accessibility = await accessibility(session, _STEP_SECONDS)
            except (TimeoutError, ValueError, KeyError, TypeError) as error:  # then it has not looked, which is no answer
                _log.error("%s: axe: %s: %s", masked(printable(visit.url)), type(error).__name__, masked(printable(str(error)))[:200])
        self._check(visit)

    async def _patient(self, session: "CDPSession", expression: str) -> Any:
        """A value of the page, its script broken off where it does not let go. Raises TimeoutError."""
        for _ in range(3):
            try:
                return await look(session, expression, _LOOK_SECONDS)
            except TimeoutError:
                await self._stop_script(session)
        # a machine that has much else to do is no fault of the page
        return await look(session, expression, _STEP_SECONDS)

    async def _picture(self, page: "Page", session: "CDPSession", width: int, height: int) -> Picture | None:
        shown = max(WINDOW[1], min(height, MOST_HIGH))
        wide = max(WINDOW[0], width)
        try:
            words = str(await self._patient(session, WORDS) or "")
            body = await page.screenshot(
                type="png", full_page=True, clip={"x": 0, "y": 0, "width": wide, "height": shown},
                animations="disabled", caret="hide", timeout=_STEP_SECONDS * 1_000,
            )  # fmt: skip
            has_numbers = shows_numbers(words) or await _frames_show_numbers(page)
            # what came in between the words and the picture
            has_numbers = has_numbers or shows_numbers(str(await self._patient(session, WORDS) or ""))
        except (TimeoutError, ValueError, Error):
            return None
        return Picture(body, wide, shown, height > shown, has_numbers)


async def _frames_show_numbers(page: "Page") -> bool:
    """Tell whether a frame in the page holds a personal number; one that cannot be looked into counts as if."""
    for frame in page.frames:
        if frame == page.main_frame:
            continue
        try:
            source = await asyncio.wait_for(frame.content(), _LOOK_SECONDS)
        except Exception:
            return True
        if shows_numbers(unescape(re.sub(r"<[^>]*>", " ", source))) or shows_numbers(unescape(re.sub(r"<[^>]*>", "", source))):
            return True
    return False
