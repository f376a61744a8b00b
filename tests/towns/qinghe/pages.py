"""The pages of Qinghe's sites."""

import json
import math
from html import escape
from pathlib import Path

from ..content import Page, batches, links, read_rows
from ..model import JSON, Reply, Request, Site
from .layout import NAMES, article, guide, pager, shell

PER_PAGE = 8
LISTS = {
    ("portal", "21"): "青禾要闻",
    ("portal", "22"): "通知公告",
    ("portal", "24"): "公共资源交易",
    ("hrss", "31"): "通知公告",
    ("hrss", "32"): "工作动态",
    ("edu", "41"): "文件通知",
    ("edu", "42"): "教育新闻",
    ("town", "62"): "公示公告",
}
KINDS = {".png": "image/png", ".pdf": "application/pdf", ".zip": "application/zip", ".json": JSON}
OFFICE = "application/vnd.openxmlformats-officedocument."
KINDS |= {".docx": OFFICE + "wordprocessingml.document", ".xlsx": OFFICE + "spreadsheetml.sheet"}


def put_articles(sites: dict[str, Site], found: list[Page]) -> None:
    """One address for each authored page, and its further addresses."""
    for page in found:
        if page.get("kind") == "guide":
            html = guide(page)
        elif page.get("bare"):
            html = f'<!DOCTYPE html><html><head><meta charset="utf-8"><title>{page.title}</title></head><body><h3>{page.title}</h3>{page.html}</body></html>'
        else:
            html = article(page)
        sites[page.host].add(page.path, html)
        for twin in page.get("aliases").split():
            sites[page.host].add(
                twin, f"<html><head><title>{page.title}</title></head><body><h2>{page.title}</h2>{page.html}</body></html>"
            )


def put_lists(sites: dict[str, Site], found: list[Page]) -> None:
    """Channel lists with numbers and 'next'."""
    for (host, col), name in LISTS.items():
        base = f"/col/col{col}/index.html"
        parts = batches([page for page in found if page.host == host and page.get("col") == col], PER_PAGE)
        for at, part in enumerate(parts, 1):
            items = "".join(
                f'<li><a href="{page.path}" title="{escape(page.title)}">{page.title}</a><span>{page.get("date")}</span></li>'
                for page in part
            )
            target = base if at == 1 else base.replace(".html", f"_{at}.html")
            sites[host].add(target, shell(host, name, f'<h2>{name}</h2><ul class="list">{items}</ul>{pager(base, at, len(parts))}'))


def put_json_lists(sites: dict[str, Site], found: list[Page]) -> None:
    """Two lists that a script fills: one asked for by record number, one with the address of its next part in the answer."""
    policies = [page for part in batches([page for page in found if page.get("col") == "23"], 100) for page in part]
    news = [page for part in batches([page for page in found if page.get("col") == "61"], 100) for page in part]

    def proxy(request: Request) -> Reply:
        start = int(request.query.get("startrecord", "1"))
        part = policies[start - 1 : start + 3]
        rows = [{"title": page.title, "url": page.path, "date": page.get("date")} for page in part]
        return Reply(text=json.dumps({"totalrecord": len(policies), "rows": rows}, ensure_ascii=False), kind=JSON)

    def more(request: Request) -> Reply:
        at = int(request.query.get("page", "1"))
        rows = [{"id": page.get("id"), "name": page.title, "link": page.path} for page in news[at * 3 - 3 : at * 3]]
        forward = f"/api/news/more?page={at + 1}" if at * 3 < len(news) else None
        return Reply(text=json.dumps({"code": 0, "data": {"list": rows, "next": forward}}, ensure_ascii=False), kind=JSON)

    sites["portal"].rule(r"/module/web/jpage/dataproxy\.jsp\?columnid=23&startrecord=\d{1,3}$", proxy)
    sites["town"].rule(r"/api/news/more\?page=\d{1,3}$", more)
    calls = "".join(f'load("/module/web/jpage/dataproxy.jsp?columnid=23&startrecord={start}");' for start in (1, 5))
    script = f'<ul id="list"></ul><script>function load(u){{$.getJSON(u,function(d){{render(d.rows)}})}}{calls}</script>'
    sites["portal"].add("/col/col23/index.html", shell("portal", "政策解读", "<h2>政策解读</h2>" + script))
    script = '<ul id="more"></ul><button onclick="more()">加载更多</button><script>var next="/api/news/more?page=1";function more(){fetch(next).then(r=>r.json()).then(d=>{add(d.data.list);next=d.data.next})}more();</script>'
    sites["town"].add("/lt/news.html", shell("town", "柳塘动态", "<h2>柳塘动态</h2>" + script))


