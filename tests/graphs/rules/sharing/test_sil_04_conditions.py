import pytest

MZ = {"id": "mz", "name": "云溪县民政局", "level": "county"}
GA = {"id": "ga", "name": "云溪县公安局", "level": "county"}


def data(**more: object) -> dict[str, object]:
    return {
        "id": "r",
        "name": "户籍表",
        "provider_org": "ga",
        "share_type": "有条件共享",
        "share_scope": "县直部门",
        "share_use": "低保审核",
        **more,
    }


def asked(**more: object) -> dict[str, object]:
    return {"id": "q", "from": "mz", "to": "ga", "resource": "r", "elements": "户籍地址", "decision": "附条件同意", **more}


@pytest.mark.parametrize(
    ("change", "fields"),
    [
        ({"share_scope": "无"}, ["field:Dataset.share_scope"]),
        ({"share_use": "无"}, ["field:Dataset.share_use"]),
        ({"share_scope": "无", "share_use": "无"}, ["field:Dataset.share_scope", "field:Dataset.share_use"]),
        ({"share_scope": "无", "share_use": None}, ["field:Dataset.share_scope"]),
    ],
)
def test_conditional_sharing_that_names_no_scope_or_use_is_found(town, run, change, fields) -> None:
    found = run("SIL-04", town(organisations=[GA], resources=[data(**change)])).says("probable", ["r"], ["answer.none"], severity="high")
    assert (found.why[0].parts["fields"], found.organisations, found.discriminator) == (fields, ("ga",), "")
    assert [(e.kind, e.locator) for e in found.evidence] == [("record", "resources.csv#2")]


@pytest.mark.parametrize(
    "change",
    [
        {},
        {"share_scope": "不适用", "share_use": "不适用"},
        {"share_extra": "无"},
        {"share_extra": "不适用"},
        {"share_scope": "无", "seen": True},
        {"share_type": "无条件共享", "share_scope": "无"},
        {"share_type": "不予共享", "share_use": "无"},
        {"share_type": None, "share_use": "无"},
    ],
)
def test_honest_look_alikes_are_silent(town, run, change) -> None:
    run("SIL-04", town(organisations=[GA], resources=[data(**change)])).is_silent()


@pytest.mark.parametrize(
    ("change", "missing"),
    [
        ({"share_scope": None}, ("Dataset.share_scope",)),
        ({"share_scope": None, "share_use": None}, ("Dataset.share_scope", "Dataset.share_use")),
    ],
)
def test_a_blank_scope_or_use_is_asked_for(town, run, change, missing) -> None:
    run("SIL-04", town(organisations=[GA], resources=[data(**change)])).asks("r", *missing)
    run("SIL-04", town(organisations=[GA], resources=[data(**change, seen=True)])).is_silent()


@pytest.mark.parametrize("share", ["有条件共享", "无条件共享"])
def test_a_further_condition_is_for_a_person_to_read(town, run, share) -> None:
    found = run("SIL-04", town(organisations=[GA], resources=[data(share_type=share, share_extra="须支付数据使用费")])).says(
        "question", ["r"], ["share.added"], severity="medium"
    )
    assert (found.why[0].parts["text"], found.evidence[0].quote, found.discriminator) == ("须支付数据使用费", "须支付数据使用费", "added")


def test_an_answer_with_conditions_is_a_question(town, run) -> None:
    found = run("SIL-04", town(organisations=[MZ, GA], resources=[data()], share_requests=[asked()])).says(
        "question", ["q", "r"], ["share.conditional_answer"], severity="medium"
    )
    assert (dict(found.why[0].parts), found.organisations) == ({"request": "q", "from": "mz"}, ("ga",))


@pytest.mark.parametrize("decision", ["同意", "拒绝", "未答复", None, "不适用"])
def test_other_answers_are_silent(town, run, decision) -> None:
    run("SIL-04", town(organisations=[MZ, GA], resources=[data()], share_requests=[asked(decision=decision)])).is_silent()


def test_many_answers_are_one_finding_with_six_of_them_told(town, run) -> None:
    requests = [asked(id=f"q{n}") for n in range(8)]
    run("SIL-04", town(organisations=[MZ, GA], resources=[data(share_extra="须签保密协议")], share_requests=requests)).says(
        "question", ["r", *(f"q{n}" for n in range(8))], ["share.added", *["share.conditional_answer"] * 6], severity="medium"
    )


def test_missing_and_added_conditions_are_two_findings(town, run) -> None:
    told = run("SIL-04", town(organisations=[GA], resources=[data(share_use="无", share_extra="须签保密协议")]))
    assert sorted((f.discriminator, f.certainty, f.severity) for f in told.findings) == [
        ("", "probable", "high"), ("added", "question", "medium"),
    ]  # fmt: skip


def test_an_answer_with_conditions_counts_without_a_named_resource(town, run) -> None:
    told = run("SIL-04", town(organisations=[MZ, GA], share_requests=[asked(resource=None)]))
    assert [(f.certainty, f.organisations) for f in told.findings] == [("question", ("ga",))]


def test_the_answer_is_among_the_evidence(town, run) -> None:
    told = run("SIL-04", town(organisations=[MZ, GA], resources=[data()], share_requests=[asked()]))
    assert "share_requests.csv#2" in {e.locator for e in told.findings[0].evidence}
