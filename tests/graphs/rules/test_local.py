"""Rules of an office: a condition is told or it is not, and only what is told and holds makes a finding."""

import datetime as dt
from dataclasses import replace

import pytest

from graphs.rules.local import COUNTS, Condition, LocalRule
from graphs.rules.rule import Rule
from inventory.sources import RuleSource
from inventory.values.finding import Basis, Finding, Text, Untold
from reports.wording import Names, sentence

MZ = {"id": "mz", "name": "云溪县民政局", "level": "county", "region": "430603"}
OFFICE = "owner.sharing_office"
QH = {"id": "qh", "name": "清河镇", "level": "town", "region": "430603101"}
SOURCE = RuleSource("LOCAL-LOC-01", "云溪县办法", "云溪县办法", "", "", "", "", "", "full")


def local(*when: Condition, where=(), entity="System", effective=dt.date(2026, 1, 1), until=None) -> LocalRule:
    words = Text("甲", "A")
    rule = Rule(
        id="LOC-01", dimension="security_data", title=words, checks=words, mend=words, severity="low", certainty="probable", cause="rule",
        basis=(Basis(SOURCE.id, "第一条", "full"),), reads=(),
    )  # fmt: skip
    return LocalRule(rule, entity, tuple(where), tuple(when), SOURCE, effective, until)


def field(name: str, test: str, value) -> Condition:
    return Condition(name, None, test, value)


@pytest.fixture
def told(town, analysis):
    def results(rule: LocalRule, system: dict, **more):
        rows = {"organisations": [MZ, QH], "systems": [{"id": "a", "name": "系统甲", "owner": "mz", **system}], **more}
        return list(rule.find(analysis(town(**rows))))

    return results


UNGRADED = field("mlps", "is", ("ungraded",))
# system, condition: found, silent, or which field would tell
CASES = [
    ({"mlps_level": "未定级"}, UNGRADED, "found"),
    ({"mlps_level": "二级"}, UNGRADED, "silent"),
    ({}, UNGRADED, "System.mlps"),
    ({"mlps_level": "二级"}, field("mlps", "is_not", ("level_3",)), "found"),
    ({"mlps_level": "三级"}, field("mlps", "is_not", ("level_3",)), "silent"),
    ({"operator": "无"}, field("operator", "none", True), "found"),
    ({"operator": "mz"}, field("operator", "none", True), "silent"),
    ({}, field("operator", "none", True), "System.operator"),
    ({"operator": "mz"}, field("operator", "none", False), "found"),
    ({"users": 5}, field("users", "less", 10), "found"),
    ({"users": 10}, field("users", "less", 10), "silent"),
    ({"users": 11}, field("users", "more", 10), "found"),
    ({}, field("users", "more", 10), "System.users"),
    ({"start_date": "2020-01-01"}, field("start_date", "older_than_days", 365), "found"),
    ({"start_date": "2026-11-01"}, field("start_date", "older_than_days", 365), "silent"),
    ({"start_date": "2020"}, field("start_date", "older_than_days", 365), "found"),
    ({"start_date": "2025"}, field("start_date", "older_than_days", 365), "System.start_date"),
    ({}, field("owner.level", "is", ("county",)), "found"),
    ({"owner": "qh"}, field("owner.level", "is", ("county",)), "silent"),
    ({}, Condition(None, "datasets", "less", 1), "Organisation.attested"),
    ({"operator": "不适用"}, field("operator", "none", False), "silent"),
    ({"operator": "不适用"}, field("operator", "none", True), "silent"),
    # nothing is true of a body where none is named
    ({"operator": "无"}, field("operator.level", "is", ("county",)), "silent"),
    ({"operator": "无"}, field("operator.level", "is_not", ("county",)), "silent"),
    ({"operator": "无"}, field("operator.sharing_office", "none", False), "silent"),
    ({}, field("operator.level", "is", ("county",)), "System.operator"),
    ({}, field(OFFICE, "none", False), "Organisation.sharing_office"),
    ({}, field(OFFICE, "none", True), "Organisation.sharing_office"),
    ({}, field(OFFICE, "is_not", ("甲科",)), "Organisation.sharing_office"),
    ({}, field("owner.population", "more", 10), "Organisation.population"),
]


@pytest.mark.parametrize(("system", "condition", "expected"), CASES)
def test_a_condition_holds_fails_or_cannot_be_told(told, system, condition, expected) -> None:
    results = told(local(condition), system)
    if expected == "silent":
        assert results == []
    elif expected == "found":
        assert [(r.rule, r.certainty, r.subjects, r.organisations) for r in results if isinstance(r, Finding)] == [
            ("LOC-01", "probable", ("a",), (system.get("owner", "mz"),))
        ]
    else:
        assert results == [Untold("LOC-01", "a", (expected,))]


@pytest.mark.parametrize(
    ("office", "value", "expected"),
    [
        ("数据股", False, "local.value"),
        ("无", False, None),
        ("不适用", False, None),
        (None, False, "untold"),
        ("数据股", True, None),
        ("无", True, "local.none"),
        ("不适用", True, None),
        (None, True, "untold"),
    ],
)
def test_what_a_body_answered_is_told_of_that_body(told, office, value, expected) -> None:
    body = {**MZ, **({"sharing_office": office} if office else {})}
    results = told(local(field(OFFICE, "none", value)), {}, organisations=[body, QH])
    if expected is None:
        assert results == []
    elif expected == "untold":
        assert results == [Untold("LOC-01", "a", ("Organisation.sharing_office",))]
    else:
        (found,) = results
        (why,) = found.why
        assert (why.code, why.parts["subject"], why.parts["field"]) == (expected, "mz", "field:Organisation.sharing_office")
        assert (found.subjects, found.organisations) == (("a",), ("mz",))
        assert len(found.evidence) == 2  # where the system is stated, and where the body is


