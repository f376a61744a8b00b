import pytest

MZ = {"id": "mz", "name": "云溪县民政局", "level": "county"}


def channel(**answers: object) -> dict[str, object]:
    return {
        "id": "c", "name": "养老认证", "kind": "APP", "owner": "mz", "status": "运行", "audience": "公众", "auth_methods": "人脸", **answers
    }  # fmt: skip


def service(**answers: object) -> dict[str, object]:
    return {"id": "v", "name": "领取资格认证", "owner": "mz", "auth_methods": "刷脸", **answers}


@pytest.mark.parametrize("kind", ["APP", "小程序", "公众号", "网站", "自助终端"])
@pytest.mark.parametrize("audience", ["公众", "经营主体", "老年人", "公众|机关工作人员"])
def test_a_channel_with_face_recognition_alone_is_found(town, run, kind, audience) -> None:
    place = town(organisations=[MZ], channels=[channel(kind=kind, audience=audience)])
    found = run("INC-07", place).says("certain", ["c"], ["inclusion.face_only"], severity="high")
    assert (dict(found.why[0].parts), found.organisations, found.must_confirm) == ({"subject": "c"}, ("mz",), "inspector")
    assert [e.locator for e in found.evidence] == ["channels.csv#2"]


@pytest.mark.parametrize("change", [{"audience": None}, {"audience": "机关工作人员"}, {"status": None}, {"seen": True}])
def test_for_staff_alone_seen_only_or_without_audience_or_status_it_is_a_question(town, run, change) -> None:
    run("INC-07", town(organisations=[MZ], channels=[channel(**change)])).says("question", ["c"], ["inclusion.face_only"])


@pytest.mark.parametrize("status", ["规划", "在建", "停用", "已下线", "不详"])
def test_a_channel_that_does_not_run_is_silent(town, run, status) -> None:
    run("INC-07", town(organisations=[MZ], channels=[channel(status=status)])).is_silent()


def test_a_service_with_face_recognition_alone_is_found(town, run) -> None:
    found = run("INC-07", town(organisations=[MZ], services=[service()])).says("certain", ["v"], ["inclusion.face_only"], severity="high")
    assert (found.organisations, [e.locator for e in found.evidence]) == (("mz",), ["services.csv#2"])
    run("INC-07", town(organisations=[MZ], services=[service(seen=True)])).says("question", ["v"], ["inclusion.face_only"])


@pytest.mark.parametrize(
    "methods", ["人脸|短信", "人脸|身份证", "刷脸|账号密码", "人脸|统一身份认证", "短信", "无", "人脸|无", "不适用", None]
)
def test_another_way_beside_or_no_answer_is_silent(town, run, methods) -> None:
    place = town(organisations=[MZ], channels=[channel(auth_methods=methods)], services=[service(auth_methods=methods)])
    run("INC-07", place).is_silent()


def test_the_same_way_written_twice_is_still_one(town, run) -> None:
    run("INC-07", town(organisations=[MZ], channels=[channel(auth_methods="人脸|刷脸|人脸识别")])).says(
        "certain", ["c"], ["inclusion.face_only"]
    )


def test_a_channel_and_its_service_are_two_findings(town, run) -> None:
    told = run("INC-07", town(organisations=[MZ], channels=[channel(owner=None)], services=[service(channels="c", owner="没见过的单位")]))
    assert [f.subjects for f in told.findings] == [("c",), ("v",)]
