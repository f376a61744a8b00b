"""A planning problem from its JSON document and back; every wrong place is named by its path."""

import unicodedata
from collections.abc import Callable
from typing import Any, TypeVar

from inventory.values.plan import Build, Interval, Lock, Move, MustFix, PlanCluster, PlanExchange, PlanProblem, PlanSystem, Serves, Wave

T = TypeVar("T")
_LIMIT = 10**13


class NotAProblem(ValueError):
    """The document is no planning problem; `path` says where."""

    def __init__(self, path: str, what: str) -> None:
        super().__init__(f"{path}: {what}")
        self.path = path
        self.what = what


def parse_problem(document: Any) -> PlanProblem:
    """The problem. Raises NotAProblem."""
    if not isinstance(document, dict) or document.get("schema_version") != 1:
        raise NotAProblem("schema_version", "1")
    d = _Object(document, "")
    problem = PlanProblem(
        horizon_months=d.whole("horizon_months", low=1),
        budget_yuan=d.whole_or_none("budget_yuan"),
        waves=d.each("waves", _wave),
        systems=d.each("systems", _system),
        clusters=d.each("clusters", _cluster),
        moves=d.each("moves", _move),
        builds=d.each("builds", _build),
        exchanges=d.each("exchanges", _exchange),
        locks=d.each("locks", _lock),
        must_fix=d.each("must_fix", _must_fix),
        element_map_yuan={name: _interval(value, f"element_map_yuan.{name}") for name, value in d.prices("element_map_yuan")},
    )
    _check_references(problem)
    return problem


def require_problem(problem: PlanProblem) -> None:
    """Raise NotAProblem where a problem made in code would not be one as a document: an unknown id, a wave too few, a price below 0."""
    parse_problem(problem_document(problem))


class _Object:
    """One object of the document with readers that know where they stand."""

    def __init__(self, content: Any, path: str) -> None:
        if not isinstance(content, dict):
            raise NotAProblem(path, "object")
        self.content = content
        self.path = path

    def _at(self, key: str) -> str:
        return f"{self.path}.{key}" if self.path else key

    def text(self, key: str) -> str:
        value = self.content.get(key)
        if not isinstance(value, str) or not 0 < len(value) <= 200 or not _is_text(value):
            raise NotAProblem(self._at(key), "text")
        return value

    def text_or_none(self, key: str) -> str | None:
        return None if self.content.get(key) is None else self.text(key)

    def one_of(self, key: str, *choices: str) -> str:
        value = self.text(key)
        if value not in choices:
            raise NotAProblem(self._at(key), " | ".join(choices))
        return value

    def whole(self, key: str, low: int = 0, high: int | None = None) -> int:
        value = self.content.get(key)
        if isinstance(value, bool) or not isinstance(value, (int, float)) or not low <= value <= _LIMIT or value != int(value):
            raise NotAProblem(self._at(key), f">= {low}")
        if high is not None and value > high:
            raise NotAProblem(self._at(key), f"<= {high}")
        return int(value)

    def whole_or_none(self, key: str, high: int | None = None) -> int | None:
        return None if self.content.get(key) is None else self.whole(key, high=high)

    def number(self, key: str, default: float = 0.0) -> float:
        if key not in self.content:
            return default
        value = self.content[key]
        if isinstance(value, bool) or not isinstance(value, (int, float)) or not 0 <= value <= _LIMIT:
            raise NotAProblem(self._at(key), ">= 0")
        return float(value)

    def number_or_none(self, key: str) -> float | None:
        return None if self.content.get(key) is None else self.number(key)

    def flag(self, key: str, default: bool) -> bool:
        value = self.content.get(key, default)
        if not isinstance(value, bool):
            raise NotAProblem(self._at(key), "true | false")
        return value

    def interval(self, key: str) -> Interval | None:
        return _interval(self.content.get(key), self._at(key))

    def prices(self, key: str) -> list[tuple[str, Any]]:
        value = self.content.get(key)
        if value is not None and (not isinstance(value, dict) or not all(_is_text(name) for name in value)):
            raise NotAProblem(self._at(key), "object")
        return list((value or {}).items())

    def texts(self, key: str) -> tuple[str, ...]:
        value = self.content.get(key)
        value = [] if value is None else value
        if not isinstance(value, list) or not all(isinstance(item, str) and _is_text(item) for item in value):
            raise NotAProblem(self._at(key), "[text]")
        return tuple(value)

    def each(self, key: str, read: Callable[["_Object"], T]) -> tuple[T, ...]:
        value = self.content.get(key)
        value = [] if value is None else value
        if not isinstance(value, list):
            raise NotAProblem(self._at(key), "[]")
        return tuple(read(_Object(item, f"{self._at(key)}[{position}]")) for position, item in enumerate(value))


