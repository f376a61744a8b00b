import pytest

ZZ = {"id": "zz", "name": "云溪县宣传部", "level": "county"}
NOTICE = {
    "id": "n",
    "title": "推广通知",
    "issuer": "zz",
    "url": "https://x/1",
    "source_hash": "cd" * 32,
    "text": "各村必须下载安装云溪通。",
}
HIT = {"notice": "n", "rule": "SPR-01", "category": "forced_download", "quote": "必须下载安装云溪通", "start": 2, "end": 11}


def channel(**more: object) -> dict[str, object]:
    return {"id": "c", "name": "云溪通", "kind": "app", "owner": "zz", "status": "运行", **more}


def test_a_notice_that_demands_a_download_is_found_with_its_words_and_page(town, run) -> None:
    page = {"url": "https://x/1", "sha256": "ef" * 32}
    found = run(
        "SPR-01", town(organisations=[ZZ], notices=[NOTICE], hits=[{**HIT, "severity": "critical", "why": ("cue",)}], pages=[page])
    ).says("probable", ["n"], ["notice.finding", "screen.cue"], severity="critical")
    proof = found.evidence[0]
    assert (proof.quote, proof.url, proof.sha256, proof.at, proof.locator) == (
        "必须下载安装云溪通",
        "https://x/1",
        "cd" * 32,
        "2026-11-24T01:00:00Z",
        "2-11",
    )
    assert (found.category, found.organisations, found.must_confirm) == ("forced_download", ("zz",), "inspector")


@pytest.mark.parametrize(
    ("hit", "certainty"),
    [
        ({"score": 0.8}, "probable"),
        ({"score": 0.79}, "question"),
        ({"disposition": "question"}, "question"),
        ({"disposition": "context"}, "question"),
    ],
)
def test_what_is_less_than_sure_is_a_question(town, run, hit, certainty) -> None:
    told = run("SPR-01", town(organisations=[ZZ], notices=[NOTICE], hits=[{**HIT, **hit}]))
    told.says(certainty, ["n"], [f"notice.{hit.get('disposition', 'finding')}"])


@pytest.mark.parametrize("review", ["不成立", "例外"])
def test_a_notice_that_a_person_cleared_is_silent(town, run, review) -> None:
    run("SPR-01", town(organisations=[ZZ], notices=[{**NOTICE, "review_result": review}], hits=[HIT])).is_silent()


def test_hits_of_other_rules_and_of_unknown_notices_are_silent(town, run) -> None:
    run("SPR-01", town(organisations=[ZZ], notices=[NOTICE], hits=[{**HIT, "rule": "SPR-04"}, {**HIT, "notice": "gone"}])).is_silent()


def test_two_sentences_are_two_findings(town, run) -> None:
    told = run(
        "SPR-01",
        town(organisations=[ZZ], notices=[NOTICE], hits=[HIT, {**HIT, "quote": "必须关注公众号", "category": "forced_registration"}]),
    )
    assert sorted(f.discriminator for f in told.findings) == ["forced_download:必须下载安装云溪通", "forced_registration:必须关注公众号"]


@pytest.mark.parametrize(
    "row",
    [{"compulsory": "事实强制"}, {"compulsory": "是", "compulsory_basis": "无"}, {"compulsory": "事实强制", "kind": "公众号"}],
    ids=["in fact", "with a basis answered as none", "an account that must be followed"],
)
def test_a_channel_declared_compulsory_without_basis_is_found(town, run, row) -> None:
    found = run("SPR-01", town(organisations=[ZZ], channels=[channel(**row)])).says(
        "probable", ["c"], ["sprawl.compulsory"], severity="high"
    )
    assert found.organisations == ("zz",)


@pytest.mark.parametrize(
    "row",
    [{"compulsory": "否"}, {"compulsory": "是", "compulsory_basis": "《安全生产法》第四十三条"}, {}],
    ids=["voluntary", "a law says so", "blank"],
)
def test_what_is_voluntary_lawful_or_blank_is_silent(town, run, row) -> None:
    run("SPR-01", town(organisations=[ZZ], channels=[channel(**row)])).is_silent()


@pytest.mark.parametrize(
    "row", [{"kind": "网站"}, {"kind": "工作群"}, {"audience": "机关工作人员"}, {"compulsory_basis": "县委办通知"}], ids=["a site", "a work group", "staff alone", "with some basis"],
)  # fmt: skip
def test_what_the_text_does_not_name_is_a_question(town, run, row) -> None:
    run("SPR-01", town(organisations=[ZZ], channels=[channel(compulsory="事实强制", **row)])).says("question", ["c"], ["sprawl.compulsory"])


def test_a_blank_basis_is_asked_for(town, run) -> None:
    run("SPR-01", town(organisations=[ZZ], channels=[channel(compulsory="是")])).asks("c", "Channel.compulsory_basis")


def test_a_retired_channel_forces_nobody(town, run) -> None:
    run("SPR-01", town(organisations=[ZZ], channels=[channel(compulsory="事实强制", status="已下线")])).is_silent()
