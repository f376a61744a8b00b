"""Every rule against planted truth: `python benchmarks/rules.py [--systems 2000] [--seed 1] [--rule ID] [--write FILE] [--lock]`.

Makes a land of counties whose offices are honest, sloppy or dishonest and of which it is known what an audit must find
(tests/counties), imports and audits it, and prints precision and recall of every rule; then the same land without a fault,
in which nothing above a question may be found. Where the definition leaves open whether a thing is a fault, a finding is argued and counts
neither way; the totals are also printed with all of these counted as planted, and as not planted. `--rule` prints what one rule missed and whom it accused falsely.
Exit code 1 where a bound is broken: precision 0.98 (certain), 0.9 (probable), no finding in the blameless land.
"""

import argparse
import json
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from tests.counties import lock  # noqa: E402
from tests.counties.land import County  # noqa: E402
from tests.counties.make import make_county  # noqa: E402
from tests.counties.score import LEVELS, Found, Score, audited, precision, recall, scored, share  # noqa: E402

BOUNDS = {"certain": 0.98, "probable": 0.9}
_LINE = "{:8} {:9} {:>7} {:>6} {:>6} {:>7} {:>6} {:>6} {:>10} {:>7} {:>6}"


def _row(rule: str, level: str, score: Score) -> str | None:
    planted = [p for p in (*score.hit, *score.asked, *score.missed) if p.certainty == level]
    hit = sum(p.certainty == level for p in score.hit)
    asked = sum(p.certainty == level for p in score.asked)
    true, argued, false = (sum(f.certainty == level for f in part) for part in (score.true, score.argued, score.false))
    if not planted and not true and not argued and not false:
        return None
    exact = "" if level == "question" or not true + false else f"{share(true, true + false):.3f}"
    rates = (f"{share(hit, len(planted)):.3f}", f"{share(hit + asked, len(planted)):.3f}") if planted else ("", "")
    return _LINE.format(rule, level, len(planted), hit, asked, len(planted) - hit - asked, argued, false, exact, *rates)


def print_table(scores: dict[str, Score]) -> None:
    """A line for each rule and certainty, then the totals."""
    print(_LINE.format("rule", "certainty", "planted", "found", "asked", "missed", "argued", "false", "precision", "recall", "seen"))
    for rule, score in sorted(scores.items()):
        for level in (*LEVELS, "question"):
            if line := _row(rule, level, score):
                print(line)
    for level in LEVELS:
        open_ = sum(found.certainty == level for score in scores.values() for found in score.argued)
        print(
            f"all {level}: precision {precision(scores, level):.4f} (bound {BOUNDS[level]}), recall {recall(scores, level):.4f}; "
            f"{open_} arguable findings left aside, with them as planted {precision(scores, level, argued=True):.4f}, "
            f"as not planted {precision(scores, level, argued=False):.4f}"
        )


def print_rule(county: County, score: Score, rule: str) -> None:
    """What one rule missed, only asked, and found where nothing was planted."""
    named = {
        row["id"]: row.get("name") or row.get("title") or row.get("text") or row.get("label") or ""
        for rows in county.document.values()
        if isinstance(rows, list)
        for row in rows
        if "id" in row
    }
    near = {subject: spare.why for spare in county.innocent if spare.rule == rule for subject in spare.subjects}

    def shown(subjects: frozenset[str]) -> str:
        return ", ".join(f"{subject} {named.get(subject, '')}" for subject in sorted(subjects))

    for word, planted in (("missed", score.missed), ("asked", score.asked)):
        for one in planted:
            print(f"{word} ({one.certainty}): {shown(one.subjects)}\n    {one.why}")
    for found in score.false:
        print(f"false ({found.certainty}): {shown(found.subjects)}")
        for why in (*found.reasons, *(f"look-alike: {near[s]}" for s in found.subjects if s in near)):
            print(f"    {why}")


def _blameless(findings: list[Found], county: County) -> int:
    loud = [found for found in findings if found.certainty != "question"]
    print(
        f"blameless: {len(county.document['systems'])} systems, {len(findings)} questions and findings, above a question: {len(loud)} (bound 0)"
    )
    for found in sorted(loud, key=lambda f: (f.rule, sorted(f.subjects))):
        print(f"  {found.rule} {found.certainty} {', '.join(sorted(found.subjects))}: {'; '.join(found.reasons)[:200]}")
    return len(loud)


def lock_versions(*, meant: bool) -> int:
    """Write the lock, unless a rule finds something else under the version that it had."""
    now = lock.rows_of(audited(make_county(lock.SEED, lock.SYSTEMS)))
    changed = lock.changed(lock.locked(), now) if lock.FILE.exists() else []
    for name in changed:
        print(f"{name} version {now[name]['version']}: {dict(lock.locked()[name])} -> {dict(now[name])}")
    if changed and not meant:
        print("raise their versions, or say why not (docs/decisions/0018-versions-of-rules.md) and add --same-versions", file=sys.stderr)
        return 1
    lock.write(now)
    return 0


def main() -> int:
    """Run both lands and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--systems", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--rule")
    parser.add_argument("--lock", action="store_true", help="note what each version of each rule finds (tests/counties/found.csv)")
    parser.add_argument("--same-versions", action="store_true", help="with --lock: what changed under its version is meant")
    parser.add_argument("--write", type=Path, help="write the county's document there for `auditor import`, and do nothing else")
    options = parser.parse_args()
    if options.lock:
        return lock_versions(meant=options.same_versions)
    began = time.monotonic()
    county = make_county(options.seed, options.systems)
    if options.write:
        options.write.write_text(json.dumps(county.document, ensure_ascii=False), encoding="utf-8")
        return 0
    scores = scored(county, audited(county))
    if options.rule:
        print_rule(county, scores.get(options.rule, Score()), options.rule)
        return 0
    print(
        f"{len(county.document['systems'])} systems, {len(county.truth)} faults planted, {len(county.innocent)} look-alikes, {time.monotonic() - began:.0f} s"
    )
    print_table(scores)
    lawful = make_county(options.seed, options.systems, blameless=True)
    loud = _blameless(audited(lawful), lawful)
    return int(loud > 0 or any(precision(scores, level) < bound for level, bound in BOUNDS.items()))


if __name__ == "__main__":
    sys.exit(main())
