"""What an audit could not tell again stays open: a rule that failed or is missing, and an answer that is no longer given."""

from typing import Any

import pytest

from auditor.untold import Looked
from graphs.rules.applying import FAILED
from inventory.values.finding import Untold
from inventory.values.inventory import Inventory
from inventory.values.systems import System


def finding(code: str = "secure.mlps", **parts: Any) -> dict[str, Any]:
    return {"rule": "SEC-01", "subjects": ["sys-a"], "reasons": [{"code": code, "parts": {"subject": "sys-a", **parts}}]}


def looked(*untold: Untold, applied: tuple[str, ...] = ("SEC-01", "RSP-07"), **answers: Any) -> Looked:
    system = System(id="sys-a", name="甲系统", **answers)
    return Looked.of(applied, untold, Inventory(round="r", today="2026-07-15", records={"System": {"sys-a": system}}))


def test_a_finding_of_a_rule_that_was_applied_has_ended() -> None:
    assert looked().could_tell(finding())
    assert looked(Untold("SEC-01", "sys-b", ("System.mlps",)), Untold("RSP-07", "sys-a", ("System.mlps",))).could_tell(finding())


@pytest.mark.parametrize(
    "audit",
    [
        looked(applied=("RSP-07",)),
        looked(Untold("SEC-01", "SEC-01", (FAILED, "ValueError"))),
        looked(Untold("SEC-01", "sys-a", ("System.mlps",))),
    ],
    ids=["left out", "failed", "not answered"],
)
def test_what_was_not_looked_at_has_not_ended(audit: Looked) -> None:
    assert not audit.could_tell(finding())


@pytest.mark.parametrize(
    ("reason", "answers", "tells"),
    [
        (finding("answer.none", fields=["field:System.contractor", "field:System.operator"]), {"contractor": "甲公司"}, False),
        (finding("answer.none", fields=["field:System.contractor"]), {"contractor": "甲公司"}, True),
        (finding("answer.none", fields=["field:System.contractor"]), {"not_applicable": frozenset({"contractor"})}, True),
        (finding("local.value", field="field:System.mlps", answer="mlps_level:ungraded"), {}, False),
        (finding("local.value", field="field:System.mlps", answer="mlps_level:ungraded"), {"mlps": "level_2"}, True),
        (finding("secure.not_filed", field="field:System.mlps_filing"), {"mlps": "level_2"}, False),
        (finding("secure.not_filed", field="field:System.mlps_filing"), {"mlps_filing": "430-1"}, True),
        (finding("local.count", what="related:datasets", number=3), {}, True),
    ],
)
def test_an_answer_that_is_no_longer_given_ends_nothing(reason: dict[str, Any], answers: dict[str, Any], tells: bool) -> None:
    assert looked(**answers).could_tell(reason) is tells


def test_another_answer_that_is_missing_leaves_no_end_open() -> None:
    """It was filed; that nobody knows of its test is asked, and is another matter."""
    mended = finding("secure.not_filed", field="field:System.mlps_filing")
    assert looked(Untold("SEC-01", "sys-a", ("System.mlps_tested",)), mlps_filing="430-1").could_tell(mended)
    assert not looked(Untold("SEC-01", "sys-a", ("System.mlps_filing",))).could_tell(mended)


def test_a_record_that_is_gone_leaves_nothing_to_tell() -> None:
    gone = Looked.of(("SEC-01",), (), Inventory(round="r", today="2026-07-15", records={}))
    assert gone.could_tell(finding("answer.none", fields=["field:System.contractor"]))


def test_a_body_that_falls_silent_ends_no_finding(auditor, workspace, tmp_path) -> None:
    def audited(level: str) -> list[tuple[str, bool]]:
        table = f"id,name,owner,status,mlps_level,contractor\nsys-a,甲系统,云溪县民政局,在用,{level},\n"
        (tmp_path / "systems.csv").write_text(table, encoding="utf-8")
        auditor("import", tmp_path / "systems.csv", "-w", workspace.folder)
        auditor("audit", "-w", workspace.folder)
        document = auditor("findings", "--rule", "SEC-01", "--json", "-w", workspace.folder).json
        return [(found["status"], found["is_current"]) for found in document["findings"]]

    assert audited("未定级") == [("candidate", True)]
    assert audited("") == [("candidate", True)]
    assert audited("一级") == []
