"""One page, parsed once: everything that the readers see on it, as plain data."""

from dataclasses import dataclass, field, fields, is_dataclass, replace
from typing import Any

from crawlers.pages import channels as channel_reader
from crawlers.pages import forms as form_reader
from crawlers.pages.channels import SeenChannel, SeenSystem
from crawlers.pages.codes import channels_of, code_images, inline_picture
from crawlers.pages.descriptions import Described
from crawlers.pages.forms import SeenDataset
from crawlers.pages.links import Link, links, origin_of
from crawlers.pages.lists import endpoints
from inventory.secrecy import masked, may_be_personal, personal_numbers
from inventory.texts import documents
from inventory.texts.charset import decode_page
from inventory.texts.html import blocks_and_part, body_of, drop, main_part, parse_html, title_of
from inventory.texts.notices import SeenNotice, read_notice

# pictures that stand in a page itself and are looked into
_INLINE = 20
# numbers of a page that are kept as a sample
_EXPOSED = 20
# lines of a document that tell whether it says anything new
_DOCUMENT_LINES = 500


@dataclass(slots=True)
class Reading:
    """What a page or document shows."""

    title: str = ""
    links: list[Link] = field(default_factory=list)
    codes: list[Link] = field(default_factory=list)
    channels: list[SeenChannel] = field(default_factory=list)
    systems: list[SeenSystem] = field(default_factory=list)
    datasets: list[SeenDataset] = field(default_factory=list)
    notice: SeenNotice | None = None
    # of an archive: the notices in it, and its files that could not be read, with the reason
    inside: list[SeenNotice] = field(default_factory=list)
    unread: list[tuple[str, str]] = field(default_factory=list)
    exposed: list[tuple[str, str]] = field(default_factory=list)
    described: Described | None = None
    unreadable: str = ""
    lines: list[str] = field(default_factory=list)


def read_page(body: bytes, url: str, *, charset: str | None = None, is_drawn: bool = False) -> Reading:
    """Read an HTML page, as served or (`is_drawn`) as a browser drew it."""
    text, _ = decode_page(body, charset)
    root = parse_html(text)
    elements = list(root.iter())  # held while the page is read: the readers then meet ready objects
    title = masked(title_of(root))
    origin = origin_of(root, url)
    page_links = list(links(root, origin, drawn_at=url if is_drawn else ""))
    images = list(code_images(root, origin))
    page_links += [Link(address, "", False) for address in endpoints(text, origin)]
    for tag in list(root.iter("head")):
        drop(tag)
    every_line, main_lines = blocks_and_part(body_of(root), main_part(root))
    whole = "\n".join(every_line)
    tables = channel_reader.tables_of(root)
    datasets = form_reader.forms(root, title)
    has_login = any(dataset.is_login for dataset in datasets)
    reading = Reading(title=title, links=page_links, lines=every_line)
    if shows_numbers := may_be_personal(whole):
        reading.exposed, reading.lines = _exposed(whole), masked(whole).split("\n")
    reading.channels = channel_reader.channels(root, every_line, whole, tables, page_links, title)
    reading.codes = [image for image in images if not image.url.startswith("data:")]
    for image in images[:_INLINE]:
        if image.url.startswith("data:"):
            reading.channels += channels_of(inline_picture(image.url), image.text, title)
    reading.systems = channel_reader.systems(page_links, title, has_login, url)
    reading.datasets = [d for d in datasets if not d.is_login] + form_reader.dictionaries(tables, title)
    reading.notice = read_notice(title, main_lines)
    del elements
    # also in what is no text of the page: values of attributes, where a digit may be spelt
    return _without_numbers(reading) if shows_numbers or may_be_personal(text) or "&#" in text else reading


def read_picture(body: bytes, caption: str, heading: str) -> Reading:
    """Read a picture in which a code to scan may be; `heading` is that of the page where it stands."""
    return _without_numbers(Reading(title=caption, channels=list(channels_of(body, caption, heading))))


def read_attachment(body: bytes, name: str, *, ocr: bool = False) -> Reading:
    """Read an attachment, which may be an archive of several; `name` is the text of the link that led to it."""
    if documents.document_kind(body) != "zip":
        return read_document(body, name, ocr=ocr)
    whole = Reading(title=masked(name))
    read = 0
    try:
        for member in documents.files_in(body):
            title = member.name.rsplit("/", 1)[-1].rpartition(".")[0] or member.name
            part = Reading(unreadable=member.unreadable) if member.unreadable else read_document(member.body, title, ocr=ocr)
            if part.unreadable:
                whole.unread.append((masked(member.name)[:200], part.unreadable))
                continue
            read += 1
            whole.datasets += part.datasets
            whole.inside += [part.notice] if part.notice is not None else []
            whole.exposed = [*whole.exposed, *part.exposed][:_EXPOSED]
            whole.lines += part.lines
    except documents.UnreadableDocument as error:
        whole.unreadable = error.reason
    if not read and not whole.unreadable:
        whole.unreadable = whole.unread[0][1] if whole.unread else "no_text"
    return whole


def read_document(body: bytes, name: str, *, ocr: bool = False) -> Reading:
    """Read a document; `name` is the text of the link that led to it."""
    try:
        text = documents.document_text(body, ocr=ocr)
    except documents.UnreadableDocument as error:
        return Reading(title=masked(name), unreadable=error.reason)
    lines = [line.strip() for line in text.split("\n") if line.strip()]
    title = name if name else next((line for line in lines[:5] if len(line) <= 80), name)
    title = masked(title)
    reading = Reading(title=title, exposed=_exposed(text), lines=[masked(line) for line in lines[:_DOCUMENT_LINES]])
    reading.notice = read_notice(title, lines) or read_notice(masked(lines[0][:120]) if lines else name, lines)
    reading.datasets = form_reader.dictionaries_in(lines, title)
    return _without_numbers(reading)


def only_in(drawn: Reading, served: Reading) -> Reading:
    """What a page shows in the browser and not as served; its notice where the server sent none."""
    known = {(c.name, c.kind, c.identifier, c.url) for c in served.channels}
    names = {(s.name, s.url) for s in served.systems}
    fields = {(d.name, f.label, f.name) for d in served.datasets for f in d.fields}
    datasets = [replace(d, fields=type(d.fields)(f for f in d.fields if (d.name, f.label, f.name) not in fields)) for d in drawn.datasets]
    return Reading(
        title=drawn.title,
        channels=[c for c in drawn.channels if (c.name, c.kind, c.identifier, c.url) not in known],
        systems=[s for s in drawn.systems if (s.name, s.url) not in names],
        datasets=[d for d in datasets if d.fields],
        notice=drawn.notice if served.notice is None else None,
        exposed=[pair for pair in drawn.exposed if pair not in served.exposed],
        unreadable=drawn.unreadable,
    )


def _without_numbers(reading: Reading) -> Reading:
    """The reading with every personal number in it masked, links apart (which hold none)."""
    for name in ("channels", "systems", "datasets"):
        setattr(reading, name, [_masked(entry) for entry in getattr(reading, name)])
    return reading


def _masked(value: Any) -> Any:
    if isinstance(value, str):
        return masked(value)
    if isinstance(value, tuple):
        return tuple(_masked(entry) for entry in value)
    if is_dataclass(value) and not isinstance(value, type):
        return replace(value, **{f.name: _masked(getattr(value, f.name)) for f in fields(value)})
    return value


def _exposed(text: str) -> list[tuple[str, str]]:
    return [(kind, masked(text[start:end])) for start, end, kind in personal_numbers(text)][:_EXPOSED]
