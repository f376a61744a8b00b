"""The page: strict policy, nothing loaded, every number opens to its inputs, names stay text."""

import base64
import hashlib
import re

import pytest
from lxml import html

from reports.audit_report.content import Material, Writer
from reports.audit_report.html import render_html
from reports.audit_report.scope import Told
from reports.diagrams.graphviz import render_svg
from reports.diagrams.views import VIEWS

ELEMENTS = {
    "html", "head", "meta", "title", "style", "body", "a", "header", "p", "h1", "h2", "h3", "h4", "nav", "main", "section", "div", "b", "span", "table", "thead",
    "tbody", "tr", "th", "td", "figure", "svg", "desc", "rect", "g", "text", "line", "path", "polygon", "polyline", "ellipse", "ul", "ol", "li", "dl", "dt", "dd",
    "defs", "pattern", "circle", "details", "summary", "article", "br", "label", "input", "select", "option", "blockquote", "footer", "script", "figcaption",
}  # fmt: skip


def finding(name: str) -> dict:
    return {
        "id": "fnd-1", "rule": "SPR-01", "rule_version": 2, "severity": "high", "certainty": "probable", "cause": "duty", "status": "candidate", "organisations": ["org-0"], "subjects": ["sys-0"],
        "reasons": [{"code": "notice.context", "parts": {"context": name}}], "basis": [{"source": "CN-01", "clause": name, "verified": "full"}], "thresholds": [],
        "evidence": [{"kind": "page", "url": name, "quote": name, "sha256": name, "at": name, "locator": name}], "must_confirm": "inspector",
    }  # fmt: skip


def page(office, language: str = "en", *, names=(), for_print: bool = False) -> str:
    findings = [{**finding(name), "id": f"fnd-{n}"} for n, name in enumerate(names)]
    untold = [{"rule": "SPR-01", "subject": "sys-0", "missing": ["System.name"]}]
    told = Told(office.analysis, findings, [], untold, office.inventory)
    material = Material(told, office.plan, names[0] if names else "云溪县", {"purpose": names[0]} if names else {})
    report = Writer(material, language).write()
    for view, draw in VIEWS.items():
        report.diagrams[view] = render_svg(draw(office.scene(language)))
    return render_html(report, for_print=for_print)


def inside(text: str):
    return html.document_fromstring(text.encode())


@pytest.mark.parametrize("for_print", [False, True])
def test_policy_allows_our_own_style_and_script_and_nothing_else(office, for_print) -> None:
    text = page(office(14), for_print=for_print)
    policy = inside(text).xpath("//meta[@http-equiv='Content-Security-Policy']/@content")[0]
    rules = dict(part.strip().split(" ", 1) for part in policy.split(";"))
    assert rules["default-src"] == rules["base-uri"] == rules["form-action"] == "'none'"
    assert rules["img-src"] == rules["font-src"] == "data:"
    for tag in ("style", "script"):
        hashes = [
            "'sha256-" + base64.b64encode(hashlib.sha256(e.encode()).digest()).decode() + "'"
            for e in re.findall(rf"<{tag}>(.*?)</{tag}>", text, re.S)
        ]
        assert rules[f"{tag}-src"] == (" ".join(hashes) or "'none'")
    assert "unsafe" not in policy


def test_nothing_is_loaded_from_anywhere(office) -> None:
    text = page(office(14))
    root = inside(text)
    assert root.xpath("//link | //iframe | //img | //object | //embed | //script[@src] | //base | //form") == []
    assert [a for e in root.iter() if isinstance(e.tag, str) for a in e.attrib if a.startswith("on") or a == "style"] == []
    assert re.findall(r"url\((?!data:font/woff2;base64,|#hatch-)", text) == []
    assert "@import" not in text


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_number_opens_to_its_inputs(office, language) -> None:
    root = inside(page(office(50), language))
    numbers = root.xpath("//a[@class='number']")
    assert len(numbers) > 20
    for link in numbers:
        (target,) = root.xpath(f"//section[@id='{link.get('href')[1:]}']")
        inputs = target.xpath("./ol/li")
        assert target.xpath("./h3")[0].text_content().endswith(f": {link.text_content()}")
        assert target.xpath("./p")[0].text_content().strip()
        assert inputs or link.text_content() == "0", link.get("href")
        assert all(line.text_content().strip() for line in inputs)


def test_ids_are_unique_and_links_inside_lead_somewhere(office) -> None:
    root = inside(page(office(14), names=("a", "b")))
    # svg ids repeat between diagrams unless auditor.reporting.without_size kept them apart
    ids = list(root.xpath("//*[not(ancestor-or-self::svg)]/@id"))
    assert len(ids) == len(set(ids))
    assert {a[1:] for a in root.xpath("//a/@href") if a.startswith("#")} <= set(ids)


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("for_print", [False, True])
def test_hostile_names_are_text(hostile_office, hostile_names, language, for_print) -> None:
    text = page(hostile_office, language, names=hostile_names, for_print=for_print)
    root = inside(text)
    assert {e.tag for e in root.iter() if isinstance(e.tag, str)} <= ELEMENTS
    assert len(root.xpath("//script")) == (0 if for_print else 1)
    assert len(root.xpath("//style")) == 1
    assert [a for e in root.iter() if isinstance(e.tag, str) for a in e.attrib if a.lower().startswith("on")] == []
    # what is not a template's is shown as it was written
    assert "{{7*7}}{x}%(y)s" in root.text_content()
    assert "49" not in {t.strip() for t in root.itertext()}


def test_only_web_addresses_become_links(office, hostile_names) -> None:
    root = inside(page(office(14), names=hostile_names))
    assert [href for href in root.xpath("//a/@href") if not href.startswith(("#", "http://", "https://"))] == []


@pytest.mark.parametrize("language", ["zh", "en"])
def test_no_message_key_is_left_and_the_language_is_named(office, language) -> None:
    text = page(office(50), language, names=("甲",))
    root = inside(text)
    assert root.get("lang") == ("zh-CN" if language == "zh" else "en")
    for element in root.xpath("//script | //style"):
        element.drop_tree()
    words = root.text_content()
    assert re.findall(r"\b(?:report|why|diagram|word|plan|step|do|ifnot|verified|ground)\.[a-z_]+\b", words) == []
    assert "{" not in words


def test_the_same_report_gives_the_same_page(office) -> None:
    assert page(office(14)) == page(office(14))


def test_print_names_fonts_by_file_and_opens_everything(office) -> None:
    text = page(office(14), for_print=True)
    assert "data-filter" not in text
    assert "<script" not in text
    assert re.findall(r'url\("(file:[^"]+)"\)', text)
    assert "http" not in "".join(re.findall(r"url\([^)]*\)", text))
    assert [d for d in inside(text).xpath("//details") if d.get("open") is None] == []


def test_on_paper_a_large_picture_is_an_overview_with_its_tiles_behind(office) -> None:
    printed, shown = page(office(50), "zh", for_print=True), page(office(50), "zh")
    tiles = inside(printed).xpath("//*[@class='plate']")
    assert len(tiles) >= 4
    noted = inside(printed).xpath("//figcaption/text()")
    assert len(noted) == len({tile.xpath("string(h3)").split()[0] for tile in tiles})
    assert "plate" not in set(inside(shown).xpath("//@class"))
    assert not inside(printed).xpath("//*[@class='plate']//@id")
