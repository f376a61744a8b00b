"""Rows of tables as cells."""

from auditor.web.tables import cells


def test_references_are_names_lists_have_bars_and_nothing_is_empty() -> None:
    row = {"owner": {"name": "民政局", "id": "org-1"}, "kinds": ["app", "site"], "none": None, "count": 0, "is_open": False, "text": "a|b"}
    assert cells(row) == {"owner": "民政局", "kinds": "app|site", "none": "", "count": 0, "is_open": False, "text": "a|b"}
    assert cells({"owner": {"id": "org-1"}, "several": ()}) == {"owner": "", "several": ""}
