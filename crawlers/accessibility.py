"""What axe-core objected to on a site's pages, as one result of an inspection a site: a question to its owner, never a verdict."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from inventory.importers.rows import RawRow, row_of
from inventory.values.observation import Locator

_IMPACTS = ("critical", "serious", "moderate", "minor", "")
# what a finding shows of the detail
_LENGTH = 190


def inspections(entries: Iterable[Mapping[str, Any]], names: Mapping[str, str]) -> Iterator[RawRow]:
    """A row for each site with an objection; `names` are those of the sites' channels. Its place is the page with most objections of weight."""
    by_site: dict[str, list[Mapping[str, Any]]] = defaultdict(list)
    for entry in entries:
        by_site[entry["site"]].append(entry)
    for site, tested in sorted(by_site.items()):
        counts: dict[str, int] = defaultdict(int)
        impacts: dict[str, str] = {}
        for entry in tested:
            for violation in entry["rendering"]["accessibility"]["violations"]:
                counts[violation["rule"]] += violation["count"]
                known = impacts.get(violation["rule"], violation["impact"])
                impacts[violation["rule"]] = min(known, violation["impact"], key=_IMPACTS.index)
        if not counts or site not in names:
            continue
        worst = min(tested, key=lambda entry: (-_weight(entry), entry["url"]))
        owner = worst["seed"].get("owner") or ""
        about = worst["rendering"]["accessibility"]
        yield row_of(
            "Inspection",
            Locator(url=worst["url"], path="rendered"),
            mode="observed",
            object=f"{owner}/{names[site]}" if owner else names[site],
            object_kind="channel",
            item="accessibility",
            outcome="failed",
            date=worst["rendering"]["at"][:10],
            inspector=f"{about['tool']} {about['version']} ({worst['rendering']['browser']})"[:100],
            detail=_detail(counts, impacts, len(tested)),
            source_url=worst["url"],
        )


def _weight(entry: Mapping[str, Any]) -> int:
    violations = entry["rendering"]["accessibility"]["violations"]
    return sum(v["count"] * {"critical": 8, "serious": 4, "moderate": 2}.get(v["impact"], 1) for v in violations)


def _detail(counts: Mapping[str, int], impacts: Mapping[str, str], pages: int) -> str:
    """The rules by weight, each with the number of places: image-alt (critical) ×12; …; how many rules there are beyond."""
    ordered = sorted(counts, key=lambda rule: (_IMPACTS.index(impacts[rule]), -counts[rule], rule))
    told = [f"{rule} ({impacts[rule]}) ×{counts[rule]}" if impacts[rule] else f"{rule} ×{counts[rule]}" for rule in ordered]
    shown: list[str] = []
    for text in told:
        if len("; ".join([*shown, text])) > _LENGTH - 30:
            break
        shown.append(text)
    more = f"; +{len(told) - len(shown)}" if len(told) > len(shown) else ""
    return f"{'; '.join(shown)}{more} / {pages} p."
