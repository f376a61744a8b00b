"""Faults of single systems, datasets, exchanges, services, requests and models, each beside what only looks like it."""

from collections.abc import Callable
from typing import Any

from tests.counties.channels import Case, add_channel, case
from tests.counties.land import Cells, Land, Place
from tests.counties.ordinary import add_dataset, add_system, flow, person_items

_GONE = {"status": "retired", "end_date": "2025-11-30"}
_LOCKED = {"share_type": "not_shared", "share_scope": None, "share_use": None}

SYSTEMS = (
    case("RSP-01", "certain", [{"operator": "无"}, {"builder": "无"}, {"builder": "无", "operator": "无"}], {"not answered": {"operator": None, "builder": None}, "retired": {"operator": "无", **_GONE}}),
    case("RSP-06", "probable", [{"contract_clauses": "无"}], {
        "not answered": {"contract_clauses": None}, "some clauses are missing from the list": {"contract_clauses": ["approval", "scope", "security"]},
        "built and run by the body itself": {"contract_clauses": "无", "contractor": "无", "operator": "SELF"}, "retired": {"contract_clauses": "无", **_GONE}}),
    case("LIF-06", "certain", [{"om_contract_end": "2026-11-23"}, {"om_contract_end": "2024-12-31"}, {"om_contract_end": "2026-06-30", "status": "trial"}], {
        "ends today": {"om_contract_end": "2026-11-24"}, "not answered": {"om_contract_end": None}, "retired": {"om_contract_end": "2024-12-31", **_GONE}}),
    case("SEC-01", "probable", [{"mlps_filing_no": "无"}, {"mlps_level": "level_3", "mlps_test_date": "2025-06-30"}], {}),
    case("SEC-01", "certain", [{"mlps_level": "ungraded", "mlps_filing_no": None, "mlps_test_date": None}, {"mlps_level": "ungraded"}], {
        "not answered": {"mlps_level": None, "mlps_filing_no": None, "mlps_test_date": None}, "level one needs no filing": {"mlps_level": "level_1", "mlps_filing_no": "无", "mlps_test_date": None},
        "level three, tested within the year": {"mlps_level": "level_3", "mlps_test_date": "2025-12-02"}, "level two, tested long ago": {"mlps_test_date": "2023-04-01"}, "retired": {"mlps_level": "ungraded", **_GONE}}),
)  # fmt: skip

_FIELDS = ["巡检点位", "巡检班次", "处置建议", "复核结论"]

DATASETS = (
    case("SIL-01", "probable", [{"resource_code": "无", "_items": "person"}, {"resource_code": "无", "_items": "firm"}], {
        "not answered": {"resource_code": None, "_items": "person"}, "in the catalogue": {"_items": "person"}, "technical items only": {"resource_code": "无", "_items": ["序号", "创建时间", "更新时间", "删除标志"]}}),
    case("SIL-02", "certain", [{"update_cycle": "无"}, {"format": "无"}, {"share_method": "无"}, {"provider_org": "无"}], {
        "not answered": {"update_cycle": None, "format": None, "share_method": None}, "no entry of the catalogue": {"resource_code": None, "update_cycle": "无"}}),
    case("SIL-03", "probable", [{"no_share_basis": "无"}, {"no_share_basis": "内部业务数据，不便提供"}, {"no_share_basis": "按单位领导要求暂不共享"}], {
        "cites a law": {"no_share_basis": "《中华人民共和国统计法》第二十五条"}, "cites an administrative regulation": {"no_share_basis": "《社会救助暂行办法》第六十一条"},
        "cites the State Council": {"no_share_basis": "依据国务院关于印发政务信息资源共享管理暂行办法的通知（国发〔2016〕51号）第十条"}, "not answered": {"no_share_basis": None}}, **_LOCKED),
    case("SIL-04", "probable", [{"share_scope": "无"}, {"share_use": "无"}], {
        "both stated": {}, "not answered": {"share_scope": None, "share_use": None}, "further conditions are for a person to read": {"share_extra": "须经我局分管领导签字"},
        "shared without conditions": {"share_type": "unconditional", "share_scope": "无", "share_use": "无"}}),
    case("SIL-05", "certain", [{"duty_change_date": "2026-07-06", "publish_date": "2026-07-28"}, {"duty_change_date": "2026-07-06", "publish_date": "2025-03-10"}], {
        "updated on the tenth working day": {"duty_change_date": "2026-07-06", "publish_date": "2026-07-20"}, "updated within the extension": {"duty_change_date": "2026-07-06", "publish_date": "2026-07-24"},
        "ten working days across a holiday": {"duty_change_date": "2026-09-28", "publish_date": "2026-10-16"}, "changed yesterday": {"duty_change_date": "2026-11-23"}, "not answered": {"duty_change_date": "2026-07-06", "publish_date": None}}),
    case("SEC-02", "probable", [{"processing_basis": "无", "_items": "sensitive"}, {"pia_date": "无", "_items": "sensitive"}], {
        "duty and assessment": {"_items": "sensitive"}, "not answered": {"processing_basis": None, "pia_date": None, "_items": "sensitive"}, "nothing sensitive": {"processing_basis": "无", "pia_date": "无"}}),
    case("SEC-03", "probable", [{"_items": "aimless"}], {"aimless, but not personal": {"_items": [(label, {"purpose": "无"}) for label in _FIELDS]}, "not answered": {"_items": "unasked"}}),
    case("SEC-04", "certain", [{"classification": "无"}], {"not answered": {"classification": None}, "general": {"classification": "general"}}),
)  # fmt: skip

