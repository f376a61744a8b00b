"""What the words of labels and technical names speak of (words.csv, authored for this): 手机号码, 移动电话 and `mob_tel` say one thing.

A label is cut into known words; a technical name into English words, abbreviations and the pinyin initials of known words. Each
word stands for concepts, ambiguous ones for a part of each. The last concept of a kind tells what kind of thing a field holds: a
body, a person, a date, a number.
"""

import csv
import re
from collections import Counter, defaultdict
from collections.abc import Container, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files

from graphs.matching.evidence import FieldText, initials, tokens
from inventory.names import plain

# meanings of one word, each the concepts that it puts together (姓名: person, name)
Meanings = tuple[tuple[str, ...], ...]

_CHINESE_OR_LATIN = re.compile(r"[\u4e00-\u9fff]+|[a-z]+")
_SYLLABLE = re.compile(
    r"(?:zh|ch|sh|[bpmfdtnlgkhjqxrzcsyw])"
    r"(?:iang|iong|uang|ueng|ang|eng|ing|ong|ian|iao|uai|uan|ai|ei|ao|ou|an|en|in|un|ia|ie|iu|ua|uo|ui|ue|ve|a|e|i|o|u|v)"
)
# what cutting a text costs: a known word, a letter or character that is part of none
_WORD, _UNKNOWN_CHARACTER, _UNKNOWN_LETTER = 1.0, 1.6, 0.9
# a word told by its initials alone is ambiguous: a stray letter costs more, so that fewer and longer words are read
_UNKNOWN_INITIAL = 1.3
# of a run of letters so much must be words, or it is no English
_COVERED = 0.7
# what the technical name adds where a label tells the meaning, and how much is left of what the table's own name says already
_BESIDE_LABEL, _SAID_BY_TABLE = 0.4, 0.35


@dataclass(frozen=True, slots=True)
class _Words:
    """The lexicon: words of each script by their meanings, kinds and opposites of concepts."""

    chinese: Mapping[str, Meanings]
    latin: Mapping[str, Meanings]
    by_initials: Mapping[str, Meanings]
    kinds: Mapping[str, str]
    opposites: Mapping[str, str]


@cache
def _words() -> _Words:
    chinese: dict[str, list[tuple[str, ...]]] = defaultdict(list)
    latin: dict[str, list[tuple[str, ...]]] = defaultdict(list)
    by_initials: dict[str, list[tuple[str, ...]]] = defaultdict(list)
    kinds, opposites = {}, {}
    with files("graphs.matching").joinpath("words.csv").open(encoding="utf-8") as stream:
        for row in csv.DictReader(stream):
            meaning = tuple(row["concepts"].split())
            if row["kind"]:
                kinds[row["concepts"]] = row["kind"]
            if row["opposite"]:
                opposites[row["concepts"]] = row["opposite"]
            for known, column in ((chinese, "zh"), (latin, "latin")):
                for word in filter(None, row[column].split(";")):
                    known[word].append(meaning)
    for word, meanings in chinese.items():
        letters = initials(word)
        if 2 <= len(word) <= 5 and len(letters) == len(word):
            by_initials[letters] += [m for m in meanings if m not in by_initials[letters]]
    one, two, three = ({word: tuple(meanings) for word, meanings in known.items()} for known in (chinese, latin, by_initials))
    return _Words(one, two, three, kinds, opposites)


def _cut(text: str, known: Container[str], longest: int, unknown: float) -> list[str]:
    """The cheapest way to cut a text into known words; of two that cost the same the one whose last words are longer."""
    best: list[tuple[float, int]] = [(0.0, 0)] + [(float("inf"), 0)] * len(text)
    for begin in range(len(text)):
        for end in range(begin + 1, min(begin + longest, len(text)) + 1):
            if text[begin:end] in known:
                cost = best[begin][0] + _WORD
            elif end == begin + 1:
                cost = best[begin][0] + unknown
            else:
                continue
            if cost < best[end][0]:
                best[end] = (cost, begin)
    parts, end = [], len(text)
    while end:
        begin = best[end][1]
        parts.append(text[begin:end])
        end = begin
    return parts[::-1]


@lru_cache(maxsize=100_000)
def _of_chinese(text: str) -> tuple[str, ...]:
    return tuple(_cut(text, _words().chinese, 8, _UNKNOWN_CHARACTER))


@cache
def _long_latin() -> frozenset[str]:
    return frozenset(word for word in _words().latin if len(word) >= 3)


