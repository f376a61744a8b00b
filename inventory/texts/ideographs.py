"""Characters that look like ideographs and are others: PDF files often tell the radical ⽬ (U+2F6C) where 目 (U+76EE) is meant.

Fonts draw both with one glyph, and what writes the PDF notes the first of the two. Kangxi radicals fold by NFKC; of the supplement
the pairs stand here (Unicode, EquivalentUnifiedIdeograph), as far as a radical is a character of its own.
"""

import unicodedata

_SUPPLEMENT = "⺒巳⺜日⺝月⺟母⺠民⺩王⺫目⺬示⺼肉⻁虎⻄西⻅见⻆角⻉贝⻋车⻑長⻓长⻔门⻗雨⻘青⻙韦⻚页⻛风⻜飞⻝食⻢马⻣骨⻤鬼⻥鱼⻦鸟⻧卤⻨麦⻩黄⻪黾⻬齐⻮齿⻰龙⻳龟"
_UNIFIED = {ord(a): b for a, b in zip(_SUPPLEMENT[::2], _SUPPLEMENT[1::2], strict=True)} | {
    code: unicodedata.normalize("NFKC", chr(code)) for code in range(0x2F00, 0x2FD6)
}


def unified(text: str) -> str:
    """The text with ideographs in place of radicals, character for character."""
    return text.translate(_UNIFIED)
