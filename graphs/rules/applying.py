"""Applying the rules: each in the version of the round, and no further than its clauses bind."""

from collections.abc import Iterable
from dataclasses import replace

from graphs.analysis import Analysis
from graphs.clauses import as_bound
from graphs.rules import rules, shipped
from graphs.rules.rule import Result, Rule, RuleFunction, id_of
from inventory.values.finding import Finding, Reason, Untold

# stands in `missing` of what a rule of the office could not tell because it failed, before the kind of error
FAILED = "rule:failed"


def apply_rules(analysis: Analysis) -> tuple[list[Finding], list[Untold]]:
    """All findings and all that could not be told, in the order of rules; a finding is listed once."""
    findings: dict[str, Finding] = {}
    untold: set[Untold] = set()
    for rule, find in rules(opened=analysis.opened, today=analysis.today).values():
        later = analysis.clauses.waiting(rule.basis)
        for result in _results(rule, find, analysis):
            if isinstance(result, Untold):
                untold.add(result)
            else:
                findings.setdefault(id_of(result), _as_named(as_bound(result, later) if later else result, analysis.inventory.absent))
    return list(findings.values()), sorted(untold, key=lambda u: (u.rule, u.subject, u.missing))


def _results(rule: Rule, find: RuleFunction, analysis: Analysis) -> Iterable[Result]:
    """What a rule says. An office's own rule that fails says nothing but that it failed; a shipped one that fails is our fault, and raises."""
    if rule.id in shipped():
        return find(analysis)
    try:
        return list(find(analysis))
    except Exception as error:  # whatever the office wrote: no single rule stops the audit or accuses by halves
        return [rule.untold(rule.id, FAILED, type(error).__name__)]


def _as_named(finding: Finding, absent: frozenset[str]) -> Finding:
    """A finding about what no source names any more is a question: it may have ended, or only have been renamed."""
    gone = sorted(absent.intersection(finding.subjects))
    if not gone:
        return finding
    return replace(finding, certainty="question", why=(*finding.why, Reason("rule.not_named_again", {"records": gone})))
