"""Fits the coefficients of field matching and shows how well they are calibrated on departments left out.

    python benchmarks/fit_matching.py FOLDER

FOLDER holds `pairs.csv` with the columns target_label, target_field, department, source_table_label, source_field and
source_label: fields of departments and the target field that each means. A target whose label is in the dictionary says
which element its source fields mean; rows with target `datakeycontent` (a record key that names cannot tell) are left out.
Each department is scored with coefficients fitted on the others. Prints the fitted coefficients, and per probability band
how many matches were right.
"""

import csv
import sys
from collections import defaultdict
from pathlib import Path

import numpy as np
from scipy.optimize import minimize

from graphs.matching.evidence import Evidence, FieldText, gather
from graphs.matching.fields import COEFFICIENTS
from inventory.elements import broader_chain, resolve_element

# values are in no labelled data: their weight is an expert's
FAMILIES = [name for name in COEFFICIENTS["labelled"] if name not in ("bias", "value_fits")]
RIDGE = 0.5


def features(evidence: Evidence) -> list[float]:
    """The evidence of one element as a row, the bias first."""
    return [1.0, *(float(getattr(evidence, family)) for family in FAMILIES)]


def read_cases(folder: Path) -> dict[str, list[tuple[FieldText, str]]]:
    """Fields with the element that they mean, by department."""
    found: dict[str, list[tuple[FieldText, str]]] = defaultdict(list)
    with (folder / "pairs.csv").open(encoding="utf-8-sig", newline="") as stream:
        for row in csv.DictReader(stream):
            if row["target_field"] == "datakeycontent":
                continue
            element = resolve_element(row["target_label"])
            if element is not None:
                field = FieldText(row["source_label"], row["source_field"].rsplit(".", 1)[-1], "", row["source_table_label"])
                found[row["department"]].append((field, element))
    return found


def examples(cases: list[tuple[FieldText, str]], kind: str) -> tuple[np.ndarray, np.ndarray, list[int]]:
    """One row for each field and candidate element; 1 where it is what the field means (or broader), and the field's number."""
    rows, labels, fields = [], [], []
    for number, (field, element) in enumerate(cases):
        seen = field if kind == "labelled" else FieldText("", field.name, field.type, field.table)
        for evidence in gather(seen):
            rows.append(features(evidence))
            labels.append(1.0 if evidence.element in broader_chain(element) or element in broader_chain(evidence.element) else 0.0)
            fields.append(number)
    return np.array(rows), np.array(labels), fields


def shipped(kind: str) -> np.ndarray:
    """The coefficients in use."""
    return np.array([COEFFICIENTS[kind][family] for family in ("bias", *FAMILIES)])


def fit(rows: np.ndarray, labels: np.ndarray, kind: str) -> np.ndarray:
    """Logistic regression with a ridge; families may only speak for an element, a collision only against."""
    bounds = [(None, None), *((None, 0.0) if family == "is_collision" else (0.0, None) for family in FAMILIES)]

    def loss(weights: np.ndarray) -> tuple[float, np.ndarray]:
        odds = rows @ weights
        value = np.logaddexp(0, odds).sum() - labels @ odds + RIDGE * (weights[1:] ** 2).sum()
        slope = rows.T @ (1 / (1 + np.exp(-odds)) - labels)
        slope[1:] += 2 * RIDGE * weights[1:]
        return float(value), slope

    return np.asarray(minimize(loss, shipped(kind), jac=True, bounds=bounds, method="L-BFGS-B").x)


def best_matches(rows: np.ndarray, labels: np.ndarray, fields: list[int], weights: np.ndarray) -> list[tuple[float, float]]:
    """For each field its best candidate: probability, and whether it was right."""
    scores = 1 / (1 + np.exp(-(rows @ weights)))
    best: dict[int, tuple[float, float]] = {}
    for number, score, label in zip(fields, scores, labels, strict=True):
        if number not in best or score > best[number][0]:
            best[number] = (float(score), float(label))
    return list(best.values())


def main(folder: Path) -> None:
    """Fit both kinds of coefficients, leave departments out one by one, print."""
    cases = read_cases(folder)
    print(f"{len(cases)} departments, {sum(len(of) for of in cases.values())} fields whose target is in the dictionary")
    for kind in COEFFICIENTS:
        report(cases, kind)


def report(cases: dict[str, list[tuple[FieldText, str]]], kind: str) -> None:
    """Print the fit and the calibration of one kind: fields with a label, or the same fields by their bare names."""
    made = {department: examples(of, kind) for department, of in cases.items()}
    made = {department: parts for department, parts in made.items() if len(parts[0])}
    outcome: dict[str, list[tuple[float, float]]] = {"as shipped": [], "left out": []}
    for department, (rows, labels, fields) in made.items():
        others = [parts for name, parts in made.items() if name != department]
        weights = fit(np.vstack([parts[0] for parts in others]), np.concatenate([parts[1] for parts in others]), kind)
        outcome["left out"] += best_matches(rows, labels, fields, weights)
        outcome["as shipped"] += best_matches(rows, labels, fields, shipped(kind))
    everything = fit(np.vstack([parts[0] for parts in made.values()]), np.concatenate([parts[1] for parts in made.values()]), kind)
    print(
        f"\n{kind}: fitted on all: " + ", ".join(f"{name} {value:.2f}" for name, value in zip(["bias", *FAMILIES], everything, strict=True))
    )
    for name, matches in outcome.items():
        error = 0.0
        print(f"{name}: probability  matches  right")
        for low, high in ((0.0, 0.2), (0.2, 0.5), (0.5, 0.8), (0.8, 0.9), (0.9, 0.95), (0.95, 1.01)):
            band = [(score, right) for score, right in matches if low <= score < high]
            if band:
                right = sum(r for _, r in band) / len(band)
                error += abs(right - sum(s for s, _ in band) / len(band)) * len(band) / len(matches)
                print(f"    {low:4.2f}-{min(high, 1):4.2f}  {len(band):7d}  {right:6.1%}")
        print(f"    first candidate right: {sum(r for _, r in matches) / len(matches):.1%}; calibration error {error:.3f}")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    main(Path(sys.argv[1]))
