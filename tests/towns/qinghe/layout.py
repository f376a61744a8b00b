"""How the sites of Qinghe look: one chrome for the county's group of sites, another for the data platform and the town."""

from html import escape

from ..content import Page, links

NAMES = {
    "portal": "青禾县人民政府网",
    "hrss": "青禾县人力资源和社会保障局",
    "edu": "青禾县教育局",
    "service": "青禾政务服务网",
    "data": "青禾县公共数据开放平台",
    "town": "柳塘镇人民政府",
}
ICP = "赣ICP备2021004567号"
MENUS: dict[str, list[tuple[str, str]]] = {
    "portal": [
        ("/index.html", "首页"),
        ("/col/col21/index.html", "青禾要闻"),
        ("/col/col22/index.html", "通知公告"),
        ("/col/col23/index.html", "政策解读"),
        ("/col/col24/index.html", "公共资源"),
        ("/col/col27/index.html", "部门机构"),
        ("/col/col74/index.html", "县领导"),
        ("{{host:service}}/", "政务服务"),
        ("/col/col75/index.html", "网站地图"),
    ],
    "hrss": [
        ("/", "首页"),
        ("/col/col31/index.html", "通知公告"),
        ("/col/col32/index.html", "工作动态"),
        ("/jydj/index.html", "就业登记"),
        ("/rsapp/index.html", "掌上人社"),
        ("/about/index.html", "机构概况"),
    ],
    "edu": [
        ("/", "首页"),
        ("/col/col41/index.html", "文件通知"),
        ("/col/col42/index.html", "教育新闻"),
        ("/rxbm/index.html", "入学报名"),
        ("/jyy/index.html", "教育云"),
        ("/zzgk/index.html", "学生资助"),
    ],
    "service": [
        ("/", "首页"),
        ("/item/index.html", "办事指南"),
        ("/item/list", "事项筛选"),
        ("/appt/index.html", "预约取号"),
        ("/guide/app.html", "掌上办事"),
        ("/guide/hall.html", "大厅服务"),
    ],
    "data": [
        ("/", "首页"),
        ("/catalog/index.html", "数据目录"),
        ("/catalog", "高级筛选"),
        ("/zd/index.html", "数据字典"),
        ("/doc/api.html", "接口"),
        ("/apply/index.html", "数据申请"),
        ("/about.html", "关于"),
    ],
    "town": [
        ("/lt/main.html", "首页"),
        ("/lt/jj.html", "柳塘概况"),
        ("/cun/index.html", "村居风采"),
        ("/lt/news.html", "柳塘动态"),
        ("/col/col62/index.html", "公示公告"),
        ("/lt/bmfw.html", "便民服务"),
        ("/lyb/index.html", "群众留言"),
    ],
}


def shell(host: str, title: str, body: str, *, head: str = "") -> str:
    """A whole page: the host's name, search box and menu on top, the footer below."""
    owner = NAMES[host]
    menu = links(MENUS[host])
    return (
        f'<!DOCTYPE html>\n<html lang="zh-CN"><head><meta charset="utf-8"><title>{escape(title)}_{owner}</title>{head}</head>\n<body>'
        f'<div class="top"><a class="old" href="?old=1" onclick="return toggle()">长者模式</a><h1>{owner}</h1>'
        '<form class="search" action="/search" method="get"><input name="q" placeholder="请输入关键字"><button>搜索</button></form></div>\n'
        f'<ul class="nav">{menu}</ul>\n<div class="main">{body}</div>\n{footer(host)}</body></html>'
    )


def footer(host: str) -> str:
    """What stands below every page."""
    if host == "town":
        return '<div class="footer"><p>主办单位：柳塘镇人民政府 镇微信公众号：柳塘微讯 电话：0797-6281000</p><p>赣ICP备2021004567号-9</p></div>'
    qr = '<img src="/images/qr_qhfb.png" alt="青禾发布"><span>微信公众号“青禾发布”</span>' if host == "portal" else ""
    more = (
        '<a href="/col/col70/index.html">新媒体矩阵</a> <a href="/col/col71/index.html">青禾通</a> <a href="/col/col72/index.html">联系我们</a> <a href="/col/col73/index.html">网站声明</a>'
        if host == "portal"
        else ""
    )
    sites = " ".join(f'<a href="{{{{host:{other}}}}}/" target="_blank">{name}</a>' for other, name in NAMES.items() if other != host)
    return (
        f'<div class="footer">{qr}<p>{more}</p><p>友情链接：{sites} <a href="https://www.dongling.gov.example/">东岭省人民政府</a></p>'
        f'<p>主办：{NAMES[host].replace("网", "")} 网站标识码：3607210001 <a href="https://beian.miit.gov.cn/">{ICP}-1</a> 赣公网安备36072102000123号</p>'
        '<div style="display:none">热门应用：青禾优选商城小程序</div></div>'
    )


def article(page: Page) -> str:
    """A news item or notice."""
    source = page.get("issuer") or page.get("source")
    number = f"<td>文号：{page.get('number')}</td>" if page.get("number") else ""
    head = f'<table class="info"><tr><td>来源：{source}</td>{number}<td>发布日期：{page.get("date")}</td></tr></table>' if source else ""
    text = f'<div id="zoom"><h2 class="title">{escape(page.title)}</h2>{head}\n{page.html}</div>'
    side = ""
    if page.get("aliases"):
        twin = page.get("aliases").split()[0]
        side = f'<p class="tool"><a href="{twin}">打印版</a> <a href="{page.path}?utm_source=weixin&amp;utm_medium=share">分享</a></p>'
    return shell(page.host, page.title, text + side)


def guide(page: Page) -> str:
    """A service guide with its list of materials as a table."""
    rows = "".join(
        f"<tr><td>{at}</td><td>{escape(name)}</td><td>纸质或电子</td><td>1份</td></tr>"
        for at, name in enumerate(page.get("materials").split("|"), 1)
    )
    body = (
        f'<h2>{page.title}</h2><div class="tab"><p>事项编码：{page.get("code")}</p><p>实施主体：{page.get("issuer")}</p>'
        f"<p>办理地点：{page.get('window')}</p><p>承诺时限：{page.get('legal_days')}个工作日</p></div><h3>申请材料</h3>"
        f'<table class="cl"><tr><th>序号</th><th>材料名称</th><th>材料形式</th><th>份数</th></tr>{rows}</table>'
        '<p><a href="/appt/index.html?spm=a2.b3.c4">在线预约</a></p>'
    )
    return shell(page.host, page.title, body)


def pager(base: str, page: int, total: int) -> str:
    """Numbers and a 'next' below a list; `base` ends in .html, its later pages in _2.html."""
    names = [base] + [base.replace(".html", f"_{number}.html") for number in range(2, total + 1)]
    numbers = " ".join(f'<a href="{name}">{at}</a>' for at, name in enumerate(names, 1) if at != page)
    forward = f'<a class="next" href="{names[page]}">下一页</a>' if page < total else ""
    return f'<div class="page">{numbers} {forward} 共{total}页</div>'
