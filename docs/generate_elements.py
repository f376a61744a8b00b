"""Writes docs/data-elements.md: how many data elements each field of life has, and how far their sources were read.

`python docs/generate_elements.py` writes the page; with `--check` it exits 1 where the page is not what it should be.
"""

import sys
from collections import Counter
from pathlib import Path

from inventory.elements import DOMAINS, dictionary
from inventory.languages import LANGUAGES, message

PAGE = Path(__file__).parent / "data-elements.md"
VERIFIED = ("full", "part", "meta", "memory")


def page() -> str:
    """The whole page, Chinese first."""
    return "\n\n".join(["<!-- Made by docs/generate_elements.py. Do not edit. -->", *map(_part, LANGUAGES)]) + "\n"


def _part(language: str) -> str:
    elements = dictionary().values()
    count = Counter((element.domain, element.verified) for element in elements)
    without = Counter(element.domain for element in elements if element.source.startswith("none: "))

    def say(key: str, **values: object) -> str:
        return message(language, f"docs.elements.{key}", **values)

    def row(title: str, figures: list[int]) -> str:
        return f"| {title} | {' | '.join(map(str, figures))} |"

    figures = {domain: [count[domain, verified] for verified in VERIFIED] for domain in DOMAINS}
    total = [sum(column) for column in zip(*figures.values(), strict=True)]
    titles = (say("domain"), say("elements"), *VERIFIED, say("none"))
    return "\n".join(
        [
            f"# {say('title')}",
            "",
            say("intro", count=len(elements)),
            "",
            f"| `verified` | {say('means')} |",
            "| --- | --- |",
            *(f"| `{verified}` | {say(verified)} |" for verified in VERIFIED),
            "",
            say("sources", count=sum(without.values())),
            "",
            f"| {' | '.join(titles)} |",
            "| --- |" + " ---: |" * (len(titles) - 1),
            *(
                row(f"{message(language, f'domain.{domain}')} `{domain}`", [sum(found), *found, without[domain]])
                for domain, found in figures.items()
            ),
            row(say("all"), [sum(total), *total, sum(without.values())]),
            "",
            say("limits"),
        ]
    )


if __name__ == "__main__":
    if "--check" in sys.argv:
        sys.exit(PAGE.read_text(encoding="utf-8") != page())
    PAGE.write_text(page(), encoding="utf-8")
