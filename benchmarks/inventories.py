"""Made inventories of any size with planted duplicates, from the authored jobs in jobs_a.csv and jobs_b.csv.

A county has its bureaus and one system for each of its jobs; some systems are entered twice (typing errors, short names), some do
the job of another under another name and in other words, as a second bureau or vendor would put it. Every other county has the
same jobs: look-alikes that are no duplicates. The same seed gives the same inventory.
"""

import csv
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import combinations, islice
from pathlib import Path
from typing import Any

from sqlalchemy import insert
from sqlalchemy.orm import Session

from auditor.workspace import Workspace
from graphs.duplicates.lists import Listed
from inventory.database import writing
from inventory.models.records import TABLES

HERE = Path(__file__).parent
_PLACES = "云溪临江青阳安平清水永和东山西林南屏北湖长乐怀远平川双河石门白沙金华玉山龙泉凤台"
_VENDORS = ("华云信息", "中科智联", "东方数据", "远景软件", "天行科技", "众合网络", "恒达系统", "博通数码")
_ROLES = (("原", "old"), ("变更后", "new"), ("申请人", "sqr"), ("代办人", "dbr"), ("上次", "last"), ("审核", "sh"), ("导入", "imp"))
_TECHNICAL = (("创建时间", "create_time"), ("修改时间", "update_time"), ("备注", "remark"), ("主键", "id"), ("删除标志", "is_deleted"))
_TYPING = "的一是在不了有和人这中大为上个国我以要他"
_TWICE, _OTHER_NAME, _OLD = 0.05, 0.08, 0.02


@dataclass(frozen=True, slots=True)
class Job:
    """What some system does, in the words of two offices."""

    bureau: str
    names: tuple[str, ...]
    descriptions: tuple[str, ...]
    functions: tuple[tuple[str, ...], tuple[str, ...]]
    items: tuple[tuple[str, str], ...]


@dataclass(slots=True)
class Made:
    """Systems with their region and job, and the pairs that a person would call one or doubled, by how they were planted."""

    rows: list[Listed] = field(default_factory=list)
    jobs: list[Job] = field(default_factory=list)
    truth: dict[str, set[tuple[str, str]]] = field(default_factory=lambda: {"twice": set(), "other_name": set()})

    replaced: set[tuple[str, str]] = field(default_factory=set)

    @property
    def wanted(self) -> set[tuple[str, str]]:
        """All planted pairs."""
        return set().union(*self.truth.values())


def read_jobs() -> list[Job]:
    """The authored jobs."""
    found = []
    for path in sorted(HERE.glob("jobs_*.csv")):
        with path.open(encoding="utf-8", newline="") as stream:
            for row in csv.DictReader(stream):
                parts = {key: tuple(part for part in value.split("|") if part) for key, value in row.items()}
                items = tuple((label, name) for label, _, name in (item.partition(":") for item in parts["items"]))
                functions = (parts["functions"], parts["functions_other"])
                found.append(Job(row["bureau"], (row["name"], *parts["other_names"]), parts["descriptions"], functions, items))
    return found


def make(systems: int, *, seed: int = 1, jobs: list[Job] | None = None) -> Made:
    """An inventory of that many systems, up to some 270 a county."""
    dice, jobs, made = random.Random(seed), jobs or read_jobs(), Made()
    for county in range(10_000):
        region = f"{33 + county // 1000:02d}{1 + county % 1000 // 50:02d}{1 + county % 50:02d}"
        place = "".join(dice.sample(_PLACES, 2)) + "县"
        for job in dice.sample(jobs, len(jobs)):
            _add_job(made, job, jobs, place, region, dice)
            if len(made.rows) >= systems:
                return made
    return made


def _add_job(made: Made, job: Job, jobs: list[Job], place: str, region: str, dice: random.Random) -> None:
    first = _row(made, job, jobs, 0, place, region, dice)
    chance = dice.random()
    if chance > 1 - _OLD:
        second = _row(made, job, jobs, dice.randrange(len(job.names)), place, region, dice)
        made.rows[-1] = replace(second, status="retired")
        made.replaced.update(combinations((first.id, second.id), 2))
    elif chance < _TWICE:
        second = _row(made, job, jobs, 0, place, region, dice, like=first)
        made.truth["twice"].update(combinations((first.id, second.id), 2))
    elif chance < _TWICE + _OTHER_NAME:
        second = _row(made, job, jobs, dice.randrange(1, len(job.names)), place, region, dice)
        made.truth["other_name"].update(combinations((first.id, second.id), 2))


def _row(
    made: Made, job: Job, jobs: list[Job], named: int, place: str, region: str, dice: random.Random, *, like: Listed | None = None
) -> Listed:
    identifier = f"s{len(made.rows):07d}"
    said = min(named, 1)
    name = (place if dice.random() < 0.5 else "") + job.names[named]
    # offices list their functions and data more or less fully, and beside others of their own
    functions = _some(job.functions[said], dice)
    neighbour = dice.choice(jobs)
    items = _some([label for label, _ in job.items], dice) + _some([label for label, _ in neighbour.items], dice)[: dice.randrange(5)]
    description = job.descriptions[said % len(job.descriptions)]
    owner = place + (job.bureau if named == 0 or dice.random() < 0.5 else dice.choice(("数据局", "政务服务局", "大数据中心")))
    if like is not None:
        name, owner = _short(name, dice) if dice.random() < 0.5 else _typed(name, dice), like.owner
    if dice.random() < 0.3:
        description = _typed(description, dice)
    row = Listed(
        id=identifier,
        name=name,
        description=description if dice.random() < 0.9 else "",
        functions=tuple(functions) if dice.random() < 0.9 else (),
        elements=tuple(items) if dice.random() < 0.7 else (),
        owner=owner,
        regions=(region,),
        vendor=like.vendor if like is not None else dice.choice(_VENDORS),
        status="active",
        audience=frozenset([_audience(job, dice)]) if dice.random() < 0.6 else frozenset(),
        start=f"{dice.randrange(2008, 2025)}-{dice.randrange(1, 13):02d}-01",
    )
    made.rows.append(row)
    made.jobs.append(job)
    return row


