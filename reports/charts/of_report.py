"""Which charts a report has. A chart of which nothing is known is left out; what is not counted in one is said below its title."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from graphs.analysis import Analysis
from graphs.gaps import SIDES, Gap, Gaps
from graphs.learning import Judged, is_inside, reliability, scored_cases
from graphs.recommend.money import Money
from graphs.sharing.burden import Demand, demands
from inventory.languages import message
from inventory.values.finding import Recommendation
from inventory.vocabulary import RUNNING, caption
from reports.charts.kinds import Bar, Bars, Cell, Chart, Dot, Dots, Grid, Point, Reliability
from reports.wording import Names, explanation, yuan, yuan_range

MOST_ROWS, MOST_COLUMNS, NAMED = 14, 12, 8


CHARTS = ("gaps", "sharing", "burden", "cost_use", "savings", "waves", "frontier", "reliability_pairs", "reliability_fields")


def charts_of(
    analysis: Analysis,
    recommendations: Sequence[Recommendation],
    plan: Mapping[str, Any] | None,
    names: Names,
    *,
    only: Collection[str] | None = None,
) -> dict[str, Chart]:
    """Charts by name in the order of CHARTS; `only` these."""
    made = _Charts(analysis, recommendations, plan, names)
    found: dict[str, Chart] = {}
    for name in CHARTS:
        if only is None or name in only:
            kind, _, scorer = name.partition("_") if name.startswith("reliability") else (name, "", "")
            chart = getattr(made, kind)(*([scorer] if scorer else []))
            if chart is not None:
                found[name] = chart
    return found


class _Charts:
    def __init__(self, analysis: Analysis, recommendations: Sequence[Recommendation], plan: Mapping[str, Any] | None, names: Names) -> None:
        self.analysis, self.recommendations, self.plan, self.names = analysis, recommendations, plan, names

    def say(self, key: str, **params: Any) -> str:
        return message(self.names.language, f"chart.{key}", **params)

    def burden(self) -> Bars | None:
        """Hours a year that each level spends on the returns asked of it."""
        by_level: dict[str, list[Demand]] = defaultdict(list)
        for demand in demands(self.analysis.scape):
            if demand.level:
                by_level[demand.level].append(demand)
        rows, unknown = [], 0
        for level, asked in by_level.items():
            hours = [d.hours for d in asked if d.hours is not None]
            unknown += len(asked) - len(hours)
            if hours:
                low, high = sum(h[0] for h in hours), sum(h[1] for h in hours)
                repeated, items = sum(d.repeated for d in asked), sum(d.items for d in asked)
                told = self.say("burden_row", low=f"{low:,}", high=f"{high:,}", returns=len(asked), repeated=repeated, items=items)
                inputs = tuple(
                    self.say("burden_input", name=self.names.of(d.id), answers=f"{d.answers:,}", low=d.hours[0], high=d.hours[1])
                    for d in asked
                    if d.hours is not None
                )
                rows.append(Bar(caption("respondent", level, self.names.language), low, high, told, inputs=inputs))
        if not rows:
            return None
        rows.sort(key=lambda row: (-row.high, row.label))
        return Bars(self.say("burden"), self.say("burden_about", unknown=unknown), tuple(rows), headers=self._headers("level", "hours"))

    def _headers(self, *keys: str) -> Any:
        return tuple(self.say(f"header_{key}") for key in keys)

    def cost_use(self) -> Dots | None:
        """What a system costs a year against the people who use it a month; those that cost most for each of them are named."""
        money, inventory = Money(self.analysis), self.analysis.inventory
        used: dict[str, tuple[str, int]] = {}
        counted: dict[str, str] = {}
        for usage in inventory.usage.values():
            # a system's use, or that of the channel through which it is used
            channel = inventory.channels.get(usage.object or "")
            system = usage.object if usage.object in inventory.systems else channel.system if channel is not None else None
            if system and usage.mau:
                used[system] = max(used.get(system, ("", 0)), (usage.period or "", usage.mau))
                if used[system] == (usage.period or "", usage.mau):
                    source = ", ".join(usage.sources[:2])
                    counted[system] = f"{self.names.of(usage.object)} {usage.period or ''}: {usage.mau:,} ({source})"
        running = [s for s in inventory.systems.values() if s.status is None or s.status in RUNNING]
        known = {}
        for candidate in running:
            yearly = money.answered(candidate.id)
            if yearly and candidate.id in used:
                known[candidate.id] = (yearly, used[candidate.id][1])
        if len(known) < 3:
            return None
        dearest = set(sorted(known, key=lambda s: (-known[s][0] / known[s][1], s))[: min(NAMED, len(known) // 3)])
        rows = [
            Dot(
                self.names.of(s),
                users,
                cost,
                self.say("users", count=f"{users:,}"),
                yuan(cost, self.names.language),
                s in dearest,
                (counted[s],),
                money.told(s),
            )
            for s, (cost, users) in sorted(known.items())
        ]
        about = self.say("cost_use_about", unknown=len(running) - len(known))
        return Dots(
            self.say("cost_use"),
            about,
            self.say("axis_users"),
            self.say("axis_cost"),
            tuple(rows),
            self._headers("system", "users", "cost"),
        )

    def gaps(self) -> Bars | None:
        """Unmet needs by what stands between them and the data."""
        by_kind: dict[tuple[int, str], list[Gap]] = defaultdict(list)
        for gap in Gaps(self.analysis).unmet():
            by_kind[SIDES.index(gap.side), gap.kind].append(gap)
        rows = []
        for (side, kind), of in sorted(by_kind.items(), key=lambda entry: (entry[0][0], -len(entry[1]), entry[0][1])):
            label = self.say("gaps_row", side=self.names.of(f"gap_side:{SIDES[side]}"), gap=self.names.of(f"gap:{kind}"))
            bodies, datasets = len({gap.body for gap in of}), len({gap.dataset for gap in of})
            told = self.say("gaps_text", count=f"{len(of):,}", bodies=bodies, datasets=datasets)
            rows.append(Bar(label, len(of), len(of), told, style=int(SIDES[side] == "technical"), inputs=tuple(map(self._gap, of))))
        if not rows:
            return None
        return Bars(self.say("gaps"), self.say("gaps_about"), tuple(rows), headers=self._headers("gap", "needs"))

    def _gap(self, gap: Gap) -> str:
        return f"{self.names.of(gap.dataset)} → {self.names.of(gap.body)}: {self.names.of(gap.element)}"

    def sharing(self) -> Grid | None:
        """Body that holds data against body that needs it: elements that arrive of those needed, those with most unmet demand first."""
        wanted: dict[tuple[str, str], set[str]] = defaultdict(set)
        arrives: dict[tuple[str, str], set[str]] = defaultdict(set)
        for silo in self.analysis.silos.values():
            for demander in silo.demanders:
                pair = (silo.holder, demander.body)
                if silo.holder:
                    wanted[pair].add(demander.element)
                    if demander.is_met:
                        arrives[pair].add(demander.element)
        if not wanted:
            return None
        unmet: dict[tuple[int, str], int] = defaultdict(int)
        for pair, elements in wanted.items():
            for side, body in enumerate(pair):
                unmet[side, body] += 100 * len(elements - arrives[pair]) + len(elements)
        order = [sorted((body for of, body in unmet if of == side), key=lambda body: (-unmet[side, body], body)) for side in (0, 1)]
        holders, takers = order[0][:MOST_ROWS], order[1][:MOST_COLUMNS]
        cells = {
            (holders.index(holder), takers.index(taker)): Cell(
                len(arrives[holder, taker]),
                len(elements),
                tuple(
                    self.say("arrives" if element in arrives[holder, taker] else "lacks", element=self.names.of(element))
                    for element in sorted(elements)
                ),
            )
            for (holder, taker), elements in wanted.items()
            if holder in holders and taker in takers
        }
        left_out = len(order[0]) + len(order[1]) - len(holders) - len(takers)
        about = self.say("sharing_about_more" if left_out else "sharing_about", left_out=left_out)
        return Grid(
            self.say("sharing"),
            about,
            tuple(map(self.names.of, holders)),
            tuple(map(self.names.of, takers)),
            cells,
            self._headers("holder", "taker", "met"),
        )

    def savings(self) -> Bars | None:
        """The recommendations that save most, from low to high."""
        saving = [r for r in self.recommendations if r.saving_yuan is not None and r.saving_yuan[1] > 0]
        saving.sort(key=lambda r: (-(r.saving_yuan or (0, 0))[0], -(r.saving_yuan or (0, 0))[1], r.id))
        if not saving:
            return None
        language = self.names.language
        rows = [
            Bar(
                explanation(r, self.names)["do"],
                (r.saving_yuan or (0, 0))[0],
                (r.saving_yuan or (0, 0))[1],
                yuan_range(r.saving_yuan, language),
                record=r.id,
            )
            for r in saving[:MOST_ROWS]
        ]
        left_out = len(saving) - len(rows)
        about = self.say("savings_about_more" if left_out else "savings_about", left_out=left_out)
        return Bars(self.say("savings"), about, tuple(rows), headers=self._headers("recommendation", "saving"))

    def waves(self) -> Bars | None:
        """Cost and saving of each wave of the plan."""
        if self.plan is None or not any(wave["cost_yuan"][1] or wave["saving_yuan"][1] for wave in self.plan["waves"]):
            return None
        language = self.names.language
        rows = []
        for wave in self.plan["waves"]:
            for style, key in enumerate(("cost_yuan", "saving_yuan")):
                low, high = wave[key]
                text, of = yuan_range(wave[key], language), f"{wave['id']}:{key.removesuffix('_yuan')}"
                rows.append(Bar(f"{wave['id']} {self.say(key)}", low, high, text, style, record=of))
        series = (self.say("cost_yuan"), self.say("saving_yuan"))
        return Bars(self.say("waves"), self.say("waves_about"), tuple(rows), series, headers=self._headers("wave", "yuan"))

    def frontier(self) -> Bars | None:
        """What other budgets would save, with what stops and how much burden goes."""
        points = [p for p in (self.plan or {}).get("frontier") or () if p["objective"] is not None]
        if len(points) < 2:
            return None
        language = self.names.language
        rows = [
            Bar(
                (self.say("no_budget") if p["budget_yuan"] is None else yuan(p["budget_yuan"], language))
                + (self.say("this_plan") if p["is_plan"] else ""),
                max(p["saving_yuan"][0], 0),
                max(p["saving_yuan"][1], 0),
                self.say(
                    "frontier_row",
                    saving=yuan_range(p["saving_yuan"], language),
                    stopped=len(p["stopped"]),
                    burden=f"{p['objective']['burden']:,.0f}",
                ),
                inputs=(
                    *(self.say("stops_at", system=self.names.of(system)) for system in p["stopped"]),
                    self.say("cost_at", cost=yuan_range(p["cost_yuan"], language)),
                ),
            )
            for p in points
        ]
        return Bars(self.say("frontier"), self.say("frontier_about"), tuple(rows), headers=self._headers("budget", "saving"))

    def reliability(self, name: str) -> Reliability | None:
        """What a scorer says against what people judged, each case scored by what the others taught."""
        if not getattr(self.analysis.scorers, name).judged:
            return None
        judged = getattr(self.analysis.judged, name)
        cases = scored_cases(judged)
        bins = reliability((score, one.holds) for score, one in cases)
        rows = tuple(
            Point(
                b.mean,
                b.accepted / b.count,
                *b.interval,
                b.count,
                tuple(self._case(score, one) for score, one in cases if is_inside(b, score)),
            )
            for b in bins
        )
        about = self.say("reliability_about", count=len(judged))
        titles = self.say("said"), self.say("seen")
        return Reliability(self.say(f"reliability_{name}"), about, *titles, rows, headers=self._headers("said", "seen", "cases"))

    def _case(self, score: float, one: Judged) -> str:
        key = "case_holds" if one.holds else "case_holds_not"
        return self.say(key, left=self.names.of(one.left), right=self.names.of(one.right), score=f"{score:.0%}")
