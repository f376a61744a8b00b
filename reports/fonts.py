"""The font that ships with the project (a GB2312 subset of Noto Sans SC under the OFL): for PNG, PDF and single-file pages."""

import io
from functools import cache
from importlib.resources import files
from pathlib import Path

FAMILY = "Auditor Sans SC"


def font_path(style: str = "Regular") -> Path:
    """The OpenType file of a style, Regular or Bold."""
    return Path(str(files("inventory") / "data" / "fonts" / f"AuditorSansSC-{style}.otf"))


@cache
def woff2_subset(characters: frozenset[str], style: str) -> bytes:
    """A WOFF2 font with just these characters; the same bytes for the same characters."""
    from fontTools import subset
    from fontTools.ttLib import TTFont

    font = TTFont(font_path(style), recalcTimestamp=False)
    options = subset.Options()
    options.hinting = False
    options.notdef_outline = True
    options.flavor = "woff2"
    options.layout_features = ["kern"]
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=sorted(ord(c) for c in characters))
    subsetter.subset(font)
    font.flavor = "woff2"
    stream = io.BytesIO()
    font.save(stream, reorderTables=False)
    return stream.getvalue()
