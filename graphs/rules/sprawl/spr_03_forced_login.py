"""A log-in that is required day by day."""

import re
from collections.abc import Iterator
from dataclasses import replace

from graphs.analysis import Analysis
from graphs.rules.features import featured
from graphs.rules.notices import screened
from graphs.rules.rule import Result, Rule, basis
from inventory.values.finding import Finding, Text

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
    detail_zh="填报的功能和筛查出的要求；属于豁免场景、写了理由，或只写到场次数而没有写登录的，只作核实。",
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


# how often somebody goes and looks, which is no log-in
_VISITS = re.compile(
    r"(?:实地|现场|入户|走访|下村|进村|到村|上门|巡查|巡河|检查|site visit|inspect)[^，,。；;]{0,12}(?:不少于|不低于|至少|at least)",
    re.IGNORECASE,
)
_LOGIN = re.compile(r"登|上线|在线|打开|点开|进入|log(?:ged|ging)?[ -]?(?:in|on)|sign(?:ed|ing)?[ -]?in|\bopen", re.IGNORECASE)


def find(analysis: Analysis) -> Iterator[Result]:
    """Declared features and screened orders; an exempt scene, a stated reason, or a number of visits on site without a word of logging in makes it a question."""
    for told in screened(analysis, RULE):
        quote = told.evidence[0].quote or "" if isinstance(told, Finding) else ""
        yield (
            replace(told, certainty="question")
            if isinstance(told, Finding) and _VISITS.search(quote) and not _LOGIN.search(quote)
            else told
        )
    yield from featured(analysis, RULE, "forced_login")
