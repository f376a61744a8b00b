from inventory.schema import entities
from inventory.values import Channel, System
from inventory.values.inventory import Inventory

TOWN = Inventory(round="春季", today="2026-03-01", records={"System": {"s1": System(id="s1")}, "Channel": {"c1": Channel(id="c1")}})


def test_a_record_is_found_by_id_whatever_it_is() -> None:
    assert TOWN.find("c1") == Channel(id="c1")
    assert TOWN.find("x") is None


def test_every_kind_of_record_has_a_view_of_its_own() -> None:
    views = [
        "organisations",
        "systems",
        "channels",
        "services",
        "datasets",
        "fields",
        "exchanges",
        "share_requests",
        "responsibilities",
        "returns",
        "notices",
        "inspections",
        "leads",
        "assessments",
        "algorithms",
        "supports",
        "usage",
        "costs",
    ]
    full = Inventory(
        round="",
        today="",
        records={entity: {entity: spec.value_class(id=entity)} for entity, spec in entities().items()},
    )
    assert {next(iter(getattr(full, view))) for view in views} == set(entities())
    assert all(len(getattr(TOWN, view)) == (view in ("systems", "channels")) for view in views)
