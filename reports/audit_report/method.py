"""How the audit was made: methods, thresholds, what could not be told, limits and texts that it rests on."""

from collections.abc import Callable, Iterator
from typing import Any

from graphs.coverage import channel_coverage, channels_within
from graphs.rules import PACK_VERSION, rules
from graphs.thresholds import SETTINGS
from inventory.languages import message
from inventory.schema import entities
from inventory.values.finding import Basis
from reports.audit_report.answered import readiness_figures, readiness_rows, unready_lines
from reports.audit_report.learning import CUTS, learning_texts
from reports.audit_report.parts import Figure, Report
from reports.audit_report.scope import Scope, Told
from reports.wording import Names, basis_object, basis_sentence, finding_title, source_title


def write_method(report: Report, told: Told, scope: Scope, names: Names, figure: Callable[..., Figure]) -> None:
    """Fill the parts of the report that say how it was made; `figure` notes a number with its inputs."""
    language, thresholds = names.language, told.analysis.thresholds

    def say(key: str, **params: Any) -> str:
        return message(language, f"report.{key}", **params)

    report.method = {
        name: (say(f"method_{name}"), say(f"method_{name}_text", pack=PACK_VERSION, rules=len(rules()), hands=told.analysis.hands))
        for name in ("collect", "match", "duplicates", "silos", "rules", "plan", "people")
    }
    report.method |= zip(CUTS, learning_texts(told.analysis, say), strict=True)
    if not scope.is_public:
        _ground_methods(report, told, names, figure)
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
    report.limits = dict(_limits(told, scope, say))
    if not scope.is_public:
        _ground_limits(report, told, names, figure)
    report.readiness = readiness_rows(told.analysis, names, say)
    report.unready = unready_lines(told.analysis, names, say)
    report.readiness_needed = f"{thresholds['readiness']:.0%}"
    if scope.subject is not None or scope.is_public:
        report.about(None if scope.is_public else scope.subject)
    report.readiness_figures = readiness_figures(told.analysis, names, figure, only=report.readiness)
    report.grounds |= {body: (made,) for body, made in report.readiness_figures.items() if body in report.unready}
    later = told.analysis.clauses.waiting(used.values())
    if later:
        texts = (f"{source_title(source, language)} {day.isoformat()}" for source, day in sorted(later.items()))
        report.limits["waiting"] = say("limit_waiting", texts=("、" if language == "zh" else ", ").join(texts))


def _limits(told: Told, scope: Scope, say: Callable[..., str]) -> Iterator[tuple[str, str]]:
    """By name what the audit could not see; of one body or system only what concerns it, for the public nothing of a single body."""
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
        yield name, say(f"limit_{name}", **counts)
    if scope.system is None:
        yield "coverage", _coverage(told, say)


def _ground_methods(report: Report, told: Told, names: Names, figure: Callable[..., Figure]) -> None:
    """What the numbers of the methods are made of: the rules, and what people judged."""
    language = names.language

    def say(key: str, **params: Any) -> str:
        return message(language, f"report.{key}", **params)

    listed = [say("rule_version", rule=rule, version=meta.version) + f" {meta.title.of(language)}" for rule, (meta, _) in rules().items()]
    report.grounds["rules"] = (figure(say("ground_rules"), listed),)
    hands = figure(say("ground_hands"), [say("office_set")], text=str(told.analysis.hands), how="setting")
    report.grounds["people"] = (hands,)
    for name in CUTS:
        judged = getattr(told.analysis.judged, name)
        # of one body or system the cases of others are counted and not named
        cases = [
            say(f"judged_{'yes' if one.holds else 'no'}", left=names.of(one.left), right=names.of(one.right))
            if told.own is None or {one.left, one.right} <= told.own
            else say(f"judged_elsewhere_{'yes' if one.holds else 'no'}")
            for one in judged
        ]
        report.grounds[name] = (figure(say(f"method_learning_{name}"), cases),)


def _ground_limits(report: Report, told: Told, names: Names, figure: Callable[..., Figure]) -> None:
    """What the numbers of the limits are made of."""
    counted, language = told.counted, names.language

    def named(identifier: str, entity: str) -> str:
        """What a record is called; one that another stands for has no name of its own any more."""
        name = names.of(identifier)
        return name if name != identifier else entities()[entity].title(language)

    def made(key: str, inputs: list[str]) -> Figure:
        return figure(message(language, f"report.ground_{key}"), inputs)

    within = channels_within(counted)
    grounds: dict[str, Callable[[], tuple[Figure, ...]]] = {
        "answers": lambda: (
            made("forms", [f"{names.of(body)} {day}" for body, day in counted.returned_forms.items()]),
            made("bodies", [names.of(body) for body in counted.organisations]),
        ),
        "crawl": lambda: (made("pages", list(counted.pages)),),
        "pending": lambda: (
            made(
                "pending", [f"{named(p.record, p.entity)} · {names.of(f'field:{p.entity}.{p.field}')}: {p.text}" for p in counted.pending]
            ),
            made(
                "conflicts",
                [
                    f"{named(c.record, c.entity)} · {names.of(f'field:{c.entity}.{c.field}')}: {c.chosen_source} / {c.other_source}"
                    for c in counted.conflicts
                ],
            ),
        ),
        "coverage": lambda: (
            made("declared", [names.of(c.id) for c in within if "declared" in c.modes]),
            made("crawled", [names.of(c.id) for c in within if "observed" in c.modes]),
        ),
    }
    report.grounds |= {name: grounds[name]() for name in report.limits if name in grounds}


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
