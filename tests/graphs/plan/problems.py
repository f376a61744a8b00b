"""Random small planning problems that touch every field of PLAN.md, and builders of written-out ones."""

import random
from typing import Any

CHANNELS = ("online", "counter", "assisted")
BUILDS = ("exchange", "component", "module", "counter", "training")


def system(identifier: str, **fields: Any) -> dict[str, Any]:
    """A system that may go anywhere and that nobody needs, but for the fields given."""
    return {
        "id": identifier, "name": f"系统{identifier}", "cluster": None, "status": "active", "idle": False, "om_month_yuan": 1000, "exit_yuan": 0, "mlps": 2,
        "networks": [], "regions": [], "users": 10, "capacity": None, "burden_per_month": 0, "contract_end_month": 0, "consumers_known": True,
        "may_retire": False, "core_elements": [], "serves": [], **fields,
    }  # fmt: skip


def wave(identifier: str, months: int = 3, **fields: Any) -> dict[str, Any]:
    """A wave without limits."""
    return {"id": identifier, "months": months, "budget_yuan": None, "people": None, "max_retire": None, **fields}


def move(source: str, to: str, **fields: Any) -> dict[str, Any]:
    """A move inside a cluster that costs 100 yuan."""
    return {"from": source, "to": to, "basis": "cluster", "cost_yuan": 100, "people": 1, "requires": [], **fields}


def build(identifier: str, **fields: Any) -> dict[str, Any]:
    """A build of 50 yuan."""
    return {
        "id": identifier, "kind": "exchange", "cost_yuan": 50, "people": 1, "offers": [], "rewires": [], "removes_burden_per_month": 0, "requires": [], **fields,
    }  # fmt: skip


def serves(service: str, channel: str, group: str = "old", region: str = "r1") -> dict[str, str]:
    """An entry of `serves` or `offers`."""
    return {"service": service, "group": group, "region": region, "channel": channel}


def fix(identifier: str, kind: str, by_wave: str | None = None, **fields: Any) -> dict[str, Any]:
    """A must-fix."""
    return {"id": identifier, "kind": kind, "cluster": None, "system": None, "build": None, "by_wave": by_wave, **fields}


def problem(systems: list[dict[str, Any]], *, waves: int | list[dict[str, Any]] = 2, horizon: int = 24, **fields: Any) -> dict[str, Any]:
    """A problem; `waves` may be a number of waves of three months without limits."""
    return {
        "schema_version": 1, "horizon_months": horizon, "budget_yuan": None,
        "waves": [wave(f"w{n}") for n in range(1, waves + 1)] if isinstance(waves, int) else waves,
        "element_map_yuan": {}, "systems": systems, "clusters": [], "moves": [], "builds": [], "exchanges": [], "locks": [], "must_fix": [], **fields,
    }  # fmt: skip


def pair(**fields: Any) -> dict[str, Any]:
    """Two confirmed duplicates, a and b, of which a may move into b."""
    first, second = {**system("a"), **fields.pop("a", {})}, {**system("b"), **fields.pop("b", {})}
    together = [{"id": "c1", "members": ["a", "b"], "separated": None}]
    return problem([first, second], **{"clusters": together, "moves": [move("a", "b", **fields.pop("move", {}))], **fields})


class _Dice:
    def __init__(self, seed: int) -> None:
        self.rng = random.Random(seed)

    def often(self, share: float) -> bool:
        return self.rng.random() < share

    def one(self, *of: Any) -> Any:
        return self.rng.choice(of)

    def some(self, of: list[Any], share: float) -> list[Any]:
        return [item for item in of if self.often(share)]

    def money(self, scale: int, unknown: float = 0.1) -> Any:
        if self.often(unknown):
            return None
        low = self.rng.randint(0, 12) * scale + self.rng.randint(0, 9)
        return low if self.often(0.4) else [low, low + self.rng.randint(0, 8) * scale]


