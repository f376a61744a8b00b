"""One workbook a body: instructions, prefilled sheets with drop-downs, and a mark by which it is known again."""

import datetime as dt
import math
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import xlsxwriter

from inventory.forms.layout import ID_TITLE, KEYS_SHEET, LISTS_SHEET, MARK_SHEET, ORIGIN_TITLE, Filled, Question
from inventory.forms.prefill import WORDS
from inventory.forms.seal import SEAL, seal_of
from inventory.importers.cells import column_letter
from inventory.languages import message
from inventory.names import display_width
from inventory.schema import entities
from inventory.vocabulary import caption, terms

SPARE_ROWS = 200
# names offered for a reference; of more nobody reads a list
NAMES = 500
_ORIGIN_LENGTH, _ORIGIN_WIDTH = 2_000, 40
_PAPER_A4 = 9
# characters in a line of the instructions, and on a page that can still be read
_TEXT_WIDTH, _PAGE_WIDTH = 94, 200
_LINE_POINTS = 16
_CELL = {"text_wrap": True, "valign": "top", "border": 1, "border_color": "#CCCCCC"}
_FORMATS: dict[str, dict[str, Any]] = {
    "header": {"bold": True, "bg_color": "#1F4E79", "font_color": "#FFFFFF", "text_wrap": True, "valign": "vcenter", "border": 1},
    "known": {**_CELL, "bg_color": "#EAF3E6", "locked": False},
    "blank": {**_CELL, "bg_color": "#FFF9E5", "locked": False},
    "origin": {**_CELL, "bg_color": "#F2F2F2", "font_color": "#595959", "font_size": 9},
    "spare": {"text_wrap": True, "valign": "top", "locked": False},
    "unasked": {"bg_color": "#D9D9D9", "font_color": "#7F7F7F", "pattern": 1},
    "grey": {**_CELL, "bg_color": "#D9D9D9", "font_color": "#7F7F7F", "locked": False},
    "title": {"bold": True, "font_size": 16},
    "text": {"text_wrap": True, "valign": "top", "font_size": 11},
}


def write_workbook(
    path: Path,
    filled: Sequence[Filled],
    *,
    mark: Mapping[str, str],
    language: str,
    minutes: int,
    names: Mapping[str, Sequence[str]] = {},
    key: bytes | None = None,
) -> None:
    """Write the workbook beside its name and rename it.

    `mark` tells the workspace, body, round and year, which `key` seals; `names` holds by entity the names that are offered for references.
    """
    temporary = path.with_name(f".{path.name}.new")
    with xlsxwriter.Workbook(str(temporary), {"strings_to_formulas": False, "strings_to_urls": False}) as workbook:
        workbook.set_properties({"title": mark["organisation_name"], "created": dt.datetime(2026, 1, 1)})
        formats = {name: workbook.add_format(kind) for name, kind in _FORMATS.items()}
        _instructions(workbook, formats, mark, language, minutes)
        lists, keys = _Lists(workbook), _Keys(workbook)
        for one in filled:
            _Page(workbook, formats, one, language, keys).write(lists, names)
        marks = workbook.add_worksheet(MARK_SHEET)
        seal = {} if key is None else {SEAL: seal_of(key, mark, keys.ids())}
        for row, (name, value) in enumerate({**mark, **seal}.items()):
            marks.write_string(row, 0, name)
            marks.write_string(row, 1, value)
        marks.very_hidden()
        lists.close()
        keys.close()
    temporary.replace(path)


def _instructions(workbook: Any, formats: Mapping[str, Any], mark: Mapping[str, str], language: str, minutes: int) -> None:
    sheet = workbook.add_worksheet(message(language, "form.instructions"))
    sheet.hide_gridlines(2)
    sheet.set_column(0, 0, _TEXT_WIDTH + 6)
    sheet.write_string(
        0, 0, message(language, "form.title", organisation=mark["organisation_name"], workspace=mark["workspace"]), formats["title"]
    )
    lines = message(language, "form.how_to", minutes=minutes, round=mark["round"]).split("\n")
    for row, line in enumerate(lines, start=2):
        sheet.write_string(row, 0, line, formats["text"])
        sheet.set_row(row, _LINE_POINTS * math.ceil(display_width(line) / _TEXT_WIDTH))
    for row, kind in enumerate(("known", "blank", "grey", "origin"), start=len(lines) + 3):
        sheet.write_string(row, 0, message(language, f"form.colour_{kind}"), formats[kind])
    _fit(sheet)
    sheet.protect()


