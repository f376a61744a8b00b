"""What makes Qinghe hard: robots, sitemaps, endless pages, soft errors, a stall."""

from dataclasses import replace
from itertools import product

from ..content import Page
from ..model import TEXT, XML, Handler, Reply, Request, Site, normal
from .layout import shell

ROBOTS = {
    "portal": """# robots of the county portal
User-agent: Baiduspider
User-agent: Sogou web spider
Disallow: /

User-agent: Googlebot
User-agent: *
Disallow: /manage/   # back office
Disallow: /nbzl/
Allow: /nbzl/gkml/
Disallow: /*.bak$
Disallow: /*.apk$
Disallow: /%E5%86%85%E9%83%A8/
Crawl-delay: 0
Sitemap: {{host:portal}}/sitemap_index.xml

User-agent: *
Disallow: /letter/
Disallow: /opinion/save
""",
    "hrss": "\ufeffUser-agent: *\r\nDisallow: /oa\r\nDisallow: /*.xls$\r\nAllow: /oa/help$\r\nDisallow: /jydj/submit.do\r\n",
    "service": "User-agent: *\nDisallow: /appt/submit\nDisallow: /h5/*/post\nDisallow: /item/list?*&*&\nDisallow:\nAllow: /\n",
    "data": "User-Agent: *\nDisallow: /*?*order=\nDisallow: /apply/save\nAllow: /\n\nSITEMAP: {{host:data}}/sitemap.xml\n",
    "town": "User-agent: EvilBot\nDisallow: /\n\nUser-agent: *\nCrawl-delay: 0.2\nDisallow: /lyb/add.asp\n",
}


def put_robots(sites: dict[str, Site]) -> None:
    """One host has no robots.txt, one serves it with a byte order mark."""
    for host, text in ROBOTS.items():
        sites[host].add("/robots.txt", Reply(text=text, kind=TEXT))


def _urlset(targets: list[tuple[str, str]]) -> str:
    rows = "".join(f"<url><loc>{{{{host:{host}}}}}{target}</loc><lastmod>2026-06-30</lastmod></url>" for host, target in targets)
    return f'<?xml version="1.0" encoding="UTF-8"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{rows}</urlset>'


def put_sitemaps(sites: dict[str, Site], found: list[Page]) -> None:
    """An index of one plain and one gzipped sitemap; the archive is linked from nowhere else."""
    portal = [(page.host, page.path) for page in found if page.host == "portal" and page.get("col") in {"21", "22"}]
    archive = [(page.host, page.path) for page in found if page.get("col") == "29"]
    parts = "".join(f"<sitemap><loc>{{{{host:portal}}}}/{name}</loc></sitemap>" for name in ("sitemap-1.xml", "sitemap-2.xml.gz"))
    index = (
        f'<?xml version="1.0" encoding="UTF-8"?><sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{parts}</sitemapindex>'
    )
    sites["portal"].add("/sitemap_index.xml", Reply(text=index, kind=XML))
    sites["portal"].add("/sitemap-1.xml", Reply(text=_urlset([*portal[:20], ("portal", "/manage/stat.jsp")]), kind=XML))
    sites["portal"].add("/sitemap-2.xml.gz", Reply(text=_urlset(archive), kind="application/x-gzip", gzipped=True))
    sites["data"].add("/sitemap.xml", Reply(text=_urlset([("data", "/about.html"), ("data", "/zd/index.html")]), kind=XML))


def put_traps(sites: dict[str, Site], found: list[Page]) -> None:
    """Endless, looping, failing and stalling addresses."""
    portal = sites["portal"]
    portal.rule(r"/hdrl/index\.html(\?month=\d{4}-\d{1,2})?$", calendar)
    portal.add("/zwdt.html", Reply(status=301, headers=(("Location", "/col/col21/index.html"),)))
    portal.add("/go/a", Reply(status=302, headers=(("Location", "{{host:portal}}/go/b"),)))
    portal.add("/go/b", Reply(status=302, headers=(("Location", "/go/a"),)))
    portal.add("/slow/tj.html", Reply(text="<html><body>", stalls=True))
    for host in ("portal", "edu"):
        lost = shell(host, "提示信息", "<p>抱歉，您访问的页面不存在或已被删除，3秒后返回首页。</p>")
        sites[host].rule(r"/(art|attach|info)/", _constant(Reply(text=lost)))
    key = normal("/art/2026/6/15/art_21_5084.html")
    portal.replies[key] = replace(portal.replies[key], fails=1)
    key = normal("/item/360721-005.html")
    sites["service"].replies[key] = replace(sites["service"].replies[key], fails=1)
    guides = [page for page in found if page.get("kind") == "guide"]
    sites["service"].add("/item/index.html", shell("service", "办事指南", _items(guides[:8]) + '<a href="/item/index_2.html">下一页</a>'))
    sites["service"].add("/item/index_2.html", shell("service", "办事指南", _items(guides[8:])))
    sites["service"].rule(
        r"/item/list(\?|$)",
        lambda request: Reply(text=facets("service", "/item/list", ("dept", "theme", "level", "sort"), request, _items(guides))),
    )
    sites["data"].rule(
        r"/catalog(\?|$)", lambda request: Reply(text=facets("data", "/catalog", ("domain", "owner", "format", "order"), request, ""))
    )


def _items(guides: list[Page]) -> str:
    return "<ul>" + "".join(f'<li><a href="{page.path}">{page.title}</a></li>' for page in guides) + "</ul>"


def _constant(reply: Reply) -> Handler:
    return lambda request: reply


def calendar(request: Request) -> Reply:
    """A month with links to the months around it, for ever."""
    year, month = (int(part) for part in request.query.get("month", "2026-6").split("-"))
    before = f"{year - (month == 1)}-{month - 1 or 12}"
    after = f"{year + (month == 12)}-{month % 12 + 1}"
    body = f'<h2>{year}年{month}月活动</h2><a href="?month={before}">上月</a> <a href="?month={after}">下月</a><p>本月暂无活动安排。</p>'
    return Reply(text=shell("portal", "活动日历", body))


def facets(host: str, base: str, names: tuple[str, ...], request: Request, items: str) -> str:
    """A filter page: each click adds one condition to those that are set."""
    rows = []
    for name, value in product(names, range(1, 5)):
        chosen = {**request.query, name: str(value)}
        query = "&amp;".join(f"{key}={chosen[key]}" for key in names if key in chosen)
        rows.append(f'<a href="{base}?{query}">{name}-{value}</a>')
    return shell(host, "筛选", f'<div class="filter">{" ".join(rows)}</div>{items}')
