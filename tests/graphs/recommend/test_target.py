"""Which member of a cluster stays."""

import itertools

import pytest

from graphs.recommend.target import choose_target, mlps_number
from graphs.served import regions

CITY = {"id": "sz", "name": "岳阳市民政局", "level": "city", "region": "430600"}
COUNTY = {"id": "mz", "name": "云溪县民政局", "level": "county", "region": "430603"}


@pytest.fixture
def chosen(town, analysis):
    def target(first, second, **rows):
        systems = [{"id": "a", "name": "甲", "owner": "mz", **first}, {"id": "b", "name": "乙", "owner": "mz", **second}]
        seen = analysis(town(organisations=[CITY, COUNTY], systems=systems, **rows))
        assert choose_target(seen, ("a", "b")) == choose_target(seen, ("b", "a"))
        return choose_target(seen, ("a", "b"))

    return target


@pytest.mark.parametrize(
    ("worse", "better"),
    [
        ({"status": "已下线"}, {"status": "运行"}),
        ({"status": "运行"}, {"status": "运行", "system_category": "统一平台"}),
        ({"status": "运行"}, {"status": "运行", "owner": "sz"}),
        ({"status": "运行", "mlps_level": "二级"}, {"status": "运行", "mlps_level": "三级"}),
        ({"status": "运行", "coverage_regions": "430603101"}, {"status": "运行", "coverage_regions": "430603"}),
    ],
    ids=["runs", "shared platform", "higher body", "better graded", "covers the other"],
)
def test_the_better_one_stays_whichever_stands_first(chosen, worse, better) -> None:
    assert (chosen(worse, better), chosen(better, worse)) == ("b", "a")


def test_equals_are_told_apart_by_id(chosen) -> None:
    assert chosen({}, {}) == "a"


def test_what_covers_the_others_goes_before_what_runs_elsewhere(chosen) -> None:
    assert (
        chosen(
            {"status": "运行", "coverage_regions": "430603", "system_category": "统一平台"},
            {"status": "运行", "coverage_regions": "430600"},
        )
        == "b"
    )


def test_levels_of_protection_are_numbers_or_unknown(town) -> None:
    names = [None, "一级", "二级", "三级", "四级"]
    systems = [{"id": f"s{n}", "name": f"{n}号", **({"mlps_level": name} if name else {})} for n, name in enumerate(names)]
    found = town(systems=systems).systems
    assert [mlps_number(found[f"s{n}"]) for n in range(len(names))] == [None, 1, 2, 3, 4]


def test_every_level_of_the_vocabulary_has_a_number(town) -> None:
    from inventory.vocabulary import terms

    systems = [{"id": code, "name": code, "mlps_level": code} for code in terms("mlps_level")]
    numbers = [mlps_number(s) for s in town(systems=systems).systems.values()]
    assert all(a is None or 0 <= a <= 5 for a, _ in itertools.zip_longest(numbers, ()))


def test_regions_are_the_systems_own_else_its_owners(town, analysis) -> None:
    seen = analysis(
        town(
            organisations=[COUNTY],
            systems=[
                {"id": "a", "name": "甲", "owner": "mz"},
                {"id": "b", "name": "乙", "owner": "mz", "coverage_regions": "430600"},
                {"id": "d", "name": "丙"},
            ],
        )
    )
    assert [regions(seen, seen.inventory.systems[i]) for i in "abd"] == [("430603",), ("430600",), ()]
