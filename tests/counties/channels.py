"""Faults of channels: apps, accounts, sites and groups, each beside what only looks like it."""

from dataclasses import dataclass
from typing import Any

from tests.counties.land import Cells, Land, Place

_APP_NAMES = ("{0}通", "掌上{0}", "i{0}", "{0}小助手", "{0}e家", "{0}随身行", "数字{0}", "{0}事事帮", "{0}一点灵", "{0}先锋")
_APP_TOPICS = (
    "社保",
    "医保",
    "养老",
    "惠农",
    "河长",
    "巡林",
    "税费",
    "公积金",
    "就医",
    "入学",
    "招聘",
    "停车",
    "水务",
    "燃气",
    "文旅",
    "智慧党建",
    "城管",
    "交运",
    "应急",
    "消保",
    "住建",
    "环保",
    "法援",
    "退役",
    "助残",
    "工会",
    "妇儿",
    "档案",
    "统计",
    "粮储",
)
_GRASS = {"audience": ["grassroots"]}
_STOPPED = {
    "status": "retired",
    "closed_date": "2025-05-10",
    "closure_notice": "https://gov.example/notice/8",
    "deregistration_date": "2025-05-20",
    "data_disposal": "archived",
}


@dataclass(frozen=True, slots=True)
class Case:
    """A rule about single records: cells that make it guilty, and cells that do not (with the reason)."""

    rule: str
    certainty: str
    guilty: tuple[Cells, ...]
    near: tuple[tuple[str, Cells], ...]
    common: Cells


def case(rule: str, certainty: str, guilty: list[Cells], near: dict[str, Cells], **common: Any) -> Case:
    return Case(rule, certainty, tuple(guilty), tuple(near.items()), common)


_FEATURES = {
    "SPR-03": "feat_forced_login", "SPR-04": "feat_check_in", "SPR-05": "feat_points", "SPR-06": "feat_duration",
    "SPR-07": "feat_social_tasks", "SPR-08": "feat_trace_upload",
}  # fmt: skip


def _feature(rule: str, key: str) -> Case:
    return case(
        rule, "probable", [{key: True}, {key: True, "kind": "mini_program"}, {key: True, "audience": ["grassroots", "staff"]}],
        {
            "answered no": {key: False},
            "an exempt scene": {key: True, "exempt_scene": "emergency", "feat_reason": "防汛值守期间人员在位确认"},
            "law enforcement": {key: True, "exempt_scene": "law_enforcement", "feat_reason": "执法全过程记录"},
            "not answered": {key: None},
            "retired": {key: True, **_STOPPED},
        }, audience=["grassroots"],
    )  # fmt: skip


CASES = (
    *(_feature(rule, key) for rule, key in _FEATURES.items()),
    case(
        "SPR-01", "probable", [{"compulsory": "in_fact", "compulsory_basis": "无"}, {"compulsory": "in_fact", "compulsory_basis": "无", "kind": "official_account"}],
        {
            "compulsory by a stated basis": {"compulsory": "yes_with_basis", "compulsory_basis": "《社会救助暂行办法》第五十条"},
            "voluntary": {"compulsory": "no"}, "not answered": {"compulsory": None},
        }, audience=["public"],
    ),
    case(
        "SPR-10", "probable", [{"filing_status": "not_filed", "launch_date": "2026-09-01"}, {"filing_status": "not_filed", "launch_date": "2026-08-10", "kind": "mini_program"}],
        {
            "filing under way": {"filing_status": "in_progress", "launch_date": "2026-09-01"}, "exempt": {"filing_status": "exempt"},
            "not answered": {"filing_status": None}, "not yet in use": {"filing_status": "not_filed", "status": "building"},
            "an official account is no application": {"filing_status": "not_filed", "kind": "official_account"},
        }, filing_no=None, filing_version=None,
    ),
    case(
        "SPR-13", "certain", [{"ads_commerce": "ads"}, {"ads_commerce": "shop"}, {"ads_commerce": "paid", "kind": "mini_program"}],
        {
            "none": {"ads_commerce": "none"}, "not answered": {"ads_commerce": None}, "retired": {"ads_commerce": "ads", **_STOPPED},
            "a shop with a stated reason": {"ads_commerce": "shop", "feat_reason": "消费帮扶农产品专区，按县政府会议纪要设置，不收取佣金"},
        },
    ),
    case(
        "RSP-07", "certain", [{"feat_feedback": False}, {"feat_feedback": False, "kind": "mini_program"}],
        {"has one": {"feat_feedback": True}, "not answered": {"feat_feedback": None}, "retired": {"feat_feedback": False, **_STOPPED}, "for staff only": {"feat_feedback": False, "audience": ["staff"]}},
    ),
    case(
        "INC-01", "certain", [{"a11y_result": "failed"}, {"a11y_result": "failed", "audience": ["public", "business"]}],
        {"not tested": {"a11y_result": "not_tested"}, "passed": {"a11y_result": "level_2"}, "for staff only": {"a11y_result": "failed", "audience": ["staff"]}, "retired": {"a11y_result": "failed", **_STOPPED}},
    ),
    case(
        "INC-02", "certain", [{"senior_mode": False}, {"senior_mode": False, "audience": ["public", "business"]}],
        {"has one": {"senior_mode": True}, "not answered": {"senior_mode": None}, "for staff only": {"senior_mode": False, "audience": ["grassroots"]}, "retired": {"senior_mode": False, **_STOPPED}},
    ),
    case(
        "INC-07", "certain", [{"auth_methods": ["face"]}, {"auth_methods": ["face"], "kind": "mini_program"}],
        {"face or message": {"auth_methods": ["face", "sms"]}, "not answered": {"auth_methods": None}, "for staff only": {"auth_methods": ["face"], "audience": ["staff"]}, "retired": {"auth_methods": ["face"], **_STOPPED}},
    ),
    case(
        "LIF-03", "probable", [{"last_post_date": "2026-10-20"}, {"last_post_date": "2026-03-02", "kind": "microblog", "platform": "weibo"}, {"last_post_date": "2026-11-09", "kind": "video_account", "platform": "douyin"}],
        {
            "fourteen days to the day": {"last_post_date": "2026-11-10"}, "today": {"last_post_date": "2026-11-24"}, "not answered": {"last_post_date": None},
            "an app posts nothing": {"last_post_date": "2026-01-10", "kind": "app"}, "retired": {"last_post_date": "2025-04-01", **_STOPPED},
        }, kind="official_account", filing_status="exempt",
    ),
    case(
        "LIF-05", "probable", [{"closure_notice": "无"}, {"deregistration_date": "无"}, {"data_disposal": "无", "kind": "mini_program"}],
        {
            "closed in order": {}, "not answered": {"closure_notice": None, "deregistration_date": None, "data_disposal": None},
            "never filed, so nothing to cancel": {"filing_status": "exempt", "deregistration_date": "无"}, "still running": {"status": "active", "closure_notice": "无", "closed_date": None, "deregistration_date": None, "data_disposal": None},
        }, **_STOPPED,
    ),
    case(
        "SPR-09", "probable", [{"group_end": "2026-06-30", "group_last_active": "2026-10-20"}, {"group_end": "2025-12-31", "group_last_active": "2026-11-20"}],
        {
            "thirty days to the day": {"group_end": "2026-10-01", "group_last_active": "2026-10-31"}, "no end was set": {"group_last_active": "2026-11-20"},
            "quiet since its end": {"group_end": "2026-06-30", "group_last_active": "2026-06-28"}, "dissolved": {"group_end": "2026-03-31", "group_last_active": "2026-06-20", "status": "retired", "closed_date": "2026-06-21"},
        }, kind="work_group", audience=["grassroots"], filing_status="exempt", senior_mode=None, feat_feedback=None,
    ),
)  # fmt: skip


