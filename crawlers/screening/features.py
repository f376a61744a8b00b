"""A sentence as features: which word classes meet in which order, which parts a demand has and lacks, and the letters themselves."""

import itertools
import math
import re
from collections import Counter
from collections.abc import Iterable

from crawlers.screening.concepts import concepts

_NAME = re.compile(r"[“\"「『《‘'][^”\"」』》’']{2,18}[”\"」』》’']")
_DIGITS = re.compile(r"[0-9]+(?:\.[0-9]+)?|[〇零一二三四五六七八九十百千]{2,}")
_WORD = re.compile(r"[a-z]+(?:'[a-z]+)?")
_CHINESE = re.compile(r"[\u4e00-\u9fff]")
_CLAUSE = re.compile(r"[,，;；。.!！:：]")
# classes further apart than this do not meet
_NEAR = 24
_LONGEST = 3
# lengths of the groups of features; those of the letters together have length one
_CLASSES = 0.7
_PARTS = 0.4
_OPENING = 0.15

# the parts that a demand is made of, or that turn it round: a letter for each, and the classes of words that are such a part
_PART_OF = {
    name: part
    for part, names in {
        "o": "app platform group counting online",
        "a": "install register login checkin share reply duration photo place upload enter points",
        "f": "must everyone deadline every_time quota assign before",
        "c": "punish cost rank",
        "l": "lack",
        "n": "not need_not none_of end",
        "s": "free same_service help",
        "r": "report past mend",
        "x": "not_not",
        "w": "watch assess",
        "d": "only ends both again",
        "t": "thing exam tender law_matter news how_to suppose ask",
    }.items()
    for name in names.split()
}
_ALL_PARTS = "oafclnsrxwdt"
# parts whose absence beside another part is told
_MISSED = "ofacnsr"
# endings of English words, longest first, and what stands for them
_ENDINGS = (
    ("ations", "ate"), ("ation", "ate"), ("ments", ""), ("ment", ""), ("ings", ""), ("edly", ""), ("ying", "y"), ("ies", "y"),
    ("ied", "y"), ("ing", ""), ("ed", ""), ("es", ""), ("ly", ""), ("s", ""), ("e", ""),
)  # fmt: skip
# words that two words may meet across
_SMALL_WORDS = (
    "the a an of to and in is are be or for on at by with from that this it its as any their your our his her they we you he she"
    " have has had was were"
)
_SMALL = frozenset(_SMALL_WORDS.split())


def features(plain: str, lead: str = "", title: str = "") -> dict[str, float]:
    """Features of a folded sentence under its lead-in and its document's title: name → weight.

    The letters together are of length one, the classes of length `_CLASSES`, the parts of length `_PARTS`: a demand is known by
    the company of its words, but words that were never seen in it must not count for nothing.
    """
    letters = Counter(_letters(plain))
    seen = concepts(plain)
    classes = Counter(_meetings(plain, seen))
    if lead:
        letters.update("L:" + gram for gram in _letters(lead[-60:]))
        classes.update("L:" + name for _, _, name in concepts(lead[-80:]))
    if title:
        classes.update("T:" + name for _, _, name in concepts(title[:80]))
    found = _scaled(letters, 1.0) | _scaled(classes, _CLASSES) | _scaled(Counter(_parts(name for _, _, name in seen)), _PARTS)
    found |= dict.fromkeys(_opening(plain), _OPENING)
    found["#"] = 1.0
    return found


def _scaled(counts: Counter[str], length: float) -> dict[str, float]:
    values = {name: 1.0 + math.log(count) for name, count in counts.items()}
    norm = math.sqrt(sum(value * value for value in values.values())) or 1.0
    return {name: length * value / norm for name, value in values.items()}


def _letters(plain: str) -> list[str]:
    """Runs of up to three characters of Chinese; stems of English words, alone and in pairs; names and numbers are one sign each."""
    text = re.sub(r"\s+(?=[\u4e00-\u9fff])|(?<=[\u4e00-\u9fff])\s+", "", _DIGITS.sub("0", _NAME.sub("〈名〉", plain)))
    words = [stem(word) for word in _WORD.findall(text)]
    found = [f"w:{word}" for word in words] + [f"w:{a} {b}" for a, b in itertools.pairwise(words)]
    found += [f"w:{a}~{b}" for a, b in itertools.pairwise(word for word in words if word not in _SMALL)]
    if _CHINESE.search(text):
        run = "^" + _WORD.sub("a", text) + "$"
        found += [run[i : i + n] for n in range(1, _LONGEST + 1) for i in range(len(run) - n + 1)]
    return found


def stem(word: str) -> str:
    """An English word without its ending, so that `installs`, `installed` and `installing` are one; at least three letters stay."""
    for ending, instead in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            short = word[: len(word) - len(ending)] + instead
            if len(short) > 3 and short[-1] == short[-2] and short[-1] not in "lse":
                short = short[:-1]
            return short[:-1] if len(short) > 3 and short.endswith("e") else short
    return word


def _opening(plain: str) -> list[str]:
    """The first word and the first two of an English sentence: a demand often opens with its verb."""
    words = [stem(word) for word in _WORD.findall(plain)[:2]] if plain[:1].isascii() else []
    return ["w:^" + " ".join(words[:count]) for count in range(1, len(words) + 1)]


def _parts(names: Iterable[str]) -> list[str]:
    """Which parts of a demand stand in the sentence, which do not, which two stand together, and which stands without which."""
    have = sorted({_PART_OF[name] for name in names if name in _PART_OF})
    found = ["r:" + part for part in have] + ["r!" + part for part in _ALL_PARTS if part not in have]
    found += [f"r&{a}{b}" for a, b in itertools.combinations(have, 2)]
    return found + [f"r&{a}!{b}" for a in have for b in _MISSED if b not in have]


def _meetings(plain: str, seen: list[tuple[int, int, str]]) -> list[str]:
    """Each class by itself, in which clause it stands first, and each ordered pair that stands near."""
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