def _is_text(value: str) -> bool:
    """Tell whether a text has no control characters and no half surrogates."""
    return all(unicodedata.category(character) not in ("Cc", "Cs") for character in value)


def _interval(value: Any, path: str) -> Interval | None:
    if value is None:
        return None
    ends = value if isinstance(value, list) else [value, value]
    if (
        len(ends) != 2
        or any(isinstance(e, bool) or not isinstance(e, (int, float)) or not 0 <= e <= _LIMIT for e in ends)
        or ends[0] > ends[1]
        or any(e != int(e) for e in ends)
    ):
        raise NotAProblem(path, "[low, high]")
    return int(ends[0]), int(ends[1])


def _wave(o: _Object) -> Wave:
    return Wave(
        o.text("id"), o.whole("months", 1), o.whole_or_none("budget_yuan"), o.number_or_none("people"), o.whole_or_none("max_retire")
    )


def _serves(o: _Object) -> Serves:
    return Serves(o.text("service"), o.text("group"), o.text("region"), o.one_of("channel", "online", "counter", "assisted"))


def _system(o: _Object) -> PlanSystem:
    networks = None if o.content.get("networks") is None else o.texts("networks")
    return PlanSystem(
        id=o.text("id"),
        name="" if o.content.get("name") == "" else o.text_or_none("name") or "",
        cluster=o.text_or_none("cluster"),
        status=o.text_or_none("status") or "active",
        idle=o.flag("idle", False),
        om_month_yuan=o.interval("om_month_yuan"),
        exit_yuan=o.interval("exit_yuan"),
        mlps=o.whole_or_none("mlps", 5),
        networks=networks,
        regions=o.texts("regions"),
        users=o.whole_or_none("users"),
        capacity=o.whole_or_none("capacity"),
        burden_per_month=o.number_or_none("burden_per_month"),
        contract_end_month=o.whole_or_none("contract_end_month"),
        consumers_known=o.flag("consumers_known", True),
        may_retire=o.flag("may_retire", False),
        core_elements=o.texts("core_elements"),
        serves=o.each("serves", _serves),
    )


def _cluster(o: _Object) -> PlanCluster:
    return PlanCluster(o.text("id"), o.texts("members"), o.text_or_none("separated"))


def _move(o: _Object) -> Move:
    return Move(
        o.text("from"),
        o.text("to"),
        o.one_of("basis", "cluster", "embed"),
        o.interval("cost_yuan"),
        o.number("people"),
        o.texts("requires"),
    )


def _build(o: _Object) -> Build:
    kind = o.one_of("kind", "exchange", "component", "module", "counter", "training")
    rewires = o.each("rewires", lambda r: (r.text("exchange"), r.text("source")))
    return Build(
        o.text("id"),
        kind,
        o.interval("cost_yuan"),
        o.number("people"),
        o.each("offers", _serves),
        rewires,
        o.number("removes_burden_per_month"),
        o.texts("requires"),
    )


def _exchange(o: _Object) -> PlanExchange:
    return PlanExchange(o.text("id"), o.text("from"), o.text("to"), o.texts("elements"))


def _lock(o: _Object) -> Lock:
    return Lock(
        o.text("id"),
        o.text("system"),
        o.one_of("rule", "keep", "not_before", "stop_by", "not_target", "to"),
        o.text_or_none("wave"),
        o.text_or_none("to"),
    )


def _must_fix(o: _Object) -> MustFix:
    kind = o.one_of("kind", "merge", "stop", "build")
    return MustFix(
        o.text("id"), kind, o.text_or_none("cluster"), o.text_or_none("system"), o.text_or_none("build"), o.text_or_none("by_wave")
    )


