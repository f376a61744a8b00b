"""A missing cost is the peers' middle half, or nobody knows; never 0."""

import pytest

from graphs.recommend.money import Amount, Money

A = {"id": "a", "name": "甲系统", "system_category": "业务系统"}


@pytest.fixture
def money(town, analysis):
    def counted(costs, systems=(A,), organisations=()):
        return Money(analysis(town(systems=list(systems), costs=list(costs), organisations=list(organisations))))

    return counted


def cost(identifier, year=2026, **yuan):
    return {"object": identifier, "object_kind": "系统", "fiscal_year": year, **yuan}


def yearly(counted):
    return counted.yearly(counted.analysis.inventory.systems["a"])


def test_nothing_told_is_nothing_known(money) -> None:
    assert yearly(money([])) is None
    assert yearly(money([cost("a", build_cost_yuan="90000")])) is None


def test_the_latest_year_counts_with_licences_and_cloud(money) -> None:
    told = [cost("a", 2024, annual_om_yuan="999"), cost("a", 2026, annual_om_yuan="100", licence_cost_yuan="20", cloud_cost_yuan="3")]
    assert yearly(money(told)) == Amount(123, 123, False)


def test_an_answered_zero_is_an_answer(money) -> None:
    assert yearly(money([cost("a", annual_om_yuan="0")])) == Amount(0, 0, False)


@pytest.mark.parametrize("peers", [4, 5, 9])
def test_peers_from_five_of_the_same_kind_on(money, peers) -> None:
    systems = [A, *({**A, "id": f"p{n}", "name": f"{n}号"} for n in range(peers))]
    found = yearly(money([cost(f"p{n}", annual_om_yuan=str(1000 * (n + 1))) for n in range(peers)], systems))
    if peers < 5:
        assert found is None
    else:
        assert found.is_estimated
        assert 1000 <= found.low <= 1000 * (peers + 1) / 2 <= found.high <= 1000 * peers
    strangers = [A, *({**s, "system_category": "门户网站"} for s in systems[1:])]
    assert yearly(money([cost(f"p{n}", annual_om_yuan="1000") for n in range(peers)], strangers)) is None


def test_leaving_costs_what_was_answered_or_the_offices_estimate(money) -> None:
    assert money([cost("a", exit_cost_yuan="70")]).exit("a", (1, 9)) == Amount(70, 70, False)
    assert money([cost("a", annual_om_yuan="70")]).exit("a", (1, 9)) == Amount(1, 9, True)


def test_peers_are_of_one_level(money) -> None:
    town = {"id": "qh", "name": "清河镇", "level": "town"}
    province = {"id": "st", "name": "省厅", "level": "province"}
    systems = [{**A, "owner": "qh"}, *({**A, "id": f"p{n}", "name": f"{n}号", "owner": "st"} for n in range(5))]
    counted = money([cost(f"p{n}", annual_om_yuan="9000000") for n in range(5)], systems, [town, province])
    assert yearly(counted) is None
