"""Fits and measures field ↔ field matching on a mapping of departments' fields to a province's.

    python benchmarks/match.py FOLDER [--fit]

FOLDER holds `pairs.csv` (see fit_matching.py) and `target_fields.csv`. Rows with target `datakeycontent` (a record key that names
cannot tell) are left out. Within a table: among the fields of the target's own table; all: among all target fields, where a field of
the target's name in another table counts as right, and strictly, where it does not. Beside ours stands a character TF-IDF on labels
in the same run. `--fit` fits the coefficients of graphs/matching anew, judges each department by those fitted on the others alone,
and prints those fitted on all.
"""

import argparse
import csv
import time
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from scipy.optimize import minimize
from sklearn.feature_extraction.text import TfidfVectorizer

from graphs.matching import pairs as matching
from graphs.matching import tables as table_matching
from graphs.matching.evidence import FieldText
from graphs.matching.families import families
from graphs.matching.pairs import FAMILIES, Candidates, compared, match_lists
from inventory.names import plain

# kept: types are not in the data, and the likeliest weight of the tables (2.5) ranks less well than the shipped one
_KEPT = ("type", "type_differs", "table")
_OWN = tuple(name for name in FAMILIES if name not in ("rival", *_KEPT))
_RIDGE = 2.0


@dataclass(frozen=True)
class Data:
    """Cases (department, field, target table and field) and targets (table, field, text); `of` gives the target of each case."""

    departments: list[str]
    left: list[FieldText]
    wanted: list[tuple[str, str]]
    targets: list[tuple[str, str]]
    right: list[FieldText]
    of: list[int]


def read(folder: Path) -> Data:
    """The folder's two files."""
    with (folder / "pairs.csv").open(encoding="utf-8-sig", newline="") as stream:
        pairs = [r for r in csv.DictReader(stream) if r["target_field"] != "datakeycontent"]
    with (folder / "target_fields.csv").open(encoding="utf-8-sig", newline="") as stream:
        rows = [r for r in csv.DictReader(stream) if r["target_field"] != "datakeycontent"]
    targets = [(r["target_table"], r["target_field"]) for r in rows]
    wanted = [(r["target_table"], r["target_field"]) for r in pairs]
    at = {target: position for position, target in enumerate(targets)}
    return Data(
        [r["department"] for r in pairs],
        [
            FieldText(r["source_label"], r["source_field"], "", r["source_table_label"], (), f"{r['department']} {r['source_table']}")
            for r in pairs
        ],
        wanted,
        targets,
        [FieldText(r["target_label"], r["target_field"], "", r["target_table_label"], (), r["target_table"]) for r in rows],
        [at[target] for target in wanted],
    )


def compare(data: Data, own: Mapping[str, float], of_tables: Mapping[str, float], *, within: bool) -> list[Candidates]:
    """Candidates of each case, as positions among all targets."""
    if not within:
        return compared(data.left, data.right, own, of_tables)
    found = []
    for positions, beside in _by_table(data):
        for c in compared([data.left[p] for p in positions], [data.right[b] for b in beside], own, of_tables):
            found.append(Candidates(positions[c.left], [beside[r] for r in c.right], c.values))
    return sorted(found, key=lambda c: c.left)


def _by_table(data: Data) -> list[tuple[list[int], list[int]]]:
    cases: dict[str, list[int]] = defaultdict(list)
    beside: dict[str, list[int]] = defaultdict(list)
    for position, (table, _) in enumerate(data.wanted):
        cases[table].append(position)
    for position, (table, _) in enumerate(data.targets):
        beside[table].append(position)
    return [(cases[table], beside[table]) for table in sorted(cases)]


# the candidates of one case, best first
Ranked = tuple[int, Sequence[int]]


def tfidf(data: Data, *, within: bool) -> list[Ranked]:
    """The peer: cosine of character uni- to trigrams of labels."""
    vectors = TfidfVectorizer(analyzer="char", ngram_range=(1, 3))
    right = vectors.fit_transform([f.label for f in data.right])
    values = (vectors.transform([f.label for f in data.left]) @ right.T).toarray()
    if within:
        tables = np.array([t[0] for t in data.targets])
        for row, (table, _) in enumerate(data.wanted):
            values[row][tables != table] = -1
    return [(row, np.argsort(-values[row], kind="stable")[:60].tolist()) for row in range(len(values))]


def ranked(candidates: Sequence[Candidates], weights_of: Callable[[int], Any]) -> list[Ranked]:
    """The candidates in the order of their odds under the weights of each case."""
    found: list[Ranked] = []
    for c in candidates:
        odds = c.values @ weights_of(c.left)
        found.append((c.left, [c.right[i] for i in np.argsort(-odds, kind="stable")]))
    return found


