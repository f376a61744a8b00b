"""A notice in the browser: hits marked in the text, files read within bounds, nothing kept."""

import io
import re
import zipfile

import pytest
from bs4 import BeautifulSoup

from auditor.web.pages import screening

NOTICE = "全体干部必须下载安装“云溪通”APP，并每日打卡签到，完成情况纳入年度考核。"


def screened(client, **sent):
    answer = client.send_form("/screen", **sent)
    return answer, BeautifulSoup(answer.text, "html.parser")


def test_every_hit_leads_to_its_mark_in_the_text(office) -> None:
    answer, soup = screened(office.client("u-reader"), text=NOTICE * 3)
    assert answer.status_code == 200
    marks = {mark["id"] for mark in soup.find_all("mark")}
    links = [link["href"].removeprefix("#") for link in soup.select("main ol a")]
    assert len(links) >= 3
    assert set(links) <= marks
    text = "".join(part for part in soup.select_one(".notice").find_all(string=True) if part.parent.name != "sup")
    assert text == NOTICE * 3


def test_a_file_is_screened_as_its_text_is(office) -> None:
    client = office.client("u-reader")
    pasted = screened(client, text=NOTICE)[1]
    uploaded = screened(client, files={"file": ("通知.txt", NOTICE.encode())})[1]
    assert uploaded.select_one(".notice") == pasted.select_one(".notice")


def test_of_a_book_the_beginning_is_screened_and_the_page_says_so(office, monkeypatch) -> None:
    seen: list[int] = []
    plain = screening.screen
    monkeypatch.setattr(screening, "screen", lambda text: seen.append(len(text)) or plain(text))
    monkeypatch.setattr(screening, "_CHARACTERS", 500)
    client = office.client("u-reader")
    for sent in ({"text": NOTICE * 40}, {"files": {"file": ("书.txt", (NOTICE * 40).encode())}}):
        answer, soup = screened(client, **sent)
        assert answer.status_code == 200
        assert "500" in soup.select_one("main .note").text
    whole = screened(client, text=NOTICE)[1]
    assert whole.select_one("main .note") is None
    assert max(seen) == 500


def bomb(megabytes: int) -> bytes:
    """A document that unpacks to that many megabytes."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as packed, packed.open("word/document.xml", "w") as part:
        for _ in range(megabytes):
            part.write(b"A" * 1024 * 1024)
    return held.getvalue()


@pytest.mark.parametrize(
    ("name", "content"), [("弹.docx", bomb(300)), ("空.txt", b""), ("坏.pdf", b"%PDF-1.7\nnone"), ("../../x.docx", b"PK\3\4"), ("x" * 200 + ".xlsx", b"\0" * 100)]
)  # fmt: skip
def test_a_file_that_holds_no_text_is_refused_under_its_own_name(office, name, content) -> None:
    answer, soup = screened(office.client("u-reader"), files={"file": (name, content)})
    assert answer.status_code in (400, 422)
    if answer.status_code == 422:
        assert re.split(r"[/\\]", name)[-1][:60] in soup.text


def test_nothing_is_screened_where_nothing_is_sent(office) -> None:
    assert screened(office.client("u-reader"), text="  ")[0].status_code == 400
