import dataclasses
from typing import Any

from crawlers import observe
from crawlers.pages.reading import read_page
from inventory.importers.interpret import interpret
from inventory.importers.rows import RawRow
from inventory.problems import Problems
from inventory.values.observation import Locator, Observation, Page

SITE = "http://www.yunxi.example/"
NUMBER = "11010519491231002X"
PAGE = f"""<title>云溪县人民政府</title><a href="/rs">云溪县社会保险网上服务系统</a><article><h1>关于推广“云溪通”的通知</h1><p>云政办发〔2026〕3号</p>
<p>请全体干部立即下载“云溪通”APP并完成实名注册。联系人身份证{NUMBER}</p><p>2026年3月5日</p></article>
<table><tr><th>账号名称</th><th>类型</th><th>主办单位</th></tr><tr><td>云溪人社</td><td>微信公众号</td><td>县人社局</td></tr></table>
<h2>低保申请</h2><form><p>姓名：<input name=xm required></p><p>身份证号：<input name=sfzh maxlength=18></p></form>
<h3>学生信息</h3><table><tr><th>信息项名称</th><th>数据类型</th></tr><tr><td>学号</td><td>字符型</td></tr><tr><td>班级</td><td>字符型</td></tr></table>"""


def entry(html: str = PAGE, *, url: str = f"{SITE}a.html", depth: int = 1, **seed: str) -> dict[str, Any]:
    seen = dataclasses.asdict(read_page(html.encode(), url))
    return {
        "kind": "page", "address": url, "url": url, "sha256": "5" * 64, "fetched_at": "2026-11-24T00:00:00Z", "status": 200, "warc": "a.warc.gz", "offset": 7, "chain": "c" * 64,
        "depth": depth, "content_type": "text/html", "site": SITE, "seed": {"url": SITE, "name": "", "owner": "县政府办", "kind": "site", **seed}, "seen": seen, "links": [],
    }  # fmt: skip


def rows(*entries: dict[str, Any]) -> list[RawRow]:
    return list(observe.rows(entries))


def named(entity: str, *entries: dict[str, Any]) -> list[Any]:
    return [observation.values for observation in read(*entries) if observation.entity == entity]


def read(*entries: dict[str, Any]) -> list[Observation]:
    problems = Problems()
    found = interpret(observe.rows(entries), problems)
    assert not problems.rejected
    return found


def test_everything_is_observed_at_the_address_of_its_page() -> None:
    assert {row.entity for row in rows(entry())} == {"Channel", "System", "Dataset", "DataField", "Notice"}
    assert {row.mode for row in rows(entry())} == {"observed"}
    assert {row.at for row in rows(entry())} == {Locator(url=f"{SITE}a.html")}
    assert {o.mode for o in read(entry())} == {"observed"}


def test_the_owner_is_the_sites_unless_the_page_names_another() -> None:
    owners = {values["name"]: values["owner"] for values in (*named("Channel", entry()), *named("System", entry()))}
    assert owners == {"云溪通": "县政府办", "云溪人社": "县人社局", "云溪县社会保险网上服务系统": "县政府办"}
    assert all("owner" not in values for values in named("System", entry('<a href="/rs">惠农补贴系统</a>', owner="")))


def test_a_notice_of_nobody_is_kept() -> None:
    assert len(named("Notice", entry(owner=""))) == 1


def test_the_seed_page_is_a_website_and_others_are_not() -> None:
    def sites(*entries: dict[str, Any]) -> list[Any]:
        return [(v["name"], v["urls"]) for v in named("Channel", *entries) if v["kind"] == "website"]

    assert sites(entry(depth=0, url=SITE, name="云溪县政府网"), entry()) == [("云溪县政府网", [SITE])]
    assert sites(entry("<title>门户 - 云溪</title>", depth=0, url=SITE)) == [("门户", [SITE])]
    assert sites(entry("", depth=0, url=SITE)) == [(SITE, [SITE])]
    # a sitemap's pages stand no deeper than the seed; a script draws the seed's page behind #
    assert sites(entry(depth=0)) == []
    drawn = entry("", url=f"{SITE}#/home", name="云溪")
    drawn["seed"]["url"] = drawn["url"]
    assert sites(drawn, entry(url=f"{SITE}#/list")) == [("云溪", [f"{SITE}#/home"])]


def test_fields_belong_to_their_form_or_table() -> None:
    datasets = {values["name"]: values for values in named("Dataset", entry())}
    assert datasets["低保申请"]["source_url"] == f"{SITE}a.html"
    fields = {values["label"]: values for values in named("DataField", entry())}
    assert (fields["姓名"]["name"], fields["姓名"]["required"], fields["姓名"]["origin"]) == ("xm", True, "collected")
    assert fields["身份证号"]["length"] == "an..18"
    assert "origin" not in fields["学号"]
    assert {values["resource"] for values in fields.values()} == {"县政府办/低保申请", "县政府办/学生信息"}


def test_a_notice_carries_address_hash_and_issuer() -> None:
    (notice,) = named("Notice", entry())
    assert (notice["title"], notice["doc_no"], notice["issuer"], notice["date"]) == (
        "关于推广“云溪通”的通知",
        "云政办发〔2026〕3号",
        "县政府办",
        "2026-03-05",
    )
    assert (notice["url"], notice["source_hash"]) == (f"{SITE}a.html", "5" * 64)


def test_pages_keep_where_their_bytes_stand() -> None:
    assert observe.pages([entry(), {"kind": "refused", "address": "x", "reason": "robots"}, {"kind": "same", "address": "y"}]) == [
        Page(url=f"{SITE}a.html", sha256="5" * 64, fetched_at="2026-11-24T00:00:00Z", status=200, content_type="text/html", title="关于推广“云溪通”的通知", site=SITE,
             warc="a.warc.gz", offset=7, chain="c" * 64, exposed=(("citizen_id", "110*************2X"),))
    ]  # fmt: skip


def test_only_pages_show_anything() -> None:
    assert rows({"kind": "refused", "address": "x", "reason": "robots"}, {"kind": "same", "address": "y"}) == []
    assert observe.owners([entry(), entry(owner=""), {"kind": "same", "address": "y"}]) == {"县政府办"}


def test_personal_numbers_are_masked_in_what_is_taken_in() -> None:
    page = entry(f"<title>{NUMBER}</title><p>联系人{NUMBER}，下载“云溪{NUMBER}”APP</p><a href=/x>编号{NUMBER}系统</a>" + PAGE, depth=0)
    assert NUMBER not in repr(observe.pages([page]))
    assert NUMBER not in repr([(o.entity, o.values) for o in read(page)])


def test_personal_numbers_are_masked_in_addresses() -> None:
    for number in (NUMBER, f"%31{NUMBER[1:]}"):
        page = entry(url=f"{SITE}a?sfzh={number}", depth=0)
        page["seed"]["url"] = page["site"] = page["url"]
        page["seen"]["channels"][0]["url"] = page["seen"]["systems"][0]["url"] = page["url"]
        told = repr((observe.pages([page]), read(page)))
        assert number not in told
        assert f"{SITE}a?sfzh=110" in told or f"{SITE}a?sfzh=%3110" in told
