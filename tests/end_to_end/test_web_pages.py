"""Every page of the web application in a browser: in order, in words, and by keyboard alone."""

import re
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

import pytest

from inventory.schema import entities

DOWNLOADS = ("/report/", "/export/", "/diagram/", "/static/")


def shape(address: str) -> str | None:
    """The page that an address leads to, whatever the record; None for files, twins and other hosts."""
    parts = urlsplit(address)
    if (
        parts.netloc
        or not parts.path.startswith("/")
        or parts.path == "/form"
        or parts.path.startswith(DOWNLOADS)
        or parts.path.endswith((".json", ".csv", "/drawn", "/picture"))
        or "/added/" in parts.path
    ):
        return None
    path = re.sub(r"^/findings/[^/]+/page/.+", "/findings/*/page/*", re.sub(r"^/form/[^/]+/[^/]+/.+", "/form/*/*/*", parts.path))
    return re.sub(r"^/(record|findings|recommendations|jobs|imports|inventory|form)/[^*].*", r"/\1/*", path)


def cited_page(demo: Any) -> str:
    """The address of a page that a finding cites, as it was."""
    places = ((f["id"], n) for f in demo.findings for n, e in enumerate(f["evidence"], start=1) if e.get("url") and e.get("sha256"))
    finding, number = next(places)
    return f"/findings/{finding}/page/{number}"


class TestEveryPage:
    def test_that_a_link_leads_to_is_in_order(self, desk, demo) -> None:
        page = desk.person("administrator")
        waiting, done = {"/": "/", "/trace": "/trace?element=身份证号", "/findings/*/page/*": cited_page(demo)}, set()
        while waiting:
            name, address = waiting.popitem()
            done.add(name)
            assert page.goto(address).status == 200, address
            if name in ("/accounts", "/log", "/me", "/precheck", "/trace", "/findings/*/page/*"):
                desk.look(page)
            else:
                desk.glance(page)
            links = page.locator("main a[href], nav a, .who a").evaluate_all("links => links.map(a => a.getAttribute('href'))")
            waiting |= {
                found: link for link in links if "lang=" not in link and (found := shape(link)) and found not in done | set(waiting)
            }
        assert done >= {
            *MENU,
            "/inventory/*",
            "/record/*",
            "/findings/*",
            "/findings/*/page/*",
            "/recommendations/*",
            "/imports/*",
            "/form/*",
            "/form/*/*/*",
            "/rounds",
            "/log",
            "/me",
            "/precheck",
            "/whatif",
            "/trace",
        }
        assert desk.faults == []

    def test_as_it_was_is_drawn_without_running_or_fetching_anything(self, desk, demo) -> None:
        page = desk.person("inspector", cited_page(demo))
        desk.look(page)
        asked: list[str] = []
        page.context.on("request", lambda request: asked.append(request.url))
        with page.context.expect_page() as opened:
            desk.link(page, desk.say("web.as_drawn")).click()
        drawn = opened.value
        drawn.wait_for_load_state("load")
        assert [urlsplit(url).path for url in asked] == [f"{cited_page(demo)}/drawn"]
        assert drawn.locator("script, iframe, [href], [src]:not([src^='data:'])").count() == 0
        assert desk.faults == []

    def test_that_sets_a_password_gives_the_browser_nothing_to_complain_of(self, desk) -> None:
        page = desk.person("administrator", "/me")
        page.goto("/accounts")
        assert (desk.hints, desk.faults) == ([], [])

    def test_that_refuses_says_so_in_words(self, desk) -> None:
        page = desk.person("architect")
        for address, status, words in (
            ("/record/sys-none", 404, "web.error_404"),
            ("/accounts", 403, "web.error_403"),
            ("/diagrams?view=x", 404, "web.error_404"),
        ):
            assert page.goto(address).status == status
            assert page.get_by_role("heading", level=1).inner_text() == desk.say(words)
            desk.forgive(status)
            desk.look(page)
        stranger = desk.window()
        stranger.goto("/login")
        stranger.get_by_label(desk.say("web.account")).fill("nobody")
        stranger.get_by_label(desk.say("web.password")).fill("wrong")
        desk.press(stranger, "web.log_in")
        assert stranger.get_by_role("alert").inner_text() == desk.say("web.login_failed")
        desk.forgive(401)
        desk.look(stranger)


