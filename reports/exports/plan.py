"""A plan as the JSON answer of PLAN.md, with its reasons in words."""

from collections.abc import Iterable, Mapping
from typing import Any

from graphs.plan.figures import added, choice_cost, wave_figures
from graphs.plan.frontier import Point
from graphs.plan.options import Options, read_options
from graphs.plan.unmet import fixed_wave
from inventory.languages import message
from inventory.values.plan import Choice, Plan, PlanProblem, PlanSystem
from reports.exports.unmet import constraint_name, unmet_answer, unmet_text
from reports.wording import yuan_range


def plan_answer(problem: PlanProblem, plan: Plan, language: str, names: Mapping[str, str] | None = None) -> dict[str, Any]:
    """The answer. `names` puts names beside ids (of systems and builds) where an inventory is at hand."""
    return _Answer(problem, plan, language, names or {}).document()


def frontier_answer(points: Iterable[Point]) -> list[dict[str, Any]]:
    """What other budgets would buy, by budget; one without a total limit comes last."""
    return [
        {
            "budget_yuan": point.budget,
            "status": point.status,
            "objective": None if point.objective is None else dict(point.objective),
            "cost_yuan": list(point.cost),
            "saving_yuan": list(point.saving),
            "stopped": list(point.stopped),
            "is_plan": point.is_plan,
        }
        for point in points
    ]


class _Answer:
    def __init__(self, problem: PlanProblem, plan: Plan, language: str, names: Mapping[str, str]) -> None:
        self.problem, self.plan, self.language = problem, plan, language
        self.names = {system.id: names.get(system.id) or system.name or system.id for system in problem.systems}
        self.other_names = names
        self.systems = {system.id: system for system in problem.systems}
        self.options: Options = read_options(problem)

    def document(self) -> dict[str, Any]:
        plan = self.plan
        infeasible = plan.status == "infeasible"
        return {
            "status": plan.status,
            "objective": None if plan.objective is None else dict(plan.objective),
            "bounds": None if plan.bounds is None else dict(plan.bounds),
            "gaps": None if plan.gaps is None else dict(plan.gaps),
            "seconds": plan.seconds,
            "systems": [self._system(s, plan.choices[s]) for s in sorted(plan.choices)],
            "builds": [self._build(build, wave) for build, wave in sorted(plan.builds.items())],
            "waves": []
            if infeasible
            else [
                {
                    "id": wave.id,
                    "cost_yuan": list(figures.cost),
                    "saving_yuan": list(figures.saving),
                    "people": figures.people,
                    "stopped": list(figures.stopped),
                }
                for wave, figures in zip(self.problem.waves, wave_figures(self.options, plan), strict=True)
            ],
            "must_fix": []
            if infeasible
            else [{"id": fix.id, "fixed_wave": self._wave_id(fixed_wave(self.problem, plan, fix))} for fix in self.problem.must_fix],
            "questions": [
                {
                    "subject": q.subject,
                    "field": q.field,
                    "blocks": list(q.blocks),
                    "text": message(self.language, "plan.question", subject=self._name(q.subject), field=self._field(q.field)),
                }
                for q in plan.questions
            ],
            "stable": plan.stable,
            "depends_on": [self._name(d) if d in self.names else d for d in plan.depends_on],
            "explanation": self._explanation(),
            "conflict": list(plan.conflict),
            # beyond the contract of a stand-alone problem, where it stands in `explanation`
            **({"unmet": [unmet_answer(self.problem, u, self.language, self._name) for u in plan.unmet]} if self.other_names else {}),
        }

    def _name(self, identifier: str) -> str:
        left, arrow, right = identifier.partition(">")
        if arrow and identifier not in self.names and identifier not in self.other_names:
            return f"{self._name(left)} → {self._name(right)}"
        return self.names.get(identifier) or self.other_names.get(identifier) or identifier

    def _field(self, field: str) -> str:
        return message(self.language, f"plan.field.{field}")

    def _constraint(self, constraint: str) -> str:
        """In words with the name of PLAN.md beside it."""
        return f"{constraint_name(constraint, self.language, self._name)} ({constraint})"

    def _wave_id(self, index: int | None) -> str | None:
        return None if index is None or index >= len(self.problem.waves) else self.problem.waves[index].id

    def _system(self, identifier: str, choice: Choice) -> dict[str, Any]:
        why = message(
            self.language,
            f"plan.why_{choice.action}",
            name=self._name(identifier),
            to=self._name(choice.to or ""),
            wave=self._wave_id(choice.wave) or "",
        )
        return {
            "id": identifier,
            "name": self._name(identifier),
            "action": choice.action,
            "to": choice.to,
            # a stand-alone problem is answered in its own ids
            **({"to_name": self._name(choice.to) if choice.to else None} if self.other_names else {}),
            "wave": self._wave_id(choice.wave),
            "why": why,
        }

    def _build(self, identifier: str, wave: int) -> dict[str, Any]:
        build = next(b for b in self.problem.builds if b.id == identifier)
        kind = message(self.language, f"plan.kind_{build.kind}")
        purpose = "、".join(self._name(source) for _, source in build.rewires) or self.other_names.get(identifier, "")
        return {
            "id": identifier,
            "name": f"{kind} {purpose}".strip(),
            "wave": self._wave_id(wave),
            "why": message(self.language, "plan.why_build", kind=kind, purpose=purpose or "—"),
        }

    def _saving(self, system: PlanSystem, wave: int) -> tuple[int, int]:
        return self.options.saving(system, wave), self.options.saving(system, wave, high=True)

    def _explanation(self) -> str:
        if self.plan.status == "infeasible":
            return message(self.language, "plan.infeasible", names="、".join(self._constraint(c) for c in self.plan.conflict) or "—")
        lines = []
        for cluster in self.problem.clusters:
            leaving = [m for m in cluster.members if self.plan.choices[m].action == "move"]
            kept = [m for m in cluster.members if self.plan.choices[m].action == "keep"]
            if not leaving:
                continue
            costs = [choice_cost(self.options, m, self.plan.choices[m]) for m in leaving]
            savings = [self._saving(self.systems[m], self.plan.choices[m].wave or 0) for m in leaving]
            services = {entry.key for m in leaving for entry in self.systems[m].serves}
            lines.append(
                message(
                    self.language,
                    "plan.cluster",
                    kept="、".join(self._name(m) for m in kept),
                    leaving="、".join(self._name(m) for m in leaving),
                    waves="、".join(dict.fromkeys(self._wave_id(self.plan.choices[m].wave) or "" for m in leaving)),
                    cost=yuan_range(added(costs), self.language),
                    saving=yuan_range(added(savings), self.language),
                    services=len(services),
                )
            )
        retired = [s for s, c in self.plan.choices.items() if c.action == "retire"]
        if retired:
            lines.append(message(self.language, "plan.retired", names="、".join(self._name(s) for s in retired)))
        alone = [s for s, c in self.plan.choices.items() if c.action == "move" and all(s not in c.members for c in self.problem.clusters)]
        if alone:
            lines.append(
                message(
                    self.language,
                    "plan.embedded",
                    names="、".join(f"{self._name(s)} → {self._name(self.plan.choices[s].to or '')}" for s in alone),
                )
            )
        if self.plan.builds:
            lines.append(message(self.language, "plan.built", count=len(self.plan.builds)))
        lines += [unmet_text(self.problem, unmet, self.language, self._name) for unmet in self.plan.unmet]
        return "\n".join(lines) or message(self.language, "plan.nothing")
