"""The demo, run once for the whole session; its folder is only read, tests that change something work on a copy."""

import fcntl
import json
import os
import re
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cache, cached_property, partial
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import axe_playwright_python
import pytest

from auditor.accounts import add_account
from auditor.workspace import open_workspace
from inventory.languages import message
from inventory.vocabulary import caption
from tests import postgres
from tests.serving import serving

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


AXE = Path(axe_playwright_python.__file__).with_name("axe.min.js")


ROLES = ("administrator", "auditor", "reviewer", "inspector", "architect", "clerk")


OFFICE = "云溪县民政局"


SETTINGS = [pytest.param(("zh", 1440), id="zh-1440"), pytest.param(("en", 390), id="en-390")]


COLOURS = ["color-contrast", "link-in-text-block"]


RUN_AXE = """rules => axe.run(document, {resultTypes: ['violations'], ...(rules ? {runOnly: {type: 'rule', values: rules}} : {})}).then(
    found => found.violations.map(v => `${v.id}: ${v.nodes.length} × ${v.nodes[0].html.slice(0, 160)} ${v.nodes[0].any.map(a => a.message)}`))"""


FOCUSED = """() => { const e = document.activeElement, s = getComputedStyle(e), r = e.getBoundingClientRect();
    return {name: e.outerHTML.slice(0, 120), at: [...document.querySelectorAll('*')].indexOf(e), isPage: e === document.body || e === document.documentElement,
            outlined: s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) >= 2, inside: r.width > 0 && r.bottom > 0 && r.right > 0 && r.top < innerHeight && r.left < innerWidth}; }"""


@dataclass(frozen=True)
class Served:
    """A server of its own process over a copy of the demo."""

    url: str
    folder: Path
    sessions: dict[str, Any] = field(default_factory=dict)


# the tasks that a run without --full does on PostgreSQL too, in Chinese
_SMOKE = (
    "test_the_office_logs_in_and_sees_the_dashboard",
    "test_the_office_finds_a_system_by_pinyin_initials_with_its_sources_and_history",
    "test_the_office_imports_a_workbook_first_dry_then_really_and_sees_refused_cells",
    "test_that_refuses_says_so_in_words",
    "test_the_history_of_a_value_is_in_words",
)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Do the tasks on both kinds of database."""
    if "served" in metafunc.fixturenames:
        metafunc.parametrize("database_kind", ["sqlite", "postgresql"], indirect=True, scope="module")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Leave all but a few of the tasks on PostgreSQL to --full."""
    for item in items:
        given = getattr(item, "callspec", None)
        if given is not None and given.params.get("database_kind") == "postgresql" and "served" in getattr(item, "fixturenames", ()):
            language = given.params.get("desk", ("zh",))[0]
            if item.originalname not in _SMOKE or language != "zh":  # type: ignore[attr-defined]
                item.add_marker(pytest.mark.slow)


@pytest.fixture(scope="module")
def database_kind(request: pytest.FixtureRequest) -> str:
    """The kind of database; what needs PostgreSQL is left out where none runs."""
    if request.param == "postgresql" and postgres.ADDRESS is None:
        pytest.skip("AUDITOR_TEST_POSTGRES holds no URL of a PostgreSQL database")
    return str(request.param)


@pytest.fixture(scope="module")
def served(demo, tmp_path_factory, database_kind) -> Iterator[Served]:
    base = tmp_path_factory.mktemp("web")
    with postgres.copying(database_kind) as copied, copied(demo.folder, base / "county") as folder:
        _add_people(demo, folder)
        with serving(folder, base / "served") as server:
            yield Served(server.url, folder)
            assert server.process is not None
            assert server.process.poll() is None, server.told()[-2000:]
            assert server.faults() == []
        assert len(server.told().splitlines()) == 1, server.told()[-2000:]


def _add_people(demo: DemoResult, folder: Path) -> None:
    workspace = open_workspace(folder)
    body = next(o["id"] for o in demo.inventory["organisations"] if o["name"] == OFFICE)
    for role in ROLES:
        add_account(workspace, f"u-{role}", role, organisation=body if role == "clerk" else None, password=f"correct-horse-{role}")
    workspace.engine.dispose()


def button(page: Any, words: str) -> Any:
    return page.get_by_role("button", name=words, exact=True)


def link(page: Any, words: str) -> Any:
    return page.get_by_role("main").get_by_role("link", name=words, exact=True)


@cache
def axe_source() -> str:
    return AXE.read_text(encoding="utf-8")


