"""Reads publiccode.yml of every version (0.1 to 0.5): a system that a public body publishes."""

from pathlib import Path
from typing import Any

from inventory.importers.catalogues.spellings import date
from inventory.importers.rows import Context, Document, row_of
from inventory.importers.structured import items_of, load, objects_of, text_of
from inventory.problems import InputError, Problems
from inventory.values.observation import Locator

_STATUS = {"concept": "planned", "development": "building", "beta": "trial", "stable": "active", "obsolete": "retired"}
_VERSIONS = ("0", "0.1", "0.2", "0.3", "0.4", "0.5")


def read_publiccode(path: Path, problems: Problems, context: Context) -> Document:
    """The system that the file describes. Raises InputError where it names none."""
    content = load(path)
    if not isinstance(content, dict):
        raise InputError("not_publiccode", file=path.name)
    version = str(content.get("publiccodeYmlVersion") or content.get("publiccode-yaml-version") or "")
    if ".".join(version.split(".")[:2]) not in _VERSIONS:
        problems.ask("newer_version", Locator(file=path.name, path="publiccodeYmlVersion"), version=version[:20] or "?")
    descriptions = _descriptions(content.get("description"))
    name = text_of(content.get("name")) or next((text_of(d.get("localisedName")) for d in descriptions if d.get("localisedName")), "")
    if not name:
        raise InputError("not_publiccode", file=path.name)
    legal = _object(content.get("legal"))
    maintenance = _object(content.get("maintenance"))
    aliases = [alias for d in descriptions if (alias := text_of(d.get("localisedName"))) and alias != name]
    purpose = next((text for d in descriptions for key in ("longDescription", "shortDescription") if (text := text_of(d.get(key)))), "")
    features = next((items_of(d.get("features")) for d in descriptions if d.get("features")), [])
    depends = [
        f"{text_of(part)} {text_of(_object(part).get('versionMin'))}".strip()
        for parts in _object(content.get("dependsOn")).values()
        for part in items_of(parts)
    ]
    document = Document("publiccode", {"version": version or "?"})
    document.rows.append(
        row_of(
            "System",
            Locator(file=path.name, path="name"),
            name=name[:200],
            aliases=aliases,
            owner=(
                context.organisation
                or text_of(_object(content.get("organisation")).get("name"))
                or text_of(legal.get("repoOwner"))
                or text_of(legal.get("mainCopyrightOwner"))
            )[:300],
            purpose=purpose[:5000],
            functions=list(
                dict.fromkeys(text[:200] for item in (*items_of(content.get("categories")), *features) if (text := text_of(item)))
            )[:100],
            status=_STATUS.get(text_of(content.get("developmentStatus")).casefold()),
            contractor=" ".join(filter(None, (text_of(c) for c in objects_of(maintenance.get("contractors")))))[:200],
            start_date=date(content.get("releaseDate")),
            tech_stack="; ".join((*(text_of(p) for p in items_of(content.get("platforms"))), *depends))[:2000],
            urls=[url[:500] for key in ("landingURL", "url") if (url := text_of(content.get(key)))],
        )
    )
    return document


def _object(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _descriptions(value: Any) -> list[dict[str, Any]]:
    """Descriptions by language, Chinese and English first."""
    languages = _object(value)
    order = sorted(
        languages,
        key=lambda key: (0 if str(key).casefold().startswith("zh") else 1 if str(key).casefold().startswith("en") else 2, str(key)),
    )
    return [languages[key] for key in order if isinstance(languages[key], dict)]
