"""The pages of Lanshan's sites."""

import json
import math
from html import escape
from pathlib import Path

from ..content import Page, batches, links, read_rows
from ..model import JSON, Reply, Request, Site
from .layout import LISTS, NAMES, SHOW, article, guide, link, reply, shell


def put_articles(sites: dict[str, Site], found: list[Page]) -> None:
    """Every authored page; portal pages have a static twin, guides a print version."""
    for page in found:
        is_guide = page.get("kind") == "guide"
        sites[page.host].add(page.path, reply(page.host, guide(page) if is_guide else article(page)))
        if is_guide:
            text = f"<html><title>{page.title}</title><body>{page.title}：" + "；".join(page.get("materials").split("|")) + "</body></html>"
            sites["hall"].add(page.path.replace("detail", "print"), reply("hall", text))
        elif page.host == "portal" and page.get("cat") in {"7", "12"}:
            sites["portal"].add(f"/show-{page.get('cat')}-{page.path.rpartition('=')[2]}-1.html", reply("portal", article(page)))


def _chosen(found: list[Page], host: str, *cats: str) -> list[Page]:
    return [page for part in batches([page for page in found if page.host == host and page.get("cat") in cats], 500) for page in part]


def _items(pages: list[Page]) -> str:
    return "<ul>" + links([(link(page.host, page.path), page.title) for page in pages]) + "</ul>"


def put_portal(site: Site, found: list[Page], data: Path) -> None:
    """Start page, lists that only know 'next', one list from a script, the bureaus."""
    newest = "".join(
        f'<li><a href="/show-7-{page.path.rpartition("=")[2]}-1.html">{page.title}</a></li>' for page in _chosen(found, "portal", "7")[:3]
    )
    for target in ("/", "/index.php", "/index.html"):
        site.add(target, reply("portal", shell("portal", "首页", f"<ul>{newest}</ul>")))
    for cat, name in (("7", "澜山新闻"), ("12", "公告通知"), ("10", "招标采购"), ("20", "走进澜山")):
        parts = batches([page for page in found if page.host == "portal" and page.get("cat") == cat], 5)
        base = LISTS.format(cat)
        for at, part in enumerate(parts, 1):
            forward = f'<a href="{escape(base)}&amp;page={at + 1}">下一页</a>' if at < len(parts) else "末页"
            back = f'<a href="{escape(base)}&amp;page={at - 1}">上一页</a>' if at > 1 else ""
            answer = reply("portal", shell("portal", name, f"<h3>{name}</h3>{_items(part)}{back} {forward}"))
            site.add(f"{base}&page={at}", answer)
            if at == 1:
                site.add(base, answer)
    _policy_list(site, _chosen(found, "portal", "9"))
    bureaus = read_rows(data / "bureaus.csv")
    for row in bureaus:
        body = f"<h3>{row['name']}</h3><p>地址：{row['address']}　电话：{row['phone']}</p><p>{row['duty']}</p>"
        site.add(SHOW.format(30, row["id"]), reply("portal", shell("portal", row["name"], body)))
    # The parameters in another order than elsewhere: the same pages.
    items = links([(f"/index.php?catid=30&id={row['id']}&a=show&c=index&m=content", row["name"]) for row in bureaus])
    site.add("/index.php?m=content&c=index&a=bureaus", reply("portal", shell("portal", "政府部门", f"<ul>{items}</ul>")))


def _policy_list(site: Site, policies: list[Page]) -> None:
    script = "<ul id=zc></ul><script>var p=1;function next(){$.getJSON('/api.php?op=list&catid=9&page='+p,function(d){if(d.length){show(d);p++;}})}$.getJSON('/api.php?op=list&catid=9&page=1',show);</script>"
    site.add(
        LISTS.format(9), reply("portal", shell("portal", "政策解读", "<h3>政策解读</h3>" + script + '<a href="javascript:next()">更多</a>'))
    )

    def answer(request: Request) -> Reply:
        at = int(request.query["page"])
        rows = [{"title": page.title, "url": page.path, "inputtime": page.get("date")} for page in policies[at * 4 - 4 : at * 4]]
        return Reply(text=json.dumps(rows, ensure_ascii=False), kind="application/json", charset="gb18030")

    site.rule(r"/api\.php\?catid=9&op=list&page=[1-9]\d?$", answer)


def put_civil(site: Site, found: list[Page]) -> None:
    """A servlet site whose every link carries the session of the request."""
    for target in ("/", "/mzj/index.jsp"):
        site.add(target, reply("civil", shell("civil", "首页", "欢迎访问澜山区民政局")))
    for kind, name in (("3", "文件"), ("5", "动态"), ("6", "服务")):
        parts = batches([page for page in found if page.host == "civil" and page.get("cat") == kind], 4)
        for at, part in enumerate(parts, 1):
            numbers = " ".join(
                f'<a href="/mzj/list.jsp;jsessionid={{{{sid}}}}?type={kind}&amp;pageNo={other}">[{other}]</a>'
                for other in range(1, len(parts) + 1)
            )
            answer = reply("civil", shell("civil", name, f"<h3>{name}</h3>{_items(part)}{numbers}"))
            site.add(f"/mzj/list.jsp?type={kind}&pageNo={at}", answer)
            if at == 1:
                site.add(f"/mzj/list.jsp?type={kind}", answer)


