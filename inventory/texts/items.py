"""The items of a part of a text: numbered ones, lines, sentences or names in a row, each with its place."""

import re

from inventory.texts.passages import Passage, stripped

_NUMBERED = (
    r"[（(]\s*(?:[一二三四五六七八九十]{1,3}|[0-9]{1,2}|[a-z](?=\s*[)）] [A-Z]))\s*[)）]|[①-⑳]"
    r"|(?<![0-9.])[0-9]{1,2}(?:\.[0-9]{1,2}){0,3}[.、．)）](?:[ \t\u3000]*(?=[\u4e00-\u9fffA-Z])|[ \t\u3000]+(?=[0-9]))"
    # without a mark a number counts at the beginning of a line only: 80 岁以上老人 is no item
    r"|(?m:^)[ \t\u3000]*[0-9]{1,2}(?:(?:\.[0-9]{1,2}){1,3}[ \t\u3000]*|[ \t\u3000]+)(?=[\u4e00-\u9fffA-Z])"
    # R1 …, - …
    r"|(?m:^)[ \t\u3000]*(?:[A-Z]{1,3}[0-9]{1,3}[.:：]?[ \t]+|[-•●·▪◆*–—][ \t]*)(?=[\u4e00-\u9fffA-Z])"
    r"|(?<=[，。；：:;】\n])[ \t]*[一二三四五六七八九十]是"
)
_NUMBER = re.compile(_NUMBERED)
_PIECE = re.compile(rf"{_NUMBERED}|[；;]|\n")
_SENTENCE = re.compile(r"[^。！？!?\n]+[。！？!?]?")
# characters that an item of a list has at least, and a sentence that is taken for one
_LEAST_ITEM = 2
_LEAST_PIECE = 4
_LEAST_SENTENCE = 6
# a longer line is no heading
_HEADING = 24
_BETWEEN = " \t\u3000\n；;"
_ENDS = " 。，,.：:、；;\t"


def items(text: str, start: int, end: int, *, has_heading: bool = True) -> list[Passage]:
    """Numbered items, else lines and half-sentences, else sentences, else the names that one of them lists.

    The heading and lead-ins are left out. What follows a numbered item up to the next number belongs to it.
    """
    line_end = text.find("\n", start, end)
    heading = text[start : line_end if line_end >= 0 else end]
    if has_heading and line_end >= 0 and len(heading.strip()) <= _HEADING:
        start = line_end
    numbers = list(_NUMBER.finditer(text, start, end))
    is_list = len(numbers) > 1
    marks = numbers if is_list else list(_PIECE.finditer(text, start, end))
    kept = []
    for position in range(0 if not is_list else 1, len(marks) + 1):
        begin = marks[position - 1].end() if position else start
        stop = marks[position].start() if position < len(marks) else end
        while stop > begin and text[stop - 1] in _BETWEEN:
            stop -= 1
        passage = stripped(text, begin, stop)
        is_numbered = position > 0 and marks[position - 1].group().strip(" \t\n；;") != ""
        least = _LEAST_ITEM if is_numbered else _LEAST_PIECE
        if passage is not None and len(passage.text.strip(_ENDS)) >= least and not passage.text.endswith(("：", ":")):
            kept.append(passage)
    if len(kept) > 1:
        return kept
    said = [p for p in sentences(text, start, end) if len(p.text) >= _LEAST_SENTENCE]
    return names(said[0]) or said if len(said) == 1 else said or kept


def sentences(text: str, start: int, end: int) -> list[Passage]:
    """The sentences there; a line ends one."""
    spans = (m.span() for m in _SENTENCE.finditer(text[start:end]))
    return [p for a, b in spans if (p := stripped(text, start + a, start + b)) is not None]


def names(sentence: Passage) -> list[Passage]:
    """The names of functions in a sentence that lists nothing else (短信发送、电子签章、视频会议); an empty list where it says more."""
    found = [Passage(m.group(), sentence.start + m.start(), sentence.start + m.end()) for m in re.finditer(r"[^、。\s]+", sentence.text)]
    return found if len(found) >= 3 and all(re.fullmatch(r"\w{2,8}", p.text) for p in found) else []
