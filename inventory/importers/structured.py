"""JSON and YAML files as plain values, bounded; texts out of them, in the language wanted first."""

import contextlib
import json
import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, ClassVar

from inventory.importers.decode import decode_text
from inventory.limits import DEPTH, DESCRIPTION_BYTES, VALUES, check_expanded, check_nesting, check_size
from inventory.problems import InputError

_LONGEST_LINE = 16 * 1024 * 1024
_LANGUAGES = ("zh", "zh-CN", "zh-Hans", "zh_CN", "en", "en-GB", "en-US")


def load(path: Path, limit: int = DESCRIPTION_BYTES) -> Any:
    """The content of a JSON or YAML file. Raises InputError with the line where it is broken."""
    check_size(path, limit)
    text = decode_text(path.read_bytes(), path.name).lstrip("\ufeff")
    return parse_json(text, path.name) if text.lstrip()[:1] in ("{", "[") else parse_yaml(text, path.name)


def load_lines(path: Path, limit: int = DESCRIPTION_BYTES) -> list[Any] | None:
    """The objects of a file that holds one a line (JSON Lines), None for a line that is none; None where it is no such file."""
    check_size(path, limit)
    with path.open("rb") as stream:
        if not stream.readline(_LONGEST_LINE).strip().endswith(b"}") or not stream.readline(_LONGEST_LINE).lstrip().startswith(b"{"):
            return None
    lines = [line for line in decode_text(path.read_bytes(), path.name).lstrip("\ufeff").split("\n") if line.strip()]
    if len(lines) > VALUES or sum(line.count(",") for line in lines) > VALUES:
        raise InputError("too_many_rows", file=path.name, limit=VALUES)
    found: list[Any] = []
    for line in lines:
        check_nesting(line, path.name, DEPTH)
        try:
            found.append(json.loads(line))
        except (ValueError, RecursionError):
            found.append(None)
    return found if isinstance(found[0], dict) else None


def parse_json(text: str, file: str) -> Any:
    """Parsed JSON."""
    check_nesting(text, file, DEPTH)
    if text.count(",") > VALUES:
        raise InputError("too_many_rows", file=file, limit=VALUES)
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        if file.casefold().endswith((".yaml", ".yml")):  # its flow style looks like JSON
            with contextlib.suppress(InputError):
                return parse_yaml(text, file)
        raise InputError("broken_json", file=file, line=getattr(error, "lineno", "?")) from None


@cache
def _loader() -> Any:
    """A safe loader of YAML 1.2's core schema: `no`, `10:30`, a lone `=` and dates are text, as API descriptions mean them."""
    import yaml

    base: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

    class Loader(base):  # type: ignore[misc]
        yaml_implicit_resolvers: ClassVar[dict[str, Any]] = {}

    for tag, pattern, first in (
        ("null", r"^(?:~|null|Null|NULL|)$", ["~", "n", "N", ""]),
        ("bool", r"^(?:true|True|TRUE|false|False|FALSE)$", list("tTfF")),
        ("int", r"^[-+]?(?:0|[1-9][0-9]{0,17})$", list("-+0123456789")),
        ("float", r"^[-+]?(?:(?:[0-9]+\.[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]{1,2})?|[0-9]{1,18}[eE][-+]?[0-9]{1,2})$", list("-+.0123456789")),
        ("merge", r"^<<$", ["<"]),
    ):
        Loader.add_implicit_resolver(f"tag:yaml.org,2002:{tag}", re.compile(pattern), first)
    for tag in ("timestamp", "value"):
        Loader.add_constructor(f"tag:yaml.org,2002:{tag}", lambda loader, node: loader.construct_scalar(node))
    return Loader


def parse_yaml(text: str, file: str) -> Any:
    """Parsed YAML 1.1 (safe tags only)."""
    import yaml

    if text.count("\n") + text.count(",") > VALUES:
        raise InputError("too_many_rows", file=file, limit=VALUES)
    # a level of block nesting takes a column, and one of flow nesting a bracket
    if any(len(line) - len(line.lstrip(" ")) > 4 * DEPTH for line in text.splitlines()) or text.count("[") + text.count("{") > 200_000:
        check_nesting(text, file, DEPTH)
    try:
        content = yaml.load(text, Loader=_loader())
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        raise InputError("broken_yaml", file=file, line=mark.line + 1 if mark else "?", column=mark.column + 1 if mark else "?") from None
    except (yaml.YAMLError, ValueError, RecursionError, TypeError, OverflowError):
        raise InputError("broken_yaml", file=file, line="?", column="?") from None
    check_expanded(content, file)
    return content


def text_of(value: Any, depth: int = 0) -> str:
    """A text however a catalogue writes it: alone, by language, as the name or title of an object, or first of a list."""
    if isinstance(value, str):
        return " ".join(value.split()) if len(value) < 300 else value.strip()
    if isinstance(value, bool) or value is None or depth > 5:
        return ""
    if isinstance(value, (int, float)):
        return number_text(value)
    if isinstance(value, list):
        return next((text for text in (text_of(item, depth + 1) for item in value[:20]) if text), "")
    if isinstance(value, Mapping):
        for name in (*_LANGUAGES, "title", "display_name", "name", "fn", "@value", "value", "label"):
            if value.get(name):
                return text_of(value[name], depth + 1)
        for language in value:
            if isinstance(language, str) and 2 <= len(language) <= 5 and isinstance(value[language], str):
                return text_of(value[language], depth + 1)
    return ""


def number_text(value: float) -> str:
    """A number as it was written; nothing for one of thousands of digits."""
    try:
        return str(value)
    except ValueError:
        return ""


def items_of(value: Any) -> list[Any]:
    """A list, a single value as a list of one, nothing as an empty list."""
    if value is None or value == "":
        return []
    return list(value) if isinstance(value, (list, tuple)) else [value]


def objects_of(value: Any) -> list[dict[str, Any]]:
    """The objects of a list (or the one object)."""
    return [item for item in items_of(value) if isinstance(item, dict)]
