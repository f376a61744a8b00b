"""Reads API catalogues as the UK government keeps them (CSV): every entry is data on offer through an interface."""

import csv
import io
from pathlib import Path

from inventory.importers.catalogues.spellings import date
from inventory.importers.decode import decode_text
from inventory.importers.rows import Context, Document, row_of
from inventory.limits import DESCRIPTION_BYTES, ROWS, check_size
from inventory.problems import InputError, Problems
from inventory.values.observation import Locator

_NEEDED = {"url", "name", "documentation", "provider"}


def is_api_catalogue(header: str) -> bool:
    """Tell whether a CSV header is that of an API catalogue."""
    titles = {title.strip().strip('"').casefold() for title in header.split(",")}
    return titles >= _NEEDED and bool(titles & {"areaserved", "maintainer", "license"})


def read_api_catalogue(path: Path, problems: Problems, context: Context) -> Document:
    """The entries of a catalogue. Raises InputError where it holds none."""
    check_size(path, DESCRIPTION_BYTES)
    text = decode_text(path.read_bytes(), path.name).lstrip("\ufeff")
    if not is_api_catalogue(text.split("\n", 1)[0]):
        raise InputError("not_api_catalogue", file=path.name)
    csv.field_size_limit(4 * 1024 * 1024)
    reader = csv.reader(io.StringIO(text, newline=""))
    header = [title.strip().casefold() for title in next(reader)]
    document = Document("api_catalogue", {})
    number = 1
    try:
        for number, entry in enumerate(reader, start=2):
            if number > ROWS:
                raise InputError("too_many_rows", file=path.name, limit=ROWS)
            cells = {title: value.strip() for title, value in zip(header, entry, strict=False)}
            at = Locator(file=path.name, row=number)
            if not any(cells.values()):
                continue
            if not cells.get("name"):
                problems.reject("dataset_without_title", at)
                continue
            document.rows.append(
                row_of(
                    "Dataset",
                    at,
                    name=" ".join(cells["name"].split())[:128],
                    kind="payload",
                    provider=(context.organisation or cells.get("provider", ""))[:300],
                    system=context.system,
                    abstract=cells.get("description", "")[:5000],
                    share_method="api",
                    publish_date=date(cells.get("startdate") or cells.get("dateadded")),
                    source_url=(cells.get("documentation") or cells.get("url") or "")[:500],
                )
            )
    except csv.Error:
        problems.reject("broken_csv", Locator(file=path.name, row=number + 1), file=path.name)
    if not document.rows:
        raise InputError("empty_catalogue", file=path.name)
    return document
