"""A sentence as features: which word classes meet in which order, and the letters themselves."""

import itertools
import math
import re
from collections import Counter

from crawlers.screening.concepts import concepts

_NAME = re.compile(r"[“\"「『《‘'][^”\"」』》’']{2,18}[”\"」』》’']")
_DIGITS = re.compile(r"[0-9]+(?:\.[0-9]+)?|[〇零一二三四五六七八九十百千]{2,}")
_WORD = re.compile(r"[a-z]+(?:'[a-z]+)?")
_CLAUSE = re.compile(r"[,，;；。.!！:：]")
# classes further apart than this do not meet
_NEAR = 24
_LONGEST = 3
_CLASSES = 0.5


def features(plain: str, lead: str = "", title: str = "") -> dict[str, float]:
    """Features of a folded sentence under its lead-in and its document's title: name → weight.

    The letters together are of length one, the classes of length `_CLASSES`: a demand is known by the company of its words,
    but words that were never seen in it must not count for nothing.
    """
    letters = Counter(_letters(plain))
    classes = Counter(_meetings(plain))
    if lead:
        letters.update("L:" + gram for gram in _letters(lead[-60:]))
        classes.update("L:" + name for _, _, name in concepts(lead[-80:]))
    if title:
        classes.update("T:" + name for _, _, name in concepts(title[:80]))
    found = _scaled(letters, 1.0) | _scaled(classes, _CLASSES)
    found["#"] = 1.0
    return found


def _scaled(counts: Counter[str], length: float) -> dict[str, float]:
    values = {name: 1.0 + math.log(count) for name, count in counts.items()}
    norm = math.sqrt(sum(value * value for value in values.values())) or 1.0
    return {name: length * value / norm for name, value in values.items()}


def _letters(plain: str) -> list[str]:
    """Runs of up to three characters of Chinese, words and pairs of words of English; names and numbers are one sign each."""
    text = re.sub(r"\s+(?=[\u4e00-\u9fff])|(?<=[\u4e00-\u9fff])\s+", "", _DIGITS.sub("0", _NAME.sub("〈名〉", plain)))
    words = _WORD.findall(text)
    found = [f"w:{word}" for word in words] + [f"w:{a} {b}" for a, b in itertools.pairwise(words)]
    run = "^" + _WORD.sub("a", text) + "$"
    found += [run[i : i + n] for n in range(1, _LONGEST + 1) for i in range(len(run) - n + 1)]
    return found


def _meetings(plain: str) -> list[str]:
    """Each class by itself, in which clause it stands first, and each ordered pair that stands near."""
    seen = concepts(plain)
    found = ["c:" + name for name in {name for _, _, name in seen}]
    ends = [m.start() for m in _CLAUSE.finditer(plain)]
    for position, (at, _, name) in enumerate(seen):
        for later, _, other in seen[position + 1 :]:
            if later - at > _NEAR:
                break
            if other != name:
                apart = sum(at < end <= later for end in ends)
                found.append(f"c:{name}>{other}" if not apart else f"c:{name}|{other}")
    return list(dict.fromkeys(found))
