"""screen, match, dedupe: stages on their own, without a workspace."""

from pathlib import Path
from typing import Annotated

import typer

from auditor.cli.call import current


def register(app: typer.Typer) -> None:
    """Add these commands."""
    app.command("screen")(screen)
    app.command("match")(match)
    app.command("dedupe")(dedupe)


def screen(
    files: Annotated[list[str], typer.Argument(metavar="FILE…|-", help="Text, HTML, DOCX, XLSX or PDF; - for one text a line on stdin.")],
    text: Annotated[Path | None, typer.Option(help="Folder for the extracted texts, as NAME.txt.")] = None,
) -> None:
    """Screen notices for forced use and formalism; no workspace needed."""
    from auditor.screening import screen_sources
    from inventory.languages import message
    from inventory.vocabulary import caption

    answer, refused = screen_sources(files, text, current.lang)
    for name, reason in refused:
        current.note("cli.unreadable", file=name, reason=message(current.lang, f"unreadable.{reason}"))
        current.code = 1
    if not current.json:
        titles = [message(current.lang, f"cli.column_{name}") for name in ("source", "category", "disposition", "severity", "quote")]
        rows = [
            [
                entry["source"],
                caption("screen_category", hit["category"], current.lang),
                message(current.lang, f"disposition.{hit['disposition']}"),
                caption("severity", hit["severity"], current.lang),
                hit["quote"],
            ]
            for entry in answer["texts"]
            for hit in entry["hits"]
        ]
        current.table(titles, rows)
        current.say("cli.screened", texts=len(answer["texts"]), hits=len(rows))
    current.answer(answer)


def match(
    left: Annotated[
        Path, typer.Argument(metavar="LEFT.csv", help="Fields: column field, and label, type, table, table_label, … where known.")
    ],
    right: Annotated[Path, typer.Argument(metavar="RIGHT.csv", help="The fields that they are compared with.")],
    top: Annotated[int, typer.Option(min=1, max=1000, help="Candidates for each left field.")] = 10,
) -> None:
    """Match the fields of two lists; no workspace needed."""
    from auditor.matching import match as matched
    from inventory.languages import message

    answer = matched(left, right, top=top, language=current.lang)
    if not current.json:
        titles = [message(current.lang, f"cli.column_{name}") for name in ("left", "right", "score", "element", "why")]
        rows = [[m["left"], m["right"], f"{m['score']:.0%}", m["element"] or "—", "; ".join(m["why"])] for m in answer["matches"]]
        current.table(titles, rows)
    current.answer(answer)


def dedupe(
    systems: Annotated[
        Path,
        typer.Argument(
            metavar="SYSTEMS.csv", help="Systems: columns id and name, and description, functions, elements, owner, region, … where known."
        ),
    ],
) -> None:
    """Find duplicates in a list of systems, or of anything with a name; no workspace needed."""
    from auditor.matching import dedupe as deduped
    from inventory.languages import message
    from inventory.vocabulary import caption

    answer = deduped(systems, language=current.lang)
    if not current.json:
        titles = [message(current.lang, f"cli.column_{name}") for name in ("left", "right", "relation", "score", "why")]
        rows = [
            [p["left"], p["right"], caption("relation", p["relation"], current.lang), f"{p['score']:.0%}", "; ".join(p["why"])]
            for p in answer["pairs"]
        ]
        current.table(titles, rows)
        current.say("cli.deduped", pairs=len(rows), clusters=len(answer["clusters"]))
    current.answer(answer)
