"""Reports of a part: for the public, of one body, of one system; each speaks of nothing beyond, in any format."""

import io
import re
import shutil
import zipfile
from pathlib import Path

import pypdf
import pytest
from docx import Document
from lxml import html
from openpyxl import load_workbook

from auditor.exporting import findings_list
from auditor.kept import inventory_of
from auditor.reporting import write_report
from auditor.workspace import open_workspace
from graphs.rules import rules
from inventory.anonymity import without_people
from inventory.database import reading
from inventory.languages import message
from inventory.snapshot import result
from inventory.sources import rule_sources
from reports.audit_report.scope import Scope

# people of the office; none of them is named in what everybody may read
HANDS = ("欧阳审核", "司徒复核")
CLASSED = ("人口基础信息总表", "常住人口核查库表", "体检异常人员明细")
CANDIDATES = ("困难学生资助平台", "助学补助发放系统")
TABLES = {
    "systems": """id,name,owner,kind,status,description,function_tags,coverage_regions,om_contract_end,network,mlps_level
sys-a,银龄关爱服务平台,云溪县民政局,business,active,,,990123,2027-01-01,government_extranet,level_2
sys-b,老龄健康一码通,云溪县卫生健康局,business,active,,,990123,2026-01-01,government_extranet,level_2
sys-d,困难学生资助平台,云溪县教育局,business,active,为家庭困难学生办理助学金申领和资格审核，数据来自人口基础信息总表,助学金申领|资格审核|助学金发放,990123,2027-01-01,government_extranet,level_2
sys-e,助学补助发放系统,云溪县民政局,business,active,为家庭困难学生办理助学金申领和资格审核,助学金申领|资格审核|助学金发放,990123,2027-01-01,government_extranet,level_2
""",
    "resources": """id,name,system,provider_org,share_type,no_share_basis,classification
res-p,人口基础信息总表,sys-b,org-b,not_shared,内部掌握,important
res-q,常住人口核查库表,sys-a,org-a,not_shared,内部掌握,core
res-s,体检异常人员明细,sys-b,org-b,not_shared,内部掌握,general
res-d,受助学生名册,sys-d,org-c,not_shared,内部掌握,general
res-e,补助发放名册,sys-e,org-a,not_shared,内部掌握,general
""",
    "fields": "id,resource,label,name,pii\n"
    + "".join(
        f"fld-{t}-{n},res-{t},{label},f{n},{'identifier' if n else 'personal'}\n"
        for t in "pqsde"
        for n, label in enumerate(("姓名", "公民身份号码", "户籍地址", "助学金标志"))
    )
    + "fld-s-9,res-s,传染病检出结论,f9,sensitive\n",
    "returns": """id,name,requiring,respondent_level,frequency,elements,respondents
rtn-a,困难群众基本情况月报,org-a,village,monthly,姓名|公民身份号码|户籍地址|联系电话,12
rtn-b,高龄老人健康情况月报,org-b,village,monthly,姓名|公民身份号码|户籍地址|联系电话,12
""",
    "costs": "id,object,object_kind,fiscal_year,om_yuan\n"
    + "".join(f"cst-{t},sys-{t},system,2025,{yuan}\n" for t, yuan in (("a", 180000), ("b", 260000), ("d", 910000), ("e", 730000))),
}  # fmt: skip


@pytest.fixture(scope="module")
def mixed(audited_town: Path, tmp_path_factory: pytest.TempPathFactory, auditor) -> Path:
    """A town with one confirmed group beside one that people judged and nobody confirmed, classed data, and a plan for both groups."""
    folder = tmp_path_factory.mktemp("mixed")
    town = Path(shutil.copytree(audited_town, folder / "workspace"))
    (folder / "more").mkdir()
    for name, text in TABLES.items():
        (folder / "more" / f"{name}.csv").write_text(text, encoding="utf-8")

    def run(*words) -> None:
        done = auditor(*words, "-w", town)
        assert done.code == 0, done.err

    run("import", folder / "more")
    run("audit")
    for hand in HANDS:
        run("user", "add", hand, "--role", "reviewer")
        for pair in (("银龄关爱服务平台", "老龄健康一码通"), CANDIDATES):
            run("judge", *pair, "duplicate", "--by", hand, "--reason", "已核对")
    run("audit")
    workspace = open_workspace(town, "zh")
    [finding] = [f for f in findings_list(workspace) if f["rule"] == "DUP-01" and set(f["subjects"]) == {"sys-a", "sys-b"}]
    workspace.engine.dispose()
    run("finding", "answer", finding["id"], "--by", HANDS[0], "--text", "属实")
    for hand in HANDS:
        run("finding", "confirm", finding["id"], "--by", hand)
    run("plan")
    return town


