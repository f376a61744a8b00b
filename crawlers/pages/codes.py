"""Codes to scan (QR): which pictures of a page may hold one, what they lead to, and what that is."""

import base64
import binascii
import io
import re
import warnings
from collections.abc import Iterator
from itertools import islice
from urllib.parse import unquote, urljoin, urlsplit

from crawlers.pages.channels import SeenChannel, target_of
from crawlers.pages.links import Link
from inventory.secrecy import masked, names_a_person
from inventory.texts.html import Tree, squeezed

_MOST = 40
_BYTES = 4 * 1024 * 1024
_PIXELS = 25_000_000
_FORMATS = ("PNG", "JPEG", "GIF", "WEBP", "BMP")
_SAYS_CODE = re.compile(
    r"二维码|扫码|扫一扫|小程序|公众号|客户端|视频号|微信|下载|(?<![a-z])(?:qr|ewm|erweima|weixin|wechat|wx|gzh|xcx|app|code)(?![a-z])|qr_?code",
    re.I,
)
_PICTURE = re.compile(r"\.(?:png|jpe?g|gif|webp|bmp)$", re.I)


def code_images(root: Tree, origin: str) -> Iterator[Link]:
    """Pictures that by their own or their neighbours' words may be codes to scan: address and caption."""
    found: dict[str, str] = {}
    for image in root.iter("img"):
        source = image.get("data-src") or image.get("data-original") or image.get("src") or ""
        own = " ".join(image.get(name) or "" for name in ("alt", "title", "id", "class"))
        caption = _caption(image)
        name = "" if source.startswith("data:") else unquote(source.partition("?")[0].rsplit("/", 1)[-1])
        if not source or not _SAYS_CODE.search(f"{own} {caption} {name}"):
            continue
        if not source.startswith("data:image/"):
            try:
                source = urljoin(origin, source)
                if urlsplit(source).scheme not in ("http", "https") or not _PICTURE.search(urlsplit(source).path):
                    continue
            except ValueError:  # a malformed address leads to no picture
                continue
        found.setdefault(source, caption)
        if len(found) >= _MOST:
            break
    for url, caption in found.items():
        yield Link(url, caption, False)


def _caption(image: Tree) -> str:
    """What is said of a picture: its text for those who cannot see it, else the words of the smallest part around it that has any."""
    own = squeezed(image.get("alt") or "") or squeezed(image.get("title") or "")
    if own and not re.fullmatch(r"(?:二维码|扫码|图片|img|image|logo|code|qr ?code)", own, re.I):
        return masked(own)[:80]
    part: Tree | None = image
    for _ in range(3):
        part = part.getparent() if part is not None else None
        if part is None or len(list(islice(part.iter("img"), 2))) > 1:
            break
        words = squeezed(" ".join(part.itertext()))
        if words:
            return masked(words)[:80] if len(words) <= 80 else masked(own)
    return masked(own)[:80]


def inline_picture(address: str) -> bytes:
    """The bytes of a picture that stands in the page itself (RFC 2397); nothing where it is none or too large."""
    head, _, data = address.partition(",")
    if not head.endswith(";base64") or len(data) > _BYTES:
        return b""
    try:
        return base64.b64decode(unquote(data), validate=False)
    except (binascii.Error, ValueError):
        return b""


def is_picture(body: bytes) -> bool:
    """Tell whether bytes are a picture of a kind that codes are published in."""
    return body.startswith((b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"GIF8", b"BM")) or (body[:4] == b"RIFF" and body[8:12] == b"WEBP")


def read_codes(body: bytes) -> list[str]:
    """What the QR codes in a picture say; nothing for a picture without one, damaged or too large."""
    if len(body) > _BYTES or not is_picture(body):
        return []
    import numpy
    import zxingcpp
    from PIL import Image

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            with Image.open(io.BytesIO(body), formats=_FORMATS) as picture:
                if picture.width * picture.height > _PIXELS:
                    return []
                # a transparent ground is white to whoever scans it
                ground = Image.new("RGBA", picture.size, "white")
                ground.alpha_composite(picture.convert("RGBA"))
                grey = numpy.asarray(ground.convert("L"))
        found = zxingcpp.read_barcodes(grey, formats=zxingcpp.barcode_formats_from_str("QRCode"))
    except Exception:  # every kind of damage has an exception of its own
        return []
    return [code.text for code in found if code.text]


def channels_of(body: bytes, caption: str, heading: str) -> Iterator[SeenChannel]:
    """The channels that the codes in a picture lead to; one that nothing names is left out."""
    for text in read_codes(body)[:8]:
        target = text.strip()
        # an address that names a person by number is not recorded
        if target.lower().startswith(("http://", "https://", "weixin://")) and not names_a_person(target):
            yield from target_of(target[:1_000], caption, heading)
