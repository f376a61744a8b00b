import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawlers.pages.links import Link, canonical, is_page, links, origin_of, site_of
from inventory.texts.html import parse_html

HERE = "http://www.yunxi.example/gsgg/2026/a.html"


def found(html: str, at: str = HERE) -> list[Link]:
    root = parse_html(html)
    return list(links(root, origin_of(root, at)))


def addresses(html: str, at: str = HERE) -> list[str]:
    return [link.url for link in found(html, at)]


@pytest.mark.parametrize(
    ("spelling", "one"),
    [
        ("http://a.example", "http://a.example/"),
        ("HTTP://A.Example:80/", "http://a.example/"),
        ("https://a.example:443/b", "https://a.example/b"),
        ("http://a.example:443/", "http://a.example:443/"),
        ("http://a.example:8080/", "http://a.example:8080/"),
        ("http://a.example./x", "http://a.example/x"),
        (" http://a.example/x ", "http://a.example/x"),
        ("http://a.example/x#part", "http://a.example/x"),
        ("http://a.example/x?b=2&a=1", "http://a.example/x?a=1&b=2"),
        ("http://a.example/x?a=", "http://a.example/x?a="),
        ("http://a.example/x?", "http://a.example/x"),
        ("http://a.example/x;jsessionid=0A1B?a=1", "http://a.example/x?a=1"),
        ("http://a.example/x?JSESSIONID=0A1B&a=1", "http://a.example/x?a=1"),
        ("http://a.example/x?PHPSESSID=1&sid=2&utm_source=wx&spm=1.2&_t=99&a=1", "http://a.example/x?a=1"),
        ("http://a.example/index.html", "http://a.example/"),
        ("http://a.example/b/default.aspx?a=1", "http://a.example/b/?a=1"),
        ("http://a.example/b/index_2.html", "http://a.example/b/index_2.html"),
        ("http://[2001:DB8::1]:80/", "http://[2001:db8::1]/"),
    ],
)
def test_one_page_has_one_spelling(spelling: str, one: str) -> None:
    assert canonical(spelling) == one
    assert canonical(one) == one


def test_parameters_that_name_a_page_stay() -> None:
    kept = "http://a.example/list?columnid=7&id=3&page=2&type=1"
    assert canonical(kept) == kept


def test_what_is_no_address_is_left_alone() -> None:
    assert canonical("http://[bad") == "http://[bad"
    assert canonical("http://a.example:999999/") == "http://a.example:999999/"


def test_what_a_script_draws_behind_a_hash_is_a_page_where_a_browser_draws() -> None:
    html = '<base href="/other/"><a href="#/list">一</a><a href=" #!/b ">二</a><a href="#top">三</a><a href="#/">四</a><a href="c.html#/d">五</a>'
    root = parse_html(html)
    made = [link.url for link in links(root, origin_of(root, HERE), drawn_at=f"{HERE}#/old")]
    assert made == [f"{HERE}#/list", f"{HERE}#!/b", "http://www.yunxi.example/other/c.html#/d"]
    assert addresses(html) == ["http://www.yunxi.example/other/c.html#/d"]


def test_queries_in_gbk_stay_apart() -> None:
    first, second = (f"http://a.example/s?name={word}" for word in ("%D6%D0", "%C4%CF"))
    assert canonical(first) != canonical(second)
    assert canonical(first) == first


def test_a_path_in_characters_and_in_percent_signs_is_one() -> None:
    assert canonical("http://a.example/中/x.html") == canonical("http://a.example/%E4%B8%AD/x.html")


@given(st.text(max_size=60))
def test_canonical_never_raises_and_is_stable(tail: str) -> None:
    once = canonical("http://a.example/" + tail)
    assert canonical(once) == once


def test_each_scheme_host_and_port_is_a_site_of_its_own() -> None:
    sites = {
        site_of(canonical(u))
        for u in ("http://a.example/x", "http://a.example:80/y", "https://a.example/", "http://a.example:81/", "http://b.example/")
    }
    assert sites == {"http://a.example", "https://a.example", "http://a.example:81", "http://b.example"}


