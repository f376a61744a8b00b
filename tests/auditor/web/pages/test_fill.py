"""The form of a body in the browser: whose it is, what it asks, drafts of several people, handing in."""

import json
import re

import pytest
from bs4 import BeautifulSoup
from sqlalchemy import func, select

from auditor.web.assets import address_of
from inventory.database import reading
from inventory.models.ledger import AccessRow, FormDraftRow, ObservationRow, SourceRow
from inventory.models.records import TABLES
from inventory.schema import entities

PAGE = "/form/org-a/System/sys-a"
PAYLOADS = ("<script>alert(1)</script>", "'\"><img src=x onerror=alert(1)>", "{{1234567*7654321}}", "</textarea><script>alert(2)</script>")


def sent_by(client, path: str = PAGE) -> dict[str, list[str]]:
    """What a browser would send of a page as it stands, name → values."""
    soup = BeautifulSoup(client.get(path).text, "html.parser")
    sent: dict[str, list[str]] = {}
    for field in soup.select("form.filling input, form.filling select, form.filling textarea"):
        if field.find_parent("fieldset", disabled=True) or (field.get("type") in ("checkbox", "radio") and not field.has_attr("checked")):
            continue
        chosen = field.find("option", selected=True) or field.find("option") if field.name == "select" else None
        value = chosen["value"] if chosen else field.text.removeprefix("\n") if field.name == "textarea" else field.get("value", "")
        sent.setdefault(field["name"], []).append(value)
    return sent


def save(client, path: str = PAGE, sent=None, **cells: str):
    """Type into a page that is open and press the button."""
    fields = sent or sent_by(client, path)
    return client.post(path + "/draft", data={**fields, **{f"q.{key}": cell for key, cell in cells.items()}})


def system(**cells: str) -> dict[str, str]:
    return {f"System.{name}": cell for name, cell in cells.items()}


def drafts(site) -> dict[str, dict[str, str]]:
    with reading(site.engine) as session:
        rows = session.execute(select(FormDraftRow)).scalars().all()
    return {row.record: {key: said["cell"] for key, said in row.answers.items()} for row in rows}


def current(site, record: str = "sys-a"):
    with reading(site.engine) as session:
        return session.get(TABLES["System"], record)


def questions(client, path: str = PAGE) -> dict[str, dict]:
    return {q["key"]: q for group in client.get(path + ".json").json()["groups"] for q in group["questions"]}


def count(site, table) -> int:
    with reading(site.engine) as session:
        return session.execute(select(func.count()).select_from(table)).scalar_one()


# --- whose form it is
@pytest.mark.parametrize(
    ("name", "bodies"),
    [("u-clerk", {"org-a", "org-a1"}), ("clerk-b", {"org-b"}), ("bound-auditor", {"org-a", "org-a1"}), ("u-administrator", {"org-a", "org-a1", "org-b"})],
)  # fmt: skip
def test_the_list_holds_the_forms_that_an_account_may_fill(office, name, bodies) -> None:
    rows = office.client(name).get("/forms.json").json()["rows"]
    assert {row["id"] for row in rows} == bodies
    assert {(row["round"], row["drafts"], *row["attested"], row["attested_on"], row["conflicts"]) for row in rows} == {(None, 0, None, 0)}
    assert "确认填全" in office.client(name).get("/forms").text


@pytest.mark.parametrize("body", ["org-b", "org-none", "乙方单位", "%", "org-a|org-b"])
def test_no_form_of_another_body_is_read_or_written(own_office, body) -> None:
    client = own_office.client("u-clerk")
    own = sent_by(client)
    for kind in ("", ".json", ".csv"):
        assert client.get(f"/form/{body}{kind}").status_code == 404
        assert client.get(f"/form/{body}/System/sys-b{kind}").status_code == 404
    for path in (f"/form/{body}/hand-in", f"/form/{body}/System/sys-b/draft", f"/form/{body}/System/new-0123456789ab/draft", f"/form/{body}/System/sys-b/discard"):  # fmt: skip
        assert client.post(path, data={**own, "q.System.status": "retired"}).status_code == 404
    assert (count(own_office, FormDraftRow), count(own_office, SourceRow)) == (0, 1)


