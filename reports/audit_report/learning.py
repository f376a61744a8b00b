"""What the report says of the scorers: what judgements taught them, and how right they are where people looked."""

from collections.abc import Iterator
from typing import Any

from graphs.analysis import Analysis
from graphs.learning import held_out, precision_at

# scorer → the threshold from which its score counts
CUTS = {"pairs": "duplicate_cut", "fields": "match_accepted"}


def learning_texts(analysis: Analysis, say: Any) -> Iterator[tuple[str, str]]:
    """Title and paragraph of each scorer; `say` words a key of the report."""
    for name, threshold in CUTS.items():
        scorer, judged = getattr(analysis.scorers, name), getattr(analysis.judged, name)
        title = say(f"method_learning_{name}")
        if not scorer.judged:
            yield title, say("method_learning_none", count=len(judged), version=scorer.version)
            continue
        cut = analysis.thresholds[threshold]
        hits, count, (low, high) = precision_at(held_out(judged), cut)
        moved = {"slope": f"{scorer.slope:.2f}", "shift": f"{scorer.shift:+.2f}", "cut": f"{cut:g}"}
        shares = {"share": f"{hits / count:.0%}" if count else "—", "low": f"{low:.0%}", "high": f"{high:.0%}"}
        facts = {"version": scorer.version, "judged": scorer.judged, "accepted": scorer.accepted, "hits": hits, "above": count}
        yield title, say("method_learning_text", **facts, **moved, **shares)
