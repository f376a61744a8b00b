"""Reads data.json (US Project Open Data 1.0 and 1.1) into datasets."""

from pathlib import Path
from typing import Any

from inventory.importers.catalogues.spellings import cycle, date
from inventory.importers.rows import Context, Document, row_of
from inventory.importers.structured import items_of, load, objects_of, text_of
from inventory.problems import InputError, Problems
from inventory.values.observation import Locator

# accessLevel says whether the public may have it; sharing between bodies is not told by it
_OPEN = {"public": True, "restricted public": False, "non-public": False}


def read_data_json(path: Path, problems: Problems, context: Context) -> Document:
    """The datasets of a catalogue. Raises InputError where it holds none."""
    content = load(path)
    datasets = content.get("dataset") if isinstance(content, dict) else content
    if not isinstance(datasets, list):
        raise InputError("not_data_json", file=path.name)
    document = Document("data_json", {"count": len(datasets)})
    for number, dataset in enumerate(datasets):
        at = Locator(file=path.name, path=f"dataset[{number}]" if isinstance(content, dict) else f"[{number}]")
        if not isinstance(dataset, dict):
            problems.reject("not_an_object", at)
            continue
        title = text_of(dataset.get("title"))
        if not title:
            problems.reject("dataset_without_title", at)
            continue
        document.rows.append(
            row_of(
                "Dataset",
                at,
                name=title[:128],
                code=text_of(dataset.get("identifier"))[-64:],
                kind="catalogue",
                provider=(context.organisation or text_of(dataset.get("publisher")))[:300],
                system=context.system or text_of(dataset.get("systemOfRecords"))[:300],
                abstract=text_of(dataset.get("description"))[:5000],
                category="、".join(filter(None, (text_of(theme) for theme in items_of(dataset.get("theme")))))[:60],
                is_open=_OPEN.get(text_of(dataset.get("accessLevel")).casefold()),
                open_condition=text_of(dataset.get("rights")),
                update_cycle=cycle(text_of(dataset.get("accrualPeriodicity"))),
                publish_date=date(dataset.get("issued")),
                source_url=_address(dataset),
            )
        )
    if not document.rows:
        raise InputError("empty_catalogue", file=path.name)
    return document


def _address(dataset: dict[str, Any]) -> str:
    places = [
        dataset.get("landingPage"),
        *(d.get(key) for d in objects_of(dataset.get("distribution")) for key in ("accessURL", "downloadURL")),
    ]
    return next((text_of(place)[:500] for place in places if text_of(place)), "")
