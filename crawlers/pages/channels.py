"""Apps, mini programs, accounts and systems that a page names or links to."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from urllib.parse import parse_qs, unquote, urlsplit

from crawlers.pages import products
from crawlers.pages.links import Link, may_lead_to_app
from inventory.names import plain
from inventory.texts.html import Tree, squeezed
from inventory.vocabulary import read_code

_QUOTED = r"[“\"「『《【]\s*([^”\"」』》】\n]{2,30}?)\s*[”\"」』》】]"
_KIND = r"(APP|App|app|ＡＰＰ|手机客户端|移动客户端|客户端|移动端应用|微信小程序|支付宝小程序|小程序|快应用|微信公众号|微信公众平台|公众号|订阅号|服务号|官方微博|政务微博|微博|视频号|抖音号)"
_KINDS = ("APP", "App", "app", "ＡＰＰ", "客户端", "移动端应用", "小程序", "快应用", "公众", "订阅号", "服务号", "微博", "视频号", "抖音号")
_NAMED = re.compile(_QUOTED + r"\s*(?:的)?(?:官方|政务)?\s*" + _KIND)
_NAMED_AFTER = re.compile(_KIND + r"\s*(?:名称)?\s*[:：]?\s*" + _QUOTED)
_LABELLED = re.compile(
    r"(微信小程序|支付宝小程序|小程序|微信公众号|公众号|官方微博|政务微博|新浪微博|视频号|抖音号|手机客户端|手机APP|APP)\s*(?:名称)?\s*[:：]\s*@?\s*([\u4e00-\u9fffA-Za-z0-9·]{2,24})"
)
_SYSTEM_NAME = re.compile(r"^[\u4e00-\u9fffA-Za-z0-9（）()“”\"·]{2,28}(?:系统|平台)$")
_STORES: tuple[tuple[str, str, re.Pattern[str]], ...] = (
    ("apps.apple.com", "apple", re.compile(r"/id([0-9]{6,12})")),
    ("itunes.apple.com", "apple", re.compile(r"/id([0-9]{6,12})")),
    ("appgallery.huawei.com", "huawei", re.compile(r"(C[0-9]{6,12})")),
    ("appgallery1.huawei.com", "huawei", re.compile(r"(C[0-9]{6,12})")),
    ("app.mi.com", "xiaomi", re.compile(r"id=([A-Za-z][\w.]+)")),
    ("sj.qq.com", "yingyongbao", re.compile(r"(?:appdetail/|apkName=|pkgname=)([A-Za-z][\w.]+)")),
    ("a.app.qq.com", "yingyongbao", re.compile(r"pkgname=([A-Za-z][\w.]+)")),
    ("play.google.com", "google_play", re.compile(r"id=([A-Za-z][\w.]+)")),
    ("weibo.com", "weibo", re.compile(r"^/(?:u/|n/)?([\w\u4e00-\u9fff%]+)")),
)
_ITEM_KIND = re.compile(
    r"(?:官方|政务|新浪|腾讯|微信|支付宝|手机|移动)*(?:APP|客户端|小程序|快应用|公众号|公众平台|订阅号|服务号|微博|视频号|抖音号?|快手号?|头条号)(?:名称|账号|二维码)?",
    re.I,
)
_ITEM_KINDS = ("app", "客户端", "小程序", "快应用", "公众", "订阅号", "服务号", "微博", "视频号", "抖音", "快手", "头条号")
_CODE_IMAGE = re.compile(rf"^[“\"]?([\u4e00-\u9fffA-Za-z0-9]{{2,16}}?)[”\"]?的?(?:官方)?{_KIND}(?:二维码|码)?$")
_ITEM_OWNER = re.compile(r"(?:主办|运营|主管|开设|管理)(?:单位)?\s*[:：]\s*([^\s:：，,；;]{3,40})")
_HOTLINE = re.compile(
    r"([\u4e00-\u9fff]{0,12}(?:12[0-9]{3}|96[0-9]{3})[\u4e00-\u9fff]{0,12}热线)|([\u4e00-\u9fff0-9]{2,30}?热线)(?:电话)?\s*[(（]?\s*[:：为是]?\s*(?=[0-9]{3,5}|0[0-9]{2,3}-)"
)
_BEFORE_NAME = re.compile(
    r"^.*(?:拨打|致电|通过|联系|设立|开通|咨询|或者|或|请打|附近的|前往|到|使用|小时.*设|东侧的|西侧的|窗和|台和|大厅的)"
)
_COUNTER = re.compile(
    r"(?:^|[，,。；;：:\s（(到在])([\u4e00-\u9fff]{2,20}(?:政务服务中心|行政服务中心|便民服务中心|政务服务大厅|办事大厅|服务大厅|党群服务中心))"
)
_HOURS = re.compile(r"办公时间|工作时间|服务时间|上午|下午|[0-9]{1,2}[:：][0-9]{2}|周一至|工作日")
_KIOSK = re.compile(r"([\u4e00-\u9fff]{2,20}自助(?:服务)?(?:终端|一体机|机))")
_WORK_GROUP = re.compile(
    r"[“\"「]([^”\"」\n]{2,30}(?:微信群|QQ群|工作群|钉钉群))[”\"」]|(?:加入|进入|建立|设立)\s*([\u4e00-\u9fff]{2,20}(?:微信群|QQ群|工作群|钉钉群))"
)
_OTHERS = (("热线", "hotline", _HOTLINE), ("自助", "kiosk", _KIOSK), ("群", "work_group", _WORK_GROUP))
_FORMS = re.compile(r"^(?:政务|官方|手机|移动|下载|安装|打开|关注|搜索|扫码|使用|登录|注册|本|该|这款|我县|我局|我镇|微信|支付宝)+")
# what stands in quotes or after a label without being a product's name
_NOT_A_NAME = re.compile(
    r"^(?:二维码|扫一扫|应用宝|iphone|ipad|android|.*\.(?:com|cn|net).*|应用市场|应用商店|华为(?:应用市场|应用商店)?|小米(?:应用商店)?|App ?Store|Google ?Play|Google|Play|Store|安卓|苹果|安卓安装包|安装包|本地|微信|支付宝|抖音|手机|下载|安装|关注|名称|点击|更多|公众号|小程序|客户端|APP|一键.*|.*登录|搜索.*|请.*|暂无|无|详见.*|见附件.*|我的|设置|首页|消息|后.*|通过.*|可.*|在.*|或.*|以及.*|等.*|的.*|和.*|.*(?:办法|规定|细则|方案|意见|主义))$",
    re.I,
)


# a table of a page with its rows
Table = tuple[Tree, list[list[str]]]


@dataclass(frozen=True, slots=True)
class SeenChannel:
    """A channel as a page shows it; `certainty` in (0, 1] says how plain the sign was."""

    name: str
    kind: str
    owner: str = ""
    platform: str = ""
    identifier: str = ""
    url: str = ""
    quote: str = ""
    certainty: float = 1.0


@dataclass(frozen=True, slots=True)
class SeenSystem:
    """A system as a page names it."""

    name: str
    owner: str = ""
    url: str = ""
    quote: str = ""


def channels(root: Tree, lines: list[str], whole: str, tables: list[Table], page_links: list[Link], heading: str = "") -> list[SeenChannel]:
    """Channels named in prose (`lines`, joined in `whole`), tables, items and links of a page of that heading, each once by kind and name."""
    found: dict[tuple[str, str], SeenChannel] = {}
    for seen in (
        *_from_tables(tables),
        *(_from_items(root) if _has(_ITEM_KINDS, whole.lower()) else ()),
        *_from_images(root),
        *_from_links(page_links, heading),
        *_from_prose(lines, whole),
        *([SeenChannel(_name(heading), "h5", quote=heading, certainty=0.8)] if products.is_h5(whole) and _name(heading) else ()),
    ):
        key = (seen.kind, plain(seen.name))
        if key not in found and key[1]:
            found[key] = seen
        elif key[1] and seen.identifier and not found[key].identifier:
            known = found[key]
            found[key] = SeenChannel(
                known.name,
                known.kind,
                known.owner,
                known.platform or seen.platform,
                seen.identifier,
                seen.url,
                known.quote,
                known.certainty,
            )
    return list(found.values())


def kind_of(word: str) -> str:
    """The channel kind that a word of a page stands for."""
    text = word.casefold()
    for kind, signs in (
        ("mini_program", ("小程序",)),
        ("quick_app", ("快应用",)),
        ("official_account", ("公众", "订阅号", "服务号")),
        ("microblog", ("微博",)),
        ("video_account", ("视频号", "抖音")),
        ("app", ("app", "ａｐｐ", "客户端", "移动端应用")),
    ):
        if any(sign in text for sign in signs):
            return kind
    return "other"


def _platform(kind: str, word: str) -> str:
    if "支付宝" in word:
        return "alipay"
    if "抖音" in word:
        return "douyin"
    return {"mini_program": "wechat", "official_account": "wechat", "microblog": "weibo", "video_account": "wechat"}.get(kind, "")


def _name(text: str) -> str:
    name = squeezed(text).strip("·:：@")
    return "" if _NOT_A_NAME.match(name) or len(plain(name)) < 2 else name


def _has(words: tuple[str, ...], text: str) -> bool:
    return any(word in text for word in words)  # of long texts an order faster than one pattern of all words


def _from_prose(lines: list[str], whole: str) -> Iterator[SeenChannel]:
    # most pages and lines have none of the words without which no pattern matches
    has_kind = _has(_KINDS, whole)
    patterns = [(word, kind, pattern) for word, kind, pattern in _OTHERS if word in whole]
    has_counter = "中心" in whole or "大厅" in whole
    for line in lines if has_kind or patterns or has_counter or "H5" in whole else ():
        if has_kind and _has(_KINDS, line):
            for found in _NAMED.finditer(line):
                yield from _seen(found.group(1), found.group(2), line, 0.9)
            for found in _NAMED_AFTER.finditer(line):
                yield from _seen(found.group(2), found.group(1), line, 0.85)
            for found in _LABELLED.finditer(line):
                yield from _seen(found.group(2), found.group(1), line, 0.8)
            for name, word in products.unquoted(line):
                yield from _seen(name, word, line, 0.6)
        for name in products.h5_pages(line) if "5" in line else ():
            if _name(name):
                yield SeenChannel(_name(name), "h5", quote=line[:300], certainty=0.8)
        for word, kind, pattern in patterns:
            for found in pattern.finditer(line) if word in line else ():
                name = _name(_BEFORE_NAME.sub("", next(filter(None, found.groups()), "")))
                if name:
                    yield SeenChannel(name, kind, quote=line[:300], certainty=0.75)
        if has_counter and ("中心" in line or "大厅" in line) and _HOURS.search(line):
            for found in _COUNTER.finditer(line):
                yield SeenChannel(_BEFORE_NAME.sub("", found.group(1)), "counter", quote=line[:300], certainty=0.75)


def _from_items(root: Tree) -> Iterator[SeenChannel]:
    """Items of a matrix of accounts: a name and, apart from it, what kind of account it is."""
    for item in root.iter("li", "dd", "figure", "td", "p"):
        if not len(item):  # without a part of its own it has one text
            continue
        texts = list(islice((text for raw in item.itertext() if (text := squeezed(raw))), 9))
        if not 2 <= len(texts) <= 8 or sum(map(len, texts)) > 200 or next(item.iterdescendants("li", "table"), None) is not None:
            continue
        at = next((i for i, text in enumerate(texts) if _ITEM_KIND.fullmatch(text)), None)
        if at is None:
            continue
        name = _name(_FORMS.sub("", texts[at - 1] if at else texts[1]).strip('“”"'))
        kind = kind_of(texts[at])
        owner = next((m[1] for text in texts if (m := _ITEM_OWNER.search(text))), "")
        if name and len(name) <= 24 and kind != "other" and not re.search(r"[，。；：:]", name):
            yield SeenChannel(name, kind, owner, _platform(kind, texts[at]), quote=" ".join(texts)[:300], certainty=0.9)


def _from_images(root: Tree) -> Iterator[SeenChannel]:
    """Codes to scan whose text for those who cannot see says what they lead to."""
    for image in root.iter("img"):
        found = _CODE_IMAGE.match(squeezed(image.get("alt") or ""))
        if found:
            yield from _seen(found.group(1), found.group(2), found.group(0), 0.8)


def _seen(name: str, word: str, line: str, certainty: float) -> Iterator[SeenChannel]:
    clean, kind = _name(name), kind_of(word)
    if clean:
        yield SeenChannel(clean, kind, platform=_platform(kind, word), quote=line[:300], certainty=certainty)


def _from_links(page_links: list[Link], heading: str) -> Iterator[SeenChannel]:
    of_page = _link_name(heading)
    for link in page_links:
        if not may_lead_to_app(link.url):
            continue
        parts = urlsplit(link.url)
        host = (parts.hostname or "").lower().removeprefix("www.").removeprefix("m.")
        where = f"{parts.path}?{parts.query}"
        for store, platform, pattern in _STORES:
            if host == store:
                sign = pattern.search(where)
                kind = "microblog" if platform == "weibo" else "app"
                name = _link_name(link.text) or ((_app_before(link.before) or of_page) if kind == "app" else "")
                if sign and name:
                    yield SeenChannel(name, kind, platform=platform, identifier=unquote(sign.group(1)), url=link.url, quote=link.text)
        if parts.path.lower().endswith(".apk"):
            name = _link_name(link.text) or _app_before(link.before) or of_page
            if name:
                package = parts.path.rsplit("/", 1)[-1][:-4]
                yield SeenChannel(name, "app", identifier=package, url=link.url, quote=link.text, certainty=0.9)
        scheme = parse_qs(parts.query).get("username", [""])[0]
        if scheme.startswith("gh_") and _link_name(link.text):
            yield SeenChannel(_link_name(link.text), "mini_program", platform="wechat", identifier=scheme, quote=link.text)


def _app_before(words: str) -> str:
    """The last app that the words before a link to a store name."""
    named = [(m.end(1), m.group(1)) for m in _NAMED.finditer(words) if kind_of(m.group(2)) == "app"]
    named += [(words.rfind(name) + len(name), name) for name, word in products.unquoted(words, by_form=False) if kind_of(word) == "app"]
    return _name(max(named)[1]) if named else ""


# where a scanned code leads: host, beginning of the path, kind, platform
_TARGETS: tuple[tuple[str, str, str, str], ...] = (
    ("weixin.qq.com", "/r/", "official_account", "wechat"),
    ("weixin.qq.com", "/g/", "work_group", "wechat"),
    ("mp.weixin.qq.com", "/a/", "mini_program", "wechat"),
    ("mp.weixin.qq.com", "/mp/profile", "official_account", "wechat"),
    ("wxaurl.cn", "/", "mini_program", "wechat"),
    ("wxmpurl.cn", "/", "mini_program", "wechat"),
    ("work.weixin.qq.com", "/gm/", "work_group", "wechat"),
    ("qm.qq.com", "/", "work_group", "qq"),
    ("jq.qq.com", "/", "work_group", "qq"),
    ("qr.dingtalk.com", "/", "work_group", "dingtalk"),
    ("qr.alipay.com", "/", "mini_program", "alipay"),
    ("ur.alipay.com", "/", "mini_program", "alipay"),
    ("ds.alipay.com", "/", "mini_program", "alipay"),
    ("v.douyin.com", "/", "video_account", "douyin"),
)
_CODE_WORDS = re.compile(
    r"请?(?:使用)?(?:微信|支付宝|手机|浏览器)?(?:扫码|扫一扫|扫描)(?:上方|下方|左侧|右侧|以下|此)?(?:二维码|码)?|(?:的)?二维码|长按识别|识别|关注(?:我们)?|进入|体验|一下"
)
_PRODUCT = re.compile(r"[\u4e00-\u9fffA-Za-z0-9]{2,}(?:平台|系统|码|通|办|APP|App|app)$")


def target_of(target: str, caption: str, heading: str) -> Iterator[SeenChannel]:
    """What a scanned code leads to, named by its caption, else (an app's) by the page's heading."""
    known = list(_from_links([Link(target, caption, False)], heading))
    if known:
        yield from known
        return
    parts = urlsplit(target)
    host = (parts.hostname or "").lower().removeprefix("www.")
    found = _CODE_IMAGE.match(caption)
    words = squeezed(_CODE_WORDS.sub(" ", found.group(1) if found else caption))
    name = _link_name(re.sub(_KIND, " ", words).strip())
    kind, platform = next(((k, p) for h, path, k, p in _TARGETS if host == h and parts.path.startswith(path)), ("", ""))
    if not kind and found:  # a short address that hides where it leads: the caption says the kind
        kind, platform = kind_of(found.group(2)), _platform(kind_of(found.group(2)), found.group(2))
    if not kind and name and _PRODUCT.fullmatch(name):
        kind = "h5"
    if kind not in ("", "other") and name and len(name) <= 30:
        yield SeenChannel(name, kind, platform=platform, url=target, quote=caption[:300], certainty=0.85 if kind != "h5" else 0.6)


def _link_name(text: str) -> str:
    quoted = re.search(_QUOTED, text)
    name = (
        quoted.group(1)
        if quoted
        else re.sub(
            r"(?:手机客户端|安卓版|苹果版|鸿蒙版|Android|iOS|APK|apk|APP|App|客户端|下载|立即|点击|官方|版|[（(].*?[）)])", "", text
        )
    )
    return _name(_FORMS.sub("", name))


def _from_tables(tables: list[Table]) -> Iterator[SeenChannel]:
    for _, rows in tables:
        header = next((row for row in rows[:3] if any("名称" in cell for cell in row)), None)
        if header is None:
            continue
        at = {
            "name": _column(header, ("应用名称", "渠道名称", "账号名称", "名称")),
            "kind": _column(header, ("类型", "类别", "形式", "渠道", "平台")),
            "owner": _column(header, ("主办", "单位", "部门")),
            "id": _column(header, ("标识", "包名", "ID", "编号", "账号")),
        }
        if at["name"] is None or at["kind"] is None:
            continue
        for row in rows[rows.index(header) + 1 :]:
            cell = {key: row[i] if i is not None and i < len(row) else "" for key, i in at.items()}
            kind = read_code("channel_kind", cell["kind"]) or kind_of(cell["kind"])
            if _name(cell["name"]) and kind != "other":
                identifier = cell["id"] if at["id"] not in (at["name"], at["kind"]) else ""
                yield SeenChannel(
                    _name(cell["name"]), kind, cell["owner"], _platform(kind, cell["kind"]), identifier, quote="\t".join(row)[:300]
                )


def tables_of(root: Tree) -> list[Table]:
    """Every table of a page with its rows; one inside a cell is a table of its own."""
    return [(table, table_rows(table)) for table in root.iter("table")]


def table_rows(table: Tree) -> list[list[str]]:
    """The cells of a table, spans filled in."""
    grid: list[list[str]] = []
    carried: dict[int, tuple[int, str]] = {}
    for line in _own_lines(table):
        row: list[str] = []
        for cell in line.iterchildren("td", "th"):
            while len(row) in carried:
                row.append(_carry(carried, len(row)))
            text = squeezed(" ".join(cell.itertext()))
            wide, tall = _span(cell, "colspan"), _span(cell, "rowspan")
            for _ in range(wide):
                if tall > 1:
                    carried[len(row)] = (tall - 1, text)
                row.append(text)
        while len(row) in carried:
            row.append(_carry(carried, len(row)))
        if row:
            grid.append(row)
    return grid


def _own_lines(table: Tree) -> Iterator[Tree]:
    """The rows of a table; a table inside a cell is read on its own, and not gone through for every one around it."""
    waiting = list(table.iterchildren(reversed=True))
    while waiting:
        tag = waiting.pop()
        if tag.tag == "tr":
            yield tag
        elif tag.tag != "table":
            waiting += tag.iterchildren(reversed=True)


def _carry(carried: dict[int, tuple[int, str]], column: int) -> str:
    left, text = carried.pop(column)
    if left > 1:
        carried[column] = (left - 1, text)
    return text


def _span(cell: Tree, name: str) -> int:
    value = cell.get(name)
    if value is None:
        return 1
    return min(max(int(value), 1), 50) if re.fullmatch("[0-9]{1,9}", value) else 1


def _column(header: list[str], words: tuple[str, ...]) -> int | None:
    for word in words:
        for position, title in enumerate(header):
            if word in title:
                return position
    return None


def systems(page_links: list[Link], heading: str, has_login: bool, url: str) -> list[SeenSystem]:
    """Systems that links name (…系统, …平台), and the one whose log-in page this is."""
    found: dict[str, SeenSystem] = {}
    for link in page_links:
        name = re.sub(r"^(?:登录|进入|访问|点击进入)|(?:入口|登录)$", "", link.text).strip()
        if _SYSTEM_NAME.match(name) and not re.search(r"关于|通知|公告|如何|什么|建设|启用|开展|做好|加强|推进", name):
            found.setdefault(plain(name), SeenSystem(name, url=link.url, quote=link.text))
    name = re.sub(r"(?:用户)?登录(?:页面?)?$", "", heading).strip(" -_|")
    if has_login and _SYSTEM_NAME.match(name):
        found.setdefault(plain(name), SeenSystem(name, url=url, quote=heading))
    return list(found.values())
