import pytest


def body(**more: object) -> dict[str, object]:
    return {"id": "mz", "name": "云溪县民政局", "level": "县级", "org_nature": "法定机关", "sharing_office": "无", **more}


@pytest.mark.parametrize("level", ["国家", "省级", "市级", "县级"])
@pytest.mark.parametrize("nature", ["法定机关", "授权组织"])
def test_a_department_without_a_sharing_office_is_found(town, run, level, nature) -> None:
    found = run("RSP-05", town(organisations=[body(level=level, org_nature=nature)])).says(
        "certain", ["mz"], ["duty.no_sharing_office"], severity="medium"
    )
    assert (dict(found.why[0].parts), found.organisations) == ({"body": "mz"}, ("mz",))
    assert [e.locator for e in found.evidence] == ["organisations.csv#2"]


@pytest.mark.parametrize("nature", [None, "待填", "不适用"])
def test_where_nobody_said_what_kind_of_body_it_is_it_is_less_sure(town, run, nature) -> None:
    run("RSP-05", town(organisations=[body(org_nature=nature)])).says("probable", ["mz"], ["duty.no_sharing_office"])


@pytest.mark.parametrize(
    "change",
    [
        *({"level": level} for level in ("乡镇街道", "村社区", None)),
        *(
            {"org_nature": n}
            for n in ("受委托组织", "群团组织", "事业单位", "国有企业", "民营企业", "社会组织", "高校", "科研机构", "村社区", "其他")
        ),
        {"sharing_office": "办公室"},
        {"sharing_office": "不适用"},
        {"seen": True},
    ],
)
def test_towns_firms_schools_and_bodies_with_an_office_are_silent(town, run, change) -> None:
    run("RSP-05", town(organisations=[body(**change)])).is_silent()


@pytest.mark.parametrize("blank", [None, "", "待填"])
def test_a_blank_office_of_a_department_is_asked_for(town, run, blank) -> None:
    run("RSP-05", town(organisations=[body(sharing_office=blank)])).asks("mz", "Organisation.sharing_office")
    run("RSP-05", town(organisations=[body(sharing_office=blank, org_nature=None)])).asks("mz", "Organisation.sharing_office")


@pytest.mark.parametrize("change", [{"level": "乡镇街道"}, {"org_nature": "民营企业"}, {"seen": True}])
def test_a_blank_office_of_anybody_else_is_not(town, run, change) -> None:
    run("RSP-05", town(organisations=[body(sharing_office=None, **change)])).is_silent()


def test_each_department_is_judged_alone_and_a_body_above_itself_does_not_matter(town, run) -> None:
    ga = body(id="ga", name="云溪县公安局", parent="ga")
    told = run("RSP-05", town(organisations=[body(parent="ga", sharing_office="办公室"), ga]))
    told.says("certain", ["ga"], ["duty.no_sharing_office"])
    both = run("RSP-05", town(organisations=[body(), ga]))
    assert sorted(f.subjects for f in both.findings) == [("ga",), ("mz",)]
