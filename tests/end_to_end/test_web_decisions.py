"""What the architect does in the web application, in a browser: field meanings, what-if, the plan, diagrams; and what waits for a verdict."""


class TestDecisions:
    def test_records_that_may_be_one_are_judged_by_keys_and_the_verdict_undone(self, desk) -> None:
        page = desk.person("reviewer", "/review")
        desk.link(page, desk.say("web.review_part_records")).click()
        desk.look(page)
        open_ = page.context.request.get("/review/records.json").json()["open"]
        page.keyboard.press("2")
        desk.noted(page, "web.judged")
        assert page.context.request.get("/review/records.json").json()["open"] == open_ - 1
        desk.enter(page, desk.button(page, desk.say("web.undo")).first)
        desk.noted(page, "web.undone")
        assert page.context.request.get("/review/records.json").json()["open"] == open_
        for part in ("links", "conflicts"):
            desk.link(page, desk.say(f"web.review_part_{part}")).click()
            desk.look(page)

    def test_the_architect_confirms_what_a_field_means(self, desk) -> None:
        page = desk.person("architect", "/mappings?state=open")
        if desk.width == 390:
            desk.look(page)
        row = page.locator("tbody tr").nth(0)
        target = row.get_by_role("link").get_attribute("href")
        desk.button(row, desk.say("web.fits")).click()
        desk.noted(page, "web.judged")
        # where it was decided, without what was decided
        assert "state=open" in page.url
        assert page.locator(f"tbody a[href='{target}']").count() == 0
        page.goto("/mappings?state=confirmed")
        assert desk.say("mapping.confirmed") in page.locator("tbody tr", has=page.locator(f"a[href='{target}']")).inner_text()
        desk.look(page)

    def test_the_architect_asks_what_ending_a_system_would_break(self, desk) -> None:
        page = desk.person("architect", "/record/sys-f3e130393e7b")
        desk.link(page, desk.say("web.what_if_retired")).click()
        assert desk.say("web.cost_once") in page.locator(".chip").first.inner_text()
        assert page.locator("#services, #consumers").count() > 0
        alone = page.locator("main table tbody th a").all_inner_texts()
        desk.look(page)
        page.get_by_label(desk.say("web.search_systems")).fill("jysy")
        desk.press(page, "web.offer")
        page.get_by_role("checkbox", name=f"{desk.say('web.retire')}: 就业失业登记管理系统").check()
        desk.press(page, "web.check")
        assert "retire=sys-f3e130393e7b" in page.url
        assert page.url.count("&retire=sys-") >= 1
        assert set(alone) <= set(page.locator("main table tbody th a").all_inner_texts())
        desk.look(page)
        page.get_by_role("checkbox", name=f"{desk.say('web.keep_it')}: 就业失业登记管理系统").check()
        page.get_by_role("checkbox", name=f"{desk.say('web.retire')}: 就业失业登记管理系统").uncheck()
        desk.press(page, "web.check")
        page.get_by_role("heading", name=desk.say("web.other_plan"), exact=True).wait_for()
        desk.look(page)

    def test_the_architect_has_a_plan_solved_within_a_budget_and_sees_it(self, desk) -> None:
        page = desk.person("architect", "/plan")
        page.get_by_label(desk.say("web.plan_budget"), exact=True).fill("300000")
        desk.press(page, "web.solve")
        desk.noted(page, "web.queued")
        desk.watch(page)
        page.goto("/plan")
        assert page.locator(".chip").count() >= 3
        plan = page.context.request.get("/plan.json").json()["plan"]
        spent = [wave["cost_yuan"][0] for wave in plan["waves"]]
        assert 0 < sum(spent) <= 300_000
        assert page.locator("#waves tbody tr").count() == len(spent)
        # why a duty or a duplicate is left undone, each with a way to it
        assert page.locator("ul.unmet li").all_inner_texts() != []
        assert page.locator("ul.unmet li a").count() >= len(plan["unmet"])
        assert page.get_by_role("img").count() == 1
        desk.look(page)

    def test_diagrams_are_shown_and_downloaded_in_every_format(self, desk) -> None:
        page = desk.person("architect", "/diagrams")
        desk.look(page)
        for view in page.locator("main a.chip").evaluate_all("links => links.map(a => a.getAttribute('href'))")[1:]:
            page.goto(view)
            assert page.get_by_role("main").get_by_role("img").evaluate("picture => picture.naturalWidth") > 200, view
        magic = {"svg": b"<", "png": b"\x89PNG", "pdf": b"%PDF", "dot": b"digraph", "mermaid": b"---", "drawio": b"<mxfile"}
        formats = page.locator("main a[href^='/diagram/']")
        assert set(formats.all_inner_texts()) == set(magic)
        for name, begin in magic.items():
            content = desk.keep(page, lambda name=name: desk.link(page, name).click())
            assert content.lstrip().startswith(begin), (name, content[:60])
            assert len(content) > 300
        page.goto("/diagrams")
        page.get_by_label(desk.say("web.of_one")).select_option("system")
        page.get_by_label(desk.say("web.subject"), exact=True).fill("社会保险经办系统")
        desk.press(page, "web.show")
        desk.look(page)
        assert desk.keep(page, lambda: desk.link(page, "svg").click()).startswith(b"<")
        assert desk.faults == []
