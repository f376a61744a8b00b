"""Exports of a workspace: the documents with their sentences in the workspace's language."""

import csv
import io
from dataclasses import asdict
from pathlib import Path
from typing import Any

from auditor.find import find_one
from auditor.kept import analysed, inventory_in
from auditor.kept import inventory_of as inventory_of
from auditor.workspace import Workspace
from graphs.analysis import Analysis
from graphs.duties import duty_matrix
from graphs.recommend.integration import integration_sheet, without_fields
from graphs.sharing_sheet import sharing_sheet
from inventory.advice import load_recommendations, recommendation_value
from inventory.database import reading
from inventory.documents import META, dump, to_cell
from inventory.languages import message
from inventory.problems import InputError
from inventory.snapshot import load_document, load_findings, result
from inventory.values.inventory import Inventory
from inventory.vocabulary import terms
from reports.diagrams.graphviz import DrawingFailed
from reports.diagrams.scene import Scene
from reports.exports import graph as graph_export
from reports.exports import inventory as inventory_export
from reports.exports import lists
from reports.exports.archimate_views import View, views_of
from reports.wording import Names, basis_object, because, finding_title, reasons_from, reasons_in_words, sentence

FORMATS = {
    "inventory": ("json", "csv", "xlsx"),
    "findings": ("json", "csv", "xlsx"),
    "plan": ("json", "xlsx"),
    "duties": ("xlsx", "csv"),
    "sharing": ("xlsx", "csv"),
    "integration": ("xlsx", "csv", "json"),
    "graph": graph_export.FORMATS,
}


def inventory_document(workspace: Workspace, language: str | None = None) -> dict[str, Any]:
    """The whole inventory document with the sentences of findings and recommendations."""
    with reading(workspace.engine) as session:
        document = load_document(session, now=workspace.now)
        inventory = inventory_in(workspace, session)
    names = Names(inventory, language or workspace.language)
    document = {key: document.pop(key) for key in META if key in document} | workspace.home | document
    document["findings"] = [worded_finding(entry, names) for entry in document["findings"]]
    document["recommendations"] = [worded_recommendation(entry["content"], names) for entry in document["recommendations"]]
    return document


def worded_finding(entry: dict[str, Any], names: Names) -> dict[str, Any]:
    """A stored finding with title, clauses and reasons in words."""
    return {
        **entry,
        "title": finding_title(entry["rule"], names.language),
        "basis": [basis_object(b, names.language) for b in entry["basis"]],
        "why": reasons_in_words(entry, names) or list(entry.get("why") or []),
    }


def worded_recommendation(entry: dict[str, Any], names: Names) -> dict[str, Any]:
    """A stored recommendation as the contract prints it, with `content` as stored for a later import."""
    if "reasons" not in entry:
        return entry
    return {
        **{key: entry.get(key) for key in ("id", "kind", "subjects", "addressee", "needs_first", "cost_yuan", "saving_yuan", "closes")},
        "steps": [sentence(reason, names) for reason in reasons_from(entry["steps"])],
        "why": [because(reason, names) for reason in reasons_from(entry["reasons"])],
        "content": entry,
    }


def findings_list(
    workspace: Workspace,
    *,
    rule: str | None = None,
    severity: str | None = None,
    status: str | None = None,
    organisation: str | None = None,
    inventory: Inventory | None = None,
) -> list[dict[str, Any]]:
    """Current findings that pass the filters, most severe first; `inventory` is the current one where the caller has it.

    Raises InputError for an unknown filter value.
    """
    for option, value, choices in (("--severity", severity, terms("severity")), ("--status", status, terms("finding_status"))):
        if value is not None and value not in choices:
            raise InputError("unknown_option", option=option, value=value, choices=", ".join(choices))
    with reading(workspace.engine) as session:
        stored = load_findings(session)
        inventory = inventory or inventory_in(workspace, session)
    body = find_one(inventory, "Organisation", organisation).id if organisation is not None else None
    names = Names(inventory, workspace.language)
    found = [
        worded_finding(entry, names) for entry in stored if entry["is_current"] or entry["status"] in ("closed", "rejected", "excepted")
    ]
    kept = [
        f
        for f in found
        if (rule is None or f["rule"].lower() == rule.lower())
        and (severity is None or f["severity"] == severity)
        and (status is None or f["status"] == status)
        and (body is None or body in f["organisations"] or body in f["subjects"])
    ]
    order = {code: position for position, code in enumerate(terms("severity"))}
    sure = {code: position for position, code in enumerate(terms("certainty"))}
    return sorted(kept, key=lambda f: (order[f["severity"]], sure[f["certainty"]], f["rule"], f["id"]))


def default_format(what: str, out: Path | None) -> str:
    """The format that the file's ending names, else the first that can go where it should: text to stdout."""
    known = FORMATS.get(what, ("json",))
    ending = out.suffix[1:].lower() if out is not None else ""
    return ending if ending in known else next((f for f in known if out is not None or f != "xlsx"), known[0])


