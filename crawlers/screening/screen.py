"""From a text to hits: each sentence is judged by the model in its place; every hit quotes the exact words and says why."""

from dataclasses import dataclass

from crawlers.screening import cues
from crawlers.screening.concepts import concepts
from crawlers.screening.features import features
from crawlers.screening.model import model
from crawlers.screening.sentences import Sentence, fold_with_offsets, sentences

RULES = {
    "forced_download": "SPR-01",
    "forced_registration": "SPR-01",
    "download_quota": "SPR-02",
    "forced_login": "SPR-03",
    "checkin": "SPR-04",
    "points": "SPR-05",
    "online_duration": "SPR-06",
    "like_forward": "SPR-07",
    "screenshot_trace": "SPR-08",
    "work_group_burden": "SPR-09",
    "unfiled_app": "SPR-10",
    "county_build": "SPR-11",
    "duplicate_app": "DUP-02",
    "commercial": "SPR-13",
    "duplicate_entry": "DUP-05",
    "assessment_online": "ASM-03",
    "single_channel": "INC-05",
}
_SEVERITY = {
    "forced_login": "medium",
    "screenshot_trace": "medium",
    "work_group_burden": "medium",
    "duplicate_entry": "medium",
    "single_channel": "critical",
}
_RAISED = {"medium": "high", "high": "critical", "critical": "critical"}
_MAX_LENGTH = 2400
# probabilities from which a hit is claimed: a finding, a question to a person, what others did
FIRM = 0.74
ASKED = 0.4
TOLD = 0.4
# a second category of a sentence is told where it is as likely as this
_ALSO = 0.4
# telling words that are named in the reasons of a hit
_WORDS = 4
_SAY_NOTHING = frozenset({"name", "platform", "app", "phone", "online", "money", "lack", "watch"})
_TELLING = (
    "must", "everyone", "install", "register", "login", "checkin", "share", "upload", "reply", "enter", "again", "build", "only",
    "quota", "counting", "points", "duration", "photo", "place", "group", "sell", "rank", "punish", "cost", "lack", "before", "assess", "every_time", "deadline",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class ScreenHit:
    """A passage: text[start:end] == quote; `why` names what the disposition rests on, a consequence, and telling words (`word=必须`)."""

    category: str
    disposition: str
    quote: str
    start: int
    end: int
    severity: str
    rule: str
    score: float
    about: str | None
    context: str | None
    why: tuple[str, ...]


def screen(text: str) -> list[ScreenHit]:
    """All hits of a text in order; at most one hit of a category in a sentence."""
    title = title_of(text)
    return [hit for sentence in sentences(text) if len(sentence.plain) <= _MAX_LENGTH for hit in _hits(sentence, title)]


def title_of(text: str) -> str:
    """The folded first line of a text of several lines, where it reads as a title; else nothing."""
    first, _, rest = text.strip().partition("\n")
    first = first.strip()
    return fold_with_offsets(first)[0] if rest.strip() and len(first) <= 80 and not first.endswith(("。", "；", ";", "：", ":")) else ""


def _hits(sentence: Sentence, title: str) -> list[ScreenHit]:
    # a claim that no known words speak for could not be explained to anybody
    if cues.prohibits(sentence.lead) or {name for _, _, name in concepts(sentence.plain)} <= _SAY_NOTHING:
        return []
    dispositions, categories = model().scores(features(sentence.plain, sentence.lead, title))
    disposition = _disposition(dispositions)
    if disposition is None:
        return []
    best = max(categories, key=lambda name: categories[name])
    chosen = [best, *(name for name in sorted(categories) if name != best and categories[name] >= _ALSO and disposition == "finding")]
    score = dispositions[disposition] + (dispositions["finding"] if disposition == "question" else 0.0)
    return [_hit(sentence, name, disposition, score) for name in chosen]


def _disposition(probabilities: dict[str, float]) -> str | None:
    """What may be claimed: a finding only where it is likely enough, what stands between is for a person."""
    if probabilities["finding"] >= FIRM:
        return "finding"
    if probabilities["reported"] >= max(TOLD, probabilities["finding"], probabilities["question"]):
        return "reported"
    if probabilities["question"] >= max(ASKED, probabilities["none"]) or probabilities["finding"] >= ASKED:
        return "question"
    return None


def _hit(sentence: Sentence, category: str, disposition: str, probability: float) -> ScreenHit:
    words = _telling_words(sentence)
    severity = _SEVERITY.get(category, "high")
    why = []
    if disposition == "reported":
        why.append("cue.report")
    elif disposition == "question":
        why.append("cue.soft")
    else:
        why.append("cue.finding")
    if disposition == "finding" and {"punish", "cost", "rank"} & set(words):
        severity = _RAISED[severity]
        why.append("cue.consequence")
    why += [f"word={word}" for word in list(words.values())[:_WORDS]]
    return ScreenHit(
        category,
        disposition,
        sentence.text,
        sentence.start,
        sentence.end,
        severity,
        RULES[category],
        round(min(probability, 0.98), 2),
        cues.reported_body(sentence.text) if disposition == "reported" else None,
        sentence.context or None,
        tuple(why),
    )


def _telling_words(sentence: Sentence) -> dict[str, str]:
    """The first words of each class that a demand is made of, as they stand in the text."""
    found: dict[str, str] = {}
    for start, end, name in concepts(sentence.plain):
        if name in _TELLING and name not in found:
            first, last = sentence.original(start, end)
            found[name] = sentence.text[first - sentence.start : last - sentence.start]
    return {name: found[name] for name in _TELLING if name in found}