def run_audit(desk: Any, page: Any) -> None:
    desk.enter(page, desk.button(page, desk.say("web.run_audit")))
    desk.noted(page, "web.queued")
    desk.enter(page, desk.button(page, desk.say("web.stop")))
    desk.noted(page, "web.stopped")


def find_a_system(desk: Any, page: Any) -> None:
    desk.type_into(page, "web.search_systems", "ldjcaj")
    page.keyboard.press("Enter")
    page.wait_for_url("**/inventory/systems?q=ldjcaj")
    desk.enter(page, desk.link(page, "劳动监察案件管理系统"))
    page.wait_for_url("**/record/*")
    desk.enter(page, page.locator("table.values summary").nth(1))
    assert page.locator("table.values details[open] li").count() > 0


def answer_a_finding(desk: Any, page: Any) -> None:
    desk.tab_to(page, page.get_by_label(desk.say("web.severity"), exact=True))
    page.keyboard.press("ArrowDown")
    desk.enter(page, desk.button(page, desk.say("web.show")))
    page.wait_for_url("**severity=critical**")
    desk.enter(page, page.locator("tbody a").last)
    page.wait_for_url("**/findings/*")
    desk.enter(page, page.locator("summary").first)
    desk.type_into(page, "web.text", "已核实")
    desk.enter(page, desk.button(page, desk.say("web.action_answer")))
    desk.noted(page, "web.step_taken")


def judge_and_undo(desk: Any, page: Any) -> None:
    page.keyboard.press("7")
    desk.noted(page, "web.judged")
    desk.enter(page, desk.button(page, desk.say("web.undo")).first)
    desk.noted(page, "web.undone")


def confirm_a_mapping(desk: Any, page: Any) -> None:
    desk.enter(page, desk.button(page, desk.say("web.fits")).first)
    desk.noted(page, "web.judged")


def fill_a_form(desk: Any, page: Any) -> None:
    desk.enter(page, desk.link(page, "云溪县民政局"))
    page.wait_for_url("**/form/*")
    desk.enter(page, page.locator("tbody a[href*='/System/']").first)
    page.wait_for_url("**/System/*")
    desk.tab_to(page, page.get_by_label(entities()["System"].fields["operator"].title(desk.language), exact=True))
    page.keyboard.insert_text("（新）")
    desk.enter(page, desk.button(page, desk.say("web.save_draft")))
    desk.noted(page, "web.draft_saved")


def import_a_file(desk: Any, page: Any) -> None:
    opened: list[Any] = []
    page.on("filechooser", lambda chooser: opened.append(chooser))
    desk.tab_to(page, page.get_by_label(desk.say("web.choose_file")))
    page.keyboard.press("Enter")
    for _ in range(400):
        if opened:
            break
        page.wait_for_timeout(50)
    opened[0].set_files({"name": "systems.csv", "mimeType": "text/csv", "buffer": "name,owner\n试读系统,云溪县民政局\n".encode()})
    desk.tab_to(page, page.get_by_label(desk.say("web.dry_run")))
    page.keyboard.press("Space")
    desk.enter(page, desk.button(page, desk.say("web.import")).first)
    desk.noted(page, "web.queued")
    assert desk.watch(page)["read"] == {"systems": 1}


def open_a_job(desk: Any, page: Any) -> None:
    if page.locator("tbody a").count() == 0:
        page.goto("/")
        run_audit(desk, page)
        desk.enter(page, page.get_by_role("navigation").first.locator("a[href='/jobs']"))
    desk.enter(page, page.locator("tbody a").first)
    page.wait_for_url("**/jobs/*")


def screen_a_notice(desk: Any, page: Any) -> None:
    desk.type_into(page, "web.paste_notice", "请全体村民务必下载安装“云溪办事”APP。")
    desk.enter(page, desk.button(page, desk.say("web.screen_it")))
    page.locator("mark").first.wait_for()


