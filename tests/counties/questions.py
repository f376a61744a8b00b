"""What can only be asked: rules that stay questions whatever the evidence, because no text names a number or a duty."""

from tests.counties.channels import add_channel
from tests.counties.land import Land, Place
from tests.counties.ordinary import add_dataset, add_system


def plant_questions(land: Land) -> None:
    """Each of these is expected as a question and counts in no precision."""
    for number, place in land.turns():
        _plant_burdens(land, number)
        system, place = add_system(land, place)
        table = add_dataset(
            land,
            system,
            f"便民设施名录{number}",
            ["设施名称", "开放时段说明", "设施编号"],
            share_type="unconditional",
            classification="general",
            is_open=False,
        )
        land.plant("SIL-17", [table], "question", "could be opened", also=[system])
        system, place = add_system(land, place)
        owner = land.by_id[system]["owner"]
        land.by_id[owner].update(attested_sheets=["systems", "resources", "fields", "exchanges"], attested_on="2026-10-10")
        table = add_dataset(
            land,
            system,
            f"资格比对表{number}",
            [("婚姻状况", {"origin": "shared", "source_org": place.bodies["civil"]}), f"比对批次{number}"],
        )
        land.plant("SIL-18", [table], "question", "shared, but nothing brings it", also=[system, place.bodies["civil"], owner])
        system, place = add_system(land, place, contract_clauses=["approval", "scope", "security", "return", "deletion"])
        land.add("costs", object=system, object_kind="system", fiscal_year=2026, annual_om_yuan="50000.00", procurement="single_source")
        land.plant("LIF-09", [system], "question", "no way out of the contract", also=[land.arrays["costs"][-1]["id"]])
        _plant_people(land, number)
        _plant_blank_form(land, number)
    if not land.blameless:
        _plant_costs_and_codes(land)


def _plant_blank_form(land: Land, number: int) -> None:
    """INV-01: a body of which the form tells the names of its systems and nothing else."""
    place = land.place()
    body = land.add("organisations", name=f"{place.name}第{number + 1}便民服务管理所", level="county", region=place.code)
    systems = [land.add("systems", name=f"{place.short}{word}值守台{number}", owner=body) for word in ("窗口", "夜间")]
    land.plant("INV-01", [body], "question", "names alone were answered", also=systems)


def _plant_burdens(land: Land, number: int) -> None:
    place = land.place()
    owner = land.body(place)
    apps = [add_channel(land, place, owner) for _ in range(5)]
    land.plant(
        "SPR-12",
        apps,
        "question",
        "five apps of one body",
        also=[owner, *(row["id"] for row in land.arrays["channels"] if row["owner"] == owner)],
    )
    assessor = land.body(place)
    texts = [f"重点任务{name}完成率（{number}）" for name in ("甲", "乙", "丙")]
    items = [
        land.add("assessments", scheme=f"{place.short}{kind}目标管理考核办法{number}", assessor=assessor, assessed_kind=kind, text=text, weight=weight, **{"class": "outcome"}, data_source="实地核查")
        for kind in ("乡镇", "街道", "县直单位") for text, weight in zip(texts, (40, 30, 30), strict=True)
    ]  # fmt: skip
    land.plant("ASM-06", [assessor], "question", "three kinds, one list", also=items)


def _plant_people(land: Land, number: int) -> None:
    place = land.place()
    owner = land.body(place)
    land.by_id[owner].update(served_population=400_000, population_60plus=100_000)
    app = add_channel(land, place, owner)
    land.add(
        "usage",
        object=app,
        object_kind="channel",
        period="2026-10",
        target_users=200_000,
        registered_users=100_000,
        mau=60_000,
        users_60plus=2_000 + number,
        assisted_cases=0,
    )
    land.plant("INC-08", [app], "question", "two per cent of users, a quarter of residents", also=[owner])


