"""The trained part of the screening: how likely a sentence imposes, asks or reports something, and what.

A multinomial logistic regression over `features`, fitted by `benchmarks/fit_screening.py` on sentences and documents that were
written for this project; model.tsv holds its weights as text, one feature a line.
"""

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

DISPOSITIONS = ("none", "finding", "question", "reported")


@dataclass(frozen=True, slots=True)
class Model:
    """Weights by feature: pairs of class number and weight; classes are dispositions, then categories.

    `slope` and `offset` turn the regression's odds of a finding into a probability that held on authors left out (Platt 1999).
    """

    categories: tuple[str, ...]
    weights: Mapping[str, tuple[tuple[int, float], ...]]
    slope: float
    offset: float

    def scores(self, features: Mapping[str, float]) -> tuple[dict[str, float], dict[str, float]]:
        """Probabilities of the dispositions (that of `finding` calibrated), and of the categories should there be one."""
        sums = [0.0] * (len(DISPOSITIONS) + len(self.categories))
        for name, value in features.items():
            for position, weight in self.weights.get(name, ()):
                sums[position] += value * weight
        dispositions = dict(zip(DISPOSITIONS, _softmax(sums[: len(DISPOSITIONS)]), strict=True))
        odds = math.log(max(dispositions["finding"], 1e-9) / max(1 - dispositions["finding"], 1e-9))
        dispositions["finding"] = 1 / (1 + math.exp(-(self.slope * odds + self.offset)))
        return dispositions, dict(zip(self.categories, _softmax(sums[len(DISPOSITIONS) :]), strict=True))


def _softmax(sums: list[float]) -> list[float]:
    most = max(sums)
    powers = [math.exp(value - most) for value in sums]
    total = sum(powers)
    return [power / total for power in powers]


def read_model(text: str) -> Model:
    """The model that `write_model` wrote."""
    first, *lines = text.splitlines()
    head = json.loads(first)
    weights = {}
    for line in lines:
        name, _, rest = line.rpartition("\t")
        pairs = (pair.split(":") for pair in rest.split(" "))
        weights[str(json.loads(name))] = tuple((int(position), int(weight) / 100) for position, weight in pairs)
    return Model(tuple(head["categories"]), weights, head["slope"], head["offset"])


def write_model(model: Model) -> str:
    """A model as text: a line of JSON, then a line for each feature with its weights in hundredths."""
    lines = [json.dumps({"categories": list(model.categories), "slope": model.slope, "offset": model.offset})]
    for name, pairs in sorted(model.weights.items()):
        shown = " ".join(f"{position}:{round(weight * 100)}" for position, weight in pairs)
        lines.append(f"{json.dumps(name, ensure_ascii=False)}\t{shown}")
    return "\n".join(lines) + "\n"


@cache
def model() -> Model:
    """The shipped model."""
    return read_model((files("crawlers.screening") / "model.tsv").read_text(encoding="utf-8"))
