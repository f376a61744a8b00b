"""Points and ranking."""

from collections.abc import Iterator

from graphs.analysis import Analysis
from graphs.rules.features import featured, held_items
from graphs.rules.notices import screened
from graphs.rules.rule import Result, Rule, basis
from inventory.values.finding import Text

RULE = Rule(
    id="SPR-05",
    dimension="sprawl_formalism",
    title=Text("积分排名", "Points and ranking"),
    checks=Text(
        "渠道申报有积分排名功能，或通知以积分论优劣；系统只存有排名数据项的，只作核实。",
        "A channel declares points or rankings, or a notice judges by points; a system that only holds rankings is asked about.",
    ),
    detail_zh="填报的功能、只有这种功能才会产生的信息项和筛查出的要求；豁免场景只作核实。",
    mend=Text(
        "取消积分排名，不与考核、评优挂钩；群众自愿参加的激励活动说明清楚。",
        "Drop points and rankings; do not tie them to assessment; say clearly what is voluntary.",
    ),
    severity="high",
    certainty="probable",
    cause="awareness",
    basis=basis(("CN-01", "五个不得之二", "part"), ("CN-38", "线索清单", "full")),
    reads=("Channel.points", "Channel.exempt_scene", "Channel.feature_reason", "Channel.audience", "DataField.label", "Notice.text"),
    remedies=("stop_demand",),
    must_confirm="inspector",
    essay="E4",
)


def find(analysis: Analysis) -> Iterator[Result]:
    """Declared features, data items that only such a feature makes, and screened orders; an exempt scene is a question."""
    yield from screened(analysis, RULE)
    yield from featured(analysis, RULE, "points")
    yield from held_items(analysis, RULE, "points", ("points_ranking",))
