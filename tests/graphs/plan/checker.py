"""PLAN.md read a second time: constraints, objective and exhaustive search, written from the contract and not from the product.

A decision is (actions, builds): actions maps each system to (action, to, wave index or None), builds maps what is built to its wave index.
"""

import itertools
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

Action = tuple[str, str | None, int | None]
Decision = tuple[dict[str, Action], dict[str, int]]
Ends = tuple[int, int]


def ends(value: Any) -> Ends | None:
    """Both ends of an interval; a plain number means both, null is unknown."""
    if value is None:
        return None
    return (value[0], value[1]) if isinstance(value, list) else (value, value)


class Case:
    """A problem document with what the contract computes from it."""

    def __init__(self, document: dict[str, Any]) -> None:
        self.document = document
        self.waves = document["waves"]
        self.n = len(self.waves)
        self.wave_at = {wave["id"]: position for position, wave in enumerate(self.waves)}
        self.elapsed = list(itertools.accumulate(wave["months"] for wave in self.waves))
        self.horizon = document["horizon_months"]
        self.systems = {s["id"]: s for s in document["systems"]}
        self.clusters = {c["id"]: c for c in document["clusters"]}
        self.builds = {b["id"]: b for b in document["builds"]}
        self.exchanges = document["exchanges"]
        self.move_of = {(m["from"], m["to"]): m for m in document["moves"]}
        self.eligible = {pair: move for pair, move in self.move_of.items() if self._eligible(move)}
        self.move_cost = {pair: self._move_cost(move) for pair, move in self.eligible.items()}
        self.online, self.offline = defaultdict(set), defaultdict(set)
        for system in document["systems"]:
            for entry in system["serves"]:
                (self.online if entry["channel"] == "online" else self.offline)[_key(entry)].add(system["id"])
        self.offering = defaultdict(set)
        for build in document["builds"]:
            for entry in build["offers"]:
                if entry["channel"] in ("counter", "assisted"):
                    self.offering[_key(entry)].add(build["id"])
        self.feeds = defaultdict(list)
        for exchange in self.exchanges:
            self.feeds[exchange["from"], exchange["to"]].append(set(exchange["elements"]))

    def _move_cost(self, move: dict[str, Any]) -> Ends | None:
        source, target = self.systems[move["from"]], self.systems[move["to"]]
        parts = [ends(source["exit_yuan"]), ends(move["cost_yuan"])]
        lacking = set(source["core_elements"]) - set(target["core_elements"])
        parts += [ends(self.document["element_map_yuan"].get(element)) for element in lacking]
        return None if None in parts else (sum(p[0] for p in parts), sum(p[1] for p in parts))

    def _eligible(self, move: dict[str, Any]) -> bool:
        source, target = self.systems[move["from"]], self.systems[move["to"]]
        if move["from"] == move["to"]:
            return False
        if move["basis"] == "cluster" and not any(
            c["separated"] is None and {move["from"], move["to"]} <= set(c["members"]) for c in self.clusters.values()
        ):
            return False
        if target["status"] not in ("active", "trial") or target["idle"]:
            return False
        if (target["mlps"] or 0) < (3 if source["mlps"] is None else source["mlps"]):
            return False
        if source["networks"] is None or target["networks"] is None or not set(source["networks"]) <= set(target["networks"]):
            return False
        if not set(source["regions"]) <= set(target["regions"]):
            return False
        if target["capacity"] is not None and (source["users"] is None or target["users"] is None):
            return False
        return self._move_cost(move) is not None

    def stop(self, actions: dict[str, Action], system: str) -> int:
        wave = actions[system][2]
        return self.n if wave is None else wave

    def structure(self, decision: Decision) -> list[str]:
        """What always holds and does not here."""
        actions, builds = decision
        wrong = []
        if set(actions) != set(self.systems):
            wrong.append("every system exactly once")
        for system, (action, to, wave) in actions.items():
            if action == "keep":
                if to is not None or wave is not None:
                    wrong.append(f"keep {system} has a target or wave")
                continue
            if wave is None or not 0 <= wave < self.n:
                wrong.append(f"{system} has no wave")
                continue
            if action == "retire":
                if not self.systems[system]["may_retire"] or self.systems[system]["exit_yuan"] is None:
                    wrong.append(f"candidate: retire {system}")
            elif action == "move":
                if (system, to) not in self.move_of:
                    wrong.append(f"candidate: {system}>{to}")
                elif (system, to) not in self.eligible:
                    wrong.append(f"eligible: {system}>{to}")
                else:
                    wrong += [f"requires: {b}" for b in self.move_of[system, to]["requires"] if builds.get(b, self.n) >= wave]
                if actions[to or ""][0] != "keep":
                    wrong.append(f"kept: {to}")
            else:
                wrong.append(f"action {action}")
            if not self.systems[system]["consumers_known"] and wave != self.n - 1:
                wrong.append(f"unknown: {system}")
        for build, wave in builds.items():
            if self.builds[build]["cost_yuan"] is None:
                wrong.append(f"unknown cost: {build}")
            wrong += [f"requires: {b}" for b in self.builds[build]["requires"] if builds.get(b, self.n) >= wave]
        return wrong

    def violated(self, decision: Decision) -> set[str]:
        """The names of the constraints that do not hold."""
        actions, builds = decision
        stop = {system: self.n if wave is None else wave for system, (_, _, wave) in actions.items()}
        wrong = set()
        for cluster in self.clusters.values():
            if not any(actions[m][0] == "keep" for m in cluster["members"]):
                wrong.add(f"cluster:{cluster['id']}")
        for key, systems in self.online.items():
            if all(actions[s][0] == "retire" for s in systems):
                wrong.add(f"online:{key}")
        for key, systems in self.offline.items():
            for w in range(self.n):
                if not any(stop[s] > w for s in systems) and not any(builds.get(b, self.n) <= w for b in self.offering[key]):
                    wrong.add(f"offline:{key}")
        for exchange in self.exchanges:
            f, g = exchange["from"], exchange["to"]
            if stop[f] < self.n and stop[g] > stop[f]:
                to = actions[f][1]
                fed = to is not None and any(elements >= set(exchange["elements"]) for elements in self.feeds.get((to, g), ()))
                rewired = to is not None and any(
                    builds[b] < stop[f] and {"exchange": exchange["id"], "source": to} in self.builds[b]["rewires"] for b in builds
                )
                if not fed and not rewired:
                    wrong.add(f"consumer:{exchange['id']}")
        into = defaultdict(list)
        for system, (_, to, _) in actions.items():
            if to is not None:
                into[to].append(system)
        for target, sources in into.items():
            capacity = self.systems[target]["capacity"]
            if capacity is not None and sum(self.systems[s]["users"] for s in [target, *sources]) > capacity:
                wrong.add(f"capacity:{target}")
        spent = self.costs(decision)
        people = self.people(decision)
        if self.document["budget_yuan"] is not None and sum(cost[1] for cost in spent) > self.document["budget_yuan"]:
            wrong.add("budget:total")
        for w, wave in enumerate(self.waves):
            if wave["budget_yuan"] is not None and spent[w][1] > wave["budget_yuan"]:
                wrong.add(f"budget:{wave['id']}")
            if wave["people"] is not None and people[w] > wave["people"] + 1e-9:
                wrong.add(f"people:{wave['id']}")
            if wave["max_retire"] is not None and sum(at == w for at in stop.values()) > wave["max_retire"]:
                wrong.add(f"retire:{wave['id']}")
        for lock in self.document["locks"]:
            at, rule = stop[lock["system"]], lock["rule"]
            wave = self.wave_at.get(lock.get("wave"))
            holds = {
                "keep": lambda at=at: at == self.n,
                "not_before": lambda at=at, wave=wave: at >= wave,
                "stop_by": lambda at=at, wave=wave: at <= wave,
                "not_target": lambda lock=lock: not into.get(lock["system"]),
                "to": lambda lock=lock: actions[lock["system"]][1] == lock["to"],
            }[rule]
            if not holds():
                wrong.add(f"lock:{lock['id']}")
        for fix in self.document["must_fix"]:
            if fix["by_wave"] is not None and self.fixed(decision, fix) > self.wave_at[fix["by_wave"]]:
                wrong.add(f"mustfix:{fix['id']}")
        return wrong

    def fixed(self, decision: Decision, fix: dict[str, Any]) -> int:
        """The first wave index at whose end it is mended, else the number of waves."""
        actions, builds = decision
        if fix["kind"] == "build":
            return builds.get(fix["build"], self.n)
        if fix["kind"] == "stop":
            return self.stop(actions, fix["system"])
        stops = sorted(self.stop(actions, m) for m in self.clusters[fix["cluster"]]["members"])
        return stops[-2] if len(stops) > 1 else 0

    def costs(self, decision: Decision) -> list[Ends]:
        """Cost of each wave, low and high."""
        actions, builds = decision
        total = [[0, 0] for _ in self.waves]
        for system, (action, to, wave) in actions.items():
            if action != "keep":
                cost = self.move_cost[system, to] if action == "move" else ends(self.systems[system]["exit_yuan"])
                total[wave][0] += cost[0]
                total[wave][1] += cost[1]
        for build, wave in builds.items():
            cost = ends(self.builds[build]["cost_yuan"])
            total[wave][0] += cost[0]
            total[wave][1] += cost[1]
        return [(low, high) for low, high in total]

    def people(self, decision: Decision) -> list[float]:
        """Person-months of each wave."""
        actions, builds = decision
        total = [0.0] * self.n
        for system, (action, to, wave) in actions.items():
            if action == "move":
                total[wave] += self.move_of[system, to]["people"]
        for build, wave in builds.items():
            total[wave] += self.builds[build]["people"]
        return total

    def saving(self, system: str, wave: int) -> Ends:
        """Saved to the horizon by a system that stops at the end of a wave, low and high."""
        om, end = ends(self.systems[system]["om_month_yuan"]), self.systems[system]["contract_end_month"]
        if om is None:
            return 0, 0
        low = 0 if end is None else om[0] * max(0, self.horizon - max(self.elapsed[wave], end))
        return low, om[1] * max(0, self.horizon - max(self.elapsed[wave], 0 if end is None else end))

    def savings(self, decision: Decision) -> list[Ends]:
        """Saving of what stops in each wave."""
        total = [[0, 0] for _ in self.waves]
        for system, (_, _, wave) in decision[0].items():
            if wave is not None:
                low, high = self.saving(system, wave)
                total[wave][0] += low
                total[wave][1] += high
        return [(low, high) for low, high in total]

    def objective(self, decision: Decision, *, other: bool = False) -> tuple[int, float, int, int]:
        """late, burden, net_yuan, changes at the cautious end (cost high, saving low), or at the other."""
        actions, builds = decision
        late = sum(self.fixed(decision, fix) for fix in self.document["must_fix"])
        burden = 0.0
        for system, (_, _, wave) in actions.items():
            if wave is not None:
                burden += (self.systems[system]["burden_per_month"] or 0) * (self.horizon - self.elapsed[wave])
        for build, wave in builds.items():
            burden += (self.builds[build]["removes_burden_per_month"] or 0) * (self.horizon - self.elapsed[wave])
        saved, paid = (1, 0) if other else (0, 1)
        net = sum(s[saved] for s in self.savings(decision)) - sum(c[paid] for c in self.costs(decision))
        return late, burden, net, sum(action != "keep" for action, _, _ in actions.values()) + len(builds)

    def decisions(self) -> Iterator[Decision]:
        """Every decision that the structure allows."""
        waves = range(self.n)
        choices: list[list[tuple[str, Action]]] = []
        for identifier, system in self.systems.items():
            here: list[Action] = [("keep", None, None)]
            when = waves if system["consumers_known"] else waves[-1:]
            here += [("move", to, w) for source, to in self.eligible if source == identifier for w in when]
            if system["may_retire"] and system["exit_yuan"] is not None:
                here += [("retire", None, w) for w in when]
            choices.append([(identifier, action) for action in here])
        building = [[(b, w) for w in (*waves, None) if w is None or self.builds[b]["cost_yuan"] is not None] for b in self.builds]
        built = [{b: w for b, w in chosen if w is not None} for chosen in itertools.product(*building)]
        built = [d for d in built if all(d.get(r, self.n) < w for b, w in d.items() for r in self.builds[b]["requires"])]
        for chosen in itertools.product(*choices):
            actions = dict(chosen)
            if any(to is not None and actions[to][0] != "keep" for _, to, _ in actions.values()):
                continue
            needs = [(r, a[2]) for s, a in chosen if a[0] == "move" for r in self.move_of[s, a[1]]["requires"]]
            for builds in built:
                if all(builds.get(required, self.n) < wave for required, wave in needs):
                    yield actions, builds

    def size(self) -> int:
        """How many decisions a full search would look at, at most."""
        found = 1
        for identifier, system in self.systems.items():
            options = sum(source == identifier for source, _ in self.eligible) + (system["may_retire"] and system["exit_yuan"] is not None)
            found *= 1 + options * (self.n if system["consumers_known"] else 1)
        return found * (self.n + 1) ** sum(b["cost_yuan"] is not None for b in self.builds.values())