class Desk:
    """Browser windows of several people in one language and width; whatever goes wrong on any page of theirs is kept."""

    button, link, focused = staticmethod(button), staticmethod(link), FOCUSED

    def __init__(self, browser: Any, served: Served, setting: tuple[str, int], folder: Path) -> None:
        self.browser, self.served, self.folder = browser, served, folder
        self.language, self.width = setting
        self.say: Callable[..., str] = partial(message, self.language)
        self.word: Callable[[str, str], str] = partial(caption, language=self.language)
        self.faults: list[str] = []
        self.hints: list[str] = []
        self.contexts: list[Any] = []
        self.looked = 0

    def window(self) -> Any:
        """A browser of a person who is nobody yet."""
        context = self.browser.new_context(
            locale={"zh": "zh-CN", "en": "en-US"}[self.language],
            viewport={"width": self.width, "height": 900},
            color_scheme="light",
            base_url=self.served.url,
        )
        # a busy machine is no fault of a page
        context.set_default_timeout(90_000)
        self.contexts.append(context)
        page = context.new_page()
        page.on("console", lambda m: (self.hints if m.type == "verbose" else self.faults).append(f"{m.type}: {m.text} {page.url}"))
        page.on("pageerror", lambda e: self.faults.append(f"script: {e}"))
        page.on("response", lambda r: self.faults.append(f"{r.status} {r.url}") if r.status >= 400 else None)
        page.on("requestfailed", lambda r: self.faults.append(f"{r.failure} {r.url}") if r.failure != "net::ERR_ABORTED" else None)
        return page

    def person(self, role: str, path: str = "/") -> Any:
        """A window of somebody who has logged in, on a page."""
        page = self.window()
        if role not in self.served.sessions:
            page.goto("/login")
            self.log_in(page, role)
            self.served.sessions[role] = [c for c in page.context.cookies() if c["name"] == "auditor_session"]
        page.context.add_cookies(self.served.sessions[role])
        page.goto(path)
        return page

    def log_in(self, page: Any, role: str) -> None:
        page.get_by_label(self.say("web.account")).fill(f"u-{role}")
        page.get_by_label(self.say("web.password")).fill(f"correct-horse-{role}")
        page.keyboard.press("Enter")
        page.wait_for_url(lambda url: "/login" not in url)

    def look(self, page: Any) -> None:
        """The page is in order, and accessible in light and dark."""
        self.glance(page)
        self.looked += 1
        path = urlsplit(page.url).path
        page.screenshot(path=self.folder / f"{self.looked:02}{path.replace('/', '-')}.png")
        page.evaluate(axe_source())
        found = page.evaluate(RUN_AXE, None)
        page.emulate_media(color_scheme="dark")
        found += [f"dark {entry}" for entry in page.evaluate(RUN_AXE, COLOURS)]
        page.emulate_media(color_scheme="light")
        assert found == [], f"{path}: {found}"
        assert self.faults == [], path

    def glance(self, page: Any) -> None:
        """The page is in order: language, width, loaded parts, console."""
        page.wait_for_load_state("load")
        path = urlsplit(page.url).path
        assert page.locator("html").get_attribute("lang") == {"zh": "zh-CN", "en": "en"}[self.language]
        assert page.evaluate("document.documentElement.scrollWidth") <= self.width, f"{path} is wider than the window"
        broken = page.evaluate("[...document.images].filter(i => !i.complete || !i.naturalWidth).map(i => i.src)")
        assert broken == [], f"{path} lacks pictures"
        assert self.faults == [], path

    def press(self, page: Any, key: str, *params: Any, **more: Any) -> None:
        """Click the button with these words."""
        page.get_by_role("button", name=self.say(key, *params), exact=True, **more).click()

    def forgive(self, status: int) -> None:
        """This answer was meant; what the browser says of it is no fault."""
        self.faults = [f for f in self.faults if not f.startswith(f"{status} ") and f"status of {status}" not in f]

    def choose(self, page: Any, key: str, words: str) -> None:
        page.get_by_label(self.say(key), exact=True).select_option(label=words)

    def noted(self, page: Any, key: str) -> None:
        """The line after a change says this."""
        note = page.get_by_role("status")
        note.wait_for()
        assert note.inner_text() == self.say(key)

    def watch(self, page: Any, state: str = "done") -> dict[str, Any]:
        """Stay on a job's page until the page itself says that it ended; its answer."""
        page.locator("#state", has_text=re.compile(f"^{re.escape(self.say(f'web.state_{state}'))}$")).wait_for(timeout=180_000)
        return dict(json.loads(page.locator("details pre").inner_text()))

    def keep(self, page: Any, click: Callable[[], Any]) -> bytes:
        """What a click downloads."""
        with page.expect_download() as started:
            click()
        return Path(started.value.path()).read_bytes()

    def tab_to(self, page: Any, target: Any) -> None:
        """Press Tab until this has the focus; every stop on the way shows it, in reading order."""
        wanted, last = target.element_handle(), -1
        for _ in range(400):
            page.keyboard.press("Tab")
            stop = page.evaluate(FOCUSED)
            if stop["isPage"]:
                last = -1
                continue
            assert stop["outlined"], f"no visible focus: {stop['name']}"
            assert stop["inside"], f"the focus is out of sight: {stop['name']}"
            # the parts of a date are stops of one field
            assert stop["at"] >= last, f"out of order: {stop['name']}"
            last = stop["at"]
            if page.evaluate("e => e === document.activeElement", wanted):
                return
        raise AssertionError("cannot be reached by Tab")

    def type_into(self, page: Any, key: str, text: str) -> None:
        """Reach a field by Tab and type."""
        self.tab_to(page, page.locator("input, textarea").and_(page.get_by_label(self.say(key), exact=True)).first)
        page.keyboard.insert_text(text)

    def enter(self, page: Any, target: Any) -> None:
        """Reach a link or button by Tab and press Enter."""
        self.tab_to(page, target)
        page.keyboard.press("Enter")

    def close(self) -> None:
        for context in self.contexts:
            context.close()


@pytest.fixture(params=SETTINGS)
def desk(request, browser, served, tmp_path) -> Iterator[Desk]:
    opened = Desk(browser, served, request.param, tmp_path)
    yield opened
    opened.close()
