"""The lawful land: bodies, base libraries, and systems as offices describe them, fully or with blanks."""

from typing import Any

from tests.counties.jobs import PURPOSES, SUFFIXES, UPPER_JOBS, Job
from tests.counties.land import Cells, Land, Place, fresh_jobs
from tests.counties.names import BODIES, POSTS, SHARING_OFFICES, company_names, county_names, credit_code, town_names

_CLAUSES = ["approval", "scope", "security", "return", "deletion", "source_code"]
_SHEETS = ["systems", "channels", "services", "resources", "fields", "exchanges", "returns"]
# cells that a sloppy office leaves blank
_BLANKABLE = (
    "purpose", "kind", "builder", "operator", "contractor", "om_contract_end", "contract_clauses", "mlps_level", "mlps_filing_no",
    "mlps_test_date", "layer", "audience", "coverage_regions", "functions", "uses_shared", "project_no", "acceptance_date", "rto_rpo",
    "build_level", "user_scope", "use_frequency", "start_date", "status", "review_module",
)  # fmt: skip


def make_bodies(land: Land, counties: int) -> None:
    """A province, its cities, counties with their bureaus and towns, and the companies that work for them."""
    dice = land.dice
    count = 0

    def body(name: str, level: str, region: str, **more: Any) -> str:
        nonlocal count
        count += 1
        careful = dice.random() < 0.6
        return land.add(
            "organisations", name=name, code=credit_code(region, count), level=level, region=region,
            **{
                "org_nature": "statutory", "sharing_office": dice.choice(SHARING_OFFICES) if careful else None,
                "contact_post": dice.choice(POSTS), "attested_sheets": _SHEETS if careful else None, "attested_on": "2026-09-30" if careful else None, **more,
            },
        )  # fmt: skip

    names = county_names(dice, counties + counties // 8 + 1)
    for key in ("data", "hrss", "agri", "com"):
        land.province[key] = body(f"云岭省{BODIES[key][0]}", "province", "990000")
    for number in range(counties):
        city_code = f"99{number // 8 + 1:02d}00"
        if city_code not in land.cities:
            city = names.pop()[:2] + "市"
            land.cities[city_code] = {
                key: body(f"{city}{BODIES[key][0]}", "city", city_code)
                for key in ("gov", "data", "trans", "house", "culture", "health", "edu", "agri")
            }
        place = Place(names.pop(), f"{city_code[:4]}{number % 8 + 21:02d}", city_code, open_jobs=fresh_jobs(dice))
        for key, (title, nature) in BODIES.items():
            place.bodies[key] = body(place.name + title, "county", place.code, org_nature=nature)
        for position, town in enumerate(town_names(dice, 5)):
            name = town + ("办事处" if town.endswith("街道") else "人民政府")
            place.towns.append(body(place.name + name, "town", f"{place.code}{101 + position}", parent=place.bodies["gov"]))
        land.places.append(place)
    for name in company_names(dice):
        count += 1
        land.companies.append(land.add("organisations", name=name, code=credit_code("990101", count, "91"), org_nature="company"))


def system_cells(land: Land, place: Place, job: Job, **given: Any) -> Cells:
    """All that an honest office answers of a system for this job."""
    dice = land.dice
    company = dice.choice(land.companies)
    owner = given.get("owner") or place.bodies[job.body]
    year = dice.randrange(2015, 2025)
    prefix = dice.choice((place.name, place.short, place.short, "", "智慧" if "智慧" not in job.name else ""))
    cells: Cells = {
        "name": f"{prefix}{job.name}{dice.choice(SUFFIXES)}", "owner": owner, "kind": "business", "status": "active",
        "purpose": dice.choice(PURPOSES).format(*dice.sample(job.functions, 4)), "functions": list(job.functions),
        "build_level": "county", "build_type": "new", "project_no": f"{place.short}数审〔{year}〕{dice.randrange(1, 90)}号",
        "review_overlap": "no", "review_module": "cannot", "start_date": f"{year}-{dice.randrange(1, 13):02d}-{dice.randrange(1, 28):02d}",
        "acceptance_date": f"{year + 1}-0{dice.randrange(1, 9)}-15", "builder": owner, "contractor": land.by_id[company]["name"], "operator": company,
        "om_contract_end": f"2027-{dice.randrange(1, 13):02d}-28", "contract_clauses": _CLAUSES, "network": ["government_extranet"],
        "hosting": "government_cloud", "secrecy": "open", "mlps_level": "level_2", "mlps_filing_no": f"{place.code}{dice.randrange(10**4):04d}-00001",
        "mlps_test_date": f"2026-0{dice.randrange(1, 9)}-20", "login_type": ["unified"], "uses_shared": ["identity", "sms", "payment", "map", "seal"],
        "audience": [job.audience], "layer": "back", "coverage_regions": [place.code], "user_scope": "area", "use_frequency": "daily",
        "rto_rpo": "RTO 4小时 / RPO 15分钟",
    }  # fmt: skip
    return {key: value for key, value in {**cells, **given}.items() if value is not None}


def add_system(land: Land, place: Place, **given: Any) -> tuple[str, Place]:
    """A system of an honest office, for a job that is still free in the county (or in the one that has most left)."""
    place, job = land.job_in(place)
    identifier = land.add("systems", **system_cells(land, place, job, **given))
    return identifier, place


def item_type(label: str) -> str:
    """One type for equal labels everywhere, so that no conflict arises by chance."""
    return "number" if label.endswith(("数", "额", "标准", "率", "值", "面积", "长度", "剂次", "量")) else "string"


def add_dataset(land: Land, system: str, name: str, items: list[Any], **given: Any) -> str:
    """A catalogued dataset with every answer; an item is a label, or a label with cells of its own."""
    owner = land.by_id[system].get("owner")
    body = land.by_id.get(str(owner), {})
    number = len(land.arrays["resources"]) + 1
    pii = given.pop("pii", "none")
    origin = given.pop("origin", "collected")
    cells: Cells = {
        "name": name, "resource_code": f"30{number % 90 + 10:02d}00{number % 7}/{number:06d}", "provider_org": owner, "provider_code": body.get("code"),
        "abstract": f"{name}的主要信息项", "format": "database", "kind": "table", "system": system, "subject_type": "event",
        "coverage_region": body.get("region"), "share_type": "conditional", "share_scope": "承担相应法定职责的部门", "share_use": "业务核验",
        "share_method": "api", "update_cycle": "daily", "publish_date": "2025-03-10", "classification": "important", "is_source": False,
        "collection": "handling", "return_flow": "returned", "purpose": "履行法定职责", "processing_basis": "duty", "pia_date": "2026-01-15", "is_open": False,
    }  # fmt: skip
    dataset = land.add("resources", **{**cells, **given})
    for position, item in enumerate(items):
        label, own = (item, {}) if isinstance(item, str) else item
        if item == "行政区划代码" and origin == "collected":
            own = {"origin": "derived"}
        row: Cells = {
            "name": f"f{position + 1:02d}",
            "label": label,
            "resource": dataset,
            "type": item_type(label),
            "pii": pii,
            "origin": origin,
            "purpose": "业务办理",
        }
        land.add("fields", **{**row, **own})
    return dataset


def person_items(place: Place) -> list[Any]:
    """Name and number of a person, obtained from the county's register of persons."""
    shared = {"origin": "shared", "source_org": place.bodies["psb"]}
    return [("姓名", {**shared, "pii": "personal"}), ("公民身份号码", {**shared, "pii": "identifier"})]


def firm_items(place: Place) -> list[Any]:
    """Name and code of an organisation, obtained from the county's register of enterprises."""
    shared = {"origin": "shared", "source_org": place.bodies["market"], "pii": "none"}
    return [("单位名称", shared), ("统一社会信用代码", shared)]


def flow(land: Land, source: str, target: str, elements: list[str], **given: Any) -> str:
    """An exchange as it should be: through the city's platform, documented, with backup."""
    owner = land.by_id[source].get("owner")
    cells: Cells = {
        "from": source, "to": target, "elements": elements, "method": "api", "via_platform": "city", "network": "government_extranet",
        "built_date": f"202{land.dice.randrange(1, 5)}-0{land.dice.randrange(1, 9)}-11", "use_terms": "按批准的用途和期限使用", "frequency": "daily",
        "doc_url": "https://share.example/doc", "maintainer": owner, "log_years": 3, "onward": "no", "sla": "可用率99.5%", "has_backup": True,
        "status": "active",
    }  # fmt: skip
    return land.add("exchanges", **{**cells, **given})


def make_libraries(land: Land, place: Place) -> None:
    """The two registers from which the county's systems get names and numbers."""
    persons = Job("psb", "人口基础信息", ("户籍登记", "身份核验", "居住登记", "人口查询"), "person", (), "staff")
    place.persons = land.add(
        "systems", **{**system_cells(land, place, persons, kind="base_library", layer="base"), "name": f"{place.name}人口基础信息库"}
    )
    add_dataset(
        land, place.persons, "户籍人口基本信息", ["姓名", "公民身份号码", "性别", "出生日期", "户籍地址"],
        subject_type="person", is_source=True, pii="personal",
    )  # fmt: skip
    firms = Job("market", "经营主体登记", ("设立登记", "变更登记", "注销登记", "信用公示"), "organisation", (), "business")
    place.firms = land.add(
        "systems", **{**system_cells(land, place, firms, kind="base_library", layer="base"), "name": f"{place.name}经营主体登记库"}
    )
    add_dataset(
        land, place.firms, "经营主体登记信息", ["单位名称", "统一社会信用代码", "法定代表人姓名", "注册地址", "成立日期"],
        subject_type="organisation", is_source=True,
    )  # fmt: skip


def make_daily_work(land: Land, place: Place) -> str:
    """One ordinary system with its data and its service; some offices leave cells blank."""
    dice = land.dice
    place, job = land.job_in(place)
    cells = system_cells(land, place, job)
    sloppy = dice.random() < 0.35
    if sloppy:
        cells = {key: value for key, value in cells.items() if key not in _BLANKABLE or dice.random() < 0.5}
    system = land.add("systems", **cells)
    items: list[Any] = list(job.items)
    if job.subject == "person":
        items = [*person_items(place), *((item, {"pii": "personal"}) for item in job.items)]
        flow(land, place.persons, system, ["姓名", "公民身份号码"])
    elif job.subject == "organisation":
        items = [*firm_items(place), *job.items]
        flow(land, place.firms, system, ["单位名称", "统一社会信用代码"])
    blank = {
        key: None
        for key in ("resource_code", "share_method", "classification", "processing_basis", "share_scope")
        if sloppy and dice.random() < 0.5
    }
    add_dataset(land, system, f"{job.name}登记表", items, subject_type=job.subject, **blank)
    if job.audience != "staff":
        cases = dice.randrange(60, 900)
        land.add(
            "services", name=f"{job.name}办理", code=f"{place.code}{len(land.arrays['services']):010d}", owner=cells["owner"], systems=[system],
            channel_kinds=["counter", "mini_program", "website"], domain="other", user_groups=[job.audience], auth_methods=["unified", "id_card"],
            materials=[f"{job.name}申请表"], first_receiver_org=None if sloppy else cells["owner"], flow_doc=None if sloppy else f"{job.name}办理流程",
            cases=cases, transferred=cases // 20, returned=cases // 30, overdue=cases // 80,
        )  # fmt: skip
    place.systems.append(system)
    return system


def make_upper_work(land: Land) -> None:
    """Systems of the cities, for jobs that no county does."""
    for code, bodies in land.cities.items():
        place = Place(land.by_id[bodies["gov"]]["name"][:-4], code, code)
        for job in land.dice.sample(UPPER_JOBS, 3):
            owner = bodies[land.dice.choice(sorted(bodies))]
            system = land.add("systems", **system_cells(land, place, job, owner=owner, build_level="city"))
            items = [("姓名", {"pii": "personal"}), ("公民身份号码", {"pii": "identifier"})] if job.subject == "person" else []
            if not items:
                add_dataset(land, system, f"{job.name}登记表", list(job.items), subject_type=job.subject)
