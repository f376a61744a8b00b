"""Copies of archived pages that may be shown: personal numbers masked, and nothing in them that a browser would run or fetch."""

import html
import re
import warnings

from bs4 import BeautifulSoup
from bs4.element import Comment, NavigableString, PreformattedString

from inventory.secrecy import masked
from inventory.texts.charset import decode_page
from inventory.texts.documents import UnreadableDocument, document_kind, document_text
from inventory.texts.html import blocks, parse_html

# what goes with all that is in it; any other tag that is not one of text and layout goes alone, and what is in it stays
_GONE = frozenset({"script", "template", "iframe", "frame", "svg", "math", "title"})
_TAGS_KEPT = re.compile(
    "html|head|body|style|h[1-6]|p|div|span|br|hr|a|b|i|u|s|em|strong|small|big|sub|sup|mark|font|center|q|blockquote|pre|code|address|abbr|"
    "cite|time|ul|ol|li|dl|dt|dd|table|caption|colgroup|col|thead|tbody|tfoot|tr|th|td|img|figure|figcaption|section|article|aside|header|"
    "footer|nav|main|details|summary|fieldset|legend|label|input|button|select|option|optgroup|textarea"
)
# attributes that only say how something looks or reads
_KEPT = frozenset(
    ["style", "class", "id", "lang", "dir", "title", "alt", "width", "height", "align", "valign", "bgcolor", "color", "face", "size", "border",
     "cellpadding", "cellspacing", "colspan", "rowspan", "nowrap", "type", "value", "checked", "disabled", "start", "hidden", "open", "datetime"]
)  # fmt: skip
_PICTURE = re.compile(r"data:image/(?:png|jpeg|gif|webp);base64,[A-Za-z0-9+/=\s]+")
_MOST_TAGS = 200_000


def masked_copy(body: bytes, content_type: str) -> tuple[str | None, str | None]:
    """What a reader sees of a page and, for HTML, its source, personal numbers masked.

    None for a text that cannot be read, and for a source in which a number is spelt with entities or cut by tags, where no mask finds it.
    """
    if document_kind(body) != "html":
        try:
            return masked(document_text(body)), None
        except UnreadableDocument:
            return None, None
    source = decode_page(body, content_type.partition("charset=")[2].strip(" \"';") or None)[0]
    text = masked("\n".join(blocks(parse_html(source))))
    copy = masked(source)
    shown = re.sub(r"<[^>]*>", "", html.unescape(copy))
    return text, copy if masked(shown) == shown else None


def inert(source: str, quote: str = "") -> str | None:
    """The page without anything that runs, fetches or leads elsewhere, the quote marked where one text holds it.

    Returns None for a page of more tags than can be gone through.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        soup = BeautifulSoup(source, "lxml")
    tags = soup.find_all(True)
    if len(tags) > _MOST_TAGS:
        return None
    for tag in tags:
        if tag.decomposed:
            continue
        if tag.name in _GONE:
            tag.decompose()
        elif not _TAGS_KEPT.fullmatch(tag.name):
            tag.unwrap()
        else:
            picture = str(tag.get("src") or "")
            tag.attrs = {name: value for name, value in tag.attrs.items() if name in _KEPT}
            if tag.name == "img" and _PICTURE.fullmatch(picture):
                tag["src"] = picture
            if tag.name in ("input", "button", "select", "textarea"):
                tag["disabled"] = ""
    for text in soup.find_all(string=True):
        if isinstance(text, Comment | PreformattedString):
            text.extract()
    if quote:
        _mark(soup, quote)
    return "<!doctype html>\n<meta charset=utf-8>\n" + soup.decode(formatter="html")


def _mark(soup: BeautifulSoup, quote: str) -> None:
    """Mark the quote in the first text that holds the whole of it."""
    for text in soup.find_all(string=True):
        place = None if text.parent is None or text.parent.name in ("style", "textarea", "option") else find_quote(str(text), quote)
        if place is not None:
            words, (start, end) = str(text), place
            mark = soup.new_tag("mark", id="quote")
            mark.string = words[start:end]
            text.replace_with(NavigableString(words[:start]), mark, NavigableString(words[end:]))
            return


def find_quote(text: str, quote: str) -> tuple[int, int] | None:
    """Where the quote stands in a text, whatever white space either has; None where it does not."""
    letters = "".join(quote.split())
    if not letters:
        return None
    # the places of the letters in the text: as long as the text, whatever the quote
    places = [place for place, letter in enumerate(text) if not letter.isspace()]
    at = "".join(text.split()).find(letters)
    return None if at < 0 else (places[at], places[at + len(letters) - 1] + 1)