def _key(entry: dict[str, str]) -> str:
    return f"{entry['service']}|{entry['group']}|{entry['region']}"


class Search:
    """The exhaustive search: all structurally allowed decisions with what each violates."""

    def __init__(self, document: dict[str, Any]) -> None:
        self.case = Case(document)
        self.tried = [(decision, frozenset(self.case.violated(decision))) for decision in self.case.decisions()]
        self.violations = {v for _, v in self.tried}
        self.feasible = [decision for decision, violated in self.tried if not violated]

    def best(self, *, other: bool = False) -> tuple[int, float, int, int] | None:
        """The four levels of the optimum, or None where nothing is feasible."""
        levels = [self.case.objective(decision, other=other) for decision in self.feasible]
        return min(levels, key=_rank) if levels else None

    def best_choices(self, *, other: bool = False) -> set[tuple[Any, ...]]:
        """The actions (without their waves) of every optimum."""
        best = self.best(other=other)
        return {actions_of(d) for d in self.feasible if self.case.objective(d, other=other) == best}

    def is_possible(self, names: set[str]) -> bool:
        """Whether something is feasible under the structure and only these constraints."""
        return any(not names & violated for violated in self.violations)

    def is_irreducible(self, names: list[str]) -> bool:
        """Whether these constraints contradict each other, and no longer without any one of them."""
        return not self.is_possible(set(names)) and all(self.is_possible(set(names) - {name}) for name in names)


