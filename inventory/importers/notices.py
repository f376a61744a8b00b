"""Reads one notice from a file as it was issued: text, HTML, DOCX or PDF; its number, date and issuer where it says them."""

import hashlib
from pathlib import Path

from inventory.importers.rows import Context, Document, row_of
from inventory.limits import HTML_BYTES, check_size
from inventory.problems import InputError, Problems
from inventory.texts.documents import UnreadableDocument, document_text
from inventory.texts.notices import SeenNotice, read_notice, title_among
from inventory.values.observation import Locator

NOTICE_BYTES = 5 * HTML_BYTES
_LEAST_LETTERS = 30


def read_notice_file(path: Path, problems: Problems, context: Context = Context(), *, is_certain: bool = True) -> Document:
    """The notice in a file. Raises InputError where there is no text, or (unless the caller is certain) no sign of a notice."""
    check_size(path, NOTICE_BYTES)
    body = path.read_bytes()
    try:
        text = document_text(body)
    except UnreadableDocument as error:
        raise InputError(f"document_{error.reason}", file=path.name) from None
    lines = [line.strip() for line in text.split("\n") if line.strip()]
    title = title_among(lines) or path.stem
    seen = read_notice(title, lines)
    if seen is None:
        if not is_certain or sum(map(str.isalpha, text)) < _LEAST_LETTERS:
            raise InputError("not_a_notice", file=path.name)
        seen = SeenNotice.of(title, lines)
        problems.ask("no_sign_of_notice", Locator(file=path.name), title=seen.title)
    at = Locator(file=path.name)
    if not seen.issuer and not context.organisation:
        problems.ask("notice_without_issuer", at, title=seen.title)
    row = row_of(
        "Notice",
        at,
        title=seen.title,
        doc_no=seen.doc_no,
        issuer=seen.issuer or context.organisation,
        date=seen.date,
        url=context.url,
        text=seen.text,
        source_hash=hashlib.sha256(body).hexdigest(),
    )
    return Document("notice", {"title": seen.title}, [row])


def read_likely_notice(path: Path, problems: Problems, context: Context = Context()) -> Document:
    """The notice in a file that nobody said to be one."""
    return read_notice_file(path, problems, context, is_certain=False)
