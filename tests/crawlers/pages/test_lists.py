import json

import pytest

from crawlers.pages.lists import endpoints, linked, next_page

BASE = "http://a.example/col/index.html"


@pytest.mark.parametrize(
    ("script", "found"),
    [
        ('fetch("/api/news/more?page=1")', ["http://a.example/api/news/more?page=1"]),
        ('var next="/api/news/more?page=1";function more(){fetch(next)}', ["http://a.example/api/news/more?page=1"]),
        ("$.getJSON('list.json', show)", ["http://a.example/col/list.json"]),
        ('$.ajax({url: "/search/list.do?page=", type: "GET"})', ["http://a.example/search/list.do?page=1"]),
        ('createPageHTML(3, 0, "list", "html");', ["http://a.example/col/list_1.html", "http://a.example/col/list_2.html"]),
        ('load("/js/a.js"); var x = "a" + "b/c";', []),
        ('fetch("/api/" + id)', []),
    ],
)
def test_what_inline_scripts_ask_for(script: str, found: list[str]) -> None:
    assert [url for url in endpoints(f"<p>x</p><script>{script}</script>", BASE) if not url.endswith("/api/")] == found


def test_templates_and_data_in_scripts_are_not_asked_for() -> None:
    assert endpoints('<script type="text/template">fetch("/api/x")</script><script src="/a.js">fetch("/api/y")</script>', BASE) == []


def test_a_json_answer_leads_to_its_pages_and_to_its_next() -> None:
    body = json.dumps({"data": {"list": [{"title": "甲", "url": "/a/1.html"}, {"title": "乙", "path": "b/2.html", "n": 3}]}}).encode()
    found, is_json = linked(body, "http://a.example/api/list?page=2", None)
    assert is_json
    assert found == [("http://a.example/a/1.html", "甲"), ("http://a.example/api/b/2.html", "乙"), ("http://a.example/api/list?page=3", "")]


def test_an_empty_answer_ends_a_list_and_other_text_is_none() -> None:
    assert linked(b'{"list": []}', "http://a.example/api/list?page=9", None) == ([], True)
    assert linked("回调({})".encode(), "http://a.example/x", None)[1] is True
    assert linked(b"<html>", "http://a.example/x", None) == ([], False)
    assert linked(b"[" * 100_000, "http://a.example/x", None) == ([], False)


def test_the_page_after_this() -> None:
    assert next_page("http://a/l?page=1&c=2") == "http://a/l?page=2&c=2"
    assert next_page("http://a/l?start=20&rows=20") == "http://a/l?start=40&rows=20"
    assert next_page("http://a/l?id=7") is None
