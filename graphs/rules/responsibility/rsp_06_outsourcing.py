"""Outsourced without clauses on the data."""

from collections.abc import Iterator, Mapping

from graphs.analysis import Analysis
from graphs.rules.rule import Result, Rule, basis, evidence_of, runs
from inventory.names import is_company, plain
from inventory.values import Organisation, System
from inventory.values.finding import Reason, Text

RULE = Rule(
    id="RSP-06",
    dimension="responsibility",
    title=Text(
        "外包未约定数据责任",
        "Outsourcing without data duties",
    ),
    checks=Text(
        "由企业承建或运维的系统，合同数据条款填报为“无”，或所填条款缺少审批、处理范围、安全义务、数据返还、数据删除。",
        'A system that a company builds or operates answers "none" for the data clauses of its contract, or the clauses it lists lack approval, scope, security, return or deletion.',
    ),
    detail_zh="条款填报为“无”为很可能；所列条款有遗漏的只作核实，可能写在其他文件中。没有材料说明承建、运维者是企业的，也只作核实。",
    mend=Text(
        "补签数据安全和数据返还、删除条款。",
        "Add clauses on security, return and deletion of the data.",
    ),
    severity="high",
    certainty="probable",
    cause="duty",
    basis=basis(("CN-05", "第三十六条", "full"), ("CN-24", "第四十条", "full"), ("CN-26", "第十五条", "full")),
    reads=(
        "System.contractor",
        "System.operator",
        "System.contract_clauses",
        "System.status",
    ),
    remedies=("assign_duty",),
    essay="C1,C5",
)


_REQUIRED = ("approval", "scope", "security", "return", "deletion")


def find(analysis: Analysis) -> Iterator[Result]:
    """What a list of clauses leaves out is a question: it may stand in another document. So is who works on it, where nobody says that it is a company."""
    known = analysis.inventory.organisations
    named = {plain(body.name): body for body in known.values() if body.name}
    for system in analysis.inventory.systems.values():
        outside = _is_outsourced(known, named, system)
        if outside is False or not runs(system):
            continue
        missing = [clause for clause in _REQUIRED if clause not in system.contract_clauses]
        if "contract_clauses" in system.none or (system.contract_clauses and missing):
            yield RULE.finding(
                analysis,
                [system.id],
                [Reason("duty.clauses", {"system": system.id, "clauses": [f"contract_clause:{c}" for c in missing]})],
                certainty=None if outside and "contract_clauses" in system.none and system.status is not None else "question",
                evidence=evidence_of(analysis.inventory, system),
                organisations=[system.owner],
                numbers={"missing": len(missing)},
            )
        elif not system.is_answered("contract_clauses") and system.is_declared:
            yield RULE.untold(system.id, "System.contract_clauses")


def _is_outsourced(known: Mapping[str, Organisation], named: Mapping[str, Organisation], system: System) -> bool | None:
    """Tell whether a company builds or operates it for its owner; None where the one named is not known to be a company."""
    hands = [known.get(system.operator or ""), named.get(plain(system.contractor)) if system.contractor else None]
    others = [body for body in hands if body is not None and body.id != system.owner]
    if any(body.nature in ("company", "soe") or (body.nature is None and is_company(body.name or "")) for body in others):
        return True
    if system.contractor and hands[1] is None and is_company(system.contractor):
        return True
    # who is named but neither known nor called a company may be an office of the state
    unknown = (system.contractor and hands[1] is None) or (system.operator and system.operator not in known)
    return None if unknown else False
