"""From a text to hits: signs in sentences, weighed by cues; every hit quotes the exact words and says why."""

from dataclasses import dataclass

from crawlers.screening import cues
from crawlers.screening.sentences import Sentence, sentences
from crawlers.screening.signs import ENGLISH, PENALTY, SIGNS, Sign

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
_MAX_LENGTH = 600


@dataclass(frozen=True, slots=True)
class ScreenHit:
    """A passage: text[start:end] == quote; `why` names the signs and cues by code."""

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
    found: list[ScreenHit] = []
    for sentence in sentences(text):
        if len(sentence.plain) > _MAX_LENGTH * 4:
            continue
        found += _sentence_hits(sentence)
    return found


def _sentence_hits(sentence: Sentence) -> list[ScreenHit]:
    lead_kind = cues.lead_kind(sentence.lead)
    if lead_kind:
        return []
    # a table row or item is read together with the heading that it stands under
    scope = f"{sentence.lead} {sentence.plain}" if sentence.lead else sentence.plain
    best: dict[str, tuple[Sign, int]] = {}
    is_english = sum(c.isascii() and c.isalpha() for c in sentence.plain) > len(sentence.plain) * 0.5
    for sign in ENGLISH if is_english else SIGNS:
        anchor = sign.needs[0].search(sentence.plain)
        if anchor is None or (sign.without is not None and sign.without.search(sentence.plain)):
            continue
        if all(need.search(scope) for need in sign.needs[1:]):
            known = best.get(sign.category)
            if known is None or sign.score > known[0].score:
                best[sign.category] = (sign, anchor.start())
    hits = [hit for sign, at in best.values() if (hit := _judged(sentence, sign, at)) is not None]
    strong = [hit for hit in hits if hit.disposition != "question"]
    return strong or hits[:1]


def _judged(sentence: Sentence, sign: Sign, at: int) -> ScreenHit | None:
    import re

    plain = sentence.plain
    reported = cues.is_report(plain, sentence.text, sentence.lead)
    if not reported and (cues.is_negated(plain, at) or cues.is_abolished(plain, sign.category) or cues.is_talk(plain)):
        return None
    if not reported and cues.is_voluntary(plain) and not sign.soft:
        return None
    disposition, score, why = "finding", sign.score, [f"sign.{sign.category}"]
    if reported:
        disposition, score = "reported", 0.8
        why.append("cue.report")
    elif sign.soft:
        disposition, score = "question", sign.score
        why.append("cue.soft")
    elif cues.is_exempt(plain) and sign.category in ("checkin", "screenshot_trace", "work_group_burden", "forced_login"):
        disposition, score = "question", 0.6
        why.append("cue.exempt")
    severity = _SEVERITY.get(sign.category, "high")
    if disposition == "finding" and re.search(PENALTY, plain):
        severity = _RAISED[severity] if severity != "medium" else "high"
        score = min(0.98, score + 0.06)
        why.append("cue.consequence")
    return ScreenHit(
        sign.category,
        disposition,
        sentence.text,
        sentence.start,
        sentence.end,
        severity,
        RULES[sign.category],
        round(score, 2),
        cues.reported_body(sentence.text) if reported else None,
        sentence.lead or None,
        tuple(why),
    )
