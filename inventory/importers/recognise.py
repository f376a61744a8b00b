"""What a file is, by its content; its name only breaks ties."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from inventory.importers.archimate import read_archimate
from inventory.importers.catalogues.api_catalogue import is_api_catalogue, read_api_catalogue
from inventory.importers.catalogues.ckan import read_ckan
from inventory.importers.catalogues.data_json import is_catalogue, is_data_csv, read_data_json
from inventory.importers.catalogues.dcat import read_dcat
from inventory.importers.csv_folder import csv_files, read_csv_file, read_csv_folder
from inventory.importers.decode import encoding_of
from inventory.importers.excel import read_excel
from inventory.importers.inventory_json import read_inventory_json
from inventory.importers.live_database import read_sqlite_file
from inventory.importers.notices import read_likely_notice, read_notice_file
from inventory.importers.openapi import read_openapi
from inventory.importers.publiccode import read_publiccode
from inventory.importers.rows import Context, Document
from inventory.importers.sql.dialect import looks_like_sql
from inventory.importers.sql.dump import read_sql_dump
from inventory.importers.zips import is_model, is_workbook, zip_names
from inventory.problems import InputError, Problems
from inventory.schema import by_array

SAMPLE = 256 * 1024

Reader = Callable[[Path, Problems, Context], Document]

READERS: dict[str, Reader] = {
    "inventory_json": read_inventory_json,
    "csv_folder": read_csv_folder,
    "csv": read_csv_file,
    "excel": read_excel,
    "sql_dump": read_sql_dump,
    "openapi": read_openapi,
    "ckan": read_ckan,
    "dcat": read_dcat,
    "data_json": read_data_json,
    "publiccode": read_publiccode,
    "api_catalogue": read_api_catalogue,
    "archimate": read_archimate,
    "live_database": read_sqlite_file,
    "notice": read_notice_file,
}
# what is read where nobody named the format
_LIKELY: dict[str, Reader] = {**READERS, "notice": read_likely_notice}


@dataclass(frozen=True)
class Head:
    """The beginning of a file: its bytes, and its text where it is text."""

    path: Path
    start: bytes

    @cached_property
    def text(self) -> str:
        """The sample as text without BOM; empty for a binary file."""
        try:
            encoding, _ = encoding_of(self.path)
        except InputError:
            return ""
        return self.start.decode(encoding, errors="ignore").removeprefix("\ufeff")

    @cached_property
    def keys(self) -> dict[str, str]:
        """The keys of a JSON object's or YAML mapping's first level that the sample shows, with the start of their values."""
        text = self.text.lstrip()
        return json_keys(text) if text.startswith("{") else yaml_keys(text)


def json_keys(text: str) -> dict[str, str]:
    """The keys of the first level of a JSON object, as far as the text goes."""
    found: dict[str, str] = {}
    depth = 0
    for token in re.finditer(r'"(?>(?>[^"\\]++|\\.)*)"(\s*:)?|[{}\[\]]', text, re.S):
        if token.group() in ("{", "["):
            depth += 1
        elif token.group() in ("}", "]"):
            depth -= 1
            if depth == 0:
                break
        elif token[1] and depth == 1:
            found.setdefault(token.group()[1 : token.group().rindex('"')], text[token.end() : token.end() + 80].strip())
    return found


def yaml_keys(text: str) -> dict[str, str]:
    """The keys that stand at the margin of a YAML file."""
    return {
        m[1]: (m[2] or "").strip()
        for m in re.finditer(r"""^["']?([A-Za-z][\w.\-$@]*)["']?[ \t]*:(?:[ \t]+([^\n]*)|[ \t]*\r?$)""", text, re.M)
    }


def recognise(path: Path) -> str:
    """The format's name. Raises InputError where the path is absent or of no known format."""
    if not path.exists():
        raise InputError("no_such_file", file=str(path))
    if path.is_dir():
        if csv_files(path):
            return "csv_folder"
        raise InputError("no_inventory_csv", file=path.name)
    try:
        with path.open("rb") as stream:
            head = Head(path, stream.read(SAMPLE))
    except OSError:
        raise InputError("cannot_open", file=path.name) from None
    if not head.start:
        raise InputError("empty_file", file=path.name)
    return _by_magic(head) or _by_text(head)


