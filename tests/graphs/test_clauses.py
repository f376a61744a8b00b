"""Before a clause binds an office nobody is accused by it."""

import datetime as dt

import pytest

from graphs.clauses import Clauses, as_bound
from graphs.rules.applying import apply_rules
from inventory.values.finding import Basis, Finding, Reason
from inventory.values.inventory import Inventory
from tests.graphs.conftest import make_analysis

TODAY = dt.date(2026, 11, 24)
LATE = {
    "organisations": [{"id": "mz", "name": "云溪县民政局", "level": "county"}, {"id": "ga", "name": "云溪县公安局", "level": "county"}],
    "share_requests": [
        {
            "id": "q",
            "from": "mz",
            "to": "ga",
            "elements": "户籍地址",
            "received": "2026-08-03",
            "decided": "2026-09-30",
            "share_type": "有条件共享",
        }
    ],
}


def a_finding(*sources: str) -> Finding:
    return Finding(
        rule="SIL-01", rule_version=1, severity="high", certainty="certain", cause="duty", subjects=("a",), why=(Reason("x"),),
        basis=tuple(Basis(source, "第一条", "full") for source in sources),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("source", "binding", "day"),
    [
        ("CN-05", {}, dt.date(2025, 8, 1)),
        ("CN-05", {"CN-05": dt.date(2026, 1, 1)}, dt.date(2026, 1, 1)),
        ("CN-01", {}, None),
        ("CN-01", {"CN-01": dt.date(2026, 7, 25)}, dt.date(2026, 7, 25)),
        ("XX-99", {}, None),
    ],
)
def test_the_office_s_date_goes_before_the_text_s_own(source, binding, day) -> None:
    assert Clauses(binding, TODAY).binds_from(source) == day


def test_a_text_binds_on_its_first_day() -> None:
    first = Clauses({}, dt.date(2025, 8, 1))
    assert first.waiting([Basis("CN-05", "", "full"), Basis("CN-01", "", "part")]) == {}
    assert Clauses({}, dt.date(2025, 7, 31)).waiting([Basis("CN-05", "", "full")]) == {"CN-05": dt.date(2025, 8, 1)}
    assert (first.begins_before("CN-05", dt.date(2025, 7, 31)), first.begins_before("CN-05", dt.date(2025, 8, 1))) == (True, False)
    assert not first.begins_before("CN-01", dt.date(1990, 1, 1))


def test_a_finding_rests_on_the_clauses_that_bind() -> None:
    told = as_bound(a_finding("CN-01", "CN-05"), {"CN-01": dt.date(2027, 1, 1)})
    assert ([b.source for b in told.basis], told.certainty, told.why) == (["CN-05"], "certain", (Reason("x"),))


def test_where_no_clause_binds_yet_it_is_a_question_that_names_the_day() -> None:
    told = as_bound(a_finding("CN-01", "CN-05"), {"CN-01": dt.date(2027, 1, 1), "CN-05": dt.date(2027, 3, 1)})
    assert (told.certainty, [b.source for b in told.basis]) == ("question", ["CN-01", "CN-05"])
    assert [(r.code, dict(r.parts)) for r in told.why[1:]] == [
        ("rule.not_binding_yet", {"source": "source:CN-01", "date": "2027-01-01"}),
        ("rule.not_binding_yet", {"source": "source:CN-05", "date": "2027-03-01"}),
    ]


def overdue(inventory: Inventory, binding: dict[str, str]) -> list[Finding]:
    findings, _ = apply_rules(make_analysis(inventory, binding=binding))
    return [finding for finding in findings if finding.rule == "SIL-06"]


def test_what_began_before_the_office_s_date_is_not_measured_by_the_text(town) -> None:
    inventory = town(**LATE)
    assert [f.certainty for f in overdue(inventory, {})] == ["certain"]
    assert [f.certainty for f in overdue(inventory, {"CN-05": "2026-08-03"})] == ["certain"]
    assert overdue(inventory, {"CN-05": "2026-08-04"}) == []


def test_no_rule_accuses_by_texts_that_all_bind_later(town, analysis) -> None:
    from graphs.rules import rules
    from inventory.sources import rule_sources

    later = dict.fromkeys(rule_sources(), "2030-01-01")
    findings, _ = apply_rules(make_analysis(town(**LATE), binding=later))
    assert findings, "questions are still asked"
    assert {f.certainty for f in findings if rules()[f.rule][0].basis} == {"question"}
