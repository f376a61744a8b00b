"""The demo's reports: every number opens to its inputs, nothing is loaded, both languages, and what a browser makes of them."""

import functools
import http.server
import json
import re
import threading

import pypdf
import pytest
from lxml import html

from inventory.languages import message
from reports.wording import yuan_range

LANGUAGES = ("zh", "en")


@pytest.fixture(scope="module")
def pages(demo):
    """Each report, parsed; the text as it stands too."""
    texts = {language: (demo.folder / f"report.{language}.html").read_text(encoding="utf-8") for language in LANGUAGES}
    return {language: (text, html.document_fromstring(text.encode())) for language, text in texts.items()}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_number_opens_to_the_inputs_that_make_it(pages, language) -> None:
    _, root = pages[language]
    sections = {section.get("id"): section for section in root.xpath("//section[starts-with(@id, 'in-')]")}
    links = root.xpath("//a[@class='number']")
    assert len(links) > 40
    assert {link.get("href")[1:] for link in links} == set(sections)
    wrong = []
    for link in links:
        section = sections[link.get("href")[1:]]
        lines = [line.text_content().strip() for line in section.xpath("./ol/li")]
        how, text = section.xpath("./p")[0].text_content(), link.text_content()
        if not section.xpath("./h3")[0].text_content().endswith(f": {text}") or not all(lines) or not (lines or text == "0"):
            wrong.append((text, how))
        elif how in ("counted one by one", "逐个计数"):
            wrong += [] if int(text.replace(",", "")) == len(lines) else [(text, len(lines))]
        elif "×" in "".join(lines):
            weights = sum(float(re.findall(r"× ([\d.]+)", line)[0]) for line in lines)
            wrong += [] if float(text) == weights else [(text, weights)]
    assert wrong == []


def yuan_of(line: str) -> tuple[int, int]:
    """The amount that a line ends with, low and high."""
    low, high = re.findall(r"[：:] ?(-?[\d,]+)(?:–(-?[\d,]+))? (?:元|yuan)", line)[-1]
    return int(low.replace(",", "")), int((high or low).replace(",", ""))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_price_and_saving_is_the_sum_of_its_amounts(pages, language) -> None:
    """Of recommendations and of waves: what is shown is what the lines add up to, and each line says what is estimated."""
    _, root = pages[language]
    sections = {section.get("id"): section for section in root.xpath("//section[starts-with(@id, 'in-')]")}
    how = {"zh": "按费用区间的低值与高值分别求和", "en": message("en", "report.how_interval")}[language]
    summed = {key: section for key, section in sections.items() if section.findtext("p") == how}
    nothing = message(language, "report.nothing")
    wrong = []
    for section in summed.values():
        lines = [line.text_content() for line in section.xpath("./ol/li")]
        amounts = [yuan_of(line) for line in lines if line != nothing]
        total = (sum(low for low, _ in amounts), sum(high for _, high in amounts))
        if not section.findtext("h3").endswith(f": {yuan_range(total, language)}"):
            wrong.append((section.findtext("h3"), lines))
    assert wrong == []
    # no money of a recommendation stands without its lines
    money = root.xpath("//section[@id='recommendations']//article//tr[th[contains(text(), '/')]]/td")
    told = [part.strip() for cell in money for part in cell.xpath("./text()")]
    assert [text for text in told if re.search(r"\d", text)] == []
    assert len(summed) > 2 * len(root.xpath("//section[@id='plan']//tbody[not(ancestor::details)]/tr"))


def test_every_finding_names_its_rule_s_version_and_the_thresholds_it_used(pages, demo) -> None:
    articles = {article.get("id"): article.text_content() for article in pages["en"][1].xpath("//section[@id='findings']//article")}
    for finding in demo.findings:
        assert f"Rule {finding['rule']}, version {finding['rule_version']}" in articles[finding["id"]]
        assert articles[finding["id"]].count("(set by this office, no national standard)") + articles[finding["id"]].count(
            "(prescribed)"
        ) == len(finding["thresholds"])


