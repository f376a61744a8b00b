"""The letter that asks a body for its reply to the findings about it."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from graphs.rules import rules
from inventory.languages import message
from inventory.vocabulary import caption
from reports.documents import Block, Bullets, Heading, Paragraph, render_docx
from reports.wording import Names, basis_sentence


def letter(body: str, office: str, findings: Sequence[Mapping[str, Any]], names: Names, *, days: int, hands: int, date: str) -> bytes:
    """The letter as DOCX; `findings` are worded in the language of `names`, `days` the time for a reply, `hands` how many people confirm."""
    language = names.language

    def say(key: str, **params: Any) -> str:
        return message(language, f"letter.{key}", **params)

    blocks: list[Block] = [Paragraph(say("to", body=body)), Paragraph(say("intro", office=office, count=len(findings), days=days))]
    for number, finding in enumerate(findings, start=1):
        subjects = ("、" if language == "zh" else ", ").join(names.of(s) for s in finding["subjects"])
        told = rules().get(finding["rule"])
        terms = [(key, getattr(told[0], key).of(language)) for key in ("checks", "mend")] if told is not None else []
        blocks += [
            Heading(f"{number}. {finding['title']} ({finding['rule']}, {finding['id']})", 2),
            Paragraph(f"{caption('severity', finding['severity'], language)} · {caption('certainty', finding['certainty'], language)}"),
            Bullets((subjects, *finding["why"], *_seen(finding["evidence"][:5], language))),
            Bullets(tuple(basis_sentence(basis, language) for basis in finding["basis"])),
            *(Paragraph(say(key, **{key: words})) for key, words in terms),
            Paragraph(say("reply")),
        ]
    if not findings:
        blocks.append(Paragraph(say("nothing")))
    blocks += [Paragraph(say("rights", days=days, hands=hands)), Paragraph(f"{office}    {date}")]
    return render_docx(say("title", office=office), blocks, language)


def _seen(evidence: Sequence[Mapping[str, Any]], language: str) -> Iterator[str]:
    """Where each piece stands, when a page was fetched and under which hash it is kept, and the words that are quoted from it."""
    for entry in evidence:
        place = str(entry.get("url") or entry.get("locator") or "")
        if place and entry.get("at") and entry.get("sha256"):
            place = message(language, "letter.fetched", place=place, at=entry["at"], sha256=entry["sha256"])
        if place and entry.get("quote"):
            yield message(language, "letter.seen_quote", quote=entry["quote"], place=place)
        elif what := place or entry.get("quote"):
            yield message(language, "letter.seen", place=what)
