import pytest

KH = {"id": "kh", "name": "云溪县考核办", "level": "county"}
ZZ = {"id": "zz", "name": "云溪县组织部", "level": "county"}


def item(identifier: str, kind: str | None = "数量留痕", **more: object) -> dict[str, object]:
    return {"id": identifier, "scheme": "乡镇考核", "assessor": "kh", "text": f"指标{identifier}", "class": kind, **more}


def test_a_scheme_without_any_measure_of_results_is_found(town, run) -> None:
    found = run("ASM-02", town(organisations=[KH], assessments=[item("b"), item("a")])).says(
        "probable", ["a", "b"], ["assess.no_outcome"], severity="medium", items=2
    )
    assert (dict(found.why[0].parts), found.discriminator) == ({"scheme": "乡镇考核", "count": 2}, "乡镇考核")
    assert (found.organisations, found.must_confirm) == (("kh",), "auditor")
    assert sorted((e.locator, e.quote) for e in found.evidence) == [("assessments.csv#2", "指标b"), ("assessments.csv#3", "指标a")]


@pytest.mark.parametrize("kind", ["实效", "满意度", "问题解决"])
def test_one_measure_of_results_is_enough_even_beside_unclassed_items(town, run, kind) -> None:
    run("ASM-02", town(organisations=[KH], assessments=[item("a"), item("b"), item("c", kind)])).is_silent()
    run("ASM-02", town(organisations=[KH], assessments=[item("a"), item("b", None), item("c", kind)])).is_silent()


def test_a_scheme_of_one_item_may_be_an_extract_and_is_asked_about(town, run) -> None:
    run("ASM-02", town(organisations=[KH], assessments=[item("a")])).says("question", ["a"], ["assess.no_outcome"], items=1)


def test_a_scheme_that_only_a_crawl_saw_in_part_is_a_question(town, run) -> None:
    run("ASM-02", town(organisations=[KH], assessments=[item("a"), item("b", seen=True)])).says(
        "question", ["a", "b"], ["assess.no_outcome"], items=2
    )


@pytest.mark.parametrize("kind", [None, "无"])
def test_an_unclassed_item_may_be_the_measure_and_is_asked_for(town, run, kind) -> None:
    run("ASM-02", town(organisations=[KH], assessments=[item("a", kind), item("b")])).asks("a", "AssessmentItem.item_class")


def test_schemes_are_judged_one_by_one(town, run) -> None:
    rows = [item("a"), item("b"), item("c", scheme="窗口考核"), item("d", "满意度", scheme="窗口考核"), item("e", None, scheme="村考核")]
    told = run("ASM-02", town(organisations=[KH], assessments=rows))
    assert [(f.subjects, f.discriminator) for f in told.findings] == [(("a", "b"), "乡镇考核")]
    assert [(u.subject, u.missing) for u in told.untold] == [("e", ("AssessmentItem.item_class",))]


@pytest.mark.parametrize("scheme", [None, "无", "不适用"])
def test_items_of_no_named_scheme_make_none_together(town, run, scheme) -> None:
    told = run("ASM-02", town(organisations=[KH], assessments=[item("a", scheme=scheme), item("b", scheme=scheme)]))
    assert [(f.subjects, f.certainty) for f in told.findings] == [(("a",), "question"), (("b",), "question")]


@pytest.mark.parametrize("assessor", [None, "无"])
def test_a_scheme_of_nobody_names_nobody(town, run, assessor) -> None:
    rows = [item("a", assessor=assessor), item("b", assessor=assessor)]
    assert run("ASM-02", town(assessments=rows)).says("probable", ["a", "b"], ["assess.no_outcome"]).organisations == ()


def test_four_items_are_shown_and_all_are_subjects(town, run) -> None:
    found = run("ASM-02", town(organisations=[KH], assessments=[item(c) for c in "abcdef"])).says(
        "probable", list("abcdef"), ["assess.no_outcome"], items=6
    )
    assert len(found.evidence) == 4


def test_the_item_without_a_class_is_the_one_that_is_asked_about(town, run) -> None:
    run("ASM-02", town(organisations=[KH], assessments=[item("a"), item("b", None)])).asks("b", "AssessmentItem.item_class")


def test_a_class_that_does_not_apply_is_not_asked_for_again(town, run) -> None:
    assert run("ASM-02", town(organisations=[KH], assessments=[item("a"), item("b", "不适用")])).untold == ()


def test_the_scheme_of_another_body_under_the_same_name_does_not_help(town, run) -> None:
    rows = [item("a"), item("b"), item("c", "满意度", assessor="zz")]
    assert [f.subjects for f in run("ASM-02", town(organisations=[KH, ZZ], assessments=rows)).findings] == [("a", "b")]