@pytest.fixture(scope="module")
def workspace(mixed: Path):
    opened = open_workspace(mixed, "zh")
    yield opened
    opened.engine.dispose()


def texts(workspace, scope: Scope, out: Path) -> dict[str, str]:
    """The whole text of a report by format and language, names of sheets and attributes of pictures included."""
    found = {}
    for path in write_report(workspace, out, formats=("html", "pdf", "docx", "xlsx"), languages=("zh", "en"), scope=scope):
        body = path.read_bytes()
        if path.suffix == ".pdf":
            found[path.name] = "".join("".join(page.extract_text().split()) for page in pypdf.PdfReader(path).pages)
        elif path.suffix == ".html":
            found[path.name] = body.decode()
        else:
            with zipfile.ZipFile(io.BytesIO(body)) as parts:
                found[path.name] = "".join(parts.read(name).decode() for name in parts.namelist() if name.endswith((".xml", ".rels")))
    return found


@pytest.fixture(scope="module")
def public(workspace, tmp_path_factory) -> dict[str, str]:
    return texts(workspace, Scope(is_public=True), tmp_path_factory.mktemp("public"))


def test_the_town_is_as_the_tests_want_it(workspace) -> None:
    found = findings_list(workspace)
    by_subjects = {frozenset(f["subjects"]): f["status"] for f in found if f["rule"] == "DUP-01"}
    assert by_subjects == {frozenset({"sys-a", "sys-b"}): "confirmed", frozenset({"sys-d", "sys-e"}): "candidate"}
    with reading(workspace.engine) as session:
        plan = result(session, "plan_zh")
    assert {e["id"] for e in plan["systems"] if e["action"] == "move"} & {"sys-d", "sys-e"}
    assert any(f["rule"] == "DUP-05" for f in found)
    assert any(set(f["subjects"]) & {"res-p", "res-q", "res-s"} for f in found)


def test_a_public_report_speaks_of_no_finding_that_nobody_confirmed(workspace, public) -> None:
    found = findings_list(workspace)
    confirmed = [f["id"] for f in found if f["status"] == "confirmed"]
    open_ = [f["id"] for f in found if f["status"] != "confirmed"]
    assert (len(confirmed), len(open_) > 10) == (1, True)
    for name, text in public.items():
        assert all(i in text for i in confirmed), name
        assert [i for i in open_ if i in text] == [], name


def test_the_plan_of_a_public_report_holds_the_confirmed_steps_with_their_own_sums(workspace, public) -> None:
    moves = re.compile(r"“(困难学生资助平台|助学补助发放系统)”(?:并入|is merged)|并入\s*(?:困难学生资助平台|助学补助发放系统)")
    for name, text in public.items():
        assert moves.search(text) is None, name
    page = html.document_fromstring(public["report.zh.html"].encode())
    [wave] = page.xpath("//section[@id='plan']//tbody[not(ancestor::details)]/tr")
    assert "银龄关爱服务平台" in wave.text_content()
    assert wave.xpath("./td")[-1].text_content() == "1"
    assert "助学" not in page.xpath("//section[@id='plan']")[0].text_content()
    duplicates = page.xpath("//section[@id='duplicates']")[0].text_content()
    # the group of the confirmed finding alone, without what only its classed data would tell
    assert "老龄健康一码通" in duplicates
    assert "助学" not in duplicates
    # the systems are there all the same, as any other
    landscape = page.xpath("//section[@id='summary']//*[local-name()='svg']")[0]
    assert "".join(landscape.itertext()).count("助") >= 1


