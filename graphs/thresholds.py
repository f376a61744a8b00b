"""Every number that decides something: its name, unit, default, and whether a text prescribes it.

Thresholds that no text prescribes are settings of the office (auditor.toml) and are shown as such: 本单位设定，非国家标准.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from inventory.values.finding import Text, Threshold


@dataclass(frozen=True, slots=True)
class Setting:
    """A threshold's definition. `unit` is one of ratio, count, days, working_days, months, years, times."""

    name: str
    default: float
    unit: str
    official: bool
    title: Text
    origin: str


SETTINGS: dict[str, Setting] = {
    setting.name: setting
    for setting in (
        Setting(
            "duplicate_cut",
            0.5,
            "ratio",
            False,
            Text("系统重复的判定分值", "Score from which two systems count as duplicates"),
            "suggested",
        ),
        Setting("overlap_share", 0.6, "ratio", False, Text("数据资源重合度", "Overlap of two datasets"), "suggested"),
        Setting(
            "module_share",
            0.8,
            "ratio",
            False,
            Text("可作为模块的包含度", "Containment from which a system could be a module"),
            "suggested",
        ),
        Setting("return_overlap", 0.5, "ratio", False, Text("报表数据项重合度", "Overlap of two returns"), "suggested"),
        Setting(
            "match_accepted",
            0.8,
            "ratio",
            False,
            Text("数据元匹配的采用分值", "Score from which a field counts as a data element"),
            "suggested",
        ),
        Setting("accounts_per_platform", 1, "count", True, Text("每平台账号数", "Accounts of one body on one platform"), "CN-11"),
        Setting("account_idle_days", 14, "days", True, Text("账号停更天数", "Days without a post"), "CN-12"),
        Setting(
            "reply_unconditional",
            1,
            "working_days",
            True,
            Text("无条件共享答复期限", "Reply to a request for unconditional data"),
            "CN-05 art.21",
        ),
        Setting(
            "reply_conditional",
            10,
            "working_days",
            True,
            Text("有条件共享答复期限", "Reply to a request for conditional data"),
            "CN-05 art.21",
        ),
        Setting("reply_extension", 10, "working_days", True, Text("答复延长期限", "Extension of a reply"), "CN-05 art.21"),
        Setting("supply_days", 20, "working_days", True, Text("供数期限", "Supply after consent"), "CN-05 art.22"),
        Setting("correction_days", 10, "working_days", True, Text("校核期限", "Correction of data"), "CN-05 art.26"),
        Setting("mlps_test_months", 12, "months", False, Text("三级系统测评间隔", "Time between tests of level 3 systems"), "CN-27 memory"),
        Setting("activity_share", 0.5, "ratio", False, Text("数量留痕类指标占比", "Share of activity indicators"), "suggested"),
        Setting("low_use_share", 0.05, "ratio", False, Text("低使用率", "Share of target users who are active"), "suggested"),
        Setting("stale_months", 12, "months", False, Text("停止更新月数", "Months without release or operation"), "suggested"),
        Setting(
            "group_idle_days",
            30,
            "days",
            False,
            Text("工作群组任务结束后的宽限天数", "Days after the end of its task that a work group may go on"),
            "suggested",
        ),
        Setting("apps_per_body", 3, "count", False, Text("一个单位的应用数", "Apps of one body"), "suggested"),
        Setting("apps_per_service", 2, "count", False, Text("一个事项的应用数", "Apps of one service"), "suggested"),
        Setting(
            "apps_per_worker",
            5,
            "count",
            False,
            Text("基层一人必用的应用和群组数", "Compulsory apps and groups of one worker"),
            "suggested",
        ),
        Setting("returns_per_month", 10, "times", False, Text("每月须填报表次数", "Returns a month"), "suggested"),
        Setting("catalogue_update", 10, "working_days", True, Text("目录更新期限", "Update of a catalogue entry"), "CN-05 art.17"),
        Setting("catalogue_extension", 5, "working_days", True, Text("目录更新延长期限", "Extension of that update"), "CN-05 art.17"),
        Setting("hub_pairs", 3, "count", False, Text("枢纽中断影响的系统对数", "Pairs of systems that a hub would cut"), "suggested"),
        Setting("transfers_per_case", 2, "times", False, Text("件均转办次数", "Transfers per case"), "suggested"),
        Setting("returns_per_case", 1, "times", False, Text("件均退回次数", "Returns per case"), "suggested"),
        Setting("overdue_share", 0.05, "ratio", False, Text("超期率起点", "Overdue share from which it counts"), "suggested"),
        Setting(
            "overdue_times", 2, "times", False, Text("超期率与同类中位数之比", "Overdue share against the median of peers"), "suggested"
        ),
        Setting(
            "senior_ratio",
            0.5,
            "ratio",
            False,
            Text("老年用户占比与人口占比之比", "Share of older users against their share of residents"),
            "suggested",
        ),
        Setting("low_use_months", 3, "months", False, Text("连续低使用月数", "Months of low use in a row"), "suggested"),
        Setting("log_years", 3, "years", True, Text("使用记录留存年限", "Years for which records of use are kept"), "CN-05 art.29"),
        Setting("cost_times", 3, "times", False, Text("单位成本与同类中位数之比", "Cost against the median of peers"), "suggested"),
        Setting("self_check_months", 12, "months", False, Text("自查间隔月数", "Months between self-checks"), "suggested"),
        Setting("completeness", 0.9, "ratio", False, Text("填报完整度", "Completeness of a body's answers"), "suggested"),
        Setting(
            "readiness",
            0.6,
            "ratio",
            False,
            Text("提出整合建议所需的填报完整度", "Completeness from which consolidation is recommended"),
            "suggested",
        ),
        Setting("minutes_per_answer", 1.5, "count", False, Text("每个答案耗时（分钟）", "Minutes that one answer takes"), "suggested"),
    )
}


@dataclass(frozen=True, slots=True)
class Thresholds:
    """The numbers in force: the defaults, with what the office set."""

    office: Mapping[str, float]

    def __getitem__(self, name: str) -> float:
        return self.office.get(name, SETTINGS[name].default)

    def used(self, name: str) -> Threshold:
        """The threshold as a finding prints it."""
        setting = SETTINGS[name]
        return Threshold(name, self[name], setting.unit, setting.official and name not in self.office)
