MZ = {"id": "mz", "name": "云溪县民政局", "level": "county"}
SITE = {"id": "w", "name": "云溪民政网", "kind": "网站", "owner": "mz", "url": "https://mz.example"}
PAGE = {
    "url": "https://mz.example/gs/1.html",
    "site": "https://mz.example",
    "exposed": (("citizen_id", "430***********1234"), ("bank_card", "622***********88")),
}


def test_a_page_with_a_citizen_number_is_one_finding_about_its_notice(town, run) -> None:
    notice = {"id": "n", "title": "低保公示", "issuer": "mz", "url": PAGE["url"]}
    found = run("SEC-07", town(organisations=[MZ], channels=[SITE], notices=[notice], pages=[PAGE])).says(
        "probable", ["n"], ["secure.exposed"], severity="critical", count=2
    )
    assert found.why[0].parts["kinds"] == ["exposed:bank_card", "exposed:citizen_id"]
    assert [(e.kind, e.url, e.quote, e.sha256) for e in found.evidence] == [
        ("page", PAGE["url"], text, "ab" * 32) for _, text in PAGE["exposed"]
    ]
    assert (found.organisations, found.discriminator) == (("mz",), PAGE["url"])


def test_without_a_notice_the_site_answers_and_without_a_site_the_page_stands_alone(town, run) -> None:
    run("SEC-07", town(organisations=[MZ], channels=[SITE], pages=[PAGE])).says("probable", ["w"], ["secure.exposed"])
    found = run("SEC-07", town(pages=[PAGE])).says("probable", ["ab" * 6], ["secure.exposed"])
    assert found.organisations == ()


def test_two_pages_are_two_findings_and_three_samples_are_enough(town, run) -> None:
    many = {**PAGE, "url": "https://mz.example/gs/2.html", "exposed": (("citizen_id", "430*"),) * 9}
    told = run("SEC-07", town(organisations=[MZ], channels=[SITE], pages=[PAGE, many]))
    assert sorted((f.numbers["count"], len(f.evidence)) for f in told.findings) == [(2, 2), (9, 3)]
    assert len({f.discriminator for f in told.findings}) == 2


def test_a_bank_card_alone_is_a_question(town, run) -> None:
    page = {**PAGE, "exposed": (("bank_card", "622***********88"),)}
    run("SEC-07", town(organisations=[MZ], channels=[SITE], pages=[page])).says("question", ["w"], ["secure.exposed"], count=1)


def test_a_clean_page_is_silent(town, run) -> None:
    run("SEC-07", town(organisations=[MZ], channels=[SITE], pages=[{**PAGE, "exposed": ()}])).is_silent()
    run("SEC-07", town(organisations=[MZ], channels=[SITE])).is_silent()
