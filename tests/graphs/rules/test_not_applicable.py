"""Rules whose subject is not there, or that do not concern it: next to a town in which the rule speaks, the same town without that one fact.

A rule that looked at the words alone would speak of both.
"""

from collections.abc import Mapping
from typing import Any

import pytest

MZ = {"id": "mz", "name": "云溪县民政局", "level": "county", "region": "430603"}
GA = {"id": "ga", "name": "云溪县公安局", "level": "county", "region": "430603", "attested_sheets": "数据交换"}
QH = {"id": "qh", "name": "清河镇人民政府", "level": "town", "region": "430603101"}
FAR = {"id": "far", "name": "长岭县民政局", "level": "county", "region": "430702"}
BODIES = [MZ, GA, QH, FAR]
JOB = {
    "purpose": "低保申请受理、家庭经济状况核对、救助金发放", "functions": "低保申请|经济核对|救助金发放|入户调查", "service_items": "最低生活保障审批|临时救助审批",
    "status": "运行", "audience": "公众",
}  # fmt: skip
PEOPLE = ["姓名", "公民身份号码", "性别代码", "出生日期", "户籍地址"]
ASKED = {"respondent_level": "村社区", "frequency": "每月", "elements": "姓名|公民身份号码|户籍地址|移动电话"}
ACCOUNT = {"kind": "公众号", "platform": "微信", "owner": "mz", "status": "运行"}
TWO = [{"id": "s", "name": "户籍系统", "owner": "ga", "status": "运行"}, {"id": "m", "name": "救助系统", "owner": "mz", "status": "运行"}]
APP = {"id": "c", "name": "网格通", "kind": "APP", "owner": "qh", "status": "运行", "audience": "基层干部", "exempt_scene": "无"}
STAGES = [{"id": f"d{n}", "organisation": "mz", "object": "r", "object_kind": "数据资源", "stage": stage} for n, stage in enumerate(("收集", "存储"))]  # fmt: skip
SCHEMES = [{"id": f"{m}{n}", "scheme": "年度考核", "assessor": "mz", "assessed_kind": kind, "text": f"指标{n}"} for m, kind in enumerate(("乡镇", "学校", "医院")) for n in range(3)]  # fmt: skip
BASIC = {"organisations": BODIES}
RETIRED = ({"status": "已下线"}, {"status": "停用"})
REQUEST = {"id": "q", "from": "mz", "to": "ga", "elements": "户籍地址|姓名", "received": "2026-09-01"}
SPEAKING: dict[str, dict[str, Any]] = {
    "ASM-01": {"assessments": [{"id": "a", "scheme": "乡镇考核", "assessor": "mz", "text": "每日打卡次数", "class": "数量留痕"}]},
    "ASM-02": {"assessments": [{"id": i, "scheme": "乡镇考核", "assessor": "mz", "text": f"指标{i}", "class": "数量留痕"} for i in "ab"]},
    "ASM-06": {"assessments": SCHEMES},
    "DUP-01": {"systems": [{"id": "a", "name": "社会救助系统", "owner": "mz", **JOB}, {"id": "b", "name": "清河民生帮扶平台", "owner": "qh", **JOB}]},
    "DUP-02": {"organisations": [{**MZ, "level": "national"}], "channels": [{**APP, "owner": "mz"}, {**APP, "id": "d", "name": "督查通", "owner": "mz"}]},
    "DUP-03": {"channels": [{"id": "c", "name": "云溪民政", **ACCOUNT}, {"id": "d", "name": "云溪救助", **ACCOUNT}]},
    "DUP-04": {"systems": TWO, "resources": [{"id": "r", "name": "户籍表", "system": "s", "subject_type": "自然人", "items": PEOPLE}, {"id": "t", "name": "对象表", "system": "m", "subject_type": "自然人", "items": PEOPLE}]},
    "DUP-05": {"returns": [{"id": "a", "name": "老年人台账", "requiring": "mz", **ASKED}, {"id": "b", "name": "老年人健康表", "requiring": "ga", **ASKED}]},
    "DUP-09": {"systems": [{"id": i, "name": "智慧停车收费系统", "owner": body, "contractor": "湘云软件有限公司", "status": "运行"} for i, body in (("a", "mz"), ("b", "ga"))]},
    "DUP-08": {"channels": [{"id": "c", "name": "云溪民政网", "kind": "网站", "owner": "mz", "status": "运行", "url": "https://mz.example/"}]},
    "INC-05": {"services": [{"id": "v", "name": "门诊费用报销", "owner": "mz", "domain": "医疗", "channel_kinds": "小程序|APP"}]},
    "INV-02": {"channels": [{"id": "c", "name": "云溪敬老通", "kind": "APP", "owner": "mz", "seen": True}], "returned_forms": {"mz": "2026-11-20"}},
    "INV-03": {"organisations": [{**MZ, "region": "43060"}]},
    "LIF-01": {"systems": [{"id": "a", "name": "殡葬系统", "owner": "mz", "status": "运行", "om_contract_end": "2024-06-30", "use_frequency": "偶发"}]},
    "LIF-03": {"channels": [{"id": "c", "name": "云溪民政", **ACCOUNT, "last_post_date": "2026-10-01"}]},
    "LIF-07": {"systems": [{"id": "a", "name": "旧系统", "owner": "mz", "status": "已下线", "end_date": "2024-03-31"}], "costs": [{"id": "k", "object": "a", "object_kind": "系统", "fiscal_year": 2026, "annual_om_yuan": "50000"}]},
    "RSP-02": {"systems": TWO, "responsibilities": [{"id": f"d{body}", "organisation": body, "object": "m", "object_kind": "系统", "role": "监督", "lead": "否"} for body in ("mz", "ga")]},
    "RSP-04": {"systems": TWO, "resources": [{"id": "r", "name": "对象表", "system": "m", "provider_org": "mz"}], "responsibilities": STAGES},
    "SEC-07": {"pages": [{"url": "https://mz.example/1", "site": "https://mz.example", "exposed": (("citizen_id", "430***********1234"),)}]},
    "SEC-08": {"refusals": [("民政.xlsx", "系统!2!密码", "mz")]},
    "SIL-03": {"resources": [{"id": "r", "name": "户籍表", "provider_org": "ga", "share_type": "不予共享", "no_share_basis": "本局内部规定"}]},
    "SIL-06": {"share_requests": [{**REQUEST, "share_type": "有条件共享", "received": "2026-11-02", "decided": "2026-11-17"}]},
    "SIL-07": {"systems": TWO, "resources": [{"id": "r", "name": "户籍表", "system": "s", "subject_type": "自然人", "items": ["户籍地址", "姓名"]}], "share_requests": [REQUEST]},
    "SIL-08": {"resources": [{"id": f"r-{body}", "name": f"表{body}", "provider_org": body, "is_source": "否", "subject_type": "自然人", "items": ["性别代码"], "origin": "直接采集"} for body in ("mz", "ga")]},
    "SIL-09": {"resources": [{"id": "r", "name": "户籍表", "provider_org": "ga", "subject_type": "自然人", "is_source": "是", "share_type": "无条件共享", "items": PEOPLE}], "services": [{"id": "v", "name": "低保申请", "owner": "mz", "materials": "户籍地址|申请书"}]},
    "SIL-12": {"systems": TWO, "resources": [{"id": "r", "name": "户籍表", "system": "s", "items": [{"label": "性别代码", "type": "字符型"}]}, {"id": "t", "name": "对象表", "system": "m", "items": [{"label": "性别代码", "type": "数字型"}]}], "exchanges": [{"id": "x", "from": "s", "to": "m", "elements": "性别代码", "method": "接口", "status": "运行"}]},
    "SIL-19": {"systems": [*TWO, {"id": "n", "name": "车管系统", "owner": "ga", "status": "运行"}], "resources": [{"id": f"r{n}", "name": f"表{n}", "system": system, "items": [label]} for n, (system, label) in enumerate(zip("smn", ("公民身份号码", "身份证号", "居民身份证号码"), strict=True))]},
    "SPR-01": {"channels": [{**APP, "compulsory": "事实强制"}]},
    "SPR-02": {"assessments": [{"id": "a", "scheme": "乡镇考核", "assessor": "mz", "text": "云溪通APP使用率", "class": "数量留痕"}]},
    **{rule: {"channels": [{**APP, feature: "是"}]} for rule, feature in {"SPR-03": "feat_forced_login", "SPR-04": "feat_check_in", "SPR-05": "feat_points", "SPR-06": "feat_duration", "SPR-07": "feat_social_tasks", "SPR-08": "feat_trace_upload"}.items()},
    "SPR-10": {"channels": [{**APP, "launch_date": "2026-08-01", "filing_status": "未备案"}]},
    "SPR-11": {"channels": [{**APP, "builder_org": "qh", "launch_date": "2026-08-01"}]},
}  # fmt: skip
# what takes each rule's subject away: an array in place of that one, or `array.id` → other answers of that row
ELSEWHERE: dict[str, list[dict[str, Any]]] = {
    # the words stand in what is no assessment
    "ASM-01": [{"assessments": [], "returns": [{"id": "t", "name": "每日打卡次数", "requiring": "mz", **ASKED}], "services": [{"id": "v", "name": "打卡次数查询", "owner": "mz"}]}],
    "ASM-02": [{"assessments": [], "returns": [{"id": i, "name": f"指标{i}", "requiring": "mz", **ASKED} for i in "ab"]}],
    # three schemes for one kind of body
    "ASM-06": [{"assessments": [{**row, "scheme": row["assessed_kind"], "assessed_kind": "乡镇"} for row in SCHEMES]}],
    "DUP-01": [{"systems.b": change} for change in RETIRED],
    "DUP-02": [{"channels.d": {"audience": "公众"}}, {"channels.d": {"kind": "公众号"}}, *({"channels.d": change} for change in RETIRED)],
    "DUP-03": [{"channels.c": {"kind": "小程序"}, "channels.d": {"kind": "小程序"}}, *({"channels.d": change} for change in RETIRED)],
    "DUP-04": [{"resources.t": {"kind": "目录条目"}}, {"resources.t": {"subject_type": "法人"}}],
    "DUP-05": [{"returns.a": {"frequency": "一次性"}, "returns.b": {"frequency": "一次性"}}, {"returns.b": {"respondent_level": "学校"}}],
    "DUP-09": [{"systems.b": {"contractor": "无"}}, *({"systems.b": change} for change in RETIRED)],
    "DUP-08": [{"organisations": [{**MZ, "level": "province"}]}, {"organisations": [{**MZ, "org_nature": "民营企业"}]}, {"channels.c": {"kind": "公众号"}}, *({"channels.c": change} for change in RETIRED)],
    "INC-05": [{"services.v": {"domain": "教育"}}],
    # a body that was never asked, and one that nobody knows, left nothing out
    "INV-02": [{"returned_forms": {}}, {"channels.c": {"owner": "没见过的单位"}}],
    "INV-03": [{"organisations": [{**MZ, "region": "云溪县"}]}, {"organisations": [{**MZ, "uscc": "不适用"}]}],
    "LIF-01": [{"systems.a": change} for change in RETIRED],
    "LIF-03": [{"channels.c": {"kind": "网站"}}, *({"channels.c": change} for change in RETIRED)],
    "LIF-07": [{"systems.a": {"status": "运行"}}, {"costs.k": {"fiscal_year": 2023}}],
    "RSP-02": [{"responsibilities.dmz": {"valid_to": "2026-10"}}, {"responsibilities.dmz": {"role": "使用"}, "responsibilities.dga": {"role": "使用"}}],
    # stages of a system, and of data outside the inventory, are no life of these data
    "RSP-04": [{f"responsibilities.{row['id']}": {"object": thing, "object_kind": kind} for row in STAGES} for thing, kind in (("m", "系统"), ("别的表", "数据资源"))],
    # a notice that speaks of numbers shows none
    "SEC-07": [{"pages": [{"url": "https://mz.example/1"}], "notices": [{"id": "n", "title": "公民身份号码核验通知", "issuer": "mz", "url": "https://mz.example/1"}]}],
    # a table with a column of passwords holds them in its system, not in the file that describes it
    "SEC-08": [{"refusals": [], "systems": TWO, "resources": [{"id": "r", "name": "用户表", "system": "s", "items": ["登录密码", "密钥"]}]}],
    "SIL-03": [{"resources.r": {"share_type": share}} for share in ("有条件共享", "无条件共享")],
    # asked and answered late before the regulation was in force
    "SIL-06": [{"share_requests.q": {"received": "2025-06-02", "decided": "2025-07-25"}}],
    "SIL-07": [{"systems.s": change} for change in RETIRED],
    "SIL-08": [{"resources.r-ga": {"origin": "共享获取"}}, {"resources.r-ga": {"provider_org": "far"}}, {"resources.r-ga": {"subject_type": "法人"}}],
    "SIL-09": [{"services.v": {"owner": "ga"}}, {"services.v": {"owner": "far"}}],
    "SIL-12": [{"exchanges.x": change} for change in RETIRED],
    "SIL-19": [{"systems.n": change} for change in RETIRED] + [{"resources.r2": {"items": ["案件编号"]}}],
    "SPR-01": [{"channels.c": change} for change in RETIRED],
    "SPR-02": [{"assessments.a": {"text": "养老卡使用率", "class": "实效"}}, {"assessments": [], "services": [{"id": "v", "name": "云溪通APP使用率查询", "owner": "mz"}]}],
    **{rule: [{"channels.c": change} for change in RETIRED] for rule in ("SPR-03", "SPR-04", "SPR-05", "SPR-06", "SPR-07", "SPR-08")},
    "SPR-10": [{"channels.c": {"kind": "公众号"}}, *({"channels.c": change} for change in RETIRED)],
    "SPR-11": [{"channels.c": {"builder_org": "mz"}}, {"channels.c": {"kind": "公众号"}}, *({"channels.c": change} for change in RETIRED)],
}  # fmt: skip


def changed(place: Mapping[str, Any], changes: Mapping[str, Any]) -> dict[str, Any]:
    """The town with other arrays, or other answers of single rows; a row that is not there fails the test."""
    found = dict(place)
    for where, change in changes.items():
        array, _, row = where.partition(".")
        if not row:
            found[array] = change
            continue
        assert row in {one["id"] for one in found[array]}
        found[array] = [{**one, **change} if one["id"] == row else one for one in found[array]]
    return found


@pytest.mark.parametrize(("rule", "changes"), [pytest.param(rule, c, id=f"{rule}-{n}") for rule, of in ELSEWHERE.items() for n, c in enumerate(of)])  # fmt: skip
def test_a_rule_says_nothing_of_what_it_does_not_concern(town, run, rule, changes) -> None:
    place = {**BASIC, **SPEAKING[rule]}
    assert run(rule, town(**place), binding={"CN-01": "2026-07-01"}).findings
    run(rule, town(**changed(place, changes)), binding={"CN-01": "2026-07-01"}).is_silent()


def test_every_town_that_speaks_has_one_that_is_not_concerned() -> None:
    assert SPEAKING.keys() == ELSEWHERE.keys()
    assert all(ELSEWHERE.values())
