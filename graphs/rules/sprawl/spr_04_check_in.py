"""Check-in feature."""

from collections.abc import Iterator

from graphs.analysis import Analysis
from graphs.rules.notices import screened
from graphs.rules.rule import Result, Rule, basis, evidence_of
from inventory.values.finding import Reason, Text
from inventory.vocabulary import RUNNING

RULE = Rule(
    id="SPR-04",
    dimension="sprawl_formalism",
    title=Text("设置打卡签到功能", "Check-in feature"),
    checks=Text(
        "渠道申报有打卡签到功能，系统存有打卡数据项，或通知要求打卡。",
        "A channel declares a check-in, a system holds check-in data, or a notice orders it.",
    ),
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


_EXEMPT = ("security", "emergency", "law_enforcement")


def find(analysis: Analysis) -> Iterator[Result]:
    """Declared features, data items that only such a feature makes, and screened orders; an exempt scene is a question."""
    yield from screened(analysis, RULE)
    binding = analysis.binding.get("CN-01")
    bound = binding is not None and binding <= analysis.today
    for channel in analysis.inventory.channels.values():
        if channel.check_in and (channel.status is None or channel.status in RUNNING):
            exempt = channel.exempt_scene in _EXEMPT
            why = [Reason("sprawl.feature", {"channel": channel.id, "feature": "SPR-04"})]
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
                if exempt
                or for_others
                or channel.feature_reason
                or channel.kind not in ("app", "mini_program", "quick_app")
                or set(channel.audience) == {"staff"}
                else "certain"
                if channel.is_declared and bound and channel.is_answered("exempt_scene")
                else None,
                evidence=evidence_of(analysis.inventory, channel),
                organisations=[channel.owner],
            )
    for system, elements in _held(analysis).items():
        record = analysis.inventory.systems[system]
        why = [Reason("sprawl.fields", {"system": system, "elements": sorted(elements)})]
        declared = [analysis.inventory.channels[c].check_in for c in analysis.scape.channels_of.get(system, ())]
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
        held = analysis.scape.elements_of_system(system) & {"check_in_location", "check_in_time", "check_in_count"}
        if held:
            found[system] = held
    return found
