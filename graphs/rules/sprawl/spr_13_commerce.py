"""Commercial activity in a government app."""

from collections.abc import Iterator

from graphs.analysis import Analysis
from graphs.rules.notices import screened
from graphs.rules.rule import Result, Rule, basis, evidence_of, runs
from inventory.values.finding import Reason, Text
from inventory.vocabulary import APP_KINDS

RULE = Rule(
    id="SPR-13",
    dimension="sprawl_formalism",
    title=Text(
        "政务应用内有商业活动",
        "Commercial activity in a government app",
    ),
    checks=Text(
        "渠道申报有广告、商城、付费推广，或其页面文字显示有这类内容。",
        "A channel declares advertising, a shop or paid promotion, or its pages show such content.",
    ),
    detail_zh="例如销售帮扶地区农产品的商城可能另有依据：写了理由的只作核实。",
    mend=Text(
        "下线广告、商城和付费推广内容。",
        "Take down advertising, shop and paid promotion.",
    ),
    severity="high",
    certainty="certain",
    cause="rule",
    basis=basis(("CN-01", "五个不得之五", "part")),
    reads=(
        "Channel.ads",
        "Channel.status",
        "Notice.text",
    ),
    remedies=("stop_demand",),
    must_confirm="inspector",
    essay="E4",
)


_GOVERNED = (*APP_KINDS, "website", "official_account", "h5")


def find(analysis: Analysis) -> Iterator[Result]:
    """A shop that sells the produce of poor regions, say, may have its own basis: whoever stated a reason is asked."""
    yield from screened(analysis, RULE)
    binding = analysis.clauses.binds_from("CN-01")
    bound = binding is not None and binding <= analysis.today
    for channel in analysis.inventory.channels.values():
        if channel.ads not in ("ads", "shop", "paid") or not runs(channel):
            continue
        doubted = channel.feature_reason or channel.kind not in _GOVERNED
        sure = channel.is_declared and bound and channel.status is not None
        certainty = "question" if doubted else None if sure else "probable"
        yield RULE.finding(
            analysis,
            [channel.id],
            [Reason("sprawl.commerce", {"channel": channel.id, "kind": f"ads:{channel.ads}"})],
            certainty=certainty,
            evidence=evidence_of(analysis.inventory, channel),
            organisations=[channel.owner],
        )
