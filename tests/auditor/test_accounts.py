"""Accounts: names, roles, passwords."""

import pytest
from sqlalchemy import select

from auditor.accounts import CONFIRMERS, JUDGES, add_account, require_account
from inventory.database import reading
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
