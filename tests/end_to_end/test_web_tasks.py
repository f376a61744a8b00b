"""The tasks of the office, the inspector and the architect, done in a browser: Chinese at a desk, English on a phone."""

import datetime as dt
import io
import re
import time
import zipfile
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

import openpyxl
import pytest

from inventory.languages import message
from inventory.schema import entities

CHINESE = [pytest.param(("zh", 1440), id="zh-1440")]
ENGLISH = [pytest.param(("en", 390), id="en-390")]


class TestTasksOfThreeUsers:
    def test_the_office_logs_in_and_sees_the_dashboard(self, desk, demo) -> None:
        page = desk.window()
        page.goto("/findings?severity=critical")
        assert urlsplit(page.url).path == "/login"
        desk.look(page)
        desk.log_in(page, "auditor")
        assert page.url.endswith("/findings?severity=critical")
        listed = page.locator("tbody tr").count()
        page.get_by_role("link", name=desk.say("web.menu_home"), exact=True).click()
        desk.look(page)
        assert page.locator("main a[href='/inventory/organisations'] b").inner_text() == str(len(demo.inventory["organisations"]))
        critical = page.get_by_role("row").filter(has_text=desk.word("severity", "critical")).get_by_role("cell")
        assert int(critical.nth(1).inner_text()) + int(critical.nth(2).inner_text()) == listed > 5
        other = {"zh": "English", "en": "中文"}[desk.language]
        page.get_by_role("link", name=other).click()
        assert page.get_by_role("heading", level=1).inner_text().startswith(message("en" if other == "English" else "zh", "web.menu_home"))
        page.get_by_role("link", name={"zh": "中文", "en": "English"}[desk.language]).click()
        desk.press(page, "web.log_out")
        page.wait_for_url("**/login")
        page.goto("/inventory")
        assert urlsplit(page.url).path == "/login"
        assert desk.faults == []

    def test_the_office_finds_a_system_by_pinyin_initials_with_its_sources_and_history(self, desk) -> None:
        page = desk.person("auditor", "/inventory")
        desk.look(page)
        page.get_by_label(desk.say("web.search_systems")).fill("ldjcaj")
        desk.press(page, "web.search")
        assert page.locator("tbody tr").count() == 1
        desk.look(page)
        desk.link(page, "劳动监察案件管理系统").click()
        state = page.locator("table.values tr", has=page.locator("summary")).filter(has_text=desk.word("status", "active")).first
        state.locator("summary").click()
        told = state.locator("li").all_inner_texts()
        assert any("registers" in line for line in told)
        assert any("11990123002100419F.xlsx" in line for line in told)
        desk.look(page)
        page.locator("table.values").get_by_role("link", name="云溪县人力资源和社会保障局").first.click()
        desk.look(page)

    def test_the_history_of_a_value_is_in_words(self, desk) -> None:
        page = desk.person("auditor", "/record/sys-e7f6827eca2d")
        told = page.locator("table.values details li").filter(has_text="registers").all_text_contents()
        assert any(line.startswith(f"{desk.word('status', 'trial')} —") for line in told)

    def test_the_office_imports_a_workbook_first_dry_then_really_and_sees_refused_cells(self, desk) -> None:
        page = desk.person("clerk", "/imports")
        before = page.locator("tbody tr").count()
        workbook = spoiled(desk.keep(page, lambda: desk.link(page, desk.say("web.form_of_body")).click()), f"{desk.language}.{time.time()}")
        name = f"form-{desk.language}.xlsx"
        for is_dry in (True, False):
            page.goto("/imports")
            assert page.locator("tbody tr").count() == before
            page.get_by_label(desk.say("web.choose_file")).set_input_files({"name": name, "mimeType": "application/x", "buffer": workbook})
            if is_dry:
                page.get_by_label(desk.say("web.dry_run")).check()
            desk.press(page, "web.import")
            desk.noted(page, "web.queued")
            answer = desk.watch(page, "done_with_rejections")
            assert [(p["row"], p["column"]) for p in answer["rejected"]] == [(2, "G"), (3, "J")]
            (sheet,) = {p["sheet"] for p in answer["rejected"]}
            assert page.get_by_role("main").get_by_role("listitem").count() == 2
        desk.look(page)
        page.goto("/imports")
        assert page.locator("tbody tr").count() == before + 1
        desk.link(page, name).click()
        desk.look(page)
        rows = page.locator("tbody tr").all_inner_texts()
        assert [
            desk.say("web.problem_rejected") in row and f"{sheet} {place}" in row for row, place in zip(rows, ("2 G", "3 J"), strict=True)
        ] == [True] * 2
        office = desk.person("auditor", "/imports")
        office.once("dialog", lambda dialog: dialog.accept())
        desk.button(office.get_by_role("row").filter(has_text=name), desk.say("web.withdraw")).click()
        desk.noted(office, "web.withdrawn")
        assert desk.say("web.withdrawn_mark") in office.get_by_role("row").filter(has_text=name).inner_text()
        assert desk.faults == []

    @pytest.mark.parametrize("desk", ENGLISH, indirect=True)
    def test_the_list_of_imports_fits_a_phone(self, desk) -> None:
        desk.look(desk.person("auditor", "/imports"))

    @pytest.mark.parametrize("desk", ENGLISH, indirect=True)
    def test_what_was_refused_is_told_in_the_language_of_who_asks(self, desk) -> None:
        page = desk.person("clerk", "/imports")
        workbook = spoiled(desk.keep(page, lambda: desk.link(page, desk.say("web.form_of_body")).click()), "language")
        page.get_by_label(desk.say("web.choose_file")).set_input_files(
            {"name": "words.xlsx", "mimeType": "application/x", "buffer": workbook}
        )
        page.get_by_label(desk.say("web.dry_run")).check()
        desk.press(page, "web.import")
        answer = desk.watch(page, "done_with_rejections")
        assert all(re.search(r"[a-z]{3} [a-z]{2}", p["message"]) for p in answer["rejected"]), answer["rejected"]

    @pytest.mark.parametrize("desk", CHINESE, indirect=True)
    def test_a_clerk_imports_nothing_of_another_body(self, desk, demo) -> None:
        page = desk.person("clerk", "/imports")
        page.get_by_label(desk.say("web.choose_file")).set_input_files(demo.folder / "forms" / "119901230021006705.xlsx")
        page.get_by_label(desk.say("web.dry_run")).check()
        desk.press(page, "web.import")
        if page.locator("#state").count():
            page.locator("#state:not([data-watch])").wait_for(timeout=60_000)
            assert page.locator("#state").inner_text() == desk.say("web.state_failed"), page.locator("details pre").inner_text()

    def test_the_office_runs_an_audit_as_a_job_and_watches_it_end(self, desk) -> None:
        page = desk.person("auditor")
        desk.press(page, "web.run_audit")
        desk.noted(page, "web.queued")
        number = page.url.rpartition("/")[2].partition("?")[0]
        desk.look(page)
        answer = desk.watch(page)
        assert answer["systems"] > 40
        assert sum(answer["findings"].values()) > 200
        desk.look(page)
        page.goto("/jobs")
        row = page.get_by_role("row").filter(has=page.locator(f"a[href='/jobs/{number}']"))
        assert desk.say("web.state_done") in row.inner_text()
        desk.look(page)

    def test_the_office_opens_a_new_round_and_compares(self, desk) -> None:
        page = desk.person("auditor", "/imports")
        desk.link(page, desk.say("web.rounds")).click()
        first = page.locator("main li").first.inner_text().split()[0]
        name = f"round-{desk.language}"
        page.get_by_label(desk.say("web.new_round")).fill(name)
        desk.press(page, "web.new_round")
        desk.noted(page, "web.round_opened")
        assert desk.say("web.current") in page.locator("main li").filter(has_text=name).inner_text()
        desk.choose(page, "web.from", first)
        desk.choose(page, "web.to", name)
        desk.press(page, "web.compare")
        assert name in page.locator("main h1").inner_text()
        assert page.locator("dl.facts dd").all_inner_texts() == ["0"] * 7
        assert desk.say("web.diff_none") in page.locator("main").inner_text()
        desk.look(page)

    def test_the_inspector_opens_a_finding_with_its_proof_and_verifies_the_sealed_package(self, desk, demo, auditor, tmp_path) -> None:
        page = desk.person("inspector", "/findings")
        desk.look(page)
        desk.choose(page, "web.severity", desk.word("severity", "critical"))
        page.get_by_label(desk.say("web.rule"), exact=True).select_option("SPR-01")
        desk.press(page, "web.show")
        assert {"severity=critical", "rule=SPR-01"} <= set(urlsplit(page.url).query.split("&"))
        finding = next(f for f in demo.findings if f["rule"] == "SPR-01" and "云溪社保通" in f["quote"])
        assert page.locator("tbody tr").count() == sum(f["rule"] == "SPR-01" and f["severity"] == "critical" for f in demo.findings)
        page.locator(f"a[href='/findings/{finding['id']}']").click()
        proof = page.locator("figure.evidence").first
        kept = next(p for p in demo.inventory["pages"] if p["url"] == finding["url"])
        assert proof.locator("blockquote").inner_text() == finding["quote"]
        assert proof.get_by_role("link").first.get_attribute("href") == finding["url"]
        digest, chain = proof.locator(".hash").all_inner_texts()
        assert digest == kept["sha256"]
        assert re.fullmatch("[0-9a-f]{64}", chain)
        desk.look(page)
        package = tmp_path / "evidence.zip"
        package.write_bytes(desk.keep(page, lambda: desk.press(page, "web.package")))
        done = auditor("evidence", "verify", package, "--json")
        assert (done.code, done.json["ok"], done.json["problems"], done.json["findings"]) == (0, True, [], [finding["id"]])
        with zipfile.ZipFile(package) as container:
            assert any(finding["id"].encode() in container.read(name) for name in container.namelist())

    def test_a_finding_is_answered_confirmed_by_two_assigned_and_closed(self, desk) -> None:
        clerk = desk.person("clerk", "/findings?status=candidate")
        clerk.locator("tbody a").first.click()
        path = urlsplit(clerk.url).path

        def act(page: Any, action: str, fill: Callable[[Any], None]) -> None:
            page.goto(path)
            page.locator("summary", has_text=re.compile(f"^{re.escape(desk.say(f'web.action_{action}'))}$")).click()
            form = page.locator("details[open] form")
            fill(form)
            desk.button(form, desk.say(f"web.action_{action}")).click()
            desk.noted(page, "web.step_taken")

        def status(page: Any) -> str:
            return str(page.locator("h1 + p .tag").nth(2).inner_text())

        def text(words: str) -> Callable[[Any], None]:
            return lambda form: form.get_by_label(desk.say("web.text")).fill(words)

        act(clerk, "answer", text("已核实，十二月底前整改"))
        inspector, reviewer = desk.person("inspector"), desk.person("reviewer")
        act(inspector, "confirm", text("现场核对属实"))
        assert status(inspector) == desk.word("finding_status", "candidate")
        act(inspector, "confirm", text("再次核对"))
        assert status(inspector) == desk.word("finding_status", "candidate")
        act(reviewer, "confirm", text("第二人核对属实"))
        assert status(reviewer) == desk.word("finding_status", "confirmed")
        due = (dt.date.today() + dt.timedelta(days=30)).isoformat()

        def charge(form: Any) -> None:
            form.get_by_label(desk.say("web.who_corrects")).select_option("u-clerk")
            form.get_by_label(desk.say("web.due")).fill(due)

        act(reviewer, "assign", charge)
        assert status(reviewer) == desk.word("finding_status", "in_correction")
        desk.look(reviewer)
        clerk.goto("/")
        mine = clerk.locator("main li", has=clerk.locator(f"a[href='{path}']"))
        assert desk.say("web.due_on", day=due) in mine.inner_text()
        desk.look(clerk)
        act(inspector, "close", text("已整改，查看属实"))
        assert status(inspector) == desk.word("finding_status", "closed")
        told = inspector.locator("ol.history li").all_inner_texts()
        for who, action in (
            ("clerk", "answer"),
            ("inspector", "confirm"),
            ("reviewer", "confirm"),
            ("reviewer", "assign"),
            ("inspector", "close"),
        ):
            assert any(f"u-{who} — {desk.say(f'web.event_{action}')}" in line for line in told), (who, action, told)
        desk.look(inspector)

    def test_a_pasted_notice_is_screened_and_what_it_demands_is_marked(self, desk) -> None:
        page = desk.person("inspector", "/screen")
        demand = "三、请待遇领取人员务必下载安装“云溪社保通”APP，逾期未通过APP认证的，停发养老金。"
        page.get_by_label(desk.say("web.paste_notice")).fill(f"各村（社区）：\n{demand}\n四、严禁强制群众下载使用政务应用。")
        desk.press(page, "web.screen_it")
        assert "下载安装" in " ".join(page.locator("mark").all_inner_texts())
        assert not any("严禁" in text for text in page.locator("mark").all_inner_texts())
        desk.link(page, desk.word("screen_category", "forced_download")).first.click()
        assert page.locator("mark:target").count() == 1
        desk.look(page)
        page.get_by_label(desk.say("web.paste_notice")).fill("会议定于周五上午召开。")
        desk.press(page, "web.screen_it")
        page.get_by_text(desk.say("web.no_hits")).wait_for()
        desk.look(page)

    def test_pairs_are_reviewed_by_keyboard_alone_and_a_verdict_is_undone(self, desk) -> None:
        page = desk.person("reviewer", "/review")
        desk.look(page)
        first, open_ = page.locator("table.side thead").inner_text(), page.locator("main progress").get_attribute("value")
        page.keyboard.press("j")
        page.wait_for_url("**/review?at=1")
        second = page.locator("table.side thead").inner_text()
        page.keyboard.press("k")
        page.wait_for_url("**/review?at=0")
        assert page.locator("table.side thead").inner_text() == first != second
        desk.type_into(page, "web.reason", "2")
        assert page.url.endswith("/review?at=0")
        page.keyboard.press("Tab")
        page.keyboard.press("6")
        desk.noted(page, "web.judged")
        assert page.locator("main progress").get_attribute("value") == str(int(open_) + 1)
        assert page.locator("table.side thead").inner_text() != first
        desk.look(page)
        desk.enter(page, desk.button(page, desk.say("web.undo")).first)
        desk.noted(page, "web.undone")
        assert page.locator("main progress").get_attribute("value") == open_
        assert page.locator("table.side thead").inner_text() == first

    def test_enter_in_the_reason_field_judges_nothing(self, desk) -> None:
        page = desk.person("administrator", "/review")
        page.evaluate(
            "document.getElementById('verdict').addEventListener('submit', e => { e.preventDefault(); window.sent = e.submitter.value; })"
        )
        page.get_by_label(desk.say("web.reason")).fill("x")
        page.keyboard.press("Enter")
        assert page.evaluate("window.sent") is None

    def test_reports_and_exports_are_downloaded(self, desk) -> None:
        page = desk.person("architect", "/reports")
        desk.look(page)
        for address, begin in (
            *((("/report/zh/html", b"<!DOCTYPE html>"), ("/report/zh/pdf", b"%PDF")) if desk.language == "zh" else ()),
            *((("/report/en/docx", b"PK"), ("/report/en/xlsx?public=1", b"PK")) if desk.language == "en" else ()),
            ("/export/findings/csv", b"\xef\xbb\xbf"),
            ("/export/plan/xlsx", b"PK"),
            ("/export/inventory/json", b"{"),
        ):
            content = desk.keep(page, lambda address=address: page.locator(f"a[href='{address}']").click())
            assert content.startswith(begin), address
        assert desk.faults == []

    def test_a_clerk_fills_a_form_in_the_browser_and_hands_it_in(self, desk) -> None:
        fields, system = entities()["System"].fields, {"zh": "婚姻登记信息系统", "en": "社会救助综合管理系统"}[desk.language]
        page = desk.person("clerk", "/forms")
        desk.look(page)
        desk.link(page, "云溪县民政局").click()
        desk.look(page)
        desk.link(page, system).click()
        end = page.get_by_label(fields["end_date"].title(desk.language), exact=True)
        assert not end.is_visible()
        page.get_by_label(fields["status"].title(desk.language), exact=True).select_option("retired")
        end.fill("2026-05-31")
        page.locator("#saved", has_text=re.compile(r"u-clerk.*20[0-9]{2}-")).wait_for()
        page.reload()
        assert end.input_value() == "2026-05-31"
        desk.look(page)
        assert (
            desk.word("status", "retired")
            not in desk.person("auditor", f"/record/{page.url.rpartition('/')[2]}").locator("main").inner_text()
        )
        record = page.url.rpartition("/")[2]
        desk.link(page, desk.say("web.back_to_form")).click()
        page.once("dialog", lambda dialog: dialog.accept())
        desk.press(page, "web.hand_in")
        desk.noted(page, "web.handed_in")
        desk.look(page)
        page.goto(f"/record/{record}")
        row = page.get_by_role("row").filter(has=page.get_by_role("rowheader", name=fields["end_date"].title(desk.language), exact=True))
        assert "2026-05-31" in row.inner_text()
        assert desk.faults == []


def spoiled(content: bytes, mark: str) -> bytes:
    """A body's workbook with two cells that cannot be."""
    book = openpyxl.load_workbook(io.BytesIO(content))
    sheet = book.worksheets[2]
    assert sheet.title in ("系统", "Systems")
    sheet["G2"], sheet["J3"] = "在天上", "二月三十日"
    book.properties.description = mark
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
