import pytest

MZ = {"id": "mz", "name": "云溪县民政局", "level": "county"}
BOUND = {"CN-01": "2026-07-01"}


def system(**more: object) -> dict[str, object]:
    return {
        "id": "s",
        "name": "养老系统",
        "owner": "mz",
        "status": "运行",
        "project_no": "云发改〔2026〕1号",
        "acceptance_date": "2026-07-20",
        **more,
    }


def channel(**more: object) -> dict[str, object]:
    return {
        "id": "c",
        "name": "云溪养老",
        "kind": "APP",
        "system": "s",
        "owner": "mz",
        "status": "运行",
        "launch_date": "2026-08-01",
        **more,
    }


@pytest.mark.parametrize(
    ("gaps", "fields"),
    [
        ({"project_no": "无"}, ["field:System.project_no"]),
        ({"acceptance_date": "无"}, ["field:System.acceptance_date"]),
        ({"project_no": "无", "acceptance_date": "无"}, ["field:System.project_no", "field:System.acceptance_date"]),
    ],
)
def test_an_app_launched_under_the_rule_without_review_or_acceptance_is_found(town, run, gaps, fields) -> None:
    found = run("LIF-08", town(organisations=[MZ], systems=[system(**gaps)], channels=[channel()]), binding=BOUND).says(
        "probable", ["c"], ["answer.none", "sprawl.launched_after"], severity="high"
    )
    assert dict(found.why[0].parts) == {"subject": "s", "fields": fields}
    assert (found.why[1].parts["date"], found.organisations, found.evidence[0].locator) == ("2026-08-01", ("mz",), "channels.csv#2")


@pytest.mark.parametrize(
    ("launched", "binding", "certainty", "code"),
    [
        ("2026-08-01", "2026-08-01", "probable", "sprawl.launched_after"),
        ("2026-07-31", "2026-08-01", "question", "life.launched_before_binding"),
        ("2026-11-24", "2026-11-24", "probable", "sprawl.launched_after"),
        ("2026-11-25", "2026-11-25", "question", "life.launched_before_binding"),
        (None, "2026-08-01", "question", "life.launched_before_binding"),
        ("2026-08-01", None, "question", "life.launched_before_binding"),
    ],
)
def test_the_rule_binds_from_its_day_on(town, run, launched, binding, certainty, code) -> None:
    place = town(organisations=[MZ], systems=[system(project_no="无")], channels=[channel(launch_date=launched)])
    run("LIF-08", place, binding={"CN-01": binding} if binding else None).says(certainty, ["c"], ["answer.none", code])


@pytest.mark.parametrize("kind", ["小程序", "快应用"])
def test_every_kind_of_app_is_looked_at(town, run, kind) -> None:
    place = town(organisations=[MZ], systems=[system(project_no="无")], channels=[channel(kind=kind)])
    run("LIF-08", place, binding=BOUND).says("probable", ["c"], ["answer.none", "sprawl.launched_after"])


@pytest.mark.parametrize(
    "change", [{"kind": "网站"}, {"kind": "公众号"}, {"status": "已下线"}, {"status": "在建"}, {"system": None}, {"system": "不知名系统"}]
)  # fmt: skip
def test_other_kinds_what_does_not_run_and_apps_without_a_known_system_are_silent(town, run, change) -> None:
    place = town(organisations=[MZ], systems=[system(project_no="无")], channels=[channel(**change)])
    run("LIF-08", place, binding=BOUND).is_silent()


@pytest.mark.parametrize("answer", [None, "不适用"])
def test_blank_and_not_applicable_say_nothing(town, run, answer) -> None:
    rows = [system(project_no=answer, acceptance_date=answer)]
    run("LIF-08", town(organisations=[MZ], systems=rows, channels=[channel()]), binding=BOUND).is_silent()


def test_an_app_that_only_a_crawl_saw_is_a_question(town, run) -> None:
    place = town(organisations=[MZ], systems=[system(project_no="无")], channels=[channel(seen=True)])
    run("LIF-08", place, binding=BOUND).says("question", ["c"], ["answer.none", "sprawl.launched_after"])


def test_a_version_other_than_the_filed_one_is_a_question(town, run) -> None:
    row = channel(filing_status="已备案", version="V2.1.0", filing_version="V2.0.3")
    found = run("LIF-08", town(organisations=[MZ], systems=[system()], channels=[row]), binding=BOUND).says(
        "question", ["c"], ["life.version_filed"], severity="medium"
    )
    assert dict(found.why[0].parts) == {"channel": "c", "version": "V2.1.0", "filed": "V2.0.3"}
    both = town(organisations=[MZ], systems=[system(project_no="无")], channels=[row])
    run("LIF-08", both, binding=BOUND).says(
        "probable", ["c"], ["answer.none", "sprawl.launched_after", "life.version_filed"], severity="high"
    )


@pytest.mark.parametrize(
    ("version", "filed", "status"),
    [
        ("2.0.9", "V2.0.1", "已备案"),
        ("正式版 ", "正式版", "已备案"),
        ("3.0", "2.0", "未备案"),
        ("3.0", "2.0", None),
        ("3.0", None, "已备案"),
        (None, "2.0", "已备案"),
        ("3.0", "无", "已备案"),
        ("3.0", "不适用", "已备案"),
    ],
)
def test_corrections_unfiled_apps_and_blank_versions_are_silent(town, run, version, filed, status) -> None:
    row = channel(filing_status=status, version=version, filing_version=filed)
    run("LIF-08", town(organisations=[MZ], systems=[system()], channels=[row]), binding=BOUND).is_silent()


@pytest.mark.parametrize(("version", "filed"), [("V2", "2.0"), ("2.1", "２.１"), ("v02.1", "2.1")])
def test_one_version_in_two_spellings_is_silent(town, run, version, filed) -> None:
    row = channel(filing_status="已备案", version=version, filing_version=filed)
    run("LIF-08", town(organisations=[MZ], systems=[system()], channels=[row]), binding=BOUND).is_silent()


def test_a_month_of_launch_that_lies_wholly_under_the_rule_is_not_told_as_before_it(town, run) -> None:
    place = town(organisations=[MZ], systems=[system(project_no="无")], channels=[channel(launch_date="2026-09")])
    run("LIF-08", place, binding=BOUND).says("probable", ["c"], ["answer.none", "sprawl.launched_after"])
