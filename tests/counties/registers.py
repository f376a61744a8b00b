"""Inspections, usage, costs, pages, refusals and the register of findings; and what can only be asked."""

from typing import Any

from inventory.identity import file_id
from tests.counties.channels import add_channel
from tests.counties.land import Cells, Land, Place
from tests.counties.ordinary import add_dataset, add_system

_ITEMS = {
    "INC-01": ("accessibility",), "INC-03": ("senior_ads",), "INC-04": ("captcha",), "SEC-06": ("permission", "sdk"), "LIF-02": ("shell", "store_removed"),
    "LIF-04": ("veto_unreachable", "veto_home_stale", "veto_error", "veto_no_answer", "veto_unusable_service"),
}  # fmt: skip


def plant_inspections(land: Land) -> None:
    """What an inspection found; what it passed or did not check is no fault."""

    def inspect(place: Place, item: str, outcome: str, **cells: Any) -> str:
        owner = place.bodies["gov"] if item.startswith("veto") else None
        site: Cells = (
            {
                "kind": "website",
                "platform": "own_domain",
                "urls": [f"https://www.v{len(land.arrays['channels'])}.gov.example/"],
                "filing_status": "exempt",
            }
            if owner
            else {}
        )
        channel = add_channel(land, place, owner, **site, **cells)
        land.add(
            "inspections",
            object=channel,
            object_kind="channel",
            item=item,
            outcome=outcome,
            date="2026-10-15",
            inspector="省检测中心",
            detail="见检测报告附件",
        )
        return channel

    for rule, items in _ITEMS.items():
        for number, place in land.turns():
            item = items[number % len(items)]
            land.plant(rule, [inspect(place, item, "failed")], "probable" if rule == "LIF-02" else "certain", f"an inspection found {item}")
        for outcome in ("passed", "not_checked"):
            for _ in range(max(1, land.times // 4)):
                land.spare(rule, [inspect(land.place(), items[0], outcome)], f"an inspection: {outcome}")
    for _ in range(max(1, land.times // 4)):
        land.spare(
            "INC-01",
            [inspect(land.place(), "accessibility", "passed", a11y_result="failed")],
            "an inspection passed it, whatever was answered",
        )


def plant_use(land: Land) -> None:
    """LIF-02 and LIF-01: hardly used."""

    def use(target: str, kind: str, active: tuple[int, ...], aimed: int = 10_000, last: int = 10) -> None:
        for back, mau in enumerate(active):
            land.add(
                "usage",
                object=target,
                object_kind=kind,
                period=f"2026-{last - back:02d}",
                target_users=aimed,
                registered_users=aimed // 2,
                mau=mau,
                assisted_cases=20,
                evidence_source="system_log",
            )

    for number, place in land.turns():
        app = add_channel(land, place, kind=("app", "mini_program")[number % 2])
        use(app, "channel", (120, 310, 499, 80)[: 3 + number % 2])
        land.plant("LIF-02", [app], "probable", "under five per cent for three months")
    for why, active in (
        ("five per cent to the user", (500, 500, 500)),
        ("two months alone", (100, 90)),
        ("one good month of three", (100, 900, 100)),
        ("well used", (6000, 5000, 7000)),
    ):
        for _ in range(max(1, land.times // 4)):
            app = add_channel(land, land.place())
            use(app, "channel", active)
            land.spare("LIF-02", [app], why)
    signs: tuple[tuple[Cells, tuple[int, ...]], ...] = (
        ({"use_frequency": "unused", "om_contract_end": "2025-03-31"}, ()), ({"om_contract_end": "2024-12-31"}, (20, 11, 9)), ({"use_frequency": "occasional", "_old": True}, ()), ({"use_frequency": "unused", "_replaced": True}, ()),
    )  # fmt: skip
    for number, place in land.turns():
        cells, active = signs[number % 4]
        system, place = add_system(land, place, **{key: value for key, value in cells.items() if key[0] != "_"})
        use(system, "system", active)
        also = []
        if "_old" in cells:
            also.append(add_channel(land, place, land.by_id[system]["owner"], system=system, release_date="2022-03-01"))
        if "_replaced" in cells:
            also.append(add_system(land, place, replaces=[system])[0])
        land.plant("LIF-01", [system], "probable", f"{cells}, active {active}", also=also)
        if cells.get("om_contract_end"):
            land.plant("LIF-06", [system], "certain", "its contract has ended")
    if not land.blameless:
        system, _place = add_system(land, land.place(), user_scope="section", use_frequency="yearly")
        use(system, "system", (10, 12, 8))
        land.argue("LIF-01", [system], "small scope and hardly used: one sign or two")
    for why, cells, active in (
        ("one sign alone", {}, (100, 90, 80)),
        ("small but daily", {"user_scope": "section"}, ()),
        ("retired", {"status": "retired", "end_date": "2025-01-31", "use_frequency": "unused", "om_contract_end": "2024-12-31"}, ()),
        ("not answered", {"use_frequency": None, "om_contract_end": None}, ()),
    ):
        for _ in range(max(1, land.times // 4)):
            system, _place = add_system(land, land.place(), **cells)
            use(system, "system", active)
            land.spare("LIF-01", [system], why)


def plant_money(land: Land) -> None:
    """LIF-07: paid in a year after the system ended. LIF-08: no review, no acceptance, another version than was filed."""

    def paid(system: str, year: int, **cells: str) -> None:
        land.add("costs", object=system, object_kind="system", fiscal_year=year, **cells)

    kinds = ({"annual_om_yuan": "86000.00"}, {"cloud_cost_yuan": "23000.00"}, {"licence_cost_yuan": "12000.00"})
    for number, place in land.turns():
        system, _ = add_system(
            land,
            place,
            status=("retired", "suspended")[number % 2],
            end_date=f"2023-0{number % 9 + 1}-30" if number % 9 != 1 else "2023-03-31",
        )
        paid(system, 2025, **kinds[number % 3])
        land.plant("LIF-07", [system], "probable", "paid two years later", also=[land.arrays["costs"][-1]["id"]])
    for why, year, cells, ended in (
        ("the year in which it ended", 2025, kinds[0], "2025-02-28"),
        ("nothing was paid", 2026, {"annual_om_yuan": "0"}, "2023-06-30"),
        ("it ended, but when was not answered", 2026, kinds[0], None),
    ):
        for _ in range(max(1, land.times // 4)):
            system, _place = add_system(land, land.place(), status="retired", end_date=ended)
            paid(system, year, **cells)
            land.spare("LIF-07", [system], why)
    launched: Cells = {"launch_date": "2026-09-08"}
    for number, place in land.turns():
        cells = ({"project_no": "无"}, {"acceptance_date": "无"}, {})[number % 3]
        system, place = add_system(land, place, **cells)
        app = add_channel(land, place, land.by_id[system]["owner"], system=system, **({"version": "4.0.0"} if not cells else launched))
        # nothing read so far says within how many days after a change it is to be filed again
        land.plant("LIF-08", [app], "probable" if cells else "question", str(cells or "another version than was filed"), also=[system])
    for why, system_cells, cells in (
        ("launched before the rule", {"project_no": "无"}, {"launch_date": "2025-03-01"}),
        ("not answered", {"project_no": None, "acceptance_date": None}, launched),
        ("the same version", {}, {**launched, "version": "3.2.1"}),
        ("retired", {"project_no": "无"}, {**launched, "status": "retired"}),
    ):
        for _ in range(max(1, land.times // 4)):
            system, place = add_system(land, land.place(), **system_cells)
            land.spare("LIF-08", [add_channel(land, place, land.by_id[system]["owner"], system=system, **cells), system], why)


def _exposed(land: Land, place: Place, number: int) -> None:
    """A page that shows a citizen's number."""
    ledger = land.ledger
    url = f"https://www.c{place.code}.gov.example/gs/{number}.html"
    notice = land.add(
        "notices",
        title=f"{place.short}2026年第{number + 1}批补贴对象公示",
        issuer=land.body(place),
        date="2026-09-03",
        url=url,
        text="现将补贴对象名单予以公示，公示期5个工作日。",
    )
    ledger["pages"].append(
        {
            "url": url,
            "sha256": "ab" * 32,
            "fetched_at": "2026-10-11T03:00:00Z",
            "status": 200,
            "title": "公示",
            "site": f"www.c{place.code}.gov.example",
            "exposed": [["citizen_id", "990***********1234"]],
        }
    )
    land.plant("SEC-07", [notice], "probable", "a page shows a citizen's number")


def _credentials(land: Land, place: Place, number: int) -> None:
    """A file whose column of passwords was refused."""
    ledger = land.ledger
    source = f"src-old{number:03d}"
    ledger["sources"].append(
        {
            "id": source,
            "kind": "import",
            "name": f"{place.short}旧系统清单{number}.xlsx",
            "series": f"import:old{number}",
            "sha256": f"{number:064d}",
            "at": "2026-10-01T02:00:00Z",
        }
    )
    ledger["problems"].append(
        {
            "source": source,
            "kind": "rejected",
            "code": "credential_column",
            "locator": {"file": f"{place.short}旧系统清单{number}.xlsx", "sheet": "系统", "row": 1, "column": "F"},
            "params": {},
        }
    )
    land.plant("SEC-08", [file_id(f"{place.short}旧系统清单{number}.xlsx")], "certain", "a column of passwords was refused", also=[source])


def plant_seen(land: Land) -> None:
    """What is seen on pages and in files: SEC-07, SEC-08."""
    ledger = land.ledger
    ledger["sources"].append(
        {
            "id": "src-register",
            "kind": "import",
            "name": "旧台账.xlsx",
            "series": "import:旧台账.xlsx",
            "sha256": "0" * 64,
            "at": "2026-10-01T02:00:00Z",
        }
    )
    for number, place in land.turns():
        _exposed(land, place, number)
        _credentials(land, place, number)
    for _ in range(max(1, land.times // 4)):
        place = land.place()
        url = f"https://www.c{place.code}.gov.example/gs/ok{len(ledger['pages'])}.html"
        land.spare(
            "SEC-07",
            [
                land.add(
                    "notices",
                    title="拟录用人员公示",
                    issuer=land.body(place),
                    date="2026-08-03",
                    url=url,
                    text="现将拟录用人员予以公示。联系电话：办公室值班电话。",
                )
            ],
            "nothing is exposed",
        )
        ledger["pages"].append(
            {"url": url, "sha256": "cd" * 32, "fetched_at": "2026-10-11T03:00:00Z", "status": 200, "title": "公示", "site": "c"}
        )
    ledger["problems"].append(
        {"source": "src-register", "kind": "rejected", "code": "not_a_date", "locator": {"file": "旧台账.xlsx", "row": 9}, "params": {}}
    )
    land.spare("SEC-08", [file_id("旧台账.xlsx"), "src-register"], "a wrong date is no password")


def plant_traces(land: Land) -> None:
    """SPR-04, SPR-05, SPR-06, SPR-08: data items that only a forbidden feature makes, whatever is declared."""
    items = {
        "SPR-04": ("打卡时间", "打卡地点"),
        "SPR-05": ("积分排名",),
        "SPR-06": ("在线时长", "学习时长"),
        "SPR-08": ("行踪轨迹", "截图附件"),
    }
    for rule, labels in items.items():
        for number, place in land.turns():
            system, place = add_system(land, place, audience=["grassroots"])
            app = add_channel(land, place, land.by_id[system]["owner"], system=system, audience=["grassroots"])
            table = add_dataset(
                land,
                system,
                f"网格员履职记录{number}",
                [("网格编号", {}), (labels[number % len(labels)], {}), "任务编号"],
                subject_type="event",
            )
            # who is counted, and for what, items alone do not say
            land.plant(rule, [system], "question", f"{labels[number % len(labels)]} is kept, whatever the app declares", also=[table, app])
    for rule, label in (
        ("SPR-05", "继续教育学分"),
        ("SPR-05", "驾驶证累积记分"),
        ("SPR-06", "通话时长"),
        ("SPR-06", "设备运行时长"),
        ("SPR-08", "免冠照片"),
        ("SPR-04", "会议签到表编号"),
        ("SPR-08", "台风移动路径"),
    ):
        system, place = add_system(land, land.place())
        table = add_dataset(land, system, f"{label}登记", [label, f"登记批号{len(land.arrays['resources'])}"])
        land.spare(rule, [system, table], label)


def plant_follow_up(land: Land) -> None:
    """ASM-05: confirmed and overdue."""

    def confirmed(place: Place, due: str | None, status: str, number: int) -> tuple[str, str]:
        body = land.body(place)
        finding = f"fnd-{number:012x}"
        land.ledger["findings"].append({
            "id": finding, "rule": "SPR-12", "rule_version": 1, "severity": "medium", "certainty": "question", "status": status, "owner": "办公室" if due else None, "due": due, "round": "2025-2", "is_current": False,
            "subjects": [body], "organisations": [body], "basis": [], "thresholds": [], "evidence": [], "reasons": [], "category": None, "discriminator": "", "numbers": {}, "must_confirm": "reviewer", "cause": "rule", "url": None, "quote": None})  # fmt: skip
        return body, finding

    for number, place in land.turns():
        body, finding = confirmed(place, "2026-06-30" if number % 2 == 0 else None, ("in_correction", "confirmed")[number % 2], number + 1)
        land.plant("ASM-05", [body], "certain", "overdue" if number % 2 == 0 else "nobody corrects it", also=[finding])
    for number, (due, status) in enumerate((("2026-12-31", "in_correction"), ("2026-03-31", "closed"), ("2026-11-24", "in_correction"))):
        body, finding = confirmed(land.place(), due, status, 9000 + number)
        land.spare("ASM-05", [finding], f"due {due}, {status}")