def _by_magic(head: Head) -> str | None:
    if head.start.startswith(b"\xd0\xcf\x11\xe0"):
        return "excel"
    if head.start.startswith(b"PK\x03\x04"):
        names = zip_names(head.path)
        if is_model(names):
            raise InputError("native_archimate", file=head.path.name)
        if "word/document.xml" in names:
            return "notice"
        if names and not is_workbook(names):
            raise InputError("unknown_format", file=head.path.name, formats=FORMATS)
        return "excel"
    if head.start.startswith(b"%PDF-"):
        return "notice"
    if head.start.startswith(b"SQLite format 3\x00"):
        return "live_database"
    return None


_YAML_KINDS = frozenset({"openapi", "swagger", "publiccodeYmlVersion", "publiccode-yaml-version"})
_SQL_START = re.compile(
    r"--|/\*|#|\\|(?:create|drop|alter|set|use|insert|comment\s+on|begin|pragma|prompt|rem|do|if|declare|exec|go|spool|start|lock|delete|grant)\b",
    re.I,
)


def _by_text(head: Head) -> str:
    text = head.text
    begins = text.lstrip()
    if begins.startswith(("{", "[")):
        return _by_json(head, begins)
    if begins.startswith("<"):
        return _by_xml(head, begins)
    keys = head.keys
    weight = 0 if _YAML_KINDS & set(keys) else looks_like_sql(text)
    if _SQL_START.match(begins) and (weight >= 2 or head.path.suffix.lower() == ".sql"):
        return "sql_dump"
    if weight >= 100:
        return "sql_dump"
    if re.search(r"^\s*@?prefix\s+[\w-]*:\s*<", text, re.M | re.I) or re.match(r"<[^>\s]+>\s+<[^>\s]+>", begins):
        return "dcat"
    if "publiccodeYmlVersion" in keys or "publiccode-yaml-version" in keys:
        return "publiccode"
    if (
        {"openapi", "swagger", "swaggerVersion"} & set(keys)
        or {"paths", "components"} <= set(keys)
        or {"paths", "definitions"} <= set(keys)
    ):
        return "openapi"
    if {"definitions", "components", "paths"} & set(keys) and "$ref" in text and "properties:" in text:
        return "openapi"
    first = begins.split("\n", 1)[0]
    if is_api_catalogue(first):
        return "api_catalogue"
    if is_data_csv(first):
        return "data_json"
    if _is_prose(text) and head.path.suffix.lower() not in (".csv", ".tsv", ".sql"):
        return "notice"
    if (
        head.path.suffix.lower() in (".csv", ".tsv")
        or any(mark in first for mark in (",", "\t", "，"))
        or head.path.suffix.lower() == ".txt"
    ) and text:
        return "csv"
    if weight >= 2 or (head.path.suffix.lower() == ".sql" and text):
        return "sql_dump"
    is_said_to_be_text = head.path.suffix.lower() in (".csv", ".tsv", ".txt", ".sql", ".json", ".yaml", ".yml")
    raise InputError("not_text" if is_said_to_be_text and not text else "unknown_format", file=head.path.name, formats=FORMATS)


FORMATS = "JSON, YAML, CSV, XLSX, XLS, SQL, Turtle, RDF/XML, ArchiMate, DOCX, PDF, HTML, TXT"


_SENTENCE = re.compile(r"[。！？；]|[\u4e00-\u9fff]：|[a-z)]\. [A-Z]|[a-z]\.$")


def _is_prose(text: str) -> bool:
    """Tell whether a text is written in sentences and not in columns."""
    lines = [line for line in text[:20_000].split("\n") if line.strip()][:200]
    if not lines or sum("\t" in line for line in lines) > len(lines) / 2:
        return False
    sentences = sum(bool(_SENTENCE.search(line.strip())) for line in lines)
    return sentences >= max(1, len(lines) / 6)