def is_right(data: Data, row: int, target: int, *, by_name: bool) -> bool:
    """Tell whether a target is the one that the department gave, or one of its name."""
    return target == data.of[row] or (by_name and data.targets[target][1] == data.wanted[row][1])


def quality(data: Data, of: Sequence[Ranked], *, by_name: bool) -> str:
    """Mean reciprocal rank and recall at one."""
    reciprocal = first = 0.0
    for row, candidates in of:
        at = next((i for i, c in enumerate(candidates) if is_right(data, row, c, by_name=by_name)), None)
        reciprocal += 0.0 if at is None else 1 / (at + 1)
        first += at == 0
    return f"MRR {reciprocal / len(data.of):.3f} recall@1 {first / len(data.of):.3f}"


def fit_choice(choices: Sequence[tuple[Any, int]], start: int, signs: Sequence[int]) -> Any:
    """A logistic choice: weights under which the right one of each set of candidates is likeliest (ridge; `signs` bound them)."""
    rows = np.concatenate([values for values, _ in choices])
    lengths = np.array([len(values) for values, _ in choices])
    starts = np.cumsum([0, *lengths[:-1]])
    right = np.array([begin + at for begin, (_, at) in zip(starts, choices, strict=True)])

    def loss(weights: Any) -> tuple[float, Any]:
        odds = rows @ weights
        most = np.maximum.reduceat(odds, starts)
        mass = np.exp(odds - np.repeat(most, lengths))
        sums = np.add.reduceat(mass, starts)
        gradient = rows.T @ (mass / np.repeat(sums, lengths)) - rows[right].sum(axis=0) + _RIDGE * weights
        return float((np.log(sums) + most - odds[right]).sum() + _RIDGE * (weights**2).sum() / 2), gradient

    bounds = [(0.0, None) if sign > 0 else (None, 0.0) if sign < 0 else (None, None) for sign in signs]
    return minimize(loss, np.zeros(start), jac=True, bounds=bounds, method="L-BFGS-B").x


def _choices(data: Data, candidates: Sequence[Candidates], rows: Any, columns: Sequence[int], fixed: Any | None = None) -> list[Any]:
    found = []
    for c in candidates:
        if rows[c.left] and data.of[c.left] in c.right:
            values = c.values[:, columns]
            found.append((values if fixed is None else np.column_stack([values, c.values @ fixed]), c.right.index(data.of[c.left])))
    return found


def fit(data: Data, rows: Any, within: Sequence[Candidates]) -> tuple[dict[str, float], dict[str, float]]:
    """All coefficients, from the cases marked in `rows` alone: of the fields, then of the tables, then of rivals."""
    own = [FAMILIES.index(name) for name in _OWN]
    signs = [-1 if matching.COEFFICIENTS[name] < 0 else 1 for name in _OWN]
    weights = fit_choice(_choices(data, within, rows, own), len(own), signs)
    coefficients = {**matching.COEFFICIENTS, **dict(zip(_OWN, map(float, weights), strict=True))}
    of_tables = fit_tables(data, rows, coefficients)
    fixed = np.array([0.0 if name == "rival" else coefficients[name] for name in FAMILIES])
    again = compare(data, coefficients, of_tables, within=True)
    value, scale = fit_choice(_choices(data, again, rows, [FAMILIES.index("rival")], fixed), 2, (1, 1))
    return {**coefficients, "rival": float(value / scale)}, of_tables


def fit_tables(data: Data, rows: Any, coefficients: Mapping[str, float]) -> dict[str, float]:
    """The coefficients of a left table's choice among the right ones."""
    order = sorted(range(len(data.left)), key=lambda i: (data.left[i].place, data.left[i].table))
    left = [data.left[i] for i in order]
    tables = table_matching.tables_of(left, data.right)
    likeness = sum(coefficients[name] * family.block(0, len(left)) for name, family in families(left, data.right).items())
    choices = []
    for table in np.unique(tables.of_left):
        mine = np.flatnonzero(tables.of_left == table)
        if not rows[order[mine[0]]]:
            continue
        wanted = [int(tables.of_right[data.of[order[i]]]) for i in mine]
        choices.append((tables.families(int(table), likeness[mine]), max(set(wanted), key=wanted.count)))
    weights = fit_choice(choices, len(table_matching.FAMILIES), (1, 1, 1, 1))
    return dict(zip(table_matching.FAMILIES, map(float, weights), strict=True))


