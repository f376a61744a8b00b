import itertools
import math
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphs.regions import intersect
from graphs.sharing.overlaps import dataset_overlaps, element_weights, return_overlaps, weighted_jaccard
from inventory.elements import dictionary

BODIES = [{"id": "ga", "name": "公安局"}, {"id": "mz", "name": "民政局"}]
SYSTEMS = [{"id": "s", "name": "户籍系统", "owner": "ga"}, {"id": "m", "name": "救助系统", "owner": "mz"}]


def test_weights_are_role_times_rarity(town, analysis) -> None:
    rows = [
        {"id": "a", "name": "甲", "system": "s", "items": ["公民身份号码", "姓名", "备注", "办件编号"]},
        {"id": "b", "name": "乙", "system": "m", "items": ["姓名", "籍贯"]},
    ]
    found = element_weights(analysis(town(organisations=BODIES, systems=SYSTEMS, resources=rows)).scape)
    everywhere = math.log(2) / math.log(3)
    assert found["citizen_id_number"] == pytest.approx(3)
    assert found["person_name"] == pytest.approx(2 * everywhere)
    assert found["native_place"] == pytest.approx(1)
    assert {found[e] for e in found if e not in ("citizen_id_number", "person_name", "native_place")} <= {0.0}


ELEMENTS = st.frozensets(st.sampled_from("abcdef"))
WEIGHTS = {"a": 3.0, "b": 2.0, "c": 2.0, "d": 1.0, "e": 0.0, "f": 0.0}


@given(ELEMENTS, ELEMENTS)
def test_the_weighted_jaccard_against_counting_thirds(left: frozenset[str], right: frozenset[str]) -> None:
    copies = {name: {f"{name}{n}" for n in range(int(weight))} for name, weight in WEIGHTS.items()}
    a, b = (set().union(*(copies[e] for e in side)) if side else set() for side in (left, right))
    expected = len(a & b) / len(a | b) if a | b else 0.0
    assert weighted_jaccard(left, right, WEIGHTS) == pytest.approx(expected)
    assert weighted_jaccard(left, right, WEIGHTS) == weighted_jaccard(right, left, WEIGHTS)


def test_tables_without_a_known_holder_are_not_compared(town, analysis) -> None:
    people = ["姓名", "公民身份号码", "性别代码", "出生日期"]
    rows = [{"id": i, "name": i, "system": s, "subject_type": "自然人", "items": people} for i, s in (("a", "没人知道的系统"), ("b", "m"))]
    assert analysis(town(organisations=BODIES, systems=SYSTEMS, resources=rows)).dataset_overlaps == []


@pytest.mark.parametrize("side", ["a", "b"])
def test_tables_that_name_each_other_as_related_are_not_compared(town, analysis, side) -> None:
    people = ["姓名", "公民身份号码", "性别代码", "出生日期"]
    rows = [
        {
            "id": i,
            "name": i,
            "system": s,
            "subject_type": "自然人",
            "items": people,
            "related_code": {"a": "b", "b": "a"}[i] if i == side else None,
        }
        for i, s in (("a", "s"), ("b", "m"))
    ]
    assert analysis(town(organisations=BODIES, systems=SYSTEMS, resources=rows)).dataset_overlaps == []


def test_items_of_returns_that_no_element_knows_are_compared_by_their_words(town, analysis) -> None:
    rows = [{"id": i, "name": i, "requiring": "mz", "respondent_level": "村社区", "elements": "路灯杆数|井盖数目|垃圾桶个数"} for i in "ab"]
    found = analysis(town(organisations=BODIES, returns=rows)).return_overlaps
    assert [(o.left, o.right, o.value, len(o.shared)) for o in found] == [("a", "b", 1.0, 3)]


def test_tables_related_by_their_catalogue_code_are_not_compared(town, analysis) -> None:
    people = ["姓名", "公民身份号码", "性别代码", "出生日期"]
    rows = [
        {"id": "a", "name": "甲", "resource_code": "430603/1", "system": "s", "subject_type": "自然人", "items": people},
        {
            "id": "b",
            "name": "乙",
            "resource_code": "430603/2",
            "system": "m",
            "subject_type": "自然人",
            "items": people,
            "related_code": "430603/1",
        },
    ]
    assert analysis(town(organisations=BODIES, systems=SYSTEMS, resources=rows)).dataset_overlaps == []


LABELS = ["姓名", "公民身份号码", "性别代码", "出生日期", "户籍地址", "籍贯", "民族代码", "备注"]
REGIONS = ["430603", "430600", "430603101", "430702", "云溪县", "云溪县城关镇", "长岭县", None]


def random_tables(town, rng: random.Random):
    """Tables of few elements under many regions, kinds, subjects and relations, some of their systems linked by a flow."""
    bodies = [{"id": f"o{n}", "name": f"第{n}局", "region": rng.choice(REGIONS)} for n in range(4)]
    systems = [{"id": f"s{n}", "name": f"第{n}系统", "owner": rng.choice(["o0", "o1", "o2", "o3", None])} for n in range(6)]
    ids = [f"r{n}" for n in range(rng.randint(4, 10))]
    tables = [
        {"id": r, "name": f"{r}表", "resource_code": f"430603/{r}", "system": rng.choice([*(s["id"] for s in systems), None]), "provider_org": rng.choice([None, None, "o0"]),
         "subject_type": rng.choice(["自然人", "自然人", "自然人", "法人", None]), "coverage_region": rng.choice([None, *REGIONS]),
         "kind": rng.choice([*["table"] * 5, "form", "catalogue", "payload"]), "related_code": rng.choice([None, None, None, rng.choice(ids), f"430603/{rng.choice(ids)}"]),
         "origin": None, "items": rng.sample(LABELS, rng.randint(3, 8))} for r in ids
    ]  # fmt: skip
    flows = [
        {"id": f"x{n}", "from": f"s{rng.randrange(6)}", "to": f"s{rng.randrange(6)}", "elements": "姓名", "method": "接口", "status": rng.choice(["运行", "停用"])}
        for n in range(2)
    ]  # fmt: skip
    return town(organisations=bodies, systems=systems, resources=tables, exchanges=flows)


