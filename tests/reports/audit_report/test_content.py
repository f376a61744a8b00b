"""What the report says of its own ground."""

import datetime as dt
from copy import copy
from dataclasses import replace

import pytest

from graphs.clauses import Clauses
from graphs.duplicates.clusters import Cluster, Verdicts
from graphs.readiness import Readiness
from graphs.thresholds import Thresholds
from reports.audit_report.content import Material, Writer
from reports.audit_report.scope import Told
from reports.diagrams.views import duplicates


@pytest.mark.parametrize("language", ["zh", "en"])
def test_texts_that_do_not_bind_yet_are_named_with_their_day(office, language) -> None:
    analysis = copy(office(14).analysis)
    for binding, told in (({}, False), ({"CN-01": dt.date(2099, 7, 25)}, True)):
        analysis = replace(analysis, clauses=Clauses(binding, analysis.today))
        limits = (
            Writer(Material(Told(analysis, [], [], [], analysis.inventory), office(14).plan, "云溪县", {}), language)
            .write()
            .limits.values()
        )
        assert any("2099-07-25" in limit for limit in limits) is told
        assert all("{" not in limit for limit in limits)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_report_says_of_each_body_how_far_it_answered_and_of_whom_it_waits(office, language) -> None:
    made = office(14)
    bodies, systems = sorted(made.inventory.organisations), sorted(made.inventory.systems)
    records = {entity: dict(of) for entity, of in made.inventory.records.items()}
    records["Organisation"][bodies[0]] = replace(made.inventory.organisations[bodies[0]], attested=("systems", "exchanges"))
    for system in systems:
        if records["System"][system].owner == bodies[1]:
            records["System"][system] = replace(records["System"][system], modes=frozenset({"observed"}))
    records["System"]["sys-lost"] = replace(records["System"][systems[0]], id="sys-lost", owner=None, modes=frozenset({"observed"}))
    inventory = replace(made.inventory, records=records, returned_forms={bodies[0]: "2026-11-20"})
    analysis = replace(made.analysis, inventory=inventory, thresholds=Thresholds({"readiness": 0.99}))
    report = Writer(Material(Told(analysis, [], [], [], analysis.inventory), made.plan, "云溪县", {}), language).write()
    assert report.readiness.keys() == {*bodies, "sys-lost"} == report.unready.keys()
    assert "2026-11-20" in report.readiness[bodies[0]][2]
    assert "2026-11-20" in report.unready[bodies[0]]
    assert [row[1] for row in report.readiness.values()][:1] == ["0%"]
    silent = [line for line in report.unready.values() if ("没有填报任何系统" if language == "zh" else "declared none") in line]
    assert len(silent) == 1
    assert str(sum(s.owner == bodies[1] for s in inventory.systems.values())) in silent[0]
    assert ("没有所属单位" if language == "zh" else "nobody is named") in report.unready["sys-lost"]
    assert list(report.all_limits.values()) == [*report.limits.values(), *report.unready.values()]
    assert not [text for row in report.readiness.values() for text in (*row, *report.unready.values()) if "{" in text]
    report.about(bodies[0])
    assert report.readiness.keys() == report.unready.keys() == {bodies[0]}
    report.about(None)
    assert report.readiness == report.unready == {}


def clustered(office):
    """The office with a group of three and two of two, whatever it holds; people judged one pair."""
    made = office(40)
    ids = sorted(made.inventory.systems)
    clusters = [Cluster(tuple(ids[n:m]), mean, mean, False) for n, m, mean in ((0, 2, 0.7), (2, 4, 0.9), (4, 7, 0.6))]
    pairs = [replace(made.analysis.pairs[0], left=ids[a], right=ids[b], score=0.09) for a, b in ((0, 1), (2, 3), (4, 5), (5, 6))]
    verdicts = Verdicts({frozenset((ids[4], ids[5])): {"duplicate": frozenset({"甲"})}})
    return made, replace(made.analysis, clusters=clusters, pairs=pairs, verdicts=verdicts), ids


def test_a_group_has_one_number_in_the_picture_and_in_the_text(office) -> None:
    made, analysis, _ = clustered(office)
    report = Writer(Material(Told(analysis, [], [], [], analysis.inventory), made.plan, "云溪县", {}), "zh").write()
    drawing = duplicates(replace(made.scene(), analysis=analysis))
    assert (
        [cluster.title[:5] for cluster in report.clusters]
        == [title[:5] for title in drawing.groups.values()]
        == ["第 1 组", "第 2 组", "第 3 组"]
    )
    for key, cluster in zip(drawing.groups, report.clusters, strict=True):
        assert len([box for box in drawing.boxes if box.group == key]) == len(cluster.sides)
    assert [len(cluster.sides) for cluster in report.clusters] == [3, 2, 2]


def test_a_link_that_people_judged_shows_no_score(office) -> None:
    made, analysis, ids = clustered(office)
    drawing = duplicates(replace(made.scene(), analysis=analysis))
    labels = {frozenset((a.source, a.target)): a.label for a in drawing.arrows}
    assert labels[frozenset((ids[4], ids[5]))] == "判定"
    assert labels[frozenset((ids[5], ids[6]))] == "9%"


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_share_below_the_setting_does_not_read_like_the_setting(office, language, monkeypatch) -> None:
    analysis = replace(office(14).analysis, thresholds=Thresholds({"readiness": 0.99}))
    short = Readiness("org-0", 2_000, {"System.mlps": 21}, (), None, 0)  # 98.95 %
    monkeypatch.setattr("reports.audit_report.answered.unready", lambda _: {"org-0": short})
    (limit,) = [
        text
        for text in Writer(Material(Told(analysis, [], [], [], analysis.inventory), office(14).plan, "云溪县", {}), language)
        .write()
        .all_limits.values()
        if "98.95" in text
    ]
    assert "99.00%" in limit


@pytest.mark.parametrize(("language", "told"), [("zh", "系统 · 等级保护级别, 单位"), ("en", "Systems · MLPS level, Organisations")])
def test_missing_answers_have_the_names_of_the_form(office, language, told) -> None:
    untold = [{"rule": "SEC-01", "subject": "sys-0", "missing": ["System.mlps", "Organisation"]}]
    report = Writer(
        Material(Told(office(14).analysis, [], [], untold, office(14).analysis.inventory), office(14).plan, "云溪县", {}), language
    ).write()
    assert [missing for _, missing, _ in report.untold] == [told]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_texts_that_read_the_same_have_inputs_of_their_own(office, language) -> None:
    analysis = office(14).analysis
    report = Writer(Material(Told(analysis, [], [], [], analysis.inventory), office(14).plan, "云溪县", {}), language).write()
    # nobody judged anything yet: what is said of both scorers is one sentence
    assert report.method["pairs"][1] == report.method["fields"][1]
    assert report.grounds["pairs"] != report.grounds["fields"]
    assert report.grounds.keys() <= {"portfolio", *report.method, *report.all_limits}
