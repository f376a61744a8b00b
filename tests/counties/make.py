"""Makes a county (in truth a land of counties) of which it is known what an audit must find and what it must not."""

import random
from dataclasses import replace

from tests.counties.asking import plant_asking, plant_returns_to_towns
from tests.counties.channels import plant_channels
from tests.counties.duplication import plant_channels_of_bodies, plant_components, plant_products, plant_systems, plant_upper
from tests.counties.land import County, Land
from tests.counties.ordinary import make_bodies, make_daily_work, make_libraries, make_upper_work
from tests.counties.papers import plant_duties, plant_forms, plant_notices, plant_schemes
from tests.counties.questions import plant_denials, plant_hints, plant_questions
from tests.counties.records import plant_records
from tests.counties.registers import plant_follow_up, plant_inspections, plant_money, plant_seen, plant_traces, plant_use
from tests.counties.sharing import (
    plant_hubs,
    plant_keys,
    plant_meanings,
    plant_silos,
    plant_sources,
    plant_tables,
)  # fmt: skip

_PLANTERS = (
    plant_channels, plant_records, plant_systems, plant_upper, plant_components, plant_channels_of_bodies, plant_products, plant_tables,
    plant_sources, plant_silos, plant_asking, plant_returns_to_towns, plant_meanings, plant_keys, plant_hubs, plant_notices, plant_forms,
    plant_schemes, plant_duties, plant_inspections, plant_use, plant_money, plant_seen, plant_traces, plant_follow_up,
    plant_questions, plant_denials, plant_hints,
)  # fmt: skip


def _widen_sources(land: Land) -> None:
    """SIL-08 has one finding an element and region: it may name every other dataset of the county that keeps the element."""
    region = {str(row["id"]): (str(row.get("coverage_region")), str(row.get("subject_type"))) for row in land.arrays["resources"]}
    alike: dict[tuple[str, str], set[str]] = {}
    for identifier, key in region.items():
        alike.setdefault(key, set()).add(identifier)
    for planted in (land.county.truth, land.county.arguable):
        for position, one in enumerate(planted):
            if one.rule == "SIL-08":
                also = one.also.union(*(alike[region[subject]] for subject in one.subjects))
                planted[position] = replace(one, also=also)


def _widen_bodies(land: Land) -> None:
    """SPR-12 has one finding a body: it names every app of the body, those too that were made after the five."""
    of_body: dict[str, set[str]] = {}
    for row in land.arrays["channels"]:
        of_body.setdefault(str(row["owner"]), set()).add(str(row["id"]))
    for position, one in enumerate(land.county.truth):
        if one.rule == "SPR-12":
            body = next(str(land.by_id[subject]["owner"]) for subject in one.subjects)
            land.county.truth[position] = replace(one, also=one.also | of_body[body])


def make_county(seed: int, systems: int, blameless: bool = False) -> County:
    """A land of about that many systems (never fewer than what is planted needs). Equal arguments make an equal land.

    A blameless one has the same look-alikes and sloppy offices, and nobody who breaks a rule.
    """
    land = Land(random.Random(seed), systems, blameless)
    make_bodies(land, max(5, systems // 25))
    for place in land.places:
        make_libraries(land, place)
        for _ in range(4):
            make_daily_work(land, place)
    make_upper_work(land)
    for plant in _PLANTERS:
        plant(land)
    _widen_sources(land)
    while len(land.arrays["systems"]) < systems:
        make_daily_work(land, land.place())
    _widen_bodies(land)
    land.county.document = land.document()
    return land.county
