"""A log-in that is required day by day."""

from collections.abc import Iterator

from graphs.analysis import Analysis
from graphs.rules.features import featured
from graphs.rules.notices import screened
from graphs.rules.rule import Result, Rule, basis
from inventory.values.finding import Text

RULE = Rule(
    id="SPR-03",
    dimension="sprawl_formalism",
    title=Text(
        "强制定期登录",
        "Compulsory periodic log-in",
    ),
    checks=Text(
        "渠道申报有强制登录功能，或通知要求每日、定期登录。",
        "A channel declares compulsory log-ins, or a notice orders daily or periodic ones.",
    ),
    mend=Text(
        "取消登录次数、天数要求。",
        "Drop every demand for a number of log-ins or days.",
    ),
    severity="high",
    certainty="probable",
    cause="awareness",
    basis=basis(("CN-01", "五个不得之三", "part")),
    reads=(
        "Channel.forced_login",
        "Channel.status",
        "Channel.audience",
        "Channel.exempt_scene",
        "Channel.feature_reason",
        "Notice.text",
    ),
    remedies=("stop_demand",),
    must_confirm="inspector",
    essay="E4",
)


def find(analysis: Analysis) -> Iterator[Result]:
    """Declared features and screened orders; an exempt scene or a stated reason makes it a question."""
    yield from screened(analysis, RULE)
    yield from featured(analysis, RULE, "forced_login")