def _by_json(head: Head, begins: str) -> str:
    keys = head.keys
    if "schema_version" in keys and not {"openapi", "swagger"} & set(keys):
        return "inventory_json"
    if _is_packages(set(keys)):
        return "ckan"
    if len(set(keys) & set(by_array())) > 1 and not {"openapi", "swagger"} & set(keys):
        return "inventory_json"
    if {"openapi", "swagger", "swaggerVersion"} & set(keys):
        return "openapi"
    if "@context" in keys or "@graph" in keys or re.match(r'\[\s*\{\s*"@', begins):
        return "data_json" if "conformsTo" in keys and "project-open-data" in begins[:4000] else "dcat"
    if "conformsTo" in keys and "dataset" in keys:
        return "data_json"
    if "result" in keys or ("help" in keys and "success" in keys):
        return "ckan"
    if isinstance(keys.get("dataset"), str) and keys["dataset"].startswith("["):
        return "data_json"
    if "publiccodeYmlVersion" in keys:
        return "publiccode"
    if is_catalogue(keys):
        return "data_json"
    if {"paths", "components"} <= set(keys) or {"paths", "definitions"} <= set(keys) or keys.get("definitions", "").startswith("{"):
        return "openapi"
    if begins.startswith("["):
        first = set(json_keys(begins[begins.find("{") :])) if "{" in begins[:200] else set()
        if {"accessLevel", "title"} <= first or ({"title", "identifier"} <= first and first & {"distribution", "publisher"}):
            return "data_json"
        if _is_packages(first) or (
            not first and re.match(r'\[\s*"[\w\-]{2,100}"\s*[,\]]', begins) and not re.search(r'"[^"]*[^\w\-"\s,\]][^"]*"', begins[:4000])
        ):
            return "ckan"
    if {"components", "paths", "info", "definitions"} & set(keys) and not set(keys) & set(by_array()):
        return "openapi"
    return "inventory_json"


def _is_packages(keys: set[str]) -> bool:
    # an inventory has neither extras nor tags nor notes at its first level
    if "resources" in keys and keys & {"extras", "tags", "notes"} and keys & {"title", "name"}:
        return True
    return (
        len(
            keys
            & {"resources", "owner_org", "license_id", "num_resources", "metadata_created", "metadata_modified", "organization", "notes"}
        )
        >= 3
    )


def _by_xml(head: Head, begins: str) -> str:
    if re.match(r"<[^>\s?!]+>\s+<[^>\s]+>", begins):
        return "dcat"  # N-Triples
    start = re.search(
        r"<([A-Za-z_][\w.\-]*:)?([A-Za-z_][\w.\-]*)([^>]*)>",
        re.sub(r"<!--.*?-->|<\?.*?\?>|<!DOCTYPE[^>\[]*(?:\[.*?\]\s*)?>", "", begins, flags=re.S),
    )
    name, attributes = (start[2], start[3]) if start else ("", "")
    if "archimatetool.com/archimate" in attributes:
        raise InputError("native_archimate", file=head.path.name)
    if "opengroup.org/xsd/archimate" in attributes or (name == "model" and 'xsi:type="' in begins):
        return "archimate"
    if name == "RDF" or "www.w3.org/ns/dcat#" in begins or "www.w3.org/1999/02/22-rdf-syntax-ns" in attributes:
        return "dcat"
    if "<table" in begins.casefold() and (head.path.suffix.lower() in (".xls", ".xlsx") or "office:excel" in begins[:2000]):
        return "excel"
    if name.casefold() in ("html", "body", "div", "p", "head", "meta"):
        return "notice"
    raise InputError("unknown_xml", file=head.path.name, root=(name or "?")[:40])


def read_path(path: Path, problems: Problems, *, as_format: str | None = None, context: Context = Context()) -> Document:
    """Read a file or folder. Raises InputError for what cannot be read at all."""
    if as_format is not None and as_format not in READERS:
        raise InputError("unknown_option", option="--as", value=as_format, choices=", ".join(READERS))
    try:
        return (READERS[as_format] if as_format else _LIKELY[recognise(path)])(path, problems, context)
    except OSError:
        raise InputError("cannot_open", file=path.name) from None
