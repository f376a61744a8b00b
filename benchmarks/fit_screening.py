"""Fits the screening's model on the development texts, and measures it on authors left out and on texts nobody looked at.

python benchmarks/fit_screening.py            leave each author out in turn, print precision and recall
python benchmarks/fit_screening.py --write    fit on all and write crawlers/screening/model.tsv
python benchmarks/fit_screening.py --unseen   screen the unseen sentences and documents with the shipped model
"""

import argparse
import csv
import json
import math
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from scipy import optimize, sparse, special

from crawlers.screening import screen as screening
from crawlers.screening.features import features
from crawlers.screening.model import DISPOSITIONS, Model, model, write_model
from crawlers.screening.sentences import fold_with_offsets, sentences

DATA = Path(__file__).parents[1] / "tests" / "data" / "screening"
TARGET = Path(__file__).parents[1] / "crawlers" / "screening" / "model.tsv"
CATEGORIES = tuple(sorted(screening.RULES))
STRENGTH = 40.0
LEAST_SEEN = 2
LEAST_WEIGHT = 0.08
# sets that one hand wrote in several manners are left out together
HANDS = {"P": "N", **dict.fromkeys("EIKLMOQRTVY", "J")}
# an advocate of the accused offices wrote these to mislead: told apart where the bound is chosen
MISLEADING = "D"
AIM = 0.95


@dataclass(frozen=True, slots=True)
class Example:
    """A sentence with its labels; `author` is the set it stands in (the letter of its id)."""

    author: str
    features: Mapping[str, float]
    labels: Mapping[str, str]

    @property
    def hand(self) -> str:
        """Whoever wrote it, named by the first of their sets."""
        return HANDS.get(self.author, self.author)

    @property
    def disposition(self) -> int:
        """The strongest disposition among the labels."""
        return DISPOSITIONS.index(next((d for d in ("finding", "reported", "question") if d in self.labels.values()), "none"))


def rows(name: str) -> Iterator[tuple[dict[str, str], dict[str, str]]]:
    """The rows of a set, each with its labels."""
    with (DATA / f"{name}.csv").open(encoding="utf-8", newline="") as stream:
        for row in csv.DictReader(stream):
            categories = [c for c in row["category"].split(";") if c]
            dispositions = row["disposition"].split(";")
            yield row, {c: dispositions[min(i, len(dispositions) - 1)] for i, c in enumerate(categories)}


def documents(name: str) -> Iterator[dict[str, Any]]:
    """The documents of a set."""
    with (DATA / f"{name}_documents.jsonl").open(encoding="utf-8") as stream:
        yield from map(json.loads, stream)


def labels_of(document: Mapping[str, Any], start: int, end: int) -> dict[str, str]:
    """The labels of those quotes of a document that a span holds, or that hold it."""
    found = {}
    for hit in document["hits"]:
        first = document["text"].find(hit["quote"])
        last = first + len(hit["quote"])
        if min(end, last) - max(start, first) > 0.5 * min(end - start, last - first):
            found[hit["category"]] = hit["disposition"]
    return found


def examples() -> list[Example]:
    """All sentences of the development texts."""
    found = [
        Example(row["id"][0], features(fold_with_offsets(row["text"])[0], fold_with_offsets(row["context"])[0]), labels)
        for row, labels in rows("development")
    ]
    for document in documents("development"):
        title = screening.title_of(document["text"])
        for sentence in sentences(document["text"]):
            labels = labels_of(document, sentence.start, sentence.end)
            found.append(Example(document["id"][0], features(sentence.plain, sentence.lead, title), labels))
    return found


def matrix(of: Sequence[Mapping[str, float]], names: Mapping[str, int]) -> Any:
    """Features as a sparse matrix over the named columns."""
    at = [(i, names[f], v) for i, one in enumerate(of) for f, v in one.items() if f in names]
    rows_, columns, values = zip(*at, strict=True)
    return sparse.csr_matrix((values, (rows_, columns)), shape=(len(of), len(names)))


