import pytest

KH = {"id": "kh", "name": "云溪县考核办", "level": "county"}
ZZ = {"id": "zz", "name": "云溪县组织部", "level": "county"}
NOTICE = {"id": "n", "title": "督查通知", "issuer": "zz", "url": "https://x/1", "text": "以平台数据代替实地检查。"}
HIT = {"notice": "n", "rule": "ASM-03", "category": "assessment_online", "quote": "以平台数据代替实地检查", "start": 0, "end": 11}


def scheme(*sources: str | None, **more: object) -> list[dict[str, object]]:
    return [
        {"id": f"a{n}", "scheme": "乡镇考核", "assessor": "kh", "text": f"指标{n}", "data_source": source, **more}
        for n, source in enumerate(sources)
    ]


def test_a_notice_that_lets_the_platform_stand_for_the_field_is_found(town, run) -> None:
    found = run("ASM-03", town(organisations=[ZZ], notices=[NOTICE], hits=[HIT])).says(
        "probable", ["n"], ["notice.finding"], severity="high"
    )
    assert (found.category, found.organisations, found.must_confirm) == ("assessment_online", ("zz",), "inspector")
    assert [(e.quote, e.url, e.locator) for e in found.evidence] == [("以平台数据代替实地检查", "https://x/1", "0-11")]


@pytest.mark.parametrize(
    ("quote", "certainty"),
    [
        ("考核一律以APP后台数据为准，不再实地核查", "probable"),
        ("没有上传资料的一律视为未开展", "probable"),
        ("Scores are taken from the dashboard in place of a visit", "probable"),
        ("排名后三位的村，年终不得评为先进村", "question"),
        ("连续两个月排名末位的乡镇，由县局约谈分管负责同志", "question"),
        ("打卡率 月均打卡率达到95%以上得满分 云溪网格通后台", "question"),
        ("以往年名次为准", "question"),
        ("上传照片后另行组织现场验收", "question"),
    ],
)
def test_only_an_order_that_says_what_stands_for_the_field_is_held_against_its_issuer(town, run, quote, certainty) -> None:
    hit = {**HIT, "quote": quote, "end": len(quote)}
    run("ASM-03", town(organisations=[ZZ], notices=[{**NOTICE, "text": quote}], hits=[hit])).says(
        certainty, ["n"], ["notice.finding"], severity="high" if certainty == "probable" else "medium"
    )


@pytest.mark.parametrize(
    ("hit", "certainty", "code"),
    [
        ({"score": 0.8}, "probable", "notice.finding"),
        ({"score": 0.79, "quote": "没有上传资料的一律视为未开展"}, "question", "notice.finding"),
        # the words name the site and what stands in its place: the screening need only hold it for likelier than not
        ({"score": 0.79}, "probable", "notice.finding"),
        ({"disposition": "question", "score": 0.5}, "probable", "notice.question"),
        ({"disposition": "question", "score": 0.5, "quote": "走访成效按上传图片计分，不另行入户核实"}, "probable", "notice.question"),
        ({"disposition": "question", "score": 0.5, "quote": "以系统上传为准，无需组织现场验收"}, "probable", "notice.question"),
        ({"disposition": "question", "score": 0.49}, "question", "notice.question"),
        ({"disposition": "question", "score": 0.6, "quote": "拟探索以平台数据代替实地检查"}, "question", "notice.question"),
        ({"disposition": "question", "score": 0.6, "quote": "不得以平台数据代替实地检查"}, "question", "notice.question"),
        ({"disposition": "question", "score": 0.6, "quote": "是否以平台数据代替实地检查？"}, "question", "notice.question"),
        ({"disposition": "reported"}, "question", "notice.reported"),
    ],
)
def test_what_is_less_than_sure_is_a_question(town, run, hit, certainty, code) -> None:
    run("ASM-03", town(organisations=[ZZ], notices=[NOTICE], hits=[{**HIT, **hit}])).says(certainty, ["n"], [code])


