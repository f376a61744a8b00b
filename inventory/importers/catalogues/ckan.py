"""Reads CKAN's answers (package_list, package_search, package_show, lists of packages) into datasets and their fields."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from inventory.importers.catalogues.spellings import cycle, date
from inventory.importers.column_types import data_type
from inventory.importers.rows import Context, Document, RawRow, row_of
from inventory.importers.structured import items_of, load, load_lines, objects_of, text_of
from inventory.problems import InputError, Problems
from inventory.values.observation import Locator

_CYCLE_KEYS = (
    "accrual_periodicity",
    "accrualPeriodicity",
    "frequency",
    "update_frequency",
    "update_cycle",
    "updateFrequency",
    "更新频率",
    "更新周期",
)


def read_ckan(path: Path, problems: Problems, context: Context) -> Document:
    """The datasets of an answer. Raises InputError where it holds none; says where it is one page of many."""
    content = load_lines(path) or load(path)
    if isinstance(content, dict) and content.get("success") is False:
        raise InputError("ckan_failed", file=path.name)
    pointer, packages, total = _packages(content)
    if packages is None:
        raise InputError("not_ckan", file=path.name)
    if total is not None and total > len(packages):
        problems.ask("part_of_a_catalogue", Locator(file=path.name), held=len(packages), total=total)
    document = Document("ckan", {"count": len(packages)})
    for number, package in enumerate(packages):
        at = f"{pointer}[{number}]" if pointer else "$"
        if isinstance(package, str):
            document.rows.append(
                row_of(
                    "Dataset",
                    Locator(file=path.name, path=at),
                    name=package[:128],
                    code=package[:64],
                    kind="catalogue",
                    provider=context.organisation,
                    system=context.system,
                )
            )
        elif isinstance(package, dict):
            document.rows.extend(_package(package, path.name, at, context, problems))
        else:
            problems.reject("not_an_object", Locator(file=path.name, path=at))
    if not document.rows:
        raise InputError("empty_catalogue", file=path.name)
    return document


def _packages(content: Any) -> tuple[str, list[Any] | None, int | None]:
    result = content.get("result", content) if isinstance(content, dict) else content
    pointer = "result" if isinstance(content, dict) and "result" in content else ""
    if isinstance(result, list):
        return pointer or "$", [item for part in result for item in (part if isinstance(part, list) else [part])], None
    if isinstance(result, dict) and isinstance(result.get("results"), list):
        count = result.get("count")
        return f"{pointer}.results".lstrip("."), result["results"], count if isinstance(count, int) else None
    if isinstance(result, dict) and ("title" in result or "name" in result):
        return "", [result], None
    return "", None, None


def _package(package: dict[str, Any], file: str, at: str, context: Context, problems: Problems) -> Iterator[RawRow]:
    if package.get("type") in ("organization", "group") or package.get("is_organization") is True:
        yield row_of(
            "Organisation", Locator(file=file, path=at), name=(text_of(package.get("title")) or text_of(package.get("name")))[:100]
        )
        return
    name = text_of(package.get("title")) or text_of(package.get("title_translated")) or text_of(package.get("name"))
    if not name:
        problems.reject("dataset_without_title", Locator(file=file, path=at))
        return
    told = package.get("extras")
    extras = told if isinstance(told, dict) else {str(extra.get("key")): extra.get("value") for extra in objects_of(told)}
    resources = objects_of(package.get("resources"))
    provider = (
        context.organisation
        or text_of(package.get("organization"))
        or text_of(extras.get("publisher_name"))
        or text_of(package.get("publisher"))
        or text_of(package.get("author"))
    )
    private = package.get("private")
    yield row_of(
        "Dataset",
        Locator(file=file, path=at),
        name=name[:128],
        code=text_of(package.get("name"))[:64] or text_of(package.get("id"))[:64],
        kind="catalogue",
        provider=provider[:300],
        system=context.system,
        abstract=(text_of(package.get("notes")) or text_of(package.get("notes_translated")))[:5000],
        category="、".join(filter(None, (text_of(group) for group in objects_of(package.get("groups")))))[:60],
        is_open=not private if isinstance(private, bool) else None,
        update_cycle=next((found for key in _CYCLE_KEYS if (found := cycle(text_of(package.get(key)) or text_of(extras.get(key))))), None),
        publish_date=date(text_of(extras.get("issued")) or package.get("metadata_created")),
        source_url=text_of(package.get("url"))[:500],
    )
    reference = f"{provider or context.system}/{name[:128]}" if (provider or context.system) else name[:128]
    taken: set[str] = set()
    for position, resource in enumerate(resources):
        for field_at, field in _fields(resource, f"{at}.resources[{position}]"):
            column = text_of(field.get("name")) or text_of(field.get("id"))
            about = field.get("info")
            info = about if isinstance(about, dict) else {}
            if column and column not in taken:
                taken.add(column)
                yield row_of(
                    "DataField",
                    Locator(file=file, path=field_at),
                    resource=reference,
                    name=column[:64],
                    label=(text_of(field.get("title")) or text_of(info.get("label")))[:128],
                    type=column_type(text_of(field.get("type"))),
                    definition=text_of(field.get("description")) or text_of(info.get("notes")),
                )


def _fields(resource: dict[str, Any], at: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Columns as a table schema (Frictionless) or the datastore's `fields` tell them."""
    schema = resource.get("schema")
    for name, holder in (("schema.fields", schema if isinstance(schema, dict) else {}), ("fields", resource)):
        for number, field in enumerate(items_of(holder.get("fields"))):
            if isinstance(field, dict):
                yield f"{at}.{name}[{number}]", field


def column_type(text: str) -> str | None:
    """The code of `data_type` for a type of a table schema or of the datastore."""
    return {"any": None, "object": None, "array": None}.get(text, data_type(text)) if text else None
