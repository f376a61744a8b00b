"""init, form, import, crawl, round: what comes in."""

import dataclasses
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from auditor.cli.call import current

if TYPE_CHECKING:
    from collections.abc import Callable

    from inventory.intake import Outcome
    from inventory.problems import InputError

elements = typer.Typer(help="The office's own data-element standard: import, list.", no_args_is_help=True)
form = typer.Typer(help="Inventory forms as Excel workbooks: export, import, status.", no_args_is_help=True)


def register(app: typer.Typer) -> None:
    """Add these commands."""
    app.command("init")(init)
    app.add_typer(form, name="form")
    form.command("export")(form_export)
    form.command("import")(form_import)
    form.command("status")(form_status)
    app.command("import")(import_)
    app.command("crawl")(crawl)
    app.add_typer(elements, name="elements")
    elements.command("import")(elements_import)
    elements.command("list")(elements_list)


def init(
    directory: Annotated[Path, typer.Argument(metavar="DIR", help="New or empty folder.")],
    name: Annotated[str, typer.Option(help="Name of the office or county.")],
    region: Annotated[str | None, typer.Option(help="Region code (GB/T 2260).")] = None,
    db: Annotated[str | None, typer.Option(help="PostgreSQL address, or env:NAME that holds it.")] = None,
) -> None:
    """Make a new workspace: settings, database, evidence archive, first round."""
    from auditor.workspace import create_workspace

    workspace = create_workspace(directory, name=name, region=region, lang=current.lang, db=db)
    current.say("cli.workspace_made", path=str(directory))
    current.answer({"workspace": str(directory), "round": workspace.today})


def form_export(
    out: Annotated[Path, typer.Option(help="Folder for the workbooks.")],
    org: Annotated[list[str] | None, typer.Option(help="Only these bodies (id, code or name).")] = None,
    below_county: Annotated[bool, typer.Option("--below-county", help="Also workbooks for towns and villages.")] = False,
    tier: Annotated[str, typer.Option(help="core, or ask_if for what other answers call for.")] = "core",
) -> None:
    """Write one prefilled workbook per body."""
    from auditor.forms import export_forms

    written = export_forms(current.workspace(), out, only=org or [], below_county=below_county, tier=tier)
    for entry in written:
        current.say("cli.form_written", **entry)
    current.say("cli.forms_written", count=len(written), minutes=sum(entry["minutes"] for entry in written))
    current.answer({"forms": written})


def form_import(
    files: Annotated[list[Path], typer.Argument(metavar="FILE…", help="Filled workbooks.")],
    rejections: Annotated[Path | None, typer.Option(help="Folder for copies in which refused cells are marked.")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show what would change, write nothing.")] = False,
) -> None:
    """Read filled workbooks back; the same workbook again changes nothing."""
    from inventory.forms.read_workbook import import_form

    workspace = current.workspace()
    name = workspace.settings.workspace.name
    outcomes, failed = _each(files, lambda path: import_form(workspace.engine, path, workspace=name, now=workspace.now, dry_run=dry_run))
    if rejections is not None:
        from inventory.forms.mark_workbook import mark_workbook

        for path, outcome in outcomes:
            marked = mark_workbook(path, outcome.problems, rejections, current.lang)
            if marked is not None:
                current.say("cli.written", path=str(marked))
    _report(outcomes, failed)


def form_status() -> None:
    """Who has returned the form and what is open."""
    from auditor.forms import form_status as status

    rows = status(current.workspace())
    if not current.json:
        from inventory.languages import message

        titles = [
            message(current.lang, f"cli.column_{name}")
            for name in ("organisation", "returned", "rejected", "answered", "attested", "conflicts")
        ]
        cells = [
            [r["name"], r["round"] or "—", r["rejected"], f"{r['answered_share']:.0%}", r["attested_on"] or "—", r["conflicts"]]
            for r in rows
        ]
        current.table(titles, cells)
    current.answer({"organisations": rows})


def import_(
    paths: Annotated[
        list[str], typer.Argument(metavar="FILE|DIR|URL…", help="Files, folders, zips; a web address; a database's address or env:NAME.")
    ],
    as_format: Annotated[str | None, typer.Option("--as", help="Overrule the format found by content.")] = None,
    system: Annotated[str, typer.Option(help="The system whose tables or interfaces these are, where the file does not say.")] = "",
    owner: Annotated[str, typer.Option(help="The body that holds what has no owner of its own.")] = "",
    allow_private: Annotated[bool, typer.Option("--allow-private", help="Also private addresses.")] = False,
    profile_values: Annotated[
        bool, typer.Option("--profile-values", help="Count what the values of a dump look like; no value is kept.")
    ] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show what would change, write nothing.")] = False,
) -> None:
    """Import inventories, SQL dumps, API descriptions, catalogues; also: import list, import withdraw ID."""
    from inventory.importers.fetch import fetched_file
    from inventory.importers.rows import Context
    from inventory.intake import import_database, import_path

    workspace = current.workspace()
    if paths == ["list"] and not Path("list").exists():
        _list_imports()
        return
    if len(paths) == 2 and paths[0] == "withdraw" and not Path("withdraw").exists():
        _withdraw(paths[1])
        return
    settings, region = workspace.settings, workspace.home["region"] or ""
    profiles = profile_values or settings.imports.value_profiles
    context = Context(system.strip(), owner.strip(), columns=settings.columns, region=region, profiles=profiles)

    addresses = {str(Path(text)): text for text in paths if "://" in text or text.startswith("env:")}

    def read(path: Path) -> "Outcome":
        given = addresses.get(str(path))
        if given is None:
            return import_path(workspace.engine, path, now=workspace.now, as_format=as_format, context=context, dry_run=dry_run)
        if given.lower().startswith(("http://", "https://")):
            with fetched_file(given, allow_private=allow_private) as (file, shown):
                of_address = dataclasses.replace(context, url=shown)
                return import_path(workspace.engine, file, now=workspace.now, as_format=as_format, context=of_address, dry_run=dry_run)
        address = _database_address(given)
        return import_database(workspace.engine, address, now=workspace.now, context=context, allow_private=allow_private, dry_run=dry_run)

    _report(*_each([Path(text) for text in paths], read))


def elements_import(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="CSV or Excel: data elements, code lists.")],
    source: Annotated[str, typer.Option(help="Title and number of the standard; the file's name where left out.")] = "",
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show what would change, write nothing.")] = False,
) -> None:
    """Take in the office's own data-element standard and code lists; the next audit matches fields to it."""
    from auditor.standards import import_elements

    answer, problems = import_elements(current.workspace(), file, source=source, dry_run=dry_run)
    for kind in ("rejected", "questions", "ignored"):
        _note_each(kind, answer[kind])
    current.say("cli.elements_imported", file=file.name, read=_counts(answer["read"]), changed=_counts(answer["changed"]))
    if len(problems):
        current.code = 1
    current.answer(answer)


