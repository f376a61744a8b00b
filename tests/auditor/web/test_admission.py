"""Which account the people of the log-in service have here: the administrator's, with the role and body that the settings lead to."""

import datetime as dt
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import select

from auditor.accounts import add_account, close_account, reopen_account
from auditor.settings import OidcSettings
from auditor.web import admission, sessions
from auditor.web.admission import NoAccount, admit
from auditor.web.provider import BeginAgain
from auditor.web.tokens import NotBelieved
from inventory.database import reading, writing
from inventory.models.ledger import AccessRow, AccountRow, SessionRow
from inventory.models.records import TABLES

NOW = dt.datetime(2026, 11, 27, 9, 0, tzinfo=dt.UTC)
ROLES = {"audit-admins": "administrator", "audit-clerks": "clerk", "audit": "auditor"}


def settings(**more) -> OidcSettings:
    return OidcSettings(**{"issuer": "https://login.example", "client_id": "c", "public_url": "https://audit.example", **more})


def come(place, chosen: OidcSettings | None = None, *, sub: str = "s-1", name: object = "u-reader", **claims) -> str:
    """The reason why somebody did not come in; empty where they did."""
    told = {"sub": sub, "preferred_username": name, **claims}
    try:
        token = admit(place.engine, chosen or settings(), told, "10.0.0.1", NOW)
    except NoAccount as error:
        return error.reason
    with reading(place.engine) as session:
        found = sessions.who(session, token, NOW)
    assert found is not None
    return ""


def held(place, name: str):
    with reading(place.engine) as session:
        row = session.get(AccountRow, name)
        return None if row is None else (row.role, row.organisation, row.oidc_subject)


def logged(place) -> list[tuple[str, str, str]]:
    with reading(place.engine) as session:
        return [(r.account, r.action, r.subject) for r in session.execute(select(AccessRow).order_by(AccessRow.id)).scalars()]


def test_a_known_name_is_linked_once_and_belongs_to_its_subject_then(place) -> None:
    assert come(place) == ""
    assert held(place, "u-reader") == ("reader", None, "s-1")
    assert come(place, sub="s-2") == "other_subject"
    assert come(place, name="renamed") == ""
    # also where the new name is somebody else's here
    assert come(place, name="u-auditor") == ""
    assert held(place, "u-auditor") == ("auditor", None, None)
    # the same subject of another service is another person
    assert come(place, settings(issuer="https://other.example")) == "other_subject"
    assert [row for row in logged(place) if row[1] != "login"] == [("u-reader", "oidc_link", "")]


@pytest.mark.parametrize(
    "name",
    [None, "", " u-reader", "u-reader ", "U-READER", "u-reader\x00", "\ud800", "x" * 61, 7, ["u-reader"], {"a": "u-reader"}, "' OR 1=1 --"],
)
def test_names_that_are_not_exactly_an_accounts_lead_to_none(place, name) -> None:
    is_name = name in ("U-READER",)
    assert come(place, name=name) == ("unknown_account" if is_name else "no_name")
    assert come(place, settings(accounts="create", new_role="reader"), name=name) == ("" if is_name else "no_name")
    assert held(place, "u-reader") == ("reader", None, None)


def test_an_address_of_mail_counts_where_the_service_has_verified_it(place) -> None:
    add_account(place, "li@example", "reader", organisation=None, password=None)
    by_mail = settings(account_claim="email")
    for verified in (None, False, "true", 1):
        assert come(place, by_mail, email="li@example", email_verified=verified) == "no_name"
    assert come(place, by_mail, email="li@example", email_verified=True) == ""


def test_a_closed_account_stays_closed_by_name_and_by_subject(place) -> None:
    assert come(place) == ""
    close_account(place, "u-reader")
    assert come(place) == "account_closed"
    close_account(place, "u-architect")
    assert come(place, sub="s-2", name="u-architect") == "account_closed"
    assert held(place, "u-architect") == ("architect", None, None)
    reopen_account(place, "u-reader")
    assert come(place) == ""
    with reading(place.engine) as session:
        assert len(session.execute(select(SessionRow)).scalars().all()) == 1


def test_without_mapping_role_and_body_stay_the_administrators(place) -> None:
    assert come(place, name="u-clerk", groups=["audit-admins"], department="org-b") == ""
    assert held(place, "u-clerk") == ("clerk", "org-a", "s-1")


def test_people_without_an_account_get_one_only_where_the_settings_say_so(place) -> None:
    assert come(place, name="new") == "unknown_account"
    assert held(place, "new") is None
    assert come(place, settings(accounts="create", new_role="reader"), name="new") == ""
    assert held(place, "new") == ("reader", None, "s-1")
    assert ("new", "account_add", "oidc") in logged(place)
    assert come(place, settings(accounts="create", new_role="clerk"), sub="s-2", name="new-clerk") == "clerk_without_body"
    assert held(place, "new-clerk") is None