EXCHANGES = (
    case("SIL-11", "probable", [{"via_platform": "no", "built_date": "2025-09-12", "method": "platform"}, {"via_platform": "no", "built_date": "2026-04", "method": "platform"}], {}),
    # the text forbids platforms built beside the integrated one; of a single interface it can only be asked
    case("SIL-11", "question", [{"via_platform": "no", "built_date": "2025-09-12"}, {"via_platform": "no", "built_date": "2026-04-08", "method": "batch"}], {
        "built the day before": {"via_platform": "no", "built_date": "2025-07-31"}, "when was not answered": {"via_platform": "no", "built_date": None}, "through the province": {"via_platform": "province", "built_date": "2026-03-03"},
        "not answered": {"via_platform": None, "built_date": "2026-03-03"}, "ended": {"via_platform": "no", "built_date": "2025-09-12", "status": "retired"}}),
    case("SIL-14", "certain", [{"method": "manual"}, {"method": "邮件"}, {"method": "拷盘"}, {"method": "微信群"}], {
        "downloaded files": {"method": "file"}, "ended": {"method": "manual", "status": "retired"}, "not answered": {"method": None}}, doc_url=None, sla=None),
    case("SIL-15", "certain", [{"doc_url": "无"}, {"maintainer": "无"}, {"sla": "无"}], {
        "not answered": {"doc_url": None, "maintainer": None, "sla": None}, "suspended": {"doc_url": "无", "status": "suspended"}}),
    case("SEC-05", "certain", [{"onward": "without_consent"}, {"log_years": 1}, {"log_years": 2}], {
        "with consent": {"onward": "with_consent"}, "three years": {"log_years": 3}, "not answered": {"onward": None, "log_years": None}, "ended": {"onward": "without_consent", "status": "retired"}}),
)  # fmt: skip

SERVICES = (
    case("INC-05", "probable", [{"domain": "health", "channel_kinds": ["app", "mini_program"]}, {"domain": "social_security", "channel_kinds": ["website", "app"]}, {"domain": "finance", "channel_kinds": ["app"]}, {"domain": "bill_payment", "channel_kinds": ["website"]}], {
        "a counter too": {"domain": "health", "channel_kinds": ["app", "counter"]}, "a hotline too": {"domain": "bill_payment", "channel_kinds": ["app", "hotline"]}, "not answered": {"domain": "social_security", "channel_kinds": None},
        "a domain that the law does not name": {"domain": "housing", "channel_kinds": ["website", "app"]}}),
    case("INC-06", "probable", [{"domain": "education", "channel_kinds": ["app"]}, {"domain": "other", "channel_kinds": ["mini_program", "official_account"]}, {"domain": "housing", "channel_kinds": ["app", "quick_app"]}], {
        "a website too": {"channel_kinds": ["app", "website"]}, "a kiosk too": {"channel_kinds": ["mini_program", "kiosk"]}, "for staff only": {"channel_kinds": ["app"], "user_groups": ["staff"]}}),
    case("INC-07", "certain", [{"auth_methods": ["face"]}], {"face or card": {"auth_methods": ["face", "id_card"]}, "not answered": {"auth_methods": None}}),
    case("RSP-08", "probable", [{"cases": 100, "transferred": 260}, {"cases": 200, "returned": 260}, {"cases": 400, "overdue": 120}], {
        "two transfers a case": {"cases": 100, "transferred": 200}, "one return a case": {"cases": 100, "returned": 100}, "three in a hundred overdue": {"cases": 400, "overdue": 12}, "too few cases": {"cases": 12, "transferred": 40}, "not answered": {"cases": None, "transferred": 300}}),
)  # fmt: skip

MODELS = (
    case("RSP-09", "certain", [{"human_review": "无"}, {"explanation": "无"}, {"assessment_date": "无"}, {"owner": "无", "human_review": "无"}], {
        "decides on nobody": {"decides_on_people": False, "human_review": "无", "explanation": "无"}, "not answered": {"human_review": None, "explanation": None}, "whether it decides was not answered": {"decides_on_people": None, "human_review": "无"}}),
)  # fmt: skip

