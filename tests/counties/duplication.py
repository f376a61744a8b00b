"""Things that stand twice: systems, apps, accounts, datasets, returns, sites; and things that only seem to."""

from typing import Any

from tests.counties.channels import account_owner, add_channel
from tests.counties.jobs import Job
from tests.counties.land import Cells, Land, Place
from tests.counties.names import BODIES
from tests.counties.ordinary import add_dataset, add_system, system_cells
from tests.counties.twins import TWINS, Half, Twin

_EVIDENCE = ("services and functions", "functions and data", "services, functions and data")


def _half(land: Land, place: Place, twin: Twin, half: Half, **given: Any) -> str:
    job = Job(half.body, half.name, half.functions, twin.subject, half.items, twin.audience)
    cells = system_cells(land, place, job, purpose=half.purpose, name=land.dice.choice((place.name, place.short, "")) + half.name)
    return land.add("systems", **{**cells, **given})


def _pick(land: Land, place: Place) -> tuple[Place, Twin]:
    """A job that is not yet twice in its county, so that no cluster has three."""
    for candidate in (place, *land.dice.sample(land.places, len(land.places))):
        free = [twin for twin in TWINS if (candidate.code, twin.service) not in land.doubled]
        if free:
            twin = land.dice.choice(free)
            land.doubled.add((candidate.code, twin.service))
            return candidate, twin
    raise ValueError("more pairs than counties have room for")


def plant_systems(land: Land) -> None:
    """DUP-01: one job in one county twice, in other words; and pairs that are none."""
    for number, place in land.turns():
        place, twin = _pick(land, place)
        services = [f"{place.code}{twin.service}"] if number % 3 != 1 else []
        pair = [_half(land, place, twin, half, service_items=services) for half in (twin.left, twin.right)]
        if number % 3:
            tables = [
                add_dataset(land, system, f"{half.name}业务表", list(half.items), subject_type=twin.subject)
                for system, half in zip(pair, (twin.left, twin.right), strict=True)
            ]
            land.argue("DUP-04", tables, "the data of a duplicate", also=pair)
        land.plant("DUP-01", pair, "probable", f"{twin.service}: {_EVIDENCE[number % 3]}")
    _spare_systems(land)


