"""user, review, judge, mapping, finding: what people decide."""

from pathlib import Path
from typing import Annotated, Any

import typer

from auditor.cli.call import current

user = typer.Typer(help="Accounts.", no_args_is_help=True)
finding = typer.Typer(help="The life of a finding: answer, confirm, reject, except, assign, close.", no_args_is_help=True)
mapping = typer.Typer(help="What fields mean: list, confirm, reject, export.", no_args_is_help=True)
By = Annotated[str, typer.Option("--by", help="Account of the person who decides.")]
FindingId = Annotated[str, typer.Argument(metavar="FINDING")]
Words = Annotated[str | None, typer.Option("--text", help="What is said.")]
Proof = Annotated[Path | None, typer.Option("--evidence", help="A file kept in the archive.")]


def register(app: typer.Typer) -> None:
    """Add these commands."""
    app.add_typer(user, name="user")
    user.command("add")(user_add)
    user.command("close")(user_close)
    user.command("reopen")(user_reopen)
    app.command("review")(review)
    app.command("judge")(judge)
    app.command("settle")(settle)
    app.add_typer(mapping, name="mapping")
    mapping.command("list")(mapping_list)
    mapping.command("confirm")(mapping_confirm)
    mapping.command("reject")(mapping_reject)
    mapping.command("export")(mapping_export)
    app.add_typer(finding, name="finding")
    for action in (ask, answer, confirm, reject, except_, assign, close):
        finding.command(action.__name__.rstrip("_"))(action)


def user_add(
    name: Annotated[str, typer.Argument()],
    role: Annotated[str, typer.Option(help="administrator, auditor, reviewer, clerk, inspector, architect or reader.")],
    org: Annotated[str | None, typer.Option(help="The clerk's body.")] = None,
    password: Annotated[str | None, typer.Option(help="env:NAME of a variable that holds it; without it the command asks.")] = None,
) -> None:
    """Add an account."""
    import getpass
    import sys

    from auditor.accounts import add_account
    from auditor.find import find_one
    from auditor.workspace import secret
    from inventory.database import reading
    from inventory.problems import InputError
    from inventory.snapshot import load_inventory

    workspace = current.workspace()
    if password is not None and not password.startswith("env:"):
        raise InputError("secret_in_argument")
    word = secret(password) if password is not None else getpass.getpass() if sys.stdin.isatty() else None
    body = None
    if org is not None:
        with reading(workspace.engine) as session:
            body = find_one(load_inventory(session, today=workspace.today), "Organisation", org).id
    add_account(workspace, name, role, organisation=body, password=word)
    current.say("cli.account_added" if word else "cli.account_added_no_password", name=name, role=role)
    current.answer({"name": name, "role": role})


def user_close(name: Annotated[str, typer.Argument()]) -> None:
    """Close an account: it does nothing more, what it did stays."""
    from auditor.accounts import close_account

    close_account(current.workspace(), name)
    current.say("cli.account_closed", name=name)
    current.answer({"name": name, "is_closed": True})


def user_reopen(name: Annotated[str, typer.Argument()]) -> None:
    """Let a closed account in again."""
    from auditor.accounts import reopen_account

    reopen_account(current.workspace(), name)
    current.say("cli.account_reopened", name=name)
    current.answer({"name": name, "is_closed": False})


def review(
    kind: Annotated[str | None, typer.Option(help="system, organisation, dataset, channel, service or element.")] = None,
    most: Annotated[int, typer.Option(min=1, help="Entries of each list that are shown; --json gives all.")] = 50,
) -> None:
    """What is open: pairs of systems and of other records, links made by rule, values in dispute; best first."""
    from auditor.reconciling import under_review

    found = under_review(current.workspace(), kind)
    if not current.json:
        _show_pairs(found["pairs"][:most])
        _show_records([*found["records"][:most], *found["ruled"][:most]])
        _show_conflicts(found["conflicts"][:most])
        _show_settled(found["settled"][:most])
        current.say("cli.review_counts", **{name: len(found[name]) for name in ("pairs", "records", "ruled", "conflicts")})
    current.answer(found)


def _show_pairs(pairs: list[dict[str, Any]]) -> None:
    from auditor.reconciling import pair_id
    from inventory.languages import message
    from inventory.vocabulary import caption

    if pairs:
        titles = [message(current.lang, f"cli.column_{name}") for name in ("id", "left", "right", "relation", "score", "judged", "why")]
        rows = [
            [
                pair_id(p["left"], p["right"]),
                f"{p['left_name']} ({p['left']})",
                f"{p['right_name']} ({p['right']})",
                caption("relation", p["relation"], current.lang),
                f"{p['score']:.2f}",
                ", ".join(f"{v}: {'/'.join(h)}" for v, h in p["judged"].items()),
                ("；" if current.lang == "zh" else "; ").join(p["why"]),
            ]
            for p in pairs
        ]
        current.table(titles, rows)


