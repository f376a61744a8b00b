"""report, letter, diagram, export: what goes out."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from auditor.cli.call import current


def register(app: typer.Typer) -> None:
    """Add these commands."""
    app.command("demo")(demo)
    app.command("report")(report)
    app.command("letter")(letter)
    app.command("diagram")(diagram)
    app.command("export")(export)


def export(
    what: Annotated[str, typer.Argument(metavar="WHAT", help="inventory, findings, plan, duties, sharing or graph.")],
    format_: Annotated[str | None, typer.Option("--format", help="json, csv, xlsx; of a graph json, graphml, gexf or archimate.")] = None,
    out: Annotated[Path | None, typer.Option(help="File (folder for csv of the inventory); without it, stdout.")] = None,
) -> None:
    """Export the inventory, the findings, the plan, duties, the sharing sheet or the graph."""
    from auditor.exporting import default_format, export_what

    format_ = format_ or default_format(what, out)
    text = export_what(current.workspace(), what, format_, out)
    if text is not None and current.json and format_ != "json":
        # one JSON document on stdout, whatever it holds
        current.answer({"format": format_, "text": text})
    elif text is not None:
        sys.stdout.write(text)
    elif out is not None:
        current.say("cli.written", path=str(out))
        current.answer({"written": str(out)})


def diagram(
    view: Annotated[
        str,
        typer.Argument(
            metavar="VIEW",
            help="landscape, duplicates, silos, burden, asis-tobe, target or roadmap; with a subject system, element, lineage, recommendation, or landscape of one body or region.",
        ),
    ],
    out: Annotated[Path, typer.Option(help="File to write.")],
    subject: Annotated[
        str | None, typer.Argument(metavar="[SUBJECT]", help="What the view is of: a system, data element, recommendation, body or region.")
    ] = None,
    format_: Annotated[
        str | None, typer.Option("--format", help="svg, png, pdf, dot, mermaid or drawio (default: the file's ending).")
    ] = None,
    engine: Annotated[str, typer.Option(help="auto, system (dot) or embedded.")] = "auto",
    report: Annotated[str | None, typer.Option(help="HTML report (file or address) that boxes and arrows lead to.")] = None,
) -> None:
    """Draw one diagram."""
    from auditor.showing import draw
    from inventory.problems import InputError

    if engine not in ("auto", "system", "embedded"):
        raise InputError("unknown_option", option="--engine", value=engine, choices="auto, system, embedded")
    draw(current.workspace(), view, out, subject=subject, format_=format_, engine=engine, report=report)
    current.say("cli.written", path=str(out))
    current.answer({"written": str(out)})


def report(
    out: Annotated[Path, typer.Option(help="Folder for report.LANG.FORMAT.")],
    format_: Annotated[list[str] | None, typer.Option("--format", help="html, pdf, docx or xlsx; html and pdf by default.")] = None,
    org: Annotated[str | None, typer.Option(help="Only what concerns this body.")] = None,
    system: Annotated[str | None, typer.Option(help="Only what concerns this system.")] = None,
    public: Annotated[bool, typer.Option("--public", help="Only what people confirmed, without complaints and open questions.")] = False,
) -> None:
    """Write the audit report in both languages (one language with --lang)."""
    from auditor.reporting import write_report
    from inventory.problems import InputError
    from reports.audit_report.scope import Scope

    if org is not None and system is not None:
        raise InputError("usage", detail="--org | --system", command="report")
    asked = current.language
    workspace = current.workspace()
    languages = (asked,) if asked else ("zh", "en")
    formats, scope = tuple(format_ or ("html", "pdf")), Scope(org, system, public)
    written = write_report(workspace, out, formats=formats, languages=languages, scope=scope, is_last=True)
    for path in written:
        current.say("cli.written", path=str(path))
    current.answer({"written": [str(path) for path in written]})


def letter(
    org: Annotated[str, typer.Option(help="The body that is asked.")],
    out: Annotated[Path, typer.Option(help="Folder for letter.LANG.docx.")],
) -> None:
    """Write the letter that asks a body for its reply to the open findings about it."""
    from auditor.showing import write_letter

    written = write_letter(current.workspace(), org, out)
    for path in written:
        current.say("cli.written", path=str(path))
    current.answer({"written": [str(path) for path in written]})


def demo(
    out: Annotated[Path, typer.Option(help="Folder for the demo's workspace and results; only a demo's own folder is replaced.")] = Path(
        "auditor-demo"
    ),
) -> None:
    """The whole main job on an invented county: forms, crawl, audit, review, plan, report."""
    import dataclasses

    from auditor.demo.run import Demo

    own = dataclasses.replace(current)
    assert own.type_command is not None
    try:
        answer = Demo(out, own.language or "zh", own.type_command).everything()
    finally:
        # the demo typed commands of its own: put this call's options back
        vars(current).update(vars(own))
    current.answer(answer)
