"""Who may do what: every role on every route, and no body's records before another body's eyes."""

import json
import re
from pathlib import Path

import pytest
from sqlalchemy import MetaData, select
from starlette.responses import PlainTextResponse
from starlette.routing import Mount, WebSocketRoute

from auditor.accounts import add_account
from auditor.web import jobs
from auditor.web.app import create
from auditor.web.pages import home
from auditor.web.rights import RIGHTS, person_of
from auditor.web.sessions import make_token
from inventory.database import reading, writing
from inventory.forms.read_workbook import import_form
from inventory.models.ledger import AccountRow, FindingRow, SourceRow
from inventory.models.records import TABLES
from inventory.schema import by_array

ROLES = ("administrator", "auditor", "reviewer", "clerk", "inspector", "architect", "reader")
MAY = {
    "reader": {"read", "office"},
    "clerk": {"read", "fill", "reply"},
    "architect": {"read", "office", "judge", "reply", "decide"},
    "reviewer": {"read", "office", "judge", "confirm", "reply", "prove"},
    "inspector": {"read", "office", "judge", "confirm", "reply", "prove"},
    "auditor": {"read", "office", "judge", "confirm", "reply", "prove", "fill", "collect", "decide"},
    "administrator": {"read", "office", "judge", "confirm", "reply", "prove", "fill", "collect", "decide", "administer"},
}
PARTS = {"array": "systems", "identifier": "none-1", "number": "999", "name": "nobody", "view": "landscape", "format_": "json", "language": "zh", "what": "findings", "organisation": "org-none", "entity": "System", "record": "none-1", "sha256": "0" * 64}  # fmt: skip
ARRAYS = sorted(by_array())


def filled(path: str, **parts: str) -> str:
    return re.sub(r"\{(\w+)\}", lambda found: {**PARTS, **parts}[found.group(1)], path)


def test_a_role_has_these_rights_and_no_others() -> None:
    assert {role: {right for right, roles in RIGHTS.items() if role in roles} for role in ROLES} == MAY
    assert set().union(*RIGHTS.values()) == set(ROLES)
    assert RIGHTS["public"] == frozenset()


def test_strangers_may_log_in_and_nothing_else(office) -> None:
    public = {(method, path) for method, path, right in office.web.routes if right == "public"}
    assert public <= {("GET", "/healthz"), ("GET", "/login"), ("POST", "/login"), ("GET", "/static/{name}")}
    administered = {path for _, path, right in office.web.routes if right == "administer"}
    assert {"/accounts", "/log", "/accounts/{name}/password"} <= administered


@pytest.mark.parametrize("role", ROLES)
def test_each_route_answers_each_role_as_its_right_says(own_office, role) -> None:
    wrong, client = [], own_office.client(f"u-{role}")
    for method, path, right in own_office.web.routes:
        answer = client.request(method, filled(path), data={"csrf": client.token} if method == "POST" else None)
        if right == "public":
            fits = answer.status_code in (200, 303, 401, 404) and (answer.status_code != 401 or path == "/login")
        elif right not in MAY[role]:
            fits = answer.status_code == 403
        else:
            to_login = answer.headers.get("location", "").startswith("/login")
            fits = (
                (answer.status_code not in (401, 403) or path == "/me/password")
                and answer.status_code < 500
                and (not to_login or path == "/logout")
            )
        wrong += [] if fits else [(method, path, right, answer.status_code)]
        if path in ("/logout", "/login", "/me/password"):
            client = own_office.client(f"u-{role}")
    assert wrong == []


@pytest.mark.parametrize("method", ["GET", "HEAD", "POST"])
def test_a_stranger_is_sent_to_the_log_in_by_pages_and_refused_by_all_else(office, method) -> None:
    client, wrong, asked = office.client(), [], 0
    for declared, path, right in office.web.routes:
        if right == "public" or (declared == "POST") != (method == "POST"):
            continue
        asked += 1
        answer = client.request(method, filled(path))
        is_page = method != "POST" and not path.endswith((".json", ".csv"))
        fits = (
            answer.status_code == 303 and answer.headers["location"].startswith("/login?next=%2F") if is_page else answer.status_code == 401
        )
        wrong += [] if fits else [(method, path, answer.status_code)]
    assert wrong == []
    assert asked > 10


