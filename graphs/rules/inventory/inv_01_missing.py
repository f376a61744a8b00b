"""What a body has not answered."""

from collections.abc import Iterator

from graphs.analysis import Analysis
from graphs.readiness import readiness
from graphs.rules.rule import Result, Rule, basis
from inventory.values.finding import Reason, Text

RULE = Rule(
    id="INV-01",
    dimension="inventory",
    title=Text("清单必填项缺失", "Required inventory field empty"),
    checks=Text(
        "一个单位填报的核心项完整度低于设定值；只作核实，不视为问题。",
        "A body's answers to the core questions fall below the set completeness; always a question, never held against it.",
    ),
    detail_zh="清单中已知的单位每个一条；理由中列出缺得最多的信息项。",
    mend=Text(
        "按清单补填；没有的填“无”，不适用的填“不适用”。",
        "Fill the gaps; write none where there is none and not applicable where it does not apply.",
    ),
    severity="low",
    certainty="question",
    cause="capacity",
    basis=basis(("CN-07", "自查项目", "part"), ("CN-39", "普查表", "full")),
    reads=("Organisation.code", "System.name", "Channel.name", "Service.name", "Dataset.name", "Exchange.from_system", "Return.name"),
    remedies=(),
    thresholds=("completeness",),
)


def find(analysis: Analysis) -> Iterator[Result]:
    """One question a body that the inventory knows; the reasons name the fields that are missing most."""
    for body, answers in readiness(analysis.inventory).items():
        if body in analysis.inventory.organisations and answers.missing and answers.share < analysis.thresholds["completeness"]:
            fields = [f"field:{name}" for name in answers.most_missing]
            why = [Reason("inventory.incomplete", {"body": body, "share": round(answers.share, 6), "fields": fields})]
            yield RULE.finding(analysis, [body], why, organisations=[body], numbers={"completeness": round(answers.share, 4)})