def add_channel(land: Land, place: Place, owner: str | None = None, **given: Any) -> str:
    """A channel as it should be, of a body of the county."""
    owner = owner or land.body(place)
    kind = given.get("kind", "app")
    number = len(land.arrays["channels"]) + 1
    cells: Cells = {
        "name": _name(land, place), "kind": kind, "owner": owner, "builder_org": place.bodies["data"],
        "platform": {"mini_program": "wechat", "official_account": "wechat", "work_group": "wechat", "app": "huawei"}.get(kind, "other"), "status": "active", "launch_date": f"202{land.dice.randrange(1, 6)}-05-18",
        "filing_no": f"政应备{place.code}-2026-{number:05d}", "filing_status": "filed", "filing_version": "3.2.1", "version": "3.2.1", "audience": ["public"],
        "compulsory": "no", "feat_check_in": False, "feat_points": False, "feat_duration": False, "feat_social_tasks": False, "feat_trace_upload": False,
        "feat_forced_login": False, "exempt_scene": "none", "feat_feedback": True, "senior_mode": True, "a11y_result": "level_1", "ads_commerce": "none",
        "auth_methods": ["unified", "sms"], "release_date": "2026-08-05", "last_post_date": "2026-11-20",
    }  # fmt: skip
    cells.update(given)
    if cells["kind"] == "work_group":
        cells["name"] = f"{place.short}{land.dice.choice(('防汛', '创文', '普查', '信访', '森林防火', '征迁', '秸秆禁烧'))}{number}工作群"
        cells.setdefault("group_purpose", f"{cells['name']}的任务联络{number}")
        cells["launch_date"] = cells["filing_no"] = cells["filing_version"] = cells["version"] = None
    return land.add("channels", **cells)


def _name(land: Land, place: Place) -> str:
    """A name that no other channel has: equal names of one body are one record."""
    taken = {row["name"] for row in land.arrays["channels"]}
    for _ in range(60):
        name = land.dice.choice(_APP_NAMES).format(place.short + land.dice.choice(_APP_TOPICS))
        if name not in taken:
            return name
    return f"{name}{len(taken)}"


def _one(land: Land, place: Place, cells: Cells) -> str:
    kind = cells.get("kind", "app")
    owner = None
    if kind in ("official_account", "microblog", "video_account"):
        owner = account_owner(land, place)
    return add_channel(land, place, owner, **cells)


def account_owner(land: Land, place: Place) -> str:
    """A body that has no account yet, so that nobody has two by chance."""
    taken = {row["owner"] for row in land.arrays["channels"] if row["kind"] in ("official_account", "microblog", "video_account")}
    for candidate in (place, *land.places):
        free = [body for body in (*candidate.bodies.values(), *candidate.towns) if body not in taken]
        if free:
            return land.dice.choice(free)
    raise ValueError("more accounts than bodies")


def plant_channels(land: Land) -> None:
    """Every case of the table, guilty ones as often as the land wants, near ones a quarter as often."""
    for one in CASES:
        for number, place in land.turns():
            guilty = one.guilty[number % len(one.guilty)]
            land.plant(one.rule, [_one(land, place, {**one.common, **guilty})], one.certainty, str(guilty))
        for why, cells in one.near:
            for _ in range(max(1, land.times // 4)):
                land.spare(one.rule, [_one(land, land.place(), {**one.common, **cells})], why)
