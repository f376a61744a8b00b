"""Who is asked again for what a source shares: SIL-09 in services, forms and returns."""

from typing import Any

from tests.counties.land import Land, Place
from tests.counties.ordinary import add_dataset, add_system, flow

# (subject, items that two bodies both keep, with those that only one has)
_TABLES: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("person", ("姓名", "公民身份号码", "婚姻状况", "学历", "政治面貌", "工作单位名称")),
    ("organisation", ("单位名称", "统一社会信用代码", "行业代码", "经营范围", "注册资本金额", "从业人数")),
    ("person", ("姓名", "身份证号", "性别", "民族", "现居住地址", "从业状况")),
    ("place", ("行政区划代码", "详细地址", "门牌号", "楼栋号", "经度", "纬度")),
)


def plant_asking(land: Land) -> None:
    """SIL-09: people or towns are asked for what another body keeps as source and shares."""
    labels = ("婚姻状况", "学历", "政治面貌", "民族", "残疾类别")
    for number, place in land.turns(blamed=False):
        label = labels[number % len(labels)]
        system, place = add_system(land, place)
        source = land.by_id[system]["owner"]
        share = ("unconditional", "conditional")[number % 2]
        held = add_dataset(
            land,
            system,
            f"{label}权威登记{number}",
            [("姓名", {"origin": "shared"}), ("公民身份号码", {"origin": "shared", "pii": "identifier"}), (label, {"sharing": share})],
            subject_type="person",
            is_source=True,
            pii="personal",
            share_type=share,
        )
        bodies = [key for key in ("civil", "hrss", "edu", "house") if place.bodies[key] != source]
        kinds = ["service", "return", "form"]
        if not land.blameless:
            asker, kind = land.body(place, *bodies), kinds[number % 3]
            land.plant(
                "SIL-09",
                [_asker(land, place, kind, asker, ["姓名", label])],
                # data shared on conditions may be refused, and a form has no column for the basis of asking
                "probable" if share == "unconditional" and kind != "form" else "question",
                f"a {kind} asks for {label}",
                also=[held, asker, system],
            )
        asker = land.body(place, *bodies)
        near = (("a basis for asking again is stated", "return", asker, ["姓名", label], {"asking_basis": "《统计法》第九条专项统计调查"}), ("asks for the name alone", "service", asker, ["姓名", "公民身份号码"], {}), ("the source itself asks", "service", source, ["姓名", label], {}))  # fmt: skip
        why, kind, body, asked, more = near[number % 3]
        if number < max(3, land.times // 2):
            land.spare("SIL-09", [_asker(land, place, kind, body, asked, **more)], why)


def _asker(land: Land, place: Place, kind: str, body: str, asked: list[str], **more: Any) -> str:
    number = len(land.arrays["services"]) + len(land.arrays["returns"])
    if kind == "service":
        return land.add(
            "services",
            name=f"资助资格申请{number}",
            code=f"{place.code}A{number:09d}",
            owner=body,
            channel_kinds=["website", "counter"],
            domain="other",
            user_groups=["public"],
            coverage_regions=[place.code],
            materials=asked,
            first_receiver_org=body,
            flow_doc="办理流程",
            **more,
        )
    if kind == "return":
        return land.add(
            "returns",
            name=f"对象情况统计表{number}",
            requiring=body,
            respondent_level=("person", "company")[number % 2],
            frequency="yearly",
            elements=[*asked, f"走访批次{number}"],
            in_list="yes",
            **{"asking_basis": "无", **more},
        )
    system = next((s for s in place.systems if land.by_id[s].get("owner") == body), None) or land.add(
        "systems",
        name=f"{place.short}资格登记系统{number}",
        owner=body,
        status="active",
        coverage_regions=[place.code],
        functions=[f"资格登记{number}"],
        secrecy="open",
    )
    return add_dataset(
        land,
        system,
        f"网上申请表单{number}",
        [(label, {"pii": "personal"}) for label in asked],
        kind="form",
        subject_type="person",
        collection="filling",
        share_type="not_shared",
        no_share_basis="《中华人民共和国个人信息保护法》第十三条",
        share_scope=None,
        share_use=None,
    )


def plant_returns_to_towns(land: Land) -> None:
    """SIL-10: a system from above collects here and gives nothing back."""

    def upper(place: Place, level: str, **cells: Any) -> tuple[str, str]:
        owner = land.province["agri"] if level == "province" else land.cities[place.city]["agri"]
        number = len(land.arrays["systems"])
        topic = land.dice.choice(
            ("耕地地力", "种粮大户", "农民工欠薪线索", "乡村风貌", "渔港泊位", "林下经济", "小水电", "农村厕所", "撂荒地块", "乡村民宿")
        )
        system = land.add(
            "systems",
            name=f"{'云岭省' if level == 'province' else land.by_id[owner]['name'][:3]}{topic}采集系统{number}",
            owner=owner,
            builder=owner,
            build_level=level,
            kind="business",
            status="active",
            coverage_regions=[place.code],
            functions=[f"{topic}采集", f"{topic}审核"],
            purpose=f"逐级采集{topic}",
            layer="back",
            audience=["grassroots"],
            rto_rpo="RTO 8小时",
            secrecy="open",
        )
        return system, add_dataset(
            land,
            system,
            f"{topic}采集表{number}",
            [f"{topic}编号", f"{topic}现状", f"{topic}责任人岗位"],
            subject_type="event",
            coverage_region=place.code,
            collection="filling",
            **cells,
        )

    for number, place in land.turns():
        system, table = upper(place, ("province", "city")[number % 2], return_flow="not_returned")
        land.plant("SIL-10", [table], "probable", "not returned", also=[system])
    for why, cells in (
        ("returned", {"return_flow": "returned"}),
        ("partly returned", {"return_flow": "partly"}),
        ("not answered", {"return_flow": None}),
        ("an exchange brings it", {"return_flow": "not_returned"}),
    ):
        for number in range(max(1, land.times // 4)):
            place = land.place()
            system, table = upper(place, ("city", "province")[number % 2], **cells)
            if why.startswith("an exchange"):
                items = [row["label"] for row in land.arrays["fields"] if row["resource"] == table]
                flow(land, system, land.dice.choice(place.systems), items, resources=[table])
            land.spare("SIL-10", [table, system], why)
