"""How long the overlap of datasets takes, and whether it misses any: python benchmarks/overlap.py [--datasets N …]

Made datasets (default 2,000 and 50,000) of persons with some twelve standard elements each, in counties of 250; one in twenty is another
one's copy with up to three elements exchanged. Ours (weighted Jaccard from 0.6 on, at least four elements shared, same county, by sparse
products) stands beside a plain comparison of every pair within each county (up to 5,000 datasets, the same pairs must come out) and beside
sparse_dot_topn (cosines of the same weights, fifteen nearest of the whole land, blind to counties), where it is installed.
"""

import argparse
import random
import sys
import time
from itertools import combinations

import numpy as np
from scipy.sparse import csr_matrix

from graphs.build import build_landscape
from graphs.matching.matches import Match, Matches, Step
from graphs.sharing.overlaps import dataset_overlaps, element_weights, weighted_jaccard
from inventory.elements import dictionary
from inventory.values import DataField, Dataset, Organisation, System
from inventory.values.inventory import Inventory
from inventory.values.record import Record
from inventory.values.table import as_table

COUNTY, CUT = 250, 0.6
_PLAIN = 5_000


def made(datasets: int) -> Inventory:
    """The land: a body, a system and a dataset each."""
    dice = random.Random(1)
    known = sorted(name for name, element in dictionary().items() if element.weight > 0)
    # some elements stand in every second table, most in few
    rarity = [1 / (1 + position) for position in range(len(known))]
    dice.shuffle(known)
    blank = {"sources": (), "modes": frozenset({"declared"}), "none": frozenset(), "not_applicable": frozenset()}
    records: dict[str, dict[str, Record]] = {"Organisation": {}, "System": {}, "Dataset": {}, "DataField": {}}
    held: list[str] = []
    for number in range(datasets):
        region = f"{110000 + number // COUNTY}"
        if not (number % 20 == 19 and held):
            held = sorted(set(dice.choices(known, rarity, k=16)))
        else:
            held = sorted({*dice.sample(held, max(4, len(held) - dice.randrange(4))), *dice.choices(known, rarity, k=dice.randrange(3))})
        records["Organisation"][f"o{number}"] = Organisation(id=f"o{number}", name=f"o{number}", region=region, **blank)
        records["System"][f"s{number}"] = System(id=f"s{number}", name=f"s{number}", owner=f"o{number}", status="active", **blank)
        records["Dataset"][f"d{number}"] = Dataset(
            id=f"d{number}", name=f"d{number}", system=f"s{number}", provider=f"o{number}", subject="person", region=region, **blank
        )
        for position, element in enumerate(held):
            identifier = f"f{number}.{position}"
            records["DataField"][identifier] = DataField(id=identifier, label=element, resource=f"d{number}", element=element, **blank)
    return Inventory(round="1", today="2026-11-24", records=records)


def plain(inventory: Inventory, scape: object, weights: dict[str, float]) -> int:
    """Every pair within a county, one after the other."""
    holding = {
        d: frozenset(e for e in scape.elements_of_dataset(d) if weights.get(e, 0) > 0)  # type: ignore[attr-defined]
        for d in inventory.datasets
    }
    found = 0
    ids = list(inventory.datasets)
    for first in range(0, len(ids), COUNTY):
        for left, right in combinations(ids[first : first + COUNTY], 2):
            shared = holding[left] & holding[right]
            found += len(shared) >= 4 and weighted_jaccard(holding[left], holding[right], weights) >= CUT
    return found


def nearest(inventory: Inventory, scape: object, weights: dict[str, float]) -> str:
    """Cosines by sparse_dot_topn."""
    try:
        from sparse_dot_topn import sp_matmul_topn
    except ImportError:
        return "sparse_dot_topn is not installed"
    column = {element: position for position, element in enumerate(sorted(weights))}
    rows, columns, values = [], [], []
    for row, dataset in enumerate(inventory.datasets):
        for element in scape.elements_of_dataset(dataset):  # type: ignore[attr-defined]
            rows.append(row)
            columns.append(column[element])
            values.append(weights[element])
    began = time.process_time()
    matrix = csr_matrix((values, (rows, columns)), shape=(len(inventory.datasets), len(column)), dtype=np.float64)
    norms = np.sqrt(np.asarray(matrix.multiply(matrix).sum(axis=1)).ravel())
    matrix = csr_matrix(matrix.multiply(1 / np.maximum(norms, 1e-9)[:, None]))
    found = sp_matmul_topn(matrix, matrix.T.tocsr(), top_n=16, threshold=0.75)
    return f"sparse_dot_topn {time.process_time() - began:.2f} CPU s, {(found.nnz - matrix.shape[0]) // 2} pairs of the whole land"


def main() -> int:
    """Each size in turn; 1 where the plain comparison finds another number of pairs."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--datasets", type=int, nargs="+", default=[2_000, 50_000])
    wrong = 0
    for datasets in parser.parse_args().datasets:
        inventory = made(datasets)
        fields = as_table(DataField, inventory.fields)
        sure = (Step("confirmed", 1.0, 0.0),)
        matches = Matches(fields, fields.column("element").mapped(lambda element, sure=sure: Match(element or "", 1.0, sure)))
        scape = build_landscape(inventory, matches, accepted=0.8)
        began = time.process_time()
        weights = element_weights(scape)
        found = len(dataset_overlaps(scape, CUT))
        told = [f"{datasets:>7} datasets  auditor {time.process_time() - began:.2f} CPU s, {found} pairs"]
        if datasets <= _PLAIN:
            began = time.process_time()
            expected = plain(inventory, scape, weights)
            told.append(f"every pair {time.process_time() - began:.2f} CPU s, {expected} pairs")
            wrong |= expected != found
        told.append(nearest(inventory, scape, weights))
        print(" | ".join(told), flush=True)
    return int(wrong)


if __name__ == "__main__":
    sys.exit(main())
