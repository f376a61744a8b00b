"""Screening of files and of standard input, as the `--json` contract of `auditor screen` prints it."""

import hashlib
import re
import sys
from pathlib import Path
from typing import Any

from crawlers.screening.screen import ScreenHit, screen
from inventory.languages import message
from inventory.limits import check_size
from inventory.problems import InputError
from inventory.texts.documents import UnreadableDocument, document_text

FILE_BYTES = 100 * 1024 * 1024
LINE_CHARACTERS = 100_000


def screen_sources(names: list[str], texts_folder: Path | None, language: str) -> tuple[dict[str, Any], list[tuple[str, str]]]:
    """The answer, and what could not be read with the reason. Raises InputError where nothing could be read."""
    found: list[dict[str, Any]] = []
    refused: list[tuple[str, str]] = []
    for name in names:
        if name == "-":
            found += [_screened(str(number), line, language) for number, line in enumerate(_lines(), start=1) if line.strip()]
            continue
        path = Path(name)
        if not path.is_file():
            raise InputError("no_such_file", file=name)
        try:
            text = _text_of(path)
        except UnreadableDocument as error:
            refused.append((path.name, error.reason))
            continue
        except InputError as error:
            refused.append((path.name, "empty" if error.code == "empty_file" else "too_large"))
            continue
        except OSError:
            raise InputError("cannot_open", file=path.name) from None
        found.append(_screened(path.name, text, language))
        if texts_folder is not None:
            texts_folder.mkdir(parents=True, exist_ok=True)
            (texts_folder / f"{re.sub(r'[^0-9A-Za-z._一-鿿-]', '_', path.name)}.txt").write_bytes(text.encode("utf-8"))
    if not found and refused:
        raise InputError("nothing_readable", file=refused[0][0])
    return {"texts": found}, refused


def read_text(path: Path, *, name: str) -> str:
    """The text of a notice in a file, not screened yet. Raises InputError, under the name that the person gave it, where it holds none."""
    try:
        return _text_of(path)
    except (UnreadableDocument, InputError):
        raise InputError("nothing_readable", file=name) from None


def _text_of(path: Path) -> str:
    check_size(path, FILE_BYTES)
    return document_text(path.read_bytes())


def _lines() -> list[str]:
    data = sys.stdin.buffer.read()
    return [line[:LINE_CHARACTERS] for line in data.decode("utf-8", "replace").split("\n")]


def _screened(source: str, text: str, language: str) -> dict[str, Any]:
    hits = [_hit(hit, language) for hit in screen(text)]
    return {"source": source, "text_sha256": hashlib.sha256(text.encode("utf-8")).hexdigest(), "hits": hits}


def _hit(hit: ScreenHit, language: str) -> dict[str, Any]:
    names = ("category", "disposition", "quote", "start", "end", "about", "context", "severity", "rule", "score")
    words = ("、" if language == "zh" else ", ").join(code.removeprefix("word=") for code in hit.why if code.startswith("word="))
    why = [message(language, f"why.screen.{code}") for code in hit.why if not code.startswith("word=")]
    return {name: getattr(hit, name) for name in names} | {
        "why": [*why, *([message(language, "why.screen.words", words=words)] if words else [])]
    }
