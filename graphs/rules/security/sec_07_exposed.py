"""Personal numbers on public pages."""

from collections.abc import Iterator

from graphs.analysis import Analysis
from graphs.rules.rule import Result, Rule, basis
from inventory.values.finding import Evidence, Reason, Text

RULE = Rule(
    id="SEC-07",
    dimension="security_data",
    title=Text("公示材料泄露个人信息", "Personal data exposed in public pages"),
    checks=Text(
        "公开网页上出现校验位正确的身份证号或银行卡号；只存掩码样例。",
        "A public page shows a citizen or bank card number with a valid check digit; only a masked sample is kept.",
    ),
    detail_zh="每个网页一条；网页上的通知为对象，没有通知的以网站为对象。只有银行卡号的只作核实。",
    mend=Text(
        "立即撤下或掩码，通知当事人，查明原因。",
        "Take it down or mask it at once, tell those concerned, find the cause.",
    ),
    severity="critical",
    certainty="probable",
    cause="duty",
    basis=basis(("CN-23", "第六条", "full"), ("CN-23", "第五十七条", "memory")),
    reads=("Page.exposed",),
    remedies=("correct_data", "close_loop"),
    must_confirm="inspector",
)


def find(analysis: Analysis) -> Iterator[Result]:
    """One finding a page; the notice that stands on it is the subject, else the site."""
    notices = {notice.url: notice for notice in analysis.inventory.notices.values()}
    sites = {url: channel for channel in analysis.inventory.channels.values() for url in channel.urls}
    for page in analysis.inventory.pages.values():
        if not page.exposed:
            continue
        notice, site = notices.get(page.url), sites.get(page.site)
        owner = (notice.issuer if notice is not None else None) or (site.owner if site is not None else None)
        subject = notice.id if notice is not None else site.id if site is not None else page.sha256[:12]
        why = [
            Reason(
                "secure.exposed",
                {"count": len(page.exposed), "kinds": [f"exposed:{kind}" for kind in sorted({kind for kind, _ in page.exposed})]},
            )
        ]
        evidence = [Evidence(kind="page", url=page.url, quote=text, sha256=page.sha256, at=page.fetched_at) for _, text in page.exposed[:3]]
        yield RULE.finding(
            analysis,
            [subject],
            why,
            certainty=None if any(kind == "citizen_id" for kind, _ in page.exposed) else "question",
            evidence=evidence,
            organisations=[owner if owner in analysis.inventory.organisations else None],
            discriminator=page.url,
            numbers={"count": len(page.exposed)},
        )