@pytest.mark.parametrize("record", ["sys-b", "chn-a", "new-x", "new-0123456789AB", "none"])
def test_a_form_holds_its_own_records_alone(own_office, record) -> None:
    client = own_office.client("u-clerk")
    assert client.get(f"/form/org-a/System/{record}").status_code == 404
    assert client.post(f"/form/org-a/System/{record}/draft", data=sent_by(client)).status_code == 404


@pytest.mark.parametrize("role", ["reviewer", "inspector", "architect", "reader"])
def test_who_does_not_fill_forms_sees_none(own_office, role) -> None:
    client = own_office.client(f"u-{role}")
    assert [client.get(path).status_code for path in ("/forms", "/form/org-a", PAGE, PAGE + ".json")] == [403] * 4
    assert client.send_form(PAGE + "/draft", **{"q.System.status": "retired", "asked": "System.status"}).status_code == 403
    assert drafts(own_office) == {}


def test_without_the_token_nothing_is_kept(own_office) -> None:
    client = own_office.client("u-clerk")
    sent = sent_by(client) | {"csrf": ["x"]}
    assert save(client, sent=sent, **system(status="retired")).status_code == 403
    assert client.post("/form/org-a/hand-in").status_code == 403
    assert (drafts(own_office), count(own_office, SourceRow)) == ({}, 1)


# --- what is asked
def test_a_question_comes_with_its_value_and_where_it_is_from(office) -> None:
    found = questions(office.client("u-clerk"))
    status = found["System.status"]
    assert (status["kind"], status["value"], status["known"]) == ("choice", "active", "运行")
    assert status["source"].startswith("inventory.json")
    assert [c["value"] for c in status["choices"]][-1] == "不适用"
    assert found["System.purpose"]["value"] == "办理80岁以上老人高龄津贴申领"
    assert found["System.contract_end"]["value"] == ""


def test_questions_that_nothing_asks_for_are_out_of_sight_and_not_sent(own_office) -> None:
    client = own_office.client("u-clerk")
    assert not questions(client)["System.end_date"]["is_asked"]
    assert "q.System.end_date" not in sent_by(client)
    save(client, **system(status="retired"))
    assert questions(client)["System.end_date"]["is_asked"]
    assert "q.System.end_date" in sent_by(client)
    save(client, **system(end_date="2026-05-31"))
    save(client, **system(status="active"))
    assert not questions(client)["System.end_date"]["is_asked"]
    client.send_form("/form/org-a/hand-in")
    assert current(own_office).end_date is None


def test_a_page_that_is_sent_as_it_stands_is_no_draft(own_office) -> None:
    client = own_office.client("u-clerk")
    for entity, spec in entities().items():
        if entity in ("Organisation", "System", "Channel", "Service", "Dataset", "DataField", "Exchange", "Return"):
            assert save(client, f"/form/org-a/{entity}/{spec.prefix}-a").status_code == 303
    assert drafts(own_office) == {}


@pytest.mark.parametrize(("state", "part"), [("无", "none"), ("不适用", "not_applicable")])
def test_none_and_not_applicable_are_answers_of_their_own(own_office, state, part) -> None:
    client = own_office.client("u-clerk")
    save(client, sent=sent_by(client) | {"state.System.operator": [state]}, **system(operator="某公司"))
    assert questions(client)["System.operator"]["state"] == state
    client.send_form("/form/org-a/hand-in")
    assert "operator" in getattr(current(own_office), part)
    assert current(own_office).contract_end is None
    assert "contract_end" not in current(own_office).none


# --- drafts
def test_a_draft_outlives_the_session_and_counts_nowhere(own_office) -> None:
    client = own_office.client("u-clerk")
    assert save(client, **system(status="retired", operator="某公司")).status_code == 303
    client.send_form("/logout")
    page = own_office.client("u-clerk").get(PAGE).text
    assert "草稿由 u-clerk 保存于" in page
    assert drafts(own_office) == {"sys-a": system(status="retired", operator="某公司")}
    assert current(own_office).status == "active"
    assert "某公司" not in own_office.client("u-administrator").get("/export/inventory/json").text
    listed = own_office.client("u-clerk").get("/form/org-a.json").json()
    assert [(d["id"], d["answered"], d["draft"]["by"]) for d in listed["drafts"]] == [("sys-a", 2, "u-clerk")]


