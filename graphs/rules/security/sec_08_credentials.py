"""Passwords and keys in what was handed in."""

from collections.abc import Iterator

from graphs.analysis import Analysis
from graphs.rules.rule import Result, Rule, basis
from inventory.identity import file_id
from inventory.values.finding import Evidence, Reason, Text

RULE = Rule(
    id="SEC-08",
    dimension="security_data",
    title=Text("清单中填写账号口令", "Credentials in the inventory"),
    checks=Text(
        "导入的表格含账号口令列或像口令的内容；内容已拒收，只记位置。",
        "An imported table held a column of passwords or something like a password; it was refused and only its place is kept.",
    ),
    detail_zh="每个来源文件一条，列出位置；不知道是哪个单位的文件时，以文件本身为对象。口令列为确定，像口令的内容为很可能。",
    mend=Text(
        "更换口令，从原表中删除该列。",
        "Change the password and delete the column from the original.",
    ),
    severity="critical",
    certainty="certain",
    cause="awareness",
    basis=basis(("CN-39", "设计规则，非法规依据（旧普查表曾设口令栏）", "full")),
    reads=("Refusal.locator",),
    remedies=("correct_data",),
)


def find(analysis: Analysis) -> Iterator[Result]:
    """One finding a source file, with the places; where it is not known whose the file is, the file itself is the subject.

    A column of passwords is certain, what looks like one in a cell probable.
    """
    by_source: dict[str, list[str]] = {}
    bodies = {}
    columns: set[str] = set()
    for refusal in analysis.inventory.refusals:
        by_source.setdefault(refusal.source, []).append(refusal.locator)
        bodies[refusal.source] = refusal.organisation
        columns.add(refusal.source) if refusal.code == "credential_column" else None
    for source, places in sorted(by_source.items()):
        why = [Reason("secure.credentials", {"file": source, "count": len(places)})]
        evidence = [Evidence(kind="cell", locator=f"{source}#{place}", quote="***") for place in places[:5]]
        body = bodies[source]
        yield RULE.finding(
            analysis,
            [body or file_id(source)],
            why,
            certainty=None if source in columns else "probable",
            evidence=evidence,
            organisations=[body],
            discriminator=source,
            numbers={"count": len(places)},
        )