def _show_records(records: list[dict[str, Any]]) -> None:
    from inventory.languages import message
    from inventory.schema import entities

    if records:
        mark = "；" if current.lang == "zh" else "; "
        titles = [message(current.lang, f"cli.column_{name}") for name in ("id", "kind", "left", "right", "score", "why")]
        rows = [
            [
                r["id"],
                entities()[r["kind"]].title(current.lang) if r["kind"] in entities() else message(current.lang, "review.element"),
                f"{r['left_name']} ({r['left']})",
                f"{r['right_name']} ({r['right']})",
                f"{r['score']:.2f}" if "score" in r else "—",
                r["reason"] if "reason" in r else mark.join(r["why"]),
            ]
            for r in records
        ]
        current.table(titles, rows)


def _show_conflicts(conflicts: list[dict[str, Any]]) -> None:
    from inventory.languages import message

    if conflicts:
        titles = [message(current.lang, f"cli.column_{name}") for name in ("name", "field", "chosen", "source", "other", "source", "why")]
        rows = [
            [
                f"{c['name']} ({c['record']})",
                c["field_name"],
                str(c["chosen"]),
                c["chosen_source"],
                str(c["other"]),
                c["other_source"],
                c["why"],
            ]
            for c in conflicts
        ]
        current.table(titles, rows)


def judge(
    left: Annotated[str | None, typer.Argument(metavar="LEFT")] = None,
    right: Annotated[str | None, typer.Argument(metavar="RIGHT")] = None,
    verdict: Annotated[
        str | None, typer.Argument(metavar="VERDICT", help="same, duplicate, overlap, part_of, successor, different or unsure.")
    ] = None,
    by: Annotated[str, typer.Option("--by", help="Account of the person who judges.")] = "",
    reason: Annotated[str, typer.Option(help="Why.")] = "",
    undo: Annotated[str | None, typer.Option(help="Id of a judgement to undo.")] = None,
) -> None:
    """Judge how two records relate; or accept, reject or leave open a pair that `review` lists (judge PAIR accept); or undo a judgement."""
    from auditor import review as people
    from inventory.problems import InputError

    workspace = current.workspace()
    if not by:
        raise InputError("needs_by")
    if undo is not None:
        people.undo(workspace, undo, by=by)
        current.say("cli.undone", id=undo)
        current.answer({"undone": undo})
        return
    if left is None or right is None:
        raise InputError("usage", detail="LEFT RIGHT VERDICT", command="judge")
    if verdict is None:
        from auditor.reconciling import decide

        identifier = decide(workspace, left, right, by=by, reason=reason)
    else:
        identifier = people.judge(workspace, left, right, verdict, by=by, reason=reason)
    current.say("cli.judged", id=identifier)
    current.answer({"judgement": identifier})


def _show_settled(entries: list[dict[str, Any]]) -> None:
    from inventory.languages import message

    if entries:
        titles = [message(current.lang, f"cli.column_{name}") for name in ("id", "name", "field", "value", "by", "why")]
        rows = [[e["id"], f"{e['name']} ({e['record']})", e["field_name"], str(e["value"]), str(e["by"]), e["reason"]] for e in entries]
        current.table(titles, rows)


def settle(
    record: Annotated[str | None, typer.Argument(metavar="RECORD")] = None,
    field: Annotated[str | None, typer.Argument(metavar="FIELD", help="Key or title of the field.")] = None,
    value: Annotated[str | None, typer.Argument(metavar="VALUE", help="As it would be typed into the form.")] = None,
    by: Annotated[str, typer.Option("--by", help="Account of the person who decides.")] = "",
    reason: Annotated[str, typer.Option(help="Why.")] = "",
    undo: Annotated[str | None, typer.Option(help="Id of an entry to undo.")] = None,
) -> None:
    """Settle a value that sources dispute (`review` lists them): a person's entry goes before all of them; or undo such an entry."""
    from auditor import settling
    from inventory.problems import InputError

    workspace = current.workspace()
    if not by:
        raise InputError("needs_by")
    if undo is not None:
        settling.unsettle(workspace, undo, by=by)
        current.say("cli.unsettled", id=undo)
        current.answer({"undone": undo})
        return
    if record is None or field is None or value is None:
        raise InputError("usage", detail="RECORD FIELD VALUE", command="settle")
    found = settling.settle(workspace, record, field, value, by=by, reason=reason)
    current.say("cli.settled", field=found["field"], value=found["value"], id=found["settled"])
    current.answer(found)


State = Annotated[str | None, typer.Option(help="confirmed, accepted or open.")]


