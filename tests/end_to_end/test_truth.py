"""What was planted in the invented county and on its sites, held against what the demo found."""

import csv
import re
from collections import defaultdict
from functools import cached_property

import pytest

from auditor.demo.offices import county
from auditor.demo.server import sites_folder
from crawlers.journal import read_entries
from graphs.rules import rules
from inventory.elements import resolve_element
from inventory.names import plain

# reached now; a better machine raises them. Those of notices fell when the screening was fitted on other authors' texts instead
# of on the words of a few: recall on texts that nobody had looked at rose from 0.07 to 0.82 since
FLOORS = {"channel": 0.89, "system": 1.0, "form": 1.0, "dictionary": 0.75, "notice": 0.76, "attachment": 0.71}


def read(path):
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))


class County:
    """The demo's findings with every name by which the table of truth may call their subjects."""

    def __init__(self, demo) -> None:
        self.demo = demo
        self.records = demo.records

    def name(self, identifier) -> str:
        record = self.records.get(identifier, {})
        return next((str(record[key]) for key in ("name", "label", "title", "text") if record.get(key)), identifier or "")

    def holder(self, identifier) -> str | None:
        record = self.records.get(identifier, {})
        if record.get("level") is not None or identifier.startswith("org-"):
            return identifier
        for key in ("owner", "provider_org", "provider", "requiring", "issuer", "resource", "system"):
            if record.get(key):
                return record[key] if str(record[key]).startswith("org-") else self.holder(str(record[key]))
        return None

    def names(self, finding) -> set[str]:
        found = {finding["discriminator"]}
        for subject in finding["subjects"]:
            record, name = self.records.get(subject, {}), self.name(subject)
            found |= {name, f"{self.name(self.holder(subject))}/{name}"}
            if record.get("from") and record.get("to"):
                pair = f"{self.name(record['from'])}→{self.name(record['to'])}"
                found |= {pair, f"{pair}（{record.get('received')}）"}
            for key in ("scheme", "resource"):
                if record.get(key):
                    found.add(self.name(record[key]))
        element = finding["discriminator"].partition(":")[0]
        return {plain(text) for text in (*found, element) if text}

    @cached_property
    def by_rule(self):
        found = defaultdict(list)
        for finding in self.demo.findings:
            found[finding["rule"]].append((finding, self.names(finding)))
        return found

    def wanted(self, subject: str) -> list[set[str]]:
        """What the finding's names must hold: one set of alternatives for each part of the subject."""
        subject = re.sub(r"（(?!\d{4}-).*/.*）$", lambda m: "|" + m.group(0)[1:-1].replace("/", "|"), subject)
        parts = []
        for part in subject.split("|"):
            element = resolve_element(part)
            parts.append({plain(part)} | ({plain(element)} if element else set()))
        return parts

    def matching(self, rule: str, subject: str, *, every: bool):
        wanted = self.wanted(subject)
        if rule == "SIL-08" and "|" in subject:
            wanted = [set().union(*wanted)]
        need = len(wanted) if every else min(2, len(wanted))
        return [f for f, names in self.by_rule[rule] if sum(bool(names & choices) for choices in wanted) >= need]

    def verdict(self, row) -> str | None:
        """What is wrong with one row of the truth, or None."""
        rule, subject = row["rule"], row["subject"]
        if rule == "*":
            body = next(i for i, r in self.records.items() if i.startswith("org-") and r.get("name") == subject)
            firm = [f for f in self.demo.findings if f["certainty"] != "question" and body in map(self.holder, f["subjects"])]
            return (
                None
                if not firm
                else f"accused by {', '.join(sorted({f['rule'] + ' ' + '/'.join(map(self.name, f['subjects'][:3])) for f in firm}))}"
            )
        found = self.matching(rule, subject, every=row["expect"] == "found")
        if row["expect"] == "found":
            return None if found else "not found"
        firm = [f for f in found if f["certainty"] != "question"]
        return f"found as {firm[0]['certainty']}" if firm else None


# rows that are not told, with why; anything else that is missed, and any blameless body that is accused, fails the test
KNOWN_MISSES = {
    # a blank cell of a complete sheet or register is no answer (MODEL.md section 1)
    ("SIL-01", "隐患随手报事件表"),
    ("SIL-01", "高龄津贴资格认证记录"),
    ("SEC-01", "公共就业服务平台"),
    ("SEC-01", "社会救助综合管理系统"),
    ("RSP-09", "低收入人口风险预警模型"),
    # two reviewers of the demonstration judged the pair different, and what people judged holds
    ("DUP-06", "云溪县网上办事大厅|云岭省一体化政务服务平台"),
    # the fields in question are not matched surely enough
    ("SIL-08", "银行账号"),
    ("SIL-09", "就业困难人员认定"),
    ("SIL-09", "补贴申请受理表"),
}


def test_every_row_of_the_county_s_truth(demo) -> None:
    told = County(demo)
    rows = [row for row in read(county("truth.csv")) if row["rule"] in rules() or row["rule"] == "*"]
    misses = {(row["rule"], row["subject"]): f"{row['expect']}: {wrong}" for row in rows if (wrong := told.verdict(row))}
    print(f"\n{len(rows)} rows, {len(misses)} misses")
    assert {key: wrong for key, wrong in misses.items() if key not in KNOWN_MISSES} == {}
    assert set(misses) == KNOWN_MISSES


