"""Lists: searched as Chinese offices do, filtered, sorted, in pages, counted."""

import pytest
from sqlalchemy import event, select

from auditor.custody import withdraw_import
from auditor.web import queries
from auditor.web.queries import COLUMNS, PAGE, counts, find_record, list_findings, list_records, name_of, plain_id
from auditor.web.rights import Person
from inventory.database import reading, writing
from inventory.models.ledger import FindingRow
from inventory.models.records import TABLES
from inventory.schema import by_array, entities

ALL = Person("u", "auditor", None, "t")
SYSTEMS = [
    {"id": "sys-1", "name": "银龄关爱服务平台", "system_code": "YX-001", "aliases": ["老年通", "CARE_1"], "system_category": "business", "phase": "active", "owner": "org-1"},
    {"id": "sys-2", "name": "学籍管理系统", "system_code": "YX-002", "system_category": "office", "phase": "active", "owner": "org-2"},
    {"id": "sys-3", "name": "50%优惠_券系统\\x", "system_code": "A_B", "phase": "retired", "owner": "org-2"},
    {"id": "sys-4", "name": "OA Office", "owner": "org-1"},
    {"id": "sys-5", "name": "重庆路医保大厅", "aliases": ["O'Brien"], "owner": "org-1"},
]  # fmt: skip
SERVICES = [
    {"id": "svc-1", "name": "甲事项", "owner": "org-1", "channel_kinds": ["app", "counter"], "domain": "health"},
    {"id": "svc-2", "name": "乙事项", "owner": "org-1", "channel_kinds": ["quick_app"]},
    {"id": "svc-3", "name": "丙事项", "owner": "org-1"},
]
BODIES = [{"id": "org-1", "name": "民政局", "code": "11430603MB1"}, {"id": "org-2", "name": "教育局"}]


@pytest.fixture
def stocked(workspace, taking_in, monkeypatch):
    monkeypatch.setattr(queries, "_KEPT", {}, raising=False)
    keys = {spec.name: spec.key for spec in entities()["System"].fields.values()}
    systems = [{{"system_category": keys["kind"], "phase": keys["status"]}.get(k, k): v for k, v in row.items()} for row in SYSTEMS]
    taking_in(workspace, {"schema_version": 1, "organisations": BODIES, "systems": systems, "services": SERVICES})
    return workspace


def found(workspace, entity: str = "System", person: Person = ALL, **asked) -> list[str]:
    return [row["id"] for row in listed(workspace, entity, person, **asked).rows]


def listed(workspace, entity: str = "System", person: Person = ALL, **asked):
    given = {"search": "", "filters": {}, "sort": "id", "descending": False, "page": 1, **asked}
    with reading(workspace.engine) as session:
        return list_records(session, entity, person, **given)


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("银龄", [1]), ("关爱", [1]), ("系统", [2, 3]), ("学籍 系统", [2]), ("系统 银龄", []), ("  学籍  ", [2]), ("", [1, 2, 3, 4, 5]), (" \t ", [1, 2, 3, 4, 5]),
        ("ylga", [1]), ("YLGA", [1]), ("xjgl", [2]), ("xueji", [2]), ("yinlingguanai", [1]), ("fwpt", [1]), ("yiliao", []), ("zzzz", []),
        ("老年通", [1]), ("care_1", [1]), ("老年 ylga", [1]), ("YX-00", [1, 2]), ("yx-002", [2]), ("sys-4", [4]), ("sys-", []), ("oa", [4]), ("office oa", [4]),
        ("%", [3]), ("_", [1, 3]), ("50%", [3]), ("a_b", [3]), ("aXb", []), ("\\", [3]), ("\\x", [3]), ("%%", []), ("\\%", []),
        ("O'Brien", [5]), ("' OR 1=1 --", []), ("'; DROP TABLE systems; --", []), ("银龄\0", [1]), ("*", []), ("?", []), ("[a-z]", []),
        ("x" * 200, []), ("一 " * 100, []), ("😀", []), ("\u202e", []),
        pytest.param('"', []),
    ],
)  # fmt: skip
def test_a_search_finds_by_name_alias_code_and_sound(stocked, text, ids) -> None:
    assert found(stocked, search=text) == [f"sys-{n}" for n in ids]
    assert listed(stocked, search=text).total == len(ids)


def test_names_that_come_later_are_found_by_sound_at_once(stocked, taking_in) -> None:
    assert found(stocked, search="xfgl") == []
    taking_in(stocked, {"schema_version": 1, "systems": [{"id": "sys-9", "name": "信访管理", "owner": "org-1"}]}, "later.json")
    assert found(stocked, search="xfgl") == ["sys-9"]