@pytest.mark.parametrize(
    ("notice", "hit"),
    [({"review_result": "不成立"}, {}), ({"review_result": "例外"}, {}), ({}, {"rule": "ASM-01"}), ({}, {"notice": "gone"})],
)
def test_cleared_notices_and_hits_of_other_rules_are_silent(town, run, notice, hit) -> None:
    run("ASM-03", town(organisations=[ZZ], notices=[{**NOTICE, **notice}], hits=[{**HIT, **hit}])).is_silent()


@pytest.mark.parametrize(
    "source", ["平台数据", "业务系统后台", "APP 打卡记录", "小程序", "线上巡查", "网上巡检", "数据看板", "platform log", "Dashboard"]
)
def test_a_scheme_of_platform_data_alone_is_a_question(town, run, source) -> None:
    found = run("ASM-03", town(organisations=[KH], assessments=scheme(source, "后台统计"))).says(
        "question", ["a0", "a1"], ["assess.platform_only"], severity="medium"
    )
    assert dict(found.why[0].parts) == {"scheme": "乡镇考核", "sources": sorted({source, "后台统计"})}
    assert (found.organisations, found.discriminator) == (("kh",), "乡镇考核")
    assert [(e.locator, e.quote) for e in found.evidence] == [("assessments.csv#2", source), ("assessments.csv#3", "后台统计")]


@pytest.mark.parametrize(
    "source",
    [
        "实地检查",
        "现场走访",
        "平台数据和实地抽查",
        "群众满意度问卷",
        "第三方平台测评",
        "纸质台账",
        "site visit",
        "线上线下访谈",
        "统计年报",
    ],
)
def test_one_source_beside_the_platform_is_enough(town, run, source) -> None:
    run("ASM-03", town(organisations=[KH], assessments=scheme("平台数据", source))).is_silent()


@pytest.mark.parametrize("source", [None, "无", "不适用"])
def test_a_source_that_was_not_told_says_nothing(town, run, source) -> None:
    run("ASM-03", town(organisations=[KH], assessments=scheme("平台数据", source))).is_silent()
    run("ASM-03", town(organisations=[KH], assessments=scheme(source, source))).is_silent()


def test_a_single_item_may_be_an_extract_and_is_silent(town, run) -> None:
    run("ASM-03", town(organisations=[KH], assessments=scheme("平台数据"))).is_silent()
    run("ASM-03", town(organisations=[KH], assessments=scheme("平台数据", "平台数据", scheme=None))).is_silent()


def test_a_notice_and_a_scheme_are_two_findings(town, run) -> None:
    place = town(organisations=[KH, ZZ], notices=[NOTICE], hits=[HIT], assessments=scheme("平台数据", "系统数据", assessor=None))
    told = run("ASM-03", place)
    assert [(f.subjects, f.certainty, f.organisations) for f in told.findings] == [
        (("n",), "probable", ("zz",)),
        (("a0", "a1"), "question", ()),
    ]


@pytest.mark.parametrize("source", ["人工智能视频平台", "群众服务APP后台数据", "website back end, online", "page visits on the platform"])
def test_a_word_of_the_field_inside_the_name_of_a_platform_is_none(town, run, source) -> None:
    run("ASM-03", town(organisations=[KH], assessments=scheme("平台数据", source))).says(
        "question", ["a0", "a1"], ["assess.platform_only"], severity="medium"
    )


@pytest.mark.parametrize("source", ["教育系统各单位书面材料", "系统性检查报告"])
def test_a_system_that_is_no_platform_is_silent(town, run, source) -> None:
    run("ASM-03", town(organisations=[KH], assessments=scheme(source, source))).is_silent()


def test_the_scheme_of_another_body_under_the_same_name_does_not_help(town, run) -> None:
    rows = [*scheme("平台数据", "后台数据"), {**scheme("实地检查")[0], "id": "z", "assessor": "zz"}]
    told = run("ASM-03", town(organisations=[KH, ZZ], assessments=rows))
    assert [(f.subjects, f.organisations) for f in told.findings] == [(("a0", "a1"), ("kh",))]
