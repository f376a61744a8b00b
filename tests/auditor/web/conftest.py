"""Two bodies, one of them with a body below it, a record of every entity in each, audited and served by a real server."""

import contextlib
import datetime as dt
import hashlib
import json
import re
import secrets
import shutil
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
import uvicorn

from auditor.accounts import add_account
from auditor.pipeline import audit
from auditor.web.app import create
from auditor.web.asking import COOKIE, Web
from auditor.workspace import Workspace, open_workspace
from inventory.database import writing
from inventory.intake import import_path
from inventory.models.ledger import SessionRow
from inventory.schema import entities
from inventory.vocabulary import terms
from tests import postgres

ROLES = ("administrator", "auditor", "reviewer", "clerk", "inspector", "architect", "reader")
# side → name in records, parent
SIDES = {"a": ("甲方", None), "a1": ("甲属", "org-a"), "b": ("乙方", None)}
# what ties a record to its body
_REFERENCES = {
    "System": {"owner": "org"}, "Channel": {"owner": "org"}, "Service": {"owner": "org"}, "Dataset": {"provider": "org", "system": "sys"},
    "DataField": {"resource": "res"}, "Exchange": {"from_system": "sys", "to_system": "sys"}, "Responsibility": {"organisation": "org", "object": "sys"},
    "Return": {"requiring": "org"}, "ShareRequest": {"from_org": "org", "to_org": "org"}, "AssessmentItem": {"assessor": "org"},
    "Algorithm": {"system": "sys"}, "Support": {"provider": "org"}, "Usage": {"object": "sys"}, "Cost": {"object": "chn"}, "Notice": {"issuer": "org"},
    "Inspection": {"object": "chn"}, "Lead": {"handler": "org"},
}  # fmt: skip
_MORE: dict[str, dict[str, Any]] = {
    "Organisation": {"level": "county", "region": "990123"},
    "System": {"kind": "business", "status": "active", "functions": ["高龄津贴申领", "资格认证"], "coverage": ["990123"], "purpose": "办理80岁以上老人高龄津贴申领"},
    "Channel": {"kind": "mini_program", "status": "active", "compulsory": "de_facto", "urls": ["https://a.example.gov.cn/"]},
    "Service": {"channel_kinds": ["app"], "domain": "health"},
    "Dataset": {"share_type": "not_shared", "no_share_basis": "内部掌握"},
    "Responsibility": {"object_kind": "System", "role": "", "stage": ""},
    "Usage": {"object_kind": "System", "period": "2026-01", "mau": 5},
    "Cost": {"object_kind": "Channel", "fiscal_year": 2026, "om_yuan": 100},
    "Inspection": {"object_kind": "Channel", "item": "", "outcome": "", "date": "2026-05-01"},
    "Notice": {"url": "https://a.example.gov.cn/{}.html", "text": "全体干部必须下载安装本应用并每日打卡签到。", "date": "2026-05-01"},
}  # fmt: skip


def _row(entity: str, side: str) -> dict[str, Any]:
    spec, (word, parent) = entities()[entity], SIDES[side]
    row: dict[str, Any] = {"id": f"{spec.prefix}-{side}"}
    for name, field in spec.fields.items():
        if (name == spec.label_field or name in ("name", "title", "label", "text")) and field.type in ("str", "text"):
            row[field.key] = f"{word}{spec.zh}"
        if name in _MORE.get(entity, {}):
            value = _MORE[entity][name]
            if value == "" or (field.type == "enum" and value not in terms(field.of)):
                value = next(iter(terms(field.of)))
            row[field.key] = value.format(side) if isinstance(value, str) else value
        if name in _REFERENCES.get(entity, {}):
            row[field.key] = f"{_REFERENCES[entity][name]}-{side}"
    if entity == "Organisation" and parent:
        row[spec.fields["parent"].key] = parent
    return row


def two_bodies() -> dict[str, Any]:
    """The inventory: every array holds one record a side."""
    return {"schema_version": 1, **{spec.array: [_row(entity, side) for side in SIDES] for entity, spec in entities().items()}}


def take_in(workspace: Workspace, document: dict[str, Any], name: str = "inventory.json") -> Any:
    """Import a document."""
    path = workspace.folder / name
    path.write_text(json.dumps(document, ensure_ascii=False), encoding="utf-8")
    try:
        return import_path(workspace.engine, path, now=dt.datetime.now(dt.UTC).replace(microsecond=0))
    finally:
        path.unlink()


@dataclass(frozen=True)
class Site:
    """A running server and its workspace."""

    url: str
    web: Web

    @property
    def engine(self) -> Any:
        """The database."""
        return self.web.workspace.engine

    @property
    def workspace(self) -> Workspace:
        """The workspace at this moment, in Chinese."""
        return self.web.at("zh")

    def client(self, name: str | None = None, *, back: dt.timedelta = dt.timedelta(0)) -> "Browser":
        """A browser of this account with an open session, or a stranger's; `back` is how long ago the session was opened and last seen."""
        browser = Browser(base_url=self.url, timeout=60, headers={"accept-language": "zh"}, trust_env=False, verify=False)
        if name is not None:
            token, browser.token = secrets.token_urlsafe(32), secrets.token_urlsafe(24)
            now = dt.datetime.now(dt.UTC) - back
            with writing(self.engine) as session:
                hashed = hashlib.sha256(token.encode()).hexdigest()
                session.add(SessionRow(token=hashed, account=name, csrf=browser.token, opened_at=now, seen_at=now))
            browser.cookies.set(COOKIE, token)
        return browser

    def log_in(self, name: str, password: str, **more: Any) -> "Browser":
        """A browser that went through the form of log-in; its last answer is `answer`."""
        browser = Browser(base_url=self.url, timeout=60, trust_env=False, verify=False)
        browser.answer = browser.request("POST", "/login", data={"name": name, "password": password, **more})
        browser.learn()
        return browser

    def raw(self, text: bytes, *, seconds: float = 10) -> bytes:
        """What the server says to these bytes: as much as comes before it closes or falls silent."""
        host, _, port = self.url.removeprefix("http://").rpartition(":")
        with socket.create_connection((host, int(port)), timeout=seconds) as connection:
            with contextlib.suppress(OSError):
                connection.sendall(text)
            heard = b""
            with contextlib.suppress(OSError):
                while part := connection.recv(65536):
                    heard += part
                    if b"\r\n\r\n" in heard:
                        connection.settimeout(0.3)
            return heard


