"""Apps built below county level."""

from collections.abc import Iterator

from graphs.analysis import Analysis
from graphs.rules.notices import screened
from graphs.rules.rule import Result, Rule, basis, evidence_of
from inventory.values.finding import Reason, Text
from inventory.vocabulary import RUNNING
from inventory.workdays import last_day

RULE = Rule(
    id="SPR-11",
    dimension="sprawl_formalism",
    title=Text("县以下单位自建应用", "App built below county level"),
    checks=Text(
        "建设单位为乡镇街道或村社区的应用程序、小程序、快应用；规则生效前的存量只作核实。",
        "An app, mini program or quick app whose builder is a town or village; stock from before the rule is only asked about.",
    ),
    detail_zh="以建设单位为准，不以部署单位为准；没有自己的建设单位的，请其系统的主管单位说明。",
    mend=Text(
        "并入县级以上统一平台，按程序关停。",
        "Move it to the county's shared platform and close it in order.",
    ),
    severity="high",
    certainty="probable",
    cause="rule",
    basis=basis(("CN-01", "第二条", "part")),
    reads=("Channel.kind", "Channel.builder", "Channel.launch_date", "Organisation.level"),
    remedies=("embed_as_module", "retire"),
    must_confirm="inspector",
    essay="E4",
)


def find(analysis: Analysis) -> Iterator[Result]:
    """The builder counts, not the host; without a builder of its own the owner of its system is asked for."""
    yield from screened(analysis, RULE)
    for channel in analysis.inventory.channels.values():
        if channel.kind not in ("app", "mini_program", "quick_app") or (channel.status is not None and channel.status not in RUNNING):
            continue
        system = analysis.inventory.systems.get(channel.system or "")
        builder = channel.builder or (system.builder if system is not None else None)
        if builder is None:
            if analysis.level_of(channel.owner) in ("town", "village"):
                yield RULE.untold(channel.id, "Channel.builder")
            continue
        if analysis.level_of(builder) in ("town", "village"):
            launched = last_day(channel.launch_date)
            bound = analysis.clauses.binds_from("CN-01")
            after = bound is not None and launched is not None and launched >= bound
            when = "after" if after else "before" if bound and launched else "unknown"
            why = [
                Reason("sprawl.built_below", {"channel": channel.id, "builder": builder}),
                Reason(f"sprawl.launched_{when}", {"date": channel.launch_date or "?"}),
            ]
            yield RULE.finding(
                analysis,
                [channel.id],
                why,
                certainty=None if after and channel.builder else "question",
                evidence=evidence_of(analysis.inventory, channel),
                organisations=[channel.owner, builder],
            )
