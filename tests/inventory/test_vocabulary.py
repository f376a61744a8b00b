import pytest

from inventory.schema import entities
from inventory.vocabulary import (
    LEVELS,
    MOBILE_KINDS,
    OFFLINE_KINDS,
    ONLINE_KINDS,
    RUNNING,
    _lists,
    caption,
    read_code,
    terms,
)

# the codes of INTERFACE.md
CONTRACT = {
    "status": "planned building trial active suspended retired unknown",
    "level": "national province city county town village",
    "system_kind": "shared_platform business base_library portal office sensing display other",
    "channel_kind": "app mini_program quick_app official_account microblog video_account website h5 work_group kiosk hotline counter other",
    "audience": "public business grassroots staff special_group",
    "sharing": "unconditional conditional not_shared",
    "method": "api batch file message platform manual",
    "frequency": "realtime daily weekly monthly quarterly yearly once irregular",
    "domain": "health social_security elderly_care finance bill_payment education housing other",
    "severity": "critical high medium low",
    "certainty": "certain probable question",
    "pii": "none contact personal identifier sensitive",
    "verdict": "same duplicate overlap part_of successor different unsure",
    "relation": "same duplicate overlap part_of successor reuse",
    "mode": "declared observed inferred",
    "screen_category": "forced_download forced_registration download_quota forced_login checkin points online_duration like_forward screenshot_trace work_group_burden "
    "unfiled_app county_build duplicate_app commercial duplicate_entry assessment_online single_channel",
    "account_role": "administrator auditor reviewer clerk inspector architect reader",
    "cause": "rule duty awareness platform technique capacity",
    "finding_status": "candidate question needs_evidence confirmed excepted rejected in_correction closed reopened",
    "assessment_class": "activity outcome satisfaction problem_solved",
}  # fmt: skip


@pytest.mark.parametrize("name", list(CONTRACT))
def test_the_codes_of_the_contract_are_there(name: str) -> None:
    assert set(terms(name)) == set(CONTRACT[name].split())


def test_every_list_that_the_form_names_exists() -> None:
    named = {field.of for spec in entities().values() for field in spec.fields.values() if field.type in ("enum", "enums")}
    assert named <= set(_lists())
    with pytest.raises(KeyError):
        terms("no such list")


@pytest.mark.parametrize("name", sorted(_lists()))
def test_codes_and_names_are_read_as_themselves(name: str) -> None:
    for term in terms(name).values():
        assert {spelling: read_code(name, spelling) for spelling in (term.code, term.zh, term.en)} == dict.fromkeys(
            (term.code, term.zh, term.en), term.code
        )
        assert caption(name, term.code, "zh") == term.zh
        assert caption(name, term.code, "en") == term.en


@pytest.mark.parametrize("name", sorted(_lists()))
def test_spellings_mean_one_code(name: str) -> None:
    for term in terms(name).values():
        assert {alias: read_code(name, alias) for alias in term.aliases} == dict.fromkeys(term.aliases, term.code)


def test_codes_fit_their_column() -> None:
    assert max(len(code) for name in _lists() for code in terms(name)) <= 40


def test_groups_of_codes_stand_in_their_lists() -> None:
    assert set(terms("status")) > RUNNING
    assert set(terms("channel_kind")) > ONLINE_KINDS | OFFLINE_KINDS > MOBILE_KINDS
    assert tuple(terms("level")) == LEVELS


def test_unknown_codes_are_shown_as_they_are() -> None:
    assert caption("status", "frozen", "zh") == "frozen"
    assert caption("status", None, "zh") == ""
