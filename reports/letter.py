"""The letter that asks a body for its reply to the findings about it."""

from collections.abc import Mapping, Sequence
from typing import Any

from inventory.languages import message
from inventory.vocabulary import caption
from reports.documents import Block, Bullets, Heading, Paragraph, render_docx
from reports.wording import Names, basis_sentence


def letter(body: str, office: str, findings: Sequence[Mapping[str, Any]], names: Names, *, days: int, date: str) -> bytes:
    """The letter as DOCX; `findings` are worded in the language of `names`, `days` the time for a reply."""
    language = names.language

    def say(key: str, **params: Any) -> str:
        return message(language, f"letter.{key}", **params)

    blocks: list[Block] = [Paragraph(say("to", body=body)), Paragraph(say("intro", office=office, count=len(findings), days=days))]
    for number, finding in enumerate(findings, start=1):
        subjects = ("、" if language == "zh" else ", ").join(names.of(s) for s in finding["subjects"])
        places = [str(e.get("quote") or e.get("url") or e.get("locator") or "") for e in finding["evidence"][:5]]
        blocks += [
            Heading(f"{number}. {finding['title']} ({finding['rule']}, {finding['id']})", 2),
            Paragraph(f"{caption('severity', finding['severity'], language)} · {caption('certainty', finding['certainty'], language)}"),
            Bullets((subjects, *finding["why"], *(say("seen", place=place) for place in places if place))),
            Bullets(tuple(basis_sentence(basis, language) for basis in finding["basis"])),
            Paragraph(say("reply")),
        ]
    if not findings:
        blocks.append(Paragraph(say("nothing")))
    blocks += [Paragraph(say("rights", days=days)), Paragraph(f"{office}    {date}")]
    return render_docx(say("title", office=office), blocks, language)
