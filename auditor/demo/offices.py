"""The invented offices of the demo: they fill the workbooks that the demo's `form export` wrote."""

import csv
from importlib.resources import files
from pathlib import Path
from typing import Any

from inventory.forms import layout
from inventory.names import plain
from inventory.schema import entities

ROUTE = "填报单位"
# sheet's entity → file of answers, and the columns that tell its rows apart
_ANSWERS = {
    "System": ("systems", ("系统名称",)),
    "Channel": ("channels", ("渠道名称", "渠道类型")),
    "Service": ("services", ("事项名称",)),
    "Dataset": ("resources", ("信息资源名称", "所属系统")),
    "DataField": ("fields", ("信息项名称", "所属信息资源")),
    "Exchange": ("exchanges", ("提供系统", "使用系统", "数据项")),
    "Return": ("returns", ("报表名称",)),
}


def county(*parts: str) -> Path:
    """A file of the invented county."""
    return Path(str(files("auditor") / "demo" / "county")).joinpath(*parts)


def read_rows(path: Path) -> list[dict[str, str]]:
    """The rows of one of the county's files."""
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))


def fill(workbook_path: Path) -> str | None:
    """Write an office's answers into its workbook; returns the office, or None where it returns no form."""
    import warnings

    from openpyxl import load_workbook

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        book = load_workbook(workbook_path)
    mark = {str(row[0].value): str(row[1].value) for row in book[layout.MARK_SHEET].iter_rows()}
    office = mark["organisation_name"]
    offices = {row["单位名称"]: row for row in read_rows(county("forms", "organisations.csv"))}
    if office not in offices:
        return None
    _fill_sheet(book[entities()["Organisation"].zh], [offices[office]], ("单位名称",))
    costs = {row["对象"]: row["年度运维金额"] for row in read_rows(county("forms", "costs.csv")) if row[ROUTE] == office}
    for entity, (name, keys) in _ANSWERS.items():
        rows = [row for row in read_rows(county("forms", f"{name}.csv")) if row.get(ROUTE, row.get("所属单位")) == office]
        if entity == "System":
            rows = [{**row, "年度运维金额(万元)": costs.get(row["系统名称"], "")} for row in rows]
        _fill_sheet(book[entities()[entity].zh], [{k: v for k, v in row.items() if k != ROUTE} for row in rows], keys)
    book.save(workbook_path)
    return office


def _fill_sheet(sheet: Any, rows: list[dict[str, str]], keys: tuple[str, ...]) -> None:
    """Answers go into the row of the same thing where the sheet has it, else into the first empty row."""
    titles = {str(cell.value): cell.column for cell in sheet[1] if cell.value}
    known = {}
    last = 1
    for row in sheet.iter_rows(min_row=2):
        values = {title: row[column - 1].value for title, column in titles.items()}
        if any(value not in (None, "") for value in values.values()):
            known[_key(values, keys)] = row[0].row
            last = row[0].row
    for answers in rows:
        position = known.get(_key(answers, keys))
        if position is None:
            last += 1
            position = last
        for title, value in answers.items():
            column = titles.get(title)
            if column is not None and value:
                sheet.cell(row=position, column=column, value=_typed(value.replace("|", "；"), title))


def _key(values: dict[str, Any], keys: tuple[str, ...]) -> tuple[str, ...]:
    return tuple("".join(sorted(plain(part) for part in str(values.get(key) or "").replace("|", "；").split("；"))) for key in keys)


def _typed(value: str, title: str) -> Any:
    return float(value) if title.endswith("(万元)") else value