def test_the_estimates_that_prices_rest_on_stand_among_the_thresholds(pages) -> None:
    rows = [tuple(cell.text_content() for cell in row) for row in pages["zh"][1].xpath("//section[@id='method']//table[1]//tr[td]")]
    told = {title: (value, origin) for title, value, origin in (row for row in rows if len(row) == 3)}
    assert told["建立一个对接"] == ("20000–60000 元", "工具给出的估算值，本单位可改")
    assert "迁移一个系统（未填报退出费用时）" in told


def test_data_fields_are_the_sum_of_their_inputs(pages) -> None:
    section = next(s for s in pages["en"][1].xpath("//section[starts-with(@id, 'in-')]") if s.findtext("h3").startswith("data fields: "))
    total = sum(int(line.text_content().rpartition(": ")[2]) for line in section.xpath("./ol/li"))
    assert int(section.findtext("h3").rpartition(": ")[2].replace(",", "")) == total


def test_the_numbers_are_those_of_the_exports(pages, demo) -> None:
    _, root = pages["en"]
    numbers = {
        c.findtext("span"): int(c.xpath(".//a[@class='number']")[0].text_content().replace(",", ""))
        for c in root.xpath("//div[@class='card']")
    }
    firm = [f for f in demo.findings if f["certainty"] != "question"]
    plan = json.loads((demo.folder / "plan.json").read_text(encoding="utf-8"))
    assert numbers["findings (certain or probable)"] == len(firm)
    assert numbers["questions to check"] == len(demo.findings) - len(firm)
    assert numbers["bodies"] == len(demo.inventory["organisations"])
    assert numbers["data fields"] == len(demo.inventory["fields"])
    assert numbers["groups built twice"] == sum(f["rule"] == "DUP-01" for f in demo.findings)
    assert len(root.xpath("//section[@id='plan']//tbody[not(ancestor::details)]/tr")) == len(plan["waves"])
    assert len(root.xpath("//section[@id='findings']//article")) == len(demo.findings)


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_is_loaded_and_links_out_are_evidence(pages, demo, language) -> None:
    text, root = pages[language]
    assert root.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")[0].startswith("default-src 'none'")
    assert root.xpath("//link | //img | //iframe | //object | //embed | //base | //form | //*[@src] | //script[@href]") == []
    assert re.findall(r"url\((?!data:|#hatch-)", text) == []
    out = {a for a in root.xpath("//a/@href") if not a.startswith("#")}
    evidence = {e["url"] for f in demo.findings for e in f["evidence"]}
    assert out <= evidence
    inside = set(root.xpath("//@id"))
    assert {a[1:] for a in root.xpath("//a/@href") if a.startswith("#")} <= inside
    ids = root.xpath("//@id")
    assert len(ids) == len(inside), sorted({i for i in ids if ids.count(i) > 1})[:5]


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_placeholder_key_or_code_is_left(pages, demo, language) -> None:
    _, root = pages[language]
    assert root.get("lang") == {"zh": "zh-CN", "en": "en"}[language]
    words = " ".join(t for t in root.xpath("//body//text()[not(ancestor::script) and not(ancestor::style)]"))
    assert "{" not in words
    assert re.findall(r"\b(?:report|why|diagram|word|step|do|ifnot|verified|ground|plan)\.[a-z]+\w*", words) == []
    assert re.findall(r"\b(?:None|nan|NaN|undefined)\b", words) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_records_are_named_and_not_numbered(pages, language) -> None:
    words = " ".join(pages[language][1].xpath("//body//text()[not(ancestor::script) and not(ancestor::style)]"))
    assert re.findall(r"\b(?:org|sys|chn|svc|res|fld|exc)-[0-9a-f]{12}\b", words) == []


def test_english_is_english_but_for_names(pages) -> None:
    _, root = pages["en"]
    for place in ("//h2", "//th", "//nav//a", "//section[@id='method']/p", "//p[@class='soft'][not(ancestor::article)]"):
        texts = [t.text_content() for t in root.xpath(place)]
        chinese = [t for t in texts if re.search(r"[\u4e00-\u9fff]", t)]
        assert texts
        # the office's own name is Chinese in any language
        assert all("云溪县" in t for t in chinese), (place, chinese[:3])


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_pdf_opens_and_its_text_can_be_searched(demo, language) -> None:
    reader = pypdf.PdfReader(demo.folder / f"report.{language}.pdf")
    assert len(reader.pages) > 3
    text = "".join(page.extract_text() for page in reader.pages)
    joined = "".join(text.split())
    for words in ("云溪县", "银龄关爱服务平台", "老龄健康一码通", *(("问题", "建议") if language == "zh" else ("Duplicate", "Summary"))):
        assert words in joined, words
    assert sorted({c for c in text if "\u2f00" <= c <= "\u2fdf"}) == []
    assert "{" not in text
    assert reader.metadata is not None
    assert reader.metadata.title