def _check_references(problem: PlanProblem) -> None:
    known: dict[str, set[str]] = {}
    for array in ("waves", "systems", "clusters", "builds", "exchanges", "locks", "must_fix"):
        ids = [entry.id for entry in getattr(problem, array)]
        if len(ids) != len(set(ids)):
            raise NotAProblem(array, "unique id")
        known[array] = set(ids)
    if not problem.waves:
        raise NotAProblem("waves", "at least one")

    def want(array: str, identifier: str | None, path: str) -> None:
        if identifier is not None and identifier not in known[array]:
            raise NotAProblem(path, f"{array}: {identifier[:60]}")

    for cluster in problem.clusters:
        for member in cluster.members:
            want("systems", member, f"clusters.{cluster.id}.members")
    for move in problem.moves:
        want("systems", move.source, f"moves.{move.id}.from")
        want("systems", move.target, f"moves.{move.id}.to")
        for needed in move.requires:
            want("builds", needed, f"moves.{move.id}.requires")
    for build in problem.builds:
        for needed in build.requires:
            want("builds", needed, f"builds.{build.id}.requires")
        for rewired, source in build.rewires:
            want("exchanges", rewired, f"builds.{build.id}.rewires")
            want("systems", source, f"builds.{build.id}.rewires")
    for exchange in problem.exchanges:
        want("systems", exchange.source, f"exchanges.{exchange.id}.from")
        want("systems", exchange.target, f"exchanges.{exchange.id}.to")
    for lock in problem.locks:
        want("systems", lock.system, f"locks.{lock.id}.system")
        want("waves", lock.wave, f"locks.{lock.id}.wave")
        want("systems", lock.to, f"locks.{lock.id}.to")
        if lock.rule in ("not_before", "stop_by") and lock.wave is None:
            raise NotAProblem(f"locks.{lock.id}.wave", "text")
        if lock.rule == "to" and lock.to is None:
            raise NotAProblem(f"locks.{lock.id}.to", "text")
    for fix in problem.must_fix:
        for array, kind, identifier in (
            ("clusters", "merge", fix.cluster),
            ("systems", "stop", fix.system),
            ("builds", "build", fix.build),
        ):
            if fix.kind == kind and identifier is None:
                raise NotAProblem(f"must_fix.{fix.id}", array)
            want(array, identifier, f"must_fix.{fix.id}.{array}")
        want("waves", fix.by_wave, f"must_fix.{fix.id}.by_wave")


# what a document says of an entry under the name that the problem has for it
_OF_WAVE = ("id", "months", "budget_yuan", "people", "max_retire")
_OF_SYSTEM = (
    *("id", "name", "cluster", "status", "idle", "mlps", "networks", "regions", "users", "capacity", "burden_per_month"),
    *("contract_end_month", "consumers_known", "may_retire", "core_elements", "om_month_yuan", "exit_yuan"),
)
_OF_MOVE = ("basis", "cost_yuan", "people", "requires")
_OF_BUILD = ("id", "kind", "cost_yuan", "people", "removes_burden_per_month", "requires")


def problem_document(problem: PlanProblem) -> dict[str, Any]:
    """The JSON document of a problem."""
    return {
        "schema_version": 1,
        "horizon_months": problem.horizon_months,
        "budget_yuan": problem.budget_yuan,
        "waves": [_plain(wave, _OF_WAVE) for wave in problem.waves],
        "element_map_yuan": {name: _listed(value) for name, value in problem.element_map_yuan.items()},
        "systems": [{**_plain(system, _OF_SYSTEM), "serves": _served(system.serves)} for system in problem.systems],
        "clusters": [_plain(cluster, ("id", "members", "separated")) for cluster in problem.clusters],
        "moves": [{"from": move.source, "to": move.target, **_plain(move, _OF_MOVE)} for move in problem.moves],
        "builds": [
            {
                **_plain(build, _OF_BUILD),
                "offers": _served(build.offers),
                "rewires": [{"exchange": exchange, "source": source} for exchange, source in build.rewires],
            }
            for build in problem.builds
        ],
        "exchanges": [{"id": e.id, "from": e.source, "to": e.target, "elements": list(e.elements)} for e in problem.exchanges],
        "locks": [_plain(lock, ("id", "system", "rule", "wave", "to")) for lock in problem.locks],
        "must_fix": [_plain(fix, ("id", "kind", "cluster", "system", "build", "by_wave")) for fix in problem.must_fix],
    }


def _plain(entry: Any, names: tuple[str, ...]) -> dict[str, Any]:
    return {name: _listed(getattr(entry, name)) for name in names}


def _listed(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else value


def _served(entries: tuple[Serves, ...]) -> list[dict[str, str]]:
    return [{"service": s.service, "group": s.group, "region": s.region, "channel": s.channel} for s in entries]
