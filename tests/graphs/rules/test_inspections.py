import pytest

MZ = {"id": "mz", "name": "云溪县民政局", "level": "county"}
# the item of each rule, its code and another item
CASES = {"INC-03": ("适老版广告", "senior_ads", "验证码", "high"), "INC-04": ("验证码无替代方式", "captcha", "适老版广告", "medium")}
BODY = ["inspection.failed", "inspection.detail"]


def place(*inspections: dict[str, object], **answers: object) -> dict[str, object]:
    channel = {"id": "c", "name": "云溪民政", "kind": "APP", "owner": "mz", "status": "运行", "audience": "公众"}
    return {"organisations": [MZ], "channels": [{**channel, **answers}], "inspections": list(inspections)}


def report(rule: str, **more: object) -> dict[str, object]:
    return {
        "id": "i", "object": "c", "object_kind": "渠道", "item": CASES[rule][0], "outcome": "不合格",
        "date": "2026-09-01", "inspector": "省通信管理局", "detail": "弹窗", **more,
    }  # fmt: skip


@pytest.fixture(params=sorted(CASES))
def rule(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.mark.parametrize("outcome", ["不合格", "有", "存在问题"])
def test_an_imported_failure_is_found(town, run, rule, outcome) -> None:
    found = run(rule, town(**place(report(rule, outcome=outcome)))).says("certain", ["c"], BODY, severity=CASES[rule][3])
    assert dict(found.why[0].parts) == {
        "subject": "c", "item": f"inspection_item:{CASES[rule][1]}", "date": "2026-09-01", "inspector": "省通信管理局"
    }  # fmt: skip
    assert (found.organisations, found.must_confirm) == (("mz",), "inspector")
    assert [(e.locator, e.quote) for e in found.evidence] == [("inspections.csv#2", "弹窗")]


@pytest.mark.parametrize("change", [{"object_kind": None}, {"object": "云溪民政"}])
def test_the_channel_may_be_named_in_other_ways(town, run, rule, change) -> None:
    run(rule, town(**place(report(rule, **change)))).says("certain", ["c"], BODY)


@pytest.mark.parametrize("change", [{"date": None}, {"inspector": None}, {"date": "无"}, {"inspector": "不适用"}])
def test_without_a_day_or_an_inspector_it_is_a_question(town, run, rule, change) -> None:
    run(rule, town(**place(report(rule, **change)))).says("question", ["c"], BODY)


def test_a_failure_of_something_that_the_inventory_does_not_know_is_a_question_about_the_report(rule, town, run) -> None:
    found = run(rule, town(**place(report(rule, object="没见过的应用")))).says("question", ["i"], BODY)
    assert (found.organisations, found.why[0].parts["subject"]) == ((), "没见过的应用")


@pytest.mark.parametrize("alias", [("INC-03", "诱导下载"), ("INC-04", "验证码")])
def test_an_item_has_other_names(town, run, alias) -> None:
    run(alias[0], town(**place(report(alias[0], item=alias[1])))).says("certain", ["c"], BODY)


@pytest.mark.parametrize("outcome", ["合格", "未检查", None, "不适用"])
def test_other_results_and_other_items_are_silent(town, run, rule, outcome) -> None:
    run(rule, town(**place(report(rule, item=CASES[rule][2])))).is_silent()
    run(rule, town(**place(report(rule, outcome=outcome)))).is_silent()
    run(rule, town(**place())).is_silent()


@pytest.mark.parametrize(
    ("passed", "silent"), [("2026-09-02", True), ("2026-10", True), ("2027", True), ("2026-08-31", False), (None, False)]
)
def test_the_latest_result_counts(town, run, rule, passed, silent) -> None:
    again = report(rule, id="j", outcome="合格", date=passed, detail=None)
    for pair in ((report(rule), again), (again, report(rule))):
        told = run(rule, town(**place(*pair)))
        if silent:
            told.is_silent()
        else:
            told.says("certain", ["c"], BODY)


def test_a_later_visit_that_did_not_check_it_mends_nothing(town, run, rule) -> None:
    run(rule, town(**place(report(rule), report(rule, id="j", outcome="未检查", date="2026-11-01")))).says("certain", ["c"], BODY)
    passed = report(rule, id="j", item=CASES[rule][2], outcome="合格", date="2026-11-01")
    run(rule, town(**place(report(rule), passed))).says("certain", ["c"], BODY)


def test_a_report_without_words_or_with_very_many_is_taken_too(town, run, rule) -> None:
    run(rule, town(**place(report(rule, detail=None)))).says("certain", ["c"], BODY[:1])
    found = run(rule, town(**place(report(rule, detail="长" * 3000)))).says("certain", ["c"], BODY)
    assert len(found.why[1].parts["text"]) == 200


@pytest.mark.parametrize("status", ["已下线", "停用"])
def test_a_failure_of_what_was_closed_since_is_silent(town, run, rule, status) -> None:
    run(rule, town(**place(report(rule), status=status))).is_silent()


def test_a_visit_of_our_own_decides_nothing(town, run, rule) -> None:
    assert "certain" not in {f.certainty for f in run(rule, town(**place(report(rule, seen=True)))).findings}