@lru_cache(maxsize=100_000)
def _of_latin(token: str) -> tuple[str, ...]:
    """The English words that a run of letters is put together from (companyname); none where too little of it is one."""
    if token in _words().latin:
        return (token,)
    known = _long_latin()
    words = tuple(part for part in _cut(token, known, 24, _UNKNOWN_LETTER) if part in known)
    return words if sum(map(len, words)) >= _COVERED * len(token) else ()


@lru_cache(maxsize=100_000)
def short_pinyin(token: str) -> str:
    """A run of letters with every whole syllable shortened to its first letter (dengjijg → djjg)."""
    return _SYLLABLE.sub(lambda found: found[0][0], token)


@lru_cache(maxsize=100_000)
def _of_initials(letters: str) -> tuple[str, ...]:
    return tuple(_cut(letters, _words().by_initials, 5, _UNKNOWN_INITIAL))


def _label_meanings(label: str) -> list[tuple[str, Meanings]]:
    """The words of a plain label in order, with what each may mean (nothing for an unknown one)."""
    known = _words()
    found: list[tuple[str, Meanings]] = []
    for part in _CHINESE_OR_LATIN.findall(label):
        if part[0] <= "z":
            found += [(word, known.latin[word]) for word in _of_latin(part)] or [(part, ())]
        else:
            found += [(word, known.chinese.get(word, ())) for word in _of_chinese(part)]
    return found


def _name_meanings(name: str) -> list[tuple[str, Meanings]]:
    """The words of a technical name: English where it is, else read as the initials of known words."""
    known = _words()
    found: list[tuple[str, Meanings]] = []
    for token in tokens(name.rsplit(".", 1)[-1]):
        english = _of_latin(token)
        if english:
            found += [(word, known.latin[word]) for word in english]
        else:
            found += [(part, known.by_initials.get(part, ())) for part in _of_initials(short_pinyin(token))]
    return found


def _counted(words: list[tuple[str, Meanings]], *, keeps_unknown: bool) -> Counter[str]:
    found: Counter[str] = Counter()
    for word, meanings in words:
        for meaning in meanings:
            for concept in meaning:
                found[concept] += 1 / len(meanings)  # type: ignore[assignment]
        if not meanings and keeps_unknown:
            found[f"={word}"] += 0.5  # type: ignore[assignment]
    return found


@lru_cache(maxsize=100_000)
def _label_concepts(label: str) -> Mapping[str, float]:
    return _counted(_label_meanings(label), keeps_unknown=True)


@lru_cache(maxsize=100_000)
def _name_concepts(name: str) -> Mapping[str, float]:
    return _counted(_name_meanings(name), keeps_unknown=False)


def concepts_of(field: FieldText) -> Counter[str]:
    """The concepts of a field, by weight; what its table is about anyway counts less."""
    label = _label_concepts(plain(field.label))
    found = Counter(label)
    beside = _BESIDE_LABEL if label else 1.0
    for concept, weight in _name_concepts(field.name).items():
        found[concept] = max(found[concept], weight * beside)  # type: ignore[assignment]
    for concept in _label_concepts(plain(field.table)):
        if concept in found:
            found[concept] *= _SAID_BY_TABLE  # type: ignore[assignment]
    return found


def table_concepts(table: str) -> Counter[str]:
    """The concepts of a table's name, its last two words (which tell what it lists) a half more."""
    words = [entry for entry in _label_meanings(plain(re.sub(r"[(（].*?[)）]", "", table))) if ("data",) not in entry[1]]
    return _counted(words, keeps_unknown=True) + Counter(
        {concept: weight / 2 for concept, weight in _counted(words[-2:], keeps_unknown=True).items()}
    )


def kinds_of(field: FieldText) -> Counter[str]:
    """The kind of thing that a field holds, told by the last word that tells one; shares that sum to one, or nothing."""
    known = _words()
    for words in (_label_meanings(plain(field.label)), _name_meanings(field.name)):
        for _, meanings in reversed(words):
            told: Counter[str] = Counter()
            for meaning in meanings:
                kind = next((known.kinds[c] for c in reversed(meaning) if c in known.kinds), "")
                if kind:
                    told[kind] += 1
            if told:
                total = sum(told.values())
                return Counter({kind: count / total for kind, count in told.items()})
    return Counter()


def leanings_of(field: FieldText) -> frozenset[str]:
    """The concepts that have an opposite and of which a field names one side alone (start without end)."""
    opposites = _words().opposites
    concepts = _label_concepts(plain(field.label)) or _name_concepts(field.name)
    return frozenset(c for c, weight in concepts.items() if weight >= 1 and c in opposites and opposites[c] not in concepts)


def opposite(concept: str) -> str:
    """The other side of a concept that `leanings_of` told."""
    return _words().opposites[concept]
