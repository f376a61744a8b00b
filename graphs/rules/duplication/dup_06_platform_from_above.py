"""A local system beside a platform that is provided from above."""

from collections.abc import Iterator

from graphs.analysis import Analysis
from graphs.build import regions_of
from graphs.regions import covers
from graphs.rules.rule import Result, Rule, basis, evidence_of, runs
from inventory.values import System
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


_BUILT = ("national", "province", "city", "county", "town", "village")
_JOB = {"services": 0.01, "functions": 0.2, "words": 0.15, "data": 0.2}
_RELATIONS = ("duplicate", "overlap", "part_of")


def find(analysis: Analysis) -> Iterator[Result]:
    """Pairs across levels. Whether the upper platform may be used here is for its owner to say, so a pair alone is a question."""
    systems = analysis.inventory.systems
    for pair in analysis.pairs:
        # a name alone is no sign (MODEL.md section 2)
        if pair.relation not in _RELATIONS or not any(pair.families.get(family, 0) >= least for family, least in _JOB.items()):
            continue
        lower, upper = sorted((systems[pair.left], systems[pair.right]), key=lambda s: -_rank(analysis, s))
        if not _rank(analysis, lower) > _rank(analysis, upper) >= 0 or not (runs(lower) and runs(upper)):
            continue
        if analysis.verdicts.is_different(lower.id, upper.id):
            continue
        here, there = regions_of(analysis.inventory, lower), regions_of(analysis.inventory, upper)
        if not covers(there, here):
            continue
        why = [
            Reason("dup.upper_platform", {"system": lower.id, "platform": upper.id, "relation": f"relation:{pair.relation}"}),
            *pair.why,
        ]
        if lower.review_module == "can":
            why.append(Reason("dup.could_be_module", {"system": lower.id}))
        if upper.id in lower.similar_systems:
            why.append(Reason("dup.named_similar", {"system": lower.id, "platform": upper.id}))
        # a module lies inside by the share of its functions that the comparison asks for; its score as a duplicate is low by design
        alike = pair.relation == "part_of" or pair.score >= analysis.thresholds["duplicate_cut"]
        sure = alike and (lower.review_module == "can" or upper.id in lower.similar_systems)
        yield RULE.finding(
            analysis,
            [lower.id, upper.id],
            why,
            certainty=None if sure and lower.status is not None and upper.status is not None else "question",
            evidence=[e for system in (lower, upper) for e in evidence_of(analysis.inventory, system)[:1]],
            organisations=[lower.owner, upper.owner],
            numbers={"score": pair.score},
        )


def _rank(analysis: Analysis, system: System) -> int:
    """The level that built a system, 0 the highest; -1 where neither the system nor its owner says."""
    built = system.build_level if system.build_level in _BUILT else analysis.level_of(system.owner)
    return _BUILT.index(built) if built in _BUILT else -1