def random_problem(seed: int, *, systems: int = 5) -> dict[str, Any]:
    """A problem of at most `systems` systems, two or three waves and few builds; the same seed gives the same problem."""
    d = _Dice(seed)
    # five sizes of money: from single yuan to hundreds of millions
    scale = d.one(1, 100, 10_000, 1_000_000, 50_000_000)
    ids = [f"s{n}" for n in range(d.rng.randint(2, systems))]
    waves = [
        wave(f"w{n}", d.rng.randint(1, 8), budget_yuan=d.rng.randint(2, 40) * scale if d.often(0.25) else None,
             people=d.one(0.5, 1, 2, 3.5, 6) if d.often(0.25) else None, max_retire=d.one(0, 1, 1, 2) if d.often(0.25) else None)
        for n in range(d.one(2, 2, 3))
    ]  # fmt: skip
    clusters, shuffled = [], ids[:]
    d.rng.shuffle(shuffled)
    while len(shuffled) > 1 and d.often(0.85):
        size = d.rng.randint(1, min(4, len(shuffled)))
        members, shuffled = shuffled[:size], shuffled[size:]
        clusters.append({"id": f"c{len(clusters)}", "members": members, "separated": "法定分设" if d.often(0.12) else None})
    services, elements = ["养老", "缴费"], ["e1", "e2", "e3"]
    made = []
    for identifier in ids:
        inside = next((c["id"] for c in clusters if identifier in c["members"]), None)
        made.append(system(
            identifier, cluster=inside, status=d.one("active", "active", "active", "trial", "suspended"), idle=d.often(0.08), om_month_yuan=d.money(scale),
            exit_yuan=d.money(scale, 0.08), mlps=d.one(2, 2, 3, 3, 1, None), networks=None if d.often(0.07) else d.some(["gov", "net"], 0.6) if d.often(0.35) else ["gov", "net"],
            regions=d.some(["r1", "r2"], 0.7) if d.often(0.35) else ["r1", "r2"], users=None if d.often(0.1) else d.rng.randint(0, 100), capacity=d.rng.randint(20, 250) if d.often(0.4) else None,
            burden_per_month=None if d.often(0.15) else d.one(0, 0, 3, 20, 1000), contract_end_month=None if d.often(0.15) else d.one(0, 0, 5, 30),
            consumers_known=not d.often(0.15), may_retire=d.often(0.3), core_elements=d.some(elements, 0.3),
            serves=[serves(d.one(*services), d.one("online", "online", *CHANNELS), d.one("old", "all"), d.one("r1", "r2")) for _ in range(d.one(0, 1, 1, 2))],
        ))  # fmt: skip
    exchanges = []
    for _ in range(d.one(0, 1, 2, 3)):
        left, right = d.rng.sample(ids, 2)
        exchanges.append({"id": f"x{len(exchanges)}", "from": left, "to": right, "elements": d.some(elements, 0.5)})
    names = [f"b{n}" for n in range(d.one(0, 1, 1, 2, 2, 3))]
    builds = [
        build(name, kind=d.one(*BUILDS), cost_yuan=d.money(scale), people=d.one(0, 0.5, 1, 2),
              offers=[serves(d.one(*services), d.one(*CHANNELS), d.one("old", "all"), d.one("r1", "r2"))] if d.often(0.4) else [],
              rewires=[{"exchange": d.one(*exchanges)["id"], "source": d.one(*ids)} for _ in range(2)] if exchanges and d.often(0.6) else [],
              removes_burden_per_month=d.one(0, 0, 4, 50), requires=[names[position - 1]] if position and d.often(0.4) else [])
        for position, name in enumerate(names)
    ]  # fmt: skip
    pairs = {(a, b): "cluster" for c in clusters for a in c["members"] for b in c["members"] if a != b and d.often(0.75)}
    for _ in range(d.one(0, 0, 1, 2)):
        # `embed` needs no cluster; `cluster` outside one is a move that must not happen
        pairs.setdefault(tuple(d.rng.sample(ids, 2)), d.one("embed", "embed", "cluster"))
    moves = [
        move(a, b, basis=basis, cost_yuan=d.money(scale), people=d.one(0, 0.5, 1, 2), requires=d.some(names, 0.12))
        for (a, b), basis in pairs.items()
    ]
    locks = []
    for _ in range(d.one(0, 0, 0, 1, 1, 2)):
        rule = d.one("keep", "not_before", "stop_by", "not_target", "to")
        locks.append({
            "id": f"l{len(locks)}", "system": d.one(*ids), "rule": rule, "wave": d.one(*waves)["id"] if rule in ("not_before", "stop_by") else None,
            "to": d.one(*ids) if rule == "to" else None,
        })  # fmt: skip
    fixes = []
    for _ in range(d.one(0, 0, 1, 1, 2)):
        kind = d.one("merge", "merge", "stop", "build")
        by = d.one(*waves)["id"] if d.often(0.3) else None
        if kind == "merge" and clusters:
            fixes.append(fix(f"f{len(fixes)}", "merge", by, cluster=d.one(*clusters)["id"]))
        elif kind == "stop":
            fixes.append(fix(f"f{len(fixes)}", "stop", by, system=d.one(*ids)))
        elif kind == "build" and names:
            fixes.append(fix(f"f{len(fixes)}", "build", by, build=d.one(*names)))
    return {
        "schema_version": 1, "horizon_months": d.one(6, 12, 36, 60), "budget_yuan": d.rng.randint(2, 60) * scale if d.often(0.3) else None, "waves": waves,
        "element_map_yuan": {e: d.money(scale, 0.2) for e in elements if d.often(0.85)}, "systems": made, "clusters": clusters, "moves": moves, "builds": builds,
        "exchanges": exchanges, "locks": locks, "must_fix": fixes,
    }  # fmt: skip


def permuted(document: dict[str, Any], seed: int) -> dict[str, Any]:
    """The same problem with its arrays in another order (waves are in order by contract)."""
    rng = random.Random(seed)
    found = dict(document)
    for name in ("systems", "clusters", "moves", "builds", "exchanges", "locks", "must_fix"):
        found[name] = rng.sample(document[name], len(document[name]))
    for name, inner in (
        ("systems", "serves"),
        ("systems", "core_elements"),
        ("systems", "regions"),
        ("clusters", "members"),
        ("builds", "rewires"),
    ):
        found[name] = [{**entry, inner: rng.sample(entry[inner], len(entry[inner]))} for entry in found[name]]
    found["element_map_yuan"] = dict(rng.sample(sorted(document["element_map_yuan"].items()), len(document["element_map_yuan"])))
    return found


def levels(answer: dict[str, Any]) -> tuple[int, ...]:
    """The objective of an answer, level by level."""
    return tuple(answer["objective"][name] for name in ("late", "burden", "net_yuan", "changes"))


def chosen(answer: dict[str, Any]) -> dict[str, tuple[str, str | None, str | None]]:
    """What an answer does with each system: action, target, wave."""
    return {s["id"]: (s["action"], s["to"], s["wave"]) for s in answer["systems"]}