def open_a_recommendation(desk: Any, page: Any) -> None:
    desk.enter(page, page.locator("tbody a").first)
    page.wait_for_url("**/recommendations/*")
    assert page.get_by_role("img").evaluate("picture => picture.naturalWidth") > 200


def follow_a_system(desk: Any, page: Any) -> None:
    desk.enter(page, page.locator(".explorer a.node").first)
    page.locator("#about h2:focus").wait_for()
    desk.enter(page, desk.link(page, desk.say("web.explore_unfold")))
    page.wait_for_url("**open=*")
    page.goto("/explore")
    desk.type_into(page, "web.explore_one", "gxjhpt")
    page.keyboard.press("Enter")
    page.wait_for_url("**system=*")
    assert "共享交换平台" in page.get_by_role("heading", level=1).inner_text()


def solve_a_plan(desk: Any, page: Any) -> None:
    desk.type_into(page, "web.plan_budget", "300000")
    desk.enter(page, desk.button(page, desk.say("web.solve")))
    desk.noted(page, "web.queued")


def download_a_diagram(desk: Any, page: Any) -> None:
    desk.enter(page, desk.link(page, desk.say("web.view_duplicates")))
    page.wait_for_url("**view=duplicates")
    assert desk.keep(page, lambda: desk.enter(page, desk.link(page, "svg"))).startswith(b"<")


def download_an_export(desk: Any, page: Any) -> None:
    assert desk.keep(page, lambda: desk.enter(page, page.locator("a[href='/export/plan/xlsx']"))).startswith(b"PK")


def add_somebody(desk: Any, page: Any) -> None:
    desk.type_into(page, "web.account", f"by-keyboard-{desk.language}")
    desk.tab_to(page, page.get_by_label(desk.say("web.role"), exact=True))
    page.keyboard.press("ArrowDown")
    desk.type_into(page, "web.password", "correct-horse-keyboard")
    page.keyboard.press("Enter")
    desk.noted(page, "web.account_added")


MENU: dict[str, Callable[[Any, Any], None]] = {
    "/": run_audit, "/inventory": find_a_system, "/findings": answer_a_finding, "/review": judge_and_undo, "/mappings": confirm_a_mapping,
    "/forms": fill_a_form, "/imports": import_a_file, "/jobs": open_a_job, "/screen": screen_a_notice, "/recommendations": open_a_recommendation, "/plan": solve_a_plan, "/explore": follow_a_system, "/diagrams": download_a_diagram,
    "/reports": download_an_export, "/accounts": add_somebody,
}  # fmt: skip


class TestByKeyboardAlone:
    @pytest.mark.parametrize("path", MENU)
    def test_every_page_of_the_menu_is_reached_and_its_main_action_done(self, desk, path) -> None:
        page = desk.person("administrator", "/me")
        menu = page.get_by_role("navigation").first
        assert menu.get_by_role("link").evaluate_all("links => links.map(a => a.getAttribute('href'))") == list(MENU)
        desk.enter(page, menu.locator(f"a[href='{path}']"))
        page.wait_for_url(f"**{path}")
        MENU[path](desk, page)
        assert desk.faults == []

    def test_people_log_in_skip_to_the_content_and_log_out(self, desk) -> None:
        page = desk.window()
        page.goto("/login")
        # the browser gives the first field the focus when it first draws the page, which may be after it has loaded
        page.locator("input:focus").wait_for()
        page.keyboard.insert_text("u-reviewer")
        page.keyboard.press("Tab")
        page.keyboard.insert_text("correct-horse-reviewer")
        desk.enter(page, desk.button(page, desk.say("web.log_in")))
        page.wait_for_url(lambda url: urlsplit(url).path == "/")
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.textContent") == desk.say("web.skip")
        assert page.evaluate(desk.focused)["inside"]
        page.keyboard.press("Enter")
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.closest('main') !== null")
        page.goto("/")
        desk.enter(page, desk.button(page, desk.say("web.log_out")))
        page.wait_for_url("**/login")
        assert desk.faults == []
