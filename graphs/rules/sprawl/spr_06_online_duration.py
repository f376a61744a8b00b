"""Time online that is counted."""

from collections.abc import Iterator

from graphs.analysis import Analysis
from graphs.rules.features import featured, held_items
from graphs.rules.notices import screened
from graphs.rules.rule import Result, Rule, basis
from inventory.values.finding import Text

RULE = Rule(
    id="SPR-06",
    dimension="sprawl_formalism",
    title=Text(
        "统计在线时长、学习时长",
        "Time online or study time counted",
    ),
    checks=Text(
        "渠道申报统计在线或学习时长，或通知以时长论优劣；系统只存有时长数据项的，只作核实。",
        "A channel declares that it counts time online or study time, or a notice judges by them; a system that only holds such times is asked about.",
    ),
    detail_zh="填报的功能和筛查出的要求；豁免场景或写了理由的只作核实。",
    mend=Text(
        "停止统计和通报时长，不用于考核。",
        "Stop counting and publishing it; use it for no assessment.",
    ),
    severity="high",
    certainty="probable",
    cause="awareness",
    basis=basis(("CN-01", "五个不得之二、四", "part")),
    reads=(
        "Channel.duration",
        "Channel.status",
        "Channel.audience",
        "Channel.exempt_scene",
        "Channel.feature_reason",
        "Notice.text",
        "DataField.label",
    ),
    remedies=("stop_demand",),
    must_confirm="inspector",
    essay="E4",
)


def find(analysis: Analysis) -> Iterator[Result]:
    """Declared features and screened orders; an exempt scene or a stated reason makes it a question."""
    yield from screened(analysis, RULE)
    yield from featured(analysis, RULE, "duration")
    yield from held_items(analysis, RULE, "duration", ("online_duration", "study_duration", "study_completion_rate"))
