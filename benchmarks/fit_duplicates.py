"""Fits and measures the relations of `auditor dedupe` on authored lists: python benchmarks/fit_duplicates.py [--write|--unseen]

Each list in tests/data/duplicates is one author's: NAME.csv with systems, NAME_truth.csv with labelled pairs (every pair that is
not labelled is none). Without --write each author is left out in turn and measured with the weights of the others; with it the
weights of all are written to graphs/duplicates/relations.tsv. Needs scikit-learn (extra bench). --unseen measures the shipped weights
on the list in tests/data/duplicates/unseen, of an author of whom nothing was fitted.
"""

import csv
import sys
from pathlib import Path
from typing import Any

import numpy as np

from auditor.matching import _listed, read_rows
from graphs.duplicates import meaning
from graphs.duplicates.likeness import SystemText, alike
from graphs.duplicates.lists import _circumstances
from graphs.duplicates.relations import CLASSES, FEATURES, features
from inventory.names import plain

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / "tests" / "data" / "duplicates"
OUT = ROOT / "graphs" / "duplicates" / "relations.tsv"


def unseen() -> str:
    """The shipped weights on the list that was held back."""
    from graphs.duplicates.lists import find_duplicates

    folder = FOLDER / "unseen"
    pairs, _ = find_duplicates([_listed(row) for row in read_rows(folder / "hard.csv", ("id", "name"))])
    with (folder / "hard_truth.csv").open(encoding="utf-8") as stream:
        truth = {frozenset((row["left"], row["right"])): row["relation"] for row in csv.DictReader(stream)}
    wanted = {pair for pair, relation in truth.items() if relation in ("same", "duplicate")}
    told = {frozenset((pair.left, pair.right)) for pair in pairs if pair.score >= 0.5}
    right = len(told & wanted)
    return (
        f"unseen: P {right / max(1, len(told)):.2f} of all pairs, {right / max(1, len(told & truth.keys())):.2f} of the labelled ones, "
        f"R {right / len(wanted):.2f} ({'with' if meaning.is_there() else 'without'} the extra semantic)"
    )


def load(name: str) -> tuple[dict[str, Any], np.ndarray, int, dict[str, int]]:
    """Families and labels of the candidate pairs of one author's list, and how many pairs of each label there are."""
    rows = sorted((_listed(row) for row in read_rows(FOLDER / f"{name}.csv", ("id", "name"))), key=lambda row: row.id)
    truth = {}
    with (FOLDER / f"{name}_truth.csv").open(encoding="utf-8") as stream:
        for row in csv.DictReader(stream):
            truth[frozenset((row["left"], row["right"]))] = row["relation"]
    texts = [SystemText(r.name, "。".join((r.description, *r.functions, *r.more)), tuple(map(plain, r.elements))) for r in rows]
    likeness = alike(texts)
    families = {**likeness.families, **_circumstances(rows, likeness.left, likeness.right)}
    pairs = [frozenset((rows[a].id, rows[b].id)) for a, b in zip(likeness.left, likeness.right, strict=True)]
    labels = np.array([{"different": "none"}.get(truth.get(p, "none"), truth.get(p, "none")) for p in pairs])
    labelled = np.array([p in truth for p in pairs])
    wanted = {c: sum(v == c for v in truth.values()) for c in CLASSES}
    return families, labels, labelled, wanted


def fit(parts: list[tuple[Any, ...]]) -> Any:
    """The regression over some authors' lists."""
    from sklearn.linear_model import LogisticRegression

    x = np.vstack([features(p[0]) for p in parts])
    y = np.concatenate([p[1] for p in parts])
    return LogisticRegression(C=1.0, max_iter=5000).fit(x, y, sample_weight=np.where(np.isin(y, ("same", "duplicate")), 1.5, 1.0))


def measure(model: Any, part: tuple[Any, ...]) -> str:
    """Precision and recall of same and duplicate at 0.5, over all pairs and over the labelled ones."""
    families, labels, labelled, wanted = part
    weights = np.zeros((len(FEATURES), len(CLASSES)))
    constants = np.full(len(CLASSES), -30.0)
    for position, name in enumerate(model.classes_):
        weights[:, CLASSES.index(name)] = model.coef_[position]
        constants[CLASSES.index(name)] = model.intercept_[position]
    odds = features(families) @ weights + constants
    p = np.exp(odds - odds.max(axis=1, keepdims=True))
    p[np.asarray(families["apart"]) > 0, 1:6] = 0
    p[np.asarray(families["apart"]) == 0, 6] = 0
    p[np.asarray(families["stopped"]) == 0, 5] = 0
    p /= p.sum(axis=1, keepdims=True)
    score = p[:, 1] + p[:, 2]
    is_pair = np.isin(labels, ("same", "duplicate"))
    total = wanted["same"] + wanted["duplicate"]
    cut = score >= 0.5
    near = np.isin(labels, ("overlap", "part_of", "successor", "reuse"))
    firm = cut & ~near
    chosen = np.array(CLASSES)[p.argmax(axis=1)]
    right = {c: f"{(chosen[labels == c] == c).sum()}/{wanted[c]}" for c in CLASSES[1:]}
    return (
        f"P {is_pair[firm].sum() / max(1, firm.sum()):.2f} R {is_pair[cut].sum() / total:.2f} | labelled only P "
        f"{is_pair[firm & labelled].sum() / max(1, (firm & labelled).sum()):.2f} | relations "
        + " ".join(f"{c} {n}" for c, n in right.items())
    )


def main(arguments: list[str]) -> int:
    """Measure, or write the weights."""
    if "--unseen" in arguments:
        print(unseen())
        return 0
    names = sorted(path.stem for path in FOLDER.glob("*.csv") if not path.stem.endswith("_truth"))
    lines = ["variant\trelation\tfeature\tweight"]
    for variant in ("words", "meaning"):
        if variant == "words":
            meaning._encoder.cache_clear()
            encoder, meaning._encoder = meaning._encoder, lambda: None  # type: ignore[assignment]
        elif not meaning.is_there():
            print("the extra semantic is not installed: its weights are not fitted", file=sys.stderr)
            return 2
        parts = {name: load(name) for name in names}
        if variant == "words":
            meaning._encoder = encoder
        for name in names if "--write" not in arguments else ():
            model = fit([parts[other] for other in names if other != name])
            print(f"{variant:8} {name:6} {measure(model, parts[name])}")
        model = fit(list(parts.values()))
        for position, relation in enumerate(model.classes_):
            lines.append(f"{variant}\t{relation}\tconstant\t{model.intercept_[position]:.4f}")
            lines += [
                f"{variant}\t{relation}\t{f}\t{w:.4f}" for f, w in zip(FEATURES, model.coef_[position], strict=True) if abs(w) >= 0.00005
            ]
    if "--write" in arguments:
        OUT.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
