"""What a reader sees of a page: its title and its text, block by block. Pages are lxml trees without what nobody sees."""

import re
from collections import deque
from typing import Any, TypeAlias

from lxml import etree

# an element of lxml, which brings no types
Tree: TypeAlias = Any

_UNSEEN = frozenset(("script", "style", "template", "noscript", "svg", "object"))
_BLOCKS = frozenset((
    "p", "div", "li", "ul", "ol", "tr", "table", "h1", "h2", "h3", "h4", "h5", "h6", "section", "article", "header", "footer", "dd", "dt", "dl", "form", "fieldset", "legend",
    "blockquote", "pre", "main", "nav", "aside", "caption", "option", "body",
))  # fmt: skip
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.I)
_TITLE_PARTS = re.compile(r"\s*[_|—–]+\s*|\s+-+\s+|(?<=[^0-9\s])-(?=[^0-9\s])")
_CONTENT = re.compile(r"article|content|zoom|detail|TRS_Editor|news_?con|main_?con|正文", re.I)
_MAY_BE_UNSEEN = etree.XPath(f"//*[@hidden or @style or {' or '.join(f'self::{name}' for name in sorted(_UNSEEN))}]")
_MAY_BE_MAIN = etree.XPath("//*[@id or @class or self::article or self::main]")
_HEADINGS = ("h1", "h2", "h3")
_NOT_OF_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def parse_html(text: str) -> Tree:
    """The page as a tree, its root `html`; what a reader cannot see is taken out."""
    root = _parsed(text)
    if root is None or _is_hidden(root):
        return etree.HTMLParser().makeelement("html")
    _take_in_rest(root)
    for tag in _MAY_BE_UNSEEN(root):
        if tag.tag in _UNSEEN or _is_hidden(tag):
            drop(tag)
    for tag in list(root.iter("iframe")):  # what it shows is a page of its own
        for child in list(tag):
            tag.remove(child)
        tag.text = None
    return root


def _parsed(text: str) -> Tree | None:
    # the parser ends a page at a zero byte
    data = text.replace("\x00", "").encode("utf-8", "replace")
    if not data.strip():
        return None
    parser = etree.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, huge_tree=True, no_network=True)
    root: Tree | None = etree.fromstring(data, parser)
    if any(error.type_name == "ERR_RESOURCE_LIMIT" for error in parser.error_log):
        root = etree.fromstring(data, etree.HTMLParser(encoding="utf-8", huge_tree=True, no_network=True, target=_Shallow()))
    return root


class _Shallow:
    """Builds the tree of a page that nests deeper than the parser goes (2,048): what lies below `DEPTH` stands side by side."""

    DEPTH = 1_000

    def __init__(self) -> None:
        self._make = etree.HTMLParser().makeelement
        self._open: list[Tree] = []
        self._last: Tree | None = None
        self._below: list[str] = []

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        made = self._make(tag, dict(attributes))
        if self._open:
            self._open[-1].append(made)
        if len(self._open) < self.DEPTH:
            self._open.append(made)
            self._last = None
        else:
            self._below.append(tag)
            self._last = made

    def end(self, tag: str) -> None:
        if self._below:
            self._below.pop()
        elif len(self._open) > 1:
            self._last = self._open.pop()

    def data(self, data: str) -> None:
        if self._last is not None:
            self._last.tail = (self._last.tail or "") + data
        elif self._open:
            self._open[-1].text = (self._open[-1].text or "") + data

    def close(self) -> Tree | None:
        return self._open[0] if self._open else None


def _take_in_rest(root: Tree) -> None:
    """What stands behind the end of a page, which the parser puts beside it, belongs to its body, as in a browser."""
    body = body_of(root)
    for rest in list(root.itersiblings()):
        if rest.text:
            if len(body):
                body[-1].tail = (body[-1].tail or "") + rest.text
            else:
                body.text = (body.text or "") + rest.text
        body.extend(list(rest))


def _is_hidden(tag: Tree) -> bool:
    attributes = tag.attrib
    return bool(attributes) and ("hidden" in attributes or ("style" in attributes and _HIDDEN.search(attributes["style"]) is not None))


def _of_xml(text: str) -> str:
    """The text without what the parser lets through and takes from nobody else: control characters and what is no character."""
    return _NOT_OF_XML.sub("", text)


def drop(tag: Tree) -> None:
    """Take an element out of its tree; the text behind it stays."""
    parent = tag.getparent()
    if parent is None:
        return
    if tag.tail:
        before_it = tag.getprevious()
        if before_it is None:
            parent.text = _of_xml((parent.text or "") + tag.tail)
        else:
            before_it.tail = _of_xml((before_it.tail or "") + tag.tail)
        tag.tail = None
    parent.remove(tag)


