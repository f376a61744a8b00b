"""Duties and sharing terms as tables for offices: a draft 履职责任清单, and the sharing sheet of every element."""

import csv
import io
from collections.abc import Iterable, Mapping
from typing import Any

from graphs.duties import Cell
from graphs.gaps import Gap
from graphs.recommend.integration import FieldTransfer, Unsheeted
from graphs.sharing_sheet import SheetRow, Step
from inventory.languages import catalogue, message
from inventory.values import DataField
from inventory.vocabulary import caption
from reports.wording import Names


def duty_rows(cells: Iterable[Cell], names: Names) -> list[dict[str, Any]]:
    """One row a body and cell; an empty cell has no body. First bodies by name, then the cells that nobody fills."""
    language = names.language
    rows = []
    for cell in cells:
        for body in cell.bodies or ("",):
            rows.append(
                {
                    "organisation": names.of(body) if body else "",
                    "object": names.of(cell.object),
                    "object_kind": caption("object_kind", cell.kind, language) if cell.kind else "",
                    "stage": caption("stage", cell.stage, language) if cell.stage else "",
                    "role": caption("role", cell.role, language) if cell.role else "",
                    "lead": message(language, "export.lead") if body in cell.leads else "",
                    "basis": "; ".join(cell.basis),
                    "valid_from": cell.valid_from or "",
                    "valid_to": cell.valid_to or "",
                    "state": message(language, f"export.duty_{cell.state}"),
                }
            )
    rows.sort(key=lambda row: (not row["organisation"], row["organisation"]))
    return _titled(rows, "duty", language)


def sharing_rows(sheet: Iterable[SheetRow], names: Names) -> list[dict[str, Any]]:
    """One row an element and dataset."""
    language = names.language
    mark = "、" if language == "zh" else ", "
    rows = [
        {
            "element": names.of(row.element),
            "holder": names.of(row.holder) if row.holder else "",
            "dataset": names.of(row.dataset),
            "is_source": "" if row.is_source is None else message(language, "word.yes" if row.is_source else "word.no"),
            "share_type": caption("sharing", row.share_type, language) if row.share_type else "",
            "scope": row.scope or "",
            "use": row.use or "",
            "no_share_basis": row.no_share_basis or "",
            "receives": mark.join(names.of(body) for body in row.receives),
            "asks": mark.join(names.of(body) for body in row.asks),
            "refused": mark.join(f"{names.of(body)} ({basis or message(language, 'export.no_basis')})" for body, basis in row.refused),
            "gaps": mark.join(_gap(gap, names) for gap in row.gaps),
            "steps": mark.join(_step(step, language) for step in row.steps),
            "overdue": sum(step.days is not None and step.days > step.limit for step in row.steps),
        }
        for row in sheet
    ]
    return _titled(rows, "sharing", language)


def integration_rows(
    transfers: Iterable[FieldTransfer], names: Names, fields: Mapping[str, DataField], without: Iterable[Unsheeted] = ()
) -> list[dict[str, Any]]:
    """One row a field on its way, with what a vendor needs of both sides; at the end one for each merge and connection without a field, and why."""
    language = names.language

    def side(identifier: str | None, prefix: str) -> dict[str, str]:
        field = fields.get(identifier or "")
        text = {"table": names.of(field.resource) if field is not None and field.resource else ""}
        text |= {key: str(getattr(field, key, None) or "") for key in ("name", "label", "type", "length", "unit", "domain")}
        return {f"{prefix}_{key}": value for key, value in text.items()}

    rows = [
        {
            "recommendation": transfer.recommendation,
            "kind": caption("recommendation", transfer.kind, language),
            "source_system": names.of(transfer.source),
            "source_owner": names.of(transfer.source_owner) if transfer.source_owner else "",
            **side(transfer.source_field, "source"),
            "element": names.of(transfer.element) if transfer.element else "",
            "target_system": names.of(transfer.target),
            "target_owner": names.of(transfer.target_owner) if transfer.target_owner else "",
            **side(transfer.target_field, "target"),
            "conversion": ("、" if language == "zh" else ", ").join(message(language, f"export.convert_{c}") for c in transfer.conversions),
            "gap": message(language, f"export.gap_{transfer.gap}") if transfer.gap else "",
        }
        for transfer in transfers
    ]
    empty = dict.fromkeys(key for part in ("source", "target") for key in side(None, part))
    rows += [
        {
            "recommendation": one.recommendation,
            "kind": caption("recommendation", one.kind, language),
            "source_system": ("、" if language == "zh" else ", ").join(map(names.of, one.subjects)),
            "source_owner": "",
            **{key: "" for key in empty if key.startswith("source")},
            "element": "",
            "target_system": "",
            "target_owner": "",
            **{key: "" for key in empty if key.startswith("target")},
            "conversion": "",
            "gap": message(language, f"export.without_{one.reason}"),
        }
        for one in without
    ]
    return _titled(rows, "integration", language)


def plan_tables(plan: Mapping[str, Any], language: str) -> dict[str, list[dict[str, Any]]]:
    """The lists of a plan as tables: an interval is two numbers, a level of the objective a column, and titles say the unit."""
    tables = {}
    for name, entries in plan.items():
        if isinstance(entries, list) and entries and isinstance(entries[0], Mapping):
            rows = [_flat(entry, language) for entry in entries]
            titles = dict.fromkeys(title for row in rows for title in row)
            tables[name] = [{title: row.get(title) for title in titles} for row in rows]
    return tables


def _flat(entry: Mapping[str, Any], language: str) -> dict[str, Any]:
    def title(key: str, **params: str) -> str:
        known = catalogue(language)
        return message(language, f"export.plan_{key}", **params) if f"export.plan_{key}" in known else key

    row: dict[str, Any] = {}
    for key, value in entry.items():
        if key == "objective" and value is None:
            # what cannot be done reaches nothing
            continue
        if key.endswith("_yuan") and (value is None or isinstance(value, (list, tuple))) and key != "budget_yuan":
            low, high = value or (None, None)
            row |= {title("low", what=title(key)): low, title("high", what=title(key)): high}
        elif isinstance(value, Mapping):
            row |= {title(f"{key}_{level}"): amount for level, amount in value.items()}
        elif isinstance(value, (list, tuple)):
            row[title(key)] = "\n".join(map(str, value))
        elif isinstance(value, bool):
            row[title(key)] = message(language, "word.yes" if value else "word.no")
        else:
            row[title(key)] = value
    return row


def _gap(gap: Gap, names: Names) -> str:
    return message(
        names.language, "export.gap", body=names.of(gap.body), side=names.of(f"gap_side:{gap.side}"), gap=names.of(f"gap:{gap.kind}")
    )


def _step(step: Step, language: str) -> str:
    days = "?" if step.days is None else str(step.days)
    return message(language, f"export.step_{step.step}", request=step.request, days=days, limit=step.limit) + (
        message(language, "export.step_open") if step.is_open else ""
    )


def _titled(rows: list[dict[str, Any]], kind: str, language: str) -> list[dict[str, Any]]:
    return [{message(language, f"export.{kind}_{key}"): value for key, value in row.items()} for row in rows]


def render_csv(rows: list[dict[str, Any]]) -> str:
    """CSV with a byte order mark; a text that a spreadsheet would run starts with an apostrophe."""
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\r\n")
    if rows:
        writer.writerow(rows[0])
        writer.writerows(
            [f"'{v}" if str(v)[:1] in ("\t", "\r") or str(v).lstrip()[:1] in tuple("=+-@＝＋－＠") else v for v in row.values()]
            for row in rows
        )
    return "\ufeff" + stream.getvalue()