def test_the_role_follows_the_claim_at_every_log_in(place) -> None:
    mapped = settings(role_claim="realm_access.roles", roles=ROLES)
    assert come(place, mapped, realm_access={"roles": ["offline", "audit"]}) == ""
    assert held(place, "u-reader") == ("auditor", None, "s-1")
    # of several the one that the settings name first
    assert come(place, mapped, realm_access={"roles": ["audit", "audit-admins"]}) == ""
    assert held(place, "u-reader")[0] == "administrator"
    assert ("u-reader", "account_role", "auditor → administrator") in logged(place)
    assert come(place, mapped, realm_access={"roles": ["audit-clerks"]}) == "clerk_without_body"
    for nothing in ({}, {"roles": []}, {"roles": "audit-admin"}, {"roles": {"audit": True}}, {"roles": [["audit"]]}, "audit", None):
        assert come(place, mapped, realm_access=nothing) == "no_role"
    assert held(place, "u-reader")[0] == "administrator"


def test_the_last_administrator_with_a_password_keeps_the_role(place) -> None:
    mapped = settings(role_claim="groups", roles=ROLES)
    assert come(place, mapped, name="u-administrator", groups="audit") == "last_administrator"
    assert held(place, "u-administrator") == ("administrator", None, None)
    add_account(place, "second", "administrator", organisation=None, password="correct horse battery")
    assert come(place, mapped, name="u-administrator", groups="audit") == ""
    assert held(place, "u-administrator") == ("auditor", None, "s-1")


def test_the_body_is_found_by_id_name_or_code(place) -> None:
    with writing(place.engine) as session:
        session.get(TABLES["Organisation"], "org-b").code = "11430603MB1234567X"
    direct = settings(organisation_claim="department")
    for said, body in (("org-b", "org-b"), ("甲属", "org-a1"), (["11430603MB1234567X"], "org-b")):
        with reading(place.engine) as session:
            names = {o.name: o.id for o in session.execute(select(TABLES["Organisation"])).scalars()}
        said = next((name for name in names if name.startswith("甲属")), said) if said == "甲属" else said
        assert come(place, direct, department=said) == "", said
        assert held(place, "u-reader")[1] == body
    assert ("u-reader", "account_body", "— → org-b") in logged(place)


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        (None, "no_body"),
        ([], "no_body"),
        ("", "no_body"),
        (7, "no_body"),
        ("org-none", "unknown_body"),
        ("\ud800", "no_body"),
        ("a\x00", "no_body"),
        (["org-a", "org-b"], "several_bodies"),
    ],
)
def test_a_body_that_is_not_said_gives_nobody_the_whole_office(place, said, reason) -> None:
    assert come(place, settings(organisation_claim="department"), department=said) == reason
    assert (
        come(place, settings(organisation_claim="department", accounts="create", new_role="auditor"), name="new", department=said) == reason
    )
    assert (held(place, "u-reader"), held(place, "new")) == (("reader", None, None), None)


def test_a_table_of_bodies_goes_before_names_and_alone_gives_the_whole_office(place) -> None:
    table = settings(
        organisation_claim="groups",
        organisations={"data bureau": "", "civil": "org-b", "gone": "org-none"},
        role_claim="groups",
        roles={"civil": "clerk", "data bureau": "auditor"},
    )
    assert come(place, table, groups=["civil", "x"]) == ""
    assert held(place, "u-reader") == ("clerk", "org-b", "s-1")
    assert come(place, table, groups=["data bureau"]) == ""
    assert held(place, "u-reader") == ("auditor", None, "s-1")
    assert come(place, settings(organisation_claim="groups", organisations={"civil": "org-b"}), groups=["org-a"]) == "no_body"
    assert come(place, settings(organisation_claim="groups", organisations={"gone": "org-none"}), groups=["gone"]) == "unknown_body"


def test_many_first_log_ins_at_once_make_one_account_and_one_link(place) -> None:
    create = settings(accounts="create", new_role="reader")
    with ThreadPoolExecutor(6) as pool:
        told = list(pool.map(lambda n: come(place, create, sub=f"s-{n % 2}", name="new"), range(12)))
    assert sorted(set(told)) == ["", "other_subject"]
    assert told.count("") == 6
    assert len([row for row in logged(place) if row[:2] == ("new", "oidc_link")]) == 1


def test_the_log_keeps_the_reason_and_the_name_of_the_account_alone(place) -> None:
    for error in (NoAccount("unknown_account", "li"), NotBelieved("claim_nonce"), BeginAgain()):
        admission.note_failure(place.engine, error, "10.0.0.1", NOW)
    assert logged(place) == [
        ("li", "oidc_failed", "unknown_account"),
        ("", "oidc_failed", "claim_nonce"),
        ("", "oidc_failed", "begin_again"),
    ]