def test_other_methods_are_refused_everywhere(office) -> None:
    client, posts = office.client(), {path for method, path, _ in office.web.routes if method == "POST"}
    gets = {path for method, path, _ in office.web.routes if method == "GET"}
    for path in sorted(posts | gets):
        for method in ("PUT", "DELETE", "OPTIONS", *(() if path in posts else ("POST",))):
            assert client.request(method, filled(path)).status_code == 405, (method, path)


@pytest.mark.parametrize("role", ["reader", "clerk"])
def test_a_token_reads_what_its_account_may_and_changes_nothing(own_office, role) -> None:
    with writing(own_office.engine) as session:
        header = {"authorization": f"Bearer {make_token(session, f'u-{role}', own_office.workspace.now)}"}
    client = own_office.client()
    for method, path, right in own_office.web.routes:
        if right != "public":
            status = client.request(method, filled(path), headers=header).status_code
            assert (status == 403) == (method == "POST" or right not in MAY[role]), (method, path, right, status)
            assert status < 500


def test_a_wrong_token_is_no_stranger_with_a_session(office) -> None:
    client = office.client("u-administrator")
    for value in ("Bearer x", "Bearer auditor_wrong", f"Bearer {'x' * 5000}"):
        assert client.get("/dashboard.json", headers={"authorization": value}).status_code == 401
        assert client.post("/audit", data={"csrf": client.token}, headers={"authorization": value}).status_code == 401
    assert client.post("/audit", headers={"authorization": "Basic dTp1"}).status_code == 403


async def hello(_request) -> PlainTextResponse:
    return PlainTextResponse("hello")


@pytest.mark.parametrize(
    "rogue",
    [
        pytest.param(lambda web: web.app.router.add_route("/rogue", hello, methods=["GET"]), id="route"),
        pytest.param(lambda web: web.app.router.add_route("/findings", hello, methods=["DELETE"]), id="method"),
        pytest.param(lambda web: web.app.get("/rogue")(lambda: "hello"), id="api route"),
        pytest.param(lambda web: web.app.router.routes.append(Mount("/rogue", app=PlainTextResponse("hello"))), id="mount"),
        pytest.param(lambda web: web.app.router.routes.append(WebSocketRoute("/rogue", hello)), id="websocket"),
        pytest.param(lambda web: web.get("/rogue", "anything")(hello), id="unknown right"),
        pytest.param(lambda web: web.post("/rogue", "")(hello), id="empty right"),
    ],
)
def test_a_route_without_a_right_does_not_start(office_folder, monkeypatch, rogue) -> None:
    register = home.register

    def both(web) -> None:
        register(web)
        rogue(web)

    monkeypatch.setattr(home, "register", both)
    with pytest.raises(ValueError, match="right"):
        create(office_folder)


def held(engine, *but: str) -> dict[str, list]:
    tables = MetaData()
    tables.reflect(engine)
    with engine.connect() as connection:
        return {t.name: sorted(map(repr, connection.execute(select(t)))) for t in tables.sorted_tables if t.name not in but}


def test_no_get_changes_anything(own_office) -> None:
    before, client = held(own_office.engine, "web_sessions"), own_office.client("u-administrator")
    with reading(own_office.engine) as session:
        finding = session.execute(select(FindingRow.id)).scalars().first()
    for method, path, _ in own_office.web.routes:
        if method == "GET":
            client.get(filled(path, identifier=finding if "finding" in path else "sys-a"), params={"org": "org-a", "csrf": client.token})
    assert held(own_office.engine, "web_sessions") == before


# --- bodies


