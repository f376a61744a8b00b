"""Log-in through the office's log-in service in a real browser, the service being another site: cookies, redirects and the strict policy as browsers hold them."""

import json
import shutil
import socket
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import axe_playwright_python
import pytest

from auditor.accounts import add_account
from auditor.settings import FILE
from auditor.web.guard import POLICY
from auditor.workspace import open_workspace
from inventory.languages import message
from tests.auditor.web.log_in_service import CLIENT, SECRET, serving_people
from tests.serving import Server

AXE = Path(axe_playwright_python.__file__).with_name("axe.min.js")


@pytest.fixture
def log_in(blank_workspace, tmp_path, monkeypatch):
    """A server of its own process over an office with a log-in service: its address, and the service."""
    monkeypatch.setenv("AUDITOR_OIDC", SECRET)
    folder = shutil.copytree(blank_workspace, tmp_path / "county")
    with socket.socket() as probe, serving_people() as service:
        probe.bind(("127.0.0.1", 0))
        # another site than 127.0.0.1 to the browser
        service.url = service.url.replace("127.0.0.1", "localhost")
        server = Server(folder, tmp_path / "served")
        server.url = f"http://127.0.0.1:{probe.getsockname()[1]}"
        told = {
            "issuer": service.url,
            "client_id": CLIENT,
            "client_secret": "env:AUDITOR_OIDC",
            "public_url": server.url,
            "title": "县统一认证",
        }
        with (folder / FILE).open("a", encoding="utf-8") as file:
            file.write("\n[oidc]\n" + "".join(f"{name} = {json.dumps(value)}\n" for name, value in told.items()))
        workspace = open_workspace(folder)
        add_account(workspace, "u-reader", "reader", organisation=None, password=None)
        workspace.engine.dispose()
        probe.close()
        server.start()
        yield server.url, service
        server.stop()
        assert server.faults() == []


@pytest.mark.parametrize(("language", "width"), [("zh", 390), ("en", 1440)])
def test_people_come_in_and_leave_under_the_strict_policy(browser, log_in, language, width) -> None:
    url, service = log_in
    service.instead["/end"] = (200, b"{}")
    faults: list[str] = []
    context = browser.new_context(locale={"zh": "zh-CN", "en": "en-US"}[language], viewport={"width": width, "height": 900}, base_url=url)
    page: Any = context.new_page()
    page.on(
        "console",
        lambda m: (
            faults.append(m.text) if m.type in ("error", "warning") and urlsplit(m.location["url"]).port == urlsplit(url).port else None
        ),
    )
    page.on("pageerror", lambda e: faults.append(str(e)))
    answer = page.goto("/inventory")
    assert answer.headers["content-security-policy"] == POLICY
    page.evaluate(AXE.read_text(encoding="utf-8"))
    assert (
        page.evaluate("() => axe.run(document, {resultTypes: ['violations']}).then(f => f.violations.map(v => v.id + v.nodes[0].html))")
        == []
    )
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    link = page.get_by_role("link", name=message(language, "web.oidc_log_in", title="县统一认证"), exact=True)
    link.focus()
    page.keyboard.press("Enter")
    page.wait_for_url(f"{url}/inventory")
    assert page.get_by_role("link", name="u-reader").count() == 1
    cookies = {c["name"]: c for c in context.cookies()}
    assert set(cookies) == {"auditor_session"}
    assert (cookies["auditor_session"]["httpOnly"], cookies["auditor_session"]["sameSite"]) == (True, "Lax")
    page.get_by_role("button", name=message(language, "web.log_out"), exact=True).click()
    page.wait_for_url(f"{url}/login?out=1")
    page.get_by_role("link", name=message(language, "web.oidc_leave", title="县统一认证"), exact=True).click()
    page.wait_for_url(f"{service.url}/end*")
    assert faults == []
    context.close()
