from decimal import Decimal

import pytest

from inventory.forms.layout import sheets
from inventory.forms.prefill import covered, reporting_bodies, rows_of
from inventory.values import Cost, Exchange, Organisation, Record, System
from inventory.values.inventory import Inventory


def town(*records: Record) -> Inventory:
    found: dict[str, dict[str, Record]] = {}
    for record in records:
        found.setdefault(type(record).__name__, {})[record.id] = record
    return Inventory(round="春季", today="2026-03-01", records=found)


COUNTY = Organisation(id="o1", name="云溪县民政局", level="county")
BELOW = Organisation(id="o2", name="清河镇民政办", level="town", parent="o1")
DEEPER = Organisation(id="o3", name="清河村", level="village", parent="o2")
COMPANY = Organisation(id="o4", name="云溪软件", level="county", nature="company")
BODIES = town(COUNTY, BELOW, DEEPER, COMPANY)


@pytest.mark.parametrize(("below_county", "ids"), [(False, ["o1"]), (True, ["o1", "o2", "o3"])])
def test_public_bodies_report_and_companies_do_not(below_county: bool, ids: list[str]) -> None:
    assert [body.id for body in reporting_bodies(BODIES, below_county=below_county)] == ids


@pytest.mark.parametrize(("separate", "ids"), [((), {"o1", "o2", "o3"}), (("o2",), {"o1"}), (("o3",), {"o1", "o2"})])
def test_a_workbook_covers_the_bodies_below(separate: tuple[str, ...], ids: set[str]) -> None:
    assert covered(BODIES, COUNTY, separate=frozenset(separate)) == ids


def test_bodies_in_a_circle_come_to_an_end() -> None:
    ring = town(Organisation(id="a", parent="b"), Organisation(id="b", parent="a"))
    assert covered(ring, ring.organisations["a"], separate=frozenset()) == {"a", "b"}


def row(entity: str, *records: Record, language: str = "zh") -> dict[str, object]:
    (found,) = rows_of(town(COUNTY, *records), next(s for s in sheets() if s.entity == entity), {"o1"}, language, year=2026)
    return {title: value for title, value in found.items() if value != ""}


def test_values_are_shown_as_a_clerk_writes_them() -> None:
    system = System(
        id="s1",
        name="养老平台",
        owner="o1",
        status="active",
        functions=("受理", "审核"),
        none=frozenset({"operator"}),
        not_applicable=frozenset({"mlps"}),
    )
    costs = (
        Cost(id="k1", object="s1", fiscal_year=2026, om_yuan=Decimal("125000.00")),
        Cost(id="k2", object="s1", fiscal_year=2025, om_yuan=Decimal(1)),
    )
    assert row("System", system, *costs) == {
        "编号": "s1", "系统名称": "养老平台", "所属单位": "云溪县民政局", "系统阶段": "运行", "功能标签": "受理；审核", "运维单位": "无", "等级保护级别": "不适用", "年度运维金额(万元)": 12.5,
    }  # fmt: skip
    assert row("System", system, language="en")["Status"] == "In operation"


def test_an_exchange_stands_with_the_body_that_supplies() -> None:
    supplier, consumer = System(id="s1", name="养老平台", owner="o1"), System(id="s2", name="省平台", owner="o9")
    assert row(
        "Exchange",
        supplier,
        consumer,
        Exchange(id="e1", from_system="s1", to_system="s2"),
        Exchange(id="e2", from_system="s2", to_system="s1"),
    ) == {"编号": "e1", "提供系统": "养老平台", "使用系统": "省平台"}
