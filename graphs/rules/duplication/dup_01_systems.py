"""Systems that do the same job for the same people."""

from collections.abc import Iterator

from graphs.analysis import Analysis
from graphs.rules.platforms import are_told_above
from graphs.rules.rule import Result, Rule, basis, evidence_of
from inventory.values.finding import Reason, Text

RULE = Rule(
    id="DUP-01",
    dimension="duplication",
    title=Text("功能重叠的系统", "Systems with overlapping functions"),
    checks=Text(
        "两个以上在用系统，区域和对象相交、处于同一层，且至少两类证据一致，其中一类是事项、功能或数据。已由 DUP-06 认定与上级平台重复的，复核之前只作提示。",
        "Two or more running systems whose regions and audiences intersect, in one layer, with at least two families of evidence agreeing, one of them services, functions or data. What DUP-06 tells of a platform above is only a hint here until it was reviewed.",
    ),
    detail_zh="一组重复系统一条；证据不足两类的只进入人工复核清单，不列为发现。",
    mend=Text(
        "由牵头单位比较后合并到一个系统，或改为已有系统的模块；先接通数据和用户再停用。",
        "Compare, then merge into one or make it a module of the other; rewire data and users before anything stops.",
    ),
    severity="high",
    certainty="probable",
    cause="platform",
    basis=basis(
        ("CN-01", "合并条款（仅限应用程序）", "part"),
        ("CN-03", "任务二（地方方案编号）", "part"),
        ("INT-01", "step 3.3（美国手册，仅作参照）", "part"),
    ),
    reads=(
        "System.functions",
        "System.services",
        "System.purpose",
        "System.status",
        "System.coverage",
        "System.audience",
        "System.layer",
        "DataField.label",
    ),
    remedies=("merge", "embed_as_module"),
    thresholds=("duplicate_cut",),
    essay="E2,E4",
)


def find(analysis: Analysis) -> Iterator[Result]:
    """One finding a cluster; a pair that fewer than two families support is left to the review queue."""
    for cluster in analysis.clusters:
        systems = [analysis.inventory.systems[member] for member in cluster.members]
        links = sorted(analysis.pairs_within(cluster.members), key=lambda pair: sorted((pair.left, pair.right)))
        why = [Reason("dup.cluster", {"count": len(systems), "weakest": cluster.weakest, "mean": cluster.mean})]
        why += [
            reason
            for pair in links
            for reason in (Reason("dup.pair", {"left": pair.left, "right": pair.right, "score": pair.score}), *pair.why)
        ]
        if cluster.is_reviewed:
            why.append(Reason("dup.judged", {"hands": analysis.hands}))
        levels = {analysis.level_of(system.owner) for system in systems}
        if levels & {"national", "province", "city"} and levels & {"county", "town", "village"}:
            why.append(Reason("dup.upper_level", {}))
        # the same facts accuse once: by the rule that knows the platform above
        is_told = not cluster.is_reviewed and are_told_above(analysis, links)
        if is_told:
            why.append(Reason("dup.told_above", {"rule": "DUP-06"}))
        yield RULE.finding(
            analysis,
            cluster.members,
            why,
            certainty="certain" if cluster.is_reviewed else "question" if is_told else None,
            evidence=[e for system in systems for e in evidence_of(analysis.inventory, system)[:1]],
            organisations=[system.owner for system in systems],
            numbers={"weakest": cluster.weakest, "mean": cluster.mean},
        )