def regress(x: Any, y: Any, classes: int) -> Any:
    """Weights of a multinomial logistic regression with an L2 penalty, by L-BFGS."""
    target = np.zeros((x.shape[0], classes))
    target[np.arange(x.shape[0]), y] = 1.0
    turned = x.T.tocsr()

    def cost(flat: Any) -> tuple[float, Any]:
        weights = flat.reshape(x.shape[1], classes)
        logs = special.log_softmax(x @ weights, axis=1)
        gradient = turned @ (np.exp(logs) - target) * STRENGTH + weights
        return float(-(logs * target).sum() * STRENGTH + 0.5 * (weights**2).sum()), gradient.ravel()

    start = np.zeros(x.shape[1] * classes)
    return optimize.minimize(cost, start, jac=True, method="L-BFGS-B", options={"maxiter": 400, "ftol": 1e-7}).x.reshape(
        x.shape[1], classes
    )


def fit(training: Sequence[Example], *, slope: float = 1.0, offset: float = 0.0) -> Model:
    """A model of these examples."""
    seen = Counter(f for example in training for f in example.features)
    names = {f: i for i, f in enumerate(sorted(f for f, n in seen.items() if n >= LEAST_SEEN))}
    x = matrix([e.features for e in training], names)
    dispositions = regress(x, np.array([e.disposition for e in training]), len(DISPOSITIONS))
    labelled = [(i, CATEGORIES.index(c)) for i, e in enumerate(training) for c in e.labels]
    categories = regress(x[[i for i, _ in labelled]], np.array([c for _, c in labelled]), len(CATEGORIES))
    weights = np.hstack([dispositions, categories])
    kept = {}
    for name, position in names.items():
        pairs = tuple((k, float(w)) for k, w in enumerate(weights[position]) if abs(w) >= LEAST_WEIGHT)
        if pairs:
            kept[name] = pairs
    return Model(CATEGORIES, kept, slope, offset)


def calibrated(scored: Sequence[tuple[float, bool]]) -> tuple[float, float]:
    """Slope and offset of the odds (Platt 1999) for probabilities of examples left out."""
    p = np.clip(np.array([s for s, _ in scored]), 1e-6, 1 - 1e-6)
    odds, y = np.log(p / (1 - p)), np.array([t for _, t in scored], dtype=float)

    def cost(parameters: Any) -> float:
        z = parameters[0] * odds + parameters[1]
        return float((np.logaddexp(0, z) - y * z).sum())

    slope, offset = optimize.minimize(cost, [1.0, 0.0]).x
    return round(float(slope), 4), round(float(offset), 4)


@dataclass
class Tally:
    """Right, claimed and wanted findings."""

    right: int = 0
    claimed: int = 0
    wanted: int = 0

    def line(self) -> str:
        """Precision and recall."""
        precision = self.right / self.claimed if self.claimed else math.nan
        return f"P {precision:.3f} R {self.right / max(1, self.wanted):.3f} ({self.right}/{self.claimed}, {self.wanted} wanted)"


def left_out(all_examples: Sequence[Example]) -> list[tuple[Example, dict[str, float], dict[str, float]]]:
    """Every example judged by a model that saw nothing of whoever wrote it."""
    found = []
    for hand in sorted({e.hand for e in all_examples}):
        fitted = fit([e for e in all_examples if e.hand != hand])
        found += [(e, *fitted.scores(e.features)) for e in all_examples if e.hand == hand]
        print(f"  author {hand} left out", flush=True)
    return found


def cross(all_examples: Sequence[Example]) -> tuple[float, float]:
    """Print what the model is worth on authors left out; returns the calibration."""
    judged = left_out(all_examples)
    slope, offset = calibrated([(d["finding"], e.disposition == 1) for e, d, _ in judged])
    by_author: dict[str, Tally] = defaultdict(Tally)
    same = total = 0
    ranked = []
    for example, dispositions, categories in judged:
        p = min(max(dispositions["finding"], 1e-9), 1 - 1e-9)
        q = 1 / (1 + math.exp(-(slope * math.log(p / (1 - p)) + offset)))
        if example.author != MISLEADING:
            ranked.append((q, example.disposition == 1))
        for key in (example.author, "all", *(["all but " + MISLEADING] if example.author != MISLEADING else [])):
            tally = by_author[key]
            tally.claimed += q >= screening.FIRM
            tally.wanted += example.disposition == 1
            tally.right += q >= screening.FIRM and example.disposition == 1
        if example.labels:
            total += 1
            same += max(categories, key=lambda c: categories[c]) in example.labels
    for key, tally in sorted(by_author.items()):
        print(f"{key:10s} {tally.line()}")
    print(f"least bound with a precision of {AIM}: {least_bound(ranked):.2f} (the model's: {screening.FIRM})")
    print(f"category of labelled sentences {same / total:.3f}; slope {slope}, offset {offset}")
    return slope, offset


