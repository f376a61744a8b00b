"""What makes Lanshan hard: robots, a gzipped index of sitemaps, endless pages, soft errors, a stall."""

from dataclasses import replace
from itertools import product
from pathlib import Path

from ..content import Page
from ..model import TEXT, XML, Reply, Request, Site, normal
from .layout import LISTS, SHOW, reply, shell

ROBOTS = {
    "portal": """User-agent: *
Disallow: /admin.php
Disallow: /caches/
Disallow: /api/
Disallow: /h5/*/save$
Disallow: /index.php?m=mail
Allow: /api.php
Crawl-delay: 0

User-agent: Bytespider
User-agent: PetalBot
Disallow: /

Sitemap: {{host:portal}}/sitemaps/index.xml.gz
""",
    "civil": "User-agent: *\nDisallow: /mzj/inner/\nDisallow: /*.apk$\nDisallow: /mzj/volunteer.do\nDisallow: /mzj/download.jsp?file=inner\n",
    "hall": "# 大厅\nUser-agent: SemrushBot\nDisallow: /\n\nUser-agent: *\nDisallow: /ywbl/\nDisallow: /*/save.do$\n",
    "street": "\ufeffUser-agent: *\nDisallow: /html/\nAllow: /html/2026-\nDisallow: /ly_save.php\nCrawl-delay: 0.1\n",
    "health": "User-agent: *\nDisallow: /xxgk/*/draft_\nDisallow: /survey/save\nSitemap: {{host:health}}/sitemap.xml\n",
}
KINDS = {
    ".png": "image/png",
    ".pdf": "application/pdf",
    ".zip": "application/zip",
    ".docx": "application/octet-stream",
    ".xlsx": "application/octet-stream",
}


def put_files(sites: dict[str, Site], folder: Path) -> None:
    """Pictures and attachments stored beside the code, `HOST/path`; one is sent by a download script, one description has no suffix."""
    for file in sorted(folder.rglob("*")):
        if not file.is_file():
            continue
        host, _, path = file.relative_to(folder).as_posix().partition("/")
        answer = Reply(data=file.read_bytes(), kind=KINDS.get(file.suffix, "application/json"))
        if path == "kntz.zip":
            sites[host].add(
                "/mzj/download.jsp?file=kntz.zip",
                answer.but(kind="application/octet-stream", headers=(("Content-Disposition", 'attachment; filename="kntz.zip"'),)),
            )
        else:
            sites[host].add("/" + path, answer)


def put_robots(sites: dict[str, Site]) -> None:
    """Robots with a group of several agents and a byte order mark; the data site answers with a page instead."""
    for host, text in ROBOTS.items():
        sites[host].add("/robots.txt", Reply(text=text, kind=TEXT))


def _urlset(targets: list[str]) -> str:
    rows = "".join(f"<url><loc>{target.replace('&', '&amp;')}</loc></url>" for target in targets)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{rows}</urlset>'


def put_sitemaps(sites: dict[str, Site], found: list[Page]) -> None:
    """A gzipped index names a plain sitemap; the archive is linked from nowhere else."""
    index = '<?xml version="1.0"?><sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"><sitemap><loc>{{host:portal}}/sitemaps/archive.xml</loc></sitemap></sitemapindex>'
    archive = ["{{host:portal}}" + page.path for page in found if page.get("cat") == "15"]
    sites["portal"].add("/sitemaps/index.xml.gz", Reply(text=index, kind="application/gzip", gzipped=True))
    sites["portal"].add("/sitemaps/archive.xml", Reply(text=_urlset([*archive, "{{host:portal}}/caches/html/1.html"]), kind=XML))
    news = ["{{host:health}}" + page.path for page in found if page.host == "health" and page.get("cat") == "news"]
    sites["health"].add("/sitemap.xml", Reply(text=_urlset(news), kind=XML))


def put_traps(sites: dict[str, Site]) -> None:
    """Endless, looping, failing and stalling addresses."""
    portal = sites["portal"]
    portal.rule(r"/index\.php\?m=calendar(&ym=\d{6})?$", calendar)
    portal.rule(
        r"/index\.php\?m=search(&|$)",
        lambda request: reply("portal", facets("portal", "/index.php", ("q", "typeid", "time", "order"), request)),
    )
    sites["open"].rule(
        r"/list\.html\?", lambda request: reply("open", facets("open", "/list.html", ("cat", "org", "fmt", "sort"), request))
    )
    portal.rule(
        r"/jump\.php\?to=\d{1,6}$",
        lambda request: Reply(status=302, headers=(("Location", f"/jump.php?to={int(request.query['to']) + 1}"),)),
    )
    portal.add("/goto/old-portal", Reply(status=302, headers=(("Location", "{{host:portal}}/index.html"),)))
    portal.add("/stat/hang.php", reply("portal", "<html><body>统计中", stalls=True))
    lost = reply("portal", shell("portal", "提示信息", "<p>信息不存在或者还未通过审批！</p>"))
    portal.rule(r"/index\.php\?a=show&", lambda request: lost)
    gone = reply("open", shell("open", "出错了", "<p>404，您要找的页面走丢了，请返回首页。</p>"))
    sites["open"].missing = gone
    sites["street"].rule(r"/deep/", lambda request: reply("street", shell("street", "专题", '<a href="more/">更多专题</a>')))
    for host, target in (("portal", SHOW.format(12, 2131)), ("portal", LISTS.format(7) + "&page=2"), ("health", "/yygh.html")):
        key = normal(target, sites[host].ignored)
        sites[host].replies[key] = replace(sites[host].replies[key], fails=1)


def calendar(request: Request) -> Reply:
    """A month of meetings with links to the months around it, for ever."""
    stamp = request.query.get("ym", "202606")
    year, month = int(stamp[:4]), int(stamp[4:])
    before = f"{year - (month == 1):04d}{month - 1 or 12:02d}"
    after = f"{year + (month == 12):04d}{month % 12 + 1:02d}"
    base = "/index.php?m=calendar&amp;ym="
    body = f'<table><caption>{year}年{month}月</caption><tr><td><a href="{base}{before}">&lt;&lt;</a></td><td><a href="{base}{after}">&gt;&gt;</a></td></tr></table>'
    return reply("portal", shell("portal", "会议日历", body))


def facets(host: str, base: str, names: tuple[str, ...], request: Request) -> str:
    """A filter page: each click adds one condition to those that are set."""
    rows = []
    fixed = {"m": request.query["m"]} if "m" in request.query else {}
    for name, value in product(names, "abcd"):
        chosen = {**fixed, **{key: request.query[key] for key in names if key in request.query}, name: value}
        rows.append(f'<a href="{base}?{"&amp;".join(f"{key}={text}" for key, text in chosen.items())}">{name}{value}</a>')
    return shell(host, "检索", " | ".join(rows))