def elements_list() -> None:
    """The data elements in force: the shipped dictionary and the office's own."""
    from inventory.elements import as_object, dictionary

    current.workspace().engine  # noqa: B018  (opening puts the office's elements in force)
    found = list(dictionary().values())
    if not current.json:
        from inventory.languages import message

        titles = [message(current.lang, f"cli.column_{name}") for name in ("code", "name", "element", "source", "verified")]
        current.table(titles, [[e.code, e.caption(current.lang), e.name, e.source, e.verified] for e in found])
    current.answer({"elements": [as_object(element) for element in found]})


def _note_each(kind: str, entries: list[dict[str, Any]]) -> None:
    for entry in entries:
        place = " ".join(str(entry[k]) for k in ("file", "sheet", "row", "column", "line", "path") if entry[k] is not None)
        current.note(f"cli.{kind}", place=place, message=entry["message"])


def _database_address(given: str) -> str:
    """The address itself, or what the variable of `env:NAME` holds; an address in an argument has no password."""
    from auditor.workspace import secret
    from inventory.problems import InputError

    if not given.startswith("env:") and re.search(r"://[^/@]*:[^/@]+@", given):
        raise InputError("password_in_argument")
    return secret(given)


def _list_imports() -> None:
    from auditor.custody import list_imports
    from inventory.languages import message

    rows = list_imports(current.workspace())
    if not current.json:
        titles = [message(current.lang, f"cli.column_{name}") for name in ("id", "name", "at", "records", "rejected", "withdrawn")]
        current.table(titles, [[r["id"], r["name"], r["at"], r["records"], r["rejected"], r["withdrawn_at"] or "—"] for r in rows])
    current.answer({"imports": rows})


def _withdraw(named: str) -> None:
    from auditor.custody import withdraw_import

    outcome = withdraw_import(current.workspace(), named)
    current.say("cli.withdrawn", name=outcome["name"], changed=_counts(outcome["changed"]))
    current.answer(outcome)


def _each(paths: list[Path], read: "Callable[[Path], Outcome]") -> "tuple[list[tuple[Path, Outcome]], list[tuple[Path, InputError]]]":
    """Read every file; one that cannot be read does not keep out the others. Raises InputError where none can."""
    from inventory.problems import InputError

    outcomes: list[tuple[Path, Outcome]] = []
    failed: list[tuple[Path, InputError]] = []
    for path in paths:
        try:
            outcomes.append((path, read(path)))
        except InputError as error:
            failed.append((path, error))
    if failed and not outcomes:
        raise failed[0][1]
    return outcomes, failed


