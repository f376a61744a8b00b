"""Fits and measures field ↔ field matching on a mapping of departments' fields to a province's.

    python benchmarks/match.py FOLDER [--fit]

FOLDER holds `pairs.csv` (see fit_matching.py) and `target_fields.csv`. Rows with target `datakeycontent` (a record key that names
cannot tell) are left out. Within a table: among the fields of the target's own table; all: among all target fields. Beside ours
stands a character TF-IDF on labels in the same run. `--fit` prints coefficients; each department is then judged by those fitted
on the others.
"""

import argparse
import csv
import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from scipy.optimize import minimize

from graphs.matching import pairs as matching
from graphs.matching.evidence import FieldText, grams
from graphs.matching.pairs import FAMILIES, compared
from inventory.names import plain

Case = tuple[str, FieldText, str, str]
Ranking = tuple[int, list[int], list[list[float]]]


def read(folder: Path) -> tuple[list[Case], list[tuple[str, str, FieldText]]]:
    """Cases (department, field, target table, target field) and targets (table, field, text)."""
    with (folder / "pairs.csv").open(encoding="utf-8-sig", newline="") as stream:
        cases = [
            (
                r["department"],
                FieldText(r["source_label"], r["source_field"], "", r["source_table_label"]),
                r["target_table"],
                r["target_field"],
            )
            for r in csv.DictReader(stream)
            if r["target_field"] != "datakeycontent"
        ]
    with (folder / "target_fields.csv").open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.DictReader(stream))
    targets = [
        (r["target_table"], r["target_field"], FieldText(r["target_label"], r["target_field"], "", r["target_table_label"])) for r in rows
    ]
    return cases, [t for t in targets if t[1] != "datakeycontent"]


def rankings(cases: Sequence[Case], targets: Sequence[tuple[str, str, FieldText]], *, within: bool) -> list[Ranking]:
    """Candidates of each case, as positions in `targets`, with what the families say."""
    if not within:
        return compared([c[1] for c in cases], [t[2] for t in targets])
    found: list[Ranking] = []
    by_table: dict[str, list[int]] = defaultdict(list)
    for position, target in enumerate(targets):
        by_table[target[0]].append(position)
    of_table: dict[str, list[int]] = defaultdict(list)
    for position, case in enumerate(cases):
        of_table[case[2]].append(position)
    for table, positions in of_table.items():
        beside = by_table[table]
        for row, candidates, values in compared([cases[p][1] for p in positions], [targets[b][2] for b in beside]):
            found.append((positions[row], [beside[c] for c in candidates], values))
    return sorted(found)


def tfidf(cases: Sequence[Case], targets: Sequence[tuple[str, str, FieldText]], *, within: bool) -> list[tuple[int, list[int]]]:
    """The peer: cosine of character uni- and bigrams of labels."""
    product = matching._product([c[1] for c in cases], [t[2] for t in targets], lambda f: grams(plain(f.label)))
    tables = np.array([t[0] for t in targets])
    ranked = []
    for begin in range(0, len(cases), 512):
        block = product(begin, min(begin + 512, len(cases)))
        for offset, values in enumerate(block):
            row = begin + offset
            values = np.where(tables == cases[row][2], values, -1.0) if within else values
            ranked.append((row, [int(c) for c in np.argsort(-values, kind="stable")[:40]]))
    return ranked


def quality(
    cases: Sequence[Case], targets: Sequence[tuple[str, str, FieldText]], ranked: Sequence[tuple[int, list[int]]], *, within: bool
) -> str:
    """Mean reciprocal rank and recall at one. Against all fields a target of the same label in another table counts too."""
    reciprocal = first = 0.0
    for row, candidates in ranked:
        right = [i for i, c in enumerate(candidates) if is_right(cases[row], targets[c], within=within)]
        reciprocal += 1 / (right[0] + 1) if right else 0.0
        first += bool(right) and right[0] == 0
    return f"MRR {reciprocal / len(cases):.3f} recall@1 {first / len(cases):.3f}"


def is_right(case: Case, target: tuple[str, str, FieldText], *, within: bool) -> bool:
    """Tell whether a target is the one that the department gave."""
    return target[1] == case[3] and target[0] == case[2] if within else target[1] == case[3]


