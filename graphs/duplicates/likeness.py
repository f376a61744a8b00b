"""How alike texts are, family by family, over a whole list at once: letters, matters, activities, data, tasks, meaning, names.

Families are sparse products (TF-IDF cosines). Only the nearest few of each text are looked at closely: the nearest among those
whose regions meet, region by region (look-alikes of a hundred other counties hide nothing), and the namesakes of other regions.
"""

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from rapidfuzz import fuzz, process
from scipy import sparse

from graphs.duplicates.concepts import concepts, letters
from graphs.duplicates.meaning import vectors
from graphs.duplicates.neighbours import MEANING, NO_MEANING, dense_dots, dots, namesakes, pairs_of, weighed
from graphs.regions import meeting
from inventory.names import core, plain

# how much each family counts in the choice of neighbours
_NEAR = {"letters": 1.0, "matter": 1.0, "activity": 0.5, "elements": 0.7, "tasks": 0.7, "meaning": MEANING}


@dataclass(frozen=True, slots=True)
class SystemText:
    """What is said of a system: its name, what describes its job, what is named beside, and its data and functions one by one."""

    name: str
    described: str
    elements: tuple[str, ...] = ()
    functions: tuple[str, ...] = ()
    # names of services and data: they count for words and concepts, not for the meaning of the job
    beside: str = ""


@dataclass(slots=True)
class Likeness:
    """Pairs of neighbours (`left` < `right`, positions in the list) and how far each family agrees, in [0, 1]."""

    left: Any
    right: Any
    families: dict[str, Any]
    has_meaning: bool


def alike(texts: Sequence[SystemText], *, regions: Sequence[Iterable[str]] | None = None, with_meaning: bool = True) -> Likeness:
    """Compare every text with its nearest. Among more than fifteen equally near the order of texts decides: callers sort them by id.

    `regions` are the places of each text (codes or names; none is anywhere): without them every text may meet every other.
    """
    wholes = [_whole(text) for text in texts]
    parts = {**_parts(wholes), **_told(texts)}
    meaning = _meanings([_job(text) for text in texts]) if with_meaning else None
    cores = [core(t.name) for t in texts]
    blocks = None if regions is None else list(meeting(regions))
    more = None if blocks is None or len(blocks) < 2 else namesakes(cores, parts["tasks"])
    left, right, near, best, margin = pairs_of(list(parts.values()), [_NEAR[name] for name in parts], meaning, blocks=blocks, more=more)
    families = {name: dots(matrix, left, right) for name, matrix in parts.items()}
    families["meaning"] = np.zeros(len(left)) if meaning is None else dense_dots(meaning, left, right)
    families["name"] = _names_alike(cores, left, right)
    families["elements_shared"] = _shared(texts, left, right)
    small, large = np.minimum(best[left], best[right]), np.maximum(best[left], best[right])
    families["best_of_one"] = np.minimum(1.0, near / np.maximum(small, 1e-9))
    families["best_of_both"] = np.minimum(1.0, near / np.maximum(large, 1e-9))
    families["margin"] = np.clip(margin, -1.0, 1.0)
    said = np.array([len(whole) for whole in wholes], dtype=float)
    families["said"] = np.log1p(np.minimum(said[left], said[right])) / 5
    # two that both say something and agree in nothing differ more than two of which one says nothing
    for name, told in (("elements_told", parts["elements"]), ("tasks_told", parts["tasks"]), ("matter_told", parts["matter"])):
        flags = np.minimum(1.0, np.diff(told.indptr))
        families[name] = flags[left] * flags[right]
    inside = _inside({name: parts[name] for name in ("letters", "matter", "activity")}, left, right)
    families["inside"], families["inside_other"] = np.maximum(*inside), np.minimum(*inside)
    families["left_in_right"] = inside[0] - inside[1]
    return Likeness(left, right, {name: np.round(values, 3) for name, values in families.items()}, meaning is not None)


def _job(text: SystemText) -> str:
    return "。".join((core(text.name), text.described))


def _whole(text: SystemText) -> str:
    return "。".join((_job(text), text.beside))


def _meanings(texts: Sequence[str]) -> Any:
    found = vectors(texts)
    if found is not None:  # nothing said is like nothing
        found[[position for position, text in enumerate(texts) if not text.strip("。 ")]] = 0
    return found