def export_what(workspace: Workspace, what: str, format_: str, out: Path | None) -> str | None:
    """Write an export to `out`, or return its text. Raises InputError for an unknown kind or format."""
    if what not in FORMATS:
        raise InputError("unknown_option", option="WHAT", value=what, choices=", ".join(FORMATS))
    if format_ not in FORMATS[what]:
        raise InputError("unknown_option", option="--format", value=format_, choices=", ".join(FORMATS[what]))
    if format_ == "xlsx" and out is None:
        raise InputError("needs_out", format=format_)
    if what == "inventory":
        return _inventory(workspace, format_, out)
    if what in ("duties", "sharing", "integration", "graph"):
        return _of_analysis(workspace, what, format_, out)
    rows = {"findings": findings_list(workspace)} if what == "findings" else _plan(workspace)
    if format_ == "json":
        return _write(out, inventory_export.render_json(rows))
    if format_ == "xlsx":
        # findings keep the keys of their JSON, a plan is for people
        tables = lists.plan_tables(rows, workspace.language) if what == "plan" else rows
        assert out is not None
        write_atomic(out, lambda path: inventory_export.write_tables(tables, path))
        return None
    return _write(out, _csv(rows["findings"]))


def _of_analysis(workspace: Workspace, what: str, format_: str, out: Path | None) -> str | None:
    analysis = analysed(workspace)
    names = Names(analysis.inventory, workspace.language)
    if what == "graph":
        return _write(out, graph_export.render_graph(analysis.scape, names, format_, _views(workspace, analysis, names, format_)))
    if what == "integration":
        with reading(workspace.engine) as session:
            made = [recommendation_value(entry) for entry in load_recommendations(session)]
        transfers = integration_sheet(analysis, made)
        without = without_fields(analysis, made, transfers)
        if format_ == "json":
            listed = {"transfers": [asdict(transfer) for transfer in transfers], "without_fields": [asdict(one) for one in without]}
            return _write(out, inventory_export.render_json(listed))
        rows = lists.integration_rows(transfers, names, analysis.inventory.fields, without)
    elif what == "duties":
        rows = lists.duty_rows(duty_matrix(analysis.scape), names)
    else:
        rows = lists.sharing_rows(sharing_sheet(analysis), names)
    title = message(workspace.language, f"export.{what}")
    if format_ == "xlsx":
        assert out is not None
        write_atomic(out, lambda path: inventory_export.write_tables({title: rows}, path))
        return None
    return _write(out, lists.render_csv(rows))


def _views(workspace: Workspace, analysis: Analysis, names: Names, format_: str) -> list[View]:
    """The pictures that an ArchiMate model shows; other formats hold none."""
    if format_ != "archimate":
        return []
    with reading(workspace.engine) as session:
        plan: dict[str, Any] | None = result(session, f"plan_{names.language}")
        made = {entry["id"]: recommendation_value(entry) for entry in load_recommendations(session)}
    line = source_line(workspace, analysis.inventory, names.language)
    try:
        return views_of(Scene(analysis, plan, names, line, made))
    except DrawingFailed as error:
        raise InputError("drawing_failed", what=str(error)) from None


def source_line(workspace: Workspace, inventory: Inventory, language: str) -> str:
    """Whose picture this is, of which round and day."""
    return message(language, "diagram.source", name=workspace.settings.workspace.name, round=inventory.round, today=workspace.today)


def _plan(workspace: Workspace) -> dict[str, Any]:
    with reading(workspace.engine) as session:
        plan: dict[str, Any] | None = result(session, f"plan_{workspace.language}")
    if plan is None:
        raise InputError("no_plan")
    return plan


def _inventory(workspace: Workspace, format_: str, out: Path | None) -> str | None:
    document = inventory_document(workspace)
    if format_ == "json":
        return _write(out, inventory_export.render_json(document))
    if out is None:
        raise InputError("needs_out", format=format_)
    if format_ == "xlsx":
        write_atomic(out, lambda path: inventory_export.write_xlsx(document, path))
        return None
    out.mkdir(parents=True, exist_ok=True)
    for name, text in inventory_export.render_csv(document).items():
        _write(out / name, text)
    return None


def _csv(entries: list[dict[str, Any]]) -> str:
    stream = io.StringIO()
    keys = list(entries[0]) if entries else ["id"]
    writer = csv.writer(stream, lineterminator="\r\n")
    writer.writerow(keys)
    writer.writerows(
        [to_cell("findings", key, entry.get(key)) if not isinstance(entry.get(key), (list, dict)) else dump(entry[key]) for key in keys]
        for entry in entries
    )
    return "\ufeff" + stream.getvalue()


def _write(out: Path | None, text: str) -> str | None:
    if out is None:
        return text
    write_atomic(out, lambda path: path.write_bytes(text.encode("utf-8")))
    return None


def write_atomic(out: Path, write: Any) -> None:
    """Write beside the name and rename, so that a file is whole or absent."""
    out.parent.mkdir(parents=True, exist_ok=True)
    temporary = out.with_name(f".{out.name}.new")
    try:
        write(temporary)
        temporary.replace(out)
    finally:
        temporary.unlink(missing_ok=True)
