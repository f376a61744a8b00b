"""How long pages take when many people work at once: `python benchmarks/web.py [--systems N --fields N --users N --seconds N]`.

Makes an inventory of that size, serves it as `auditor serve` does, and opens every kind of page one after the other: the server's CPU
milliseconds a page, which other work on the machine does not change. Then that many simulated users open lists, searches, records,
findings and the review in turn, and a clerk of one body the list of its fields (each waits a second between two pages, as readers do): p50, p95 and p99 of every kind of page.
Server and users share the machine. `--workspace DIR` keeps the inventory there, and takes it from there the next time.
"""

import argparse
import asyncio
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import httpx
from inventories import fixed, insert_rows

from auditor.accounts import add_account
from auditor.pipeline import PAIR_CHUNK
from auditor.workspace import Workspace, create_workspace
from inventory.database import writing
from inventory.models.ledger import FindingRow
from inventory.models.records import TABLES
from inventory.snapshot import save_result

PASSWORD = "correct-horse-battery"
_BUREAUS = ("民政局", "公安局", "教育局", "卫生健康局", "人力资源和社会保障局", "农业农村局", "住房和城乡建设局", "应急管理局")
_JOBS = ("低保申请", "户籍登记", "入学报名", "随访管理", "社保参保", "耕地补贴", "工程备案", "隐患排查", "高龄津贴", "居住证办理")
_FORMS = ("系统", "平台", "管理平台", "信息系统", "一体机", "服务平台")


