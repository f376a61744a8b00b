"""How long pictures and reports take: python benchmarks/pictures.py [--systems N …]

Each size (default 50, 500 and 5,000 systems, with 20 exchanges and 90 fields a system) is filled into a workspace and audited. Then every
view is drawn with the machine's Graphviz and with the engine that ships with the project (layout alone: the analysis before is the same
for all), and the report of the whole is written by a process of its own. Labels that overlap are counted in every picture.
"""

import argparse
import os
import re
import subprocess
import sys
import tempfile
import time
import xml.etree.ElementTree as ET
from collections.abc import Sequence
from pathlib import Path

from inventories import fill, make

from auditor.pipeline import audit
from auditor.showing import scene_of
from auditor.workspace import create_workspace
from inventory.names import display_width
from reports.diagrams.graphviz import DrawingFailed, engine, render_svg
from reports.diagrams.views import VIEWS

SVG = "{http://www.w3.org/2000/svg}"


def overlaps(svg: str) -> int:
    """Pairs of box labels that lie on each other."""
    boxes = []
    for node in ET.fromstring(svg).iter(f"{SVG}g"):
        if node.get("class") != "node":
            continue
        lines = [text for text in node.iter(f"{SVG}text") if text.text]
        spans = [(float(t.get("x") or 0), float(t.get("y") or 0), display_width(t.text or "") * 5.2) for t in lines]
        if spans:
            boxes.append(
                (
                    min(x - w / 2 for x, _, w in spans),
                    min(y for _, y, _ in spans) - 9,
                    max(x + w / 2 for x, _, w in spans),
                    max(y for _, y, _ in spans),
                )
            )
    return sum(a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3] for i, a in enumerate(boxes) for b in boxes[i + 1 :])


def spent() -> float:
    """CPU seconds of this process and of those that it waited for: the machine may be busy with other work."""
    return sum(os.times()[:4])


def measured(systems: int, kinds: Sequence[str]) -> None:
    """Fill, audit, draw and report one size."""
    engines = []
    for prefer in ("system", "embedded"):
        try:
            engines.append((prefer, engine(prefer)))
        except DrawingFailed:
            print(f"{systems:>6} systems: no {prefer} engine here")
    with tempfile.TemporaryDirectory() as folder:
        workspace = create_workspace(Path(folder) / "w", name="bench", region="330100", lang="zh", db=None)
        fill(workspace, make(systems), exchanges=systems * 20, fields=systems * 90)
        audit(workspace)
        began = time.process_time()
        scene = scene_of(workspace, "zh")
        told = f"loaded and analysed in {time.process_time() - began:.1f} CPU s, {len(scene.recommendations):,} recommendations"
        print(f"{systems:>6} systems: {told}", flush=True)
        for view, draw in VIEWS.items():
            began = time.process_time()
            drawing = draw(scene)
            told = [f"drawn {time.process_time() - began:5.2f} CPU s"]
            for prefer, _ in engines:
                began = spent()
                svg = render_svg(drawing, prefer=prefer)
                told.append(f"{prefer} {spent() - began:5.2f} CPU s, {overlaps(svg)} overlaps")
            print(f"         {view:<11}{len(drawing.boxes):>3} boxes {len(drawing.arrows):>4} arrows | {' | '.join(told)}", flush=True)
        for kind in kinds:
            out = Path(folder) / kind
            began = time.monotonic()
            command = [
                sys.executable,
                "-m",
                "auditor",
                "report",
                "-w",
                str(workspace.folder),
                "--format",
                kind,
                "--lang",
                "zh",
                "--out",
                str(out),
            ]
            with subprocess.Popen(command, stdout=subprocess.DEVNULL) as process:
                _, status, usage = os.wait4(process.pid, 0)
                process.returncode = os.waitstatus_to_exitcode(status)
            sizes = ", ".join(f"{re.sub('report.', '', path.name)} {path.stat().st_size / 2**20:.1f} MiB" for path in sorted(out.iterdir()))
            print(
                f"         report {kind:<5}: {usage.ru_utime + usage.ru_stime:6.1f} CPU s ({time.monotonic() - began:.1f} s), "
                f"{usage.ru_maxrss / 1024:5.0f} MiB | {sizes}",
                flush=True,
            )


def main() -> int:
    """Each size in a process of its own, so that its memory is its own."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--systems", type=int, nargs="+", default=[50, 500, 5_000])
    parser.add_argument(
        "--reports", nargs="*", default=["html", "pdf", "docx", "xlsx"], help="formats of reports to write; none for views alone"
    )
    parser.add_argument("--one", type=int, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.one:
        measured(given.one, given.reports)
        return 0
    again = ["--reports", *given.reports]
    return max(subprocess.run([sys.executable, __file__, "--one", str(size), *again], check=False).returncode for size in given.systems)


if __name__ == "__main__":
    sys.exit(main())
