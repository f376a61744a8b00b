"""The font that ships with the project."""

import io

from fontTools.ttLib import TTFont

from reports.fonts import font_path, woff2_subset


def test_the_font_has_every_level_one_character() -> None:
    level_one = {bytes((high, low)).decode("gb2312") for high in range(0xB0, 0xD7) for low in range(0xA1, 0xFA if high == 0xD7 else 0xFF)}
    for style in ("Regular", "Bold"):
        known = TTFont(font_path(style)).getBestCmap()
        assert [c for c in sorted(level_one) if ord(c) not in known] == []
        assert all(ord(c) in known for c in "★✓→×＋—…“”《》、，。（）；：ABCabc0123456789%¥")


def test_a_subset_has_its_characters_and_is_the_same_each_time() -> None:
    wanted = frozenset("云溪县 ABC…")
    data = woff2_subset(wanted, "Regular")
    assert data[:4] == b"wOF2"
    assert {chr(code) for code in TTFont(io.BytesIO(data)).getBestCmap()} == wanted
    woff2_subset.cache_clear()
    assert woff2_subset(wanted, "Regular") == data
    assert len(data) < 20_000
