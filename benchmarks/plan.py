"""The plan beside bare HiGHS on the same four levels: python benchmarks/plan.py [--systems N …] [--seed S]

A made problem (five systems a cluster, four waves, a budget that binds, services over the counter, capacities, consumers that must be
rewired, legal findings) is solved by `auditor plan --problem`, whole process, and by HiGHS alone on the very same rows:
four solves in sequence with the gaps of the contract, no warm start, no second end of the ranges, no words. Each in a process of its own.
With --per-wave every wave has a budget too: a packing problem that neither closes, where both have a minute and what they reached counts.
"""

import argparse
import json
import os
import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

PER_CLUSTER, WAVES, HORIZON = 5, 4, 36


def made_problem(systems: int, seed: int, *, per_wave: bool = False) -> dict[str, Any]:
    """A problem of this many systems, with a budget of about a third of what everything would cost."""
    dice = random.Random(seed)
    elements = [f"e{n}" for n in range(40)]
    rows, clusters, moves, builds, exchanges, fixes = [], [], [], [], [], []
    for number in range(systems):
        cluster = f"c{number // PER_CLUSTER}"
        om, leave = dice.randint(2, 60) * 1_000, dice.randint(2, 40) * 10_000
        users = dice.randint(20, 3_000)
        serves = [{"service": f"v{number // PER_CLUSTER}", "group": "all", "region": "r", "channel": "online"}]
        if dice.random() < 0.3:
            serves.append({**serves[0], "channel": "counter"})
        rows.append(
            {
                "id": f"s{number:05}", "name": f"系统{number}", "cluster": cluster, "status": "active", "idle": dice.random() < 0.05,
                "om_month_yuan": None if dice.random() < 0.08 else [om, om + dice.randint(0, om // 4)],
                "exit_yuan": None if dice.random() < 0.05 else [leave, leave * 5 // 4],
                "mlps": dice.choice((2, 2, 3, 3, 3)), "networks": ["gov"], "regions": ["r"], "users": users,
                "capacity": dice.choice((None, users * 2, users * 4)), "burden_per_month": dice.choice((None, 0, dice.randint(5, 2_000))),
                "contract_end_month": dice.choice((None, 0, 0, 6, 12, 20)), "consumers_known": dice.random() < 0.9,
                "may_retire": dice.random() < 0.1, "core_elements": sorted(dice.sample(elements, 4)), "serves": serves,
            }
        )  # fmt: skip
    for start in range(0, systems, PER_CLUSTER):
        name, members = f"c{start // PER_CLUSTER}", [row["id"] for row in rows[start : start + PER_CLUSTER]]
        clusters.append({"id": name, "members": members, "separated": "分开运行" if dice.random() < 0.03 else None})
        for source in members:
            for target in members:
                if source != target:
                    price = dice.randint(1, 30) * 10_000
                    moves.append({"from": source, "to": target, "basis": "cluster", "cost_yuan": [price, price * 3 // 2], "people": dice.randint(1, 6), "requires": []})  # fmt: skip
        if dice.random() < 0.1:
            fixes.append({"id": f"f-{name}", "kind": "merge", "cluster": name, "by_wave": None})
    for number in range(systems // 2):
        source, target = (row["id"] for row in dice.sample(rows, 2))
        exchange = f"x{number}"
        exchanges.append({"id": exchange, "from": source, "to": target, "elements": [dice.choice(elements)]})
        block = int(source[1:]) // PER_CLUSTER * PER_CLUSTER
        for other in rows[block : block + PER_CLUSTER]:
            if other["id"] != source and dice.random() < 0.9:
                price = dice.randint(1, 6) * 10_000
                builds.append({"id": f"b{len(builds)}", "kind": "exchange", "cost_yuan": [price, price * 3 // 2], "people": 1, "offers": [], "rewires": [{"exchange": exchange, "source": other["id"]}], "removes_burden_per_month": 0, "requires": []})  # fmt: skip
    waves = [
        {"id": f"w{n}", "months": 6, "budget_yuan": systems * 20_000 if per_wave else None, "people": None, "max_retire": None}
        for n in range(WAVES)
    ]
    return {
        "schema_version": 1, "horizon_months": HORIZON, "budget_yuan": systems * 45_000, "waves": waves, "element_map_yuan": {e: [5_000, 20_000] for e in elements[:38]},
        "systems": rows, "clusters": clusters, "moves": moves, "builds": builds, "exchanges": exchanges, "locks": [], "must_fix": fixes,
    }  # fmt: skip


def bare(path: Path) -> None:
    """HiGHS alone on the same rows, level after level; prints the answer as one line of JSON."""
    import highspy
    import numpy as np

    from graphs.plan.document import parse_problem
    from graphs.plan.model import build_programme
    from graphs.plan.options import read_options

    programme = build_programme(read_options(parse_problem(json.loads(path.read_text(encoding="utf-8")))))
    rows = [(row.terms, row.low, row.high) for row in programme.rows]
    levels = (
        ("late", programme.late, 1, 0.0, 1.0),
        ("burden", programme.burden, -1, 1e-4, 0.999),
        ("net_yuan", programme.net, -1, 1e-3, 0.999),
        ("changes", programme.changes, 1, 1e-2, 1.0),
    )
    values: Any = np.zeros(len(programme.upper))
    reached_gaps = []
    for _, terms, sign, gap, held in levels:
        highs: Any = highspy.Highs()  # type: ignore[no-untyped-call]
        highs.setOptionValue("output_flag", False)
        highs.setOptionValue("threads", 1)
        highs.setOptionValue("mip_rel_gap", gap)
        highs.setOptionValue("time_limit", 15.0)
        lp = highspy.HighsLp()
        lp.num_col_, lp.num_row_ = len(programme.upper), len(rows)
        lp.col_cost_ = np.array([sign * terms.get(v, 0.0) for v in range(len(programme.upper))])
        lp.col_lower_, lp.col_upper_ = np.zeros(len(programme.upper)), np.array(programme.upper)
        lp.row_lower_, lp.row_upper_ = np.array([low for _, low, _ in rows]), np.array([high for _, _, high in rows])
        lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
        lp.a_matrix_.start_ = np.concatenate([[0], np.cumsum([len(row) for row, _, _ in rows])]).astype(np.int32)
        lp.a_matrix_.index_ = np.array([v for row, _, _ in rows for v in row], dtype=np.int32)
        lp.a_matrix_.value_ = np.array([c for row, _, _ in rows for c in row.values()], dtype=float)
        lp.integrality_ = [highspy.HighsVarType.kInteger] * len(programme.upper)
        highs.passModel(lp)
        highs.run()
        values = np.array(highs.getSolution().col_value)
        reached_gaps.append(round(highs.getInfo().mip_gap, 6))
        reached = sum(c for v, c in terms.items() if values[v] > 0.5)
        slack = abs(reached) * (1 - held) + 1e-6
        rows.append((dict(terms), *((-float("inf"), reached + slack) if sign > 0 else (reached - slack, float("inf")))))
    objective = {name: sum(c for v, c in terms.items() if values[v] > 0.5) for name, terms, *_ in levels}
    objective["late"] += programme.late_constant
    print(json.dumps({"objective": objective, "gaps": reached_gaps}))


def main() -> int:
    """One row a size: wall and CPU seconds and peak memory of both, and what each reached."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--systems", type=int, nargs="+", default=[500, 2_000])
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--bare", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--per-wave", action="store_true")
    given = parser.parse_args()
    if given.bare:
        bare(given.bare)
        return 0
    for systems in given.systems:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "problem.json"
            path.write_text(json.dumps(made_problem(systems, given.seed, per_wave=given.per_wave), ensure_ascii=False), encoding="utf-8")
            for name, command in (
                ("auditor plan", [sys.executable, "-m", "auditor", "plan", "--problem", str(path), "--json"]),
                ("bare HiGHS", [sys.executable, __file__, "--bare", str(path)]),
            ):
                began = time.monotonic()
                with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
                    printed = process.stdout.read() if process.stdout is not None else ""
                    _, status, usage = os.wait4(process.pid, 0)
                    process.returncode = os.waitstatus_to_exitcode(status)
                wall = time.monotonic() - began
                if process.returncode:
                    return 1
                answer = json.loads(printed[printed.index("{") :])  # HiGHS greets on stdout, whatever its options
                memory = usage.ru_maxrss / 1024
                gaps = ", ".join(f"{gap:.4f}" for gap in (answer["gaps"].values() if isinstance(answer["gaps"], dict) else answer["gaps"]))
                told = "  ".join(f"{key} {value:,.0f}" for key, value in answer["objective"].items())
                print(
                    f"{systems:>6} systems  {name:<13}{wall:7.1f} s  {usage.ru_utime + usage.ru_stime:7.1f} CPU s  {memory:6.0f} MiB | {told} | gaps {gaps}",
                    flush=True,
                )
    return 0


if __name__ == "__main__":
    sys.exit(main())
