"""Duplicates in public lists and in made ones, beside a TF-IDF script: python benchmarks/dedupe.py LEFT RIGHT TRUTH | --made N

LEFT and RIGHT are two tables of a set from the matching literature (Abt-Buy, Amazon-Google, …) with the columns id and name (or
title), TRUTH the pairs of their ids; the separator is told by the header. Both tables go into one list, as `auditor dedupe` takes
it, and only pairs across them count. The peer is a cosine of words by scikit-learn (extra bench), each the other's nearest, cut at
its best F1 on the set. --made N takes an inventory of N systems made from authored jobs (inventories.py), beside recordlinkage.
"""

import csv
import sys
import time
from pathlib import Path

from inventories import make

from graphs.duplicates.lists import Listed, find_duplicates

Pairs = set[tuple[str, str]]


def read(path: Path) -> list[dict[str, str]]:
    """The rows of a table whose separator is the likeliest of its header."""
    csv.field_size_limit(10_000_000)
    with path.open(encoding="utf-8", errors="replace") as stream:
        header = stream.readline()
        stream.seek(0)
        return list(csv.DictReader(stream, delimiter=max("|#,;\t", key=header.count)))


def quality(found: Pairs, truth: Pairs) -> str:
    """Precision, recall and F1."""
    right = len(found & truth)
    p, r = right / max(1, len(found)), right / len(truth)
    return f"P {p:.3f}  R {r:.3f}  F1 {2 * p * r / max(1e-9, p + r):.3f}"


def tables(left: Path, right: Path, truth: Path) -> None:
    """Ours and the peer on two tables."""
    wanted = {tuple(row.values())[:2] for row in read(truth)}
    sides = [[(row["id"], row.get("name") or row.get("title") or "", row) for row in read(path)] for path in (left, right)]
    columns = [
        k for k in dict.fromkeys([*sides[0][0][2], *sides[1][0][2]]) if k not in ("id", "name", "title", "description", "manufacturer")
    ]
    rows = [
        Listed(
            id=f"{side}{key}",
            name=name,
            description=row.get("description") or "",
            vendor=row.get("manufacturer") or "",
            more=tuple(row.get(k) or "" for k in columns),
        )
        for side, entries in zip("ab", sides, strict=True)
        for key, name, row in entries
    ]
    began = time.process_time()
    pairs, _ = find_duplicates(rows, is_plain=True)
    seconds = time.process_time() - began
    ours = {(p.left[1:], p.right[1:]) for p in pairs if p.score >= 0.5 and (p.left[0], p.right[0]) == ("a", "b")}
    print(f"auditor dedupe   {quality(ours, wanted)}  {seconds:.1f} CPU s")
    try:
        from sklearn.feature_extraction.text import TfidfVectorizer
    except ImportError:
        print("TF-IDF           not installed (extra bench)")
        return
    began = time.process_time()
    texts = [[" ".join(str(v) for k, v in row.items() if k != "id") for _, _, row in entries] for entries in sides]
    model = TfidfVectorizer().fit(texts[0] + texts[1])
    near = (model.transform(texts[0]) @ model.transform(texts[1]).T).toarray()
    best = [
        (float(near[i, j]), (sides[0][i][0], sides[1][j][0])) for i in range(len(near)) if near[:, j := int(near[i].argmax())].argmax() == i
    ]
    cut = max(
        {round(score, 2) for score, _ in best},
        key=lambda c: 2 * len({p for s, p in best if s >= c} & wanted) / (sum(s >= c for s, _ in best) + len(wanted)),
    )
    print(
        f"TF-IDF, mutual   {quality({p for s, p in best if s >= cut}, wanted)}  {time.process_time() - began:.1f} CPU s (cut {cut}, chosen with the truth)"
    )


def made(count: int) -> None:
    """Quality and time on a made inventory, and beside it recordlinkage on names, functions, data and owners (blocked by region)."""
    inventory = make(count)
    wanted = inventory.wanted
    began = time.process_time()
    pairs, clusters = find_duplicates(inventory.rows)
    seconds = time.process_time() - began
    told = {(min(p.left, p.right), max(p.left, p.right)) for p in pairs if p.score >= 0.5}
    shares = "  ".join(f"{kind} {len(told & planted) / max(1, len(planted)):.3f}" for kind, planted in inventory.truth.items())
    print(f"auditor dedupe  {quality(told, wanted)}  found: {shares}  {seconds:.1f} CPU s, {len(clusters)} clusters")
    try:
        import pandas as pd
        import recordlinkage
    except ImportError:
        print("recordlinkage   not installed (extra bench)")
        return
    began = time.process_time()
    table = pd.DataFrame(
        [
            {
                "name": r.name,
                "text": r.description,
                "tasks": "|".join(r.functions),
                "data": "|".join(r.elements),
                "owner": r.owner,
                "place": r.regions[0],
            }
            for r in inventory.rows
        ],
        index=[r.id for r in inventory.rows],
    )
    index = recordlinkage.Index()
    index.block("place")
    candidates = index.index(table)
    compare = recordlinkage.Compare()
    for column in ("name", "text", "tasks", "data"):
        compare.string(column, column, method="qgram", label=column)
    compare.exact("owner", "owner", label="owner")
    compared = compare.compute(candidates, table)
    found = recordlinkage.ECMClassifier(binarize=0.5).fit_predict(compared)
    theirs = {(min(a, b), max(a, b)) for a, b in found}
    shares = "  ".join(f"{kind} {len(theirs & planted) / max(1, len(planted)):.3f}" for kind, planted in inventory.truth.items())
    print(f"recordlinkage   {quality(theirs, wanted)}  found: {shares}  {time.process_time() - began:.1f} CPU s (ECM, no labels)")


def main(arguments: list[str]) -> int:
    """Run what was asked for."""
    if len(arguments) == 2 and arguments[0] == "--made":
        made(int(arguments[1]))
    elif len(arguments) == 3:
        tables(*map(Path, arguments))
    else:
        print(__doc__, file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
