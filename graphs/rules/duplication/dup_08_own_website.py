"""A website at a level that should not run its own."""

import re
from collections import defaultdict
from collections.abc import Iterator
from itertools import combinations
from urllib.parse import urlsplit

from graphs.analysis import Analysis
from graphs.rules.rule import Result, Rule, basis, evidence_of, runs
from inventory.values import Channel
from inventory.values.finding import Reason, Text

RULE = Rule(
    id="DUP-08",
    dimension="duplication",
    title=Text(
        "不应单独建站的层级自建网站",
        "A website at a level that should not run its own",
    ),
    checks=Text(
        "县级部门、乡镇街道、村社区在运行自己的网站；或一个市级部门有两个以上网站。",
        "A county department, township or village runs a website of its own, or a municipal department runs two or more.",
    ),
    detail_zh="条文原文未见，仅由抓取看到的网站只作核实；与他人共用主机名的网页不算自建网站。",
    mend=Text(
        "内容并入上级政府网站的栏目，原网站按程序下线。",
        "Move its content to the site of the government above and close it by the procedure.",
    ),
    severity="medium",
    certainty="probable",
    cause="rule",
    basis=basis(("CN-13", "仅见题录", "meta"), ("CN-14", "集约化要求", "part")),
    reads=(
        "Channel.kind",
        "Channel.name",
        "Channel.owner",
        "Channel.status",
        "Channel.urls",
        "Organisation.level",
        "Organisation.nature",
    ),
    remedies=(
        "merge",
        "retire",
    ),
    essay="E4",
)


_GOVERNMENT = re.compile(r"(?:政府|县委|区委|市委|管委会|管理委员会)(?:办(?:公室)?)?$|政府网|county (?:government|council)$", re.IGNORECASE)
_BODIES = (None, "statutory", "authorised", "delegated", "village")


def find(analysis: Analysis) -> Iterator[Result]:
    """The clause itself was not read, so a site that only a crawl saw is asked about; a page on a host shared with others is no own site."""
    hosts: dict[str, set[str]] = defaultdict(set)
    for channel in analysis.inventory.channels.values():
        for url in channel.urls:
            if channel.owner and (host := _host(url)):
                hosts[host].add(channel.owner)
    municipal: dict[str, list[Channel]] = defaultdict(list)
    for channel in analysis.inventory.channels.values():
        owner = analysis.inventory.organisations.get(channel.owner or "")
        if channel.kind != "website" or owner is None or not runs(channel) or owner.nature not in _BODIES:
            continue
        if "政府门户" in (channel.name or "") and owner.level not in ("town", "village"):
            continue
        names = {host for url in channel.urls if (host := _host(url))}
        if names and all(len(hosts[name]) > 1 for name in names):
            continue
        if owner.level == "city" and not _GOVERNMENT.search(owner.name or ""):
            municipal[owner.id].append(channel)
        elif owner.level in ("town", "village") or (owner.level == "county" and not _GOVERNMENT.search(owner.name or "")):
            why = [Reason("dup.own_site", {"channel": channel.id, "body": owner.id, "level": f"level:{owner.level}"})]
            yield RULE.finding(
                analysis,
                [channel.id],
                why,
                certainty=None if channel.is_declared and channel.status is not None else "question",
                evidence=evidence_of(analysis.inventory, channel),
                organisations=[owner.id],
            )
    for body, sites in sorted(municipal.items()):
        if len(sites) > 1:
            yield RULE.finding(
                analysis,
                [site.id for site in sites],
                [Reason("dup.sites_of_one", {"body": body, "count": len(sites)})],
                certainty=None if _are_declared_apart(sites) else "question",
                evidence=[e for site in sites[:4] for e in evidence_of(analysis.inventory, site)[:1]],
                organisations=[body],
                discriminator=body,
            )


def _are_declared_apart(sites: list[Channel]) -> bool:
    """Tell whether two of the sites were declared as running, each under a host of its own: one site may stand in two records."""
    hosts = [frozenset(filter(None, map(_host, site.urls))) for site in sites if site.is_declared and site.status is not None]
    return any(one and other and not one & other for one, other in combinations(hosts, 2))


def _host(url: str) -> str:
    """The host of an address, without "www."; empty where it is none."""
    try:
        host = urlsplit(url if "//" in url else f"//{url}").hostname or ""
    except ValueError:
        return ""
    return host.removeprefix("www.")
