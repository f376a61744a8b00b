"""What a reader sees of a page: its title and its text, block by block."""

import re
import warnings
from collections.abc import Iterator

from bs4 import BeautifulSoup, Tag
from bs4.element import NavigableString, PageElement, PreformattedString

_UNSEEN = ("script", "style", "template", "noscript", "svg", "object", "head")
_BLOCKS = {
    "p",
    "div",
    "li",
    "ul",
    "ol",
    "tr",
    "table",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "section",
    "article",
    "header",
    "footer",
    "dd",
    "dt",
    "dl",
    "form",
    "fieldset",
    "legend",
    "blockquote",
    "pre",
    "main",
    "nav",
    "aside",
    "caption",
    "option",
    "body",
}
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.I)
_TITLE_PARTS = re.compile(r"\s*[_|—–]+\s*|\s+-+\s+|(?<=[^0-9\s])-(?=[^0-9\s])")
_CONTENT = re.compile(r"article|content|zoom|detail|TRS_Editor|news_?con|main_?con|正文", re.I)


def parse_html(text: str) -> BeautifulSoup:
    """The page as a tree; what a reader cannot see is taken out."""
    with warnings.catch_warnings():
        # a page that looks like an address or like XML is a page all the same
        warnings.simplefilter("ignore")
        soup = BeautifulSoup(text, "lxml")
    for tag in soup(_UNSEEN):
        if tag.name != "head":
            tag.decompose()
    for tag in soup("iframe"):  # what it shows is a page of its own
        tag.clear()
    for tag in soup.find_all(style=_HIDDEN):
        tag.decompose()
    for tag in soup.select("[hidden]"):
        tag.decompose()
    return soup


def title_of(soup: BeautifulSoup) -> str:
    """The page's own heading, else its title without the site's name.

    A heading that repeats the end of the title (通知_县政府网 under the banner 县政府网) is the site's name and not the page's.
    """
    parts = [part for part in _TITLE_PARTS.split(squeezed(soup.title.get_text() if soup.title else "")) if part]
    sites = {squeezed(part) for part in parts[1:]}
    headings = [
        text for name in ("h1", "h2", "h3") for tag in soup.find_all(name, limit=8) if 2 <= len(text := squeezed(tag.get_text())) <= 120
    ]
    own = next((text for text in headings if len(parts) > 1 and text == parts[0]), None)
    return own or next((text for text in headings if text not in sites), None) or (parts[0] if parts else "")


def blocks(root: Tag) -> list[str]:
    """The visible text in blocks, in reading order; the cells of a table row are joined by a tab."""
    found: list[str] = []
    line: list[str] = []

    def close() -> None:
        joined = squeezed("".join(line).replace("\u3000", " "), keep_tabs=True)
        if joined:
            found.append(joined)
        line.clear()

    # a stack, not recursion: pages nest thousands of unclosed elements
    stack: list[tuple[Iterator[PageElement], str]] = [(iter(root.children), "")]
    while stack:
        children, name = stack[-1]
        child = next(children, None)
        if child is None:
            stack.pop()
            if name in _BLOCKS:
                close()
            elif name in ("td", "th"):
                line.append("\t")
        elif isinstance(child, NavigableString):
            line.append("" if isinstance(child, PreformattedString) else str(child))
        elif isinstance(child, Tag):
            if child.name == "br" or child.name in _BLOCKS:
                close()
            if child.name != "br":
                stack.append((iter(child.children), child.name))
    close()
    return found


def main_part(soup: BeautifulSoup) -> Tag:
    """The part of the page that holds its subject: article or content block, else the body."""
    named = (
        soup.find_all("article"),
        soup.find_all(id=_CONTENT),
        soup.find_all(class_=_CONTENT),
        soup.find_all("main"),
    )
    for found in named:
        candidates = [tag for tag in found if isinstance(tag, Tag)]
        if candidates:
            best = max(candidates, key=lambda tag: len(tag.get_text()))
            if len(best.get_text()) >= 40:
                return best
    return soup.body or soup


def squeezed(text: str, *, keep_tabs: bool = False) -> str:
    """White space folded, ends stripped."""
    if keep_tabs:
        cells = [re.sub(r"\s+", " ", cell).strip() for cell in text.split("\t")]
        return "\t".join(cells).strip("\t").strip()
    return re.sub(r"\s+", " ", text).strip()