@pytest.mark.parametrize("array", ARRAYS)
@pytest.mark.parametrize(("name", "sides"), [("u-clerk", ("a", "a1")), ("clerk-b", ("b",)), ("bound-reader", ("a", "a1"))])
def test_an_account_with_a_body_lists_that_body_and_those_below(office, array, name, sides) -> None:
    client, prefix = office.client(name), by_array()[array].prefix
    listed = client.get(f"/inventory/{array}.json").json()
    assert sorted(row["id"] for row in listed["rows"]) == sorted(f"{prefix}-{side}" for side in sides)
    assert listed["total"] == len(sides)
    texts = [client.get(f"/inventory/{array}{kind}").text for kind in ("", ".csv", ".json")]
    hidden = {"甲方", "甲属"} if sides == ("b",) else {"乙方"}
    assert not [word for word in hidden for text in texts if word in text]
    for side in ("a", "a1", "b"):
        for kind in ("", ".json"):
            assert client.get(f"/record/{prefix}-{side}{kind}").status_code == (200 if side in sides else 404), (side, kind)


@pytest.mark.parametrize("array", ARRAYS)
def test_no_search_filter_sort_or_page_reaches_another_body(office, array) -> None:
    client = office.client("u-clerk")
    for asked in ({"q": "乙方"}, {"q": "yf"}, {"q": "b"}, {"owner": "org-b"}, {"sort": "owner", "desc": "1"}, {"page": "2"}):
        rows = client.get(f"/inventory/{array}.json", params=asked).json()["rows"]
        assert not [row["id"] for row in rows if row["id"].endswith("-b")], asked


def test_numbers_count_the_own_body_alone(office) -> None:
    client = office.client("u-clerk")
    assert {kind["count"] for kind in client.get("/inventory.json").json()["kinds"]} == {2}
    assert set(client.get("/dashboard.json").json()["held"].values()) == {2}
    mine, all_ = (office.client(n).get("/findings.json").json()["total"] for n in ("u-clerk", "u-reader"))
    assert 0 < mine < all_
    told = client.get("/dashboard.json").json()
    assert sum(told["status"].values()) == mine == sum(sum(by.values()) for by in told["severity"].values())


def findings_of(site, *bodies: str) -> list[FindingRow]:
    with reading(site.engine) as session:
        rows = session.execute(select(FindingRow)).scalars().all()
    return [row for row in rows if set(row.content["organisations"]) & set(bodies)]


def test_findings_of_another_body_are_neither_listed_nor_shown_nor_answered(own_office) -> None:
    client, other = own_office.client("u-clerk"), findings_of(own_office, "org-b")
    assert other
    listed = client.get("/findings.json").json()["rows"]
    assert {row["id"] for row in listed} == {row.id for row in findings_of(own_office, "org-a", "org-a1")}
    for ask in ({}, {"org": "org-b"}, {"q": other[0].id}, {"gone": "1"}, {"q": "org-b"}):
        for kind in ("", ".json", ".csv"):
            assert "乙方" not in client.get(f"/findings{kind}", params={k: v for k, v in ask.items() if k != "org"}).text
    for row in other:
        assert [client.get(f"/findings/{row.id}{kind}").status_code for kind in ("", ".json", ".csv")] == [404, 404, 404]
        assert client.send_form(f"/findings/{row.id}/answer", text="已核实").status_code == 404
    assert {r.id: r.status for r in findings_of(own_office, "org-b")} == {r.id: r.status for r in other}
    own = findings_of(own_office, "org-a")[0]
    assert client.send_form(f"/findings/{own.id}/answer", text="已核实").status_code == 303


def test_the_filter_by_body_opens_no_other_body(office) -> None:
    for kind in ("", ".json", ".csv"):
        assert "乙方" not in office.client("u-clerk").get(f"/findings{kind}", params={"org": "org-b"}).text


@pytest.mark.parametrize("identifier", ["sys-b", "ntc-b", "fld-b"])
def test_the_filter_by_body_tells_no_names(office, identifier) -> None:
    client = office.client("u-clerk")
    assert all("乙方" not in client.get(f"/findings{kind}", params={"org": identifier}).text for kind in ("", ".json"))


