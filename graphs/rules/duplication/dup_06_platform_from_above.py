"""A local system beside a platform that is provided from above."""

from collections.abc import Iterator

from graphs.analysis import Analysis
from graphs.rules.platforms import platform_above
from graphs.rules.rule import Result, Rule, basis, evidence_of
from inventory.values.finding import Reason, Text

RULE = Rule(
    id="DUP-06",
    dimension="duplication",
    title=Text(
        "自建系统与上级平台重复",
        "A local system repeats a platform provided from above",
    ),
    checks=Text(
        "本地自建系统与上级统建、覆盖本地区的平台在事项、功能或数据上重合；评审认为可作模块的，确定程度提高。",
        "A locally built system overlaps, by services, functions or data, a platform that a higher level built and that covers this region. A review that found it could be a module makes it more certain.",
    ),
    detail_zh="跨层级逐对比较。上级平台能否供本地使用由其主管单位说明，因此仅有重合的只作核实。",
    mend=Text(
        "改为上级平台的模块或直接使用上级平台。",
        "Make it a module of the upper platform, or use that platform itself.",
    ),
    severity="high",
    certainty="probable",
    cause="platform",
    basis=basis(("CN-03", "任务二（能否以模块嵌入，地方方案编号）", "part"), ("CN-07", "整合共享", "part")),
    reads=(
        "System.owner",
        "System.build_level",
        "System.coverage",
        "System.functions",
        "System.services",
        "System.review_module",
        "System.status",
    ),
    remedies=(
        "embed_as_module",
        "merge",
    ),
    thresholds=("duplicate_cut", "module_share"),
    essay="E4,C3",
)


def find(analysis: Analysis) -> Iterator[Result]:
    """Pairs across levels. Whether the upper platform may be used here is for its owner to say, so a pair alone is a question."""
    for pair in analysis.pairs:
        above = platform_above(analysis, pair)
        if above is None:
            continue
        lower, upper = above.lower, above.upper
        why = [
            Reason("dup.upper_platform", {"system": lower.id, "platform": upper.id, "relation": f"relation:{pair.relation}"}),
            *pair.why,
        ]
        if lower.review_module == "can":
            why.append(Reason("dup.could_be_module", {"system": lower.id}))
        if upper.id in lower.similar_systems:
            why.append(Reason("dup.named_similar", {"system": lower.id, "platform": upper.id}))
        yield RULE.finding(
            analysis,
            [lower.id, upper.id],
            why,
            certainty=None if above.is_sure else "question",
            evidence=[e for system in (lower, upper) for e in evidence_of(analysis.inventory, system)[:1]],
            organisations=[lower.owner, upper.owner],
            numbers={"score": pair.score},
        )
