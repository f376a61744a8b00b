"""Accounts: names, roles, passwords."""

import pytest
from sqlalchemy import select

from auditor.accounts import CONFIRMERS, JUDGES, add_account, close_account, reopen_account, require_account
from auditor.web import sessions
from inventory.database import reading, writing
from inventory.models.ledger import AccountRow
from inventory.problems import InputError
from inventory.vocabulary import terms


def code(call, *args, **more) -> str:
    with pytest.raises(InputError) as caught:
        call(*args, **more)
    return caught.value.code


def test_passwords_are_hashed_and_short_ones_refused(workspace) -> None:
    assert code(add_account, workspace, "甲", "auditor", organisation=None, password="elevenchars") == "weak_password"
    add_account(workspace, "甲", "auditor", organisation=None, password="twelve chars")
    with reading(workspace.engine) as session:
        (row,) = session.execute(select(AccountRow)).scalars()
        assert row.password.startswith("$argon2id$")
        assert "twelve" not in row.password
        assert (row.name, row.role, row.organisation) == ("甲", "auditor", None)


@pytest.mark.parametrize("name", ["", "  ", "长" * 61])
def test_names_that_cannot_be_used(workspace, name) -> None:
    assert code(add_account, workspace, name, "auditor", organisation=None, password=None) == "bad_account_name"


def test_roles(workspace) -> None:
    assert code(add_account, workspace, "甲", "king", organisation=None, password=None) == "unknown_option"
    assert code(add_account, workspace, "甲", "clerk", organisation=None, password=None) == "clerk_without_body"
    for role in terms("account_role"):
        add_account(workspace, role, role, organisation="org-a", password=None)
    assert code(add_account, workspace, "reader", "reader", organisation=None, password=None) == "account_exists"
    with reading(workspace.engine) as session:
        for role in terms("account_role"):
            for roles in (CONFIRMERS, JUDGES):
                if role in roles:
                    assert require_account(session, role, roles).role == role
                else:
                    assert code(require_account, session, role, roles) == "role_may_not"
        assert code(require_account, session, "nobody") == "no_account"
    assert set(terms("account_role")) >= JUDGES > CONFIRMERS


def test_a_closed_account_does_nothing_more_until_it_is_opened_again(workspace) -> None:
    add_account(workspace, "管", "administrator", organisation=None, password="twelve chars")
    add_account(workspace, "甲", "auditor", organisation=None, password="twelve chars")
    opened = sessions.log_in(workspace.engine, "甲", "twelve chars", "c", workspace.now)
    with writing(workspace.engine) as session:
        token = sessions.make_token(session, "甲", workspace.now)
    close_account(workspace, "甲")
    assert sessions.log_in(workspace.engine, "甲", "twelve chars", "c", workspace.now) is None
    with writing(workspace.engine) as session:
        assert sessions.who(session, opened, workspace.now) is None
        assert sessions.bearer(session, token) is None
        assert code(require_account, session, "甲") == "account_closed"
        assert code(sessions.make_token, session, "甲", workspace.now) == "account_closed"
    assert code(close_account, workspace, "甲") == "account_closed"
    reopen_account(workspace, "甲")
    with writing(workspace.engine) as session:
        assert sessions.who(session, opened, workspace.now) is None
    assert sessions.log_in(workspace.engine, "甲", "twelve chars", "c", workspace.now) is not None
    assert code(reopen_account, workspace, "无此人") == "not_found"


def test_the_last_administrator_stays(workspace) -> None:
    add_account(workspace, "管", "administrator", organisation=None, password="twelve chars")
    # one who cannot log in is no help
    add_account(workspace, "副", "administrator", organisation=None, password=None)
    assert code(close_account, workspace, "管") == "last_administrator"
    add_account(workspace, "二", "administrator", organisation=None, password="twelve chars")
    close_account(workspace, "管")
    assert code(close_account, workspace, "二") == "last_administrator"


def test_on_the_command_line(workspace, auditor) -> None:
    for name in ("管", "甲"):
        add_account(workspace, name, "administrator", organisation=None, password="twelve chars")
    call = ["-w", workspace.folder, "--json"]
    assert auditor("user", "close", "甲", *call).json == {"name": "甲", "is_closed": True}
    auditor("user", "close", "管", "-w", workspace.folder).says_one_line("管")
    assert auditor("user", "reopen", "甲", *call).json["is_closed"] is False