def test_a_body_that_is_not_in_the_inventory_is_no_answer(analysis, town) -> None:
    made = town(organisations=[MZ], systems=[{"id": "a", "name": "系统甲", "owner": "mz"}])
    system = made.systems["a"]
    made = replace(made, records={**made.records, "System": {"a": replace(system, owner="elsewhere")}})
    for test, value in (("none", True), ("none", False), ("is_not", ("甲",))):
        assert list(local(field(OFFICE, test, value)).find(analysis(made))) == [Untold("LOC-01", "a", ("Organisation.sharing_office",))]


@pytest.mark.parametrize(
    ("system", "condition", "zh", "en"),
    [
        ({"mlps_level": "未定级"}, UNGRADED, "“系统甲”的等级保护级别填为：未定级", "is answered as: Not graded"),
        ({"operator": "无"}, field("operator", "is_not", ("mz",)), "填为“无”", "is answered as none"),
        ({"operator": "不适用"}, field("operator", "is_not", ("mz",)), "填为“不适用”", "is answered as not applicable"),
        ({}, field("owner.level", "is", ("county",)), "“云溪县民政局”的行政层级填为：县级", "is answered as: County"),
        ({}, Condition(None, "datasets", "more", -1), "“系统甲”登记的数据资源为 0 项", "0 recorded: datasets"),
    ],
)
def test_the_sentence_names_the_right_field_record_and_answer(town, analysis, system, condition, zh, en) -> None:
    made = town(organisations=[MZ, QH], systems=[{"id": "a", "name": "系统甲", "owner": "mz", **system}])
    (found,) = local(condition).find(analysis(made))
    assert zh in sentence(found.why[0], Names(made, "zh"))
    assert en in sentence(found.why[0], Names(made, "en"))


def test_the_body_that_holds_it_is_concerned_whatever_the_entity(town, analysis) -> None:
    made = town(
        organisations=[MZ],
        systems=[{"id": "a", "name": "系统甲", "owner": "mz"}],
        resources=[{"id": "r", "name": "台账", "system": "a", "share_type": "不予共享"}],
        returns=[{"id": "t", "name": "报表", "requiring_org": "mz", "frequency": "monthly"}],
    )
    for entity, condition in (("Dataset", field("share_type", "is", ("not_shared",))), ("Return", field("frequency", "is", ("monthly",)))):
        (found,) = local(condition, entity=entity).find(analysis(made))
        assert found.organisations == ("mz",)


def test_all_must_hold_and_what_is_out_of_scope_is_silent(told) -> None:
    running = field("status", "is", ("active", "trial"))
    rule = local(UNGRADED, where=(running,))
    assert [type(r) for r in told(rule, {"mlps_level": "未定级", "status": "运行"})] == [Finding]
    assert told(rule, {"mlps_level": "未定级", "status": "已下线"}) == []
    # out of scope as far as is told: what else is blank does not matter
    assert told(rule, {"status": "已下线"}) == []
    assert told(rule, {"mlps_level": "未定级"}) == [Untold("LOC-01", "a", ("System.status",))]


@pytest.mark.parametrize(
    ("effective", "until", "found"),
    [("2026-11-24", None, 1), ("2026-11-25", None, 0), ("2026-01-01", "2026-11-24", 1), ("2026-01-01", "2026-11-23", 0)],
)
def test_a_rule_speaks_from_its_first_day_to_its_last(told, effective, until, found) -> None:
    rule = local(UNGRADED, effective=dt.date.fromisoformat(effective), until=dt.date.fromisoformat(until) if until else None)
    assert len(told(rule, {"mlps_level": "未定级"})) == found


def test_few_records_are_no_answer_until_the_owner_vouches_for_its_list(town, analysis) -> None:
    one = [{"id": "r", "name": "表", "system": "a", "items": ["姓名"]}]

    def results(count: str, number: int, attested: str | None, **more) -> list:
        bodies = [{**MZ, "attested_sheets": attested}]
        rows = {"organisations": bodies, "systems": [{"id": "a", "name": "系统甲", "owner": "mz"}], **more}
        return list(local(Condition(None, count, "less", number)).find(analysis(town(**rows))))

    for attested in (None, "系统|渠道"):
        (untold,) = results("datasets", 1, attested)
        assert untold == Untold("LOC-01", "a", ("Organisation.attested",))
    (found,) = results("datasets", 1, "数据资源")
    assert isinstance(found, Finding)
    assert results("datasets", 1, "数据资源", resources=one) == results("datasets", 1, None, resources=one) == []
    assert isinstance(results("datasets", 2, "数据资源", resources=one)[0], Finding)
    # no sheet lists duties
    assert results("duties", 1, "系统|渠道|数据资源")[0] == Untold("LOC-01", "a", ("Responsibility.object",))


def test_counts_are_those_of_the_system(told) -> None:
    two = [{"id": f"r{n}", "name": f"表{n}", "system": "a", "items": ["姓名"]} for n in range(2)]
    assert len(told(local(Condition(None, "datasets", "more", 1)), {}, resources=two)) == 1
    assert told(local(Condition(None, "datasets", "more", 2)), {}, resources=two) == []
    assert set(COUNTS) == {"datasets", "channels", "services", "exchanges", "costs", "duties"}