def _report(outcomes: "list[tuple[Path, Outcome]]", failed: "list[tuple[Path, InputError]]") -> None:
    """What imports did: counts, and every rejection with its address."""
    documents: list[dict[str, Any]] = []
    nowhere = dict.fromkeys(("sheet", "row", "column", "line", "path"))
    for path, error in failed:
        told = {"code": error.code, "file": path.name, **nowhere, "message": error.sentence(current.lang)}
        empty: dict[str, Any] = {"format": None, "read": {}, "changed": {}, "questions": [], "ignored": [], "more": []}
        documents.append({"file": str(path), **empty, "rejected": [told]})
        current.note("cli.rejected", place=path.name, message=told["message"])
        current.code = 1
    for path, outcome in outcomes:
        document = outcome.as_dict(current.lang)
        documents.append({"file": str(path), **document})
        current.say(
            "cli.imported",
            file=path.name,
            format=document["why"],
            read=_counts(outcome.read),
            changed=_counts(outcome.changed),
        )
        for sheet, column, title, field, how in outcome.columns:
            current.note("cli.column_read", sheet=sheet, column=column, title=title, field=field, how=how)
        for kind in ("rejected", "questions", "ignored"):
            _note_each(kind, document[kind])
        for code, count in outcome.problems.more():
            current.note("cli.more", code=code, count=count)
        if len(outcome.problems):
            current.code = 1
    if len(documents) == 1:
        current.answer(documents[0])
    else:
        merged: dict[str, dict[str, int]] = {"read": {}, "changed": {}}
        for key, totals in merged.items():
            for document in documents:
                for array, count in document[key].items():
                    totals[array] = totals.get(array, 0) + count
        lists = {key: [entry for document in documents for entry in document[key]] for key in ("rejected", "questions", "ignored")}
        current.answer({**merged, **lists, "files": documents})


def _counts(counts: "dict[str, int]") -> str:
    return ", ".join(f"{array} {count}" for array, count in sorted(counts.items()) if count) or "0"


def crawl(
    seeds: Annotated[
        list[str] | None, typer.Argument(metavar="[SEEDS.csv|URL…]", help="Sites to read; without any, the last crawl goes on.")
    ] = None,
    max_pages: Annotated[int | None, typer.Option(help="Stop after this many pages.")] = None,
    allow_private: Annotated[bool, typer.Option("--allow-private", help="Also read private and loopback addresses.")] = False,
    purpose: Annotated[str | None, typer.Option(help="Why this crawl is made (kept in auditor.toml).")] = None,
    contact: Annotated[str | None, typer.Option(help="Whom a site's owner may ask.")] = None,
    approved_by: Annotated[str | None, typer.Option(help="Who approved the crawl.")] = None,
) -> None:
    """Read sites: channels, systems, form fields and notices, each page kept as evidence."""
    from auditor.crawling import crawl_sites
    from inventory.languages import message

    workspace = current.workspace()
    texts = {"purpose": purpose, "contact": contact, "approved_by": approved_by}
    outcome = crawl_sites(
        workspace,
        seeds or [],
        max_pages=max_pages,
        allow_private=allow_private,
        texts={key: value for key, value in texts.items() if value},
        show_progress=sys.stderr.isatty() and not current.json,
    )
    for refused in outcome["refused"][:20]:
        current.note("cli.refused", **refused)
    for unread in outcome["unreadable"][:20]:
        current.note("cli.unreadable", file=unread["url"], reason=message(current.lang, f"unreadable.{unread['reason']}"))
    _note_browser(outcome)
    current.say("cli.crawled", **{k: outcome[k] for k in ("pages", "channels", "systems", "fields", "notices", "seconds")})
    current.answer(outcome)


def _note_browser(outcome: "dict[str, Any]") -> None:
    """What the browser drew and what not, and what is wrong with certificates."""
    from inventory.languages import message

    drawn = outcome["rendered"]
    for failed in drawn["failed"][:20]:
        current.note("cli.not_rendered", url=failed["url"], reason=message(current.lang, f"browser.{failed['reason']}"))
    if drawn["not_named"]:
        current.note("cli.not_named", hosts=", ".join(drawn["not_named"][:20]))
    for entry in outcome["certificates"][:20]:
        words = [message(current.lang, f"certificate.{fault}") for fault in entry["verdict"].split("+")]
        current.note("cli.certificate", site=entry["site"], verdict=", ".join(words))
    if drawn["pages"] or drawn["failed"]:
        current.say("cli.rendered", pages=drawn["pages"], pictures=drawn["pictures"])
