import pytest

KH = {"id": "kh", "name": "云溪县考核办", "level": "county"}


def item(text: str, kind: str | None = "数量留痕") -> dict[str, object]:
    return {"id": "a", "scheme": "乡镇考核", "assessor": "kh", "text": text, "class": kind}


@pytest.mark.parametrize(
    ("text", "words"),
    [("云溪通APP安装率达到90%", "安装率"), ("反诈APP注册数", "注册数"), ("公众号关注量", "关注量"), ("APP活跃度排名", "活跃度")],
)
def test_an_item_that_counts_installs_is_found_with_its_words(town, run, text, words) -> None:
    found = run("SPR-02", town(organisations=[KH], assessments=[item(text)])).says("probable", ["a"], ["sprawl.rate_assessed"])
    assert (found.why[0].parts["words"], found.category, found.evidence[0].quote, found.organisations) == (
        words,
        "download_quota",
        text,
        ("kh",),
    )


@pytest.mark.parametrize(
    ("text", "kind"),
    [("群众满意度", "满意度"), ("诉求按时办结率", "数量留痕"), ("养老卡使用率提升服务成效", "实效"), ("登记注册事项办结时限", "数量留痕")],
)
def test_honest_look_alikes_are_silent(town, run, text, kind) -> None:
    run("SPR-02", town(organisations=[KH], assessments=[item(text, kind)])).is_silent()


def test_an_item_without_a_class_is_a_question(town, run) -> None:
    run("SPR-02", town(organisations=[KH], assessments=[item("云溪通APP下载量", None)])).says("question", ["a"], ["sprawl.rate_assessed"])


def test_a_notice_that_ranks_installs_is_found(town, run) -> None:
    hit = [{"notice": "n", "rule": "SPR-02", "category": "download_quota", "quote": "安装率未达标的予以通报"}]
    told = run("SPR-02", town(organisations=[KH], notices=[{"id": "n", "title": "通报", "issuer": "kh"}], hits=hit))
    told.says("probable", ["n"], ["notice.finding"])


def test_without_items_and_notices_nothing_is_said(town, run) -> None:
    run("SPR-02", town(organisations=[KH])).is_silent()


@pytest.mark.parametrize(
    "text", ["专项资金使用率达到95%", "消防栓安装率", "市场主体注册数量", "农药使用量下降", "群众关注度", "厨房烟感安装率"]
)
def test_an_item_that_names_nothing_digital_is_silent(town, run, text) -> None:
    run("SPR-02", town(organisations=[KH], assessments=[item(text)])).is_silent()


@pytest.mark.parametrize("text", ["医保码激活率达到80%", "线上服务使用率", "取消APP下载量排名", "村民群活跃度"])
def test_rates_of_other_things_and_what_is_dropped_are_no_more_than_questions(town, run, text) -> None:
    run("SPR-02", town(organisations=[KH], assessments=[item(text)])).says("question", ["a"], ["sprawl.rate_assessed"])
