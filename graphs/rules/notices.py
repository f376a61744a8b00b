"""Findings from screened notices: each hit keeps its exact words, its page, hash and time."""

from collections.abc import Iterator

from graphs.analysis import Analysis
from graphs.rules.rule import Result, Rule
from inventory.values import Notice
from inventory.values.finding import Evidence, Reason
from inventory.values.inventory import Hit


def screened(analysis: Analysis, rule: Rule) -> Iterator[Result]:
    """A finding for each hit of this rule, at most probable: a program read it; what a text only reports of others, or a person must decide, is a question."""
    for hit in analysis.inventory.hits:
        if hit.rule != rule.id:
            continue
        notice = analysis.inventory.notices.get(hit.notice)
        if notice is None or notice.review in ("not_upheld", "exception"):
            continue
        certainty = "probable" if hit.disposition == "finding" and hit.score >= 0.8 else "question"
        why = [
            Reason(f"notice.{hit.disposition}", {"category": f"screen_category:{hit.category}", "notice": notice.id}),
            *(Reason(f"screen.{code}", {}) for code in hit.why if not code.startswith("word=")),
        ]
        words = tuple(code.removeprefix("word=") for code in hit.why if code.startswith("word="))
        if words:
            why.append(Reason("screen.words", {"words": words}))
        if hit.context:
            why.append(Reason("notice.context", {"context": hit.context}))
        yield rule.finding(
            analysis,
            [notice.id],
            why,
            certainty=certainty,
            severity=hit.severity,
            evidence=[_evidence(analysis, notice, hit)],
            category=hit.category,
            discriminator=f"{hit.category}:{hit.quote}",
            organisations=[notice.issuer if hit.disposition != "reported" and notice.issuer in analysis.inventory.organisations else None],
        )


def _evidence(analysis: Analysis, notice: Notice, hit: Hit) -> Evidence:
    page = analysis.inventory.pages.get(notice.url or "")
    return Evidence(
        kind="quote",
        url=notice.url,
        quote=hit.quote,
        sha256=notice.source_hash or (page.sha256 if page else None),
        at=page.fetched_at if page else None,
        locator=f"{hit.start}-{hit.end}",
    )
