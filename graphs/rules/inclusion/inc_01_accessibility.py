"""A website or app that failed an accessibility test."""

from collections.abc import Iterator

from graphs.analysis import Analysis
from graphs.rules.inspections import inspected
from graphs.rules.rule import Result, Rule, basis, evidence_of, runs
from inventory.values.finding import Finding, Reason, Text
from inventory.vocabulary import APP_KINDS

RULE = Rule(
    id="INC-01",
    dimension="inclusion",
    title=Text(
        "无障碍不达标",
        "Website or app fails accessibility",
    ),
    checks=Text(
        "面向公众的网站、应用填报无障碍检测不达标，或导入的检测结果不合格。抓取时工具（axe-core）对页面提出的疑点只作问题提出。",
        "A website or app for the public is declared to have failed its accessibility test, or an imported test result says so. What a tool (axe-core) objected to on crawled pages is asked about, and is no finding.",
    ),
    detail_zh="未检测不等于不达标。导入的检测结果优先于填报；抓取时工具提出的疑点不作结论。仅供工作人员使用的渠道只作核实，法律规定的是面向公众的服务。",
    mend=Text(
        "按标准改造后复测。",
        "Mend it by the standard and test again.",
    ),
    severity="high",
    certainty="certain",
    cause="capacity",
    basis=basis(("CN-19", "第三十二条", "full"), ("CN-21", "条目清单未读到", "part"), ("INT-20", "WCAG 2.2（仅作参照）", "part")),
    reads=(
        "Channel.accessibility",
        "Channel.audience",
        "Channel.status",
        "Channel.kind",
        "Inspection.item",
        "Inspection.outcome",
    ),
    remedies=("adapt_access",),
    must_confirm="inspector",
    essay="E3,C5",
)


_KINDS = (*APP_KINDS, "website", "h5", "kiosk")


def find(analysis: Analysis) -> Iterator[Result]:
    """Not tested is no failure. An imported inspection decides over the answer; what a tool objected to on crawled pages decides nothing and is asked.

    Channels for staff alone are asked about: the law names services to the public.
    """
    inspections = [i for i in analysis.inventory.inspections.values() if i.item == "accessibility" and i.outcome in ("failed", "passed")]
    tested = {i.object for i in inspections if i.is_declared}
    yield from _without_known(analysis, inspected(analysis, RULE, ("accessibility",), for_public=True), tested)
    for channel in analysis.inventory.channels.values():
        if not runs(channel) or channel.kind not in _KINDS:
            continue
        outward = not channel.audience or bool(set(channel.audience) & {"public", "business", "special_group"})
        if channel.accessibility == "failed" and channel.id not in tested:
            yield RULE.finding(
                analysis,
                [channel.id],
                [Reason("inclusion.failed", {"channel": channel.id})],
                certainty=None if outward and channel.audience and channel.is_declared and channel.status is not None else "question",
                evidence=evidence_of(analysis.inventory, channel),
                organisations=[channel.owner],
            )
        elif (
            channel.id not in tested
            and outward
            and channel.is_declared
            and (channel.accessibility == "not_tested" or not channel.is_answered("accessibility"))
        ):
            yield RULE.untold(channel.id, "Channel.accessibility")


def _without_known(analysis: Analysis, results: Iterator[Result], tested: set[str | None]) -> Iterator[Result]:
    """The results but for questions about a channel whose owner answered that it failed: that is a finding of its own."""
    channels = analysis.inventory.channels
    for result in results:
        subject = result.subjects[0] if isinstance(result, Finding) else ""
        channel = channels.get(subject)
        if channel is None or subject in tested or channel.accessibility != "failed":
            yield result