def _rank(levels: tuple[int, float, int, int]) -> tuple[float, ...]:
    late, burden, net, changes = levels
    return late, -burden, -net, changes


def actions_of(decision: Decision) -> tuple[Any, ...]:
    """What is done, without when."""
    return tuple(sorted((s, a, to or "") for s, (a, to, _) in decision[0].items())), tuple(sorted(decision[1]))


def decision_of(case: Case, answer: dict[str, Any]) -> Decision:
    """The decision that an answer states."""
    at = {**case.wave_at, None: None}
    return (
        {s["id"]: (s["action"], s["to"], at[s["wave"]]) for s in answer["systems"]},
        {b["id"]: case.wave_at[b["wave"]] for b in answer["builds"]},
    )


def faults(document: dict[str, Any], answer: dict[str, Any]) -> list[str]:
    """Everything in a feasible answer that breaks the contract: structure, constraints, objective, waves, must-fix."""
    case = Case(document)
    decision = decision_of(case, answer)
    ids = [s["id"] for s in answer["systems"]]
    wrong = [f"{s} twice" for s in set(ids) if ids.count(s) > 1]
    wrong += case.structure(decision)
    if wrong:
        return wrong
    wrong += sorted(case.violated(decision))
    told = answer["objective"]
    if (told["late"], told["burden"], told["net_yuan"], told["changes"]) != case.objective(decision):
        wrong.append(f"objective {told} is {case.objective(decision)}")
    costs, savings, people = case.costs(decision), case.savings(decision), case.people(decision)
    if [w["id"] for w in answer["waves"]] != [w["id"] for w in case.waves]:
        wrong.append("waves")
    for w, wave in enumerate(answer["waves"]):
        stopped = sorted(s for s, (_, _, at) in decision[0].items() if at == w)
        if tuple(wave["cost_yuan"]) != costs[w] or tuple(wave["saving_yuan"]) != savings[w]:
            wrong.append(f"{wave['id']}: {wave} costs {costs[w]} saves {savings[w]}")
        if abs(wave["people"] - people[w]) > 1e-9 or sorted(wave["stopped"]) != stopped:
            wrong.append(f"{wave['id']}: {wave} people {people[w]} stopped {stopped}")
    fixed = [(f["id"], case.fixed(decision, f)) for f in document["must_fix"]]
    said = [(f["id"], case.n if f["fixed_wave"] is None else case.wave_at[f["fixed_wave"]]) for f in answer["must_fix"]]
    if sorted(fixed) != sorted(said):
        wrong.append(f"must_fix {said} is {fixed}")
    return wrong