def text_of(tag: Tree) -> str:
    """All text in an element, as it stands."""
    return "".join(tag.itertext())


def body_of(root: Tree) -> Tree:
    """The body of a page, else (a set of frames) its root."""
    body = next(root.iter("body"), None)
    return root if body is None else body


def before(tag: Tree, *names: str) -> Tree | None:
    """The last element of these names that begins before this one, whether it holds it or not."""
    at: Any = tag
    while at is not None:
        for sibling in at.itersiblings(preceding=True):
            found = deque(sibling.iter(*names), maxlen=1)
            if found:
                return found[0]
        at = at.getparent()
        if at is not None and at.tag in names:
            return at
    return None


def title_of(root: Tree) -> str:
    """The page's own heading, else its title without the site's name.

    A heading that repeats the end of the title (通知_县政府网 under the banner 县政府网) is the site's name and not the page's.
    """
    title = next(root.iter("title"), None)
    parts = [part for part in _TITLE_PARTS.split(squeezed("" if title is None else text_of(title))) if part]
    sites = {squeezed(part) for part in parts[1:]}
    of_kind: dict[str, list[str]] = {name: [] for name in _HEADINGS}
    for tag in root.iter(*_HEADINGS):
        if len(of_kind[tag.tag]) < 8:
            of_kind[tag.tag].append(squeezed(text_of(tag)))
    headings = [text for name in _HEADINGS for text in of_kind[name] if 2 <= len(text) <= 120]
    own = next((text for text in headings if len(parts) > 1 and text == parts[0]), None)
    return own or next((text for text in headings if text not in sites), None) or (parts[0] if parts else "")


def blocks(root: Tree) -> list[str]:
    """The visible text in blocks, in reading order; the cells of a table row are joined by a tab."""
    return blocks_and_part(root, root)[0]


def blocks_and_part(root: Tree, part: Tree) -> tuple[list[str], list[str]]:
    """The visible text in blocks, and the blocks of one part of the page, in one pass."""
    found: list[str] = []
    line: list[str] = []
    begin, end = 0, -1

    def close() -> None:
        joined = squeezed("".join(line), keep_tabs=True)
        if joined:
            found.append(joined)
        line.clear()

    # an iterator of events, not recursion: pages nest thousands of unclosed elements
    for event, tag in etree.iterwalk(root, events=("start", "end")):
        name = tag.tag
        if event == "start":
            if (name == "br" or name in _BLOCKS) and tag is not root:
                close()
            if tag is part:
                begin = len(found)
            if tag.text:
                line.append(tag.text)
        elif tag is not root:
            if name in _BLOCKS:
                close()
            elif name in ("td", "th"):
                line.append("\t")
            if tag is part:
                end = len(found)
            if tag.tail:
                line.append(tag.tail)
    close()
    if part is root:
        return found, found
    # a part that begins and ends inside a line, or stands elsewhere, is read on its own
    return found, found[begin:end] if end >= 0 and part.tag in _BLOCKS else blocks(part)


def main_part(root: Tree) -> Tree:
    """The part of the page that holds its subject: article or content block, else the body."""
    named: dict[str, list[Tree]] = {"article": [], "id": [], "class": [], "main": []}
    for tag in _MAY_BE_MAIN(root):
        if tag.tag in ("article", "main"):
            named[tag.tag].append(tag)
        for key in ("id", "class"):
            if (value := tag.get(key)) is not None and _CONTENT.search(value):
                named[key].append(tag)
    for candidates in named.values():
        if candidates:
            lengths = _lengths(root) if len(candidates) > 1 else {candidates[0]: len(text_of(candidates[0]))}
            best = max(candidates, key=lengths.__getitem__)
            if lengths[best] >= 40:
                return best
    return body_of(root)


def _lengths(root: Tree) -> dict[Tree, int]:
    """The length of the text in every element, in one pass however they nest."""
    lengths: dict[Tree, int] = {}
    total = 0
    for event, tag in etree.iterwalk(root, events=("start", "end")):
        if event == "start":
            lengths[tag] = total
            total += len(tag.text or "")
        else:
            lengths[tag] = total - lengths[tag]
            total += len(tag.tail or "")
    return lengths


def squeezed(text: str, *, keep_tabs: bool = False) -> str:
    """White space folded, ends stripped."""
    if keep_tabs and "\t" in text:
        return "\t".join(" ".join(cell.split()) for cell in text.split("\t")).strip("\t").strip()
    return " ".join(text.split())
