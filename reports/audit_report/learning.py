"""What the report says of the scorer of pairs: what judgements taught it, and how right it is where people looked."""

from typing import Any

from graphs.analysis import Analysis
from graphs.duplicates.learning import held_out, precision_at


def learning_text(analysis: Analysis, say: Any) -> str:
    """One paragraph; `say` words a key of the report."""
    scorer, judged = analysis.scorer, analysis.judged
    if not scorer.judged:
        return str(say("method_learning_none", count=len(judged), version=scorer.version))
    cut = analysis.thresholds["duplicate_cut"]
    hits, count, (low, high) = precision_at(held_out(judged), cut)
    return str(
        say(
            "method_learning_text",
            version=scorer.version,
            judged=scorer.judged,
            accepted=scorer.accepted,
            slope=f"{scorer.slope:.2f}",
            shift=f"{scorer.shift:+.2f}",
            cut=f"{cut:g}",
            hits=hits,
            above=count,
            share=f"{hits / count:.0%}" if count else "—",
            low=f"{low:.0%}",
            high=f"{high:.0%}",
        )
    )