def test_relative_links_are_read_from_the_page() -> None:
    html = '<a href="b.html">乙</a><a href="/c/">丙</a><a href="?p=2">下一页</a><a href="//cdn.example/d.html">丁</a><a href="../e.html">戊</a>'
    assert addresses(html) == [
        "http://www.yunxi.example/gsgg/2026/b.html", "http://www.yunxi.example/c/", "http://www.yunxi.example/gsgg/2026/a.html?p=2",
        "http://cdn.example/d.html", "http://www.yunxi.example/gsgg/e.html",
    ]  # fmt: skip


@pytest.mark.parametrize("base", ["/zwgk/", "http://www.yunxi.example/zwgk/", "../../zwgk/x"])
def test_a_base_element_moves_relative_links(base: str) -> None:
    assert addresses(f'<base href="{base}"><a href="b.html">乙</a>') == ["http://www.yunxi.example/zwgk/b.html"]


def test_a_malformed_base_element_is_passed_over() -> None:
    assert addresses('<base href="http://[bad"><a href="b.html">乙</a>') == ["http://www.yunxi.example/gsgg/2026/b.html"]


@pytest.mark.parametrize("content", ["0;url=/new/", "0; URL='/new/'", "3 ; url=/new/", "; url=/new/", 'url="/new/"'])
def test_a_refresh_is_a_link(content: str) -> None:
    html = f'<meta http-equiv=Refresh content="{content}">' if '"' not in content else f"<meta http-equiv=Refresh content='{content}'>"
    assert addresses(html) == ["http://www.yunxi.example/new/"]


def test_a_refresh_without_address_is_none() -> None:
    assert addresses('<meta http-equiv=refresh content="30">') == []


def test_areas_and_frames_are_links_and_titles_stand_in_for_text() -> None:
    html = '<map><area href="/m" title="地图"></map><a href="/p" title="图片链接"><img src="x.png"></a>'
    assert [(link.url, link.text) for link in found(html)] == [
        ("http://www.yunxi.example/m", "地图"),
        ("http://www.yunxi.example/p", "图片链接"),
    ]
    assert addresses('<frameset><frame src="/left.html"></frameset>') == ["http://www.yunxi.example/left.html"]


@pytest.mark.parametrize(
    "target",
    ["", "#top", "javascript:void(0)", "JavaScript:go()", " mailto:a@b.example", "tel:0730-1", "data:text/html,x", "weixin://dl", "ftp://a/", "file:///etc/passwd", "http://[bad/", "http://["],
)  # fmt: skip
def test_what_cannot_be_followed_is_no_link(target: str) -> None:
    assert found(f'<a href="{target}">x</a>') == []


@pytest.mark.parametrize("name", ["a.doc", "a.DOCX", "a.xls", "a.xlsx", "a.pdf", "a.wps", "a.et", "a.zip", "a.csv", "a.txt"])
def test_documents_are_attachments(name: str) -> None:
    assert found(f'<a href="{name}?download=1">附件</a>')[0].is_attachment
    assert not found('<a href="a.html">正文</a>')[0].is_attachment


def test_link_texts_are_bounded() -> None:
    assert len(found(f'<a href="/x">{"长" * 5000}</a>')[0].text) == 200


@pytest.mark.parametrize("name", ["a.jpg", "a.PNG", "a.css", "a.js?v=1", "a.mp4", "a.exe", "a.rar", "a.woff2"])
def test_pictures_scripts_and_programs_are_no_pages(name: str) -> None:
    assert not is_page(f"http://a.example/{name}")


@pytest.mark.parametrize("name", ["", "a.html", "a.pdf", "a.docx", "list.jsp?f=a.jpg", "apk"])
def test_pages_and_documents_are_pages(name: str) -> None:
    assert is_page(f"http://a.example/{name}")
