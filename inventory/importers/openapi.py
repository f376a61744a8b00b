"""Reads OpenAPI 3.0/3.1 and Swagger 2.0: schemas become datasets with fields, operations become interfaces on offer.

A reference into another file is followed below the folder of the description; one to another host is listed and never opened.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from inventory.importers.rows import Context, Document, Names, RawRow, row_of
from inventory.importers.structured import items_of, load, objects_of, text_of
from inventory.problems import InputError, Problems
from inventory.values.observation import Locator

_METHODS = ("get", "put", "post", "delete", "patch", "head", "options", "trace", "query")
_COMBINING = ("allOf", "oneOf", "anyOf")
_TYPES = {"integer": "number", "number": "number", "boolean": "boolean", "string": "string", "file": "binary"}
_FORMATS = {"date": "date", "date-time": "datetime", "binary": "binary", "byte": "binary"}
MOST_FIELDS = 3_000
_DEEPEST = 6
_MOST_FILES = 5_000


def read_openapi(path: Path, problems: Problems, context: Context) -> Document:
    """Datasets, fields and interfaces of a description. Raises InputError where it is none or of no version read here."""
    content = load(path)
    if not isinstance(content, dict):
        raise InputError("not_openapi", file=path.name)
    version = str(content.get("openapi") or content.get("swagger") or content.get("swaggerVersion") or "")
    if version and not version.startswith(("2.", "3.")):
        raise InputError("openapi_version", file=path.name, version=version[:20])
    if not version and not any(isinstance(content.get(key), dict) for key in ("paths", "definitions", "components")):
        raise InputError("not_openapi", file=path.name)
    reader = _Description(path, content, problems, context)
    document = Document("openapi", {"version": version or "?"})
    document.rows.extend(reader.schemas())
    document.rows.extend(reader.operations())
    if not document.rows:
        raise InputError("empty_description", file=path.name)
    document.used = reader.used()
    document.is_fragment = not version
    if not context.system:
        problems.ask("system_guessed", Locator(file=path.name), system=reader.system)
    return document


class _Description:
    def __init__(self, path: Path, content: dict[str, Any], problems: Problems, context: Context) -> None:
        self._root = (context.root or path.parent).resolve()
        self._file = path.name
        self._files: dict[Path, Any] = {path.resolve(): content}
        self._problems = problems
        self._context = context
        self._content = content
        self._here = path.resolve()
        info = content.get("info")
        self.system = (context.system or text_of(info.get("title") if isinstance(info, dict) else "") or path.stem)[:200].replace("/", " ")
        self._told: set[str] = set()
        self._names: dict[int, str] = {}
        self._given_out = Names()
        self._calls = Names()
        self._datasets: set[str] = set()

    def used(self) -> frozenset[Path]:
        """The other files that references led to."""
        return frozenset(self._files) - {self._here}

    def schemas(self) -> Iterator[RawRow]:
        """Named schemas that have properties."""
        components = self._content.get("components")
        for base, named in (
            ("components/schemas", components.get("schemas") if isinstance(components, dict) else None),
            ("definitions", self._content.get("definitions")),
        ):
            if named is None:
                continue
            pointer = f"#/{base}"
            named, at_file = self._resolved(named, self._here, pointer)
            if not isinstance(named, dict):
                self._problems.reject("not_an_object", Locator(file=self._file, path=pointer))
                continue
            for name, schema in named.items():
                schema, where = self._resolved(schema, at_file, f"{pointer}/{name}")
                if isinstance(schema, dict):
                    given = self._given_out.unique(str(name)[:120])
                    self._names.setdefault(id(schema), given)
                    yield from self._dataset(given, schema, where, f"{pointer}/{name}")

    def _dataset(self, name: str, schema: dict[str, Any], where: Path, pointer: str) -> Iterator[RawRow]:
        fields = list(self._properties(schema, where, pointer))
        if not fields:
            return
        self._datasets.add(name)
        title = text_of(schema.get("title"))
        at = Locator(file=self._file, path=pointer)
        yield row_of(
            "Dataset",
            at,
            name=name[:128],
            code=name[:64],
            kind="payload",
            system=self.system,
            provider=self._context.organisation,
            abstract=" — ".join(part for part in (title, text_of(schema.get("description"))) if part)[:2000],
            share_method="api",
        )
        taken: set[str] = set()
        for field_pointer, field_name, field, is_required in fields:
            if field_name in taken:
                continue
            taken.add(field_name)
            if len(taken) > MOST_FIELDS:
                self._problems.reject("too_many_fields", at, limit=MOST_FIELDS)
                return
            yield self._field(field_name, field, f"{self.system}/{name}", field_pointer, is_required)

    def _field(self, name: str, field: dict[str, Any], resource: str, pointer: str, is_required: bool) -> RawRow:
        description = text_of(field.get("description"))
        title = text_of(field.get("title"))
        label = title or (description if len(description) <= 40 and "\n" not in description else description.split("。")[0].split(". ")[0])
        values = field.get("enum")
        bounds = field.get("maxLength")
        return row_of(
            "DataField",
            Locator(file=self._file, path=pointer),
            resource=resource,
            name=name[-64:],
            label=label[:128] if 0 < len(label) <= 60 else None,
            type=_type_of(field),
            length=str(bounds) if isinstance(bounds, int) and 0 < bounds < 10**9 else None,
            definition=description if description and description != label else None,
            domain="|".join(
                filter(
                    None, ("null" if v is None else text_of(v) or str(v)[:50] if isinstance(v, (str, bool)) else text_of(v) for v in values)
                )
            )[:200]
            if isinstance(values, list) and values
            else None,
            required=True if is_required else None,
        )

    def _properties(
        self, schema: dict[str, Any], where: Path, pointer: str, prefix: str = "", depth: int = 0, seen: set[tuple[int, str]] | None = None
    ) -> Iterator[tuple[str, str, dict[str, Any], bool]]:
        """Pointer, dotted name, schema and whether required of every property; a part that was seen is left out."""
        seen = set() if seen is None else seen
        if (id(schema), prefix) in seen or depth > 60:
            return
        seen.add((id(schema), prefix))
        for combining in _COMBINING:
            for number, part in enumerate(items_of(schema.get(combining))[:500]):
                part, part_where = self._resolved(part, where, f"{pointer}/{combining}/{number}")
                if isinstance(part, dict):
                    for found in self._properties(part, part_where, f"{pointer}/{combining}/{number}", prefix, depth + 1, seen):
                        yield found if combining == "allOf" else (*found[:3], False)
        properties, where = self._resolved(schema.get("properties"), where, f"{pointer}/properties")
        required = schema.get("required")
        required = {str(name) for name in required} if isinstance(required, list) else set()
        if properties is not None and not isinstance(properties, dict):
            self._problems.reject("not_an_object", Locator(file=self._file, path=f"{pointer}/properties"))
            return
        for name, field in (properties or {}).items():
            at = f"{pointer}/properties/{name}"
            is_reference = isinstance(field, dict) and "$ref" in field
            resolved, field_where = self._resolved(field, where, at)
            if resolved is True:  # a property of any kind (JSON Schema 2020-12)
                yield at, f"{prefix}{name}", {}, str(name) in required
                continue
            if not isinstance(resolved, dict):
                if resolved is not None and resolved is not False:
                    self._problems.reject("not_an_object", Locator(file=self._file, path=at))
                continue
            inner, inner_where, dots = self._inner(resolved, field_where, at)
            nested = not is_reference and inner is not None and prefix.count(".") < _DEEPEST
            if nested and inner is not None:
                parts = list(self._properties(inner, inner_where, at, f"{prefix}{name}{dots}.", depth + 1, seen))
                if parts:
                    yield from parts
                    continue
            own = {**resolved, **{k: v for k, v in field.items() if k in ("description", "title")}} if isinstance(field, dict) else resolved
            yield at, f"{prefix}{name}", own, str(name) in required
        if depth == 0 and not properties and schema.get("type") == "array":
            items, items_where = self._resolved(schema.get("items"), where, f"{pointer}/items")
            if isinstance(items, dict):
                yield from self._properties(items, items_where, f"{pointer}/items", prefix, depth + 1, seen)

    def _inner(self, field: dict[str, Any], where: Path, pointer: str) -> tuple[dict[str, Any] | None, Path, str]:
        """The object written inside a property, or inside the array that it is."""
        if isinstance(field.get("properties"), dict):
            return field, where, ""
        items = field.get("items")
        if isinstance(items, dict) and "$ref" not in items and isinstance(items.get("properties"), dict):
            return items, where, "[]"
        return None, where, ""

    def _resolved(self, value: Any, where: Path, pointer: str) -> tuple[Any, Path]:
        """What a reference leads to (through at most 50 of them), and the file that it stands in."""
        for _ in range(50):
            if not isinstance(value, dict) or not isinstance(value.get("$ref"), str):
                return value, where
            found = self._follow(value["$ref"], where, pointer)
            if found is None:
                return None, where
            value, where = found
        self._tell("circular_ref", pointer, ref=pointer)
        return None, where

    def _follow(self, reference: str, where: Path, pointer: str) -> tuple[Any, Path] | None:
        address, _, fragment = reference.partition("#")
        target = where
        if address:
            if "://" in address or address.startswith("//"):
                self._tell("remote_ref", pointer, ref=reference[:200])
                return None
            try:
                target = (where.parent / unquote(address)).resolve()
                is_here = target.is_relative_to(self._root) and target.is_file() and len(self._files) <= _MOST_FILES
            except (OSError, ValueError):  # a name that no file can have
                is_here = False
            if not is_here:
                self._tell("ref_not_found", pointer, ref=reference[:200])
                return None
            if target not in self._files:
                try:
                    self._files[target] = load(target)
                except InputError as error:
                    self._files[target] = None
                    self._tell("ref_unreadable", pointer, ref=reference[:200], reason=error.code)
        value = self._files[target]
        if fragment and not fragment.startswith("/"):
            self._tell("ref_not_found", pointer, ref=reference[:200])
            return None
        for step in fragment.split("/")[1:]:
            key = unquote(step).replace("~1", "/").replace("~0", "~")
            if isinstance(value, dict) and (key in value or (_is_index(key) and int(key) in value)):
                value = value[key] if key in value else value[int(key)]
            elif isinstance(value, list) and _is_index(key) and int(key) < len(value):
                value = value[int(key)]
            else:
                self._tell("ref_not_found", pointer, ref=reference[:200])
                return None
        return value, target

    def _tell(self, code: str, pointer: str, **params: Any) -> None:
        if str(params.get("ref")) not in self._told:
            self._told.add(str(params.get("ref")))
            self._problems.ask(code, Locator(file=self._file, path=pointer), **params)

    def operations(self) -> Iterator[RawRow]:
        """Every operation as an interface that the system offers; what it takes and gives without a named schema as a dataset."""
        paths, where = self._resolved(self._content.get("paths"), self._here, "#/paths")
        if not isinstance(paths, dict):
            if paths is not None:
                self._problems.reject("not_an_object", Locator(file=self._file, path="#/paths"))
            return
        server = self._server()
        for path, item in paths.items():
            pointer = f"#/paths/{str(path).replace('~', '~0').replace('/', '~1')}"
            item, item_where = self._resolved(item, where, pointer)
            if not isinstance(item, dict):
                if not str(path).startswith("x-"):
                    self._problems.reject("not_an_object", Locator(file=self._file, path=pointer))
                continue
            for method in _METHODS:
                if method in item:
                    yield from self._operation(method, str(path), item, item_where, f"{pointer}/{method}", server)

    def _operation(self, method: str, path: str, item: dict[str, Any], where: Path, pointer: str, server: str) -> Iterator[RawRow]:
        operation, where = self._resolved(item[method], where, pointer)
        if not isinstance(operation, dict):
            self._problems.reject("not_an_object", Locator(file=self._file, path=pointer))
            return
        shared = items_of(item.get("parameters"))
        if shared:
            operation = {**operation, "parameters": [*shared, *items_of(operation.get("parameters"))]}
        call = f"{method.upper()} {path}"
        used: list[str] = []
        for side, schemas in (
            ("request", self._asked(operation, where, pointer)),
            ("response", self._given(operation, where, pointer)),
        ):
            for schema, schema_where, schema_pointer in schemas:
                named = self._names.get(id(schema)) or self._names.get(id(schema.get("items")))
                if named is None and schema.get("type") == "array":
                    inner, _ = self._resolved(schema.get("items"), schema_where, schema_pointer)
                    named = self._names.get(id(inner))
                if named is not None:
                    if named in self._datasets:
                        used.append(f"{self.system}/{named}")
                    continue
                name = self._given_out.unique(f"{call[:110]} {side}")
                rows = list(self._dataset(name, schema, schema_where, schema_pointer))
                if rows:
                    used.append(f"{self.system}/{name}")
                    yield from rows
        docs = operation.get("externalDocs")
        title = text_of(operation.get("summary")) or text_of(operation.get("operationId")) or call
        yield row_of(
            "Exchange",
            Locator(file=self._file, path=pointer),
            name=self._calls.unique(f"{title[: max(20, 185 - len(call))]} [{call[:150]}]"[:190]),
            from_system=self.system,
            resources=list(dict.fromkeys(used))[:200],
            method="api",
            endpoint_url=f"{server}{path}"[:500],
            doc_url=text_of(docs.get("url"))[:500] if isinstance(docs, dict) else None,
            contract_format="openapi",
            maintainer=self._context.organisation,
        )

    def _asked(self, operation: dict[str, Any], where: Path, pointer: str) -> Iterator[tuple[dict[str, Any], Path, str]]:
        """Request bodies: OpenAPI 3's, Swagger 2's `body`, and its form parameters as one object."""
        body, body_where = self._resolved(operation.get("requestBody"), where, f"{pointer}/requestBody")
        if isinstance(body, dict):
            yield from self._contents(body, body_where, f"{pointer}/requestBody")
        form: dict[str, Any] = {}
        required: list[str] = []
        for number, parameter in enumerate(items_of(operation.get("parameters"))):
            at = f"{pointer}/parameters/{number}"
            parameter, parameter_where = self._resolved(parameter, where, at)
            if not isinstance(parameter, dict):
                continue
            if parameter.get("in") == "body":
                schema, schema_where = self._resolved(parameter.get("schema"), parameter_where, f"{at}/schema")
                if isinstance(schema, dict):
                    yield schema, schema_where, f"{at}/schema"
            elif parameter.get("in") == "formData" and parameter.get("name"):
                form[str(parameter["name"])] = parameter
                required += [str(parameter["name"])] if parameter.get("required") is True else []
        if form:
            yield {"type": "object", "properties": form, "required": required}, where, f"{pointer}/parameters"

    def _given(self, operation: dict[str, Any], where: Path, pointer: str) -> Iterator[tuple[dict[str, Any], Path, str]]:
        responses, where = self._resolved(operation.get("responses"), where, f"{pointer}/responses")
        for status, response in responses.items() if isinstance(responses, dict) else ():
            if not str(status).startswith("2") and status != "default":
                continue
            at = f"{pointer}/responses/{status}"
            response, response_where = self._resolved(response, where, at)
            if isinstance(response, dict):
                if "schema" in response:
                    schema, schema_where = self._resolved(response["schema"], response_where, f"{at}/schema")
                    if isinstance(schema, dict):
                        yield schema, schema_where, f"{at}/schema"
                yield from self._contents(response, response_where, at)

    def _contents(self, holder: dict[str, Any], where: Path, pointer: str) -> Iterator[tuple[dict[str, Any], Path, str]]:
        seen: set[int] = set()
        content = holder.get("content")
        for media, entry in content.items() if isinstance(content, dict) else ():
            if isinstance(entry, dict):
                schema, schema_where = self._resolved(entry.get("schema"), where, f"{pointer}/content/{media}/schema")
                if isinstance(schema, dict) and id(schema) not in seen:
                    seen.add(id(schema))
                    yield schema, schema_where, f"{pointer}/content/{str(media).replace('/', '~1')}/schema"

    def _server(self) -> str:
        servers = objects_of(self._content.get("servers"))
        if servers:
            url, variables = text_of(servers[0].get("url")), servers[0].get("variables")
            for name, variable in variables.items() if isinstance(variables, dict) else ():
                if isinstance(variable, dict) and text_of(variable.get("default")):
                    url = url.replace(f"{{{name}}}", text_of(variable["default"]))
            return url[:500].rstrip("/")
        host, base = text_of(self._content.get("host")), text_of(self._content.get("basePath")).rstrip("/")
        schemes = [str(scheme) for scheme in items_of(self._content.get("schemes"))]
        scheme = "https" if "https" in schemes or not schemes else schemes[0]
        return f"{scheme}://{host}{base}" if host else base


def _is_index(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 10


def _type_of(field: dict[str, Any]) -> str | None:
    kinds = [kind for kind in items_of(field.get("type")) if kind != "null"]
    if len(kinds) != 1 or not isinstance(kinds[0], str):
        return None
    if kinds[0] == "string":
        return _FORMATS.get(str(field.get("format")), "string")
    return _TYPES.get(kinds[0])