def test_a_public_report_says_of_nothing_that_there_is_none(public) -> None:
    page = html.document_fromstring(public["report.zh.html"].encode())
    assert page.xpath("//section[@id='silos']") == []
    assert page.xpath("//figure//*[contains(text(), '基层')]") == []
    words = page.text_content()
    for text in (words, public["report.zh.docx"], public["report.zh.xlsx"]):
        assert "没有发现" not in text
        assert "困难群众基本情况月报" not in text
    for label in ("项数据有需求未送达", "个待核实", "数据供需与孤岛", "基层填报"):
        assert label not in words
    assert "数据孤岛、基层负担、诉求线索" in words


def test_what_people_confirmed_is_told_as_a_fact(public, workspace, tmp_path) -> None:
    """Pictures, tags and reasons of the public edition hold no word of doubt about what is in it for being confirmed."""
    doubt = re.compile("疑似|待复核|很可能|重复可能性|appears? duplicated|appear to do|to be reviewed|Probable|probability of duplication")
    assert len(public) >= 4
    for name, text in public.items():
        words = re.sub(r"<(style|script)>.*?</\1>", "", text, flags=re.DOTALL)
        assert doubt.findall(words) == [], name
    [page] = write_report(workspace, tmp_path, formats=("html",), languages=("zh",))
    assert len(set(doubt.findall(page.read_text(encoding="utf-8")))) >= 3


@pytest.mark.parametrize("secret", [*CLASSED, "传染病检出结论", *HANDS])
def test_classed_data_and_people_are_named_in_no_format(public, secret) -> None:
    for name, text in public.items():
        assert secret not in text, name
    assert "***" in public["report.zh.html"] or secret not in TABLES["systems"]


def test_the_full_report_names_what_the_public_one_does_not(workspace, tmp_path) -> None:
    [page] = write_report(workspace, tmp_path, formats=("html",), languages=("zh",))
    text = page.read_text(encoding="utf-8")
    assert all(name in text for name in (*CLASSED, *CANDIDATES))


def test_people_in_quotes_are_struck_out_of_a_public_report() -> None:
    assert without_people("请联系王主任") != "请联系王主任"


def test_a_report_of_one_body_counts_that_body_alone(workspace, tmp_path) -> None:
    """In every part: figures, groups, silos, recommendations, plan, pictures, what could not be told."""
    write_report(workspace, tmp_path, formats=("html", "xlsx"), languages=("zh",), scope=Scope(organisation="云溪县民政局"))
    page = html.document_fromstring((tmp_path / "report.zh.html").read_bytes())
    cards = {c.findtext("span"): c.xpath(".//a")[0].text_content() for c in page.xpath("//div[@class='card']")}
    assert (cards["在用系统"], cards["终端应用"], cards["信息项"]) == ("2", "1", "13")
    assert "单位" not in cards
    assert "学籍管理系统" not in page.text_content()
    sheets = {sheet.title: sheet for sheet in load_workbook(tmp_path / "report.zh.xlsx")}
    numbers = {row[0].value: row[1].value for row in sheets["摘要"].iter_rows(min_row=2)}
    assert (numbers["在用系统"], numbers["信息项"]) == (2, 13)
    assert "常住人口核查库表" not in str([[c.value for c in row] for row in sheets["阈值"].iter_rows()])


def test_a_report_of_one_system_holds_its_step_of_the_plan_and_no_other(workspace, tmp_path) -> None:
    write_report(workspace, tmp_path, formats=("html",), languages=("zh",), scope=Scope(system="银龄关爱服务平台"))
    page = html.document_fromstring((tmp_path / "report.zh.html").read_bytes())
    plan = page.xpath("//section[@id='plan']")[0].text_content()
    assert "银龄关爱服务平台" in plan
    assert not any(name in page.text_content() for name in CANDIDATES)
    write_report(workspace, tmp_path, formats=("html", "docx"), languages=("zh",), scope=Scope(system="学籍管理系统"))
    page = html.document_fromstring((tmp_path / "report.zh.html").read_bytes())
    assert "方案中没有涉及该单位或系统的动作" in page.xpath("//section[@id='plan']")[0].text_content()
    assert "方案中没有涉及" in "".join(p.text for p in Document(str(tmp_path / "report.zh.docx")).paragraphs)


