"""Forced download, registration or following."""

from collections.abc import Iterator

from graphs.analysis import Analysis
from graphs.rules.notices import screened
from graphs.rules.rule import Result, Rule, basis, evidence_of
from inventory.values.finding import Reason, Text
from inventory.vocabulary import RUNNING

RULE = Rule(
    id="SPR-01",
    dimension="sprawl_formalism",
    title=Text("强制下载、注册、关注", "Forced download, registration or following"),
    checks=Text(
        "通知要求必须下载、注册或关注，或表中填报为强制使用而没有依据。",
        "A notice demands download, registration or following, or use is declared compulsory without a legal basis.",
    ),
    detail_zh="筛查出的通知，以及填报为强制使用的渠道；写了依据的，只就依据作核实。",
    mend=Text(
        "撤回该要求，保留线下和其他方式，告知群众自愿使用。",
        "Withdraw the demand, keep other ways open, tell people that use is voluntary.",
    ),
    severity="high",
    certainty="probable",
    cause="awareness",
    basis=basis(("CN-01", "五个不得之三", "part"), ("CN-03", "任务六（地方方案编号）", "part"), ("CN-38", "线索清单", "full")),
    reads=("Channel.compulsory", "Channel.compulsory_basis", "Notice.text"),
    remedies=("stop_demand", "restore_offline"),
    must_confirm="inspector",
    essay="E4",
)


# what is downloaded, registered with or followed
_TAKEN = frozenset({"app", "mini_program", "quick_app", "official_account", "microblog", "video_account"})


def find(analysis: Analysis) -> Iterator[Result]:
    """Screened notices, and channels declared compulsory; one with a stated basis is a question about that basis."""
    yield from screened(analysis, RULE)
    for channel in analysis.inventory.channels.values():
        if channel.status is not None and channel.status not in RUNNING:
            continue
        if channel.compulsory == "in_fact" or (channel.compulsory == "yes_with_basis" and "compulsory_basis" in channel.none):
            why = [Reason("sprawl.compulsory", {"channel": channel.id})]
            yield RULE.finding(
                analysis,
                [channel.id],
                why,
                certainty="question"
                if channel.compulsory_basis or channel.kind not in _TAKEN or set(channel.audience) == {"staff"}
                else None,
                evidence=evidence_of(analysis.inventory, channel),
                organisations=[channel.owner],
            )
        elif channel.compulsory == "yes_with_basis" and channel.compulsory_basis is None:
            yield RULE.untold(channel.id, "Channel.compulsory_basis")
