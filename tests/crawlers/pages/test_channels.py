import pytest

from crawlers.pages.channels import SeenChannel, kind_of, table_rows
from crawlers.pages.reading import read_page
from inventory.texts.html import parse_html


def seen(html: str) -> list[SeenChannel]:
    return read_page(html.encode(), "http://www.yunxi.example/").channels


def named(html: str) -> list[tuple[str, str]]:
    return [(channel.kind, channel.name) for channel in seen(html)]


def systems(html: str) -> list[str]:
    return [system.name for system in read_page(html.encode(), "http://www.yunxi.example/login").systems]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("请下载“云溪通”APP办理。", [("app", "云溪通")]),
        ("请下载「云溪通」手机客户端。", [("app", "云溪通")]),
        ("关注“云溪发布”微信公众号", [("official_account", "云溪发布")]),
        ("关注《云溪发布》官方微博", [("microblog", "云溪发布")]),
        ("打开微信小程序“溪事办”", [("mini_program", "溪事办")]),
        ("支付宝小程序【溪事办】", [("mini_program", "溪事办")]),
        ("“一码通”小程序和“云溪通”APP", [("mini_program", "一码通"), ("app", "云溪通")]),
        ("“云溪快办”快应用", [("quick_app", "云溪快办")]),
    ],
)
def test_a_quoted_name_beside_its_kind_is_a_channel(text: str, expected: list[tuple[str, str]]) -> None:
    assert named(f"<p>{text}</p>") == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [("微信公众号：云溪发布", ("official_account", "云溪发布")), ("公众号名称: 云溪医保", ("official_account", "云溪医保")), ("官方微博：@云溪发布", ("microblog", "云溪发布")), ("视频号：云溪融媒", ("video_account", "云溪融媒")),
     ("抖音号：云溪文旅", ("video_account", "云溪文旅"))],
)  # fmt: skip
def test_a_labelled_account_is_a_channel(text: str, expected: tuple[str, str]) -> None:
    assert named(f"<p>{text}</p>") == [expected]


@pytest.mark.parametrize(
    ("address", "platform", "identifier"),
    [
        ("https://apps.apple.com/cn/app/yunxi/id1234567890", "apple", "1234567890"),
        ("https://appgallery.huawei.com/app/C100000001", "huawei", "C100000001"),
        ("https://app.mi.com/details?id=cn.gov.yunxi", "xiaomi", "cn.gov.yunxi"),
        ("https://a.app.qq.com/o/simple.jsp?pkgname=cn.gov.yunxi", "yingyongbao", "cn.gov.yunxi"),
        ("https://play.google.com/store/apps/details?id=cn.gov.yunxi", "google_play", "cn.gov.yunxi"),
        ("/download/yunxitong.apk", "", "yunxitong"),
    ],
)
def test_a_store_link_is_an_app_with_its_identifier(address: str, platform: str, identifier: str) -> None:
    for text in ("云溪通", "“云溪通”安卓版下载", "下载云溪通客户端（苹果版）"):
        (channel,) = seen(f'<a href="{address}">{text}</a>')
        assert (channel.name, channel.kind, channel.platform, channel.identifier) == ("云溪通", "app", platform, identifier)


def test_a_microblog_link_is_an_account() -> None:
    (channel,) = seen('<a href="https://weibo.com/u/123456">云溪发布</a>')
    assert (channel.kind, channel.platform, channel.identifier) == ("microblog", "weibo", "123456")


@pytest.mark.parametrize(
    "html",
    [
        '<a href="https://apps.apple.com/cn/app/id1234567890">点击下载</a>',
        '<a href="https://apps.apple.com.evil.example/app/id1234567890">云溪通</a>',
        '<a href="https://evil.example/apps.apple.com/id1234567890">云溪通</a>',
        "<p>请用微信扫描“二维码”关注公众号</p>",
        "<p>手机APP：请到应用商店下载</p>",
        "<p>小程序：点击</p>",
        "<p>“一网通办”是便民之举</p>",
        "<p>《云溪县志》已出版</p>",
        "<p>打开微信小程序，搜索办理</p>",
        "<p>“”APP “ ”小程序 “a”APP</p>",
        "<table><tr><th>名称</th><th>类型</th></tr><tr><td>办公电脑</td><td>设备</td></tr></table>",
    ],
)
def test_look_alikes_are_no_channels(html: str) -> None:
    assert seen(html) == []


