from inventory.identity import file_id

MZ = {"id": "mz", "name": "云溪县民政局", "level": "county"}


def test_a_file_with_passwords_is_one_finding_with_places_and_no_echo(town, run) -> None:
    refused = [("民政.xlsx", f"系统!{row}!密码", "mz") for row in range(2, 9)]
    found = run("SEC-08", town(organisations=[MZ], refusals=refused)).says(
        "certain", ["mz"], ["secure.credentials"], severity="critical", count=7
    )
    assert dict(found.why[0].parts) == {"file": "民政.xlsx", "count": 7}
    assert [e.locator for e in found.evidence] == [f"民政.xlsx#系统!{row}!密码" for row in range(2, 7)]
    assert {e.quote for e in found.evidence} == {"***"}


def test_two_files_are_two_findings(town, run) -> None:
    told = run("SEC-08", town(organisations=[MZ], refusals=[("b.csv", "2", "mz"), ("a.csv", "3", "mz")]))
    assert [(f.subjects, f.discriminator) for f in told.findings] == [(("mz",), "a.csv"), (("mz",), "b.csv")]


def test_a_file_of_nobody_known_is_its_own_subject(town, run) -> None:
    found = run("SEC-08", town(refusals=[("老普查表.xls", "表1!2!口令", None)])).says(
        "certain", [file_id("老普查表.xls")], ["secure.credentials"], count=1
    )
    assert found.organisations == ()


def test_something_like_a_password_in_a_cell_is_only_probable(town, run) -> None:
    told = run("SEC-08", town(organisations=[MZ], refusals=[("民政.csv", "7!备注", "mz", "credential_value")]))
    told.says("probable", ["mz"], ["secure.credentials"], count=1)


def test_an_inventory_without_refusals_is_silent(town, run) -> None:
    run("SEC-08", town(organisations=[MZ])).is_silent()
