"""Systems by value and fit as rows of a table."""

from collections.abc import Collection, Mapping

from graphs.analysis import Analysis
from graphs.recommend.portfolio import Placed, Side, portfolio
from inventory.languages import message
from reports.wording import Names


def portfolio_rows(
    analysis: Analysis, names: Names, *, done: Mapping[str, str] | None = None, only: Collection[str] | None = None
) -> tuple[list[tuple[str, ...]], list[str]]:
    """(system, value, fit, TIME, the playbook's word, one of the 6 R) of each that is placed, and the names of those that are not; `only` these systems.

    `done` is what the plan and the recommendations do with systems (`done_with`).
    """
    rows, open_ = [], []
    for place in portfolio(analysis, done):
        if only is not None and place.system not in only:
            continue
        if place.value is None or place.fit is None:
            open_.append(names.of(place.system))
            continue
        words = (
            _time(place, names.language),
            *(message(names.language, f"report.{key}") for key in (f"playbook_{place.playbook}", f"six_r_{place.six_r}")),
        )
        rows.append((names.of(place.system), _side(place.value, names.language), _side(place.fit, names.language), *words))
    return rows, open_


def _time(place: Placed, language: str) -> str:
    """The place, and where it is at odds with what is done, that too."""
    time = message(language, f"report.time_{place.time}")
    return message(language, "report.at_odds", time=time, done=message(language, f"report.done_{place.done}")) if place.is_at_odds else time


def _side(side: Side, language: str) -> str:
    if side.is_scored:
        return message(language, "report.scored", score=round(side.score * 4 + 1))
    told = [message(language, f"report.sign_{code}" if holds else f"report.sign_not_{code}") for code, holds in side.signs]
    return f"{side.score:.0%}: " + ("、" if language == "zh" else ", ").join(told)