class Browser(httpx.Client):
    """An HTTP client that knows the token of its session."""

    token: str = ""
    answer: httpx.Response

    def send_form(self, path: str, **fields: Any) -> httpx.Response:
        """POST a form with the session's token."""
        files = fields.pop("files", None)
        return self.post(path, data={"csrf": self.token, **fields}, files=files)

    def learn(self) -> None:
        """Read the token from a page."""
        found = re.search(r'name="csrf" value="([^"]+)"', self.get("/me").text)
        self.token = found.group(1) if found else ""


@contextlib.contextmanager
def _running(folder: Path, *, is_https: bool = False) -> Iterator[Site]:
    web, guarded = create(folder, is_https=is_https)
    # with its protocol named, or small answers wait for one another (Nagle)
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listening.bind(("127.0.0.1", 0))
    config = uvicorn.Config(
        guarded,
        log_level="critical",
        access_log=False,
        server_header=False,
        proxy_headers=is_https,
        lifespan="off",
        timeout_graceful_shutdown=2,
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    try:
        yield Site(f"http://127.0.0.1:{listening.getsockname()[1]}", web)
    finally:
        server.should_exit = True
        thread.join(timeout=20)
        listening.close()
        assert web.workspace.engine is not None
        web.workspace.engine.dispose()


@pytest.fixture(scope="session")
def running() -> Callable[..., AbstractContextManager[Site]]:
    """Serves a workspace: `with running(folder) as site`."""
    return _running


@pytest.fixture(scope="session")
def taking_in() -> Callable[..., Any]:
    """Imports a document into a workspace."""
    return take_in


@pytest.fixture(scope="session")
def bodies() -> Callable[[], dict[str, Any]]:
    """The inventory of the two bodies, as a document to change."""
    return two_bodies


# tests whose answers hang on the kind of database run on both at every run, the others only with --full
_ON_BOTH = ("test_queries", "test_searching", "test_fill", "test_soak")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run what works on a database on both kinds."""
    if "database_kind" in metafunc.fixturenames:
        marks = [] if metafunc.module.__name__.rpartition(".")[2] in _ON_BOTH else [pytest.mark.slow]
        metafunc.parametrize("database_kind", ["sqlite", pytest.param("postgresql", marks=marks)], indirect=True, scope="session")


@pytest.fixture(scope="session")
def database_kind(request: pytest.FixtureRequest) -> str:
    """The kind of database; what needs PostgreSQL is left out where none runs."""
    if request.param == "postgresql" and postgres.ADDRESS is None:
        pytest.skip("AUDITOR_TEST_POSTGRES holds no URL of a PostgreSQL database")
    return str(request.param)


@pytest.fixture(scope="session")
def copied(database_kind: str) -> Iterator[postgres.Copy]:
    """Copies a workspace on SQLite to a folder, its database being of the kind: `with copied(folder, to) as folder`."""
    with postgres.copying(database_kind) as copy:
        yield copy


@pytest.fixture
def workspace(blank_workspace: Path, tmp_path: Path, copied: postgres.Copy) -> Iterator[Workspace]:
    """An empty workspace of the test's own, its first round open."""
    with copied(blank_workspace, tmp_path / "workspace") as folder:
        opened = open_workspace(folder)
        yield opened
        opened.engine.dispose()


@pytest.fixture(scope="session")
def office_folder(blank_workspace: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The audited workspace with an account of each role, on SQLite; read only."""
    folder = Path(shutil.copytree(blank_workspace, tmp_path_factory.mktemp("web") / "workspace"))
    workspace = open_workspace(folder)
    outcome = take_in(workspace, two_bodies())
    assert outcome.problems.rejected == []
    audit(workspace)
    for role in ROLES:
        body = "org-a" if role == "clerk" else None
        add_account(workspace, f"u-{role}", role, organisation=body, password=f"correct-horse-{role}")
    add_account(workspace, "clerk-b", "clerk", organisation="org-b", password=None)
    for role in ("inspector", "reader", "auditor"):
        add_account(workspace, f"bound-{role}", role, organisation="org-a", password=None)
    workspace.engine.dispose()
    return folder


@pytest.fixture(scope="session")
def office(office_folder: Path, copied: postgres.Copy, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The served workspace, for tests that leave it as it is (but for sessions and the access log)."""
    with copied(office_folder, tmp_path_factory.mktemp("office") / "workspace") as folder, _running(folder) as site:
        yield site


@pytest.fixture
def own_office(office_folder: Path, copied: postgres.Copy, tmp_path: Path) -> Iterator[Site]:
    """A served copy, for one test to change."""
    with copied(office_folder, tmp_path / "workspace") as folder, _running(folder) as site:
        yield site


@pytest.fixture
def place(office_folder: Path, copied: postgres.Copy, tmp_path: Path) -> Iterator[Workspace]:
    """A copy that is not served."""
    with copied(office_folder, tmp_path / "place") as folder:
        workspace = open_workspace(folder)
        yield workspace
        workspace.engine.dispose()