def all_table_overlaps(scape, cut: float) -> dict[tuple[str, str], tuple[float, tuple[str, ...]]]:
    """Every two tables of one subject, in regions that meet, of different systems and known holders, with no flow and no relation told."""
    datasets, found = scape.inventory.datasets, {}
    held = {d: {e for e in scape.elements_of_dataset(d) if dictionary()[e].weight > 0} for d in datasets}

    def weight(element: str) -> float:
        holders = sum(element in scape.elements_of_dataset(d) for d in datasets)
        return dictionary()[element].weight * math.log(1 + len(datasets) / holders) / math.log(1 + len(datasets))

    flows = {frozenset((x.from_system, x.to_system)) for x in scape.inventory.exchanges.values()}
    for left, right in itertools.combinations(sorted(datasets), 2):
        a, b, shared = datasets[left], datasets[right], held[left] & held[right]
        fits = (
            a.subject is not None
            and a.subject == b.subject
            and a.system != b.system
            and None not in (scape.holder(a), scape.holder(b))
            and intersect(scape.region_of(a), scape.region_of(b))
            and frozenset((a.system, b.system)) not in flows
            and not {a.kind, b.kind} & {"form", "catalogue", "payload"}
            and not {right, b.code} & set(a.related)
            and not {left, a.code} & set(b.related)
        )
        value = sum(map(weight, shared)) / sum(map(weight, held[left] | held[right])) if held[left] | held[right] else 0.0
        if fits and len(shared) >= 4 and value >= cut:
            found[left, right] = (pytest.approx(value, abs=6e-5), tuple(sorted(shared)))
    return found


@pytest.mark.parametrize("seed", range(80))
def test_on_random_towns_tables_overlap_as_all_pairs_say(town, analysis, seed: int) -> None:
    rng = random.Random(seed)
    scape = analysis(random_tables(town, rng)).scape
    for cut in (0.0, rng.choice([0.3137, 0.5413]), 0.7319, 1.0 - 1e-9):
        found = dataset_overlaps(scape, cut)
        assert {(o.left, o.right): (o.value, o.shared) for o in found} == all_table_overlaps(scape, cut)
        assert len(found) == len({(o.left, o.right) for o in found})
        assert found == sorted(found, key=lambda o: (-o.value, o.left, o.right))


def test_the_random_tables_overlap_often_enough_to_tell(town, analysis) -> None:
    counts = [len(all_table_overlaps(analysis(random_tables(town, random.Random(seed))).scape, 0.3137)) for seed in range(80)]
    assert sum(counts) > 40
    assert min(counts) == 0


@pytest.mark.parametrize("seed", range(80))
def test_on_random_towns_returns_overlap_as_all_pairs_say(town, analysis, seed: int) -> None:
    rng = random.Random(seed)
    bodies = [{"id": f"o{n}", "name": f"第{n}局", "region": rng.choice(REGIONS)} for n in range(4)]
    texts = [*LABELS[:6], "创建时间", "路灯杆数", "井盖数目", "垃圾桶个数"]
    rows = [
        {"id": f"t{n}", "name": f"第{n}表", "requiring": rng.choice(["o0", "o1", "o2", "o3", "不知名单位"]), "respondent_level": rng.choice(["村社区", "村社区", "乡镇街道", None]),
         "frequency": rng.choice(["每月", "一次性", "一次性", None]), "elements": "|".join(rng.sample(texts, rng.randint(2, 8)))} for n in range(8)
    ]  # fmt: skip
    scape = analysis(town(organisations=bodies, returns=rows)).scape
    known = scape.inventory.organisations
    for cut in (0.0, 0.4, 0.61):
        expected = {}
        for a, b in itertools.combinations(sorted(scape.inventory.returns.values(), key=lambda form: form.id), 2):
            items = [
                {t for t in ((scape.item_element(x) or x) for x in form.elements) if t not in dictionary() or dictionary()[t].role != "technical"}
                for form in (a, b)
            ]  # fmt: skip
            places = [known[form.requiring].region if form.requiring in known else None for form in (a, b)]
            shared = items[0] & items[1]
            value = len(shared) / max(1, *map(len, items))
            alike = a.respondent_level is not None and a.respondent_level == b.respondent_level and intersect(*places)
            if alike and len(shared) >= 3 and value >= cut and not a.frequency == b.frequency == "once":
                expected[a.id, b.id] = (round(value, 4), tuple(sorted(shared)))
        found = return_overlaps(scape, cut)
        assert {(o.left, o.right): (o.value, o.shared) for o in found} == expected
        assert len(found) == len(expected)
        assert found == sorted(found, key=lambda o: (-o.value, o.left, o.right))


@pytest.mark.parametrize(("place", "found"), [("430603", 1), ("430603101", 1), (None, 1), ("430702", 0)])
def test_returns_of_places_that_do_not_meet_are_nobody_s_double_work(town, analysis, place, found) -> None:
    bodies = [{"id": "o0", "name": "甲局", "region": "430603"}, {"id": "o1", "name": "乙局", "region": place}]
    rows = [
        {"id": f"t{n}", "name": f"{n}表", "requiring": f"o{n}", "respondent_level": "村社区", "elements": "姓名|籍贯|出生日期"}
        for n in range(2)
    ]
    assert len(analysis(town(organisations=bodies, returns=rows)).return_overlaps) == found
