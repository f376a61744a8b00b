import random

import pytest

BODIES = [{"id": f"o{n}", "name": f"云溪县第{n}局", "level": "county"} for n in range(7)]


def systems(count: int, **hub: object) -> list[dict[str, object]]:
    """Systems s0, s1, ...; `hub` is what s0 answers besides."""
    rows = [{"id": f"s{n}", "name": f"系统{n}", "owner": f"o{n}", "status": "运行", "rto_rpo": "RTO 4小时"} for n in range(count)]
    return [{**rows[0], **hub}, *rows[1:]]


def flows(*pairs: tuple[int, int], **more: object) -> list[dict[str, object]]:
    return [
        {"id": f"x{n}", "from": f"s{a}", "to": f"s{b}", "elements": "姓名", "method": "接口", "status": "运行", **more}
        for n, (a, b) in enumerate(pairs)
    ]


STAR = [(1, 0), (0, 2), (0, 3), (0, 4)]


def star(town, exchanges=None, **hub: object):
    return town(organisations=BODIES, systems=systems(5, **{"rto_rpo": "无", **hub}), exchanges=exchanges or flows(*STAR))


def test_a_hub_without_a_recovery_target_is_found(town, run) -> None:
    found = run("SIL-16", star(town)).says("probable", ["s0"], ["share.hub"], severity="medium", pairs=3)
    assert dict(found.why[0].parts) == {"system": "s0", "count": 4, "pairs": 3}
    assert (found.organisations, [e.locator for e in found.evidence]) == (("o0",), ["systems.csv#2"])
    assert [(t.name, t.value, t.official) for t in found.thresholds] == [("hub_pairs", 3, False)]


@pytest.mark.parametrize(
    ("office", "found"), [({}, 1), ({"hub_pairs": 2.9}, 1), ({"hub_pairs": 3.1}, 0), ({"hub_pairs": 4}, 0), ({"hub_pairs": 0}, 1)]
)
def test_it_takes_as_many_pairs_as_the_office_set(town, run, office, found) -> None:
    assert len(run("SIL-16", star(town), office).findings) == found


@pytest.mark.parametrize("answer", ["RTO 4小时", "不适用"])
def test_a_target_or_not_applicable_is_silent(town, run, answer) -> None:
    run("SIL-16", star(town, rto_rpo=answer)).is_silent()


def test_a_blank_target_is_asked_for_and_a_blank_status_makes_a_question(town, run) -> None:
    run("SIL-16", star(town, rto_rpo=None)).asks("s0", "System.recovery")
    run("SIL-16", star(town, status=None)).says("question", ["s0"], ["share.hub"])


@pytest.mark.parametrize("status", ["停用", "已下线", "规划", "在建"])
def test_what_does_not_run_joins_nothing(town, run, status) -> None:
    run("SIL-16", star(town, flows(*STAR, status=status))).is_silent()
    run("SIL-16", star(town, [*flows(*STAR[:3]), {**flows(STAR[3])[0], "id": "y", "status": status}])).is_silent()


def test_a_second_way_around_makes_no_hub(town, run) -> None:
    run("SIL-16", star(town, flows(*STAR, (1, 2), (2, 3), (3, 4)))).is_silent()


def test_loops_unknown_ends_and_towns_without_flows_are_borne(town, run) -> None:
    run("SIL-16", star(town, [*flows((0, 0), (1, 1)), {"id": "y", "from": "s0", "to": "外部系统", "method": "接口"}])).is_silent()
    run("SIL-16", town(organisations=BODIES, systems=systems(2))).is_silent()
    run("SIL-16", town()).is_silent()
    run("SIL-16", star(town, flows(*STAR, (0, 0)))).says("probable", ["s0"], ["share.hub"], pairs=3)


CHAIN = [(0, 1), (1, 2), (2, 3)]


def chain(town, backup: object, *more: dict[str, object]):
    exchanges = [{**row, "has_backup": backup if row["id"] == "x1" else "是"} for row in flows(*CHAIN)]
    return town(organisations=BODIES, systems=systems(4), exchanges=[*exchanges, *more])


