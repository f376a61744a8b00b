"""Applying the rules: each in the version of the round, and no further than its clauses bind."""

from graphs.analysis import Analysis
from graphs.clauses import as_bound
from graphs.rules import rules
from graphs.rules.rule import id_of
from inventory.values.finding import Finding, Untold


def apply_rules(analysis: Analysis) -> tuple[list[Finding], list[Untold]]:
    """All findings and all that could not be told, in the order of rules; a finding is listed once."""
    findings: dict[str, Finding] = {}
    untold: set[Untold] = set()
    for rule, find in rules(opened=analysis.opened, today=analysis.today).values():
        later = analysis.clauses.waiting(rule.basis)
        for result in find(analysis):
            if isinstance(result, Untold):
                untold.add(result)
            else:
                findings.setdefault(id_of(result), as_bound(result, later) if later else result)
    return list(findings.values()), sorted(untold, key=lambda u: (u.rule, u.subject, u.missing))