def put_hall(site: Site, found: list[Page]) -> None:
    """A frameset: the guides are listed in the left frame."""
    site.add(
        "/",
        reply(
            "hall",
            '<html><head><title>澜山区网上办事大厅</title></head><frameset rows="80,*"><frame src="top.html"><frameset cols="200,*"><frame src="/left.html?t=1"><frame src="main.html" name="mainFrame"></frameset></frameset></html>',
        ),
    )
    site.add("/top.html", reply("hall", "<html><body><h1>澜山区网上办事大厅</h1></body></html>"))
    guides = [page for page in found if page.host == "hall" and page.get("kind") == "guide"]
    items = "".join(f'<a href="{escape(link("hall", page.path))}" target="mainFrame">{page.title}</a><br>' for page in guides)
    site.add("/left.html", reply("hall", f"<html><body>{items}</body></html>"))


def put_street(site: Site, found: list[Page], data: Path) -> None:
    """A newspaper's addresses; the first page refreshes, the list stands in an iframe, the communities count from a base."""
    site.add("/", reply("street", "<html><head><meta http-equiv=Refresh content=\"1;URL='/index.htm'\"></head></html>"))
    site.add("/index.htm", reply("street", shell("street", "首页", "望江街道欢迎您")))
    site.add(
        "/html/2026-node.htm",
        reply("street", shell("street", "资讯", '<iframe src="2026-list.htm"></iframe><a href="2019-01/01/content_1.htm">历史资讯</a>')),
    )
    found = [page for page in found if page.host == "street" and page.path.startswith("/html/")]
    items = "".join(f'<p><a href="{page.path.removeprefix("/html/")}">{page.title}</a></p>' for page in found)
    site.add("/html/2026-list.htm", reply("street", f"<html><body>{items}</body></html>"))
    rows = read_rows(data / "communities.csv")
    for row in rows:
        body = f"<h3>{row['name']}</h3><p>户籍人口{row['people']}人。{row['note']}</p>"
        site.add(f"/sq/info/{row['slug']}.htm", reply("street", shell("street", row["name"], body)))
    items = links([(f"info/{row['slug']}.htm#top", row["name"]) for row in rows])
    site.add("/sq/index.htm", reply("street", shell("street", "社区", f"<ul>{items}</ul>", head='<base href="/sq/" target="_blank">')))


def put_health(site: Site, found: list[Page]) -> None:
    """A list whose later pages only a call of its page script names."""
    for target in ("/", "/index.html"):
        site.add(target, reply("health", shell("health", "首页", f"{NAMES['health']}欢迎您")))
    parts = batches(_chosen(found, "health", "news"), 4)
    for at, part in enumerate(parts):
        script = f'<script>createPageHTML({len(parts)}, {at}, "index", "html");</script>'
        target = "/gzdt/index.html" if at == 0 else f"/gzdt/index_{at}.html"
        items = "".join(f'<li><a href=".{page.path.removeprefix("/gzdt")}?utm_source=list">{page.title}</a></li>' for page in part)
        site.add(target, reply("health", shell("health", "工作动态", f"<ul>{items}</ul>{script}")))
    site.add(
        "/xxgk/index.html",
        reply("health", shell("health", "信息公开", _items(_chosen(found, "health", "index")) + '<a href="202606/draft_1.html">草案</a>')),
    )


def put_open(site: Site, rows: list[dict[str, str]]) -> None:
    """Fourteen data sets behind an API that tells how many parts it has."""
    site.add("/", reply("open", shell("open", "首页", "<p>开放数据集14个</p>")))
    for row in rows:
        cells = "".join("<tr>" + "".join(f"<td>{part}</td>" for part in field.split(":")) + "</tr>" for field in row["fields"].split(";"))
        body = f"<h3>{row['title']}</h3><p>数据提供方：{row['owner']}</p><table><tr><td>英文名</td><td>中文名</td><td>数据类型</td></tr>{cells}</table>"
        site.add(f"/data/{row['id']}.html", reply("open", shell("open", row["title"], body)))
    script = '<script>var api="/gateway/catalog/list?pageNum=1&pageSize=6";request(api).then(render);</script><a href="/list.html?cat=1">分类</a>'
    site.add("/list.html", reply("open", shell("open", "数据集", "<div id=list></div>" + script)))

    def answer(request: Request) -> Reply:
        at, size = int(request.query["pageNum"]), 6
        part = [{"name": row["title"], "detailUrl": f"/data/{row['id']}.html"} for row in rows[at * size - size : at * size]]
        text = json.dumps({"pageNum": at, "pages": math.ceil(len(rows) / size), "list": part}, ensure_ascii=False)
        return Reply(text=text, kind=JSON)

    site.rule(r"/gateway/catalog/list\?pageNum=[1-9]\d?&pageSize=6$", answer)
