"""The rows of a page's table as the cells of its CSV."""

from typing import Any


def cells(row: dict[str, Any]) -> dict[str, Any]:
    """A row as cells: references by their name, lists with bars."""
    return {
        key: value.get("name", "")
        if isinstance(value, dict)
        else "|".join(map(str, value))
        if isinstance(value, (list, tuple))
        else ""
        if value is None
        else value
        for key, value in row.items()
    }