def test_a_name_that_a_withdrawal_brings_to_light_is_found_by_sound(stocked, taking_in) -> None:
    taking_in(stocked, {"schema_version": 1, "systems": [{"id": "sys-2", "name": "校园一卡通", "owner": "org-2"}]}, "later.json")
    assert (found(stocked, search="xjgl"), found(stocked, search="xyykt")) == (["sys-2"], [])
    withdraw_import(stocked, "inventory.json")
    assert (found(stocked, search="xjgl"), found(stocked, search="xyykt")) == ([], ["sys-2"])


def test_two_workspaces_do_not_share_their_names_by_sound(stocked, other_workspace, taking_in) -> None:
    twin = [{"id": f"sys-{n}", "name": f"信访管理{n}", "owner": "org-1"} for n in range(1, 6)]
    taking_in(other_workspace, {"schema_version": 1, "organisations": BODIES, "systems": twin, "services": SERVICES})
    assert found(stocked, search="xjgl") == ["sys-2"]
    assert len(found(other_workspace, search="xfgl")) == 5


@pytest.mark.parametrize(
    ("entity", "filters", "ids"),
    [
        ("System", {"status": "active"}, ["sys-1", "sys-2"]), ("System", {"status": "-"}, ["sys-4", "sys-5"]), ("System", {"status": "active", "kind": "office"}, ["sys-2"]),
        ("System", {"owner": "org-1"}, ["sys-1", "sys-4", "sys-5"]), ("System", {"status": ""}, ["sys-1", "sys-2", "sys-3", "sys-4", "sys-5"]), ("System", {"status": "none such"}, []),
        ("System", {"unknown": "x"}, ["sys-1", "sys-2", "sys-3", "sys-4", "sys-5"]), ("System", {"owner": "' OR 1=1"}, []), ("System", {"owner": "org-%"}, []), ("System", {"users": "x"}, []),
        ("System", {"users": "5"}, []), ("System", {"reporting": "true"}, []), ("Service", {"domain": "health"}, ["svc-1"]), ("Service", {"channel_kinds": "counter"}, ["svc-1"]),
        ("Service", {"channel_kinds": "-"}, ["svc-3"]), ("Service", {"channel_kinds": "quick_app"}, ["svc-2"]), ("Service", {"channel_kinds": "%"}, []),
        pytest.param("Service", {"channel_kinds": "app"}, ["svc-1"]),
        pytest.param("Service", {"channel_kinds": '","'}, []),
    ],
)  # fmt: skip
def test_filters_keep_what_fits(stocked, entity, filters, ids) -> None:
    assert found(stocked, entity, filters=filters) == ids


def test_search_and_filter_hold_together(stocked) -> None:
    assert found(stocked, search="系统", filters={"status": "active"}) == ["sys-2"]
    assert found(stocked, search="ylga", filters={"status": "retired"}) == []


@pytest.mark.parametrize("sort", ["id", "name", "code", "status"])
def test_lists_are_sorted_both_ways_and_ties_by_id(stocked, sort) -> None:
    with reading(stocked.engine) as session:
        rows = {r.id: getattr(r, sort) for r in session.execute(select(TABLES["System"])).scalars()}
    up, down = (found(stocked, sort=sort, descending=d) for d in (False, True))
    assert up == sorted(rows, key=lambda i: (rows[i] is not None, rows[i] or "", i))
    assert [rows[i] or "" for i in down] == sorted((v or "" for v in rows.values()), reverse=True)


@pytest.mark.parametrize("sort", ["", "unknown", "id; DROP TABLE systems", "__class__", "metadata", "sources", "none"])
def test_a_column_that_cannot_be_sorted_by_is_passed_over(stocked, sort) -> None:
    assert found(stocked, sort=sort) == found(stocked, sort="name")


@pytest.fixture
def many(workspace, taking_in):
    rows = [{"id": f"sys-{n:03}", "name": f"系统{n % 7}", "owner": "org-1"} for n in range(2 * PAGE + 1)]
    taking_in(workspace, {"schema_version": 1, "organisations": BODIES[:1], "systems": rows})
    return workspace


@pytest.mark.parametrize("sort", ["id", "name", "status"])
def test_pages_hold_every_record_once(many, sort) -> None:
    pages = [listed(many, sort=sort, page=n) for n in (1, 2, 3)]
    ids = [row["id"] for page in pages for row in page.rows]
    assert [len(page.rows) for page in pages] == [PAGE, PAGE, 1]
    assert len(set(ids)) == len(ids) == 2 * PAGE + 1
    assert {(page.total, page.pages) for page in pages} == {(2 * PAGE + 1, 3)}


