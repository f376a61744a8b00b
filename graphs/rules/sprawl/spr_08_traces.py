"""Traces kept beyond need."""

from collections.abc import Iterator
from dataclasses import replace

from graphs.analysis import Analysis
from graphs.rules.features import featured, held_items
from graphs.rules.notices import screened
from graphs.rules.rule import Result, Rule, basis
from inventory.values.finding import Finding, Text

RULE = Rule(
    id="SPR-08",
    dimension="sprawl_formalism",
    title=Text(
        "过度留痕",
        "Excessive trace keeping",
    ),
    checks=Text(
        "渠道申报要求上传截图、照片、轨迹留痕，或通知要求截图、拍照留痕；系统只存有轨迹、截图、现场照片数据项的，只作核实。",
        "A channel declares that screenshots, photos or tracks must be uploaded, or a notice orders them; a system that only holds tracks (high), screenshots or site photos is asked about.",
    ),
    detail_zh="填报的功能和筛查出的要求；豁免场景或写了理由的只作核实。",
    mend=Text(
        "只留法定必需的材料；停止截图、拍照、轨迹等留痕要求。",
        "Keep what the law requires and nothing else; stop demands for screenshots, photos and tracks.",
    ),
    severity="medium",
    certainty="probable",
    cause="awareness",
    basis=basis(("CN-01", "五个不得之四", "part"), ("CN-38", "过度留痕类线索", "full")),
    reads=(
        "Channel.trace_upload",
        "Channel.status",
        "Channel.audience",
        "Channel.exempt_scene",
        "Channel.feature_reason",
        "Notice.text",
        "DataField.label",
    ),
    remedies=("stop_demand",),
    must_confirm="inspector",
    essay="E4",
)


def find(analysis: Analysis) -> Iterator[Result]:
    """Declared features and screened orders; an exempt scene or a stated reason makes it a question."""
    yield from screened(analysis, RULE)
    yield from featured(analysis, RULE, "trace_upload")
    for told in held_items(analysis, RULE, "trace_upload", ("location_track", "screenshot_attachment", "site_photo")):
        # where people go is more than what they did
        tracks = isinstance(told, Finding) and "location_track" in told.why[0].parts["elements"]
        yield replace(told, severity="high") if isinstance(told, Finding) and tracks else told