class Sites:
    """What the crawl read on each page, and what the inventory made of it."""

    def __init__(self, demo) -> None:
        self.demo = demo
        (folder,) = (demo.folder / "crawls").glob("crawl-*")
        self.pages = {entry["url"]: entry["seen"] for entry in read_entries(folder) if entry["kind"] == "page"}
        self.notices = {notice["url"]: notice for notice in demo.inventory["notices"]}

    def urls(self, row) -> set[str]:
        """The addresses of the row's page; `*` means every page of the site."""
        base, path = self.demo.addresses[row["site"]], row["path"]
        if path == "*":
            return {url for url in self.pages if url.startswith(base + "/")}
        return {base + path, base + path.removesuffix("index.html")} & set(self.pages)

    def of(self, row):
        """What was read on the row's page."""
        return [self.pages[url] for url in self.urls(row)]

    def is_seen(self, row) -> bool:
        """Tell whether the row's channel, system, form or dictionary was read on its page."""
        what, _, rest = row["what"].partition(":")
        kind, _, name = rest.partition(":") if what == "channel" else ("", "", rest)
        if what in ("form", "dictionary"):
            wanted = {plain(label) for label in row["expect"].rpartition("fields=")[2].split("|")}
            sets = [d for seen in self.of(row) for d in seen["datasets"] if plain(d["name"]) == plain(name)]
            return any(row["expect"] == "not_found" or wanted <= {plain(f["label"] or f["name"] or "") for f in d["fields"]} for d in sets)
        things = [thing for seen in self.of(row) for thing in seen["channels" if what == "channel" else "systems"]]
        if kind == "*":
            # what the site's foot shows stands on every page
            foot = {c["name"] for c in self.pages[self.demo.addresses[row["site"]] + "/"]["channels"]}
            return any(thing["name"] not in foot for thing in things)
        made = [c for c in self.demo.inventory["channels"] if self.urls(row) & set(c["sources"])] if what == "channel" else []
        return any(plain(t["name"] or "") == plain(name) and kind in ("", t.get("kind")) for t in (*things, *made))

    def hits(self, row) -> set[str] | None:
        notice = next((self.notices[url] for url in self.urls(row) if url in self.notices), None)
        return None if notice is None else {f"{h['disposition']}:{h['category']}" for h in notice["hits"]}


@pytest.fixture(scope="module")
def sites(demo) -> Sites:
    return Sites(demo)


@pytest.mark.parametrize("kind", ["channel", "system", "form", "dictionary"])
def test_recall_of_what_stands_on_the_sites(sites, kind) -> None:
    rows = [
        r
        for r in read(sites_folder() / "truth.csv")
        if r["what"].startswith(f"{kind}:") and not r["expect"].startswith(("not_", "may_", "login"))
    ]
    missed = [(r["site"] + r["path"], r["what"]) for r in rows if not sites.is_seen(r)]
    recall = 1 - len(missed) / len(rows)
    print(f"\n{kind}: {recall:.0%} of {len(rows)}", *missed, sep="\n  ")
    assert recall >= FLOORS[kind]


@pytest.mark.parametrize("kind", ["notice", "attachment"])
def test_recall_of_what_notices_impose(sites, kind) -> None:
    wanted, missed, accused = 0, [], []
    for row in (r for r in read(sites_folder() / "truth.csv") if r["what"].startswith(f"{kind}:") and not r["expect"].startswith("may_")):
        hits = sites.hits(row) or set()
        expected = set() if row["expect"] == "none" else set(row["expect"].split("|"))
        wanted += len(expected)
        missed += [(row["path"], one) for one in sorted(expected - hits)]
        accused += [(row["path"], one) for one in sorted(hits - expected) if one.startswith("finding:")]
    recall = 1 - len(missed) / wanted
    print(f"\n{kind}: {recall:.0%} of {wanted}; accused beyond the table: {len(accused)}", *missed, "beyond:", *accused, sep="\n  ")
    assert recall >= FLOORS[kind]


def test_notices_that_impose_nothing_are_not_accused(sites) -> None:
    innocent = [r for r in read(sites_folder() / "truth.csv") if r["what"].startswith("notice:") and r["expect"] == "none"]
    accused = [(r["path"], h) for r in innocent for h in sites.hits(r) or () if h.startswith("finding:")]
    print(f"\n{len(innocent)} innocent notices, accused: {accused}")
    assert accused == []


def test_what_is_not_on_the_sites_is_not_found(sites) -> None:
    kinds = ("channel:", "system:", "form:", "dictionary:")
    rows = [r for r in read(sites_folder() / "truth.csv") if r["expect"].startswith("not_found") and r["what"].startswith(kinds)]
    assert len(rows) >= 10
    assert [(row["site"] + row["path"], row["what"]) for row in rows if sites.is_seen(row)] == []


def test_pages_behind_robots_are_not_fetched(sites, demo) -> None:
    closed = [r for r in read(sites_folder() / "truth.csv") if r["expect"] == "not_fetched"]
    pages = [page["url"] for page in demo.inventory["pages"]]
    assert len(closed) == 8
    assert [url for row in closed for url in pages if url.startswith(demo.addresses[row["site"]] + row["what"].removeprefix("page:"))] == []
    assert len(pages) > 100