def test_the_parts_of_a_plan_add_up_to_the_whole(workspace, tmp_path) -> None:
    """The steps of the two systems' reports, taken together, cost what the whole plan costs."""
    with reading(workspace.engine) as session:
        plan = result(session, "plan_zh")
    total = [sum(wave["cost_yuan"][end] for wave in plan["waves"]) for end in (0, 1)]
    parts = [0, 0]
    for system in ("银龄关爱服务平台", "助学补助发放系统"):
        write_report(workspace, tmp_path, formats=("html",), languages=("zh",), scope=Scope(system=system))
        page = html.document_fromstring((tmp_path / "report.zh.html").read_bytes())
        for section in page.xpath("//section[starts-with(@id, 'in-')]"):
            if re.match(r"w\d+ 投入", section.findtext("h3")):
                for line in section.xpath("./ol/li"):
                    low, _, high = line.text_content().rpartition("：")[2].removesuffix(" 元").replace(",", "").partition("–")
                    parts = [parts[0] + int(low), parts[1] + int(high or low)]
    assert parts == total
    assert total[1] > 0


BLOCKS = {"tr", "li", "p", "h1", "h2", "h3", "h4", "dd", "summary", "blockquote", "figcaption"}


def blocks_with_numbers(page):
    """Every line, row and heading of a page that holds a digit; pictures apart (what their numbers count stands in the tables beside them)."""
    seen = set()
    for element in page.xpath("//main//*[not(ancestor-or-self::*[local-name()='svg'])]"):
        for text, own in ((element.text, element), (element.tail, element.getparent())):
            if not isinstance(element.tag, str) or not text or not re.search(r"\d", text):
                continue
            while own.tag not in BLOCKS and own.getparent().tag not in ("main", "body"):
                own = own.getparent()
            if own not in seen:
                seen.add(own)
                yield own


def opens(page, block) -> bool:
    """The numbers of a block lead to inputs: each link to a section with the same number, how it is made, and what it is made of."""
    links = block.xpath(".//a[@class='number']")
    for link in links:
        (target,) = page.xpath(f"//section[@id='{link.get('href')[1:]}']")
        assert target.xpath("./h3")[0].text_content().endswith(f": {link.text_content()}")
        assert target.xpath("./p")[0].text_content().strip()
        assert target.xpath("./ol/li") or link.text_content() == "0", link.get("href")
    return bool(links)


def rests_on_a_rule(page, block, say) -> bool:
    """A finding tells its rule with version, its basis, the origin of each threshold (or leads to where they stand), and its proof."""
    articles = block.xpath("ancestor-or-self::article[contains(@class, 'finding') and not(contains(@class, 'recommendation'))]")
    if not articles:
        return False
    (article,) = articles
    rule = article.xpath("./h3/text()")[-1].split()[0]
    last = article.xpath("./p[@class='soft']")[-1]
    same = last.xpath("./a/@href")
    told = page.xpath(f"//article[@id='{same[0][1:]}']")[0].text_content() if same else last.text_content()
    assert say("rule_version", rule=rule, version="").split(" ")[0] in last.text_content()
    assert rule in last.text_content()
    assert say("basis") in told
    origins = (say("threshold_official", title="", value="", unit=""), say("threshold_office", title="", value="", unit=""))
    ends = [re.split(r"[（(]", origin)[-1].strip(" ）)") for origin in origins]
    assert all(any(end in line for end in ends) for line in told.split("; ") if re.search(r"[:：]\s*[\d.]+ [（(]", line))
    assert article.xpath("./ul/li") or article.xpath("./p[@class='proof']")
    return True


