from typing import Any

from crawlers.accessibility import inspections

SITE = "http://www.yunxi.example/"


def entry(path: str, *violations: tuple[str, str, int], owner: str = "县政府办") -> dict[str, Any]:
    told = [{"rule": rule, "impact": impact, "count": count} for rule, impact, count in violations]
    axe = {"tool": "axe-core", "version": "4.12.1", "violations": told}
    return {
        "url": f"{SITE}{path}", "site": SITE, "seed": {"owner": owner},
        "rendering": {"at": "2026-11-27T08:00:00Z", "browser": "Chromium 156.0", "accessibility": axe},
    }  # fmt: skip


def rows(*entries: dict[str, Any], names: dict[str, str] | None = None) -> list[Any]:
    return list(inspections(entries, {SITE: "云溪网"} if names is None else names))


def test_a_site_has_one_result_that_names_tool_version_and_rules_by_weight() -> None:
    [row] = rows(entry("a", ("region", "moderate", 3)), entry("b", ("image-alt", "critical", 2), ("region", "moderate", 1)))
    values = row.cells
    assert (row.entity, row.mode, row.at.url, row.at.path) == ("Inspection", "observed", f"{SITE}b", "rendered")
    assert values["object"] == "县政府办/云溪网"
    assert (values["item"], values["outcome"], values["date"]) == ("accessibility", "failed", "2026-11-27")
    assert values["inspector"] == "axe-core 4.12.1 (Chromium 156.0)"
    assert values["detail"] == "image-alt (critical) ×2; region (moderate) ×4 / 2 p."


def test_no_objection_and_no_known_channel_make_no_result() -> None:
    assert rows(entry("a")) == []
    assert rows(entry("a", ("label", "critical", 1)), names={}) == []


def test_many_rules_are_cut_with_their_number() -> None:
    [row] = rows(entry("a", *((f"a-long-rule-name-{n}", "serious", n + 1) for n in range(20))))
    detail = row.cells["detail"]
    shown = detail.count("×")
    assert detail.startswith("a-long-rule-name-19 (serious) ×20")
    assert detail.endswith(f"; +{20 - shown} / 1 p.")
    assert len(detail) <= 200
