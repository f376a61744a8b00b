import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawlers.screening.model import model
from crawlers.screening.screen import RULES, ScreenHit, screen

DEVELOPMENT = Path(__file__).parents[2] / "data" / "screening" / "development.csv"


def found(text: str) -> set[tuple[str, str]]:
    return {(hit.category, hit.disposition) for hit in screen(text)}


@pytest.mark.parametrize(
    ("text", "category"),
    [
        ("请全体村民务必下载“云溪通”APP，未下载的不予办理。", "forced_download"),
        ("全体教师必须关注“云溪教育”公众号，截图上报。", "forced_registration"),
        ("各村“云溪通”APP注册率不得低于90%，每周通报排名。", "download_quota"),
        ("干部每天登录平台不少于2次，未登录的通报。", "forced_login"),
        ("网格员每日须在APP打卡签到，漏打卡的扣绩效。", "checkin"),
        ("平台积分纳入年度考核，排名末位的约谈。", "points"),
        ("每人每月在线学习时长不少于10小时，未达到的通报。", "online_duration"),
        ("各科室每人须将推文转发至朋友圈并截图上报，未转发的通报。", "like_forward"),
        ("走访必须拍照上传系统，缺项的退回。", "screenshot_trace"),
        ("工作群消息须在十分钟内回复，不回复的通报批评。", "work_group_burden"),
        ("数据除录入省平台外，还须再填报县系统和纸质台账。", "duplicate_entry"),
        ("窗口不再受理，一律通过手机APP办理。", "single_channel"),
        ("Every household must install the app on their phone.", "forced_download"),
    ],
)
def test_a_plain_demand_of_each_kind_is_found(text: str, category: str) -> None:
    hits = [hit for hit in screen(text) if hit.category == category]
    assert [hit.disposition for hit in hits] == ["finding"]
    assert hits[0].rule == RULES[category]
    assert hits[0].quote == text
    assert "cue.finding" in hits[0].why
    assert any(code.startswith("word=") and code.removeprefix("word=") in text for code in hits[0].why)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "云溪县位于长江之滨，气候温和。",
        "不得强制群众下载“云溪通”APP。",
        "群众可自愿下载“云溪通”APP，不下载不影响办理。",
        "是否存在强制下载APP的情况？",
        "电梯轿厢必须安装应急平台报警装置。",
        "请考生登录报名系统打印准考证。",
        "严禁有下列行为：\n（一）要求全体干部下载APP；\n（二）按下载率排名通报。",
        "The council must not require anyone to install the app.",
    ],
)
def test_prohibitions_offers_and_other_senses_are_no_hits(text: str) -> None:
    assert screen(text) == []


def test_after_the_list_of_prohibitions_a_demand_counts_again() -> None:
    text = "严禁有下列行为：\n（一）按下载率排名通报。\n请全体村民务必下载“云溪通”APP，未下载的不予办理。"
    assert found(text) == {("forced_download", "finding")}


def test_the_context_is_the_lead_in() -> None:
    (hit,) = [h for h in screen("工作要求：\n1.全体村民务必下载“云溪通”APP，未下载的通报。") if h.category == "forced_download"]
    assert hit.context == "工作要求："


def test_what_somebody_else_did_is_reported_with_the_body() -> None:
    hits = screen("经查，2026年3月，清河镇要求全体村干部必须下载“云溪通”APP，未下载的通报。")
    assert {hit.disposition for hit in hits} == {"reported"}
    assert all(hit.about for hit in hits)


def test_a_consequence_raises_severity_and_score() -> None:
    plain, raised = (screen(text)[0] for text in ("请村民下载“云溪通”APP。", "请村民下载“云溪通”APP，否则通报。"))
    assert (plain.severity, raised.severity) == ("high", "critical")
    assert plain.score < raised.score <= 0.98


def test_a_demand_in_polite_words_without_a_consequence_is_at_least_asked_about() -> None:
    (hit,) = screen("请各科室每人将推文转发至朋友圈并截图上报。")
    assert hit.category == "like_forward"
    assert hit.disposition in ("finding", "question")


def test_special_scenes_become_questions() -> None:
    assert found("防汛值守人员每日须在APP打卡签到。") == {("checkin", "question")}


@pytest.mark.parametrize(
    "width", [str, lambda text: text.replace("APP", "ＡＰＰ").replace("2", "②"), lambda text: f"㎡㈠ﬁ。\n\n　　{text}"]
)
def test_the_quote_is_the_slice_in_texts_that_folding_changes(width) -> None:  # type: ignore[no-untyped-def]
    text = width("请全体村民务必下载“云溪通”APP，未下载的2日内通报。") + "\n完㎡。"
    hits = screen(text)
    assert hits
    for hit in hits:
        assert text[hit.start : hit.end] == hit.quote


PIECES = [
    "请全体",
    "必须",
    "下载",
    "APP",
    "ＡＰＰ",
    "通报",
    "不得",
    "㎡",
    "①",
    "。",
    "；",
    "\n",
    "：",
    "（一）",
    "1.",
    "每天",
    "打卡",
    "“云溪通”",
    "截图",
    "群里",
    "90%",
    "must",
    " install ",
    "app",
    "裝",
    "\u3000",
    "\x00",
    "𠮷",
]


@given(st.lists(st.sampled_from(PIECES) | st.text(max_size=3), max_size=30).map("".join))
def test_any_text_gives_hits_whose_quotes_are_slices(text: str) -> None:
    hits = screen(text)
    assert [hit.start for hit in hits] == sorted(hit.start for hit in hits)
    for hit in hits:
        assert text[hit.start : hit.end] == hit.quote
        assert hit.disposition in ("finding", "question", "reported")
        assert hit.severity in ("medium", "high", "critical")
        assert 0 < hit.score <= 0.98
    assert len({(hit.category, hit.start) for hit in hits}) == len(hits)


def test_every_category_of_the_model_has_a_rule() -> None:
    assert set(model().categories) == set(RULES)


def judged(row: dict[str, str]) -> list[ScreenHit]:
    lead = f"{row['context']}\n" if row["context"] else ""
    return [hit for hit in screen(lead + row["text"]) if hit.start >= len(lead)]


def test_the_shipped_model_knows_what_it_was_fitted_on() -> None:
    """What it is worth on other texts is measured by benchmarks/fit_screening.py."""
    with DEVELOPMENT.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))[::5]
    right = wrong = wanted = 0
    for row in rows:
        findings = {hit.category for hit in judged(row) if hit.disposition == "finding"}
        categories = {c for c, d in zip(row["category"].split(";"), row["disposition"].split(";"), strict=False) if d == "finding"}
        wanted += bool(categories)
        right += bool(findings & categories)
        wrong += bool(findings) and not findings & categories
    assert right / (right + wrong) >= 0.97
    assert right / wanted >= 0.9
