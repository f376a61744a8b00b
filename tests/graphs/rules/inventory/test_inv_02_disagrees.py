import pytest

MZ = {"id": "mz", "name": "云溪县民政局", "level": "county"}
YB = {"id": "yb", "name": "云溪县医保局", "level": "county"}
SEEN = {"id": "c", "name": "云溪敬老通", "kind": "app", "owner": "mz", "url": "https://jl.example", "seen": True}
DECLARED = {"id": "d", "name": "云溪救助", "kind": "小程序", "owner": "mz"}


def test_a_channel_that_was_seen_and_not_declared_is_asked_about(town, run) -> None:
    found = run("INV-02", town(organisations=[MZ], channels=[SEEN, DECLARED])).says(
        "question", ["c"], ["inventory.undeclared"], severity="high"
    )
    assert (found.organisations, found.must_confirm) == (("mz",), "auditor")


def test_a_system_that_was_seen_counts_too_once_the_form_came_back(town, run) -> None:
    place = town(
        organisations=[MZ], systems=[{"id": "a", "name": "殡葬系统", "owner": "mz", "seen": True}], returned_forms={"mz": "2026-11-20"}
    )
    run("INV-02", place).says("question", ["a"], ["inventory.undeclared"])


@pytest.mark.parametrize(
    "declared",
    [
        {**DECLARED, "name": "云溪县敬老通APP", "aliases": "云溪敬老通"},
        {**DECLARED, "url": "https://jl.example"},
        {**DECLARED, "owner": "yb"},
    ],
    ids=["declared under an alias", "declared by its address", "its body returned nothing yet"],
)
def test_what_is_declared_or_could_not_be_is_silent(town, run, declared) -> None:
    run("INV-02", town(organisations=[MZ, YB], channels=[SEEN, declared])).is_silent()


def test_two_sources_that_disagree_are_asked_about(town, run) -> None:
    conflict = ("System", "a", "status", "active", "表一#2", "declared", "retired", "https://x", "observed")
    found = run("INV-02", town(organisations=[MZ], systems=[{"id": "a", "name": "殡葬系统", "owner": "mz"}], conflicts=[conflict])).says(
        "question", ["a"], ["inventory.conflict"], severity="medium"
    )
    assert (found.why[0].parts["chosen"], found.why[0].parts["other"], found.discriminator) == ("status:active", "status:retired", "status")


def test_conflicts_about_references_and_about_records_that_are_gone_are_passed_over(town, run) -> None:
    conflicts = [
        ("System", "a", "owner", "甲", "x", "declared", "乙", "y", "declared"),
        ("System", "gone", "status", "active", "x", "declared", "retired", "y", "declared"),
    ]
    run("INV-02", town(organisations=[MZ], systems=[{"id": "a", "name": "殡葬系统", "owner": "mz"}], conflicts=conflicts)).is_silent()


def test_a_body_that_nobody_knows_is_not_held_against(town, run) -> None:
    run("INV-02", town(organisations=[MZ], channels=[{**SEEN, "owner": "不知名单位"}, DECLARED])).is_silent()


def test_lists_of_codes_are_shown_in_words(town, run) -> None:
    conflict = ("System", "a", "audience", ["public", "business"], "x", "declared", ["staff"], "y", "observed")
    told = run("INV-02", town(organisations=[MZ], systems=[{"id": "a", "name": "殡葬系统", "owner": "mz"}], conflicts=[conflict]))
    assert told.findings[0].why[0].parts["chosen"] == ["audience:public", "audience:business"]


def test_another_body_s_declaration_of_a_like_name_hides_nothing(town, run) -> None:
    seen = {**SEEN, "name": "清河镇便民服务", "url": "https://qh.example"}
    declared = [DECLARED, {"id": "e", "name": "石桥镇便民服务", "kind": "小程序", "owner": "yb"}]
    run("INV-02", town(organisations=[MZ, YB], channels=[seen, *declared])).says("question", ["c"], ["inventory.undeclared"])


def test_a_declaration_of_the_very_name_by_another_body_is_named(town, run) -> None:
    other = {"id": "e", "name": SEEN["name"], "kind": "小程序", "owner": "yb"}
    found = run("INV-02", town(organisations=[MZ, YB], channels=[SEEN, DECLARED, other])).says(
        "question", ["c"], ["inventory.undeclared", "inventory.declared_by_another"]
    )
    assert dict(found.why[1].parts) == {"subject": "e", "owner": "yb"}
