"""The explorer worked in: moved, searched, asked, opened in place, narrowed to kinds of lines, by pointer, finger and keys; and without a script."""

import re
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

BOXES = "#canvas a.node"


def scale(page: Any) -> tuple[float, float, float]:
    """How far the picture is moved and how much it is enlarged."""
    told = page.locator(".world").get_attribute("transform")
    x, y, k = (float(part) for part in re.findall(r"-?[\d.]+(?:e-?\d+)?", told))
    return x, y, k


def asked(page: Any, name: str) -> str | None:
    return parse_qs(urlsplit(page.url).query).get(name, [None])[0]


def seen(page: Any) -> list[str]:
    return list(page.locator(BOXES).evaluate_all("all => all.map(one => one.dataset.id)"))


def opened(desk: Any, path: str = "/explore") -> Any:
    page = desk.person("architect", path)
    page.locator(".explorer.live").wait_for()
    return page


def inside(page: Any, box: Any) -> bool:
    return bool(
        box.evaluate("""e => { const b = e.getBoundingClientRect(), c = document.getElementById('canvas').getBoundingClientRect();
        return b.left >= c.left && b.right <= c.right && b.top >= c.top && b.bottom <= c.bottom; }""")
    )


class TestExplorer:
    def test_it_is_enlarged_and_moved_by_wheel_buttons_drag_and_keys(self, desk) -> None:
        page = opened(desk)
        desk.look(page)
        fit = scale(page)
        page.get_by_role("button", name=desk.say("web.zoom_in"), exact=True).click()
        assert scale(page)[2] == pytest.approx(fit[2] * 1.25)
        page.get_by_role("button", name=desk.say("web.zoom_out"), exact=True).click()
        assert scale(page) == pytest.approx(fit)
        page.locator("#canvas").scroll_into_view_if_needed()
        area = page.locator("#canvas").bounding_box()
        at = (area["x"] + area["width"] / 2, area["y"] + 40)
        page.mouse.move(*at)
        page.mouse.wheel(0, -240)
        page.wait_for_function(f"document.querySelector('.world').transform.baseVal[1].matrix.a > {fit[2] * 1.2}")
        x, y, k = scale(page)
        # what was under the pointer is still there
        assert (at[0] - area["x"] - x) / k == pytest.approx((at[0] - area["x"] - fit[0]) / fit[2], abs=0.5)
        page.mouse.down()
        page.mouse.move(at[0] + 50, at[1] + 30, steps=5)
        page.mouse.up()
        assert scale(page) == pytest.approx((x + 50, y + 30, k))
        assert page.locator("#about h2").count() == 0, "a drag is no click"
        page.locator("#canvas").focus()
        for key, moved in (("ArrowLeft", (80, 0)), ("ArrowUp", (0, 80)), ("ArrowRight", (-80, 0)), ("ArrowDown", (0, -80))):
            x, y, k = scale(page)
            page.keyboard.press(key)
            assert scale(page) == pytest.approx((x + moved[0], y + moved[1], k))
        page.keyboard.press("+")
        assert scale(page)[2] == pytest.approx(k * 1.25)
        page.keyboard.press("0")
        assert scale(page) == pytest.approx(fit)
        assert desk.faults == []

    def test_two_fingers_enlarge_and_one_moves(self, desk) -> None:
        page = opened(desk)
        page.locator("#canvas").scroll_into_view_if_needed()
        area = page.locator("#canvas").bounding_box()
        x, y = area["x"] + area["width"] / 2, area["y"] + 60
        before = scale(page)
        touch = page.context.new_cdp_session(page)

        def fingers(kind: str, *points: tuple[float, float]) -> None:
            told = [{"x": px, "y": py, "id": number} for number, (px, py) in enumerate(points)]
            touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": told})

        fingers("touchStart", (x, y))
        fingers("touchMove", (x + 20, y))
        fingers("touchMove", (x + 40, y))
        fingers("touchEnd")
        assert scale(page)[0] > before[0] + 15
        before = scale(page)
        fingers("touchStart", (x - 20, y), (x + 20, y))
        for step in range(1, 6):
            fingers("touchMove", (x - 20 - 8 * step, y), (x + 20 + 8 * step, y))
        fingers("touchEnd")
        assert scale(page)[2] == pytest.approx(before[2] * 3, rel=0.2)

    def test_a_box_tells_of_itself_and_its_neighbours_light_up(self, desk) -> None:
        page = opened(desk)
        box = page.locator(BOXES).nth(2)
        box.hover()
        near = page.locator("#canvas .node.on")
        assert 1 <= near.count() < page.locator("#canvas .node").count()
        ends = page.locator("#canvas .edge.on").evaluate_all("all => all.flatMap(e => [e.dataset.from, e.dataset.to])")
        assert set(near.evaluate_all("all => all.map(e => e.dataset.id)")) == {*ends, box.get_attribute("data-id")}
        box.click()
        page.locator("#about h2").wait_for()
        assert page.locator("#about h2").inner_text() == box.get_attribute("data-name").partition(" · ")[0]
        assert asked(page, "node") == box.get_attribute("data-id")
        desk.look(page)
        told = page.context.request.get(f"/explore.json?node={box.get_attribute('data-id')}").json()["about"]
        facts = page.locator("#about dd").all_inner_texts()
        assert facts == [str(told["counts"][kind]) for kind in ("out", "in", "duplicate", "possible", "missing") if kind in told["counts"]]
        found = page.locator("#about a[href^='/findings']")
        assert found.count() == bool(told["findings"])
        if told["findings"]:
            listed = page.context.request.get(found.get_attribute("href").replace("/findings?", "/findings.json?")).json()["total"]
            assert listed == sum(entry["firm"] + entry["question"] for entry in told["findings"])
        page.keyboard.press("Escape")
        page.locator("#about h2").wait_for(state="detached")
        assert asked(page, "node") is None
        assert desk.faults == []

    def test_a_body_is_opened_in_place_and_folded_and_back_and_forward_go_the_same_way(self, desk) -> None:
        page = opened(desk)
        before = seen(page)
        body = next(one for one in before if page.context.request.get(f"/explore.json?node={one}").json()["about"]["systems"] == 4)
        page.locator(f"#canvas [data-id='{body}']").click()
        desk.link(page, desk.say("web.explore_unfold")).click()
        page.locator(f".node.group[data-id='{body}']").wait_for()
        inner = page.locator(f"#canvas [data-group='{body}'].system")
        # of its systems one is retired, and looks it
        assert (inner.count(), page.locator(f"#canvas [data-group='{body}'].idle").count()) == (4, 1)
        assert asked(page, "open") == body
        desk.look(page)
        page.go_back()
        page.locator(".node.group").wait_for(state="detached")
        assert seen(page) == before
        page.go_forward()
        page.locator(".node.group").wait_for()
        page.reload()
        page.locator(".explorer.live .node.group").wait_for()
        desk.link(page, desk.say("web.explore_fold")).click()
        page.locator(".node.group").wait_for(state="detached")
        assert seen(page) == before
        assert desk.faults == []

    def test_the_view_stays_in_the_address(self, desk) -> None:
        page = opened(desk)
        page.locator("#canvas").focus()
        page.keyboard.press("+")
        page.keyboard.press("ArrowLeft")
        page.wait_for_url("**view=*")
        page.wait_for_timeout(400)
        told = scale(page)
        page.reload()
        page.locator(".explorer.live").wait_for()
        assert scale(page) == pytest.approx(told, rel=0.02, abs=1.5)
        page.get_by_role("link", name={"zh": "English", "en": "中文"}[desk.language]).click()
        page.wait_for_url("**lang=*")
        page.locator(".explorer.live").wait_for()
        assert scale(page) == pytest.approx(told, rel=0.02, abs=1.5)
        page.goto(f"/explore?lang={desk.language}")

    def test_kinds_of_lines_are_hidden_and_shown(self, desk) -> None:
        page = opened(desk)
        for kind in ("exchange", "missing"):
            lines = page.locator(f"#canvas .edge[data-kind={kind}]")
            tick = page.locator(f".tick[data-kind={kind}]")
            assert str(lines.count()) in tick.inner_text()
            assert lines.count() > 0
            tick.focus()
            page.keyboard.press(" ")
            assert tick.get_attribute("aria-checked") == "false"
            assert lines.evaluate_all("all => all.filter(e => getComputedStyle(e).display !== 'none').length") == 0
        assert asked(page, "hide") == "exchange,missing"
        desk.look(page)
        page.go_back()
        page.wait_for_function("document.querySelector('.tick[data-kind=missing]').getAttribute('aria-checked') === 'true'")
        page.locator(".tick[data-kind=exchange]").click()
        assert asked(page, "hide") is None

    def test_a_name_typed_is_centred_and_one_that_is_not_drawn_is_looked_up(self, desk) -> None:
        page = opened(desk, "/explore?body=" + desk.person("architect").context.request.get("/explore.json").json()["nodes"][0]["id"])
        box = page.locator("#canvas a.system").last
        name = box.get_attribute("data-name")
        field = page.get_by_label(desk.say("web.explore_one"), exact=True)
        # by the initials of its name
        field.fill(box.get_attribute("data-sound").split(" ")[1])
        page.keyboard.press("Enter")
        page.locator("#about h2", has_text=name).wait_for()
        assert inside(page, box)
        assert page.locator("#found").inner_text() == desk.say("web.explore_in_picture", name=name)
        assert scale(page)[2] >= 1
        page.goto("/explore")
        page.locator(".explorer.live").wait_for()
        page.get_by_label(desk.say("web.explore_one"), exact=True).fill("gxjhpt")
        page.keyboard.press("Enter")
        page.wait_for_url("**system=*")
        desk.look(page)

    def test_the_way_between_two_is_asked_from_their_boxes_by_keys_alone(self, desk) -> None:
        page = opened(desk, "/explore?system=共享交换平台")
        subject = page.locator("#canvas .node.subject").get_attribute("data-id")
        start = page.locator("#canvas .edge[data-kind=exchange]").evaluate_all(
            f"all => all.find(e => e.dataset.to === '{subject}').dataset.from"
        )
        desk.enter(page, page.locator(f"#canvas [data-id='{start}']"))
        page.locator("#about h2:focus").wait_for()
        desk.enter(page, desk.link(page, desk.say("web.explore_from_here")))
        page.wait_for_url("**from=*")
        assert page.get_by_label(desk.say("web.explore_from"), exact=True).input_value() == start
        page.keyboard.press("Escape")
        # the box has the focus again, and is where it can be seen
        page.wait_for_function(f"document.activeElement.dataset.id === '{start}'")
        page.locator(f"#canvas [data-id='{subject}']").focus()
        page.keyboard.press("Enter")
        page.locator("#about h2:focus").wait_for()
        desk.enter(page, desk.link(page, desk.say("web.explore_to_here")))
        page.wait_for_url("**to=*")
        page.locator("#canvas .node.subject").nth(1).wait_for()
        assert set(seen(page)) == {start, subject}
        desk.look(page)

    def test_the_picture_can_be_skipped_and_no_box_is_out_of_sight(self, desk) -> None:
        page = opened(desk)
        desk.enter(page, page.get_by_role("link", name=desk.say("web.explore_skip"), exact=True))
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.closest('#canvas') === null")
        page.locator("#canvas").focus()
        for _ in range(3):
            page.keyboard.press("+")
        for number in range(page.locator(BOXES).count()):
            page.keyboard.press("Tab")
            box = page.locator(BOXES).nth(number)
            assert box.evaluate("e => e === document.activeElement")
            assert inside(page, box), number

    def test_without_a_script_every_box_leads_on_and_is_told_of(self, desk, browser) -> None:
        page = desk.person("architect")
        context = browser.new_context(java_script_enabled=False, base_url=desk.served.url, viewport={"width": desk.width, "height": 900})
        context.add_cookies(page.context.cookies())
        plain = context.new_page()
        plain.goto("/explore")
        body = plain.locator(BOXES).first.get_attribute("data-id")
        plain.goto(f"/explore?node={body}")
        assert plain.locator("#about h2").is_visible()
        plain.locator("#about .actions a").first.click()
        assert plain.locator(f".node.group[data-id='{body}']").count() == 1
        plain.locator(".tick").first.click()
        assert plain.locator("#canvas .edge.flow").first.is_hidden()
        plain.locator("#canvas a.system").first.click(force=True)
        assert plain.locator("#canvas .node.subject").count() == 1
        context.close()
