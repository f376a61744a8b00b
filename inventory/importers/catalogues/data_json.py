"""Reads data.json (US Project Open Data 1.0 and 1.1, also as CSV; DCAT-US 3.0) into datasets."""

import csv
import io
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from inventory.importers.catalogues.spellings import cycle, date
from inventory.importers.decode import decode_text
from inventory.importers.rows import Context, Document, RawRow, row_of
from inventory.importers.structured import items_of, load, objects_of, text_of
from inventory.limits import DESCRIPTION_BYTES, ROWS, check_size
from inventory.problems import InputError, Problems
from inventory.values.observation import Locator

# accessLevel says whether the public may have it; sharing between bodies is not told by it
_OPEN = {"public": True, "restricted public": False, "non-public": False}
# where the datasets of a catalogue stand, and under what name in what is none itself
_PARTS: dict[str, tuple[str, ...]] = {
    "dataset": (),
    "datasetSeries": ("first", "seriesMember", "last"),
    "service": ("servesDataset",),
    "catalog": ("dataset",),
}
_DEPTH = 5
# names of the schema in the case in which they are asked for
_NAMES = {
    name.casefold(): name for name in ("accessLevel", "accrualPeriodicity", "systemOfRecords", "landingPage", "accessURL", "downloadURL")
}


def is_data_csv(header: str) -> bool:
    """Tell whether a CSV header is that of the same catalogue as a table: the schema's own names, a column each."""
    return {"title", "accesslevel"} <= {title.strip().strip('"').casefold() for title in header.split(",")}


def is_catalogue(keys: Mapping[str, str]) -> bool:
    """Tell a catalogue or dataset of DCAT-US 3.0 by its JSON object's keys, with the start of their values."""
    kind = keys.get("@type", "").removeprefix('"').removeprefix("dcat:")
    if kind.startswith("Catalog"):
        return not _PARTS.keys().isdisjoint(keys)
    return kind.startswith("Dataset") or ({"title", "identifier"} <= set(keys) and not {"distribution", "landingPage"}.isdisjoint(keys))


def read_data_json(path: Path, problems: Problems, context: Context) -> Document:
    """The datasets of a catalogue. Raises InputError where it holds none."""
    text = "" if path.suffix.lower() == ".json" else _csv_of(path)
    document = Document("data_json")
    count = 0
    for at, dataset in _rows_of(text, path.name) if text else _entries(load(path), path.name):
        count += 1
        if not isinstance(dataset, dict):
            problems.reject("not_an_object", at)
        elif not (title := text_of(dataset.get("title"))):
            problems.reject("dataset_without_title", at)
        else:
            document.rows.append(_row(dataset, title, at, context))
    document.why = {"count": count}
    if not document.rows:
        raise InputError("empty_catalogue", file=path.name)
    return document


def _csv_of(path: Path) -> str:
    """The file's text where it is such a table, else nothing."""
    check_size(path, DESCRIPTION_BYTES)
    text = decode_text(path.read_bytes(), path.name).lstrip("\ufeff")
    return text if is_data_csv(text.split("\n", 1)[0]) else ""


def _rows_of(text: str, file: str) -> Iterator[tuple[Locator, Any]]:
    """The filled rows of a table. Raises InputError where it is no CSV."""
    csv.field_size_limit(4 * 1024 * 1024)
    rows = csv.reader(io.StringIO(text, newline=""))
    try:
        names = [_NAMES.get(title.strip().casefold(), title.strip()) for title in next(rows)]
        for number, cells in enumerate(rows, start=2):
            if number > ROWS:
                raise InputError("too_many_rows", file=file, limit=ROWS)
            if any(map(str.strip, cells)):
                yield Locator(file=file, row=number), {name: cell.strip() for name, cell in zip(names, cells, strict=False) if name}
    except csv.Error:
        raise InputError("broken_csv", file=file) from None


def _entries(content: Any, file: str) -> Iterator[tuple[Locator, Any]]:
    """The datasets of a list or catalogue, and of the series, services and catalogues in it, each once."""
    if isinstance(content, list):
        for number, dataset in enumerate(content):
            yield Locator(file=file, path=f"[{number}]"), dataset
        return
    if not isinstance(content, dict) or not isinstance(content.get("dataset", []), list):
        raise InputError("not_data_json", file=file)
    if _PARTS.keys().isdisjoint(content):
        if not text_of(content.get("title")) or {"identifier", "@type"}.isdisjoint(content):
            raise InputError("not_data_json", file=file)
        yield Locator(file=file, path="$"), content
        return
    known: set[str] = set()
    for path, dataset, is_own in _inside(content, "", 0):
        key = _code(dataset) or text_of(dataset.get("title")) if isinstance(dataset, dict) else ""
        # a member that stands in a series and in the catalogue is one; two of the catalogue are told as two
        if is_own or key not in known:
            known.add(key)
            yield Locator(file=file, path=path), dataset


def _inside(catalogue: dict[str, Any], path: str, depth: int) -> Iterator[tuple[str, Any, bool]]:
    """Path and dataset; whether it stands in a list of datasets, not in something else."""
    for key, inner in _PARTS.items():
        for number, part in enumerate(items_of(catalogue.get(key))):
            at = f"{path}{key}[{number}]"
            if not inner:
                yield at, part, depth == 0
            elif isinstance(part, dict) and depth < _DEPTH:
                found = {"dataset": [item for name in inner for item in items_of(part.get(name)) if isinstance(item, dict)]}
                yield from _inside(part if key == "catalog" else found, f"{at}.", depth + 1)


def _code(dataset: dict[str, Any]) -> str:
    told = dataset.get("identifier")
    return text_of(told.get("notation") if isinstance(told, dict) else told) or text_of(dataset.get("@id"))


def _row(dataset: dict[str, Any], title: str, at: Locator, context: Context) -> RawRow:
    return row_of(
        "Dataset",
        at,
        name=title[:128],
        code=_code(dataset)[-64:],
        kind="catalogue",
        provider=(context.organisation or text_of(dataset.get("publisher")))[:300],
        system=context.system or text_of(dataset.get("systemOfRecords"))[:300],
        abstract=text_of(dataset.get("description"))[:5000],
        category="、".join(filter(None, (text_of(theme) for theme in items_of(dataset.get("theme")))))[:60],
        is_open=_OPEN.get(text_of(dataset.get("accessLevel") or dataset.get("accessRights")).casefold()),
        open_condition=text_of(dataset.get("rights")),
        update_cycle=cycle(text_of(dataset.get("accrualPeriodicity"))),
        publish_date=date(dataset.get("issued")),
        source_url=_address(dataset),
    )


def _address(dataset: dict[str, Any]) -> str:
    places = [
        *(dataset.get(key) for key in ("landingPage", "accessURL", "downloadURL")),
        *(d.get(key) for d in objects_of(dataset.get("distribution")) for key in ("accessURL", "downloadURL")),
    ]
    return next((text_of(place)[:500] for place in places if text_of(place)), "")
