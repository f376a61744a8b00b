"""One workbook a body: instructions, prefilled sheets with drop-downs, and a mark by which it is known again."""

import datetime as dt
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import xlsxwriter

from inventory.forms.layout import ID_TITLE, LISTS_SHEET, MARK_SHEET, Question, Sheet
from inventory.languages import message
from inventory.vocabulary import terms

SPARE_ROWS = 200


def write_workbook(
    path: Path, filled: Sequence[tuple[Sheet, list[dict[str, Any]]]], *, mark: Mapping[str, str], language: str, minutes: int
) -> None:
    """Write the workbook beside its name and rename it. `mark` tells the workspace, body, round and year."""
    temporary = path.with_name(f".{path.name}.new")
    workbook = xlsxwriter.Workbook(str(temporary), {"strings_to_formulas": False, "strings_to_urls": False})
    workbook.set_properties({"title": mark["organisation_name"], "created": dt.datetime(2026, 1, 1)})
    formats = {
        "header": workbook.add_format(
            {
                "bold": True,
                "bg_color": "#1F4E79",
                "font_color": "#FFFFFF",
                "text_wrap": True,
                "valign": "vcenter",
                "border": 1,
                "locked": True,
            }
        ),
        "known": workbook.add_format(
            {"bg_color": "#EAF3E6", "text_wrap": True, "valign": "top", "border": 1, "border_color": "#CCCCCC", "locked": False}
        ),
        "blank": workbook.add_format(
            {"bg_color": "#FFF9E5", "text_wrap": True, "valign": "top", "border": 1, "border_color": "#CCCCCC", "locked": False}
        ),
        "spare": workbook.add_format({"text_wrap": True, "valign": "top", "locked": False}),
        "title": workbook.add_format({"bold": True, "font_size": 16}),
        "text": workbook.add_format({"text_wrap": True, "valign": "top", "font_size": 11}),
    }
    _instructions(workbook, formats, mark, language, minutes)
    lists = _Lists(workbook)
    for sheet, rows in filled:
        _sheet(workbook, formats, lists, sheet, rows, language)
    marks = workbook.add_worksheet(MARK_SHEET)
    for row, (key, value) in enumerate(mark.items()):
        marks.write_string(row, 0, key)
        marks.write_string(row, 1, value)
    marks.very_hidden()
    lists.close()
    workbook.close()
    temporary.replace(path)


def _instructions(workbook: Any, formats: Mapping[str, Any], mark: Mapping[str, str], language: str, minutes: int) -> None:
    sheet = workbook.add_worksheet(message(language, "form.instructions"))
    sheet.hide_gridlines(2)
    sheet.set_column(0, 0, 100)
    sheet.write_string(
        0, 0, message(language, "form.title", organisation=mark["organisation_name"], workspace=mark["workspace"]), formats["title"]
    )
    text = message(language, "form.how_to", minutes=minutes, round=mark["round"])
    for row, line in enumerate(text.split("\n"), start=2):
        sheet.write_string(row, 0, line, formats["text"])
    sheet.protect()


class _Lists:
    """The hidden sheet that drop-downs point to: one column a closed list."""

    def __init__(self, workbook: Any) -> None:
        self.workbook = workbook
        self.columns: dict[tuple[str, ...], str] = {}

    def reference(self, values: tuple[str, ...]) -> str:
        if values not in self.columns:
            column = _letter(len(self.columns))
            self.columns[values] = f"='{LISTS_SHEET}'!${column}$1:${column}${len(values)}"
        return self.columns[values]

    def close(self) -> None:
        sheet = self.workbook.add_worksheet(LISTS_SHEET)
        for column, values in enumerate(self.columns):
            for row, value in enumerate(values):
                sheet.write_string(row, column, value)
        sheet.very_hidden()


def _letter(index: int) -> str:
    from inventory.importers.cells import column_letter

    return column_letter(index)


def _sheet(workbook: Any, formats: Mapping[str, Any], lists: _Lists, sheet: Sheet, rows: list[dict[str, Any]], language: str) -> None:
    page = workbook.add_worksheet(sheet.title(language))
    page.freeze_panes(1, 2)
    page.set_row(0, 36)
    page.write_string(0, 0, ID_TITLE, formats["header"])
    page.set_column(0, 0, 4, formats["header"], {"hidden": True})
    last = len(rows) + SPARE_ROWS
    for column, question in enumerate(sheet.questions, start=1):
        title = question.title(language)
        page.write_string(0, column, title, formats["header"])
        page.write_comment(0, column, _hint(question, language), {"x_scale": 2})
        page.set_column(column, column, 34 if question.field.type in ("text", "list", "refs") else 18)
        values = _choices(question, language)
        if values and question.field.type != "enums":
            page.data_validation(
                1,
                column,
                last,
                column,
                {
                    "validate": "list",
                    "source": lists.reference(values),
                    "error_type": "stop",
                    "error_title": message(language, "form.choose"),
                    "error_message": message(language, "form.choose_hint"),
                },
            )
        elif question.field.type in ("money", "int", "dec"):
            page.data_validation(1, column, last, column, {"validate": "decimal", "criteria": ">=", "value": 0, "error_type": "warning"})
        for position, row in enumerate(rows, start=1):
            value = row.get(title, "")
            style = formats["known"] if value not in ("", None) else formats["blank"]
            if isinstance(value, (int, float)) and not isinstance(value, bool):
                page.write_number(position, column, value, style)
            else:
                page.write_string(position, column, str(value), style)
    for position, row in enumerate(rows, start=1):
        page.write_string(position, 0, str(row[ID_TITLE]))
    for position in range(len(rows) + 1, last + 1):
        page.set_row(position, None, formats["spare"])
    page.protect("", {"insert_rows": True, "format_columns": True, "format_rows": True, "sort": True, "autofilter": True})


def _choices(question: Question, language: str) -> tuple[str, ...]:
    field = question.field
    if field.type in ("enum", "enums"):
        return tuple(term.zh if language == "zh" else term.en for term in terms(field.of).values())
    return ("是", "否") if field.type == "bool" and language == "zh" else ("yes", "no") if field.type == "bool" else ()


def _hint(question: Question, language: str) -> str:
    choices = _choices(question, language)
    kind = question.field.type
    parts = [message(language, f"form.hint_{kind}")]
    if choices and len(choices) <= 14:
        parts.append(" / ".join(choices))
    return "\n".join(parts)