def _parts(texts: Sequence[str]) -> dict[str, Any]:
    """The sparse families of texts, each a matrix of unit rows."""
    found = [concepts(text) for text in texts]
    return {
        "letters": weighed((letters(text) for text in texts), lambda token: 0.5 if token.startswith("1") else 1.0),
        "matter": weighed(_of(counted, "object:") for counted in found),
        "activity": weighed(_of(counted, "action:") for counted in found),
    }


def _told(texts: Sequence[SystemText]) -> dict[str, Any]:
    """The families of what is told item by item: data, functions."""
    return {
        "elements": weighed(Counter(text.elements) for text in texts),
        "tasks": weighed(Counter(plain(function) for function in text.functions) for text in texts),
    }


def _shared(texts: Sequence[SystemText], left: Any, right: Any) -> Any:
    """How much data two have in common, by rarity (in bits), damped: one rare item and ten common ones both say something."""
    known = Counter(element for text in texts for element in set(text.elements))
    column = {element: position for position, element in enumerate(sorted(known))}
    rarity = np.array([math.sqrt(math.log2(1 + len(texts) / known[element])) for element in sorted(known)])
    entries = [(row, column[element]) for row, text in enumerate(texts) for element in sorted(set(text.elements))]
    if not entries:
        return np.zeros(len(left))
    rows, columns = np.array(entries, dtype=np.int32).T
    matrix = sparse.csr_matrix((rarity[columns], (rows, columns)), shape=(len(texts), len(column)))
    return np.log1p(dots(matrix, left, right)) / 4


def _names_alike(cores: Sequence[str], left: Any, right: Any) -> Any:
    if not len(left):
        return np.zeros(0)
    scored = process.cpdist([cores[a] for a in left], [cores[b] for b in right], scorer=fuzz.ratio, dtype=np.float32)
    has = np.array([bool(text) for text in cores])
    return scored / 100 * (has[left] & has[right])


def _of(counted: Counter[str], kind: str) -> Counter[str]:
    return Counter({concept: n for concept, n in counted.items() if concept.startswith(kind)})


def _inside(parts: dict[str, Any], left: Any, right: Any) -> tuple[Any, Any]:
    """How much of what the left text says stands in the right one, and the other way round, by weight of letters and concepts."""
    joined = sparse.csr_matrix(sparse.hstack(list(parts.values())))
    if not len(left):
        return np.zeros(0), np.zeros(0)
    squares = joined.multiply(joined)
    total = np.asarray(squares.sum(axis=1)).ravel()
    present = (joined > 0).astype(float)
    found = []
    for one, other in ((left, right), (right, left)):
        shared = _dots_of(squares, present, one, other)
        found.append(shared / np.maximum(total[one], 1e-9))
    return found[0], found[1]


def _dots_of(weights: Any, present: Any, one: Any, other: Any) -> Any:
    weights, present = sparse.csr_matrix(weights), sparse.csr_matrix(present)
    return np.concatenate(
        [
            np.asarray(weights[one[i : i + 50_000]].multiply(present[other[i : i + 50_000]]).sum(axis=1)).ravel()
            for i in range(0, len(one), 50_000)
        ]
    )


def against(queries: Sequence[str], texts: Sequence[SystemText]) -> tuple[dict[str, Any], bool]:
    """How near each query is to each text, family by family, shape (queries, texts); and whether `meaning` is among them."""
    wholes = [_whole(text) for text in texts]
    jobs = [*(_job(text) for text in texts), *queries]
    parts = _parts([*wholes, *queries])
    n = len(wholes)
    families = {name: np.round(np.asarray((matrix[n:] @ matrix[:n].T).todense()), 4) for name, matrix in parts.items()}
    meaning = vectors(jobs)
    families["meaning"] = (
        np.zeros((len(queries), n)) if meaning is None else np.round(np.asarray(meaning[n:] @ meaning[:n].T, dtype=float), 3)
    )
    return families, meaning is not None


def nearness(families: dict[str, Any]) -> Any:
    """One figure for how near two texts are: the families as they are weighed in the choice of neighbours."""
    sums = sum(_NEAR[name] * families[name] for name in ("letters", "matter", "activity"))
    return sums + _NEAR["meaning"] * np.maximum(0, families["meaning"] - NO_MEANING)
