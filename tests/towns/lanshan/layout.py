"""How the sites of Lanshan look and in which bytes they go out: old table pages, six charsets, most of them declared wrongly."""

from html import escape

from ..content import Page
from ..model import Reply

NAMES = {
    "portal": "澜山区人民政府门户网站",
    "civil": "澜山区民政局",
    "hall": "澜山区网上办事大厅",
    "open": "澜山数据开放网",
    "street": "望江街道办事处",
    "health": "澜山区卫生健康局",
}
# The bytes' charset, the header, the charset that the page itself declares (empty: none).
CHARSETS = {
    "portal": ("gb18030", "text/html", "gb2312"),
    "civil": ("gb18030", "text/html; charset=ISO-8859-1", "gbk"),
    "hall": ("gb18030", "text/html;charset=UTF-8", "gb2312"),
    "open": ("utf-8", "text/html; charset=GBK", "utf-8"),
    "street": ("gb18030", "text/html", ""),
    "health": ("utf-8-sig", "text/html", "gb2312"),
}
SHOW = "/index.php?m=content&c=index&a=show&catid={0}&id={1}"
LISTS = "/index.php?m=content&c=index&a=lists&catid={0}"
PORTAL_MENU = [
    ("/", "首页"),
    (LISTS.format(7), "澜山新闻"),
    (LISTS.format(12), "公告通知"),
    (LISTS.format(9), "政策解读"),
    (LISTS.format(10), "招标采购"),
    (LISTS.format(20), "走进澜山"),
    ("/index.php?m=content&c=index&a=bureaus", "政府部门"),
    ("{{host:hall}}/", "网上办事"),
    ("{{host:civil}}/mzj/index.jsp", "民政局"),
    ("{{host:open}}/", "数据开放"),
    ("{{host:street}}/", "望江街道"),
    ("{{host:health}}/index.html", "卫健局"),
]
MENUS: dict[str, list[tuple[str, str]]] = {
    "portal": PORTAL_MENU,
    "civil": [
        ("/mzj/index.jsp;jsessionid={{sid}}", "首页"),
        ("/mzj/list.jsp;jsessionid={{sid}}?type=3", "文件"),
        ("/mzj/list.jsp;jsessionid={{sid}}?type=5", "动态"),
        ("/mzj/list.jsp;jsessionid={{sid}}?type=6", "服务"),
        ("/mzj/inner/list.jsp;jsessionid={{sid}}", "内网"),
    ],
    "hall": [("/main.html", "返回")],
    "open": [
        ("/", "首页"),
        ("/list.html", "数据集"),
        ("/dict.html", "库表结构"),
        ("/developer.html", "开发者"),
        ("/feedback.html", "需求登记"),
        ("/policy.html", "条款"),
    ],
    "street": [
        ("/index.htm", "首页"),
        ("/about.htm", "简介"),
        ("/linli.htm", "望江邻里"),
        ("/sq/index.htm", "社区"),
        ("/html/2026-node.htm", "资讯"),
        ("/ly.htm", "来信"),
        ("/deep/", "专题"),
    ],
    "health": [
        ("/index.html", "首页"),
        ("/gzdt/index.html", "工作动态"),
        ("/xxgk/index.html", "信息公开"),
        ("/about.html", "职能"),
        ("/yygh.html", "预约挂号"),
        ("/survey.html", "孕产登记"),
        ("/grid.html", "网格健康员"),
    ],
}


def address(host: str, name: str) -> str:
    """The canonical target of an authored page."""
    first, _, rest = name.partition("/")
    if host == "portal" and first.isdigit():
        return SHOW.format(first, rest)
    if host == "civil":
        return f"/mzj/show.jsp?type={first}&id={rest}"
    if host == "hall" and name.isdigit():
        return f"/bszn/detail.do?sxbm={name}"
    if host == "street" and rest:
        return f"/html/{name}.htm"
    if host == "health" and rest:
        return f"/{'xxgk' if first == 'index' else 'gzdt'}/{rest[1:7]}/{rest}.html"
    return "/" + name