def least_bound(ranked: Sequence[tuple[float, bool]]) -> float:
    """The least bound in hundredths from which on, whatever higher bound is taken, findings are right as often as `AIM` asks."""
    bound = 1.0
    for hundredths in range(99, 49, -1):
        right = [finding for probability, finding in ranked if probability >= hundredths / 100]
        if right and sum(right) < AIM * len(right):
            break
        bound = hundredths / 100
    return bound


def measure(name: str) -> None:
    """Print precision and recall of whole screening on a set: by category, of sentences and of documents."""
    tallies: dict[str, Tally] = defaultdict(Tally)
    passages = Tally()
    innocent: Counter[str] = Counter()
    accused: Counter[str] = Counter()
    wanted_passages = found_passages = 0
    for row, labels in rows(name):
        lead = f"{row['context']}\n" if row["context"] else ""
        hits = [h for h in screening.screen(lead + row["text"]) if h.start >= len(lead)]
        found = {h.category for h in hits if h.disposition == "finding"}
        wanted = {c for c, d in labels.items() if d == "finding"}
        _count(tallies, "sentences", row["lang"], found, wanted)
        author = tallies[f"set {row['id'][0]}"]
        author.claimed += bool(found)
        author.wanted += bool(wanted)
        author.right += bool(found and wanted)
        innocent[row["id"][0]] += not labels
        accused[row["id"][0]] += not labels and bool(found)
    for document in documents(name):
        found_at = [(h.start, h.end, h.category) for h in screening.screen(document["text"]) if h.disposition == "finding"]
        text = document["text"]
        spans = [
            (text.find(h["quote"]), text.find(h["quote"]) + len(h["quote"]), h) for h in document["hits"] if h["disposition"] == "finding"
        ]
        claimed = {(a, b) for a, b, _ in found_at}
        passages.claimed += len(claimed)
        passages.right += sum(any(a < e and s < b for s, e, _ in spans) for a, b in claimed)
        wanted_passages += len(spans)
        found_passages += sum(any(a < e and s < b for a, b in claimed) for s, e, _ in spans)
        whole = tallies["documents: whole"]
        whole.wanted += bool(spans)
        whole.claimed += bool(found_at)
        whole.right += bool(spans) and bool(found_at)
    for key, tally in sorted(tallies.items()):
        print(f"{key:40s} {tally.line()}")
    print(
        f"passages of documents: {passages.right} of {passages.claimed} claimed are right, {found_passages} of {wanted_passages} wanted are found"
    )
    by_set = ", ".join(f"{name} {accused[name]} of {count}" for name, count in sorted(innocent.items()))
    print(f"innocent sentences accused: {accused.total()} of {innocent.total()} ({by_set})")


def _count(tallies: dict[str, Tally], kind: str, language: str, found: set[str], wanted: set[str]) -> None:
    for key, is_claimed, is_wanted, is_right in [
        (f"{kind}: any finding", bool(found), bool(wanted), bool(found and wanted)),
        (f"{kind}: any finding, {language}", bool(found), bool(wanted), bool(found and wanted)),
        (f"{kind}: a right category", bool(found), bool(wanted), bool(found & wanted)),
        *((f"category {c}", c in found, c in wanted, c in found & wanted) for c in sorted(found | wanted)),
    ]:
        tally = tallies[key]
        tally.claimed += is_claimed
        tally.wanted += is_wanted
        tally.right += is_right


def main() -> None:
    """Run what the options ask for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--write", action="store_true", help="fit on all development texts and write the model")
    parser.add_argument("--unseen", action="store_true", help="measure the shipped model on the unseen texts")
    parser.add_argument("--seen", action="store_true", help="measure the shipped model on the development texts")
    options = parser.parse_args()
    if options.unseen or options.seen:
        measure("unseen" if options.unseen else "development")
        return
    found = examples()
    slope, offset = cross(found)
    if options.write:
        TARGET.write_text(write_model(fit(found, slope=slope, offset=offset)), encoding="utf-8")
        model.cache_clear()
        print(f"{TARGET.name}: {TARGET.stat().st_size // 1024} KiB, {len(model().weights)} features")


if __name__ == "__main__":
    main()
