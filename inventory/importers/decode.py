"""Bytes of text files to text: BOM, then UTF-8, then GB18030."""

import codecs

from inventory.problems import InputError

_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))


def decode_text(data: bytes, file: str) -> str:
    """The text of a file. Raises InputError where the bytes are text in no encoding in use here."""
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            return data[len(bom) :].decode(encoding, errors="replace")
    sample = data[:4096]
    if b"\x00" in sample:
        raise InputError("not_text", file=file)
    for encoding in ("utf-8", "gb18030"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError as error:
            # a file cut in the middle of a character is still that encoding
            if error.start > len(data) - 4 and error.reason in ("unexpected end of data", "incomplete multibyte sequence"):
                return data[: error.start].decode(encoding)
    raise InputError("not_text", file=file)
