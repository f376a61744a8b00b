import pytest

MZ = {"id": "mz", "name": "云溪县民政局", "level": "county"}


def place(inspections: list[dict[str, object]] = [], **answers: object) -> dict[str, object]:  # noqa: B006
    channel = {"id": "c", "name": "云溪民政", "kind": "网站", "owner": "mz", "status": "运行", "audience": "公众", "a11y_result": "不达标"}
    return {"organisations": [MZ], "channels": [{**channel, **answers}], "inspections": inspections}


def report(**more: object) -> dict[str, object]:
    return {
        "id": "i", "object": "c", "object_kind": "渠道", "item": "无障碍", "outcome": "不合格",
        "date": "2026-09-01", "inspector": "省残联检测中心", "detail": "首页图片无替代文本", **more,
    }  # fmt: skip


WHY = ["inspection.failed", "inspection.detail"]


@pytest.mark.parametrize("kind", ["APP", "小程序", "快应用", "网站", "H5", "自助终端"])
@pytest.mark.parametrize("audience", ["公众", "企业", "残疾人", "公众|机关工作人员"])
def test_a_failed_test_that_the_form_states_is_found(town, run, kind, audience) -> None:
    found = run("INC-01", town(**place(kind=kind, audience=audience))).says("certain", ["c"], ["inclusion.failed"], severity="high")
    assert (dict(found.why[0].parts), found.organisations, found.must_confirm) == ({"channel": "c"}, ("mz",), "inspector")
    assert [e.locator for e in found.evidence] == ["channels.csv#2"]


@pytest.mark.parametrize("change", [{"audience": "机关工作人员"}, {"audience": None}, {"status": None}, {"seen": True}])
def test_for_staff_alone_or_seen_only_or_without_audience_or_status_it_is_a_question(town, run, change) -> None:
    run("INC-01", town(**place(**change))).says("question", ["c"], ["inclusion.failed"])


@pytest.mark.parametrize(
    "change",
    [
        *({"a11y_result": result} for result in ("一级", "二级", "三级")),
        *({"status": status} for status in ("规划", "在建", "停用", "已下线", "不详")),
        *({"kind": kind} for kind in ("公众号", "热线", "窗口", "工作群组")),
        {"a11y_result": None, "audience": "基层干部"},
        {"a11y_result": None, "seen": True},
    ],
)
def test_a_passed_test_what_does_not_run_and_other_channels_are_silent(town, run, change) -> None:
    run("INC-01", town(**place(**change))).is_silent()


@pytest.mark.parametrize("answer", ["未检测", None, "待填"])
def test_not_tested_is_no_failure_and_is_asked_about(town, run, answer) -> None:
    run("INC-01", town(**place(a11y_result=answer))).asks("c", "Channel.accessibility")
    run("INC-01", town(**place(a11y_result=answer, audience=None))).asks("c", "Channel.accessibility")


@pytest.mark.parametrize("declared", ["一级", "二级"])
def test_an_imported_failure_is_found_whatever_the_form_says(town, run, declared) -> None:
    found = run("INC-01", town(**place([report()], a11y_result=declared))).says("certain", ["c"], WHY, severity="high")
    assert dict(found.why[0].parts) == {
        "subject": "c", "item": "inspection_item:accessibility", "date": "2026-09-01", "inspector": "省残联检测中心"
    }  # fmt: skip
    assert [(e.locator, e.quote) for e in found.evidence] == [("inspections.csv#2", "首页图片无替代文本")]
    assert found.organisations == ("mz",)


@pytest.mark.parametrize("change", [{"outcome": "合格"}, {"outcome": "未检查"}, {"outcome": None}, {"item": "验证码"}, {"item": "空壳"}])
def test_other_results_and_other_items_are_silent(town, run, change) -> None:
    run("INC-01", town(**place([report(**change)], a11y_result="二级"))).is_silent()


def test_the_form_and_a_test_of_one_channel_are_told_apart(town, run) -> None:
    both = run("INC-01", town(**place([report()]))).findings
    assert len({(f.subjects, f.discriminator) for f in both}) == len(both) >= 1


def test_a_channel_to_which_a_test_does_not_apply_is_silent(town, run) -> None:
    run("INC-01", town(**place(a11y_result="不适用"))).is_silent()


@pytest.mark.parametrize("outcome", ["合格", "不合格"])
def test_an_imported_test_answers_what_the_form_left_blank(town, run, outcome) -> None:
    assert run("INC-01", town(**place([report(outcome=outcome)], a11y_result=None))).untold == ()


@pytest.mark.parametrize("audience", ["机关工作人员", "基层干部"])
def test_an_imported_failure_of_a_channel_for_staff_alone_is_a_question(town, run, audience) -> None:
    run("INC-01", town(**place([report()], a11y_result="二级", audience=audience))).says("question", ["c"], WHY)


@pytest.mark.parametrize("status", ["已下线", "停用"])
def test_an_imported_failure_of_what_was_closed_since_is_silent(town, run, status) -> None:
    run("INC-01", town(**place([report()], status=status, a11y_result=None))).is_silent()


AXE = {"id": "x", "inspector": "axe-core 4.12.1 (Chromium 156)", "detail": "label (critical) ×2 / 1 p.", "date": "2026-11-01", "seen": True}
ASKED = ["inspection.observed", "inspection.detail"]


@pytest.mark.parametrize("declared", ["一级", "未检测"])
def test_what_a_tool_objected_to_on_crawled_pages_is_a_question_and_no_quote(town, run, declared) -> None:
    told = run("INC-01", town(**place([report(**AXE)], a11y_result=declared)))
    [found] = told.findings
    assert (found.certainty, [reason.code for reason in found.why]) == ("question", ASKED)
    assert found.why[0].parts["inspector"] == "axe-core 4.12.1 (Chromium 156)"
    assert [e.quote for e in found.evidence] == [None]
    # a tool tested nothing: whether the site was tested is still asked
    assert [u.missing for u in told.untold] == ([("Channel.accessibility",)] if declared == "未检测" else [])


def test_a_tool_takes_no_finding_away_and_adds_none(town, run) -> None:
    run("INC-01", town(**place([report(**AXE)]))).says("certain", ["c"], ["inclusion.failed"])
    run("INC-01", town(**place([report(), report(**AXE)], a11y_result="一级"))).says("certain", ["c"], WHY)


def test_a_tool_that_objects_after_a_passed_test_asks(town, run) -> None:
    run("INC-01", town(**place([report(outcome="合格"), report(**AXE)], a11y_result="一级"))).says("question", ["c"], ASKED)
    run("INC-01", town(**place([report(outcome="合格"), report(**AXE)]))).says("question", ["c"], ASKED)
