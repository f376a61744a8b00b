"""Says what the report says: an analysis and what is stored become the parts of a report in one language."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from graphs.analysis import Analysis
from graphs.coverage import channel_coverage
from graphs.duplicates.clusters import as_numbered
from graphs.rules import PACK_VERSION, rules
from graphs.thresholds import SETTINGS
from inventory.elements import dictionary
from inventory.languages import message
from inventory.names import shorten
from inventory.schema import entities
from inventory.values.finding import Basis, Recommendation
from inventory.vocabulary import RUNNING, caption, terms
from reports.audit_report.answered import readiness_rows, unready_lines
from reports.audit_report.learning import learning_texts
from reports.audit_report.parts import ClusterView, Figure, FindingView, LeadView, Report, Side
from reports.audit_report.portfolio import portfolio_rows
from reports.audit_report.silos import silo_views
from reports.charts.of_report import charts_of
from reports.wording import (
    Names,
    basis_object,
    basis_sentence,
    explanation,
    finding_title,
    reasons_in_words,
    sentence,
    source_title,
    yuan_range,
)


@dataclass(slots=True)
class Material:
    """What a report is made of: the analysis and what is stored of findings, recommendations, plan and untold."""

    analysis: Analysis
    findings: Sequence[Mapping[str, Any]]
    recommendations: Sequence[Recommendation]
    plan: Mapping[str, Any] | None
    untold: Sequence[Mapping[str, Any]]
    office: str
    crawl: Mapping[str, str]


class Writer:
    """Makes the report's content in one language."""

    def __init__(self, material: Material, language: str) -> None:
        self.m = material
        self.a = material.analysis
        self.inventory = material.analysis.inventory
        self.language = language
        self.names = Names(self.inventory, language)
        self.report = Report(
            language, self.say("title", office=material.office), material.office, self.inventory.round, self.inventory.today
        )

    def say(self, key: str, **params: Any) -> str:
        """A text of the report."""
        return message(self.language, f"report.{key}", **params)

    def write(self) -> Report:
        """All sections."""
        self._findings()
        self._figures()
        self._headline()
        self._clusters()
        self.report.silos = silo_views(self.a, self.names, self.figure)
        self._recommendations()
        self.report.portfolio, self.report.unplaced = portfolio_rows(self.a, self.names)
        self._plan()
        self._leads()
        self._method()
        self.report.charts = charts_of(self.a, self.m.recommendations, self.m.plan, self.names)
        return self.report

    def figure(self, label: str, inputs: Iterable[str], *, text: str | None = None, how: str = "count", prefix: str = "") -> Figure:
        """A figure with its inputs; its text is their number unless given."""
        lines = tuple(inputs)
        made = Figure(
            f"in-{len(self.report.figures) + 1}", label, text if text is not None else f"{len(lines):,}", lines, self.say(f"how_{how}")
        )
        self.report.figures.append(made)
        return made

    def _names_of(self, identifiers: Iterable[str | None], most: int = 6) -> str:
        texts = [self.names.of(i) for i in identifiers if i]
        more = self.say("and_more", count=len(texts) - most) if len(texts) > most else ""
        return ("、" if self.language == "zh" else ", ").join(texts[:most]) + more

    def _findings(self) -> None:
        for entry in self.m.findings:
            rule = rules().get(entry["rule"])
            quotes = [e for e in entry["evidence"] if e.get("quote") or e.get("url")][:3] or list(entry["evidence"][:2])
            self.report.findings.append(
                FindingView(
                    id=entry["id"],
                    rule=entry["rule"],
                    title=finding_title(entry["rule"], self.language),
                    dimension=caption("dimension", rule[0].dimension if rule else "", self.language),
                    severity=caption("severity", entry["severity"], self.language),
                    severity_code=entry["severity"],
                    certainty=caption("certainty", entry["certainty"], self.language),
                    certainty_code=entry["certainty"],
                    status=caption("finding_status", entry["status"], self.language),
                    bodies=self._names_of(entry["organisations"]),
                    subjects=self._names_of(entry["subjects"]),
                    cause=caption("cause", entry["cause"], self.language),
                    why=tuple(reasons_in_words(entry, self.names)[:14]),
                    quotes=tuple(quotes),
                    basis=tuple(basis_sentence(basis_object(b, self.language), self.language) for b in entry["basis"]),
                    thresholds=tuple(self._threshold(t) for t in entry["thresholds"]),
                    confirm=caption("account_role", entry["must_confirm"], self.language),
                )
            )

    def _threshold(self, entry: Mapping[str, Any]) -> str:
        setting = SETTINGS.get(entry["name"])
        title = setting.title.of(self.language) if setting else entry["name"]
        return self.say(
            "threshold_official" if entry["official"] else "threshold_office",
            title=title,
            value=f"{entry['value']:g}",
            unit=self.say(f"unit_{entry['unit']}"),
        )

    def _figures(self) -> None:
        inventory = self.inventory
        running = [s for s in inventory.systems.values() if s.status is None or s.status in RUNNING]
        by_certainty: dict[str, list[FindingView]] = {}
        for view in self.report.findings:
            by_certainty.setdefault(view.certainty_code, []).append(view)
        firm = [view for code in ("certain", "probable") for view in by_certainty.get(code, [])]
        self.cards = {
            "bodies": self.figure(self.say("n_bodies"), (self.names.of(i) for i in inventory.organisations)),
            "systems": self.figure(self.say("n_systems"), (f"{self.names.of(s.id)} — {self.names.of(s.owner)}" for s in running)),
            "channels": self.figure(
                self.say("n_channels"),
                (f"{self.names.of(c.id)} — {caption('channel_kind', c.kind, self.language)}" for c in inventory.channels.values()),
            ),
            "fields": self.figure(
                self.say("n_fields"),
                (f"{self.names.of(dataset)}: {count}" for dataset, count in Counter(f.resource for f in inventory.fields.values()).items()),
                text=f"{len(inventory.fields):,}",
                how="sum",
            ),
            "duplicates": self.figure(self.say("n_duplicates"), (self._names_of(c.members) for c in self.a.clusters)),
            "unmet": self.figure(
                self.say("n_unmet"),
                sorted(
                    {
                        f"{self.names.of(s.holder)} → {self.names.of(d.body)}: {self.names.of(d.element)}"
                        for s in self.a.silos.values()
                        for d in s.unmet
                    }
                ),
            ),
            "findings": self.figure(self.say("n_findings"), (f"{v.rule} {v.title}: {v.subjects}" for v in firm)),
            "questions": self.figure(
                self.say("n_questions"), (f"{v.rule} {v.title}: {v.subjects}" for v in by_certainty.get("question", []))
            ),
        }
        for code in terms("severity"):
            views = [v for v in firm if v.severity_code == code]
            self.report.severities.append(
                (
                    code,
                    caption("severity", code, self.language),
                    self.figure(caption("severity", code, self.language), (f"{v.rule} {v.title}: {v.subjects}" for v in views)),
                )
            )

    def _headline(self) -> None:
        self.report.headline = list(self.cards)
        worst = [v for v in self.report.findings if v.certainty_code != "question"]
        self.report.top = [
            {
                "title": v.title,
                "subjects": v.subjects,
                "why": v.why[0] if v.why else "",
                "severity": v.severity,
                "severity_code": v.severity_code,
                "id": v.id,
            }
            for v in self._varied(worst, 8)
        ]

    @staticmethod
    def _varied(views: Sequence[FindingView], most: int) -> list[FindingView]:
        """The first findings with each rule once, before any rule comes twice."""
        first: dict[str, FindingView] = {}
        for view in views:
            first.setdefault(view.rule, view)
        return list(first.values())[:most]

    def _clusters(self) -> None:
        for number, cluster in enumerate(as_numbered(self.a.clusters), start=1):
            pairs = self.a.pairs_within(cluster.members)
            why = [f"{self.names.of(p.left)} ↔ {self.names.of(p.right)}: {sentence(r, self.names)}" for p in pairs for r in p.why]
            self.report.clusters.append(
                ClusterView(
                    self.say("cluster", number=number, mean=f"{min(cluster.mean, 0.99):.0%}", weakest=f"{min(cluster.weakest, 0.99):.0%}"),
                    cluster.is_reviewed,
                    tuple(self._side(m) for m in cluster.members),
                    tuple(why),
                )
            )

    def _side(self, identifier: str) -> Side:
        system = self.inventory.systems[identifier]
        services = self.a.scape.services_of.get(identifier, [])
        held = sorted(self.a.scape.elements_of_system(identifier))
        telling = [e for e in held if dictionary()[e].weight > 0]
        rows = [
            (self.say("row_owner"), self.names.of(system.owner)),
            (self.say("row_kind"), caption("system_kind", system.kind, self.language)),
            (self.say("row_status"), caption("status", system.status, self.language)),
            (self.say("row_purpose"), shorten(system.purpose or "", 160)),
            (self.say("row_functions"), ("、" if self.language == "zh" else ", ").join(system.functions[:8])),
            (self.say("row_services"), self._names_of(services)),
            (self.say("row_data"), self._names_of(telling, 10)),
            (self.say("row_start"), system.start_date or ""),
            (self.say("row_cost"), self._cost(identifier)),
        ]
        return Side(self.names.of(identifier), tuple((title, text) for title, text in rows if text))

    def _cost(self, identifier: str) -> str:
        from graphs.recommend.money import Money

        amount = Money(self.a).answered(identifier)
        return "" if amount is None else yuan_range((amount, amount), self.language)

    def _recommendations(self) -> None:
        order = {"merge": 0, "retire": 1, "stop_demand": 2, "restore_offline": 3, "connect": 4, "name_source": 5}
        for rec in sorted(self.m.recommendations, key=lambda r: (order.get(r.kind, 9), -len(r.closes), r.id))[:80]:
            texts = explanation(rec, self.names)
            self.report.recommendations.append(
                {
                    **texts,
                    "kind": caption("recommendation", rec.kind, self.language),
                    "addressee": self.names.of(rec.addressee),
                    "steps": [sentence(s, self.names) for s in rec.steps],
                    "closes": list(rec.closes),
                    "needs_review": "review" in rec.needs_first,
                    "estimated": f"{rec.estimated_share:.0%}" if rec.cost_yuan else "",
                }
            )

    def _plan(self) -> None:
        plan = self.m.plan
        self.report.plan = plan
        if plan is None or plan["status"] == "infeasible":
            return
        systems = {s["id"]: s for s in plan["systems"]}
        for wave in plan["waves"]:
            stopped = [systems[s] for s in wave["stopped"]]
            builds = [b for b in plan["builds"] if b["wave"] == wave["id"]]
            lines = [s["why"] for s in stopped] + [b["why"] for b in builds]
            self.report.waves.append(
                {
                    "id": wave["id"],
                    "lines": lines,
                    "cost": self.figure(
                        self.say("wave_cost", wave=wave["id"]),
                        lines or [self.say("nothing")],
                        text=yuan_range(wave["cost_yuan"], self.language),
                        how="interval",
                    ),
                    "saving": self.figure(
                        self.say("wave_saving", wave=wave["id"]),
                        [s["why"] for s in stopped] or [self.say("nothing")],
                        text=yuan_range(wave["saving_yuan"], self.language),
                        how="interval",
                    ),
                    "stopped": self.figure(self.say("wave_stopped", wave=wave["id"]), [s["name"] for s in stopped]),
                }
            )

    def _leads(self) -> None:
        """Complaints by what they speak of; one that names nothing of ours is counted in the last line."""
        known = self.inventory.leads
        by_category: dict[str, dict[str, str]] = {}
        for hit in self.inventory.hits:
            if hit.notice in known:
                by_category.setdefault(hit.category, {}).setdefault(hit.notice, hit.quote)
        told = {lead for quotes in by_category.values() for lead in quotes}
        for category, quotes in sorted(by_category.items(), key=lambda item: (-len(item[1]), item[0])):
            self._add_leads(caption("screen_category", category, self.language), quotes)
        rest = {lead.id: "" for lead in known.values() if lead.id not in told}
        if rest:
            self._add_leads(self.say("other_leads"), rest)

    def _add_leads(self, title: str, quotes: Mapping[str, str]) -> None:
        handlers = dict.fromkeys(self.inventory.leads[lead].handler for lead in quotes)
        lines = (f"{self.names.of(lead)} {self.inventory.leads[lead].received or ''} {quote}" for lead, quote in quotes.items())
        shown = tuple(quote for quote in quotes.values() if quote)[:3]
        self.report.leads.append(LeadView(title, self.figure(title, lines), self._names_of(handlers), shown))

    def _field(self, missing: str) -> str:
        """An answer that is missing (Entity.field, or what else kept a rule from telling) by the names that the form has."""
        entity, _, name = missing.partition(".")
        if entity not in entities():
            return self.names.of(missing)
        spec = entities()[entity]
        titles = [spec.title(self.language), *([spec.fields[name].title(self.language)] if name in spec.fields else [])]
        return " · ".join(titles)

    def _coverage(self) -> str:
        """How many channels the audit may not have seen, as far as two captures tell."""
        seen = channel_coverage(self.inventory)
        counts = {"declared": seen.declared, "crawled": seen.crawled, "both": seen.both, "known": seen.known}
        if seen.estimate is None:
            return self.say("limit_coverage_unknown", **counts)
        return self.say("limit_coverage", **counts, estimate=f"{seen.estimate:.0f}", low=f"{seen.low:.0f}", high=f"{seen.high:.0f}")

    def _method(self) -> None:
        inventory = self.inventory
        report = self.report
        report.method = [
            (self.say(f"method_{name}"), self.say(f"method_{name}_text", pack=PACK_VERSION, rules=len(rules())))
            for name in ("collect", "match", "duplicates", "silos", "rules", "plan", "people")
        ]
        report.thresholds = [
            (
                s.title.of(self.language),
                f"{self.a.thresholds[s.name]:g} {self.say('unit_' + s.unit)}",
                self.say("official", origin=s.origin) if s.official and s.name not in self.a.thresholds.office else self.say("office_set"),
            )
            for s in SETTINGS.values()
        ]
        report.method += learning_texts(self.a, self.say)
        by_rule: dict[tuple[str, str], list[str]] = {}
        for entry in self.m.untold:
            by_rule.setdefault((entry["rule"], ", ".join(map(self._field, entry["missing"]))), []).append(self.names.of(entry["subject"]))
        for (rule, missing), subjects in sorted(by_rule.items()):
            report.untold.append(
                (f"{rule} {finding_title(rule, self.language)}", missing, self.figure(self.say("untold_of", rule=rule), subjects))
            )
        used = {(b.source, b.clause): b for rule, _ in rules().values() for b in rule.basis}
        report.sources = [
            basis_sentence(basis_object(Basis(*key, b.verified), self.language), self.language) for key, b in sorted(used.items())
        ]
        report.limits = [
            self.say(
                f"limit_{name}",
                pages=len(inventory.pages),
                forms=len(inventory.returned_forms),
                bodies=len(inventory.organisations),
                pending=len(inventory.pending),
                conflicts=len(inventory.conflicts),
            )
            for name in ("answers", "crawl", "matching", "law", "pending")
        ]
        later = self.a.clauses.waiting(used.values())
        if later:
            texts = (f"{source_title(source, self.language)} {day.isoformat()}" for source, day in sorted(later.items()))
            report.limits.append(self.say("limit_waiting", texts=("、" if self.language == "zh" else ", ").join(texts)))
        report.limits.append(self._coverage())
        report.readiness = readiness_rows(self.a, self.names, self.say)
        report.unready = unready_lines(self.a, self.names, self.say)
        report.readiness_needed = f"{self.a.thresholds['readiness']:.0%}"
        report.crawl = self.m.crawl
