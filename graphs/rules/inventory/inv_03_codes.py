"""Codes that fail their format or check digit."""

import re
from collections.abc import Iterator

from graphs.analysis import Analysis
from graphs.rules.rule import Result, Rule, basis, evidence_of
from inventory.codes import is_region_code, uscc_problem
from inventory.values.finding import Reason, Text

RULE = Rule(
    id="INV-03",
    dimension="inventory",
    title=Text("编码不合规", "Invalid code"),
    checks=Text(
        "统一社会信用代码、区划代码格式或校验位不符；早期合法代码也可能校验不符，只作提示。",
        "A social credit or region code whose format or check digit fails; valid early codes can fail it too, so this is only asked.",
    ),
    detail_zh="只检查已填报的代码。",
    mend=Text(
        "核对登记证书后更正。",
        "Check against the certificate and correct it.",
    ),
    severity="low",
    certainty="question",
    cause="technique",
    basis=basis(("CN-32", "GB 32100-2015", "part"), ("CN-34", "GB/T 2260", "part")),
    reads=("Organisation.code", "Organisation.region"),
    remedies=("correct_data",),
)


def find(analysis: Analysis) -> Iterator[Result]:
    """Answered codes only."""
    for body in analysis.inventory.organisations.values():
        problems = []
        if body.code:
            problem = uscc_problem(body.code)
            if problem is not None:
                problems.append(Reason(f"inventory.uscc_{problem}", {"code": body.code}))
        if body.region and re.fullmatch(r"[0-9]+", body.region) and not is_region_code(body.region):
            problems.append(Reason("inventory.region", {"code": body.region}))
        if problems:
            yield RULE.finding(analysis, [body.id], problems, evidence=evidence_of(analysis.inventory, body), organisations=[body.id])
