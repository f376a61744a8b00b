"""Systems by value and fit as rows of a table."""

from collections.abc import Collection

from graphs.analysis import Analysis
from graphs.recommend.portfolio import Side, portfolio
from inventory.languages import message
from reports.wording import Names


def portfolio_rows(analysis: Analysis, names: Names, *, only: Collection[str] | None = None) -> tuple[list[tuple[str, ...]], int]:
    """(system, value, fit, TIME, the playbook's word, one of the 6 R) of each that is placed, and how many are not; `only` these systems."""
    rows, open_ = [], 0
    for place in portfolio(analysis):
        if only is not None and place.system not in only:
            continue
        if place.value is None or place.fit is None:
            open_ += 1
            continue
        words = (
            message(names.language, f"report.{key}") for key in (f"time_{place.time}", f"playbook_{place.playbook}", f"six_r_{place.six_r}")
        )
        rows.append((names.of(place.system), _side(place.value, names.language), _side(place.fit, names.language), *words))
    return rows, open_


def _side(side: Side, language: str) -> str:
    if side.is_scored:
        return message(language, "report.scored", score=round(side.score * 4 + 1))
    told = [message(language, f"report.sign_{code}" if holds else f"report.sign_not_{code}") for code, holds in side.signs]
    return f"{side.score:.0%}: " + ("、" if language == "zh" else ", ").join(told)
