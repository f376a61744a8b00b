KH = {"id": "kh", "name": "云溪县考核办", "level": "county"}


def item(identifier: str, text: str, kind: str | None, weight: float | None = None, scheme: str = "乡镇考核") -> dict[str, object]:
    return {"id": identifier, "scheme": scheme, "assessor": "kh", "text": text, "class": kind, "weight": weight}


def test_a_scheme_of_mostly_counts_is_found(town, run) -> None:
    rows = [item("a", "信息报送条数", "数量留痕"), item("b", "会议次数", "数量留痕"), item("c", "群众满意度", "满意度")]
    found = run("ASM-01", town(organisations=[KH], assessments=rows)).says(
        "probable", ["a", "b", "c"], ["assess.activity"], share=0.6667, prohibited=0
    )
    assert (found.organisations, found.discriminator) == (("kh",), "乡镇考核")


def test_an_item_that_must_not_be_assessed_is_found_in_any_scheme(town, run) -> None:
    rows = [item("a", "每日打卡次数", "数量留痕"), item("b", "办成率", "实效"), item("c", "群众满意度", "满意度")]
    run("ASM-01", town(organisations=[KH], assessments=rows)).says("probable", ["a"], ["assess.prohibited"], share=0.3333, prohibited=1)


def test_outcomes_and_satisfaction_are_silent(town, run) -> None:
    rows = [
        item("a", "诉求办结率", "实效"),
        item("b", "群众满意度", "满意度"),
        item("c", "问题解决率", "问题解决"),
        item("d", "巡查次数", "数量留痕"),
    ]
    run("ASM-01", town(organisations=[KH], assessments=rows)).is_silent()


def test_exactly_half_is_silent_and_the_weights_decide_where_all_are_given(town, run) -> None:
    rows = [item("a", "信息报送条数", "数量留痕"), item("b", "群众满意度", "满意度")]
    run("ASM-01", town(organisations=[KH], assessments=rows)).is_silent()
    weighed = [item("a", "信息报送条数", "数量留痕", 51), item("b", "群众满意度", "满意度", 49)]
    run("ASM-01", town(organisations=[KH], assessments=weighed)).says("probable", ["a", "b"], ["assess.activity"], share=0.51)
    run(
        "ASM-01", town(organisations=[KH], assessments=[item("a", "信息报送条数", "数量留痕", 50), item("b", "群众满意度", "满意度", 50)])
    ).is_silent()


def test_schemes_are_judged_one_by_one(town, run) -> None:
    rows = [
        item("a", "信息报送条数", "数量留痕"),
        item("b", "群众满意度", "满意度", scheme="窗口考核"),
        item("c", "办成率", "实效", scheme="窗口考核"),
    ]
    run("ASM-01", town(organisations=[KH], assessments=rows)).says("probable", ["a"], ["assess.activity"], share=1.0)


def test_a_scheme_with_an_unclassed_item_cannot_be_told(town, run) -> None:
    rows = [item("a", "信息报送条数", "数量留痕"), item("b", "重点工作完成情况", None)]
    run("ASM-01", town(organisations=[KH], assessments=rows)).asks("a", "AssessmentItem.item_class")


def test_a_prohibited_word_in_an_item_of_another_class_is_a_question(town, run) -> None:
    rows = [item("a", "议事投票后的事项办成率", "实效"), item("b", "群众满意度", "满意度")]
    run("ASM-01", town(organisations=[KH], assessments=rows)).says("question", ["a"], ["assess.prohibited"])


def test_an_item_that_ends_check_ins_is_no_check_in(town, run) -> None:
    rows = [item("a", "取消打卡签到，不得以下载量排名", "数量留痕"), item("b", "群众满意度", "满意度")]
    assert [f.certainty for f in run("ASM-01", town(organisations=[KH], assessments=rows)).findings if f.certainty != "question"] == []


def test_a_rate_of_installs_that_the_quota_rule_names_is_told_once(town, run) -> None:
    rows = [item("a", "“云溪通”APP安装率", "数量留痕"), item("b", "办成率", "实效"), item("c", "群众满意度", "满意度")]
    place = town(organisations=[KH], assessments=rows)
    run("SPR-02", place).says("probable", ["a"], ["sprawl.rate_assessed"])
    run("ASM-01", place).is_silent()
    # a scheme that is mostly counts is a fault of its own
    most = town(organisations=[KH], assessments=[*rows[:2], item("d", "会议次数", "数量留痕")])
    run("ASM-01", most).says("probable", ["a", "b", "d"], ["assess.activity"])
