"""A refusal keeps what was typed, shows no secret, and leads back to our own pages alone."""

import pytest
from bs4 import BeautifulSoup
from fastapi import Request

from auditor.web.refusals import came_from, typed

TEXT = "两局已核对，<b>不是</b>同一系统"


def request(referer: str | None, host: str = "audit.example:8000") -> Request:
    headers = [(b"host", host.encode())] + ([] if referer is None else [(b"referer", referer.encode())])
    return Request({"type": "http", "headers": headers})


@pytest.mark.parametrize(
    ("referer", "path"),
    [
        ("http://audit.example:8000/findings/fnd-1?lang=zh", "/findings/fnd-1?lang=zh"), ("http://audit.example:8000", "/"), (None, ""), ("", ""), ("/findings", ""),
        ("http://evil.example/x", ""), ("http://audit.example:8000@evil.example/", ""), ("http://audit.example/", ""), ("http://audit.example:8000//evil.example/", "/evil.example/"),
        ("http://audit.example:8000/\\evil.example/", "/evil.example/"), ("http://[", ""), ("javascript:alert(1)", ""),
    ],
)  # fmt: skip
def test_the_way_back_is_a_page_of_ours(referer, path) -> None:
    assert came_from(request(referer)) == path


def test_words_are_kept_and_secrets_are_not() -> None:
    sent = [
        ("csrf", "t"),
        ("text", f" {TEXT} "),
        ("password", "correct-horse"),
        ("old", "x"),
        ("seen", "candidate"),
        ("name", ""),
        ("reason", "甲"),
        ("q.System.name", "乙"),
    ]
    assert typed(sent) == [TEXT, "甲"]
    assert typed([("text", "长" * 9_000)]) == ["长" * 4_000]


@pytest.mark.parametrize(
    ("path", "fields", "status", "kept"),
    [
        ("/crawl", {"urls": f"ftp://a.example\n{TEXT}", "purpose": "年度清查"}, 400, ["ftp://a.example", TEXT, "年度清查"]),
        ("/accounts", {"name": "王审计", "role": "auditor", "password": "short-word"}, 422, ["王审计"]),
        ("/accounts", {"name": "王填报", "role": "clerk", "organisation": "", "password": "correct-horse-battery"}, 422, ["王填报"]),
        ("/imports", {}, 400, []),
    ],
)
def test_what_was_typed_stands_on_the_page_that_refuses(own_office, path, fields, status, kept) -> None:
    client = own_office.client("u-administrator")
    answer = client.post(path, data={"csrf": client.token, **fields}, headers={"referer": f"{own_office.url}{path}?page=2"})
    assert answer.status_code == status
    soup = BeautifulSoup(answer.text, "html.parser")
    shown = "\n".join(pre.text for pre in soup.find_all("pre"))
    assert all(words in shown for words in kept)
    assert bool(shown) == bool(kept)
    assert soup.find("b") is None
    assert soup.select_one("main p:last-child a")["href"] == f"{path}?page=2"
    assert fields.get("password", "—") not in answer.text


def test_a_step_that_is_refused_keeps_its_words(own_office) -> None:
    client = own_office.client("u-inspector")
    finding = client.get("/findings.json?certainty=firm").json()["rows"][0]["id"]
    answer = client.send_form(f"/findings/{finding}/step", action="close", text=TEXT)
    assert answer.status_code == 422
    assert BeautifulSoup(answer.text, "html.parser").find("pre").text == TEXT
