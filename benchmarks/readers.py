"""Measures every reader on a folder of real files: `python benchmarks/readers.py FOLDER [--write]`.

Each file is read in a process of its own: format found, records, seconds, peak memory, whether anything was refused. Prints a
table; `--write` keeps it in docs/importers.csv, from which docs/importers.md is made. The last row counts every
file that was given, also those of no format that is read here; they are named.
"""

import argparse
import csv
import json
import resource
import subprocess
import sys
import time
from collections import Counter, defaultdict
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))
COLUMNS = ("format", "files", "whole", "datasets", "fields", "others", "seconds", "memory")


def read_one(path: Path) -> None:
    """Read a file and print what came of it."""
    from inventory.importers.interpret import interpret
    from inventory.importers.recognise import read_path
    from inventory.problems import InputError, Problems

    problems = Problems()
    started = time.perf_counter()
    try:
        document = read_path(path, problems)
        found = Counter(o.entity for o in interpret(document.rows, problems))
    except InputError as error:
        print(json.dumps({"error": error.code}))
        return
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(
        json.dumps(
            {"format": document.kind, "found": found, "refused": len(problems), "seconds": time.perf_counter() - started, "mib": peak}
        )
    )


def main() -> None:
    """Measure every file of the folder (one level below it, and the files in it)."""
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path)
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--one", action="store_true")
    options = parser.parse_args()
    if options.one:
        read_one(options.folder)
        return
    totals: dict[str, Counter[str]] = defaultdict(Counter)
    peaks: dict[str, float] = defaultdict(float)
    files = [path for path in sorted(options.folder.glob("*")) + sorted(options.folder.glob("*/*")) if path.is_file()]
    for path in files:
        answer = subprocess.run([sys.executable, __file__, str(path), "--one"], capture_output=True, text=True, check=False)
        told = json.loads(answer.stdout.splitlines()[-1]) if answer.returncode == 0 and answer.stdout else {"error": answer.stderr[-200:]}
        if "error" in told:
            print(f"not read: {path.name}: {told['error']}", file=sys.stderr)
            continue
        total, found = totals[told["format"]], Counter(told["found"])
        datasets, fields = found.pop("Dataset", 0), found.pop("DataField", 0)
        total.update(files=1, whole=int(told["refused"] == 0), datasets=datasets, fields=fields, others=sum(found.values()))
        total["milliseconds"] += round(told["seconds"] * 1000)
        peaks[told["format"]] = max(peaks[told["format"]], told["mib"])
    rows: list[dict[str, object]] = [
        {
            "format": name,
            **{column: total[column] for column in COLUMNS[1:6]},
            "seconds": f"{total['milliseconds'] / 1000:.1f}",
            "memory": f"{peaks[name]:.0f}",
        }
        for name, total in sorted(totals.items())
    ]
    every: dict[str, object] = {"format": "all", "files": len(files), "seconds": "", "memory": ""}
    rows.append({**every, **{column: sum(int(str(row[column])) for row in rows) for column in COLUMNS[2:6]}})
    for row in [dict(zip(COLUMNS, COLUMNS, strict=True)), *rows]:
        print("  ".join(f"{row[column]!s:>14}" for column in COLUMNS))
    if options.write:
        with (ROOT / "docs" / "importers.csv").open("w", encoding="utf-8", newline="") as out:
            writer = csv.DictWriter(out, COLUMNS, lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows)


if __name__ == "__main__":
    main()