@pytest.mark.parametrize(
    "text",
    [
        "小程序：暂无",
        "公众号：详见附件",
        "APP：下载安装后登录",
        "进入APP“我的”页面",
        "点击客户端“设置”",
        "APP“一键登录”",
        "整治“指尖上的形式主义”APP问题",
        "《云溪县政务APP管理办法》小程序部分",
    ],
)
def test_words_beside_a_kind_that_name_no_product_are_no_channels(text: str) -> None:
    assert seen(f"<p>{text}</p>") == []


TABLE = """<table><tr><td colspan=4>政务新媒体一览</td></tr><tr><th>序号</th><th>账号名称</th><th>类型</th><th>主办单位</th></tr>
<tr><td>1</td><td>云溪发布</td><td>微信公众号</td><td>县委宣传部</td></tr><tr><td>2</td><td>云溪人社</td><td rowspan=2>政务微博</td><td>县人社局</td></tr>
<tr><td>3</td><td>云溪教育</td><td>县教育局</td></tr><tr><td>4</td><td></td><td>小程序</td><td>县医保局</td></tr></table>"""


def test_a_table_of_accounts_names_their_owners() -> None:
    assert [(c.kind, c.name, c.owner) for c in seen(TABLE)] == [
        ("official_account", "云溪发布", "县委宣传部"), ("microblog", "云溪人社", "县人社局"), ("microblog", "云溪教育", "县教育局"),
    ]  # fmt: skip
    assert seen(TABLE)[0].quote == "1\t云溪发布\t微信公众号\t县委宣传部"


def test_one_channel_is_listed_once_and_takes_its_identifier_from_the_store() -> None:
    html = '<p>下载“云溪通”APP，“云溪通”APP方便快捷</p><a href="https://apps.apple.com/cn/app/id1234567890">云溪通</a>'
    (channel,) = seen(html)
    assert (channel.name, channel.platform, channel.identifier) == ("云溪通", "apple", "1234567890")


@pytest.mark.parametrize(
    ("word", "kind"),
    [("APP", "app"), ("ＡＰＰ", "app"), ("手机客户端", "app"), ("微信小程序", "mini_program"), ("快应用", "quick_app"), ("订阅号", "official_account"), ("政务微博", "microblog"), ("抖音号", "video_account"), ("大屏", "other")],
)  # fmt: skip
def test_kinds_are_read_from_words(word: str, kind: str) -> None:
    assert kind_of(word) == kind


def test_links_that_name_systems_are_systems_and_articles_about_them_are_not() -> None:
    html = "".join(
        f'<a href="/{i}">{text}</a>'
        for i, text in enumerate(
            [
                "云溪县社会保险网上服务系统",
                "登录一体化政务服务平台",
                "惠农补贴系统入口",
                "关于启用审批系统",
                "如何使用预约平台",
                "平台",
                "系统",
                "“好差评”系统",
            ]
        )
    )
    assert systems(html) == ["云溪县社会保险网上服务系统", "一体化政务服务平台", "惠农补贴系统", "“好差评”系统"]


def test_a_login_page_names_its_system() -> None:
    form = "<form><p>用户名：<input name=u></p><p>密码：<input type=password name=p></p></form>"
    assert systems(f"<h1>云溪县惠农补贴系统 用户登录</h1>{form}") == ["云溪县惠农补贴系统"]
    assert systems("<h1>云溪县惠农补贴系统登录</h1>") == []


def rows(html: str) -> list[list[str]]:
    return table_rows(next(parse_html(html).iter("table")))


def test_spans_are_filled_in() -> None:
    assert rows("<table><tr><td rowspan=3>甲</td><td colspan=2>乙</td></tr><tr><td>丙</td><td rowspan=2>丁</td></tr><tr><td>戊</td></tr></table>") == [
        ["甲", "乙", "乙"], ["甲", "丙", "丁"], ["甲", "戊", "丁"],
    ]  # fmt: skip


@pytest.mark.parametrize("span", ["0", "-1", "x", "", "1.5", "2%"])
def test_a_span_that_is_no_number_is_one(span: str) -> None:
    assert rows(f'<table><tr><td colspan="{span}" rowspan="{span}">甲</td><td>乙</td></tr></table>') == [["甲", "乙"]]


def test_spans_are_bounded() -> None:
    (row,) = rows('<table><tr><td colspan="9999" rowspan="9999">甲</td></tr></table>')
    assert len(row) == 50


@pytest.mark.parametrize("span", ["²", "①", "9" * 5000])
def test_digits_that_int_does_not_read_are_no_span(span: str) -> None:
    assert len(rows(f'<table><tr><td colspan="{span}">甲</td></tr></table>')) == 1
