"""Notices, returns, assessment schemes and duties."""

from typing import Any

from tests.counties.land import Cells, Land, Place
from tests.counties.notices import FILLER, INNOCENT, ORDERS
from tests.counties.ordinary import add_dataset, add_system

_APPS = ("网格通", "乡村e家", "惠农宝", "云上党建", "平安码", "基层治理", "健康随行", "数字乡村通")
_TOPICS = ("基层治理数字化", "平安建设", "乡村振兴", "政务服务推广", "惠民补贴发放", "安全生产", "城乡环境整治")


def _said(land: Land, place: Place, sentence: str) -> str:
    return sentence.format(place.short, f"{place.short}{land.dice.choice(_APPS)}")


def _notice(land: Land, place: Place, said: str) -> str:
    dice = land.dice
    body = [dice.choice(FILLER[1:]), said, dice.choice(FILLER[2:])]
    text = "\n".join([FILLER[0], *dict.fromkeys(body)])
    number = len(land.arrays["notices"]) + 1
    return land.add(
        "notices", title=f"关于做好2026年{dice.choice(_TOPICS)}工作的通知", doc_no=f"{place.short}办发〔2026〕{number}号", issuer=land.body(place),
        date=f"2026-0{dice.randrange(1, 10)}-12", text=text, url=f"https://www.c{place.code}.gov.example/tz/{number}.html",
    )  # fmt: skip


