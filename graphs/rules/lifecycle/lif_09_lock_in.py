"""A system that only its vendor can carry on."""

from collections.abc import Iterator

from graphs.analysis import Analysis
from graphs.rules.rule import Result, Rule, basis, evidence_of, runs
from inventory.values.finding import Reason, Text

RULE = Rule(
    id="LIF-09",
    dimension="lifecycle",
    title=Text(
        "受制于单一承建单位",
        "Vendor lock-in",
    ),
    checks=Text(
        "合同数据条款中没有源代码交付，也没有数据字典交付和退出协助，且为单一来源采购或已申报退出费用；只作提示，不涉及对承建单位的评价。",
        "The clauses of the contract hand over neither source code nor data dictionary nor help at exit, and it was bought from a single source or an exit cost is declared: a hint, no judgement of the vendor.",
    ),
    detail_zh="合同条款已填报才提出；有一条退路即不提出。",
    mend=Text(
        "续签时约定源代码、数据字典交付和退出协助。",
        "Agree on source code, data dictionary and help at exit when the contract is renewed.",
    ),
    severity="medium",
    certainty="question",
    cause="capacity",
    basis=basis(("CN-24", "第四十条", "full"), ("INT-09", "避免锁定（仅作参照）", "part")),
    reads=(
        "System.contract_clauses",
        "System.contractor",
        "Cost.procurement",
        "Cost.exit_yuan",
    ),
    remedies=("assign_duty",),
    essay="C5",
)


_WAYS_OUT = {"source_code", "data_dictionary", "exit_help"}


def find(analysis: Analysis) -> Iterator[Result]:
    """Only where the clauses were answered. One of the ways out is enough to say nothing."""
    for system in analysis.inventory.systems.values():
        answered = system.contract_clauses or "contract_clauses" in system.none
        if not answered or set(system.contract_clauses) & _WAYS_OUT or not runs(system) or "contractor" in system.none:
            continue
        costs = [analysis.inventory.costs[c] for c in analysis.scape.costs_of.get(system.id, ())]
        signs = []
        if any(cost.procurement == "single_source" for cost in costs):
            signs.append(Reason("life.single_source", {"system": system.id}))
        if any(cost.exit_yuan for cost in costs):
            signs.append(Reason("life.exit_cost", {"system": system.id}))
        if signs:
            yield RULE.finding(
                analysis,
                [system.id],
                [Reason("life.no_way_out", {"system": system.id, "contractor": system.contractor or ""}), *signs],
                evidence=evidence_of(analysis.inventory, system),
                organisations=[system.owner],
            )
