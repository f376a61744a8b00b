"""How long `auditor audit` takes, stage by stage, on made inventories: python benchmarks/audit.py [--systems N …]

Each size (default 1,000 and 5,000 systems, with 20 exchanges and 90 fields a system) is filled into a workspace of its own and audited
in a process of its own. Beside it stands what igraph (components, articulation points, Leiden) and sparse_dot_topn (nearest names) take
on the same systems and exchanges, where they are installed; they read no database, match no field and apply no rule.
"""

import argparse
import random
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from inventories import fill, make

from auditor.pipeline import audit
from auditor.workspace import create_workspace

EXCHANGES, FIELDS = 20, 90


def measured(systems: int) -> None:
    """Fill, audit and print one size."""
    with tempfile.TemporaryDirectory() as folder:
        workspace = create_workspace(Path(folder) / "w", name="bench", region="330100", lang="zh", db=None)
        made = make(systems)
        fill(workspace, made, exchanges=systems * EXCHANGES, fields=systems * FIELDS)
        stages: list[tuple[str, float]] = []
        began = time.process_time()
        answer = audit(workspace, progress=lambda stage: stages.append((stage, time.process_time())))
        ended = time.process_time()
        parts = [("load", stages[0][1] - began)]
        parts += [(name, after - at) for (name, at), after in zip(stages, [at for _, at in stages[1:]] + [ended], strict=True)]
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        told = "  ".join(f"{name} {seconds:.1f}" for name, seconds in parts)
        print(
            f"{systems:>7} systems: {ended - began:6.1f} CPU s, {memory:6.0f} MiB | {told} | "
            f"{sum(answer['findings'].values())} findings, {answer['duplicates']} clusters"
        )
        _peers(systems)


def _peers(systems: int) -> None:
    dice = random.Random(1)
    links = [(dice.randrange(systems), dice.randrange(systems)) for _ in range(systems * EXCHANGES)]
    try:
        import igraph
    except ImportError:
        print("         igraph is not installed")
        return
    began = time.process_time()
    graph = igraph.Graph(n=systems, edges=links)
    graph.connected_components()
    graph.articulation_points()
    graph.simplify().community_leiden(objective_function="modularity")
    seconds = time.process_time() - began
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sparse_dot_topn import sp_matmul_topn

    texts = [f"{row.name} {row.description}" for row in make(systems).rows]
    began = time.process_time()
    matrix = TfidfVectorizer(analyzer="char", ngram_range=(1, 2)).fit_transform(texts)
    sp_matmul_topn(matrix, matrix.T.tocsr(), top_n=15, threshold=0.05)
    print(f"         igraph {seconds:.1f} CPU s, TF-IDF with sparse_dot_topn {time.process_time() - began:.1f} CPU s")


def main() -> int:
    """Each size in a process of its own, so that its memory is its own."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--systems", type=int, nargs="+", default=[1_000, 5_000])
    parser.add_argument("--one", type=int, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.one:
        measured(given.one)
        return 0
    return max(subprocess.run([sys.executable, __file__, "--one", str(size)], check=False).returncode for size in given.systems)


if __name__ == "__main__":
    sys.exit(main())
