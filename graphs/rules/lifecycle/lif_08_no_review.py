"""Launched without project review or acceptance, or changed without filing again."""

import re
import unicodedata
from collections.abc import Iterator

from graphs.analysis import Analysis
from graphs.rules.rule import Result, Rule, basis, evidence_of, lacks, runs
from inventory.names import plain
from inventory.values.finding import Reason, Text
from inventory.vocabulary import APP_KINDS
from inventory.workdays import first_day

RULE = Rule(
    id="LIF-08",
    dimension="lifecycle",
    title=Text(
        "未立项评审、验收或未变更备案",
        "No project review, acceptance or re-filing",
    ),
    checks=Text(
        "办法施行后上线的应用，立项文号或验收日期填报为“无”；已备案应用的版本与备案版本不一致的，只作核实。",
        'An app launched after the rules took effect answers "none" for its project number or acceptance date; where the version of a filed app differs from the one that was filed, this is asked about.',
    ),
    detail_zh="以本单位填写的 CN-01 生效日为准；此前上线的或没有填写生效日的，只作核实。仅版本与备案不一致的为一般。",
    mend=Text(
        "补办评审、验收；版本变更后变更备案。",
        "Make up the review and acceptance; file again after a change of version.",
    ),
    severity="high",
    certainty="probable",
    cause="duty",
    basis=basis(("CN-01", "立项、验收条款", "part"), ("CN-02", "备案表第四、七项", "part"), ("CN-39", "普查表项，非规范依据", "full")),
    reads=(
        "Channel.launch_date",
        "Channel.system",
        "Channel.kind",
        "Channel.status",
        "Channel.version",
        "Channel.filing_version",
        "Channel.filing_status",
        "System.project_no",
        "System.acceptance_date",
    ),
    remedies=("close_loop",),
    must_confirm="inspector",
    essay="E4",
)


def find(analysis: Analysis) -> Iterator[Result]:
    """Bound from the date that the office entered for CN-01; before it, or without it, what is missing is a question.

    Another version alone is medium.
    """
    binding = analysis.clauses.binds_from("CN-01")
    for channel in analysis.inventory.channels.values():
        if channel.kind not in APP_KINDS or not runs(channel):
            continue
        system = analysis.inventory.systems.get(channel.system or "")
        missing = lacks(system, ("project_no", "acceptance_date")) if system is not None else []
        launched = first_day(channel.launch_date)
        late = binding is not None and binding <= analysis.today and launched is not None and launched >= binding
        other = (
            channel.filing_status == "filed"
            and channel.version
            and channel.filing_version
            and _major(channel.version) != _major(channel.filing_version)
        )
        why = []
        if missing:
            why.append(Reason("answer.none", {"subject": system.id if system is not None else "", "fields": missing}))
            why.append(Reason("sprawl.launched_after" if late else "life.launched_before_binding", {"date": channel.launch_date or ""}))
        if other:
            why.append(
                Reason(
                    "life.version_filed", {"channel": channel.id, "version": channel.version or "", "filed": channel.filing_version or ""}
                )
            )
        if why:
            yield RULE.finding(
                analysis,
                [channel.id],
                why,
                certainty=None if missing and late and channel.is_declared else "question",
                severity=None if missing else "medium",
                evidence=evidence_of(analysis.inventory, channel),
                organisations=[channel.owner],
            )


def _major(version: str) -> str:
    """What a version is called up to its second number: corrections are not filed again."""
    numbers = [int(part) for part in re.findall(r"[0-9]+", unicodedata.normalize("NFKC", version))]
    return ".".join(str(part) for part in [*numbers, 0][:2]) if numbers else plain(version)
