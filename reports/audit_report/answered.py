"""What the report says of how far each body answered, and of whom the recommendations wait for."""

from collections.abc import Callable, Container
from typing import Any

from graphs.analysis import Analysis
from graphs.readiness import Readiness, readiness, unready
from inventory.languages import message
from inventory.vocabulary import caption
from reports.audit_report.parts import Figure
from reports.wording import Names, percent


def readiness_rows(analysis: Analysis, names: Names, say: Any) -> dict[str, tuple[str, ...]]:
    """Body → (name, answered share, sheets attested and when, conflicts, missing most, whether recommendations wait), by share."""
    waiting = unready(analysis)
    told = sorted(readiness(analysis.inventory).values(), key=lambda answers: (answers.share, names.of(answers.body)))
    return {
        answers.body: (
            names.of(answers.body),
            f"{answers.share:.0%}",
            _attested(answers, names, say),
            str(answers.conflicts),
            _missing(answers, names),
            say("waits" if answers.body in waiting else "waits_not"),
        )
        for answers in told
    }


def readiness_figures(analysis: Analysis, names: Names, figure: Callable[..., Figure], *, only: Container[str]) -> dict[str, Figure]:
    """Body → its answered share, made of the core questions that were asked and those that are open, and of the conflicts; `only` these."""
    found = {}
    for answers in readiness(analysis.inventory).values():
        if answers.body not in only:
            continue
        language = names.language
        lines = [message(language, "report.asked_core", count=f"{answers.asked:,}")]
        lines += [
            message(language, "report.open_core", field=names.of(f"field:{name}"), count=f"{count:,}")
            for name, count in sorted(answers.missing.items(), key=lambda entry: (-entry[1], entry[0]))
        ]
        lines.append(message(language, "report.conflicts_of", count=answers.conflicts))
        label = message(language, "report.readiness_of", body=names.of(answers.body))
        found[answers.body] = figure(label, lines, text=f"{answers.share:.0%}", how="share")
    return found


def unready_lines(analysis: Analysis, names: Names, say: Any) -> dict[str, str]:
    """Body → a sentence that says why no consolidation of its systems is recommended yet, and what is missing."""
    return {body: _line(analysis, answers, names, say) for body, answers in unready(analysis).items()}


def _line(analysis: Analysis, answers: Readiness, names: Names, say: Any) -> str:
    facts: dict[str, Any] = {"body": names.of(answers.body), "missing": _missing(answers, names)}
    if answers.body in analysis.inventory.systems:
        return str(say("limit_ownerless", **facts))
    if answers.unspoken:
        return str(say("limit_silent", count=answers.unspoken, **facts))
    needed = analysis.thresholds["readiness"]
    facts |= {"share": percent(answers.share, needed), "needed": percent(needed, answers.share), "conflicts": answers.conflicts}
    return str(say("limit_unready", attested=_attested(answers, names, say), **facts))


def _attested(answers: Readiness, names: Names, say: Any) -> str:
    if not answers.attested:
        return str(say("attested_none") if answers.attested_on is None else answers.attested_on)
    sheets = _joined([caption("sheet", sheet, names.language) for sheet in answers.attested], names)
    return str(say("attested_sheets", sheets=sheets, date=answers.attested_on or say("attested_undated")))


def _missing(answers: Readiness, names: Names) -> str:
    return _joined([names.of(f"field:{name}") for name in answers.most_missing], names) or "—"


def _joined(texts: list[str], names: Names) -> str:
    return ("、" if names.language == "zh" else ", ").join(texts)
