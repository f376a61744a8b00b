"""Faults between systems: silos, sources, asking again, return flows, meanings, keys and hubs."""

from tests.counties.land import Cells, Land, Place
from tests.counties.ordinary import add_dataset, add_system, flow

# (subject, items that two bodies both keep, with those that only one has)
_TABLES: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("person", ("姓名", "公民身份号码", "婚姻状况", "学历", "政治面貌", "工作单位名称")),
    ("organisation", ("单位名称", "统一社会信用代码", "行业代码", "经营范围", "注册资本金额", "从业人数")),
    ("person", ("姓名", "身份证号", "性别", "民族", "现居住地址", "从业状况")),
    ("place", ("行政区划代码", "详细地址", "门牌号", "楼栋号", "经度", "纬度")),
)


def _two(land: Land, place: Place) -> tuple[str, str]:
    first, at = add_system(land, place)
    second, other = add_system(land, at)
    while at is not other or land.by_id[first]["owner"] == land.by_id[second]["owner"]:
        first, at = add_system(land, other)
        second, other = add_system(land, at)
    return first, second


def _region(land: Land, system: str) -> Place:
    code = land.by_id[system]["coverage_regions"][0]
    return next(place for place in land.places if place.code == code)


def plant_tables(land: Land) -> None:
    """DUP-04: two bodies keep the same table; one of them is its source, so that SIL-08 has nothing to say."""
    for number, place in land.turns():
        subject, items = _TABLES[number % len(_TABLES)]
        pair = _two(land, place)
        tables = [add_dataset(land, system, f"{name}{number}", list(items), subject_type=subject, pii="personal" if subject == "person" else "none", origin="manual")
                  for system, name in zip(pair, ("基础信息登记表", "基本情况采集表"), strict=True)]  # fmt: skip
        land.plant("DUP-04", tables, "probable", f"the same items of a {subject}", also=pair)
        land.argue("DUP-01", pair, "same data, other functions")
        land.argue("SIL-08", tables, "entered by hand in two bodies beside the register", also=[land.by_id[s]["owner"] for s in pair])
    for _ in range(max(1, land.times // 4)):
        for why in ("an exchange joins them", "another subject", "names and telephones alone", "technical items alone"):
            at = land.fresh_place("table") if why in ("an exchange joins them", "another subject") else land.place()
            if at is None:
                continue
            first, second = _two(land, at)
            subject = "person"
            one = two = ["姓名", "公民身份号码", "籍贯", "职务", "职称", "兵役状况"]
            if why.startswith("names"):
                one, two = (
                    ["姓名", "联系电话", "宅院编号", "围墙材质", "院落用途", "水井数"],
                    ["姓名", "联系电话", "课题编号", "课题经费档", "结题评价", "论文数"],
                )
            if why.startswith("technical"):
                one, two = (
                    ["序号", "创建时间", "更新时间", "删除标志", "闸门编号"],
                    ["序号", "创建时间", "更新时间", "删除标志", "展品编号"],
                )
            subjects = ("person", "event") if why == "another subject" else ("event", "event") if "alone" in why else (subject, subject)
            tables = [
                add_dataset(land, system, f"{why[:2]}台账{len(land.arrays['resources'])}", list(labels), subject_type=kind, origin="shared")
                for system, labels, kind in zip((first, second), (one, two), subjects, strict=True)
            ]
            if why.startswith("an exchange"):
                flow(land, first, second, one, resources=[tables[0]])
            land.spare("DUP-04", tables, why)
        mine, other = land.fresh_place("ledger"), land.fresh_place("ledger")
        if mine is not None and other is not None:
            here, there = add_system(land, mine)[0], add_system(land, other)[0]
            land.spare(
                "DUP-04",
                [
                    add_dataset(
                        land,
                        system,
                        "镇村基础台账",
                        ["姓名", "公民身份号码", "曾用名", "出生地", "职务", "户口性质"],
                        subject_type="person",
                        origin="shared",
                    )
                    for system in (here, there)
                ],
                "another county",
            )


def plant_sources(land: Land) -> None:
    """SIL-08: two bodies collect a key themselves, and none or both say that they are the source."""
    keys = (
        ("person", "身份证件号码", "姓名"),
        ("organisation", "统一社会信用代码", "单位名称"),
        ("person", "监护人身份证件号码", "监护人姓名"),
    )
    for number, place in land.turns():
        both = number % 2 == 0
        subject, key, name = keys[number // 2 % 2] if both else keys[2]
        pair = _two(land, place)
        tables = [add_dataset(land, system, f"{word}采集表{number}", [name, key, own], subject_type=subject, is_source=both, pii="personal" if subject == "person" else "none")
                  for system, word, own in zip(pair, ("专项普查", "年度核查"), ("普查小区号", "核查组别"), strict=True)]  # fmt: skip
        land.plant(
            "SIL-08",
            tables,
            "probable",
            "two sources" if both else "no source",
            also=[*(land.by_id[s]["owner"] for s in pair), *_keepers(land, pair[0])],
        )
    for why, cells in (("one is the source", ({"is_source": True}, {})), ("the other obtains it", ({}, {"origin": "shared"}))):
        for _ in range(max(1, land.times // 4)):
            pair = _two(land, land.place())
            tables = [
                add_dataset(
                    land,
                    system,
                    f"{why[:3]}表{len(land.arrays['resources'])}",
                    ["户号", "普查批次", "普查区号"],
                    subject_type="event",
                    **own,
                )
                for system, own in zip(pair, cells, strict=True)
            ]
            land.spare("SIL-08", tables, why)


def _keepers(land: Land, system: str) -> list[str]:
    place = _region(land, system)
    return [row["id"] for row in land.arrays["resources"] if row.get("system") in (place.persons, place.firms)]


def plant_silos(land: Land) -> None:
    """SIL-07: others need it, its body attested all its exchanges, and nothing flows."""
    items = ["从业状况", "学位", "国籍", "职业", "与户主关系"]
    for number, place in land.turns():
        system, place = add_system(land, place)
        owner = land.by_id[system]["owner"]
        land.by_id[owner].update(attested_sheets=["systems", "resources", "fields", "exchanges"], attested_on="2026-10-10")
        needing = [land.body(place, *(k for k in ("civil", "hrss", "health", "edu") if place.bodies[k] != owner)) for _ in range(2)]
        label = items[number % len(items)]
        add_dataset(
            land,
            system,
            f"{label}核定台账{number}",
            [("姓名", {"origin": "shared"}), (label, {"needed_by": needing}), "核定批次"],
            subject_type="person",
            pii="personal",
        )
        if number % 3 == 2:
            other, _ = add_system(land, place)
            flow(land, system, other, [label], method="manual")
            land.plant("SIL-14", [land.arrays["exchanges"][-1]["id"]], "certain", "what is needed is carried by hand", also=[system, other])
        land.plant("SIL-07", [system], "probable", f"{label} is needed by others", also=needing)
    for why in ("nobody needs it", "exchanges were not answered", "a flow brings it", "only the body itself needs it"):
        for _ in range(max(1, land.times // 4)):
            system, place = add_system(land, land.place())
            owner = land.by_id[system]["owner"]
            if why == "exchanges were not answered":
                owner = land.dice.choice(place.towns)
                land.by_id[system]["owner"] = land.by_id[system]["builder"] = owner
                land.by_id[owner].pop("attested_sheets", None)
            needing = {"nobody needs it": [], "only the body itself needs it": [owner]}.get(
                why, [land.body(place, *(k for k in ("civil", "hrss", "health", "edu") if place.bodies[k] != owner))]
            )
            add_dataset(
                land,
                system,
                f"职称评审台账{len(land.arrays['resources'])}",
                [("姓名", {"origin": "shared"}), ("职称", {"needed_by": needing or None}), "评审年度批次"],
                subject_type="person",
                pii="personal",
            )
            if why == "a flow brings it":
                target = land.add(
                    "systems",
                    **{
                        **land.by_id[system],
                        "id": None,
                        "name": f"{place.short}职称应用核验系统{len(land.arrays['systems'])}",
                        "owner": needing[0],
                        "functions": ["职称核验"],
                        "purpose": "核验职称",
                    },
                )
                flow(land, system, target, ["职称"])
            land.spare("SIL-07", [system], why)


def plant_meanings(land: Land) -> None:
    """SIL-12: one element in two linked systems with another type, unit or code list."""
    kinds: tuple[tuple[str, Cells, Cells], ...] = (
        ("注册资本金额", {"type": "number", "unit": "万元"}, {"type": "number", "unit": "元"}), ("婚姻状况", {"value_domain": "GB/T 2261.2"}, {"value_domain": "自编代码：1已婚 2未婚"}),
        ("出生日期", {"type": "date"}, {"type": "number"}), ("学历", {"value_domain": "GB/T 4658"}, {"value_domain": "自编学历代码"}),
    )  # fmt: skip
    for guilty in (True, False):
        for number in range((0 if land.blameless else land.times) if guilty else max(2, land.times // 4)):
            label, left, right = kinds[number % len(kinds)]
            first, second = _two(land, land.place())
            right = right if guilty else ({} if number % 2 else left)
            fields = []
            for system, cells in ((first, left), (second, right)):
                add_dataset(
                    land,
                    system,
                    f"{label}明细{number}",
                    [("核对批号", {}), (label, {"origin": "shared", "pii": "none", **cells})],
                    subject_type="event",
                )
                fields.append(land.arrays["fields"][-1]["id"])
            exchange = flow(land, first, second, [label])
            if guilty:
                land.plant("SIL-12", fields, "probable", f"{label}: {left} against {right}", also=[first, second, exchange])
            else:
                land.spare("SIL-12", [*fields, first, second], "equal, or one was not answered")


def plant_keys(land: Land) -> None:
    """SIL-13: shared data about persons, organisations or places that nothing joins."""
    rosters: list[str] = []
    kinds = (
        ("person", ["姓名", "性别", "民族", "学历", "政治面貌", "工作单位名称"]),
        ("organisation", ["单位名称", "法定代表人姓名", "成立日期", "经营范围", "从业人数", "机构类型"]),
    )
    for number, place in land.turns():
        subject, items = kinds[number % 2]
        system, _ = add_system(land, place)
        table = add_dataset(
            land,
            system,
            f"{('人员', '单位')[number % 2]}花名册{number}",
            items,
            subject_type=subject,
            share_type="unconditional",
            origin="shared",
            pii="personal" if subject == "person" else "none",
        )
        land.plant("SIL-13", [table], "probable", f"a {subject} without a key", also=[system])
        rosters.append(table)
    for why, items, cells in (
        ("a document number", [*kinds[0][1], "证件号码"], {}), ("a social security number", [*kinds[0][1], "社会保障号码"], {}), ("neither shared nor a source", kinds[0][1], {"share_type": "not_shared", "no_share_basis": "《中华人民共和国公务员法》第十条", "share_scope": None, "share_use": None}),
        ("counts alone", ["户籍人口数", "常住人口数", "户数", "低保户数", "残疾人数"], {"subject_type": "aggregate"}),
    ):  # fmt: skip
        for _ in range(max(1, land.times // 4)):
            table = add_dataset(
                land,
                add_system(land, land.place())[0],
                f"花名册{len(land.arrays['resources'])}",
                list(items),
                **{"subject_type": "person", "share_type": "unconditional", "origin": "shared", "pii": "personal", **cells},
            )
            land.spare("SIL-13", [table], why)
            rosters.append(table)
    if not land.blameless:
        land.argue("DUP-04", rosters, "rosters of one county may be alike")


def plant_hubs(land: Land) -> None:
    """SIL-16: everything passes through one system, or one exchange, that has nothing to fall back on."""

    def star(place: Place, hub: Cells, link: Cells, leaves: int, around: bool = False) -> tuple[str, str, list[str]]:
        source, at = add_system(land, place)
        middle, _ = add_system(land, at, **{key: value for key, value in hub.items() if value})
        if not hub.get("rto_rpo"):
            land.by_id[middle].pop("rto_rpo", None)
        ends = [add_system(land, at)[0] for _ in range(leaves)]
        item = land.dice.choice(("事件描述", "法定办结时限", "材料名称", "收费金额", "经度", "受理条件", "证照名称"))
        add_dataset(land, source, f"{item}源表", [item, "源表批次"], subject_type="event")
        first = flow(land, source, middle, [item], **link)
        for end in ends:
            flow(land, middle, end, [item])
            if around:
                flow(land, source, end, [item])
        return middle, first, [source, *ends]

    for number, place in land.turns():
        hub, link = ({"rto_rpo": "无"}, {}) if number % 2 == 0 else ({"rto_rpo": "RTO 2小时"}, {"has_backup": False})
        middle, first, rest = star(place, hub, link, 3 + number % 2)
        if number % 2 == 0:
            land.plant("SIL-16", [middle], "probable", "a hub without a recovery target", also=rest)
        else:
            land.plant("SIL-16", [first], "probable", "a bridge without backup", also=[middle, *rest])
    for why, hub, leaves, around in (
        ("has a target", {"rto_rpo": "RTO 2小时"}, 3, False),
        ("not answered", {}, 3, False),
        ("two pairs", {"rto_rpo": "无"}, 2, False),
        ("another way round", {"rto_rpo": "无"}, 3, True),
    ):
        for _ in range(max(1, land.times // 4)):
            middle, first, _rest = star(land.place(), hub, {}, leaves, around)
            land.spare("SIL-16", [middle, first], why)