def test_a_declared_bridge_without_backup_is_found(town, run) -> None:
    found = run("SIL-16", chain(town, "否")).says("probable", ["x1"], ["share.bridge"], severity="medium", pairs=4)
    assert dict(found.why[0].parts) == {"from": "s1", "to": "s2", "pairs": 4}
    assert (found.organisations, [e.locator for e in found.evidence]) == (("o1", "o2"), ["exchanges.csv#3"])
    assert len(run("SIL-16", chain(town, "否"), {"hub_pairs": 4}).findings) == 1
    run("SIL-16", chain(town, "否"), {"hub_pairs": 5}).is_silent()


def test_a_bridge_of_which_less_is_known_is_a_question(town, run) -> None:
    for change in ({"status": None}, {"seen": True}):
        exchanges = [{**row, "has_backup": "否" if row["id"] == "x1" else "是"} for row in flows(*CHAIN)]
        exchanges[1] |= change
        run("SIL-16", town(organisations=BODIES, systems=systems(4), exchanges=exchanges)).says("question", ["x1"], ["share.bridge"])


@pytest.mark.parametrize("backup", ["是", None, "不适用"])
def test_a_backup_or_no_answer_is_silent(town, run, backup) -> None:
    run("SIL-16", chain(town, backup)).is_silent()


def test_a_second_exchange_is_a_second_way_unless_it_was_stopped(town, run) -> None:
    second = {**flows((2, 1))[0], "id": "y", "has_backup": "否"}
    run("SIL-16", chain(town, "否", second)).is_silent()
    run("SIL-16", chain(town, "否", {**second, "status": "停用"})).says("probable", ["x1"], ["share.bridge"], pairs=4)


def reached(count: int, edges: list[tuple[int, int]], *, both: bool = False) -> set[tuple[int, int]]:
    """Every ordered pair of systems of which the first reaches the second, by closing the relation."""
    found = {(n, n) for n in range(count)} | set(edges) | ({(b, a) for a, b in edges} if both else set())
    while len(grown := found | {(a, d) for a, b in found for c, d in found if b == c}) > len(found):
        found = grown
    return {(a, b) for a, b in found if a != b}


@pytest.mark.parametrize("seed", range(30))
def test_the_pairs_are_those_that_a_brute_force_counts(town, run, seed) -> None:
    dice = random.Random(seed)
    count = dice.randint(3, 7)
    edges = [(dice.randrange(count), dice.randrange(count)) for _ in range(dice.randint(2, 10))]
    rows = [{**row, "rto_rpo": "无"} for row in systems(count)]
    told = run("SIL-16", town(organisations=BODIES, systems=rows, exchanges=flows(*edges, has_backup="否")), {"hub_pairs": 1})
    expected = {}
    for name, left, hub in (
        *((f"s{n}", [e for e in edges if n not in e], n) for n in range(count)),
        *((f"x{n}", [e for e in edges if set(e) != set(edges[n])], None) for n in range(len(edges))),
    ):
        parallel = hub is None and sum(set(e) == set(edges[int(name[1:])]) for e in edges) > 1

        def others(pairs: set[tuple[int, int]], hub: int | None = hub) -> set[tuple[int, int]]:
            return {pair for pair in pairs if hub not in pair}

        parts = others(reached(count, edges, both=True)) - others(reached(count, left, both=True))
        lost = others(reached(count, edges)) - others(reached(count, left))
        if parts and lost and not parallel:
            expected[name] = len(lost)
    assert {f.subjects[0]: f.numbers["pairs"] for f in told.findings} == expected


@pytest.mark.parametrize("edges", [[(0, 1), (0, 2), (0, 3)], [(1, 0), (2, 0), (3, 0)]], ids=["one source", "one collector"])
def test_a_source_or_collector_passes_nothing_on_and_is_no_hub(town, run, edges) -> None:
    run("SIL-16", star(town, flows(*edges))).is_silent()


@pytest.mark.parametrize("status", ["已下线", "停用"])
def test_a_retired_hub_is_silent(town, run, status) -> None:
    run("SIL-16", star(town, status=status)).is_silent()


def test_a_hub_of_too_few_pairs_is_not_asked(town, run) -> None:
    run("SIL-16", town(organisations=BODIES, systems=systems(3, rto_rpo=None), exchanges=flows((1, 0), (0, 2)))).is_silent()
