"""Applying the rules: each in the version of the round, and no further than its clauses bind."""

from dataclasses import replace

from graphs.analysis import Analysis
from graphs.clauses import as_bound
from graphs.rules import rules
from graphs.rules.rule import id_of
from inventory.values.finding import Finding, Reason, Untold


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
                findings.setdefault(id_of(result), _as_named(as_bound(result, later) if later else result, analysis.inventory.absent))
    return list(findings.values()), sorted(untold, key=lambda u: (u.rule, u.subject, u.missing))


def _as_named(finding: Finding, absent: frozenset[str]) -> Finding:
    """A finding about what no source names any more is a question: it may have ended, or only have been renamed."""
    gone = sorted(absent.intersection(finding.subjects))
    if not gone:
        return finding
    return replace(finding, certainty="question", why=(*finding.why, Reason("rule.not_named_again", {"records": gone})))