def _audience(job: Job, dice: random.Random) -> str:
    """Whom a job serves: nearly always the same people."""
    own = ("public", "business", "staff", "grassroots")[sum(map(ord, job.names[0])) % 4]
    return own if dice.random() < 0.95 else "staff"


def _some(items: Sequence[str], dice: random.Random) -> list[str]:
    """A part of a list, from a third to all of it."""
    share = dice.uniform(0.35, 1)
    return [item for item in items if dice.random() < share] or list(items[:1])


def _typed(text: str, dice: random.Random) -> str:
    """A text with one or two typing errors."""
    letters = list(text)
    for _ in range(1 + len(letters) // 12):
        at = dice.randrange(len(letters))
        change = dice.randrange(3)
        letters[at : at + 1] = [(), (dice.choice(_TYPING),), (letters[at], letters[at])][change]
    return "".join(letters)


def _short(name: str, dice: random.Random) -> str:
    for long, short in (("管理", ""), ("信息", ""), ("服务", ""), ("业务", ""), ("系统", "平台" if dice.random() < 0.5 else "")):
        if len(name) > 6:
            name = name.replace(long, short)
    return name


def fill(workspace: Workspace, made: Made, *, exchanges: int, fields: int, seed: int = 1) -> None:
    """Write a made inventory into a workspace: bodies, systems, one dataset a system, so many fields and exchanges in all."""
    dice = random.Random(seed)
    bodies = {owner: f"org-{number}" for number, owner in enumerate(sorted({row.owner for row in made.rows}))}
    home = {row.owner: row.regions[0] for row in made.rows}
    by_region: dict[str, list[int]] = {}
    for position, row in enumerate(made.rows):
        by_region.setdefault(row.regions[0], []).append(position)
    with writing(workspace.engine) as session:
        insert_rows(
            session,
            TABLES["Organisation"],
            (
                {**fixed(key), "name": name, "level": "county", "region": home[name], "attested": ["exchanges"]}
                for name, key in bodies.items()
            ),
        )
        insert_rows(
            session,
            TABLES["System"],
            (
                {
                    **fixed(row.id),
                    "name": row.name,
                    "owner": bodies[row.owner],
                    "kind": "business",
                    "status": row.status,
                    "audience": sorted(row.audience),
                    "purpose": row.description or None,
                    "functions": list(row.functions),
                    "contractor": row.vendor,
                    "start_date": row.start,
                }
                for row in made.rows
            ),
        )
        insert_rows(
            session,
            TABLES["Dataset"],
            (
                {**fixed(f"res-{row.id}"), "name": f"{row.name}数据表", "system": row.id, "subject": "person", "collection": "collected"}
                for row in made.rows
            ),
        )
        insert_rows(session, TABLES["DataField"], _fields(made, fields, dice))
        insert_rows(session, TABLES["Exchange"], _exchanges(made, by_region, exchanges, dice))


def _fields(made: Made, fields: int, dice: random.Random) -> Iterator[dict[str, Any]]:
    """The items of each system's own job, then what wide registers keep beside: earlier states, other roles, technical columns."""
    per, left = max(1, fields // len(made.rows)), fields
    for row, job in zip(made.rows, made.jobs, strict=True):
        roles = [(f"{zh}{label}", f"{name}_{code}") for zh, code in _ROLES for label, name in job.items]
        spare = [(f"扩展字段{number}", f"ext{number}") for number in range(max(0, per - len(job.items) - len(roles)))]
        items = [*job.items, *dice.sample(roles, len(roles)), *_TECHNICAL, *spare][:per]
        for number, (label, name) in enumerate(items[: max(0, left)]):
            yield {**fixed(f"fld-{row.id}-{number}"), "label": label, "name": name, "resource": f"res-{row.id}", "type": "string"}
        left -= len(items)


def _exchanges(made: Made, by_region: dict[str, list[int]], exchanges: int, dice: random.Random) -> Iterator[dict[str, Any]]:
    """Exchanges inside a county: each carries some items of its supplier, most often those that many hold."""
    for number in range(exchanges):
        supplier = dice.randrange(len(made.rows))
        consumer = dice.choice(by_region[made.rows[supplier].regions[0]])
        items = dice.sample(made.jobs[supplier].items, 3)
        yield {
            **fixed(f"exc-{number}"),
            "name": f"交换{number}",
            "from_system": made.rows[supplier].id,
            "to_system": made.rows[consumer].id,
            "method": dice.choice(("api", "api", "batch", "manual")),
            "elements": [label for label, _ in items],
            "status": "active",
        }


def fixed(identifier: str) -> dict[str, Any]:
    """What every row has, whatever it describes."""
    return {"id": identifier, "sources": ["bench.csv#2"], "modes": ["declared"], "none": [], "not_applicable": []}


def insert_rows(session: Session, table: Any, rows: Iterator[dict[str, Any]]) -> None:
    """Insert rows in parts."""
    while part := list(islice(rows, 20_000)):
        session.execute(insert(table), part)