def fill(workspace: Workspace, systems: int, fields: int) -> None:
    """An inventory of that many systems and fields, with a finding for every fifth system and 5,000 pairs to review."""
    dice = random.Random(1)
    bodies = [f"{n:03d}县{bureau}" for n in range(max(1, systems // 2000)) for bureau in _BUREAUS]
    per = max(1, fields // systems)
    with writing(workspace.engine) as session:
        insert_rows(
            session, TABLES["Organisation"], ({**fixed(f"org-{n}"), "name": name, "level": "county"} for n, name in enumerate(bodies))
        )
        named = [f"{dice.choice(_JOBS)}{dice.choice(_FORMS)}{n}" for n in range(systems)]
        insert_rows(
            session,
            TABLES["System"],
            (
                {
                    **fixed(f"sys-{n}"),
                    "name": name,
                    "owner": f"org-{n % len(bodies)}",
                    "kind": "business",
                    "status": "active",
                    "functions": [name[:4]],
                }
                for n, name in enumerate(named)
            ),
        )
        insert_rows(
            session,
            TABLES["Dataset"],
            ({**fixed(f"res-{n}"), "name": f"{name}数据表", "system": f"sys-{n}"} for n, name in enumerate(named)),
        )
        insert_rows(
            session,
            TABLES["DataField"],
            (
                {**fixed(f"fld-{n}-{m}"), "label": f"信息项{m}", "name": f"f{m}", "resource": f"res-{n}"}
                for n in range(systems)
                for m in range(per)
            ),
        )
        insert_rows(session, FindingRow, (_finding(n) for n in range(0, systems, 5)))
        pairs = [
            {
                "left": f"sys-{n}",
                "right": f"sys-{n + 1}",
                "relation": "duplicate",
                "score": 0.7,
                "p": {"duplicate": 0.7},
                "families": {"functions": 0.8},
                "reasons": [],
            }
            for n in range(0, min(systems - 1, 10_000), 2)
        ]
        save_result(session, "pairs", [[pair["left"], pair["right"]] for pair in pairs])
        for first in range(0, len(pairs), PAIR_CHUNK):
            save_result(session, f"pairs:{first // PAIR_CHUNK}", pairs[first : first + PAIR_CHUNK])


def _finding(number: int) -> dict[str, Any]:
    reasons = [{"code": "life.contract", "parts": {"system": f"sys-{number}", "date": "2025-12-31", "days": 300}}]
    content = {
        "id": f"fnd-{number:012x}",
        "rule": "LIF-06",
        "subjects": [f"sys-{number}"],
        "organisations": [],
        "reasons": reasons,
        "basis": [],
        "thresholds": [],
        "evidence": [],
        "must_confirm": "reviewer",
    }
    return {
        "id": content["id"], "rule": "LIF-06", "severity": "medium", "certainty": "certain", "status": "candidate", "owner": None, "due": None, "round": "r",
        "is_current": True, "content": content,
    }  # fmt: skip


_KINDS = ("list", "search", "fields", "field search", "record", "findings", "review", "dashboard")
# as a clerk sees them: kind → kind of the address
_OF_CLERK = {"clerk fields": "fields", "clerk search": "field search"}
# pages of each kind that are opened one after the other
_ALONE = 50


def _visits(systems: int, fields: int, dice: random.Random, kind: str = "") -> tuple[str, str]:
    kind = kind or dice.choice(_KINDS)
    one = dice.randrange(systems)
    address = {
        "list": f"/inventory/systems?page={1 + dice.randrange(max(1, systems // 50))}",
        "search": f"/inventory/systems?q={dice.choice(('djl', '高龄津贴', 'ruxue', '随访', '平台9'))}",
        "fields": f"/inventory/fields?page={1 + dice.randrange(max(1, fields // 50))}",
        # a twentieth of all fields, a filter that keeps none, a field by its id, nothing
        "field search": f"/inventory/fields?{dice.choice((f'q=信息项{dice.randrange(10, 20)}', 'pii=name', f'q=fld-{one}-3', 'q=没有'))}",
        "record": f"/record/sys-{one}",
        "findings": f"/findings?page={1 + dice.randrange(max(1, systems // 250))}",
        "review": f"/review?at={dice.randrange(200)}",
        "dashboard": "/",
    }[kind]
    return kind, address


async def _user(
    base: str, cookie: dict[str, str], size: tuple[int, int], until: float, number: int, took: dict[str, list[float]], wait: float
) -> None:
    dice = random.Random(number)
    # without a store of certificates of its own: to read fifty of them holds all users up
    async with httpx.AsyncClient(base_url=base, cookies=cookie, timeout=60, verify=False) as client:
        await asyncio.sleep(dice.random() * wait)
        while time.monotonic() < until:
            kind, address = _visits(*size, dice)
            began = time.perf_counter()
            answer = await client.get(address)
            took[kind].append(time.perf_counter() - began)
            if answer.status_code != 200:
                raise SystemExit(f"{address}: {answer.status_code}")
            await asyncio.sleep(wait * (0.5 + dice.random()))


def main() -> None:
    """Make, serve, visit, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--systems", type=int, default=100_000)
    parser.add_argument("--fields", type=int, default=2_000_000)
    parser.add_argument("--users", type=int, default=50)
    parser.add_argument("--seconds", type=int, default=60)
    parser.add_argument("--wait", type=float, default=1.0, help="seconds between two pages of one user")
    parser.add_argument("--workspace", type=Path, help="folder that keeps the inventory")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        place = options.workspace or Path(folder) / "w"
        if not place.exists():
            _make(place, options)
        port = 8_700 + os.getpid() % 200
        command = [sys.executable, "-m", "auditor", "-w", str(place), "serve", "--port", str(port)]
        server = subprocess.Popen(command, stderr=subprocess.DEVNULL)
        try:
            asyncio.run(_measure(f"http://127.0.0.1:{port}", options, server.pid))
        finally:
            server.terminate()
            server.wait()


def _make(folder: Path, options: argparse.Namespace) -> None:
    workspace = create_workspace(folder, name="bench", region=None, lang="zh", db=None)
    began = time.monotonic()
    fill(workspace, options.systems, options.fields)
    add_account(workspace, "bench", "administrator", organisation=None, password=PASSWORD)
    add_account(workspace, "clerk", "clerk", organisation="org-7", password=PASSWORD)
    print(f"{options.systems:,} systems, {options.fields:,} fields made in {time.monotonic() - began:.0f} s")


async def _measure(base: str, options: argparse.Namespace, server: int) -> None:
    size = (options.systems, options.fields)
    async with httpx.AsyncClient(base_url=base, timeout=60) as client:
        for _ in range(100):
            try:
                await client.get("/healthz")
                break
            except httpx.TransportError:
                await asyncio.sleep(0.2)
        answer = await client.post("/login", data={"name": "bench", "password": PASSWORD, "next": "/"})
        assert answer.status_code == 303
        cookie = dict(client.cookies)
        # the index of sounds is made once
        await client.get("/inventory/systems?q=djl")
        spent = await _alone(client, size, server, dict.fromkeys(_KINDS))
    async with httpx.AsyncClient(base_url=base, timeout=60) as client:
        answer = await client.post("/login", data={"name": "clerk", "password": PASSWORD, "next": "/"})
        assert answer.status_code == 303
        of_clerk = await _alone(client, size, server, _OF_CLERK)
    took: dict[str, list[float]] = defaultdict(list)
    until = time.monotonic() + options.seconds
    await asyncio.gather(*(_user(base, cookie, size, until, n, took, options.wait) for n in range(options.users)))
    print(f"{'page':12} {'CPU ms':>8} {'count':>7} {'p50 ms':>8} {'p95 ms':>8} {'p99 ms':>8}")
    everything = [t for times in took.values() for t in times]
    spent["all"] = statistics.fmean(spent.values())
    for kind, milliseconds in of_clerk.items():
        print(f"{kind:12} {milliseconds:8.1f}")
    for kind, times in [*sorted(took.items()), ("all", everything)]:
        cuts = statistics.quantiles(times, n=100)
        told = (cuts[place] * 1000 for place in (49, 94, 98))
        print(f"{kind:12} {spent[kind]:8.1f} {len(times):7} " + " ".join(f"{ms:8.0f}" for ms in told))


async def _alone(client: httpx.AsyncClient, size: tuple[int, int], server: int, kinds: Mapping[str, str | None]) -> dict[str, float]:
    """The CPU milliseconds that the server spends on a page of each kind while nobody else asks for any."""
    dice, spent = random.Random(0), {}
    for kind, as_kind in kinds.items():
        addresses = [_visits(*size, dice, as_kind or kind)[1] for _ in range(_ALONE)]
        # what the first of a kind makes and keeps is not counted
        await client.get(addresses[0])
        before = _cpu_seconds(server)
        for address in addresses:
            answer = await client.get(address)
            assert answer.status_code == 200, address
        spent[kind] = (_cpu_seconds(server) - before) / _ALONE * 1000
    return spent


def _cpu_seconds(process: int) -> float:
    """What a process of this (Linux) machine has spent so far."""
    words = Path(f"/proc/{process}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    return (int(words[11]) + int(words[12])) / os.sysconf("SC_CLK_TCK")


if __name__ == "__main__":
    main()