def rests_on_what_stands_beside(page, block, say) -> bool:
    """Counts of what is listed there, settings with their origin, shares of the signs beside them, lines of a group that opens."""
    if block.tag == "summary":
        numbers = [int(n.replace(",", "")) for n in re.findall(r"\d[\d,]*", block.text_content())]
        listed = len(block.xpath("..//article")) or len(block.xpath("../ul/li")) or len(block.xpath("..//tbody/tr"))
        return listed in numbers
    if block.xpath(".//*[@id='shown']"):
        return set(re.findall(r"\d+", block.text_content())) == {str(len(page.xpath("//section[@id='findings']/article")))}
    if block.tag == "tr" and block.xpath("ancestor::section[@id='method']"):
        origin = block.xpath("./td")[-1].text_content()
        official = say("official", origin="|").split("|")[0]
        return origin in {say(key) for key in ("office_set", "estimate_set", "estimate_given")} or origin.startswith(official)
    settings = [row.text_content() for row in page.xpath("//section[@id='method']//tr")]
    if block.tag == "p" and (share := re.findall(r"(\d+)%", block.text_content())):
        # a setting told in a sentence stands among the settings
        return all(any(f"{int(n) / 100:g} " in row for row in settings) for n in share)
    if block.tag == "tr" and block.xpath("ancestor::section[@id='summary']"):
        return bool(page.xpath(f"//*[@id='{block.xpath('.//a/@href')[0][1:]}']"))
    if block.tag == "tr" and block.xpath("ancestor::section[@id='recommendations']") and len(block.xpath("./td")) == 6:
        for side in (block.xpath("./td")[1].text_content(), block.xpath("./td")[2].text_content()):
            share, _, signs = side.partition(": ")
            if signs:
                told = re.split("、|, ", signs)
                assert share in {f"{held / len(told):.0%}" for held in range(len(told) + 1)}
        return True
    if block.tag == "li" and block.xpath("ancestor::section[@id='duplicates']"):
        return opens(page, block.getparent().xpath("preceding-sibling::div[contains(@class, 'cluster')]")[-1])
    return False


def bare(text: str, known: list[str]) -> list[str]:
    """The numbers of a text that belong to no name, text of law, date, id, or place in a numbered list."""
    for name in known:
        text = text.replace(name, "")
    text = re.sub(
        r"\b(fnd|rec|sys|org|res|rtn)-[0-9a-z-]+\b|\d{4}-\d{2}(-\d{2})?|\b[A-Z]{3}-\d{2}\b|\b[CE]\d\b|6R|\bw\d+\b|(?<!\d)\d+\. (?=\D)",
        "",
        text,
    )
    return re.findall(r"\S{0,9}\d\S{0,9}", text)


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("scope", [Scope(), Scope(organisation="云溪县民政局")], ids=["whole", "body"])
def test_every_number_of_a_report_walks_back(workspace, tmp_path, scope, language) -> None:
    """All of them, not a sample: each opens its inputs, rests on a rule with version, basis and origin of its thresholds, or is no count of ours."""

    def say(key: str, **params: object) -> str:
        return message(language, f"report.{key}", **params)

    [path] = write_report(workspace, tmp_path, formats=("html",), languages=(language,), scope=scope)
    page = html.document_fromstring(path.read_bytes())
    inventory = inventory_of(workspace)
    texts_of_law = [part for s in rule_sources().values() for part in (s.title_zh, s.title_en, s.number) if part]
    clauses = [b.clause for meta, _ in rules().values() for b in meta.basis]
    records = [
        str(getattr(r, key))
        for of in inventory.records.values()
        for r in of.values()
        for key in ("name", "title", "label", "purpose")
        if getattr(r, key, None)
    ]
    known = sorted({t for t in (*texts_of_law, *clauses, *records) if re.search(r"\d", t)}, key=len, reverse=True)
    lost, counts = [], {"opens": 0, "rule": 0, "beside": 0, "bare": 0}
    for block in blocks_with_numbers(page):
        if block.xpath("ancestor-or-self::section[@class='inputs']"):
            continue
        if opens(page, block):
            counts["opens"] += 1
        elif rests_on_a_rule(page, block, say):
            counts["rule"] += 1
        elif not bare(block.text_content(), known):
            counts["bare"] += 1
        elif rests_on_what_stands_beside(page, block, say):
            counts["beside"] += 1
        else:
            lost.append((block.tag, bare(block.text_content(), known)[:3], block.text_content()[:90]))
    assert not lost, lost
    assert min(counts["opens"], counts["rule"], counts["beside"]) > 0