def put_starts(sites: dict[str, Site]) -> None:
    """Start pages: the portal has two addresses, the town's first page refreshes to its real one."""
    for host in NAMES:
        text = shell(host, "首页", f'<div class="welcome">欢迎访问{NAMES[host]}</div>')
        if host == "town":
            sites[host].add("/", '<html><head><meta http-equiv="refresh" content="0; url=lt/main.html"></head><body></body></html>')
            sites[host].add("/lt/main.html", text)
        else:
            sites[host].add("/", text)
            sites[host].add("/index.html", text)


def put_tables(sites: dict[str, Site], data: Path) -> None:
    """Bureaus and villages, one page a row; the villages' list counts from a base address."""
    orgs = read_rows(data / "orgs.csv")
    for row in orgs:
        body = f"<h2>{row['name']}</h2><p>办公地址：{row['address']}</p><p>办公电话：{row['phone']}</p><p>主要职责：{row['duty']}</p>"
        sites["portal"].add(f"/bm/{row['slug']}/index.html", shell("portal", row["name"], body))
    body = "<h2>部门机构</h2><ul>" + links([(f"/bm/{row['slug']}/index.html", row["name"]) for row in orgs]) + "</ul>"
    sites["portal"].add("/col/col27/index.html", shell("portal", "部门机构", body))
    villages = read_rows(data / "villages.csv")
    for row in villages:
        body = f"<h2>{row['name']}</h2><p>常住人口{row['people']}人，耕地{row['land']}亩。{row['note']}</p>"
        sites["town"].add(f"/cun/2026/{row['slug']}.html", shell("town", row["name"], body))
    body = "<h2>村居风采</h2><ul>" + links([(f"{row['slug']}.html", row["name"]) for row in villages]) + "</ul>"
    sites["town"].add("/cun/index.html", shell("town", "村居风采", body, head='<base href="{{host:town}}/cun/2026/">'))


def put_catalogue(site: Site, rows: list[dict[str, str]]) -> None:
    """Sixteen data sets, a page each, listed only by a JSON API that counts pages."""
    for row in rows:
        cells = "".join("<tr>" + "".join(f"<td>{part}</td>" for part in field.split(":")) + "</tr>" for field in row["fields"].split(";"))
        body = (
            f"<h2>{row['title']}</h2><dl><dt>提供单位</dt><dd>{row['owner']}</dd><dt>领域</dt><dd>{row['domain']}</dd><dt>更新时间</dt><dd>{row['updated']}</dd></dl>"
            f'<table class="items"><tr><th>字段</th><th>名称</th><th>类型</th></tr>{cells}</table>'
        )
        site.add(f"/dataset/{row['id']}", shell("data", row["title"], body))
    script = (
        '<div id="app" data-url="/api/catalog?page=1&amp;size=8"></div><script>var page=1,size=8;'
        'function go(){axios.get("/api/catalog?page="+page+"&size="+size).then(function(r){show(r.data.result.records);if(page<r.data.result.pages){page++;go();}})}go();</script>'
    )
    site.add("/catalog/index.html", shell("data", "数据目录", "<h2>数据目录</h2>" + script))

    def answer(request: Request) -> Reply:
        size = int(request.query["size"])
        at = int(request.query["page"])
        part = rows[(at - 1) * size : at * size]
        records = [{"id": row["id"], "name": row["title"], "org": row["owner"], "href": f"/dataset/{row['id']}"} for row in part]
        result = {"total": len(rows), "pages": math.ceil(len(rows) / size), "records": records}
        return Reply(text=json.dumps({"success": True, "result": result}, ensure_ascii=False), kind=JSON)

    site.rule(r"/api/catalog\?page=[1-9]\d?&size=(8|16)$", answer)


def put_files(sites: dict[str, Site], folder: Path) -> None:
    """Pictures and attachments stored beside the code, `HOST/path`."""
    for file in sorted(folder.rglob("*")):
        if file.is_file():
            host, _, path = file.relative_to(folder).as_posix().partition("/")
            sites[host].add("/" + path, Reply(data=file.read_bytes(), kind=KINDS[file.suffix]))
