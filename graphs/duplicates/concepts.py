"""What texts speak of: the matters and activities of government work, whatever words are used (concepts.csv, authored for this)."""

import csv
import re
from collections import Counter, defaultdict
from functools import cache, lru_cache
from importlib.resources import files

from inventory.names import fold, plain

_CHINESE = re.compile(r"[\u4e00-\u9fff]+")
_LATIN = re.compile(r"[a-z0-9]+")
# words of a phrase in a Latin script, at most
_PHRASE = 4
_SAY_NOTHING = frozenset(
    [
        "the",
        "a",
        "an",
        "of",
        "for",
        "and",
        "or",
        "to",
        "in",
        "on",
        "with",
        "by",
        "from",
        "at",
        "is",
        "are",
        "as",
        "their",
        "its",
        "it",
        "that",
        "who",
        "which",
        "this",
        "be",
        "into",
        "per",
        "via",
        "not",
        "no",
        "all",
        "any",
        "our",
        "your",
        "system",
        "systems",
        "management",
        "service",
        "services",
        "information",
        "platform",
        "application",
        "software",
        "module",
        "online",
        "web",
    ]
)


@cache
def _vocabulary() -> tuple[dict[str, tuple[str, ...]], dict[str, tuple[int, ...]]]:
    """Spelling → concepts (`object:code`, `action:code`); the first two letters of Chinese ones → how long they may be, longest first."""
    found: dict[str, list[str]] = {}
    for row in csv.DictReader((files("graphs") / "duplicates" / "concepts.csv").read_text(encoding="utf-8").splitlines()):
        concept = f"{row['kind']}:{row['code']}"
        for word in row["zh"].split("|"):
            if len(plain(word)) >= 2:
                found.setdefault(plain(word), []).append(concept)
        for phrase in row["en"].split("|"):
            words = " ".join(stem(word) for word in _LATIN.findall(phrase.lower()))
            if words:
                found.setdefault(f" {words}", []).append(concept)
    lengths: dict[str, set[int]] = defaultdict(set)
    for word in found:
        lengths[word[:2]].add(len(word))
    by_start = {start: tuple(sorted(of_start, reverse=True)) for start, of_start in lengths.items()}
    return {word: tuple(dict.fromkeys(concepts)) for word, concepts in found.items()}, by_start


@cache
def captions() -> dict[str, tuple[str, str]]:
    """Concept → its first word in zh and en."""
    rows = csv.DictReader((files("graphs") / "duplicates" / "concepts.csv").read_text(encoding="utf-8").splitlines())
    return {f"{row['kind']}:{row['code']}": (row["zh"].split("|")[0], row["en"].split("|")[0]) for row in rows}


@cache
def _stemmer() -> "object":
    import snowballstemmer

    return snowballstemmer.stemmer("english")


@lru_cache(maxsize=100_000)
def stem(word: str) -> str:
    """The stem of an English word (Porter 2)."""
    return str(_stemmer().stemWord(word))  # type: ignore[attr-defined]


@lru_cache(maxsize=50_000)
def concepts(text: str) -> Counter[str]:
    """How often a text speaks of each concept; of spellings that begin at one place the longest counts, and none inside another."""
    known, lengths = _vocabulary()
    found: Counter[str] = Counter()
    folded = fold(text)
    for part in _CHINESE.findall(folded):
        end = 0
        for start in range(len(part)):
            for length in lengths.get(part[start : start + 2], ()):
                meant = known.get(part[start : start + length]) if start + length <= len(part) else None
                if meant and start + length > end:
                    found.update(meant)
                    end = start + length
                    break
    words = [stem(word) for word in _LATIN.findall(folded)]
    end = 0
    for start in range(len(words)):
        for length in range(min(_PHRASE, len(words) - start), 0, -1):
            meant = known.get(" " + " ".join(words[start : start + length]))
            if meant and start + length > end:
                found.update(meant)
                end = start + length
                break
    return found


# what nearly every system says of itself: breaks between words
GENERIC = re.compile(
    r"系统|平台|管理|信息|服务|功能|实现|提供|进行|支持|用于|面向|以及|相关|工作|全县|全市|本县|开展|业务|数据|线上|统一|综合|智慧|数字|有关|各类|等|的|和|与|对|为|及|在"
)


def letters(text: str) -> Counter[str]:
    """Characters and pairs of characters of Chinese, stems of Latin words; what nearly every system says is left out."""
    found: Counter[str] = Counter()
    folded = GENERIC.sub(" ", fold(text))
    for part in _CHINESE.findall(folded):
        found.update(part[i : i + 2] for i in range(len(part) - 1))
        found.update(f"1{character}" for character in part)
    for word in _LATIN.findall(folded):
        if word not in _SAY_NOTHING and len(word) > 1:
            found[f"e{stem(word)}"] += 1
    return found
