"""Points and ranking."""

from collections.abc import Iterator

from graphs.analysis import Analysis
from graphs.rules.notices import screened
from graphs.rules.rule import Result, Rule, basis, evidence_of
from inventory.values.finding import Reason, Text
from inventory.vocabulary import RUNNING

RULE = Rule(
    id="SPR-05",
    dimension="sprawl_formalism",
    title=Text("积分排名", "Points and ranking"),
    checks=Text(
        "渠道申报有积分排名功能，系统存有排名数据项，或通知以积分论优劣。",
        "A channel declares points or rankings, a system holds rankings, or a notice judges by points.",
    ),
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


_EXEMPT = ("security", "emergency", "law_enforcement")


def find(analysis: Analysis) -> Iterator[Result]:
    """Declared features, data items that only such a feature makes, and screened orders; an exempt scene is a question."""
    yield from screened(analysis, RULE)
    binding = analysis.binding.get("CN-01")
    bound = binding is not None and binding <= analysis.today
    for channel in analysis.inventory.channels.values():
        if channel.points and (channel.status is None or channel.status in RUNNING):
            exempt = channel.exempt_scene in _EXEMPT
            why = [Reason("sprawl.feature", {"channel": channel.id, "feature": "SPR-05"})]
            if exempt:
                why.append(Reason("sprawl.exempt", {"scene": f"exempt_scene:{channel.exempt_scene}"}))
            for_others = bool(channel.audience) and not set(channel.audience) & {"grassroots", "staff"}
            if for_others:
                why.append(Reason("sprawl.public_only", {}))
            yield RULE.finding(
                analysis,
                [channel.id],
                why,
                certainty="question"
                if exempt or for_others or channel.feature_reason or channel.kind not in ("app", "mini_program", "quick_app")
                else "certain"
                if channel.is_declared and bound and channel.is_answered("exempt_scene")
                else None,
                evidence=evidence_of(analysis.inventory, channel),
                organisations=[channel.owner],
            )
    for system, elements in _held(analysis).items():
        record = analysis.inventory.systems[system]
        why = [Reason("sprawl.fields", {"system": system, "elements": sorted(elements)})]
        declared = [analysis.inventory.channels[c].points for c in analysis.scape.channels_of.get(system, ())]
        if any(declared):
            continue
        yield RULE.finding(
            analysis,
            [system],
            why,
            certainty="question",
            evidence=evidence_of(analysis.inventory, record),
            organisations=[record.owner],
            discriminator="fields",
        )


def _held(analysis: Analysis) -> dict[str, set[str]]:
    found = {}
    for system in analysis.inventory.systems:
        held = analysis.scape.elements_of_system(system) & {"points_ranking"}
        if held:
            found[system] = held
    return found