def fitted(rows: Any, labels: Any) -> Any:
    """Logistic regression with a small ridge; families but the types may only speak for a pair."""
    bounds = [(None, None), *((None, None) if f in ("type",) else (0.0, None) for f in FAMILIES)]

    def loss(w: Any) -> tuple[float, Any]:
        odds = rows @ w
        value = np.logaddexp(0, odds).sum() - labels @ odds + 0.5 * (w[1:] ** 2).sum()
        gradient = rows.T @ (1 / (1 + np.exp(-odds)) - labels) + np.r_[0.0, w[1:]]
        return float(value), gradient

    return minimize(loss, np.zeros(len(FAMILIES) + 1), jac=True, bounds=bounds, method="L-BFGS-B").x


def table(
    cases: Sequence[Case], targets: Sequence[tuple[str, str, FieldText]], ranked: Sequence[Ranking], *, within: bool
) -> tuple[Any, Any, Any]:
    """All candidate pairs as rows, whether they are right, and whose case they are."""
    rows, labels, owners = [], [], []
    for row, candidates, values in ranked:
        for candidate, said in zip(candidates, values, strict=True):
            rows.append([1.0, *said])
            labels.append(float(is_right(cases[row], targets[candidate], within=within)))
            owners.append(row)
    return np.array(rows), np.array(labels), np.array(owners)


def scored(ranked: Sequence[Ranking], weights_of: Callable[[int], Any]) -> list[tuple[int, list[int], list[float]]]:
    """Candidates in the order of their scores under the weights of each case."""
    found = []
    for row, candidates, values in ranked:
        weights = weights_of(row)
        odds = np.array([[1.0, *v] for v in values]) @ weights if values else np.array([])
        order = np.argsort(-odds, kind="stable")
        found.append((row, [candidates[i] for i in order], [float(1 / (1 + np.exp(-odds[i]))) for i in order]))
    return found


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--fit", action="store_true")
    options = parser.parse_args()
    cases, targets = read(options.folder)
    departments = sorted({c[0] for c in cases})
    shipped = np.array([matching.COEFFICIENTS[name] for name in ("bias", *FAMILIES)])
    print(f"{len(cases)} fields of {len(departments)} departments, {len(targets)} targets")
    for within in (True, False):
        name = "within a table" if within else "against all"
        begin = time.process_time()
        peer = tfidf(cases, targets, within=within)
        peer_seconds = time.process_time() - begin
        begin = time.process_time()
        ranked = rankings(cases, targets, within=within)
        seconds = time.process_time() - begin
        print(f"{name:16s} TF-IDF   {quality(cases, targets, peer, within=within)}  {peer_seconds:.2f} s CPU")
        ours = scored(ranked, lambda _row: shipped)
        print(f"{name:16s} shipped  {quality(cases, targets, [(r, c) for r, c, _ in ours], within=within)}  {seconds:.2f} s CPU")
        _sure(cases, targets, ours, within=within)
        if options.fit:
            rows, labels, owners = table(cases, targets, ranked, within=within)
            of = np.array([c[0] for c in cases])[owners]
            by_department = {d: fitted(rows[of != d], labels[of != d]) for d in departments}
            left_out = scored(ranked, lambda row: by_department[cases[row][0]])  # noqa: B023
            print(f"{name:16s} left out {quality(cases, targets, [(r, c) for r, c, _ in left_out], within=within)}")
            _sure(cases, targets, left_out, within=within)
            print({n: round(float(w), 2) for n, w in zip(("bias", *FAMILIES), fitted(rows, labels), strict=True)})


def _sure(
    cases: Sequence[Case], targets: Sequence[tuple[str, str, FieldText]], of: Sequence[tuple[int, list[int], list[float]]], *, within: bool
) -> None:
    sure = [(r, c[0]) for r, c, s in of if c and s[0] >= 0.95]
    right = sum(is_right(cases[r], targets[c], within=within) for r, c in sure)
    print(f"{'':16s} scored from 0.95: {right} of {len(sure)} right")


if __name__ == "__main__":
    main()