def plant_denials(land: Land) -> None:
    """INV-02: an office declares one thing and a crawl saw another, or saw a channel that the returned form leaves out."""
    seen = (("ads", "shop"), ("feedback", False), ("senior_mode", False), ("status", "retired"))
    if land.blameless:
        return
    land.ledger["sources"].append(
        {"id": "src-crawl", "kind": "crawl", "name": "2026年巡查", "series": "crawl:2026", "sha256": "", "at": "2026-10-12T03:00:00Z"}
    )
    for number, place in land.turns():
        owner = land.body(place)
        channel = add_channel(land, place, owner)
        key, value = seen[number % len(seen)]
        url = f"https://m{number}.c{place.code}.gov.example/"
        land.ledger["observations"].append(
            {
                "source": "src-crawl",
                "entity": "Channel",
                "record": channel,
                "mode": "observed",
                "locator": {"url": url},
                "values": {key: value},
            }
        )
        land.plant("INV-02", [channel], "question", f"declared otherwise, seen: {key} {value}", also=[owner])


# keys of subjects that nothing else in the land keeps, in three names each
_KEYS = (
    ("耳标号", "畜禽标识编码", "耳标编号"),
    ("林权证号", "林权证编号", "林权证号码"),
    ("宅基地代码", "宅基地编号", "宅基地编码"),
    ("养殖场代码", "养殖代码", "养殖场编号"),
    ("医疗机构代码", "医院编码", "医疗机构编码"),
    ("农药登记证号", "农药登记证编号", "农药登记号"),
)


def plant_hints(land: Land) -> None:
    """What is asked of a place, of an element or of a body and of no single record; after all else, for what it may name is everywhere."""
    if land.blameless:
        return
    for names in _KEYS:
        # one name a county: nobody there keeps the key twice
        systems = [_keeper(land, place, name) for place, name in zip(land.dice.sample(land.places, 3), names, strict=True)]
        land.plant("SIL-19", systems, "question", f"one key as {'、'.join(names)}")
    for number, place in land.turns():
        body = land.add("organisations", name=f"{place.name}第{number + 1}房屋服务中心", level="county", region=place.code)
        app = add_channel(land, place, body)
        land.add("usage", object=app, object_kind="channel", period="2026-10", registered_users=900, mau=700, assisted_cases=0)
        land.add(
            "services", name=f"{place.short}维修资金查询{number}", owner=body, channels=[app], channel_kinds=["website", "app"], domain="housing",
            user_groups=["public"], auth_methods=["unified", "sms"], first_receiver_org=body, flow_doc="办理流程（2026年版）",
        )  # fmt: skip
        land.plant("INC-09", [body], "question", "online alone, and nobody was helped", also=[app])
    for number, place in land.turns():
        region = f"{place.code}{801 + number}"
        town = land.add(
            "organisations", name=f"{place.name}第{number + 1}开发区管委会", level="town", region=region, parent=place.bodies["gov"]
        )
        groups = [
            add_channel(
                land, place, town, kind="work_group", audience=["grassroots"], filing_status="exempt", senior_mode=None, feat_feedback=None
            )
            for _ in range(5)
        ]
        everywhere = [row["id"] for array in ("channels", "returns") for row in land.arrays[array]]
        land.plant("SPR-14", groups, "question", "five groups for one worker of a town", also=everywhere)


def _keeper(land: Land, place: Place, name: str) -> str:
    system, _ = add_system(land, place)
    add_dataset(land, system, f"{name}登记底册{len(land.arrays['resources'])}", [name, "登记批次"], subject_type="object")
    return system


def _plant_costs_and_codes(land: Land) -> None:
    for number in range(land.times):
        place = land.place()
        for outlier in (False, False, False, False, False, False, number >= 0):
            system, _ = add_system(land, place, kind="sensing")
            land.add("costs", object=system, object_kind="system", fiscal_year=2026, annual_om_yuan="900000.00" if outlier else "60000.00")
            land.add("usage", object=system, object_kind="system", period="2026-10", target_users=1200, registered_users=1100, mau=900)
            if outlier:
                land.plant("ASM-04", [system], "question", "fifteen times its peers")
        body = land.add(
            "organisations",
            name=f"{place.name}项目建设服务中心{number}",
            level="county",
            region=place.code,
            org_nature="institution",
            code=f"12{place.code}00000{number:04d}Z",
            sharing_office="办公室",
        )
        land.plant("INV-03", [body], "question", "a code of no valid form")
        if number == 1:
            break
