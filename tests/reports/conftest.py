"""Invented offices for pictures and reports: from a handful with hostile names to five thousand systems."""

import random
from collections.abc import Callable
from typing import Any

import pytest

from graphs.analysis import Analysis, analyse
from graphs.thresholds import Thresholds
from inventory.schema import entities
from inventory.values.inventory import Inventory
from inventory.values.record import Record
from reports.diagrams.scene import Scene
from reports.wording import Names

TODAY = "2026-11-24"
HOSTILE = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "javascript:alert(1)",
    '一"];evil[label="x',
    "两行\n的名\\n字",
    "</svg><style>*{display:none}</style>",
    "{{7*7}}{x}%(y)s",
)
_SIGNS = "婚姻登记社会保险网格治理农机补贴学籍医疗信访消防河道公文项目车辆林地渔业文物气象档案统计"


def make_office(systems: int, *, names: tuple[str, ...] = (), seed: int = 1) -> Inventory:
    """Systems of a few bodies with tables, items and exchanges; `names` go first to systems, then to everything else."""
    rng = random.Random(seed)
    made: dict[str, dict[str, Record]] = {entity: {} for entity in entities()}

    def add(entity: str, identifier: str, **values: Any) -> None:
        made[entity][identifier] = entities()[entity].value_class(
            id=identifier, modes=frozenset({"declared"}), sources=("form.xlsx#系统!2",), **values
        )

    def name(number: int, usual: str) -> str:
        return names[number % len(names)] if names else usual

    bodies = max(2, systems // 6)
    for n in range(bodies):
        add("Organisation", f"org-{n}", name=name(n, f"云溪县第{n}号职能部门办公室"), level="county", region="430603")
    for n in range(systems):
        # every tenth system does the work of the one before it
        number = n - (n % 10 == 9)
        work = "".join(random.Random(number).sample(_SIGNS, 4))
        add(
            "System", f"sys-{n}", name=name(n, f"{work}综合业务管理信息系统{n}"), owner=f"org-{n % bodies}", kind="business", status="active",
            purpose=work, functions=(f"{work}申领", f"{work}审核"), coverage=("430603",),
        )  # fmt: skip
        add("Dataset", f"res-{n}", name=name(n, f"{work}台账{n}"), system=f"sys-{n}", provider=f"org-{n % bodies}")
        for position, label in enumerate(("姓名", "公民身份号码", "户籍地址", "婚姻状况", "高龄津贴标志")[: 2 + number % 4]):
            add("DataField", f"fld-{n}-{position}", label=name(n, label), name=f"f{position}", resource=f"res-{n}", origin="collected")
    for n in range(systems * 2):
        left, right = rng.randrange(systems), rng.randrange(systems)
        if left != right:
            method = rng.choice(("api", "batch", "manual"))
            add("Exchange", f"exc-{n}", from_system=f"sys-{left}", to_system=f"sys-{right}", method=method, elements=("姓名",))
    return Inventory(round=name(0, "2026-2"), today=TODAY, records=made)


def make_plan(inventory: Inventory) -> dict[str, Any]:
    """A plan's answer in which every fifth system moves into the one before it and every seventh stops."""
    entries, waves = [], {"w1": [], "w2": []}
    names = Names(inventory, "zh")
    for position, identifier in enumerate(inventory.systems):
        action = "move" if position % 5 == 4 else "retire" if position % 7 == 6 and position % 5 != 3 else "keep"
        wave = None if action == "keep" else ("w1", "w2")[position % 2]
        to = list(inventory.systems)[position - 1] if action == "move" else None
        entries.append(
            {"id": identifier, "name": names.of(identifier), "action": action, "to": to, "wave": wave, "why": names.of(identifier)}
        )
        if wave:
            waves[wave].append(identifier)
    builds = [{"id": f"connect-{n}", "name": f"接口 {names.of('sys-0')}", "wave": "w1", "why": "…"} for n in range(3)]
    return {
        "status": "optimal", "systems": entries, "builds": builds, "explanation": names.of("sys-0"), "questions": [], "stable": True, "depends_on": [],
        "waves": [{"id": w, "cost_yuan": [10_000, 20_000], "saving_yuan": [0, 5_000], "people": 1, "stopped": s} for w, s in waves.items()],
    }  # fmt: skip


class Office:
    """An inventory with its analysis and plan, and scenes of it."""

    def __init__(self, inventory: Inventory) -> None:
        self.inventory = inventory
        self.analysis: Analysis = analyse(inventory, Thresholds({}), binding={}, hands=2)
        self.plan = make_plan(inventory)

    def scene(self, language: str = "zh") -> Scene:
        """What the views are drawn from."""
        return Scene(self.analysis, self.plan, Names(self.inventory, language), f"{self.inventory.round} · {TODAY}")


@pytest.fixture(scope="session")
def office() -> Callable[[int], Office]:
    """An office of so many systems, made once."""
    made: dict[int, Office] = {}

    def of(systems: int) -> Office:
        if systems not in made:
            made[systems] = Office(make_office(systems))
        return made[systems]

    return of


@pytest.fixture(scope="session")
def hostile_names() -> tuple[str, ...]:
    """Names that would be markup, script, DOT or a template if anything let them."""
    return HOSTILE


@pytest.fixture(scope="session")
def hostile_office() -> Office:
    """A small office all of whose things have hostile names."""
    return Office(make_office(len(HOSTILE) * 2, names=HOSTILE))
