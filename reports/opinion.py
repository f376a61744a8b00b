"""The one-page opinion on a planned project."""

from collections.abc import Mapping
from typing import Any

from inventory.languages import message
from reports.documents import Block, Bullets, Heading, Paragraph, Table


def opinion(answer: Mapping[str, Any], language: str) -> tuple[str, list[Block]]:
    """Title and blocks of the opinion from the answer of a check."""

    def say(key: str, **params: Any) -> str:
        return message(language, f"precheck.{key}", **params)

    rows = tuple(
        (
            entry["text"][:80],
            "\n".join(f"{c['name']} ({c['score']:.2f})" for c in entry["closest"][:2]) or say("none"),
            entry["option_text"],
        )
        for entry in answer["functions"]
    )
    blocks: list[Block] = [
        Paragraph(say("about", title=answer["title"], body=answer["body"] or say("none"))),
        Heading(say("h_verdict")),
        Paragraph(answer["verdict_text"]),
        Heading(say("h_functions")),
        Table(say("h_functions"), (say("function"), say("closest"), say("option")), rows),
        Heading(say("h_questions")),
        Bullets(tuple(f"{entry['question']} {entry['answer']}" for entry in answer["questions"])),
        Paragraph(answer["limits"]),
    ]
    return say("title"), blocks
