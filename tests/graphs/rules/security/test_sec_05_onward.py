import pytest

GA = {"id": "ga", "name": "云溪县公安局", "level": "county"}
MZ = {"id": "mz", "name": "云溪县民政局", "level": "county"}
SYSTEMS = [{"id": "s", "name": "户籍系统", "owner": "ga"}, {"id": "m", "name": "救助系统", "owner": "mz"}]


def flow(**more: object) -> dict[str, object]:
    return {
        "id": "x",
        "from": "s",
        "to": "m",
        "elements": "姓名|户籍地址",
        "method": "接口",
        "status": "运行",
        "onward": "否",
        "log_years": 3,
        **more,
    }


def test_onward_supply_without_consent_is_certain(town, run) -> None:
    found = run("SEC-05", town(organisations=[GA, MZ], systems=SYSTEMS, exchanges=[flow(onward="未经同意")])).says(
        "certain", ["x"], ["secure.onward"], severity="high"
    )
    assert (dict(found.why[0].parts), found.organisations) == ({"from": "s", "to": "m"}, ("ga", "mz"))
    assert (found.evidence[0].locator, found.must_confirm) == ("exchanges.csv#2", "auditor")


@pytest.mark.parametrize("onward", ["否", "经同意", "不适用", "无", None])
def test_no_supply_consent_and_no_answer_are_silent(town, run, onward) -> None:
    run("SEC-05", town(organisations=[GA, MZ], systems=SYSTEMS, exchanges=[flow(onward=onward)])).is_silent()


@pytest.mark.parametrize(("years", "told"), [(2, 2), (0, 0), ("无", 0)])
def test_records_of_use_kept_for_less_than_three_years_are_medium(town, run, years, told) -> None:
    found = run("SEC-05", town(organisations=[GA, MZ], systems=SYSTEMS, exchanges=[flow(log_years=years)])).says(
        "certain", ["x"], ["secure.log"], severity="medium"
    )
    assert dict(found.why[0].parts) == {"exchange": "x", "years": told, "limit": 3}
    assert [(t.name, t.value, t.official) for t in found.thresholds] == [("log_years", 3, True)]


@pytest.mark.parametrize("years", [3, 10, None, "不适用"])
def test_three_years_no_answer_and_not_applicable_are_silent(town, run, years) -> None:
    run("SEC-05", town(organisations=[GA, MZ], systems=SYSTEMS, exchanges=[flow(log_years=years)])).is_silent()


def test_an_office_may_ask_for_more_years_but_then_it_is_its_own_number(town, run) -> None:
    place = town(organisations=[GA, MZ], systems=SYSTEMS, exchanges=[flow(log_years=4)])
    run("SEC-05", place).is_silent()
    found = run("SEC-05", place, {"log_years": 5}).says("certain", ["x"], ["secure.log"], severity="medium")
    assert found.thresholds[0].official is False


def test_both_faults_are_one_finding_of_the_graver_severity(town, run) -> None:
    place = town(organisations=[GA, MZ], systems=SYSTEMS, exchanges=[flow(onward="未经同意", log_years=1)])
    run("SEC-05", place).says("certain", ["x"], ["secure.onward", "secure.log"], severity="high")


@pytest.mark.parametrize("status", ["停用", "已下线", "规划", "在建"])
def test_what_does_not_run_is_silent(town, run, status) -> None:
    row = flow(onward="未经同意", log_years=1, status=status)
    run("SEC-05", town(organisations=[GA, MZ], systems=SYSTEMS, exchanges=[row])).is_silent()


@pytest.mark.parametrize("change", [{"status": None}, {"seen": True}], ids=["no status", "seen only by a crawl"])
def test_what_nobody_declared_to_run_is_a_question(town, run, change) -> None:
    row = flow(onward="未经同意", **change)
    run("SEC-05", town(organisations=[GA, MZ], systems=SYSTEMS, exchanges=[row])).says("question", ["x"], ["secure.onward"])


def test_records_inside_one_body_are_its_own_matter(town, run) -> None:
    own = [SYSTEMS[0], {**SYSTEMS[1], "owner": "ga"}]
    run("SEC-05", town(organisations=[GA], systems=own, exchanges=[flow(log_years=1)])).is_silent()
    run("SEC-05", town(organisations=[GA], systems=own, exchanges=[flow(to="s", log_years=1)])).is_silent()


def test_onward_supply_needs_no_known_partner(town, run) -> None:
    place = town(organisations=[GA], systems=SYSTEMS[:1], exchanges=[flow(to="省厅系统", onward="未经同意")])
    found = run("SEC-05", place).says("certain", ["x"], ["secure.onward"])
    assert (found.why[0].parts["to"], found.organisations) == ("省厅系统", ("ga",))
    loop = town(organisations=[GA], systems=SYSTEMS[:1], exchanges=[flow(to="s", onward="未经同意")])
    assert run("SEC-05", loop).says("certain", ["x"], ["secure.onward"]).organisations == ("ga",)


def test_a_system_whose_owner_nobody_answered_makes_no_second_body(town, run) -> None:
    systems = [SYSTEMS[0], {**SYSTEMS[1], "owner": None}]
    told = run("SEC-05", town(organisations=[GA], systems=systems, exchanges=[flow(log_years=1)]))
    assert [f.certainty for f in told.findings if f.certainty != "question"] == []


def test_records_of_an_exchange_with_a_partner_outside_are_asked_about(town, run) -> None:
    place = town(organisations=[MZ], systems=SYSTEMS[1:], exchanges=[flow(**{"from": "省厅系统"}, log_years=1)])
    run("SEC-05", place).says("question", ["x"], ["secure.log"], severity="medium")
