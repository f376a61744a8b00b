"""Accounts as their administrator sees them."""


def test_accounts_are_listed_with_their_body_by_name_and_none_begins_as_administrator(office) -> None:
    client = office.client("u-administrator")
    rows = {row["name"]: row for row in client.get("/accounts.json").json()["rows"]}
    assert (rows["u-clerk"]["organisation"], rows["u-clerk"]["body"], rows["u-reader"]["body"]) == ("org-a", "甲方单位", None)
    page = client.get("/accounts").text
    assert '<a href="/record/org-a">甲方单位</a>' in page
    assert '<option value="reader" selected>' in page