@pytest.mark.parametrize("name", ["bound-inspector", "bound-auditor"])
def test_steps_on_findings_of_another_body_are_refused(own_office, name) -> None:
    client, row = own_office.client(name), findings_of(own_office, "org-b")[0]
    for action in ("confirm", "reject", "except", "assign", "close"):
        assert client.send_form(f"/findings/{row.id}/step", action=action, text="x").status_code == 404
    assert client.send_form(f"/findings/{row.id}/package").status_code == 404


def form_of(site, body: str) -> bytes:
    answer = site.client("u-administrator").get("/form", params={"org": body})
    assert answer.status_code == 200
    return answer.content


def test_a_clerk_gets_the_form_of_the_own_bodies_alone(office) -> None:
    client = office.client("u-clerk")
    assert [client.get("/form", params={"org": body}).status_code for body in ("", "org-a", "org-a1")] == [200, 200, 200]
    for other in ("org-b", "乙方单位", "nobody", "org-a|org-b", "%", "*"):
        assert client.get("/form", params={"org": other}).status_code == 404, other


def test_a_clerk_sees_the_imports_and_jobs_of_the_own_body_alone(own_office, tmp_path) -> None:
    workspace, client = own_office.workspace, own_office.client("u-clerk")
    for body in ("org-a", "org-b"):
        (tmp_path / f"{body}.xlsx").write_bytes(form_of(own_office, body))
        import_form(workspace.engine, tmp_path / f"{body}.xlsx", workspace=workspace.settings.workspace.name, now=workspace.now)
    listed = client.get("/imports.json").json()
    assert ([row["by"] for row in listed["rows"]], listed["total"]) == (["org-a"], 1)
    assert "org-b" not in client.get("/imports").text + client.get("/imports.csv").text
    with reading(own_office.engine) as session:
        sources = session.execute(select(SourceRow)).scalars().all()
    for source in sources:
        for kind in ("", ".json", ".csv"):
            assert client.get(f"/imports/{source.id}{kind}").status_code == (200 if source.by == "org-a" else 404)
        assert client.send_form(f"/imports/{source.id}/withdraw").status_code == 403
    own, other = (jobs.add_job(workspace, "form", ["form", "import", "/x"], by=by) for by in ("u-clerk", "clerk-b"))
    assert [client.get(f"/jobs/{number}{kind}").status_code for number in (own, other) for kind in ("", ".json")] == [200, 200, 404, 404]


@pytest.mark.parametrize("name", ["u-clerk", "bound-reader"])
def test_no_page_at_all_tells_of_another_body(office, name) -> None:
    client, told = office.client(name), []
    finding = findings_of(office, "org-b")[0].id
    for method, path, right in office.web.routes:
        if method != "GET" or right == "office":
            continue
        for identifier in ("sys-b", finding):
            answer = client.get(filled(path, identifier=identifier), params={"element": "fld-b", "view": "system", "subject": "sys-b"})
            told += [(path, identifier)] if "乙方" in answer.text else []
    assert told == []


@pytest.mark.parametrize(
    "path",
    [
        "/export/sharing/csv", "/trace.json?element=fld-b", "/mappings.json", "/plan.json",
        "/export/inventory/json", "/export/findings/json", "/export/duties/csv", "/export/graph/json", "/report/zh/html", "/report/zh/html?org=org-b", "/whatif.json?retire=sys-b", "/report/zh/html?system=sys-b", "/diagram/landscape/svg", "/diagram/system/svg?subject=sys-b",
    ],
)  # fmt: skip
def test_the_pages_of_the_office_keep_to_the_body_of_the_account(office, path) -> None:
    answer = office.client("bound-reader").get(path)
    assert answer.status_code < 500
    assert "乙方" not in answer.text
    assert '"sys-b"' not in answer.text


def test_a_clerk_cannot_hand_in_the_form_of_another_body(own_office) -> None:
    content, client = form_of(own_office, "org-b"), own_office.client("u-clerk")
    answer = client.send_form("/imports", files={"file": ("表.xlsx", content)})
    assert answer.status_code in (303, 403, 404, 422)
    worker = jobs.Worker(own_office.workspace)
    while (number := worker._claim()) is not None:
        worker._do(number)
    with reading(own_office.engine) as session:
        assert "org-b" not in session.execute(select(SourceRow.by)).scalars().all()


