import pytest

MZ = {"id": "mz", "name": "云溪县民政局", "level": "county", "region": "430603"}
CL = {"id": "cl", "name": "云溪县残联", "level": "county", "region": "430603"}
FAR = {"id": "far", "name": "长岭县残联", "level": "county", "region": "430702"}


def data(
    identifier: str,
    body: str,
    source: str | None = "否",
    origin: str = "直接采集",
    subject: str = "自然人",
    items: tuple[str, ...] = ("性别代码",),
) -> dict[str, object]:
    return {
        "id": identifier,
        "name": f"表{identifier}",
        "provider_org": body,
        "is_source": source,
        "subject_type": subject,
        "items": items,
        "origin": origin,
    }


def test_two_who_collect_and_no_source_are_found(town, run) -> None:
    found = run("SIL-08", town(organisations=[MZ, CL], resources=[data("a", "mz"), data("b", "cl")])).says(
        "probable", ["a", "b"], ["share.no_source"], holders=2, sources=0
    )
    assert (found.why[0].parts["element"], found.organisations, found.discriminator) == ("sex_code", ("cl", "mz"), "sex_code:person")


def test_two_declared_sources_are_found(town, run) -> None:
    told = run("SIL-08", town(organisations=[MZ, CL], resources=[data("a", "mz", "是"), data("b", "cl", "是")]))
    assert told.says("probable", ["a", "b"], ["share.many_sources"], sources=2).why[0].parts["bodies"] == ["cl", "mz"]


@pytest.mark.parametrize(
    "second",
    [
        data("b", "cl", origin="共享获取"),
        data("b", "cl", subject="法人"),
        data("b", "mz"),
        data("b", "far"),
        data("b", "cl", items=("籍贯",)),
        data("b", "cl", subject="统计"),
    ],
    ids=["got by sharing", "other subject", "the same body", "other county", "no core element", "counts only"],
)
def test_honest_look_alikes_are_silent(town, run, second) -> None:
    run("SIL-08", town(organisations=[MZ, CL, FAR], resources=[data("a", "mz", items=("性别代码", "籍贯")), second])).is_silent()


@pytest.mark.parametrize(("subject", "found"), [("自然人", 0), ("事件", 0), ("地点", 1)])
def test_where_something_is_has_a_source_among_places_alone(town, run, subject, found) -> None:
    both = [data(i, body, subject=subject, items=("行政区划代码",)) for i, body in (("a", "mz"), ("b", "cl"))]
    assert len(run("SIL-08", town(organisations=[MZ, CL], resources=both)).findings) == found


def test_one_source_beside_others_who_collect_is_the_border(town, run) -> None:
    run("SIL-08", town(organisations=[MZ, CL], resources=[data("a", "mz", "是"), data("b", "cl")])).is_silent()


def test_where_nobody_answered_about_sources_it_cannot_be_told(town, run) -> None:
    run("SIL-08", town(organisations=[MZ, CL], resources=[data("a", "mz", None), data("b", "cl", None)])).asks("a", "Dataset.is_source")
    run("SIL-08", town(organisations=[MZ, CL], resources=[data("a", "mz", "否"), data("b", "cl", None)])).says(
        "question", ["a", "b"], ["share.no_source"]
    )


def test_an_element_known_by_title_or_memory_is_only_asked_about(town, run) -> None:
    rows = [data("a", "mz", items=("火化日期",)), data("b", "cl", items=("火化日期",))]
    run("SIL-08", town(organisations=[MZ, CL], resources=rows)).says("question", ["a", "b"], ["share.no_source"])


def test_a_body_of_another_county_is_not_drawn_in(town, run) -> None:
    rows = [data("a", "mz"), data("b", "cl"), data("c", "far")]
    run("SIL-08", town(organisations=[MZ, CL, FAR], resources=rows)).says("probable", ["a", "b"], ["share.no_source"], holders=2)


def test_a_source_of_another_county_is_no_source_here(town, run) -> None:
    rows = [data("a", "mz"), data("b", "cl"), data("c", "far", "是")]
    assert len(run("SIL-08", town(organisations=[MZ, CL, FAR], resources=rows)).findings) == 1


def test_what_two_overlapping_resources_alone_keep_is_told_once(town, run) -> None:
    people = ("姓名", "公民身份号码", "性别代码", "出生日期", "户籍地址")
    systems = [{"id": "s1", "name": "救助系统", "owner": "mz"}, {"id": "s2", "name": "助残系统", "owner": "cl"}]
    rows = [{**data("a", "mz", items=people), "system": "s1"}, {**data("b", "cl", items=people), "system": "s2"}]
    place = town(organisations=[MZ, CL], systems=systems, resources=rows)
    run("DUP-04", place).says("probable", ["a", "b"], ["dup.datasets"])
    told = run("SIL-08", place).findings
    assert {(f.certainty, f.why[-1].code) for f in told} == {("question", "share.told_as_overlap")}
    # a third who keeps the number is no part of that pair; two that both say they are the source contradict each other
    third = [*rows, {**data("c", "mz", items=("公民身份号码",)), "system": "s1"}]
    by_element = {
        f.discriminator.split(":")[0]: f.certainty
        for f in run("SIL-08", town(organisations=[MZ, CL], systems=systems, resources=third)).findings
    }
    assert by_element["citizen_id_number"] == "probable"
    both = [{**row, "is_source": "是"} for row in rows]
    told = run("SIL-08", town(organisations=[MZ, CL], systems=systems, resources=both)).findings
    assert {(f.certainty, f.why[0].code) for f in told} == {("probable", "share.many_sources")}