_OPEN, _COND = {"share_type": "unconditional"}, {"share_type": "conditional"}
REQUESTS = (
    # articles 14 and 15 speak of entries of the catalogue: what a refused request cites is asked about
    case("SIL-03", "question", [{"decision": "refused", "basis": "涉及内部工作，不便提供"}], {}, **_COND, supplied=None),
    case("SIL-03", "probable", [{"decision": "refused", "basis": "无"}], {"refused by a law": {"decision": "refused", "basis": "《中华人民共和国档案法》第三十条"}, "not answered": {"decision": "refused", "basis": None}}, **_COND, supplied=None),
    case("SIL-06", "certain", [
        {**_OPEN, "decided": "2026-07-08"}, {**_COND, "decided": "2026-07-21"}, {**_COND, "extended": "2026-07-20", "decided": "2026-08-05"}, {**_COND, "decided": "2026-07-20", "supplied": "2026-08-18"},
        {**_COND, "correction_asked": "2026-08-03", "corrected": "2026-08-18"}, {**_COND, "decided": None, "decision": "pending", "supplied": None}], {
        "answered the next working day": {**_OPEN, "received": "2026-07-10", "decided": "2026-07-13"}, "answered on the tenth working day": {**_COND, "decided": "2026-07-20"},
        "extended, answered on the twentieth": {**_COND, "extended": "2026-07-20", "decided": "2026-08-03"}, "supplied on the twentieth working day": {**_COND, "decided": "2026-07-20", "supplied": "2026-08-17"},
        "ten working days across a holiday": {**_COND, "received": "2026-09-28", "decided": "2026-10-16"}, "corrected on the tenth working day": {**_COND, "correction_asked": "2026-08-03", "corrected": "2026-08-17"},
        "not answered": {**_COND, "received": None}, "pending since last week": {**_COND, "received": "2026-11-19", "decision": "pending", "decided": None, "supplied": None}}),
)  # fmt: skip


def _system(land: Land, place: Place, cells: Cells) -> str:
    identifier, place = add_system(land, place, **{key: value for key, value in cells.items() if value != "SELF"})
    if cells.get("operator") == "SELF":
        land.by_id[identifier]["operator"] = land.by_id[identifier]["owner"]
    for key in [key for key, value in cells.items() if value is None]:
        land.by_id[identifier].pop(key, None)
    return identifier


def _items(land: Land, place: Place, kind: Any) -> list[Any]:
    serial = len(land.arrays["resources"])
    if kind == "person":
        return [*person_items(place), (f"帮扶批次{serial % 7}", {"pii": "personal"}), ("走访结论", {"pii": "personal"})]
    if kind == "firm":
        shared = {"origin": "shared", "source_org": place.bodies["market"]}
        return [("单位名称", shared), ("统一社会信用代码", shared), "核查批次", "核查结论"]
    if kind == "sensitive":
        return [
            ("登记序号", {}),
            land.dice.choice((("疾病诊断", {"pii": "sensitive"}), ("宗教信仰", {"pii": "sensitive"}), ("血型", {"pii": "sensitive"}))),
            "登记批次",
        ]
    if kind == "aimless":
        return [
            ("登记序号", {}),
            land.dice.choice(
                (
                    ("微信号", {"pii": "personal", "purpose": "无"}),
                    ("所学专业", {"pii": "personal", "purpose": "无"}),
                    ("籍贯", {"pii": "personal", "purpose": "无"}),
                )
            ),
        ]
    if kind == "unasked":
        return [("登记序号", {}), ("籍贯", {"pii": "personal", "purpose": None})]
    return kind or [f"{label}{serial % 5 or ''}" for label in _FIELDS]


def _dataset(land: Land, place: Place, cells: Cells) -> str:
    given = dict(cells)
    system = land.dice.choice(place.systems)
    topic = land.dice.choice(("专项巡查", "季度抽查", "入户核查", "隐患复核", "服务回访", "工程验收"))
    return add_dataset(land, system, f"{topic}记录{len(land.arrays['resources'])}", _items(land, place, given.pop("_items", None)), **given)


def _exchange(land: Land, place: Place, cells: Cells) -> str:
    first, second = land.dice.sample(place.systems, 2)
    while land.by_id[first].get("owner") == land.by_id[second].get("owner"):
        first, second = land.dice.sample(place.systems, 2)
    return flow(land, first, second, [f"交换批次{len(land.arrays['exchanges'])}"], **cells)


