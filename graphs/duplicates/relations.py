"""Which relation two systems of a list have: one multinomial regression over what the families say, fitted on authored pairs.

The weights stand in relations.tsv, one set with the family `meaning` and one without; benchmarks/fit_duplicates.py writes them.
"""

import csv
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np

# `none` first: a pair whose best relation is none is not listed
CLASSES = ("none", "same", "duplicate", "overlap", "part_of", "successor", "reuse")
BASE = (
    "letters",
    "matter",
    "matter_told",
    "activity",
    "meaning",
    "name",
    "elements",
    "elements_shared",
    "elements_told",
    "tasks",
    "tasks_told",
    "margin",
    "said",
    "inside",
    "inside_other",
    "apart",
    "stopped",
)
# where a family begins to tell more, and families that tell more together
_BENDS = (
    ("letters", 0.3),
    ("letters", 0.5),
    ("matter", 0.4),
    ("activity", 0.4),
    ("name", 0.5),
    ("name", 0.8),
    ("meaning", 0.4),
    ("meaning", 0.6),
    ("elements", 0.3),
    ("elements", 0.6),
    ("elements_shared", 0.5),
    ("tasks", 0.3),
    ("margin", 0.0),
    ("margin", 0.3),
)
_TOGETHER = (
    ("letters", "matter"),
    ("matter", "activity"),
    ("name", "matter"),
    ("name", "letters"),
    ("meaning", "letters"),
    ("meaning", "matter"),
    ("meaning", "name"),
    ("elements", "letters"),
    ("elements", "matter"),
    ("elements", "name"),
    ("elements", "tasks"),
    ("elements", "meaning"),
    ("elements_shared", "letters"),
    ("margin", "letters"),
    ("margin", "elements"),
    ("margin", "meaning"),
    ("margin", "matter"),
    ("margin", "name"),
    ("tasks", "letters"),
    ("tasks", "name"),
    ("apart", "elements"),
    ("apart", "tasks"),
    ("apart", "name"),
    ("apart", "letters"),
    ("apart", "meaning"),
    # one public says nothing of two that have nothing else in common
    ("audience", "letters"),
    ("audience", "meaning"),
    ("audience", "elements"),
    ("stopped", "meaning"),
    ("stopped", "letters"),
    # one owner, maker or address says nothing of two that have nothing else in common
    ("owner", "name"),
    ("owner", "matter"),
    ("vendor", "name"),
    ("vendor", "letters"),
    ("host", "name"),
    ("host", "letters"),
    ("host", "matter"),
    # that each is the other's nearest says something only of two that are alike: everything has a nearest
    ("best_of_both", "letters"),
    ("best_of_both", "matter"),
    ("best_of_both", "activity"),
    ("best_of_both", "meaning"),
    ("best_of_both", "name"),
)
FEATURES = (*BASE, *(f"{name}>{bend:g}" for name, bend in _BENDS), *(f"{a}*{b}" for a, b in _TOGETHER))


def features(families: Mapping[str, Any]) -> Any:
    """The values that the regression weighs: shape (pairs, features)."""
    columns = [np.asarray(families[name], dtype=float) for name in BASE]
    columns += [np.maximum(0, np.asarray(families[name]) - bend) for name, bend in _BENDS]
    columns += [np.asarray(families[a]) * np.asarray(families[b]) for a, b in _TOGETHER]
    return np.stack(columns, axis=1) if len(columns[0]) else np.zeros((0, len(FEATURES)))


@cache
def _weights(variant: str) -> tuple[Any, Any]:
    """Weights (features, classes) and constants (classes)."""
    weights = np.zeros((len(FEATURES), len(CLASSES)))
    constants = np.zeros(len(CLASSES))
    text = (files("graphs") / "duplicates" / "relations.tsv").read_text(encoding="utf-8")
    for row in csv.DictReader(text.splitlines(), delimiter="\t"):
        if row["variant"] == variant:
            at = CLASSES.index(row["relation"])
            if row["feature"] == "constant":
                constants[at] = float(row["weight"])
            else:
                weights[FEATURES.index(row["feature"]), at] = float(row["weight"])
    return weights, constants


def probabilities(families: Mapping[str, Any], *, has_meaning: bool, fitted: tuple[Any, Any] | None = None) -> Any:
    """The probability of each of `CLASSES`, shape (pairs, classes). Systems whose regions do not meet are never duplicates.

    `fitted` are weights and constants to use in place of the shipped ones.
    """
    weights, constants = fitted or _weights("meaning" if has_meaning else "words")
    odds = features(families) @ weights + constants
    odds -= odds.max(axis=1, keepdims=True) if len(odds) else 0
    p = np.exp(odds)
    apart = np.asarray(families["apart"]) > 0
    stopped = np.asarray(families["stopped"]) > 0
    for name in ("same", "duplicate", "overlap", "part_of", "successor"):
        p[apart, CLASSES.index(name)] = 0
    p[~apart, CLASSES.index("reuse")] = 0
    p[~stopped, CLASSES.index("successor")] = 0
    return p / p.sum(axis=1, keepdims=True) if len(p) else p