def _fit(sheet: Any, width: int = 0) -> None:
    """On A4 across, as many pages wide as leave it readable (`width` in characters), as many long as it takes."""
    sheet.set_landscape()
    sheet.set_paper(_PAPER_A4)
    sheet.fit_to_pages(max(1, math.ceil(width / _PAGE_WIDTH)), 0)


class _Lists:
    """The hidden sheet that drop-downs point to: one column a closed list."""

    def __init__(self, workbook: Any) -> None:
        self.workbook = workbook
        self.columns: dict[tuple[str, ...], str] = {}

    def reference(self, values: tuple[str, ...]) -> str:
        if values not in self.columns:
            column = column_letter(len(self.columns))
            self.columns[values] = f"='{LISTS_SHEET}'!${column}$1:${column}${len(values)}"
        return self.columns[values]

    def close(self) -> None:
        sheet = self.workbook.add_worksheet(LISTS_SHEET)
        for column, values in enumerate(self.columns):
            for row, value in enumerate(values):
                sheet.write_string(row, column, value)
        sheet.very_hidden()


class _Keys:
    """The hidden sheet that lists every protected cell (see `inventory.forms.protected`)."""

    def __init__(self, workbook: Any) -> None:
        self.workbook = workbook
        self.cells: list[tuple[str, int, int, str]] = []

    def ids(self) -> list[tuple[str, str]]:
        """Sheet and id of every record that is sent; ids stand in the first column."""
        return [(sheet, text) for sheet, row, column, text in self.cells if row > 0 and column == 0]

    def close(self) -> None:
        sheet = self.workbook.add_worksheet(KEYS_SHEET)
        for line, (name, row, column, text) in enumerate(self.cells):
            sheet.write_string(line, 0, name)
            sheet.write_number(line, 1, row)
            sheet.write_number(line, 2, column)
            sheet.write_string(line, 3, text)
        sheet.very_hidden()


