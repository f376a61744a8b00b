"""Bytes of a page to text, in the face of missing and wrong declarations."""

import codecs
import re

_META = re.compile(rb"<meta[^>]{0,300}?charset\s*=\s*[\"']?\s*([A-Za-z0-9_\-]{2,30})", re.I)
_XML = re.compile(rb"<\?xml[^>]{0,100}?encoding\s*=\s*[\"']([A-Za-z0-9_\-]{2,30})", re.I)
_WIDER = {
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "x-gbk": "gb18030",
    "euc-cn": "gb18030",
    "iso-8859-1": "cp1252",
    "latin-1": "cp1252",
    "ascii": "utf-8",
}

_NO_BROWSER = {
    "utf-7",
    "unicode_escape",
    "raw_unicode_escape",
    "raw-unicode-escape",
    "unicode-escape",
    "idna",
    "punycode",
    "undefined",
    "mbcs",
    "oem",
    "utf-32",
    "utf-32-le",
    "utf-32-be",
}


def decode_page(body: bytes, declared: str | None = None) -> tuple[str, str]:
    """The text and the encoding used: BOM, then header and meta where they decode, then UTF-8, then GB18030.

    GB2312 and GBK are read as GB18030, their superset (four-byte characters occur under either name).
    """
    for bom, encoding in ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be")):
        if body.startswith(bom):
            return body[len(bom) :].decode(encoding, errors="replace"), encoding
    named = [declared] if declared else []
    for pattern in (_META, _XML):
        found = pattern.search(body[:4096])
        if found:
            named.append(found.group(1).decode("ascii"))
    tried = [_known(name) for name in named]
    believed = [name for name in tried if name and name != "cp1252"]
    if believed and believed[0] == "gb18030" and _is_chinese_utf8(body):
        believed.insert(0, "utf-8")
    for encoding in dict.fromkeys([*believed, "utf-8", "gb18030"]):
        try:
            return body.decode(encoding), encoding
        except UnicodeDecodeError:
            continue
    # nothing decodes it whole: the encoding that loses least
    best = min(("utf-8", "gb18030"), key=lambda encoding: body.decode(encoding, errors="replace").count("\ufffd"))
    return body.decode(best, errors="replace"), best


def _is_chinese_utf8(body: bytes) -> bool:
    """Short UTF-8 text may be valid GB18030 too; GB text that passes for UTF-8 (台, 联通) reads as other scripts."""
    try:
        return re.search("[\u4e00-\u9fff]", body.decode()) is not None
    except UnicodeDecodeError:
        return False


def _known(name: str) -> str | None:
    wider = _WIDER.get(name.strip().lower(), name.strip().lower())
    try:
        found = codecs.lookup(wider)
    except (LookupError, ValueError):
        return None
    # what a browser would not read as text either (WHATWG Encoding): Python's escapes, UTF-7, bytes to bytes
    is_text = getattr(found, "_is_text_encoding", True)
    return found.name if is_text and found.name not in _NO_BROWSER else None
