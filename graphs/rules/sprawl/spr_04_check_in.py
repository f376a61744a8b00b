"""Check-in feature."""

from collections.abc import Iterator

from graphs.analysis import Analysis
from graphs.rules.features import featured, held_items
from graphs.rules.notices import screened
from graphs.rules.rule import Result, Rule, basis
from inventory.values.finding import Text

RULE = Rule(
    id="SPR-04",
    dimension="sprawl_formalism",
    title=Text("设置打卡签到功能", "Check-in feature"),
    checks=Text(
        "渠道申报有打卡签到功能，或通知要求打卡；系统只存有打卡数据项的，只作核实。",
        "A channel declares a check-in, or a notice orders it; a system that only holds check-in data is asked about.",
    ),
    detail_zh="填报的功能、只有这种功能才会产生的信息项和筛查出的要求；豁免场景只作核实。",
    mend=Text(
        "关闭打卡签到功能；确属安保、应急等特殊场景的，写明依据并备案。",
        "Switch the check-in off; where security or emergency work needs it, state the basis and file it.",
    ),
    severity="high",
    certainty="probable",
    cause="awareness",
    basis=basis(("CN-01", "五个不得之二", "part"), ("CN-03", "任务四（地方方案编号）", "part")),
    reads=("Channel.check_in", "Channel.exempt_scene", "Channel.feature_reason", "Channel.audience", "DataField.label", "Notice.text"),
    remedies=("stop_demand",),
    must_confirm="inspector",
    essay="E4",
)


def find(analysis: Analysis) -> Iterator[Result]:
    """Declared features, data items that only such a feature makes, and screened orders; an exempt scene is a question."""
    yield from screened(analysis, RULE)
    yield from featured(analysis, RULE, "check_in", staff_is_asked=True)
    yield from held_items(analysis, RULE, "check_in", ("check_in_count", "check_in_location", "check_in_time"))
