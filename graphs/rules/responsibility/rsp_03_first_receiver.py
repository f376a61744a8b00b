"""Appeals without a rule on who receives them first."""

from collections.abc import Iterator

from graphs.analysis import Analysis
from graphs.rules.rule import Result, Rule, basis, evidence_of, lacks, left_open, runs
from inventory.values.finding import Reason, Text

RULE = Rule(
    id="RSP-03",
    dimension="responsibility",
    title=Text(
        "未落实首接负责",
        "No first-receiver rule",
    ),
    checks=Text(
        "在用渠道受理诉求的事项，首接单位或流转规则填报为“无”。",
        'A service whose running channel takes appeals answers "none" for its first receiver or its flow document.',
    ),
    detail_zh="只看受理诉求的在用渠道所办的事项；权责表中有效的首接责任同样算明确。受理诉求而没有对应事项的渠道列为无法判断。",
    mend=Text(
        "明确首接单位和流转规则并公布。",
        "Name the first receiver and the rule of the flow, and publish them.",
    ),
    severity="medium",
    certainty="probable",
    cause="duty",
    basis=basis(("CN-00", "E1（文章，非规范依据）", "full"), ("CN-30", "表10（仅作参照）", "full")),
    reads=(
        "Channel.takes_appeals",
        "Channel.status",
        "Service.first_receiver",
        "Service.flow_doc",
        "Service.channels",
        "Responsibility.role",
        "Responsibility.valid_from",
        "Responsibility.valid_to",
        "Responsibility.object",
    ),
    remedies=("assign_duty",),
    essay="E1",
)


def find(analysis: Analysis) -> Iterator[Result]:
    """Services that a running channel which takes appeals handles; of others it is not known that they take any.

    A written duty as first receiver, in force today, names the receiver too. A channel without services is asked about.
    """
    inventory = analysis.inventory
    received = {d.object for d in analysis.scape.duties if d.role == "first_receiver" and d.organisation in inventory.organisations}
    appeals = {c.id for c in inventory.channels.values() if c.takes_appeals and runs(c)}
    handled: set[str] = set()
    for service in inventory.services.values():
        taken = sorted(set(service.channels) & appeals)
        if not taken:
            continue
        handled |= set(taken)
        asked = ("flow_doc",) if service.id in received or set(taken) <= received else ("first_receiver", "flow_doc")
        missing = lacks(service, asked)
        if missing:
            yield RULE.finding(
                analysis,
                [service.id],
                [Reason("answer.none", {"subject": service.id, "fields": missing}), Reason("duty.appeals", {"channels": taken[:4]})],
                certainty=None if service.is_declared else "question",
                evidence=evidence_of(inventory, service),
                organisations=[service.owner],
            )
        elif open_fields := left_open(service, asked):
            yield RULE.untold(service.id, *open_fields)
    for identifier in sorted(appeals - handled - received):
        yield RULE.untold(identifier, "Service.first_receiver")
