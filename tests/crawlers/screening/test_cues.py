import pytest

from crawlers.screening import cues


@pytest.mark.parametrize(
    "text",
    [
        "不得强制群众下载app",
        "严禁以任何形式要求下载app",
        "禁止对下载app排名",
        "不要求群众下载app",
        "no household may be told to download the app",
        "防止变相强制下载app",
        "无需下载app",
        "切勿下载app",
    ],
)
def test_a_prohibition_before_the_sign_negates_it(text: str) -> None:
    assert cues.is_negated(text, text.index("app"))


@pytest.mark.parametrize(
    "text",
    [
        "不得少于三次登录app",
        "不得以年龄大为由拒绝安装app",
        "不得不下载app",
        "严禁迟到;必须下载app",
        "不强求老人,但干部必须下载app",
        "必须下载app,不得遗漏",
        "杜绝漏装app",
        "不允许潜水,看到即下载app",
    ],
)
def test_a_demand_in_negative_words_is_not_negated(text: str) -> None:
    assert not cues.is_negated(text, text.index("app"))


@pytest.mark.parametrize("text", ["取消下载量排名", "停止执行积分考核", "退出工作群", "打卡功能已下架", "the scheme was discontinued"])
def test_what_ends_the_practice_is_abolition(text: str) -> None:
    assert cues.is_abolished(text, "points")


@pytest.mark.parametrize("text", ["未下载的取消当月评优", "未安装的停止受理", "取消其资格", "请全员下载"])
def test_a_consequence_is_no_abolition(text: str) -> None:
    assert not cues.is_abolished(text, "forced_download")


def test_taking_away_a_counter_is_no_abolition() -> None:
    assert not cues.is_abolished("取消人工窗口,一律手机办理", "single_channel")
    assert not cues.is_abolished("窗口现场撤销", "single_channel")


@pytest.mark.parametrize(
    "text",
    [
        "是否存在强制下载?",
        "问:必须下载app吗",
        "假如都要下载",
        "一些地方要求下载",
        "有的单位按下载量排名",
        "群众反映强烈",
        "针对强制下载问题",
    ],
)
def test_questions_suppositions_and_descriptions_are_talk(text: str) -> None:
    assert cues.is_talk(text)


@pytest.mark.parametrize("text", ["请全体干部今日前下载app", "各村完成率不得低于90%", "打卡截图发群"])
def test_a_plain_demand_is_no_talk(text: str) -> None:
    assert not cues.is_talk(text)
    assert not cues.is_voluntary(text)


@pytest.mark.parametrize("text", ["自愿下载", "欢迎下载", "可自行选择", "不下载不影响办理", "you can install it if you wish"])
def test_free_choice_is_voluntary(text: str) -> None:
    assert cues.is_voluntary(text)


def test_a_consequence_outweighs_soft_words() -> None:
    assert not cues.is_voluntary("鼓励下载,未下载的通报批评")
    assert cues.is_voluntary("鼓励下载,不下载不影响年度考核不扣分")


@pytest.mark.parametrize("text", ["经查,2026年3月,清河镇要求全体村干部下载", "据省通报指出,砚州县去年对各村进行排名"])
def test_a_named_body_with_frame_and_date_is_a_report(text: str) -> None:
    assert cues.is_report(text, text, "")
    assert cues.reported_body(text)


def test_a_demand_with_a_date_is_no_report() -> None:
    text = "请各村2026年3月5日前完成下载"
    assert not cues.is_report(text, text, "")
    assert cues.reported_body("请下载") is None


@pytest.mark.parametrize(
    ("lead", "kind"),
    [
        ("严禁有下列行为:", "prohibits"),
        ("基层减负“十不准”:", "prohibits"),
        ("the following are prohibited:", "prohibits"),
        ("办理流程:", "explains"),
        ("工作要求:", ""),
        ("", ""),
    ],
)
def test_lead_ins_are_told_apart(lead: str, kind: str) -> None:
    assert cues.lead_kind(lead) == kind


@pytest.mark.parametrize("text", ["防汛值守人员每日打卡", "应急抢险期间拍照上传"])
def test_special_scenes_are_exempt(text: str) -> None:
    assert cues.is_exempt(text)
    assert not cues.is_exempt("应急办要求下载")