def _sure(data: Data, *, within: bool) -> str:
    """Of the best candidates that are told with 0.95 and more, how many are right (by name or by label)."""
    sides = _by_table(data) if within else [(list(range(len(data.left))), list(range(len(data.right))))]
    said = right = alike = 0
    for positions, beside in sides:
        for pair in match_lists([data.left[p] for p in positions], [data.right[b] for b in beside], top=1):
            row, target = positions[pair.left], beside[pair.right]
            if pair.score >= 0.95:
                said += 1
                right += is_right(data, row, target, by_name=False)
                alike += is_right(data, row, target, by_name=True) or plain(data.right[target].label) == plain(
                    data.right[data.of[row]].label
                )
    return f"scored from 0.95: {said}, strictly right {right}, of the same name or label {alike}"


def fit_none(data: Data, candidates: Sequence[Candidates]) -> tuple[float, float, float]:
    """The temper and the odds of "no counterpart" that explain best the choices with the counterpart and those without it.

    The answer is the mean log likelihood of a case, the temper and the odds.
    """
    said = [plain(f.label) or plain(f.name) for f in data.right]
    weights = _weights(matching.COEFFICIENTS)
    found = []
    for temper in (1.0, 0.8, 0.7, 0.6, 0.5):
        for none in np.arange(2.0, 8.0, 0.5):
            total = 0.0
            for c in candidates:
                mass = np.exp(temper * (c.values @ weights) - none)
                own = float(mass[[said[r] == said[data.of[c.left]] for r in c.right]].sum())
                if own:
                    total += np.log(own / (1 + mass.sum())) - np.log(1 + mass.sum() - own)
            found.append((total / len(candidates), temper, float(none)))
    return max(found)


def _weights(coefficients: Mapping[str, float]) -> Any:
    return np.array([coefficients[name] for name in FAMILIES])


def _print(data: Data, name: str, of: Mapping[bool, Sequence[Ranked]], seconds: Mapping[bool, float] | None = None) -> None:
    for within in (True, False):
        time_told = f"{seconds[within]:.2f} s CPU" if seconds else ""
        if within:
            print(f"{name:10s} within a table  {quality(data, of[within], by_name=False)}  {time_told}", flush=True)
        else:
            print(f"{name:10s} against all     {quality(data, of[within], by_name=True)}  {time_told}")
            print(f"{'':10s} strictly        {quality(data, of[within], by_name=False)}", flush=True)


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--fit", action="store_true")
    options = parser.parse_args()
    data = read(options.folder)
    departments = sorted(set(data.departments))
    print(f"{len(data.left)} fields of {len(departments)} departments, {len(data.targets)} targets")
    shipped = _weights(matching.COEFFICIENTS)
    of: dict[str, dict[bool, Any]] = {"TF-IDF": {}, "shipped": {}}
    seconds: dict[str, dict[bool, float]] = {"TF-IDF": {}, "shipped": {}}
    compare(data, matching.COEFFICIENTS, table_matching.COEFFICIENTS, within=True)  # reads the lexicon and the dictionary
    candidates = {}
    for within in (True, False):
        begin = time.process_time()
        of["TF-IDF"][within] = tfidf(data, within=within)
        middle = time.process_time()
        candidates[within] = compare(data, matching.COEFFICIENTS, table_matching.COEFFICIENTS, within=within)
        of["shipped"][within] = ranked(candidates[within], lambda _: shipped)
        seconds["TF-IDF"][within], seconds["shipped"][within] = middle - begin, time.process_time() - middle
    for name in of:
        _print(data, name, of[name], seconds[name])
    for within in (True, False):
        print(f"{'':10s} {'within a table' if within else 'against all':15s} {_sure(data, within=within)}")
    if options.fit:
        likelihood, temper, none = fit_none(data, candidates[True])
        print(f"no counterpart: temper {temper}, odds {none} (mean log likelihood {likelihood:.3f})")
        left_out: dict[bool, list[Ranked]] = {True: [], False: []}
        everything = np.array(data.departments)
        for department in departments:
            coefficients, of_tables = fit(data, everything != department, candidates[True])
            for within in (True, False):
                told = [c for c in compare(data, coefficients, of_tables, within=within) if data.departments[c.left] == department]
                left_out[within] += ranked(told, lambda _: _weights(coefficients))  # noqa: B023
        _print(data, "left out", left_out)
        for coefficients in fit(data, np.ones(len(data.left), dtype=bool), candidates[True]):
            print({name: round(value, 2) for name, value in coefficients.items()})


if __name__ == "__main__":
    main()
