"""What is asked of a page in the browser, in a world of scripts of its own that the page cannot reach into."""

import asyncio
import json
import re
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from inventory.secrecy import personal_numbers

if TYPE_CHECKING:
    from playwright.async_api import CDPSession

# how far the page is, and signs of whether it still changes
STATE = "[document.readyState, document.getElementsByTagName('*').length, (document.documentElement?.textContent || '').length]"
_ROOT = "(document.documentElement || {outerHTML: '', scrollWidth: 0, scrollHeight: 0})"
SIZE = f"[{_ROOT}.outerHTML.length, {_ROOT}.scrollWidth, {_ROOT}.scrollHeight]"
BASE = "document.baseURI"
# all words that may be seen: text, what stands in fields, and what stands in shadow trees
WORDS = """(() => { const found = []; const walk = root => {
    found.push(root.innerText ?? root.textContent ?? '', root.textContent ?? '');
    for (const e of root.querySelectorAll('*')) {
        if (typeof e.value === 'string') found.push(e.value);
        for (const name of ['placeholder', 'alt', 'title', 'data-content']) if (e.getAttribute(name)) found.push(e.getAttribute(name));
        if (e.shadowRoot) walk(e.shadowRoot);
    } };
    if (document.documentElement) walk(document.documentElement); return found.join('\\n').slice(0, 4000000); })()"""
_AXE = """axe.run(document, {resultTypes: ['violations'], iframes: false}).then(found => JSON.stringify({
    tool: found.testEngine.name, version: found.testEngine.version,
    violations: found.violations.map(v => [v.id, v.impact || '', v.nodes.length])}))"""
_RULE = re.compile(r"[a-z0-9-]{1,60}")
_IMPACTS = ("critical", "serious", "moderate", "minor", "")


async def look(session: "CDPSession", expression: str, seconds: float) -> Any:
    """The value of an expression in the page's main frame. Raises TimeoutError where a script of the page does not let go."""
    async with asyncio.timeout(seconds):
        tree = await session.send("Page.getFrameTree")
        world = await session.send("Page.createIsolatedWorld", {"frameId": tree["frameTree"]["frame"]["id"], "worldName": "auditor"})
        answer = await session.send(
            "Runtime.evaluate",
            {"expression": expression, "contextId": world["executionContextId"], "returnByValue": True, "awaitPromise": True},
        )
    if "exceptionDetails" in answer:
        raise ValueError(str(answer["exceptionDetails"].get("text", ""))[:200])
    return answer["result"].get("value")


@cache
def _axe_source() -> str:
    spec = find_spec("axe_playwright_python")
    assert spec is not None
    assert spec.origin is not None
    return Path(spec.origin).with_name("axe.min.js").read_text(encoding="utf-8")


async def accessibility(session: "CDPSession", seconds: float) -> dict[str, Any]:
    """What axe-core objects to: its name and version, and of each rule that is broken its id, impact and number of places."""
    text = await look(session, f"{_axe_source()}\n;{_AXE}", seconds)
    found = json.loads(text)
    violations = [
        {"rule": rule, "impact": impact, "count": int(count)}
        for rule, impact, count in found["violations"]
        if _RULE.fullmatch(rule) and impact in _IMPACTS
    ]
    return {"tool": found["tool"], "version": found["version"], "violations": sorted(violations, key=lambda v: str(v["rule"]))}


def shows_numbers(words: str) -> bool:
    """Tell whether words on a page hold a personal number, also one that spaces or line ends cut."""
    return bool(personal_numbers(words) or personal_numbers(re.sub(r"[\s-]+", " ", words)) or personal_numbers(_joined(words)))


def _joined(words: str) -> str:
    return re.sub(r"(?<=[0-9])[\s\u00a0-]+(?=[0-9Xx])", "", words)