def test_every_letter_of_the_pdf_can_be_searched(demo) -> None:
    text = "".join(page.extract_text() for page in pypdf.PdfReader(demo.folder / "report.en.pdf").pages)
    assert "\ufffd" not in text
    assert "All findings" in text
    assert "certificate" in text.lower()


@pytest.fixture(scope="module")
def address(demo):
    """The demo's folder over HTTP: what a browser loads can be counted."""

    class Quiet(http.server.SimpleHTTPRequestHandler):
        def log_message(self, *_args) -> None:
            """Silent."""

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=str(demo.folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    server.server_close()


@pytest.fixture
def opened(browser, address):
    """Opens a report at a width; what was said to the console, thrown and requested is kept."""
    contexts = []

    def open_at(language: str, width: int):
        context = browser.new_context(viewport={"width": width, "height": 900})
        contexts.append(context)
        page = context.new_page()
        heard: list[str] = []
        page.on("console", lambda message: heard.append(message.text))
        page.on("pageerror", lambda error: heard.append(str(error)))
        page.on(
            "request", lambda request: heard.append(request.url) if not request.url.startswith(("data:", f"{address}/report")) else None
        )
        page.goto(f"{address}/report.{language}.html")
        return page, heard

    yield open_at
    for context in contexts:
        context.close()


@pytest.mark.parametrize("width", [390, 1440])
@pytest.mark.parametrize("language", LANGUAGES)
def test_console_is_empty_and_nothing_overflows(opened, language, width) -> None:
    page, heard = opened(language, width)
    page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    # the browser asks for an icon of its own accord
    assert [said for said in heard if "favicon" not in said and "404" not in said] == []
    assert page.evaluate("document.fonts.check('16px \"Auditor Sans SC\"', '云')")


def test_filters_show_what_fits_and_count_it(opened, demo) -> None:
    page, _ = opened("en", 1440)

    def shown() -> int:
        visible = page.locator("#findings article.finding:visible").count()
        assert page.locator("#shown").inner_text() == str(visible)
        return visible

    assert shown() == len(demo.findings)
    page.select_option("[data-filter=severity]", "critical")
    assert shown() == sum(f["severity"] == "critical" for f in demo.findings)
    page.select_option("[data-filter=certainty]", "question")
    assert shown() == sum(f["severity"] == "critical" and f["certainty"] == "question" for f in demo.findings)
    page.select_option("[data-filter=severity]", "")
    page.select_option("[data-filter=certainty]", "")
    page.fill("[data-filter=text]", "婚姻登记信息系统")
    assert 0 < shown() < 20
    page.fill("[data-filter=text]", "no such words")
    assert shown() == 0
    page.fill("[data-filter=text]", "")
    dimension = page.locator("[data-filter=dimension] option").nth(1).get_attribute("value")
    page.select_option("[data-filter=dimension]", dimension)
    assert 0 < shown() < len(demo.findings)


def test_filters_leave_recommendations_alone(opened) -> None:
    page, _ = opened("en", 1440)
    before = page.locator("#recommendations article.finding:visible").count()
    page.select_option("[data-filter=severity]", "critical")
    assert page.locator("#recommendations article.finding:visible").count() == before


def test_a_number_leads_to_its_inputs(opened) -> None:
    page, _ = opened("zh", 1440)
    link = page.locator("a.number").nth(1)
    target = link.get_attribute("href")
    assert not page.locator(target).is_visible()
    link.click()
    page.locator(target).wait_for(state="visible")
    assert page.locator(f"{target} li").count() == int(link.inner_text().replace(",", ""))
