import pytest

MZ = {"id": "mz", "name": "云溪县民政局", "level": "county"}
FIELDS = {"owner": "owner", "explanation": "explanation", "human_review": "human_review", "assessment_date": "assessment_date"}


def place(status: str = "运行", **answers: object) -> dict[str, object]:
    model = {
        "id": "m", "name": "低保评分", "system": "s", "decides_on_people": "是",
        "owner": "mz", "explanation": "公示评分规则", "human_review": "窗口复核", "assessment_date": "2026-01-05",
    }  # fmt: skip
    system = {"id": "s", "name": "救助系统", "owner": "ga", "status": status}
    bodies = [MZ, {"id": "ga", "name": "云溪县公安局", "level": "county"}]
    return {"organisations": bodies, "systems": [system], "algorithms": [{**model, **answers}]}


@pytest.mark.parametrize("field", FIELDS)
def test_a_decision_on_people_without_one_of_the_safeguards_is_found(town, run, field) -> None:
    found = run("RSP-09", town(**place(**{field: "无"}))).says(
        "certain", ["m"], ["duty.decides", "answer.none"], severity="high", missing=1
    )
    assert dict(found.why[1].parts) == {"subject": "m", "fields": [f"field:Algorithm.{field}"]}
    assert found.organisations == (("ga",) if field == "owner" else ("ga", "mz"))
    assert (found.must_confirm, [e.locator for e in found.evidence]) == ("auditor", ["algorithms.csv#2"])


def test_every_missing_safeguard_is_named_and_a_blank_beside_them_is_not(town, run) -> None:
    told = run("RSP-09", town(**place(explanation="无", human_review=None, assessment_date="无")))
    fields = told.says("certain", ["m"], ["duty.decides", "answer.none"], missing=2).why[1].parts["fields"]
    assert fields == ["field:Algorithm.explanation", "field:Algorithm.assessment_date"]
    both = run("RSP-09", town(**place(**dict.fromkeys(FIELDS, "无")))).findings
    assert [(f.certainty, f.numbers["missing"]) for f in both] == [("certain", 4)]
    assert both[0].severity in ("high", "critical")


def test_a_model_that_only_a_crawl_saw_is_asked_about(town, run) -> None:
    run("RSP-09", town(**place(explanation="无", seen=True))).says("question", ["m"], ["duty.decides", "answer.none"])


@pytest.mark.parametrize(
    "change",
    [
        {},
        dict.fromkeys(FIELDS, "不适用"),
        {"decides_on_people": "否", "explanation": "无"},
        {"decides_on_people": "无", "human_review": "无"},
        {"decides_on_people": "否", "owner": None},
    ],
)
def test_full_safeguards_and_models_that_decide_on_nobody_are_silent(town, run, change) -> None:
    run("RSP-09", town(**place(**change))).is_silent()


@pytest.mark.parametrize("blank", [None, "待填"])
def test_blank_answers_are_asked_for(town, run, blank) -> None:
    run("RSP-09", town(**place(explanation=blank, human_review=blank))).asks("m", "Algorithm.explanation", "Algorithm.human_review")
    run("RSP-09", town(**place(assessment_date=blank))).asks("m", "Algorithm.assessment_date")


@pytest.mark.parametrize("blank", [None, "待填"])
def test_whether_it_decides_on_people_is_asked_for_and_nothing_is_found_meanwhile(town, run, blank) -> None:
    run("RSP-09", town(**place(decides_on_people=blank, explanation="无"))).asks("m", "Algorithm.decides_on_people")


@pytest.mark.parametrize("system", [None, "没见过的系统"])
def test_a_model_of_no_known_system_is_judged_all_the_same(town, run, system) -> None:
    found = run("RSP-09", town(**place(system=system, explanation="无"))).says("certain", ["m"], ["duty.decides", "answer.none"])
    assert found.organisations == ("mz",)


def test_a_model_to_which_the_question_does_not_apply_is_silent(town, run) -> None:
    run("RSP-09", town(**place(decides_on_people="不适用"))).is_silent()


@pytest.mark.parametrize("status", ["已下线", "停用", "规划"])
def test_a_model_of_a_system_that_does_not_run_decides_nothing(town, run, status) -> None:
    run("RSP-09", town(**place(status, explanation="无"))).is_silent()
