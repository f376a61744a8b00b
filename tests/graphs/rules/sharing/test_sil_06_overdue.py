import pytest

MZ = {"id": "mz", "name": "云溪县民政局", "level": "county"}
GA = {"id": "ga", "name": "云溪县公安局", "level": "county"}


def asked(**more: object) -> dict[str, object]:
    return {"id": "q", "from": "mz", "to": "ga", "elements": "户籍地址", "received": "2026-11-02", "share_type": "有条件共享", **more}


# 2 November 2026 is a Monday and no holiday follows: the tenth working day is Monday the 16th
@pytest.mark.parametrize(
    ("row", "code", "days", "limit"),
    [
        ({"share_type": "无条件共享", "decided": "2026-11-04"}, "share.overdue_reply", 2, 1),
        ({"decided": "2026-11-17"}, "share.overdue_reply", 11, 10),
        ({"decision": "未答复"}, "share.open_reply", 16, 10),
        ({"received": "2026-10-12", "extended": "2026-10-20", "decided": "2026-11-10"}, "share.overdue_reply", 21, 20),
        ({"decided": "2026-11-03", "decision": "同意", "received": "2026-11-02", "supplied": "2026-12-02"}, "share.overdue_supply", 21, 20),
        (
            {"decided": "2026-11-03", "decision": "拒绝", "correction_asked": "2026-11-04", "corrected": "无"},
            "share.open_correction",
            14,
            10,
        ),
    ],
    ids=["unconditional reply", "conditional reply", "no reply yet", "extended reply", "supply", "correction still open"],
)
def test_a_step_past_its_statutory_days_is_found(town, run, row, code, days, limit) -> None:
    found = run("SIL-06", town(organisations=[MZ, GA], share_requests=[asked(**row)])).says(
        "certain", ["q"], [code], days=days, limit=limit
    )
    assert (found.organisations, found.discriminator) == (("ga",), code.rpartition("_")[2])
    assert all(t.official for t in found.thresholds)


@pytest.mark.parametrize(
    "row",
    [
        {"share_type": "无条件共享", "decided": "2026-11-03"},
        {"decided": "2026-11-16"},
        {"received": "2026-11-10"},
        {"received": "2026-10-12", "extended": "2026-10-20", "decided": "2026-11-09"},
        {"decided": "2026-11-03", "decision": "同意", "supplied": "2026-12-01"},
        {"decided": "2026-11-03", "decision": "拒绝", "correction_asked": "2026-11-04", "corrected": "2026-11-18"},
    ],
    ids=[
        "reply on the last day",
        "conditional reply on the last day",
        "still open on the last day",
        "extended to its last day",
        "supply on the last day",
        "correction on the last day",
    ],
)
def test_the_last_day_is_in_time(town, run, row) -> None:
    run("SIL-06", town(organisations=[MZ, GA], share_requests=[asked(**row)])).is_silent()


def test_national_day_and_its_made_up_day_are_counted_right(town, run) -> None:
    # Mon 28 Sept 2026: 29, 30 Sept; 8, 9, 10 (a Saturday at work) Oct; 12-16 Oct are days six to ten
    run("SIL-06", town(organisations=[MZ, GA], share_requests=[asked(received="2026-09-28", decided="2026-10-16")])).is_silent()
    told = run("SIL-06", town(organisations=[MZ, GA], share_requests=[asked(received="2026-09-28", decided="2026-10-19")]))
    told.says("certain", ["q"], ["share.overdue_reply"], days=11)


def test_every_late_step_is_a_finding_of_its_own(town, run) -> None:
    row = asked(received="2026-08-03", decided="2026-09-01", decision="同意")
    told = run("SIL-06", town(organisations=[MZ, GA], share_requests=[row]))
    assert sorted(f.discriminator for f in told.findings) == ["reply", "supply"]


@pytest.mark.parametrize(
    "row", [{}, {"decided": "2026-11-03", "decision": "拒绝", "correction_asked": "2026-11-04"}], ids=["reply", "correction"]
)
def test_a_step_whose_end_nobody_entered_is_a_question(town, run, row) -> None:
    told = run("SIL-06", town(organisations=[MZ, GA], share_requests=[asked(**row)]))
    assert [f.certainty for f in told.findings] == ["question"]


def test_the_regulation_binds_from_the_first_of_august_2025(town, run) -> None:
    run("SIL-06", town(organisations=[MZ, GA], share_requests=[asked(received="2025-07-31", decided="2025-12-01")])).is_silent()
    told = run("SIL-06", town(organisations=[MZ, GA], share_requests=[asked(received="2025-08-01", decided="2025-12-01")]))
    assert [f.certainty for f in told.findings] == ["certain"]
    run("SIL-06", town(organisations=[MZ, GA], share_requests=[asked(received="2023-01-05")])).is_silent()


def test_a_refused_request_owes_no_supply(town, run) -> None:
    run(
        "SIL-06", town(organisations=[MZ, GA], share_requests=[asked(received="2026-06-01", decided="2026-06-03", decision="拒绝")])
    ).is_silent()


@pytest.mark.parametrize("row", [{"received": None}, {"received": None, "decided": "2026-11-03"}])
def test_without_a_day_of_receipt_it_cannot_be_told(town, run, row) -> None:
    run("SIL-06", town(organisations=[MZ, GA], share_requests=[asked(**row)])).asks("q", "ShareRequest.received")


def test_of_an_unknown_kind_of_sharing_the_longer_term_counts_and_the_shorter_excuses(town, run) -> None:
    told = run("SIL-06", town(organisations=[MZ, GA], share_requests=[asked(share_type=None)]))
    assert [f.numbers["limit"] for f in told.findings] == [10]


def test_days_outside_the_calendar_are_untold(town, run) -> None:
    run("SIL-06", town(organisations=[MZ, GA], share_requests=[asked(received="2026-12-21")], today="2027-01-15")).asks(
        "q", "ShareRequest.decided"
    )
