import pytest

from crawlers.pages.channels import channels, tables_of
from crawlers.pages.links import links
from crawlers.pages.products import h5_pages, is_h5, unquoted
from inventory.texts.html import blocks, parse_html


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("居民可以自愿安装国家防溺水中心APP，也可以到派出所咨询。", [("国家防溺水中心", "APP")]),
        ("查询请使用全国养老服务平台APP。", [("全国养老服务平台", "APP")]),
        ("国家林草局的护林巡山通客户端可以下载", [("护林巡山通", "客户端")]),
        ("云溪随身办小程序已经上线。打开溪政通微信公众号", [("云溪随身办", "小程序")]),
        ("下载手机APP", []),
        ("各单位使用政务服务平台APP办理", []),
        ("不得强制群众安装统一平台小程序", []),
        ("打开网上办事平台小程序", []),
        ("整治强制推广使用政务平台APP问题", []),
        ("登录方式见县政务服务中心微信公众号", []),
        ("安装在手机里的各类APP", []),
        ("居民反映某镇要求装的码APP", []),
    ],
)
def test_a_name_without_marks_is_taken_where_it_reads_as_one(text: str, expected: list[tuple[str, str]]) -> None:
    assert list(unquoted(text)) == expected


def test_a_store_vouches_for_a_name_of_any_form() -> None:
    words = "申报请使用国家税务总局的个人报税APP（"
    assert (list(unquoted(words)), list(unquoted(words, by_form=False))) == ([], [("个人报税", "APP")])


def test_h5_pages_are_named_by_others_and_by_themselves() -> None:
    assert list(h5_pages("请打开“云溪消费券”H5页面领取，或“云溪通”APP")) == ["云溪消费券"]
    assert is_h5("本页面为H5页面，由团县委主办")
    assert not is_h5("本页面介绍H5的开发")


def named(html: str, heading: str) -> list[tuple[str, str, str]]:
    root = parse_html(html)
    lines = list(blocks(root))
    found = channels(root, lines, "\n".join(lines), tables_of(root), list(links(root, "http://a.cn/")), heading)
    return [(c.kind, c.name, c.identifier) for c in found]


def test_a_link_to_a_store_takes_the_name_before_it_rather_than_the_heading() -> None:
    store = '<a href="https://play.google.com/store/apps/details?id=com.yunxi.grid">Google Play</a>'
    assert named(f"<p>网格员由“云溪网格”APP派单，{store}。</p>", "网格员") == [("app", "云溪网格", "com.yunxi.grid")]
    assert named(f"<p>办税请使用国家税务总局的个人报税APP（<b>{store}</b>）。</p>", "办税") == [("app", "个人报税", "com.yunxi.grid")]
    assert named(f"<p>安卓：</p><p>{store}</p>", "云溪通") == [("app", "云溪通", "com.yunxi.grid")]


def test_a_page_that_calls_itself_h5_is_a_channel() -> None:
    assert named("<p>本页面为H5页面，手机浏览器可以直接打开。</p>", "云溪防溺水登记") == [("h5", "云溪防溺水登记", "")]