def mapping_list(state: State = None) -> None:
    """Fields and the data elements they are taken to mean, those near the cut first."""
    from auditor.mapping import mappings
    from inventory.languages import message

    found = mappings(current.workspace(), state=state)
    if not current.json:
        titles = [message(current.lang, f"cli.column_{name}") for name in ("field", "what", "element", "score", "rival", "state")]
        rows = [
            [
                m["field"],
                f"{m['resource_name'] or '—'} / {m['label'] or m['name'] or '—'}",
                f"{m['element_name']} ({m['element']})",
                f"{m['score']:.2f}",
                f"{m['rival_name']} {m['rival_score']:.2f}" if m["rival"] else "—",
                message(current.lang, f"mapping.{m['state']}"),
            ]
            for m in found
        ]
        current.table(titles, rows)
    current.answer({"mappings": found})


def _mapping(field: str, element: str, by: str, reason: str, *, confirm: bool) -> None:
    from auditor.mapping import judge_mapping

    done = judge_mapping(current.workspace(), field, element, confirm=confirm, by=by, reason=reason)
    current.say("cli.judged", id=done["judgement"])
    current.answer(done)


def mapping_confirm(
    field: Annotated[str, typer.Argument(metavar="FIELD")],
    element: Annotated[str, typer.Argument(metavar="ELEMENT")],
    by: By,
    reason: Annotated[str, typer.Option(help="Why.")] = "",
) -> None:
    """Confirm that a field means an element; `judge --undo` takes it back."""
    _mapping(field, element, by, reason, confirm=True)


def mapping_reject(
    field: Annotated[str, typer.Argument(metavar="FIELD")],
    element: Annotated[str, typer.Argument(metavar="ELEMENT")],
    by: By,
    reason: Annotated[str, typer.Option(help="Why.")] = "",
) -> None:
    """Say that a field does not mean an element; the next best stands then."""
    _mapping(field, element, by, reason, confirm=False)


def mapping_export(out: Annotated[Path, typer.Option(help="CSV or XLSX to write.")], state: State = None) -> None:
    """Write the mappings as a table."""
    from auditor.exporting import write_atomic
    from auditor.mapping import mappings
    from reports.exports.inventory import write_tables
    from reports.exports.lists import render_csv

    found = [{**entry, "why": "; ".join(entry["why"])} for entry in mappings(current.workspace(), state=state)]
    if out.suffix.lower() == ".xlsx":
        write_atomic(out, lambda path: write_tables({"mappings": found} if found else {}, path))
    else:
        write_atomic(out, lambda path: path.write_bytes(render_csv(found).encode("utf-8")))
    current.say("cli.written", path=str(out))
    current.answer({"written": str(out), "count": len(found)})


def _step(action: str, identifier: str, by: str, text: str | None, *, due: str | None = None, evidence: Path | None = None) -> None:
    from auditor.review import step
    from inventory.vocabulary import caption

    done = step(current.workspace(), action, identifier, by=by, text=text, due=due, evidence=evidence)
    current.say("cli.step_done", id=done["finding"], status=caption("finding_status", done["status"], current.lang))
    if "waits_for" in done:
        current.note("cli.waits_for_role", role=caption("account_role", done["waits_for"], current.lang))
    current.answer(done)


def ask(finding: FindingId, by: By, text: Words = None, evidence: Proof = None) -> None:
    """Ask for evidence, saying which (--text); the body's answer brings the finding back."""
    _step("ask", finding, by, text, evidence=evidence)


def answer(finding: FindingId, by: By, text: Words = None, evidence: Proof = None) -> None:
    """Record the reply of the body concerned."""
    _step("answer", finding, by, text, evidence=evidence)


def confirm(finding: FindingId, by: By, text: Words = None, evidence: Proof = None) -> None:
    """Confirm; it takes as many people as auditor.toml says, and the body's reply or a lapsed reply_days."""
    _step("confirm", finding, by, text, evidence=evidence)


def reject(finding: FindingId, by: By, text: Words = None, evidence: Proof = None) -> None:
    """Reject, with a reason."""
    _step("reject", finding, by, text, evidence=evidence)


def except_(finding: FindingId, by: By, text: Words = None, evidence: Proof = None) -> None:
    """Except, with the basis of the exception."""
    _step("except", finding, by, text, evidence=evidence)


def assign(
    finding: FindingId,
    by: By,
    text: Words = None,
    due: Annotated[str | None, typer.Option(help="Date, such as 2026-12-31.")] = None,
    evidence: Proof = None,
) -> None:
    """Give a confirmed finding to somebody for correction (--text names the account or post)."""
    _step("assign", finding, by, text, due=due, evidence=evidence)


def close(finding: FindingId, by: By, text: Words = None, evidence: Proof = None) -> None:
    """Close, with evidence that it was mended."""
    _step("close", finding, by, text, evidence=evidence)