def _spare_systems(land: Land) -> None:
    """Pairs that are none: they differ in layer, region, people, job or life."""
    for _ in range(max(1, land.times // 4)):
        for why, left, right in (
            (
                "front and back of one service",
                {"layer": "front", "kind": "portal", "audience": ["public"]},
                {"layer": "back", "audience": ["staff"]},
            ),
            ("one of them is retired", {}, {"status": "retired", "end_date": "2025-06-30"}),
            ("for other people", {"audience": ["staff"]}, {"audience": ["public"]}),
            ("judged to be different by two people", {}, {}),
        ):
            place, twin = _pick(land, land.place())
            near = [
                _half(land, place, twin, half, **cells, service_items=[f"{place.code}{twin.service}"])
                for half, cells in ((twin.left, left), (twin.right, right))
            ]
            land.spare("DUP-01", near, why)
            if why.startswith("judged"):
                for person in ("liu", "zhang"):
                    land.ledger["judgements"].append(
                        {
                            "id": f"jdg-{len(land.ledger['judgements']):05d}",
                            "left": near[0],
                            "right": near[1],
                            "verdict": "different",
                            "by": person,
                            "at": f"2026-10-0{3 + len(person) % 3}T02:00:00Z",
                            "reason": "两套系统服务的环节不同，已现场核对",
                        }
                    )
        place, twin = _pick(land, land.place())
        other = land.neighbour(place)
        if (other.code, twin.service) in land.doubled:
            continue
        land.doubled.add((other.code, twin.service))
        land.spare("DUP-01", [_half(land, place, twin, twin.left), _half(land, other, twin, twin.right)], "one job in two counties")
        place = land.place()
        words = land.dice.choice(("智慧校园", "智慧水务", "平安社区", "数字乡村"))
        alike = [add_system(land, place)[0] for _ in range(2)]
        for system, end in zip(alike, ("综合管理平台", "综合服务平台"), strict=True):
            land.by_id[system]["name"] = f"{place.short}{words}{end}"
        land.spare("DUP-01", alike, "alike in name alone")


def plant_upper(land: Land) -> None:
    """DUP-06: a county's own system beside a platform of the city or province that covers the county."""
    used: set[tuple[str, str]] = set()
    kinds: tuple[tuple[str, Cells, Cells], ...] = (
        ("", {}, {}), ("a review said that it cannot be a module", {"review_module": "cannot"}, {}), ("the platform covers another city", {}, {"_coverage": "other"}), ("the platform has ended", {}, {"status": "retired"}),
    )  # fmt: skip
    for kind, (why, own, upper) in enumerate(kinds):
        if land.blameless and why.startswith("a review"):
            continue  # the pair is still a duplicate by the letter of DUP-01
        for number in range((0 if land.blameless else land.times) if not why else max(1, land.times // 4)):
            place = land.place()
            above_all = ("province", "990000", land.province["data"])
            level, region, owner = ("city", place.city, land.cities[place.city]["data"]) if (number + kind) % 2 else above_all
            free = [twin for twin in TWINS if (region, twin.service) not in used and (place.code, twin.service) not in land.doubled]
            if not free:
                continue
            twin = land.dice.choice(free)
            used.add((region, twin.service))
            land.doubled.add((place.code, twin.service))
            coverage = [region] if not upper.get("_coverage") else [next((c for c in land.cities if c != place.city), "980100")]
            service = [f"{place.code}{twin.service}统建"]
            above = _half(
                land,
                place,
                twin,
                twin.right,
                owner=owner,
                builder=owner,
                build_level=level,
                kind="shared_platform",
                coverage_regions=coverage,
                service_items=service,
                status=upper.get("status", "active"),
            )
            land.by_id[above]["name"] = ("云岭省" if level == "province" else land.by_id[owner]["name"][:3]) + twin.right.name
            below = _half(land, place, twin, twin.left, **{"review_module": "can", **own}, service_items=service)
            if why:
                land.spare("DUP-06", [below, above], why)
                if not why.startswith("a review"):
                    continue
            else:
                land.plant("DUP-06", [below, above], "probable", f"{twin.service}: {level} platform, review says it can be a module")
            land.argue("DUP-01", [below, above], "both run, regions intersect: also a duplicate by the letter of DUP-01")


def plant_components(land: Land) -> None:
    """DUP-07: a component of one's own where others of the county use the shared one."""
    for number, place in land.turns():
        system, place = add_system(land, place, built_own=[("payment", "seal", "identity", "map", "sms")[number % 5]], uses_shared=[])
        land.plant("DUP-07", [system], "probable", "built its own")
    for why, cells in (
        ("moves to the shared one", {"built_own": ["payment"], "uses_shared": ["payment"]}), ("nobody shares one", {"built_own": ["workflow"]}),
        ("the shared platform provides it", {"built_own": ["identity"], "kind": "shared_platform", "uses_shared": []}), ("retired", {"built_own": ["map"], "uses_shared": [], "status": "retired"}), ("not answered", {"uses_shared": None}),
    ):  # fmt: skip
        for _ in range(max(1, land.times // 4)):
            land.spare("DUP-07", [add_system(land, land.place(), **cells)[0]], why)


def plant_channels_of_bodies(land: Land) -> None:
    """DUP-02, DUP-03, DUP-08, SPR-11: how many, and of whom."""
    grass: Cells = {"audience": ["grassroots"]}
    ministries = (
        "国家乡村建设部",
        "国家应急救援部",
        "国家人口健康委员会",
        "国家统计调查总局",
        "国家粮食物资局",
        "国家退役军人部",
        "国家文化广电部",
        "国家水旱防御部",
    )
    for number in range(0 if land.blameless else min(land.times, len(ministries))):
        owner = land.add(
            "organisations", name=ministries[number], level="national", region="000000", org_nature="statutory", sharing_office="信息中心"
        )
        apps = [
            add_channel(land, land.place(), owner, **grass, kind=kind)
            for kind in (("app", "app"), ("app", "mini_program"), ("app", "quick_app", "app"))[number % 3]
        ]
        land.plant("DUP-02", apps, "probable", "two apps of one central department", also=[owner])
    for why, first, second in (
        ("one of two is for the public", grass, {"audience": ["public"]}), ("one of two is retired", grass, {**grass, "status": "retired"}), ("for whom was not answered", grass, {"audience": None}), ("a county is only asked", grass, grass),
    ):  # fmt: skip
        place = land.place()
        body = land.body(place)
        land.spare("DUP-02", [body, *(add_channel(land, place, body, **cells) for cells in (first, second))], why)
    account: Cells = {"kind": "official_account", "filing_status": "exempt"}
    for number, place in land.turns():
        kind = (("official_account", "wechat"), ("microblog", "weibo"), ("video_account", "douyin"))[number % 3]
        body = account_owner(land, place)
        pair = [add_channel(land, place, body, **{**account, "kind": kind[0], "platform": kind[1]}) for _ in range(2)]
        land.plant("DUP-03", pair, "probable", f"two on {kind[1]}", also=[body])
    for why, second in (
        ("another platform", {"kind": "microblog", "platform": "weibo"}), ("another kind", {"kind": "video_account"}), ("retired", {"status": "retired"}), ("where was not answered", {"platform": None}),
    ):  # fmt: skip
        for _ in range(max(1, land.times // 4)):
            place = land.place()
            body = account_owner(land, place)
            cells = [{**account, "platform": "wechat"}, {**account, "platform": "wechat", **second}]
            land.spare("DUP-03", [body, *(add_channel(land, place, body, **c) for c in cells)], why)
    _plant_sites(land)
    _plant_town_apps(land)


_BUREAUS = tuple(key for key, (_, nature) in BODIES.items() if nature == "statutory" and key != "gov")


def _site(land: Land, place: Place, owner: str, host: str, **given: Any) -> str:
    name = f"{land.by_id[owner]['name']}{land.dice.choice(('门户网站', '官网', '信息网'))}（{host.split('.')[0]}）"
    return add_channel(
        land,
        place,
        owner,
        **{"kind": "website", "platform": "own_domain", "name": name, "urls": [f"https://{host}/"], "filing_status": "exempt", **given},
    )


def _plant_sites(land: Land) -> None:
    for number, place in land.turns():
        owner = land.body(place, *_BUREAUS) if number % 3 else land.dice.choice(place.towns)
        land.plant(
            "DUP-08",
            [_site(land, place, owner, f"www.site{number}-{place.code}.gov.example")],
            "probable",
            "a bureau or town with a site of its own",
            also=[owner],
        )
    for sites, place in enumerate(land.places[: max(2, len(land.places) // 2)], start=1):
        land.spare("DUP-08", [_site(land, place, place.bodies["gov"], f"www.c{place.code}.gov.example")], "the county's own portal")
        if sites <= max(1, land.times // 4):
            host = f"www.c{place.code}.gov.example"
            land.spare(
                "DUP-08",
                [_site(land, place, land.body(place), f"{host}/mzj", name=f"{place.name}门户网站专栏{sites}")],
                "a page of the county's portal",
            )
            land.spare("DUP-08", [_site(land, place, land.body(place), f"old{place.code}.gov.example", status="retired")], "closed")
            land.spare(
                "DUP-08", [_site(land, place, place.bodies["hospital"], f"hospital{place.code}.example")], "a hospital is no department"
            )
    for number, bodies in enumerate(land.cities.values()):
        land.spare(
            "DUP-08", [_site(land, land.places[0], bodies["trans"], f"jt{number}.gov.example")], "a municipal department may run one"
        )
        if number < 3 and not land.blameless:
            pair = [_site(land, land.places[0], bodies["house"], f"{start}{number}.gov.example") for start in ("zj", "fangguan")]
            land.plant("DUP-08", pair, "probable", "two sites of a municipal department", also=[bodies["house"]])


def _plant_town_apps(land: Land) -> None:
    for number, place in land.turns():
        town = land.dice.choice(place.towns)
        app = add_channel(
            land, place, town if number % 2 else None, builder_org=town, launch_date="2026-09-15", kind=("app", "mini_program")[number % 2]
        )
        land.plant("SPR-11", [app], "probable", "built by a town after the rule", also=[town])
    for why, cells in (
        ("stock from before the rule", {"launch_date": "2024-03-01"}), ("the county built it", {"launch_date": "2026-09-15", "builder_org": "COUNTY"}), ("an account is no application", {"launch_date": "2026-09-15", "kind": "work_group"}), ("since when was not answered", {"launch_date": None}),
    ):  # fmt: skip
        for _ in range(max(1, land.times // 4)):
            place = land.place()
            town = land.dice.choice(place.towns)
            given = {**cells, "builder_org": place.bodies["data"] if cells.get("builder_org") else town}
            land.spare("SPR-11", [add_channel(land, place, town, **given)], why)


def plant_products(land: Land) -> None:
    """DUP-09, a question by its nature: one contractor's product in two counties."""
    for number, place in land.turns():
        # a body that buys the next version of its own product would have two records of one name
        other = land.neighbour(place)
        twin = TWINS[number % len(TWINS)]
        company = land.companies[number % len(land.companies)]
        name = land.by_id[company]["name"]
        pair = [
            _half(
                land,
                at,
                twin,
                twin.left,
                contractor=name,
                operator=company,
                name=f"{at.short}{name[:2]}{twin.left.name}V{3 + number // len(TWINS)}",
            )
            for at in (place, other)
        ]
        land.plant(
            "DUP-09",
            pair,
            "question",
            "one product, two buyers",
            also=[row["id"] for row in land.arrays["systems"] if row.get("contractor") == name],
        )