def test_a_page_that_saves_by_itself_hears_what_to_send_next(own_office) -> None:
    client = own_office.client("u-clerk")
    sent = sent_by(client) | {"auto": ["1"]}
    answer = save(client, sent=sent, **system(status="在天上")).json()
    assert (answer["was"]["System.status"], answer["has_rivals"]) == ("在天上", False)
    assert "系统阶段" in answer["problems"]["System.status"][0]
    sent |= {"version": [str(answer["version"])], "was": [json.dumps(answer["was"])]}
    assert save(client, sent=sent, **system(status="retired")).json()["problems"] == {}
    assert drafts(own_office) == {"sys-a": system(status="retired")}


def test_two_people_at_once_lose_nothing(own_office) -> None:
    clerk, office = own_office.client("u-clerk"), own_office.client("u-administrator")
    mine, theirs = sent_by(clerk), sent_by(office)
    assert save(office, sent=theirs, **system(status="suspended", operator="甲公司")).status_code == 303
    answer = save(clerk, sent=mine, **system(status="retired", builder="乙公司"))
    assert answer.status_code == 409
    soup = BeautifulSoup(answer.text, "html.parser")
    assert [label.get_text(" ", strip=True).split()[0] for label in soup.select("fieldset.rivals label")] == ["停用", "已下线"]
    assert drafts(own_office) == {"sys-a": system(status="suspended", operator="甲公司", builder="乙公司")}
    clerk.send_form("/form/org-a/hand-in")
    assert (current(own_office).status, current(own_office).operator) == ("active", "甲公司")
    assert save(clerk, sent=sent_by(clerk) | {"choose.System.status": ["0"]}).status_code == 303
    clerk.send_form("/form/org-a/hand-in")
    assert (current(own_office).status, drafts(own_office)) == ("retired", {})


def test_a_draft_is_discarded_unless_somebody_saved_since(own_office) -> None:
    client = own_office.client("u-clerk")
    save(client, **system(status="retired"))
    assert client.send_form(PAGE + "/discard", version="1").status_code == 409
    version = BeautifulSoup(client.get(PAGE).text, "html.parser").find("input", attrs={"name": "version"})["value"]
    assert client.send_form(PAGE + "/discard", version=version).status_code == 303
    assert drafts(own_office) == {}


# --- handing in
def test_handing_in_makes_a_source_of_the_body_and_a_line_of_the_log(own_office) -> None:
    client = own_office.client("u-clerk")
    save(client, **system(status="retired"))
    new = re.search(r'action="(/form/org-a/System/new-[0-9a-f]{12})/draft"', client.get("/form/org-a/System/new").text).group(1)
    save(client, new, **system(name="殡葬管理系统", status="active"))
    for _ in range(2):
        assert client.send_form("/form/org-a/hand-in").status_code == 303
    assert (current(own_office).status, drafts(own_office)) == ("retired", {})
    with reading(own_office.engine) as session:
        (source,) = session.execute(select(SourceRow).where(SourceRow.kind == "form")).scalars()
        logged = session.execute(select(AccessRow.account, AccessRow.subject).where(AccessRow.action == "form_hand_in")).all()
        made = session.execute(select(TABLES["System"]).where(TABLES["System"].name == "殡葬管理系统")).scalar_one()
    assert (source.by, source.series) == ("org-a", "form:org-a")
    assert logged == [("u-clerk", "org-a")] * 2
    assert made.owner == "甲方单位"
    assert [r["id"] for r in client.get("/imports.json").json()["rows"]] == [source.id]
    returned = {row["id"]: row["round"] for row in client.get("/forms.json").json()["rows"]}
    assert (returned["org-a"] is not None, returned["org-a1"]) == (True, None)
    assert own_office.client("u-administrator").send_form(f"/imports/{source.id}/withdraw").status_code == 303
    assert current(own_office).status == "active"