def test_a_page_beyond_the_last_is_empty_and_tells_how_many_there_are(many) -> None:
    beyond = listed(many, page=1_000_000)
    assert (beyond.rows, beyond.total, beyond.pages) == ([], 2 * PAGE + 1, 3)
    none = listed(many, search="没有")
    assert (none.rows, none.total, none.pages) == ([], 0, 1)


@pytest.mark.parametrize("entity", list(entities()))
def test_every_entity_is_listed_counted_and_searched(place, entity) -> None:
    spec = entities()[entity]
    assert set(COLUMNS[entity]) <= set(spec.fields)
    rows = listed(place, entity).rows
    assert [row["id"] for row in rows] == [f"{spec.prefix}-{side}" for side in ("a", "a1", "b")]
    assert all(row["label"] for row in rows)
    assert all(set(COLUMNS[entity]) <= set(row) for row in rows)
    if any(name in spec.fields and spec.fields[name].type in ("str", "text") for name in ("name", "title", "label", "text")):
        assert found(place, entity, search="乙方") == [f"{spec.prefix}-b"]
    assert found(place, entity, search=f"{spec.prefix}-a") == [f"{spec.prefix}-a"]
    for column in COLUMNS[entity]:
        assert len(found(place, entity, sort=column)) == 3


def test_counts_are_of_what_the_person_sees(place) -> None:
    bound = Person("c", "clerk", "org-b", "t", frozenset({"org-b", "乙方单位"}), frozenset({"org-b"}))
    nobody = Person("n", "clerk", None, "t", frozenset(), frozenset())
    with reading(place.engine) as session:
        assert [set(counts(session, person).values()) for person in (ALL, bound, nobody)] == [{3}, {1}, {0}]
        for entity, spec in entities().items():
            assert find_record(session, f"{spec.prefix}-b", bound)[0] == entity
            assert find_record(session, f"{spec.prefix}-a", bound) is None
            assert find_record(session, f"{spec.prefix}-a", nobody) is None
        assert find_record(session, "none", ALL) is None
        assert list_findings(session, nobody, filters={}, search="", page=1).total == 0


def test_records_that_name_no_body_are_shown_to_those_who_see_all_alone(stocked, taking_in) -> None:
    taking_in(stocked, {"schema_version": 1, "systems": [{"id": "sys-9", "name": "无主系统"}]}, "later.json")
    bound = Person("c", "clerk", "org-1", "t", frozenset({"org-1", "", "None"}), frozenset({"org-1"}))
    assert "sys-9" in found(stocked)
    assert found(stocked, person=bound) == ["sys-1", "sys-4", "sys-5"]


def findings(workspace, person: Person = ALL, search: str = "", page: int = 1, size: int = PAGE, **filters: str):
    with reading(workspace.engine) as session:
        return list_findings(session, person, filters=filters, search=search, page=page, size=size)


def test_findings_come_the_gravest_first_and_are_filtered(place) -> None:
    everything = findings(place)
    rank = {"critical": 0, "high": 1, "medium": 2, "low": 3}
    grades = [rank[row["severity"]] for row in everything.rows]
    assert grades == sorted(grades)
    assert everything.total == len(everything.rows) == 18
    for name in ("rule", "severity", "certainty", "status"):
        value = everything.rows[0][name]
        assert {row[name] for row in findings(place, **{name: value}).rows} == {value}
        assert findings(place, **{name: "' OR 1=1"}).total == 0
    assert findings(place, mine="1").total == 0
    assert {s for row in findings(place, org="org-b").rows for s in row["subjects"]} == {"svc-b", "org-b", "chn-b", "res-b", "ntc-b"}


def test_findings_are_searched_by_id_rule_and_words(place) -> None:
    one = findings(place).rows[0]
    assert [row["id"] for row in findings(place, search=one["id"]).rows] == [one["id"]]
    assert one["id"] in {row["id"] for row in findings(place, search=one["id"][:8]).rows}
    assert {row["rule"] for row in findings(place, search="spr-04").rows} == {"SPR-04"}
    for text in ("%", "\\", "' OR 1=1 --", "fnd_"):
        assert findings(place, search=text).total == 0, text


@pytest.mark.parametrize("text", ["_", '"', "reasons", "organisations", "rule_version"])
def test_the_frame_of_a_finding_is_not_searched(place, text) -> None:
    assert findings(place, search=text).total == 0


def test_findings_are_found_by_the_name_of_what_they_concern(place) -> None:
    assert {s for row in findings(place, search="乙方渠道").rows for s in row["subjects"]} == {"chn-b"}


def test_findings_are_paged(place) -> None:
    ids = [row["id"] for n in range(1, 6) for row in findings(place, page=n, size=4).rows]
    assert len(set(ids)) == len(ids) == 18
    assert findings(place, page=9, size=4).rows == []


