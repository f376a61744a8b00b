"""Says what the report says: an analysis and what is stored become the parts of a report in one language."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from graphs.duplicates.clusters import as_numbered
from graphs.duplicates.pairs import Pair
from graphs.recommend.money import Estimates, Money
from graphs.recommend.portfolio import done_with
from graphs.rules import rules
from graphs.thresholds import SETTINGS
from inventory.elements import dictionary
from inventory.languages import message
from inventory.names import shorten
from inventory.values import DataField
from inventory.values.plan import PlanProblem
from inventory.values.table import as_table
from inventory.vocabulary import RUNNING, caption, terms
from reports.audit_report.advice import recommendation_views
from reports.audit_report.method import write_method
from reports.audit_report.parts import FULL, ClusterView, Estimate, Figure, FindingView, LeadView, Report, Side
from reports.audit_report.plan_part import Amounts, amounts
from reports.audit_report.portfolio import portfolio_rows
from reports.audit_report.prices import Prices
from reports.audit_report.scope import WHOLE, Scope, Told
from reports.audit_report.silos import silo_views
from reports.charts.kinds import Bars, Chart
from reports.charts.of_report import charts_of
from reports.wording import Names, basis_object, basis_sentence, exact_yuan, finding_title, reasons_in_words, sentence, yuan_range

MOST_REASONS = 14
_MOST_NAMED = 6


@dataclass(slots=True)
class Material:
    """What a report is made of: what it may tell, the plan (the part of it that it may tell), and who had the audit made.

    `has_plan` says that there is a plan, whether or not a part of it is told; `problem` is what it answers, with the prices.
    """

    told: Told
    plan: Mapping[str, Any] | None
    office: str
    crawl: Mapping[str, str]
    scope: Scope = WHOLE
    estimates: Sequence[Estimate] = ()
    has_plan: bool = False
    problem: PlanProblem | None = None
    prices: Estimates | None = None


class Writer:
    """Makes the report's content in one language."""

    def __init__(self, material: Material, language: str) -> None:
        self.m = material
        self.told = material.told
        self.a = material.told.analysis
        self.inventory = material.told.analysis.inventory
        self.language = language
        self.names = Names(self.inventory, language)
        title = self.say("title", office=material.office)
        if material.scope.subject:
            title = f"{title} · {self.names.of(material.scope.subject)}"
        if material.scope.is_public:
            title = f"{title} · {self.say('public')}"
        self.report = Report(language, title, material.office, self.inventory.round, self.inventory.today, scope=material.scope)

    def say(self, key: str, **params: Any) -> str:
        """A text of the report."""
        return message(self.language, f"report.{key}", **params)

    def write(self) -> Report:
        """All sections."""
        self._findings()
        self._figures()
        self._headline()
        self._clusters()
        if not self.m.scope.is_public:
            self.report.silos = silo_views(self.a, self.names, self.figure)
            actions = [(s["id"], s["action"]) for s in (self.m.plan or {}).get("systems", ())]
            self.report.portfolio, unplaced = portfolio_rows(
                self.a, self.names, done=done_with(self.a, self.told.recommendations, actions), only=self.told.own
            )
            self.report.unplaced = len(unplaced)
            self.report.grounds["portfolio"] = (
                self.figure(self.say("ground_placed"), (row[0] for row in self.report.portfolio)),
                self.figure(self.say("ground_unplaced"), unplaced),
            )
            self._leads()
        prices = Prices(self.a, self.m.prices, self.names, self.figure) if self.m.prices is not None else None
        self.report.recommendations = recommendation_views(self.told.recommendations, self.names, prices)
        self._plan()
        write_method(self.report, self.told, self.m.scope, self.names, self.figure)
        self.report.thresholds += [self._estimate(estimate) for estimate in self.m.estimates]
        if not self.m.scope.is_public:
            self.report.crawl = self.m.crawl
        elif "purpose" in self.m.crawl:
            # who is asked and who approved are people
            self.report.crawl = {"purpose": self.m.crawl["purpose"]}
        self.report.charts = charts_of(self.a, self.told.recommendations, self.m.plan, self.names, only=self._charts())
        self.report.chart_figures = {name: list(self._grounds(chart)) for name, chart in self.report.charts.items()}
        return self.report

    def _charts(self) -> frozenset[str] | None:
        """The charts that speak of nothing beyond the scope; None where all are."""
        if self.m.scope.is_public:
            return frozenset({"savings", "waves"})
        return frozenset({"gaps", "sharing", "savings", "waves"}) if self.m.scope.subject else None

    def _grounds(self, chart: Chart) -> Iterator[dict[int, Figure]]:
        """By row of a chart's table what the numbers in its columns are made of; those of a record are that record's."""
        known = {f"{wave['id']}:{key}": wave[key] for wave in self.report.waves for key in ("cost", "saving")}
        known |= {rec["id"]: rec["figures"]["saving"] for rec in self.report.recommendations if "saving" in rec["figures"]}
        records = [row.record for row in chart.rows] if isinstance(chart, Bars) else []
        for number, (cells, by_column) in enumerate(zip(chart.table()[1], chart.grounds(), strict=True)):
            if records and records[number] in known:
                yield {1: known[records[number]]}
            else:
                yield {
                    column: self.figure(f"{chart.title} · {' → '.join(cells[: max(column, 1)])}", inputs, text=cells[column], how="chart")
                    for column, inputs in by_column.items()
                    if inputs
                }

    def figure(self, label: str, inputs: Iterable[str], *, text: str | None = None, how: str = "count") -> Figure:
        """A figure with its inputs; its text is their number unless given."""
        lines = tuple(inputs)
        made = Figure(
            f"in-{len(self.report.figures) + 1}", label, text if text is not None else f"{len(lines):,}", lines, self.say(f"how_{how}")
        )
        self.report.figures.append(made)
        return made

    def _names_of(self, identifiers: Iterable[str | None], most: int = _MOST_NAMED) -> str:
        texts = [self.names.of(i) for i in identifiers if i]
        more = self.say("and_more", count=len(texts) - most) if len(texts) > most else ""
        return ("、" if self.language == "zh" else ", ").join(texts[:most]) + more

    def _findings(self) -> None:
        for entry in self.told.findings:
            rule = rules().get(entry["rule"])
            # what a rule was sure of is no longer of interest once people confirmed it
            sure = "certain" if self.m.scope.is_public else entry["certainty"]
            status = caption("finding_status", entry["status"], self.language)
            quotes = [e for e in entry["evidence"] if e.get("quote") or e.get("url")][:3] or list(entry["evidence"][:2])
            self.report.findings.append(
                FindingView(
                    id=entry["id"],
                    rule=entry["rule"],
                    version=entry["rule_version"],
                    title=finding_title(entry["rule"], self.language),
                    dimension=caption("dimension", rule[0].dimension if rule else "", self.language),
                    severity=caption("severity", entry["severity"], self.language),
                    severity_code=entry["severity"],
                    certainty=self.say("confirmed") if self.m.scope.is_public else caption("certainty", sure, self.language),
                    certainty_code=sure,
                    status=status,
                    bodies=self._names_of(entry["organisations"]),
                    subjects=self._names_of(entry["subjects"]),
                    cause=caption("cause", entry["cause"], self.language),
                    why=self._why(entry),
                    quotes=tuple(quotes),
                    basis=tuple(basis_sentence(basis_object(b, self.language), self.language) for b in entry["basis"]),
                    thresholds=tuple(self._threshold(t) for t in entry["thresholds"]),
                    confirm=caption("account_role", entry["must_confirm"], self.language),
                    every=self._every(entry) if len(self.report.findings) < FULL else None,
                )
            )

    def _every(self, entry: Mapping[str, Any]) -> Figure | None:
        """All subjects of a finding that names only the first of them."""
        known = [self.names.of(subject) for subject in entry["subjects"] if subject]
        if len(known) <= _MOST_NAMED:
            return None
        return self.figure(self.say("every_subject", id=entry["id"]), known)

    def _why(self, entry: Mapping[str, Any]) -> tuple[str, ...]:
        """The reasons, at most MOST_REASONS and how many more there are."""
        lines = reasons_in_words(entry, self.names, is_confirmed=self.m.scope.is_public)
        more = [self.say("more_reasons", count=len(lines) - MOST_REASONS)] if len(lines) > MOST_REASONS else []
        return (*lines[:MOST_REASONS], *more)

    def _estimate(self, estimate: Estimate) -> tuple[str, str, str]:
        """An amount or time that stands in for what nobody knows, with who set it."""
        unit = "unit_yuan" if estimate.name.endswith("_yuan") else "unit_months"
        low, high = estimate.value
        value = f"{low:g}" if low == high else f"{low:g}–{high:g}"
        return (
            self.say(f"estimate_{estimate.name}"),
            f"{value} {self.say(unit)}",
            self.say("estimate_set" if estimate.is_set else "estimate_given"),
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
        by_certainty: dict[str, list[FindingView]] = {}
        for view in self.report.findings:
            by_certainty.setdefault(view.certainty_code, []).append(view)
        firm = [view for code in ("certain", "probable") for view in by_certainty.get(code, [])]
        scope, inventory = self.m.scope, self.told.counted
        self.report.cards = []
        if scope.subject is None:
            self._card("bodies", (self.names.of(i) for i in inventory.organisations))
        if scope.system is None:
            running = (s for s in inventory.systems.values() if s.status is None or s.status in RUNNING)
            self._card("systems", (f"{self.names.of(s.id)} — {self.names.of(s.owner)}" for s in running))
        kinds = (f"{self.names.of(c.id)} — {caption('channel_kind', c.kind, self.language)}" for c in inventory.channels.values())
        self._card("channels", kinds)
        by_dataset = as_table(DataField, inventory.fields).column("resource").counts()
        sums = (f"{self.names.of(dataset)}: {count}" for dataset, count in by_dataset.items())
        self._card("fields", sums, text=f"{len(inventory.fields):,}", how="sum")
        public = "_public" if scope.is_public else ""
        self._card(f"duplicates{public}", (self._names_of(c.members) for c in self.a.clusters))
        if scope.is_public:
            # confirmed, whatever the rule alone was sure of
            firm = self.report.findings
        else:
            lacking = {
                f"{self.names.of(s.holder)} → {self.names.of(d.body)}: {self.names.of(d.element)}"
                for s in self.a.silos.values()
                for d in s.unmet
            }
            self._card("unmet", sorted(lacking))
        self._card(f"findings{public}", (f"{v.rule} {v.title}: {v.subjects}" for v in firm))
        if not scope.is_public:
            self._card("questions", (f"{v.rule} {v.title}: {v.subjects}" for v in by_certainty.get("question", [])))
        for code in terms("severity"):
            views = [v for v in firm if v.severity_code == code]
            self.report.severities.append(
                (
                    code,
                    caption("severity", code, self.language),
                    self.figure(caption("severity", code, self.language), (f"{v.rule} {v.title}: {v.subjects}" for v in views)),
                )
            )

    def _card(self, key: str, inputs: Iterable[str], **how: str) -> None:
        """A figure that heads the report."""
        self.report.cards.append(self.figure(self.say(f"n_{key}"), inputs, **how))

    def _headline(self) -> None:
        worst = [v for v in self.report.findings if v.certainty_code != "question" or self.m.scope.is_public]
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
                    self.say(
                        "cluster_public" if self.m.scope.is_public else "cluster",
                        number=number,
                        mean=f"{min(cluster.mean, 0.99):.0%}",
                        weakest=f"{min(cluster.weakest, 0.99):.0%}",
                    ),
                    cluster.is_reviewed,
                    tuple(self._side(m) for m in cluster.members),
                    tuple(why),
                    None if self.m.scope.is_public else self.figure(self.say("cluster_pairs", number=number), map(self._pair, pairs)),
                )
            )

    def _pair(self, pair: Pair) -> str:
        """A pair with its score, or with what people said of it."""
        left, right = self.names.of(pair.left), self.names.of(pair.right)
        key = "pair_judged" if self.a.verdicts.is_confirmed(pair.left, pair.right, 1) else "pair_scored"
        return self.say(key, left=left, right=right, score=f"{pair.score:.1%}", version=self.a.scorers.pairs.version)

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
        figures = {}
        for key, text, inputs, most in (
            ("row_services", rows[5][1], services, _MOST_NAMED),
            ("row_data", rows[6][1], telling, 10),
            ("row_cost", rows[8][1], self._money.told(identifier), 0),
        ):
            if len(inputs) > most and not self.m.scope.is_public:
                label = f"{self.names.of(identifier)} · {self.say(key)}"
                figures[self.say(key)] = self.figure(label, map(self.names.of, inputs), text=text, how="listed")
        return Side(self.names.of(identifier), tuple((title, text) for title, text in rows if text), figures)

    @cached_property
    def _money(self) -> Money:
        return Money(self.a)

    def _cost(self, identifier: str) -> str:
        amount = self._money.answered(identifier)
        return "" if amount is None else yuan_range((amount, amount), self.language)

    def _plan(self) -> None:
        plan = self.m.plan
        self.report.plan = plan
        if plan is None:
            part = "no_plan_public" if self.m.scope.is_public else "no_plan_here"
            self.report.no_plan = self.say(part if self.m.has_plan else "no_plan")
        elif plan["status"] != "infeasible":
            steps = amounts(self.m.problem, plan) if self.m.problem is not None else []
            self.report.waves = [self._wave(plan, wave, [step for step in steps if step.wave == wave["id"]]) for wave in plan["waves"]]

    def _wave(self, plan: Mapping[str, Any], wave: Mapping[str, Any], steps: Sequence[Amounts]) -> Mapping[str, Any]:
        stopped = [s for s in plan["systems"] if s["id"] in wave["stopped"]]
        lines = [s["why"] for s in stopped] + [b["why"] for b in plan["builds"] if b["wave"] == wave["id"]]
        figures = {
            key: self.figure(
                self.say(f"wave_{key}", wave=wave["id"]),
                [self.say("step_yuan", step=step.why, amount=exact_yuan(amount)) for step in steps if (amount := getattr(step, key))]
                or [self.say("nothing")],
                text=yuan_range(wave[f"{key}_yuan"], self.language),
                how="interval",
            )
            for key in ("cost", "saving")
        }
        names = self.figure(self.say("wave_stopped", wave=wave["id"]), [s["name"] for s in stopped])
        return {
            "id": wave["id"],
            "lines": lines,
            **figures,
            "stopped": names,
            "cost_yuan": wave["cost_yuan"],
            "saving_yuan": wave["saving_yuan"],
            "steps": steps,
        }

    def _leads(self) -> None:
        """Complaints by what they speak of; one that names nothing of ours is counted in the last line."""
        known = self.told.counted.leads
        by_category: dict[str, dict[str, str]] = {}
        for hit in self.told.counted.hits:
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