def seen_by(site, name: str) -> set[str]:
    rows = site.client(name).get("/inventory/systems.json").json()["rows"]
    return {row["id"] for row in rows}


@pytest.mark.parametrize(
    "change",
    [
        pytest.param({"aliases": ["乙方单位"]}, id="alias"),
        pytest.param({"aliases": ["org-b"]}, id="alias like an id"),
        pytest.param({"name": "乙方单位"}, id="name"),
    ],
)
def test_a_body_that_is_called_like_another_sees_nothing_of_it(own_office, taking_in, change) -> None:
    taking_in(own_office.workspace, {"schema_version": 1, "organisations": [{"id": "org-a", "name": "甲方单位", **change}]}, "more.json")
    assert seen_by(own_office, "u-clerk") == {"sys-a", "sys-a1"}
    assert office_ids(own_office) == {"org-a", "org-a1"}


def office_ids(site) -> set[str]:
    return {row["id"] for row in site.client("u-clerk").get("/inventory/organisations.json").json()["rows"]}


def test_bodies_below_one_another_in_a_ring_end(own_office, taking_in) -> None:
    ring = [{"id": "org-a", "name": "甲方单位", "parent": "org-a1"}, {"id": "org-a1", "name": "甲属单位", "parent": "org-a"}]
    taking_in(own_office.workspace, {"schema_version": 1, "organisations": ring}, "more.json")
    with reading(own_office.engine) as session:
        assert session.get(TABLES["Organisation"], "org-a").parent == "org-a1"
    assert seen_by(own_office, "u-clerk") == {"sys-a", "sys-a1"}


def test_a_clerk_whose_body_is_gone_sees_nothing(own_office) -> None:
    with writing(own_office.engine) as session:
        session.get(AccountRow, "u-clerk").organisation = "org-gone"
        session.get(AccountRow, "clerk-b").organisation = None
    for name in ("u-clerk", "clerk-b"):
        assert seen_by(own_office, name) == set()
        assert own_office.client(name).get("/findings.json").json()["total"] == 0


@pytest.mark.parametrize("body", ["org-a", pytest.param("甲方单位")])
def test_an_account_added_by_the_page_has_the_body_that_was_meant(own_office, body) -> None:
    client = own_office.client("u-administrator")
    client.send_form("/accounts", name="new", role="clerk", organisation=body, password="correct-horse-new")
    assert seen_by(own_office, "new") == {"sys-a", "sys-a1"}
    assert own_office.client("new").get("/findings.json").json()["total"] > 0


def test_an_account_with_a_body_that_is_not_known_is_refused(own_office) -> None:
    client = own_office.client("u-administrator")
    assert client.send_form("/accounts", name="new", role="clerk", organisation="没有这个单位").status_code in (404, 422)


def test_a_person_without_a_body_sees_all_and_one_with_a_body_its_own(place) -> None:
    with reading(place.engine) as session:
        free, bound = (person_of(session, session.get(AccountRow, name), "t") for name in ("u-reader", "bound-reader"))
    assert (free.bodies, free.sees(["org-b"]), free.sees([])) == (None, True, True)
    assert bound.body_ids == {"org-a", "org-a1"}
    assert (bound.sees(["org-a1"]), bound.sees(["甲属单位"]), bound.sees(["org-b"]), bound.sees([None, ""]), bound.sees([])) == (
        True, True, False, False, False,
    )  # fmt: skip
    add_account(place, "later", "clerk", organisation="org-a1", password=None)
    with reading(place.engine) as session:
        assert person_of(session, session.get(AccountRow, "later"), "t").body_ids == {"org-a1"}


def test_refusals_in_json_are_json_and_tell_nothing(office) -> None:
    answer = office.client("u-clerk").get("/record/sys-b.json")
    assert answer.headers["content-type"] == "application/json"
    assert json.loads(answer.text)["error"] == 404
    assert answer.content == office.client("u-clerk").get("/record/none.json").content
    assert Path(office.web.folder).name not in answer.text