def test_a_list_holds_only_findings_whose_page_opens(place) -> None:
    with reading(place.engine) as session:
        row = session.execute(select(FindingRow).where(FindingRow.rule == "SPR-04")).scalars().all()
        other = next(r for r in row if r.content["organisations"] == ["org-b"])
    with writing(place.engine) as session:
        kept = session.get(FindingRow, other.id)
        kept.content = {**kept.content, "numbers": {"org-a": 1}}
    bound = Person("c", "clerk", "org-a", "t", frozenset({"org-a"}), frozenset({"org-a"}))
    assert other.id not in {r["id"] for r in findings(place, bound).rows}


@pytest.mark.parametrize(
    ("text", "kept"), [("org-a", "org-a"), ('x"; DROP', "xDROP"), ("a" * 99, "a" * 64), ("%", ""), ("单位_1.x", "单位_1.x"), ("", "")]
)
def test_an_id_in_a_search_is_letters_alone(text, kept) -> None:
    assert plain_id(text) == kept


def test_records_are_known_by_ids_of_any_shape_in_few_questions(stocked, taking_in) -> None:
    named = [{"id": "2025-12-31", "name": "跨年系统"}, {"id": "svc-x", "name": "以事项编号的系统"}, {"id": "A.1_b", "name": "外来编号系统"}]
    taking_in(stocked, {"schema_version": 1, "systems": named})
    wanted = ["2025-12-31", "svc-x", "A.1_b", "sys-1", "svc-1", "2026-01-01", "a>b", "银龄", "x" * 65, ""]
    asked: list[str] = []
    with reading(stocked.engine) as session:
        event.listen(stocked.engine, "before_cursor_execute", lambda _c, _k, statement, *_: asked.append(statement))
        known = queries.Known(session, wanted)
        found = {text: getattr(known.find(text), "name", None) for text in wanted}
        few = sum(statement.startswith("SELECT") for statement in asked)
        later = queries.Known(session)
        assert {text: getattr(later.find(text), "name", None) for text in wanted} == found
    assert found == {
        **dict.fromkeys(wanted),
        "2025-12-31": "跨年系统",
        "svc-x": "以事项编号的系统",
        "A.1_b": "外来编号系统",
        "sys-1": "银龄关爱服务平台",
        "svc-1": "甲事项",
    }
    # one for each of two beginnings, one for all the rest, one for each record that it finds
    assert few <= 6


def test_a_reference_is_told_by_id_or_by_a_name_that_only_one_has(stocked, taking_in) -> None:
    taking_in(
        stocked,
        {"schema_version": 1, "systems": [{"id": f"sys-t{n}", "name": "同名系统", "owner": f"org-{n}"} for n in (1, 2)]},
        "later.json",
    )
    with reading(stocked.engine) as session:
        assert [name_of(session, "System", t) for t in ("sys-1", "学籍管理系统", "同名系统", "没有", None, "")] == [
            ("银龄关爱服务平台", "sys-1"), ("学籍管理系统", "sys-2"), ("同名系统", None), ("没有", None), ("", None), ("", None),
        ]  # fmt: skip


@pytest.mark.parametrize("array", sorted(by_array()))
def test_a_list_on_the_page_is_the_one_of_the_address(office, array) -> None:
    client = office.client("u-reader")
    listed = client.get(f"/inventory/{array}.json", params={"sort": "id", "page": "2"}).json()
    assert (listed["total"], listed["rows"], listed["pages"]) == (3, [], 1)
    for bad in ("0", "-1", "x", "1e9", "9" * 40, "", "%00", "1.5", "²"):
        assert client.get(f"/inventory/{array}.json", params={"page": bad}).json()["page"] >= 1
    page = client.get(f"/inventory/{array}", params={"q": '"><b>', "sort": "\0", "desc": "x"})
    assert page.status_code == 200
    assert '"><b>' not in page.text


def test_a_body_s_fields_are_found_over_indexes_alone(workspace) -> None:
    """No table is gone through as a whole for a page of what an account's body has."""
    if workspace.engine.dialect.name != "sqlite":
        pytest.skip("the plan of a question reads otherwise on PostgreSQL")
    person = Person("x", "clerk", "org-a", "", frozenset({"org-a", "甲局"}), frozenset({"org-a"}))
    for entity in ("System", "Dataset", "DataField"):
        table = queries.TABLES[entity]
        question = select(table.id).where(queries.scope(entity, person))
        text_ = str(question.compile(workspace.engine, compile_kwargs={"literal_binds": True}))
        with workspace.engine.connect() as connection:
            plan = [row[3] for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {text_}")]
        assert [line for line in plan if line.startswith("SCAN")] == [], plan
        assert any(line.startswith("SEARCH") for line in plan)
