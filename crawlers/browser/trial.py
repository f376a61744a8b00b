"""Whether Chromium starts on this machine: `python -m crawlers.browser.trial PATH`; one line on stderr says why not (exit code 1)."""

import asyncio
import os
import re
import sys
import tempfile

from crawlers.browser.chromium import Chromium


async def _try(path: str) -> None:
    chromium = Chromium(path)
    try:
        browser = await chromium.opened()
        page = await (await browser.new_context()).new_page()
        await page.set_content("<p>1</p>")
    finally:
        await chromium.close()


def said(text: str) -> str:
    """Of what Playwright reports, the line that tells most: the program's own error, how it ended, the first."""
    lines = [re.sub(r"\x1b\[[0-9;]*m", "", line).strip(" \t-") for line in text.splitlines()]
    for pattern in (r"\[err\]\s*(.*(?:sandbox|rror|annot|denied|not found).*)", r"\[err\]\s*(\S.*)", r"(process did exit.*)", r"(\S.*)"):
        for line in lines:
            if found := re.search(pattern, line):
                return found[1]
    return ""


def main(path: str) -> int:
    """Start it once and end it."""
    with tempfile.TemporaryDirectory(prefix="auditor-") as folder:
        os.environ["TMPDIR"] = folder
        try:
            asyncio.run(_try(path))
        except Exception as error:  # whatever it is, it is told in one line
            print(said(str(error)) or type(error).__name__, file=sys.stderr)
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