def link(host: str, target: str) -> str:
    """The address as the site writes it: with a session where it keeps one."""
    if host == "civil":
        return target.replace(".jsp", ".jsp;jsessionid={{sid}}")
    return target + "&sid={{sid}}" if host == "hall" and "?" in target else target


def reply(host: str, text: str, **changes: object) -> Reply:
    """A page in the bytes and with the header of its host."""
    charset, kind, _ = CHARSETS[host]
    return Reply(text=text, charset=charset, kind=kind).but(**changes)


def shell(host: str, title: str, body: str, *, head: str = "") -> str:
    """A whole page, in tables as it was done."""
    declared = CHARSETS[host][2]
    meta = f'<META http-equiv="Content-Type" content="text/html; charset={declared}">' if declared else ""
    cells = "".join(f'<td><a href="{escape(href)}">{text}</a></td>' for href, text in MENUS[host])
    search = '<form name="so" action="/search.php"><input name="keyword" value="站内搜索"><select name="field"><option>标题</option><option>全文</option></select><input type="submit" value="搜"></form>'
    return (
        f"<html><head>{meta}<title>{escape(title)} - {NAMES[host]}</title>{head}</head><body>"
        f'<table width="1000" align="center"><tr><td colspan="12">{NAMES[host]}{search}</td></tr><tr>{cells}</tr></table>\n'
        f'<table width="1000" align="center"><tr><td>{body}</td></tr></table>\n{footer(host)}</body></html>'
    )


def footer(host: str) -> str:
    """What stands below every page."""
    extra = {"portal": ' <img src="/statics/images/lsfb.png" alt="澜山发布微信公众号">', "street": "<br>关注微信公众号：望江街道发布"}.get(
        host, ""
    )
    pages = "".join(f'<a href="{escape(SHOW.format(20, number))}">{text}</a> ' for number, text in FOOT) if host == "portal" else ""
    return f'<table width="1000" align="center"><tr><td>{pages}<br>主办：{OWNERS[host]} 闽ICP备19012345号-{list(NAMES).index(host) + 1} 网站标识码：3509030002{extra}</td></tr></table>'


FOOT = [(902, "政务新媒体"), (903, "爱澜山"), (908, "区长信箱"), (907, "旧版索引")]
OWNERS = {
    "portal": "澜山区人民政府办公室",
    "civil": "澜山区民政局",
    "hall": "澜山区行政审批服务局",
    "open": "澜山区大数据中心",
    "street": "望江街道办事处",
    "health": "澜山区卫生健康局",
}


def article(page: Page) -> str:
    """A news item, notice or plain page."""
    if page.get("bare"):
        declared = CHARSETS[page.host][2]
        meta = f'<meta charset="{declared}">' if declared else ""
        return f"<html><head>{meta}<title>{page.title}</title></head><body><b>{page.title}</b>{page.html}</body></html>"
    source = page.get("issuer") or page.get("source")
    number = f" 文号：{page.get('number')}" if page.get("number") else ""
    line = f'<p align="center">发布时间：{page.get("date")} 来源：{source}{number}</p>' if source else ""
    return shell(page.host, page.title, f'<h3 align="center">{escape(page.title)}</h3>{line}{page.html}')


def guide(page: Page) -> str:
    """A service guide; its materials stand in an ordered list."""
    items = "".join(f"<li>{name}</li>" for name in page.get("materials").split("|"))
    body = f"<h3>{page.title}</h3><p>受理部门：{page.get('issuer')}　办结时限：{page.get('days')}个工作日　办理地点：澜山区行政服务中心</p><p><b>需要提交的材料：</b></p><ol>{items}</ol>"
    return shell("hall", page.title, body + f'<p><a href="/bszn/print.do?sxbm={page.path.rpartition("=")[2]}">打印</a></p>')