class _Page:
    """One sheet of questions: the hidden id first, a column a question, where it is known from last."""

    def __init__(self, workbook: Any, formats: Mapping[str, Any], filled: Filled, language: str, keys: _Keys) -> None:
        self.page = workbook.add_worksheet(filled.sheet.title(language))
        self.formats, self.filled, self.language, self.keys = formats, filled, language, keys
        self.last = len(filled.rows) + SPARE_ROWS
        self.column_of = {question.key: column for column, question in enumerate(filled.sheet.questions, start=1)}

    def write(self, lists: _Lists, names: Mapping[str, Sequence[str]]) -> None:
        page, questions = self.page, self.filled.sheet.questions
        page.freeze_panes(1, 2)
        page.set_row(0, 36)
        page.set_column(0, 0, 4, None, {"hidden": True})
        self._protected(0, 0, ID_TITLE, "header")
        for column, question in enumerate(questions, start=1):
            self._protected(0, column, question.title(self.language), "header")
            page.write_comment(0, column, self._hint(question), {"x_scale": 2})
            page.set_column(column, column, _width(question))
            self._offer(column, question, lists, names)
            self._show_where_asked(column, question)
        self._protected(0, len(questions) + 1, ORIGIN_TITLE[self.language], "header")
        page.set_column(len(questions) + 1, len(questions) + 1, _ORIGIN_WIDTH)
        for position, row in enumerate(self.filled.rows, start=1):
            self._row(position, row)
        for position in range(len(self.filled.rows) + 1, self.last + 1):
            page.set_row(position, None, self.formats["spare"])
        page.repeat_rows(0)
        page.repeat_columns(0, 1)
        _fit(page, sum(map(_width, questions)) + _ORIGIN_WIDTH)
        page.protect("", {"insert_rows": True, "format_columns": True, "format_rows": True, "sort": True, "autofilter": True})

    def _protected(self, row: int, column: int, text: str, style: str) -> None:
        self.page.write_string(row, column, text, self.formats[style])
        self.keys.cells.append((self.filled.sheet.title(self.language), row, column, text))

    def _row(self, position: int, row: Mapping[str, Any]) -> None:
        identifier = str(row[ID_TITLE])
        self._protected(position, 0, identifier, "origin")
        for column, question in enumerate(self.filled.sheet.questions, start=1):
            value = row.get(question.title(self.language), "")
            is_grey = question.condition is not None and self._formula(question) is None and self._is_unasked(row, question)
            style = self.formats["grey" if is_grey else "known" if value not in ("", None) else "blank"]
            if isinstance(value, (int, float)) and not isinstance(value, bool):
                self.page.write_number(position, column, value, style)
            else:
                self.page.write_string(position, column, str(value), style)
        origin = self.filled.origins.get(identifier, "")[:_ORIGIN_LENGTH]
        self._protected(position, len(self.filled.sheet.questions) + 1, origin, "origin")

    def _offer(self, column: int, question: Question, lists: _Lists, names: Mapping[str, Sequence[str]]) -> None:
        """The drop-down of a closed list, the known names of a reference (others may be written), the range of a number."""
        values = _choices(question, self.language)
        if values and question.field.type != "enums":
            told = {"error_title": message(self.language, "form.choose"), "error_message": message(self.language, "form.choose_hint")}
            rule: dict[str, Any] = {"validate": "list", "source": lists.reference(values), "error_type": "stop", **told}
        elif question.field.type == "ref" and (known := tuple(names.get(question.field.of, ())[:NAMES])):
            rule = {"validate": "list", "source": lists.reference(known), "show_error": False}
        elif question.field.type in ("money", "int", "dec"):
            rule = {"validate": "decimal", "criteria": ">=", "value": 0, "error_type": "warning"}
        else:
            return
        self.page.data_validation(1, column, self.last, column, rule)

    def _show_where_asked(self, column: int, question: Question) -> None:
        """A question with a condition is grey until an answer in its row calls for it."""
        if question.condition is None:
            return
        grey = {"type": "formula", "format": self.formats["unasked"]}
        formula = self._formula(question)
        if formula is not None:
            self.page.conditional_format(1, column, self.last, column, {**grey, "criteria": f"=NOT({formula})"})
            return
        # what decides is no question of this form: what is known decides, and new rows are not asked
        self.page.conditional_format(len(self.filled.rows) + 1, column, self.last, column, {**grey, "criteria": "=TRUE"})
        if all(self._is_unasked(row, question) for row in self.filled.rows):
            self.page.set_column(column, column, _width(question), None, {"hidden": True})

    def _is_unasked(self, row: Mapping[str, Any], question: Question) -> bool:
        return question.key in self.filled.unasked.get(str(row[ID_TITLE]), ())

    def _formula(self, question: Question) -> str | None:
        """The condition over the first row, as a spreadsheet says it; None where one of its fields is not asked on this sheet."""
        assert question.condition is not None
        fields = {q.field.name: q for q in self.filled.sheet.questions if q.entity == question.entity}
        tests = []
        for name in question.condition.fields:
            if name not in fields:
                return None
            decides = fields[name]
            cell = f"${column_letter(self.column_of[decides.key])}2"
            tests += [f"{cell}={_quoted(_caption(decides, value, self.language))}" for value in sorted(question.condition.values)]
        return f"OR({','.join(tests)})"

    def _hint(self, question: Question) -> str:
        choices = _choices(question, self.language)
        parts = [message(self.language, f"form.hint_{question.field.type}")]
        if choices and len(choices) <= 14:
            parts.append(" / ".join(choices))
        if question.condition is not None:
            parts.append(message(self.language, "form.hint_condition", when=self._when(question)))
        return "\n".join(parts)

    def _when(self, question: Question) -> str:
        assert question.condition is not None
        fields, between = entities()[question.entity].fields, WORDS[self.language]["between"]
        asked = [Question(question.entity, fields[name]) for name in question.condition.fields]
        return between.join(
            f"{q.title(self.language)} = {' / '.join(_caption(q, v, self.language) for v in sorted(question.condition.values))}"
            for q in asked
        )


def _caption(question: Question, value: str, language: str) -> str:
    """A value of a condition as it stands in a cell."""
    return WORDS[language][value] if question.field.type == "bool" else caption(question.field.of, value, language)


def _width(question: Question) -> int:
    return 34 if question.field.type in ("text", "list", "refs") else 18


def _quoted(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'


def _choices(question: Question, language: str) -> tuple[str, ...]:
    field = question.field
    if field.type in ("enum", "enums"):
        return tuple(term.zh if language == "zh" else term.en for term in terms(field.of).values())
    return (WORDS[language]["true"], WORDS[language]["false"]) if field.type == "bool" else ()
