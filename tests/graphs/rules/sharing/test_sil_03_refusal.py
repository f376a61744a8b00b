import pytest

MZ = {"id": "mz", "name": "云溪县民政局", "level": "county"}
GA = {"id": "ga", "name": "云溪县公安局", "level": "county"}


def data(basis: str | None, share: str = "不予共享") -> dict[str, object]:
    return {"id": "r", "name": "户籍表", "provider_org": "ga", "share_type": share, "no_share_basis": basis}


def asked(**more: object) -> dict[str, object]:
    return {"id": "q", "from": "mz", "to": "ga", "elements": "户籍地址", "received": "2026-09-01", "decision": "拒绝", **more}


@pytest.mark.parametrize(
    ("basis", "code"),
    [("无", "share.refused_no_basis"), ("领导要求不对外提供", "share.refused_weak_basis"), ("本局内部规定", "share.refused_weak_basis")],
)
def test_a_refusal_without_law_is_found(town, run, basis, code) -> None:
    found = run("SIL-03", town(organisations=[GA], resources=[data(basis)])).says("probable", ["r"], [code])
    assert found.organisations == ("ga",)


@pytest.mark.parametrize(
    "basis",
    [
        "《中华人民共和国居民身份证法》第十九条",
        "《政务数据共享条例》第十四条",
        "《国务院关于在线政务服务的若干规定》（国务院令第716号）",
        "依据反恐怖主义法第五十条",
    ],
)
def test_a_law_regulation_or_state_council_order_is_a_basis(town, run, basis) -> None:
    run("SIL-03", town(organisations=[GA], resources=[data(basis)])).is_silent()


@pytest.mark.parametrize("share", ["有条件共享", "无条件共享"])
def test_what_is_shared_needs_no_basis(town, run, share) -> None:
    run("SIL-03", town(organisations=[GA], resources=[data("无", share)])).is_silent()


def test_a_blank_basis_is_asked_for(town, run) -> None:
    run("SIL-03", town(organisations=[GA], resources=[data(None)])).asks("r", "Dataset.no_share_basis")


@pytest.mark.parametrize(("basis", "certainty"), [("无", "probable"), ("涉及本局工作", "question")])
def test_a_refused_request_that_cites_no_law_is_found(town, run, basis, certainty) -> None:
    found = run("SIL-03", town(organisations=[MZ, GA], share_requests=[asked(basis=basis)])).says(
        certainty, ["q"], ["share.request_refused"]
    )
    assert (found.organisations, found.why[0].parts["items"]) == (("ga", "mz"), ["户籍地址"])


def test_a_granted_request_is_silent_and_a_refusal_with_a_blank_basis_is_asked_about(town, run) -> None:
    run("SIL-03", town(organisations=[MZ, GA], share_requests=[asked(decision="同意", basis="无")])).is_silent()
    run("SIL-03", town(organisations=[MZ, GA], share_requests=[asked(basis="《户口登记条例》")])).is_silent()
    run("SIL-03", town(organisations=[MZ, GA], share_requests=[asked()])).asks("q", "ShareRequest.basis")


@pytest.mark.parametrize(
    "basis", ["《云溪县政务数据管理办法》", "《县公安局信息使用办法》第三条", "根据本县信息管理办法第五条", "目前没有好办法"]
)
def test_local_measures_are_no_law(town, run, basis) -> None:
    run("SIL-03", town(organisations=[GA], resources=[data(basis)])).says("probable", ["r"], ["share.refused_weak_basis"])


def test_a_decision_of_the_county_is_none_of_the_state_council(town, run) -> None:
    run("SIL-03", town(organisations=[GA], resources=[data("《云溪县人民政府关于数据管理的决定》")])).says(
        "probable", ["r"], ["share.refused_weak_basis"]
    )
