"""Use demanded before filing."""

from collections.abc import Iterator

from graphs.analysis import Analysis
from graphs.rules.notices import screened
from graphs.rules.rule import Result, Rule, basis, evidence_of
from inventory.values.finding import Reason, Text
from inventory.vocabulary import RUNNING
from inventory.workdays import parse_day

RULE = Rule(
    id="SPR-10",
    dimension="sprawl_formalism",
    title=Text("未备案即投入使用", "In use before filing"),
    checks=Text(
        "在用的应用程序、小程序、快应用申报为未备案；办理中或未填的只作核实。",
        "A running app, mini program or quick app is declared not filed; in progress or blank is only asked about.",
    ),
    detail_zh="自本单位填写的 CN-01 生效日起为确定；此前属于提示，只作核实。",
    mend=Text(
        "先完成备案；备案前不得要求使用。",
        "File first; demand no use before that.",
    ),
    severity="high",
    certainty="probable",
    cause="rule",
    basis=basis(("CN-01", "备案条款", "part"), ("CN-02", "备案表八项", "part")),
    reads=("Channel.kind", "Channel.status", "Channel.filing_status", "Channel.launch_date", "Channel.audience"),
    remedies=("close_loop",),
    must_confirm="inspector",
    essay="E4",
)


def find(analysis: Analysis) -> Iterator[Result]:
    """Certain only from the date that the office entered for CN-01; before that the rule is announced and a question."""
    yield from screened(analysis, RULE)
    binding = analysis.clauses.binds_from("CN-01")
    for channel in analysis.inventory.channels.values():
        if channel.kind not in ("app", "mini_program", "quick_app") or (channel.status is not None and channel.status not in RUNNING):
            continue
        if channel.filing_status == "not_filed":
            bound = binding is not None and binding <= analysis.today
            launched = parse_day(channel.launch_date)
            late = bound and binding is not None and launched is not None and launched >= binding
            why = [
                Reason("sprawl.not_filed", {"channel": channel.id}),
                Reason("sprawl.bound" if bound else "sprawl.not_bound", {"date": str(binding or "")}),
            ]
            yield RULE.finding(
                analysis,
                [channel.id],
                why,
                certainty="question" if not late else "certain" if set(channel.audience) & {"grassroots", "staff"} else None,
                evidence=evidence_of(analysis.inventory, channel),
                organisations=[channel.owner],
            )
        elif channel.filing_status in (None, "in_progress") and channel.is_declared:
            yield RULE.untold(channel.id, "Channel.filing_status")