def test_what_is_not_accepted_is_told_beside_its_question(own_office) -> None:
    client = own_office.client("u-clerk")
    save(client, **system(contract_end="二月三十日", operator="甲公司"))
    answer = client.send_form("/form/org-a/hand-in")
    assert answer.headers["location"].startswith("/form/org-a?note=")
    assert (current(own_office).operator, drafts(own_office)) == ("甲公司", {"sys-a": system(contract_end="二月三十日")})
    listed = client.get("/form/org-a.json").json()["problems"]
    assert [(p["id"], p["key"]) for p in listed] == [("sys-a", "System.contract_end")]
    soup = BeautifulSoup(client.get(PAGE).text, "html.parser")
    field = soup.find(id="f-System.contract_end")
    assert field["value"] == "二月三十日"
    assert "wrong-System.contract_end" in field["aria-describedby"].split()
    assert soup.find(id="wrong-System.contract_end").text == listed[0]["message"]


# --- hostile input
@pytest.mark.parametrize("payload", PAYLOADS)
def test_what_is_typed_comes_back_as_text(own_office, payload) -> None:
    client = own_office.client("u-clerk")
    cells = system(name=payload, purpose=payload, status=payload, functions=payload, contract_end=payload)
    save(client, **cells)
    for path in (PAGE, "/form/org-a", "/forms"):
        soup = BeautifulSoup(client.get(path).text, "html.parser")
        assert [s.attrs for s in soup.find_all("script")] == [{"src": address_of("app.js"), "defer": ""}]
        assert soup.find("img") is None
        assert not [name for tag in soup.find_all(True) for name in tag.attrs if name.startswith("on")]
    assert sent_by(client)["q.System.purpose"] == [payload]
    client.send_form("/form/org-a/hand-in")
    assert str(1234567 * 7654321) not in client.get(PAGE).text  # a product so long that no time or token holds it by chance


@pytest.mark.parametrize("size", [20_001, 900_000, 1_100_000])
def test_a_text_without_end_is_refused(own_office, size) -> None:
    client = own_office.client("u-clerk")
    assert save(client, **system(purpose="x" * size)).status_code == (413 if size > 1_000_000 else 422)
    assert drafts(own_office) == {}


def test_fields_that_the_form_does_not_have_are_not_read(own_office) -> None:
    client = own_office.client("u-clerk")
    more = {
        "asked": ["System.status", "System.users", "Channel.name", "x"],
        "q.System.users": ["5"],
        "q.Channel.name": ["x"],
        "q.id": ["sys-b"],
    }
    save(client, sent=sent_by(client) | more, **system(status="retired"))
    assert drafts(own_office) == {"sys-a": system(status="retired")}


@pytest.mark.parametrize("was", ["", "[", "[]", "null", '{"System.status": 5}', "[" * 5000, '"x"'])
def test_a_page_that_lies_about_what_it_showed_makes_no_fault(own_office, was) -> None:
    client = own_office.client("u-clerk")
    for version in ("", "-1", "9" * 50, "²"):
        sent = sent_by(client) | {"was": [was], "version": [version]}
        assert save(client, sent=sent, **system(status="retired")).status_code in (303, 409)


@pytest.mark.parametrize(
    ("cell", "echo"), [("口令：Abc12345", "Abc12345"), ("身份证 11010519491231002X", "11010519491231002X"), ("13800138000", "13800138000")]
)
def test_secrets_and_personal_numbers_are_in_no_draft(own_office, cell, echo) -> None:
    client = own_office.client("u-clerk")
    answer = save(client, **system(purpose=cell))
    assert echo not in answer.text + client.get(PAGE).text + json.dumps(drafts(own_office), ensure_ascii=False)


def test_a_record_marked_secret_is_not_kept(own_office) -> None:
    client = own_office.client("u-clerk")
    answer = save(client, **system(functions="机密"))
    assert (answer.status_code, drafts(own_office)) == (422, {})
    assert "涉密" in answer.text


def test_drafts_are_no_observations(own_office) -> None:
    before = count(own_office, ObservationRow)
    save(own_office.client("u-clerk"), **system(status="retired"))
    assert count(own_office, ObservationRow) == before
