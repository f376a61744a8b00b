import pytest

from crawlers.browser.shell import is_shell, shows_anything
from crawlers.pages.reading import read_page

URL = "http://www.yunxi.example/"
TEXT = "<p>" + "服务器给出的正文，一句接一句。" * 40 + "</p>"


def shell(html: str) -> bool:
    body = html.encode()
    return is_shell(body, read_page(body, URL))


@pytest.mark.parametrize(
    "html",
    [
        "<title>x</title><div id=app></div><script src=/app.js></script>",
        "<noscript>请启用脚本</noscript><div id='root'><!-- vue --></div><script>1</script>",
        f'<header>{TEXT}</header><div class=a id="app"></div><footer>{TEXT}</footer><script src=a.js></script>',
        f"<header>{TEXT}</header><app-root></app-root><script src=main.js></script>",
        f"{TEXT}<ul><li v-for='x in list'>{{{{ x.title }}}}</li></ul><script src=vue.js></script>",
        "<p>正在加载，请稍候…</p><script>load()</script>",
    ],
)
def test_a_page_that_its_scripts_fill_is_a_shell(html: str) -> None:
    assert shell(html)


@pytest.mark.parametrize(
    "html",
    [
        f"{TEXT}<script src=count.js></script>",
        "<p>短。</p>",
        "".join(f"<a href=/{n}>栏目{n}</a>" for n in range(20)) + "<script>1</script>",
        f"<div id=app>{TEXT}</div><script src=app.js></script>",
        "",
    ],
)
def test_a_page_that_says_something_or_has_no_script_is_none(html: str) -> None:
    assert not shell(html)


def test_what_a_finding_can_stand_on() -> None:
    assert not shows_anything(read_page(TEXT.encode(), URL))
    assert shows_anything(read_page("<p>身份证 11010519491231002X</p>".encode(), URL))
