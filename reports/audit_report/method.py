"""How the audit was made: methods, thresholds, what could not be told, limits and texts that it rests on."""

from collections.abc import Callable, Iterator
from typing import Any

from graphs.coverage import channel_coverage
from graphs.rules import PACK_VERSION, rules
from graphs.thresholds import SETTINGS
from inventory.languages import message
from inventory.schema import entities
from inventory.values.finding import Basis
from reports.audit_report.answered import readiness_rows, unready_lines
from reports.audit_report.learning import learning_texts
from reports.audit_report.parts import Figure, Report
from reports.audit_report.scope import Scope, Told
from reports.wording import Names, basis_object, basis_sentence, finding_title, source_title


def write_method(report: Report, told: Told, scope: Scope, names: Names, figure: Callable[..., Figure]) -> None:
    """Fill the parts of the report that say how it was made; `figure` notes a number with its inputs."""
    language, thresholds = names.language, told.analysis.thresholds

    def say(key: str, **params: Any) -> str:
        return message(language, f"report.{key}", **params)

    report.method = [
        (say(f"method_{name}"), say(f"method_{name}_text", pack=PACK_VERSION, rules=len(rules()), hands=told.analysis.hands))
        for name in ("collect", "match", "duplicates", "silos", "rules", "plan", "people")
    ]
    report.method += learning_texts(told.analysis, say)
    report.thresholds = [
        (
            s.title.of(language),
            f"{thresholds[s.name]:g} {say('unit_' + s.unit)}",
            say("official", origin=s.origin) if s.official and s.name not in thresholds.office else say("office_set"),
        )
        for s in SETTINGS.values()
    ]
    by_rule: dict[tuple[str, str], list[str]] = {}
    for entry in told.untold:
        by_rule.setdefault((entry["rule"], ", ".join(_field(missing, names) for missing in entry["missing"])), []).append(
            names.of(entry["subject"])
        )
    for (rule, missing), subjects in sorted(by_rule.items()):
        report.untold.append((f"{rule} {finding_title(rule, language)}", missing, figure(say("untold_of", rule=rule), subjects)))
    used = {(b.source, b.clause): b for rule, _ in rules().values() for b in rule.basis}
    report.sources = [basis_sentence(basis_object(Basis(*key, b.verified), language), language) for key, b in sorted(used.items())]
    report.limits = list(_limits(told, scope, names, say))
    report.readiness = readiness_rows(told.analysis, names, say)
    report.unready = unready_lines(told.analysis, names, say)
    report.readiness_needed = f"{thresholds['readiness']:.0%}"
    if scope.subject is not None or scope.is_public:
        report.about(None if scope.is_public else scope.subject)
    later = told.analysis.clauses.waiting(used.values())
    if later:
        texts = (f"{source_title(source, language)} {day.isoformat()}" for source, day in sorted(later.items()))
        report.limits.append(say("limit_waiting", texts=("、" if language == "zh" else ", ").join(texts)))


def _limits(told: Told, scope: Scope, names: Names, say: Callable[..., str]) -> Iterator[str]:
    """What the audit could not see; of one body or system only what concerns it, for the public nothing of a single body."""
    counted = told.counted
    counts = {
        "pages": len(counted.pages),
        "forms": len(counted.returned_forms),
        "bodies": len(counted.organisations),
        "pending": len(counted.pending),
        "conflicts": len(counted.conflicts),
    }
    whole = ("answers", "crawl", "matching", "law", "pending")
    for name in whole if scope.subject is None else ("matching", "law", "pending"):
        yield say(f"limit_{name}", **counts)
    if scope.system is None:
        yield _coverage(told, say)


def _field(missing: str, names: Names) -> str:
    """An answer that is missing (Entity.field, or what else kept a rule from telling) by the names that the form has."""
    entity, _, name = missing.partition(".")
    if entity not in entities():
        return names.of(missing)
    spec = entities()[entity]
    titles = [spec.title(names.language), *([spec.fields[name].title(names.language)] if name in spec.fields else [])]
    return " · ".join(titles)


def _coverage(told: Told, say: Callable[..., str]) -> str:
    """How many channels the audit may not have seen, as far as two captures tell."""
    seen = channel_coverage(told.counted)
    counts = {"declared": seen.declared, "crawled": seen.crawled, "both": seen.both, "known": seen.known}
    if seen.estimate is None:
        return say("limit_coverage_unknown", **counts)
    return say("limit_coverage", **counts, estimate=f"{seen.estimate:.0f}", low=f"{seen.low:.0f}", high=f"{seen.high:.0f}")