def plant_notices(land: Land) -> None:
    """A notice for each order, and one for each sentence that only sounds like one."""
    for rule, orders in ORDERS.items():
        for number, place in land.turns():
            order = _said(land, place, orders[number % len(orders)])
            notice = _notice(land, place, order)
            land.plant(rule, [notice], "probable", order)
            for other in ORDERS:
                if other != rule:
                    land.argue(other, [notice], "one order may break two rules")
    for rule, sentence in INNOCENT * max(1, land.times // 8):
        place = land.place()
        said = _said(land, place, sentence)
        land.spare(rule, [_notice(land, place, said)], said)


def plant_forms(land: Land) -> None:
    """DUP-05: two returns of one level with half their items in common."""

    def form(place: Place, items: list[str], **cells: Any) -> str:
        topic = land.dice.choice(("安全排查", "环境整治", "项目进度", "设施台账", "防汛准备", "消防检查"))
        given: Cells = {
            "name": f"{topic}{land.dice.choice(('月报表', '统计表', '摸底表'))}{len(land.arrays['returns'])}",
            "requiring": land.body(place),
            "respondent_level": "village",
            "frequency": "quarterly",
            "in_list": "yes",
            "asking_basis": "县报表准入清单第3项",
        }
        return land.add("returns", elements=items, **{**given, **cells})

    pools = (
        ["塘坝名称", "塘坝蓄水量", "溢洪道状况", "管护岗位", "险情等级"],
        ["沿街店铺数", "灭火器数量", "疏散通道宽度", "消防检查结论", "整改完成时间"],
        ["公厕编号", "保洁频次", "垃圾桶数量", "污水去向", "督查结论"],
        ["道路桩号", "边坡状况", "排水沟长度", "养护班组", "病害处数"],
    )
    for number, place in land.turns():
        items = pools[number % 4]
        common = items if number % 2 else items[:3]
        mine, other = (
            [*common, f"特有项甲{number}"],
            [*common, f"特有项乙{number}", f"特有项丙{number}"][: len(common) + 1 + (number % 3 == 0)],
        )
        land.plant("DUP-05", [form(place, mine), form(place, other)], "probable", f"{len(common)} items in common")
    for why, items, cells in (
        ("another level", pools[0], {"respondent_level": "company"}),
        ("a third in common", pools[1][:2], {}),
        ("another county", pools[2], {}),
    ):
        for _ in range(max(1, land.times // 4)):
            place = land.place()
            own = [f"{why[:2]}{n}项{len(land.arrays['returns'])}" for n in range(4)]
            whole = pools[1][:2] if why == "a third in common" else items
            at = land.neighbour(place) if why == "another county" else place
            # of two counties, and of no third return, so that two such pairs of one county have nothing in common
            tag = place.code if why != "another county" else f"第{len(land.arrays['returns'])}批"
            left = [f"{item}（{tag}）" for item in whole]
            land.spare(
                "DUP-05",
                [
                    form(place, [*left, *(own if len(whole) == 2 else [])]),
                    form(at, [*left, *(f"别{o}" for o in own if len(whole) == 2)], **cells),
                ],
                why,
            )


_GOOD = (
    ("群众对办理结果的满意度", "satisfaction"),
    ("历史遗留问题化解率", "problem_solved"),
    ("农村人居环境改善户数占比", "outcome"),
    ("重复信访量下降幅度", "outcome"),
    ("企业反映问题解决率", "problem_solved"),
)
_BUSY = (
    ("召开专题会议次数", "activity"),
    ("报送信息条数", "activity"),
    ("上报事件数量", "activity"),
    ("制作台账册数", "activity"),
    ("开展宣传活动场次", "activity"),
)
_RATES = ("“{0}通”APP安装率达到100%", "“{0}办”小程序注册率达到95%", "群众“{0}通”激活率排名", "“{0}e家”下载量完成率")


def _scheme(land: Land, place: Place, items: list[tuple[str, str | None]], weights: list[int] | None = None) -> list[str]:
    number = len(land.arrays["assessments"])
    scheme = f"{place.short}2026年{land.dice.choice(_TOPICS)}考核办法{number}"
    assessor = land.body(place)
    return [
        land.add(
            "assessments",
            scheme=scheme,
            assessor=assessor,
            assessed_kind="乡镇（街道）",
            text=text,
            weight=(weights or [10] * len(items))[position],
            data_source="部门统计和实地核查",
            **{"class": kind},
        )
        for position, (text, kind) in enumerate(items)
    ]


def plant_schemes(land: Land) -> None:
    """ASM-01, ASM-02 and SPR-02: what is assessed."""
    for number, place in land.turns():
        items = _scheme(land, place, [_BUSY[number % 5], _BUSY[(number + 1) % 5], _GOOD[number % 5]], [40, 30, 30])
        land.plant("ASM-01", items[:1], "probable", "seventy per cent activity", also=items)
        items = _scheme(land, place, [_BUSY[number % 5], _BUSY[(number + 2) % 5], _BUSY[(number + 3) % 5]])
        land.plant("ASM-02", items[:1], "probable", "activity alone", also=items)
        land.plant("ASM-01", items[:1], "probable", "activity alone", also=items)
        items = _scheme(
            land, place, [(_RATES[number % 4].format(place.short), "activity"), _GOOD[number % 5], _GOOD[(number + 1) % 5]], [10, 45, 45]
        )
        land.plant("SPR-02", items[:1], "probable", "an install rate is assessed", also=items)
        land.spare("ASM-01", items, "SPR-02 says it")
    for _ in range(max(1, land.times // 4)):
        for why, chosen, weights in (
            ("half and half", [_BUSY[0], _GOOD[0]], [50, 50]),
            ("mostly outcome", [_BUSY[1], *_GOOD[:3]], None),
            ("not classified", [("办结群众诉求件数", None), ("完成道路硬化里程", None)], None),
        ):
            items = _scheme(land, land.place(), chosen, weights)
            land.spare("ASM-01", items, why)
            land.spare("ASM-02", items, why)
        items = _scheme(
            land,
            land.place(),
            [("电动自行车充电桩安装率", "outcome"), ("农村户厕改造完成率", "outcome"), ("困难家庭适老化设施安装率", "outcome")],
        )
        land.spare("SPR-02", items, "rates of things that are no app")


_STAGES = ("collect", "transfer", "store", "use", "share", "destroy")


def plant_duties(land: Land) -> None:
    """RSP-02, RSP-04 and RSP-05: who answers for what."""

    def duty(body: str, target: str, kind: str, **cells: Any) -> str:
        return land.add(
            "responsibilities",
            organisation=body,
            object=target,
            object_kind=kind,
            **{"role": "data_owner", "valid_from": "2024-01-01", **cells},
        )

    for number, place in land.turns():
        system, place = add_system(land, place)
        first, second = land.body(place), land.body(place)
        role, stage = (("sponsor", "decide"), ("operator", "use"), ("data_security", "store"))[number % 3]
        lines = [duty(body, system, "system", role=role, stage=stage, lead=False) for body in (first, second)]
        land.plant("RSP-02", [system], "probable", "two bodies and none leads", also=[first, second, *lines])
        table = add_dataset(land, system, f"管护台账{number}", [f"管护项{number}", "管护批次"])
        missing = {_STAGES[(number * 2) % 6], _STAGES[(number * 2 + 3) % 6]} if number % 2 else {"destroy"}
        for stage in _STAGES:
            if stage not in missing:
                duty(first, table, "dataset", stage=stage, lead=True)
        land.plant("RSP-04", [table], "question", f"nobody for {sorted(missing)}", also=[system])
        body = place.bodies[("civil", "hrss", "edu", "health", "agri", "house", "trans", "water", "nat", "urban")[number % 10]]
        if land.by_id[body].get("sharing_office") != "无":
            land.by_id[body]["sharing_office"] = "无"
            land.plant("RSP-05", [body], "certain", "answers that there is none")
    near: tuple[tuple[str, Cells, Cells], ...] = (("one leads", {"lead": True}, {"lead": False}), ("one has lapsed", {"lead": False}, {"lead": False, "valid_to": "2026-01-31"}), ("other stages", {"lead": False, "stage": "store"}, {"lead": False, "stage": "share"}), ("who leads was not answered", {"lead": False}, {}))  # fmt: skip
    for why, one, two in near:
        for _ in range(max(1, land.times // 4)):
            system, place = add_system(land, land.place())
            for body, cells in ((land.body(place), one), (land.body(place), two)):
                duty(body, system, "system", **{"stage": "decide", **cells})
            land.spare("RSP-02", [system], why)
    for _ in range(max(1, land.times // 4)):
        place = land.place()
        table = add_dataset(land, land.dice.choice(place.systems), f"全周期台账{len(land.arrays['resources'])}", ["巡护日志页", "巡护班次"])
        for stage in _STAGES:
            duty(land.body(place), table, "dataset", stage=stage, lead=True)
        land.spare("RSP-04", [table], "every stage has a body")
        for body, why in ((land.dice.choice(place.towns), "a town"), (place.bodies["hospital"], "a hospital")):
            land.by_id[body]["sharing_office"] = "无"
            land.spare("RSP-05", [body], why)