def _service(land: Land, place: Place, cells: Cells) -> str:
    number = len(land.arrays["services"])
    topic = land.dice.choice(("证明开具", "资格复核", "费用查询", "预约登记", "信息变更", "补助申领", "进度查询"))
    given: Cells = {
        "name": f"{place.short}{topic}{number}", "code": f"{place.code}{number:010d}", "owner": land.body(place), "channel_kinds": ["website", "counter"], "domain": "other", "user_groups": ["public"],
        "auth_methods": ["unified"], "first_receiver_org": place.bodies["data"], "flow_doc": "办理流程（2026年版）", "cases": 300, "transferred": 10, "returned": 5, "overdue": 4,
    }  # fmt: skip
    return land.add("services", **{**given, **cells})


def _model(land: Land, place: Place, cells: Cells) -> str:
    topic = land.dice.choice(("低收入风险评分", "企业信用排序", "学位派位", "补贴发放核查", "公租房轮候排序", "矛盾风险预测"))
    given: Cells = {
        "name": f"{place.short}{topic}模型{len(land.arrays['algorithms'])}", "system": None if cells.get("owner") == "无" else land.dice.choice(place.systems), "purpose": "按多项指标评分排序", "decides_on_people": True,
        "owner": land.body(place), "explanation": "页面列出评分依据", "human_review": "业务股人工复核", "assessment_date": "2026-03-01",
    }  # fmt: skip
    return land.add("algorithms", **{**given, **cells})


def _request(land: Land, place: Place, cells: Cells) -> str:
    given: Cells = {
        "from": land.body(place, "civil", "hrss", "edu", "health"), "to": land.body(place, "psb", "market", "nat", "trans"), "elements": [f"核验批次{len(land.arrays['share_requests'])}"],
        "received": "2026-07-06", "decision": "agreed", "decided": "2026-07-07", "supplied": "2026-07-15",
    }  # fmt: skip
    request = {**given, **cells}
    if request.get("supplied") and request.get("decided") and request["supplied"] < request["decided"]:
        request["supplied"] = request["decided"]
    return land.add("share_requests", **request)


_TABLES: tuple[tuple[tuple[Case, ...], Callable[[Land, Place, Cells], str]], ...] = (
    (SYSTEMS, _system), (DATASETS, _dataset), (EXCHANGES, _exchange), (SERVICES, _service), (MODELS, _model), (REQUESTS, _request),
)  # fmt: skip


def plant_records(land: Land) -> None:
    """Every case of the tables, guilty ones as often as the land wants, near ones a quarter as often."""
    for cases, make in _TABLES:
        for one in cases:
            for number, place in land.turns():
                guilty = one.guilty[number % len(one.guilty)]
                made = make(land, place, {**one.common, **guilty})
                land.plant(one.rule, [made], one.certainty, str(guilty))
                if one.rule in ("SIL-04", "SEC-04"):
                    land.spare("SIL-02", [made], f"{one.rule} says it")
                if one.rule == "INC-05":
                    land.spare("INC-06", [made], "INC-05 says it")
            for why, cells in one.near:
                for _ in range(max(1, land.times // 4)):
                    land.spare(one.rule, [make(land, land.place(), {**one.common, **cells})], why)
    _plant_first_receivers(land)


def _plant_first_receivers(land: Land) -> None:
    """RSP-03: services that a channel which takes appeals handles."""
    guilty: tuple[Cells, ...] = ({"first_receiver_org": "无"}, {"flow_doc": "无"}, {"first_receiver_org": "无", "flow_doc": "无"})
    for number, place in land.turns():
        channel = add_channel(land, place, takes_appeals=True)
        land.plant(
            "RSP-03",
            [_service(land, place, {**guilty[number % 3], "channels": [channel], "channel_kinds": None})],
            "probable",
            str(guilty[number % 3]),
            also=[channel],
        )
    near: tuple[tuple[str, Cells, Cells], ...] = (
        ("the channel takes no appeals", {"takes_appeals": False}, {"first_receiver_org": "无"}), ("not answered", {"takes_appeals": True}, {"first_receiver_org": None, "flow_doc": None}),
        ("the channel is closed", {"takes_appeals": True, "status": "retired"}, {"first_receiver_org": "无"}), ("a duty names the receiver", {"takes_appeals": True}, {"first_receiver_org": "无", "_duty": True}),
    )  # fmt: skip
    for why, channel_cells, cells in near:
        place = land.place()
        channel = add_channel(land, place, **channel_cells)
        service = _service(
            land,
            place,
            {key: value for key, value in cells.items() if key != "_duty"} | {"channels": [channel], "channel_kinds": ["app", "counter"]},
        )
        if "_duty" in cells:
            land.add(
                "responsibilities",
                organisation=place.bodies["data"],
                object=service,
                object_kind="service",
                role="first_receiver",
                lead=True,
                valid_from="2025-01-01",
            )
        land.spare("RSP-03", [service, channel], why)
