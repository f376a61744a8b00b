"""What the explorer keeps beside exchanges: duplicates that people confirmed, those that nobody did yet, and what is missing."""

from graphs.relations import relations_of
from inventory.values.relation import Relation

BODIES = [{"id": "a", "name": "甲局", "attested_sheets": "数据交换"}, {"id": "b", "name": "乙局"}, {"id": "c", "name": "丙局"}]
SAME = {"functions": "高龄津贴申领、年度资格认证", "services": "高龄津贴申领", "purpose": "办理高龄津贴申领和资格认证", "status": "运行"}
SYSTEMS = [
    {"id": "s", "name": "高龄津贴系统", "owner": "a", **SAME},
    {"id": "t", "name": "高龄津贴管理平台", "owner": "b", **SAME},
]
DATA = {"id": "r", "name": "户籍表", "system": "s", "items": ["户籍地址", "姓名"]}


def ask(body: str, elements: str) -> dict[str, str]:
    return {"id": f"q-{body}-{len(elements)}", "from": body, "to": "a", "elements": elements, "received": "2026-01-01"}


def found(town, analysis, *judgements, **rows) -> list[Relation]:
    return list(relations_of(analysis(town(organisations=BODIES, systems=SYSTEMS, judgements=judgements, **rows))))


def test_two_confirmed_by_enough_people_are_duplicates_and_by_one_possible_ones(town, analysis) -> None:
    once, twice = ("s", "duplicate", "t", "wang"), ("s", "duplicate", "t", "li")
    assert found(town, analysis, once) == [Relation("possible", "s", "t", "a", "b")]
    assert found(town, analysis, once, twice) == [Relation("duplicate", "s", "t", "a", "b")]


def test_two_that_people_keep_apart_are_no_pair(town, analysis) -> None:
    assert found(town, analysis, ("s", "different", "t", "wang")) == []


def test_what_nobody_delivers_is_missing_from_its_system_to_the_body_that_needs_it(town, analysis) -> None:
    requests = [ask("c", "户籍地址"), ask("c", "姓名")]
    apart = ("s", "different", "t", "wang")
    assert found(town, analysis, apart, resources=[DATA], share_requests=requests) == [Relation("missing", "s", "c", "a", "c", 2)]
    taken = {"id": "x", "from": "s", "to": "u", "elements": "户籍地址", "method": "接口", "status": "运行"}
    systems = [*SYSTEMS, {"id": "u", "name": "丙局系统", "owner": "c", "status": "运行"}]
    scape = analysis(
        town(organisations=BODIES, systems=systems, judgements=[apart], resources=[DATA], share_requests=requests, exchanges=[taken])
    )
    assert list(relations_of(scape)) == [Relation("missing", "s", "c", "a", "c", 1)]
