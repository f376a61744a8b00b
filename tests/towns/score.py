"""Holds a request log against what is true of a town."""

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from .model import normal
from .server import Bases, Hit

Truth = dict[str, Any]


@dataclass
class Result:
    """What a crawl missed, and what it asked for although it must not: `host pattern`, times, times allowed."""

    wanted: int
    missing: list[str] = field(default_factory=list)
    trespasses: list[tuple[str, int, int]] = field(default_factory=list)
    requests: int = 0

    @property
    def recall(self) -> float:
        """Share of the wanted pages that were answered with 200."""
        return 1 - len(self.missing) / self.wanted


def load_truth(name: str, bases: Bases | None = None) -> Truth:
    """The truth of a town; with `bases` the addresses of its hosts are put in."""
    text = (Path(__file__).parent / name / "truth.json").read_text("utf-8")
    truth: Truth = json.loads(bases.fill(text) if bases else text)
    return truth


def judge(truth: Truth, log: Iterable[Hit]) -> Result:
    """Count wanted pages that were fetched, by any of their addresses, and forbidden requests."""
    hits = list(log)
    ignored: dict[str, list[str]] = truth["ignored_parameters"]
    fetched = {(hit.host, normal(hit.path, ignored[hit.host])) for hit in hits if hit.status == 200 and hit.method == "GET"}
    result = Result(len(truth["wanted"]), requests=len(hits))
    for page in truth["wanted"]:
        host = page["host"]
        keys = {(host, normal(path, ignored[host])) for path in [page["path"], *page["aliases"]]}
        if not keys & fetched:
            result.missing.append(f"{host} {page['path']}")
    for rule in truth["forbidden"]:
        pattern = re.compile(rule["pattern"])
        count = sum(1 for hit in hits if rule["host"] in ("*", hit.host) and pattern.match(target(hit, ignored)))
        if count > rule["max"]:
            result.trespasses.append((f"{rule['host']} {rule['pattern']}", count, rule["max"]))
    return result


def target(hit: Hit, ignored: dict[str, list[str]]) -> str:
    """What the patterns of the truth are held against: without session and tracking, decoded, parameters in order."""
    return hit.path if hit.path.startswith("POST ") else normal(hit.path, ignored[hit.host])
