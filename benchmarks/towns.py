"""Crawls the two test towns with the spiders as they are, and holds what was found against what is true.

python benchmarks/towns.py [TOWN …] [--browser when-needed|all] [--misses]
"""

import argparse
import json
import re
import sys
import tempfile
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))

from auditor.crawling import crawl_sites
from auditor.workspace import create_workspace, open_workspace
from crawlers.journal import read_entries, readings_of
from inventory.names import plain
from tests.towns.score import judge, load_truth
from tests.towns.server import serve

TOWNS = ("qinghe", "lanshan")
PAGES = 1200
Share = tuple[int, int, int]


def crawl(town: str, browser: str) -> tuple[dict[str, Any], list[dict[str, Any]], Any, dict[str, Any]]:
    """Crawl a town from its portal in a workspace that is gone afterwards: truth, journal, judgement of the requests, answer."""
    with serve(town) as bases, tempfile.TemporaryDirectory(prefix="auditor-towns-") as folder:
        workspace = create_workspace(Path(folder) / "w", name=town, region=None, lang="zh", db=None)
        settings = workspace.folder / "auditor.toml"
        lines = f'[crawl]\nrelated_hosts = "addresses"\nbrowser = "{browser}"\nscreenshots = "off"\naccessibility = false'
        text = re.sub(r"(?m)^\[crawl\].*$", lines, settings.read_text(encoding="utf-8"))
        settings.write_text(text, encoding="utf-8")
        workspace = open_workspace(workspace.folder)
        answer = crawl_sites(workspace, [bases["portal"]], max_pages=PAGES, allow_private=True, texts={}, show_progress=False)
        entries = list(read_entries(next((workspace.folder / "crawls").iterdir())))
        truth = load_truth(town, bases)
        return truth, entries, judge(truth, bases.log), answer


def share(found: set[Any], wanted: set[Any], allowed: set[Any] = frozenset()) -> Share:  # type: ignore[assignment]
    """Right, claimed (what is neither right nor wrong left out), wanted."""
    return len(found & wanted), len(found - (allowed - wanted)), len(wanted)


def line(name: str, counted: Share) -> str:
    """Precision, recall and F1."""
    right, claimed, wanted = counted
    precision, recall = right / max(1, claimed), right / max(1, wanted)
    f1 = 2 * precision * recall / max(1e-9, precision + recall)
    return f"{name:12s} P {precision:.3f} R {recall:.3f} F1 {f1:.3f} ({right} right, {claimed} claimed, {wanted} wanted)"


def channels(truth: dict[str, Any], pages: Iterable[dict[str, Any]]) -> tuple[set[str], set[str], set[str]]:
    """Names of channels found, wanted and tolerated, in plain form."""
    found = {plain(c["name"]) for page in pages for seen in readings_of(page) for c in seen["channels"] if c["name"]}
    wanted = {plain(c["name"]) for c in truth["channels"] if c["kind"] != "website"}
    tolerated = {plain(name) for name in truth["tolerated_channels"]} | {plain(c["name"]) for c in truth["channels"]}
    return found, wanted, tolerated


def fields(truth: dict[str, Any], pages: Iterable[dict[str, Any]]) -> tuple[set[str], set[str]]:
    """Labels of data fields found and wanted, whatever page they stand on."""
    pages = list(pages)
    found = {plain(f["label"] or f["name"]) for page in pages for seen in readings_of(page) for d in seen["datasets"] for f in d["fields"]}
    rows = [row for page in pages if page["seen"]["described"] for row in page["seen"]["described"]["rows"]]
    found |= {plain(row["cells"].get("label") or row["cells"]["name"]) for row in rows if row["entity"] == "DataField"}
    wanted = {plain(f["label"] or f["name"]) for key in ("forms", "datasets") for form in truth[key] for f in form["fields"]}
    return found, wanted


def main() -> None:
    """Print a table for each town."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("towns", nargs="*", default=TOWNS)
    parser.add_argument("--browser", default="off", choices=("off", "when-needed", "all"), help="draw pages too (the setting of that name)")
    parser.add_argument("--misses", action="store_true", help="list what was missed and what was wrong")
    options = parser.parse_args()
    for town in options.towns:
        started = time.monotonic()
        truth, entries, requests, answer = crawl(town, options.browser)
        pages = [e for e in entries if e["kind"] == "page"]
        print(
            f"{town}: {len(pages)} pages, {requests.requests} requests, {time.monotonic() - started:.1f} s; drawn: {answer['rendered']['pages']}, failed: {answer['rendered']['failed']}"
        )
        print(
            f"wanted pages  recall {requests.recall:.3f} of {requests.wanted}; rules of robots and traps broken: {len(requests.trespasses)}"
        )
        found, wanted, tolerated = channels(truth, pages)
        print(line("channels", share(found, wanted, tolerated)))
        has, should = fields(truth, pages)
        print(line("fields", share(has, should)))
        titles = {plain(seen["notice"]["title"]) for p in pages for seen in readings_of(p) if seen["notice"]}
        known = {plain(n["title"]) for n in truth["notices"]}
        print(f"notices       recall {len(titles & known) / len(known):.3f} of {len(known)}")
        hidden = found & {plain(name) for name in truth["not_channels"]}
        print(f"hidden names taken for channels: {len(hidden)}\n")
        if options.misses:
            told = {
                "missing": requests.missing, "trespasses": requests.trespasses, "channels missed": sorted(wanted - found),
                "channels wrong": sorted(found - wanted - tolerated), "fields missed": sorted(should - has), "fields wrong": sorted(has - should),
                "notices missed": sorted(known - titles), "refused": [e for e in entries if e["kind"] == "refused"][:10],
            }  # fmt: skip
            print(json.dumps(told, ensure_ascii=False, indent=1))


if __name__ == "__main__":
    main()
