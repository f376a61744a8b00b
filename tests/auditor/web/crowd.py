"""People who write and read through the pages at once, and a ledger of what they were told was kept.

Every text that a writer sends is its own and never sent twice, so that it can be looked for afterwards.
"""

import json
import random
import re
import secrets
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any

import httpx
from sqlalchemy import Engine, select
from sqlmodel import col

from inventory.database import reading
from inventory.models.ledger import FindingEventRow, FormDraftRow, JobRow, JudgementRow
from inventory.models.records import TABLES

BODY, SYSTEMS = "org-a", ("sys-a", "sys-a1", "sys-b")
QUESTIONS = ("System.purpose", "System.functions", "System.operator")
# systems in one imported file
BATCH = 30
VERDICTS = ("duplicate", "overlap", "different", "unsure")


@dataclass
class Ledger:
    """What was sent and whether it was acknowledged, in the order of sending; `wrong` is what nobody should have heard or read."""

    drafts: dict[tuple[str, str], list[tuple[str, bool]]] = field(default_factory=dict)
    judged: list[tuple[str, bool]] = field(default_factory=list)
    steps: list[tuple[str, bool]] = field(default_factory=list)
    batches: dict[str, int | None] = field(default_factory=dict)
    wrong: list[str] = field(default_factory=list)
    reads: int = 0

    @property
    def writes(self) -> int:
        """How many writes were acknowledged."""
        drafts = sum(is_kept for several in self.drafts.values() for _, is_kept in several)
        return drafts + sum(is_kept for _, is_kept in (*self.judged, *self.steps)) + sum(job is not None for job in self.batches.values())

    def lost(self, engine: Engine) -> Iterator[str]:
        """What was acknowledged and is not there, or is there twice or in parts."""
        with reading(engine) as session:
            drafts = {row.record: row for row in session.execute(select(FormDraftRow)).scalars()}
            reasons = list(session.execute(select(col(JudgementRow.reason))).scalars())
            said = [text or "" for text in session.execute(select(col(FindingEventRow.text))).scalars()]
            names = list(session.execute(select(TABLES["System"].name)).scalars())
            states = dict(session.execute(select(col(JobRow.id), col(JobRow.state))).all())
        for (record, key), sent in sorted(self.drafts.items()):
            row = drafts.get(record)
            cell = None if row is None else row.answers.get(key, {}).get("cell")
            # the last that was acknowledged, or one of those sent after it
            last = max((number for number, (_, is_kept) in enumerate(sent) if is_kept), default=None)
            fit = {text for text, _ in sent[last or 0 :]} | ({None} if last is None else set())
            if cell not in fit:
                yield f"draft of {record} {key}: {cell}, not {sent[-3:]}"
            if row is not None and row.rivals:
                yield f"draft of {record}: rivals of one person"
        for what, sent, held in (("judgement", self.judged, reasons), ("step", self.steps, said)):
            for text, is_kept in sent:
                if held.count(text) not in ((1,) if is_kept else (0, 1)):
                    yield f"{what} {text}: {held.count(text)} times"
        for batch, job in self.batches.items():
            count = sum(name.startswith(batch) for name in names)
            if count not in ((BATCH,) if job is not None else (0, BATCH)):
                yield f"import {batch}: {count} of {BATCH} records, job {job} {states.get(job or 0)}"


class Visitor:
    """A person at a browser; `patient` ones bear that the server is away for a while."""

    def __init__(self, url: str, name: str, password: str, ledger: Ledger, *, patient: bool = False) -> None:
        self.name, self.password, self.ledger, self.patient = name, password, ledger, patient
        self.dice = random.Random(name)
        self.client = httpx.Client(base_url=url, timeout=120, trust_env=False, headers={"accept-language": "en"})
        self.csrf = ""
        self.number = 0

    def log_in(self) -> None:
        """Through the form, as anybody does."""
        while not self.csrf:
            try:
                answer = self.client.post("/login", data={"name": self.name, "password": self.password})
                assert answer.status_code == 303, (self.name, answer.status_code)
                found = re.search(r'name="csrf" value="([^"]+)"', self.client.get("/me").text)
                assert found is not None
                self.csrf = found[1]
            except httpx.TransportError:
                self._away("/login")

    def text(self) -> str:
        """Words that were never sent before."""
        self.number += 1
        return f"{self.name} says {self.number}"

    def get(self, path: str, *, may_be_gone: bool = False) -> Any:
        """What the twin of a page says; None where the server is away."""
        try:
            answer = self.client.get(path)
        except httpx.TransportError:
            return self._away(path)
        self.ledger.reads += 1
        if answer.status_code == 200:
            return answer.json()
        if not (may_be_gone and answer.status_code == 404):
            self.ledger.wrong.append(f"GET {path}: {answer.status_code} {answer.text[:300]}")
        return None

    def post(self, path: str, *refusals: int, files: Any = None, **fields: str) -> httpx.Response | None:
        """The answer to a change that was acknowledged; None where it was not."""
        try:
            answer = self.client.post(path, data={"csrf": self.csrf, **fields}, files=files)
        except httpx.TransportError:
            return self._away(path)
        if answer.status_code != 303:
            if answer.status_code not in refusals:
                self.ledger.wrong.append(f"POST {path}: {answer.status_code} {answer.text[:300]}")
            return None
        return answer

    def _away(self, path: str) -> None:
        if not self.patient:
            self.ledger.wrong.append(f"{path}: no answer")
        time.sleep(0.2)


class Writer(Visitor):
    """Types drafts, judges pairs, answers and moves findings, uploads files. `imports` is how many files all may still upload."""

    def __init__(self, *given: Any, findings: list[str], imports: threading.Semaphore, place: int, patient: bool = False) -> None:
        super().__init__(*given, patient=patient)
        self.findings, self.imports = findings, imports
        self.own = f"new-{place:012x}"
        # a record that three people fill in together, one question each
        self.shared, self.question = f"new-{0xABC000 + place // 3:012x}", QUESTIONS[place % 3]

    def turn(self) -> None:
        """Do one thing."""
        acts: list[Callable[[], None]] = [self.draft, self.share, self.judge, self.step, self.take_in]
        self.dice.choices(acts, weights=(6, 6, 3, 5, 2))[0]()

    def draft(self) -> None:
        """Three answers of one record with one click."""
        self._save(self.own, dict.fromkeys(QUESTIONS, self.text()))

    def share(self) -> None:
        """One answer of a record that others fill in too."""
        self._save(self.shared, {self.question: self.text()})

    def _save(self, record: str, cells: dict[str, str]) -> None:
        path = f"/form/{BODY}/System/{record}"
        page = self.get(f"{path}.json")
        if page is None:
            return
        fields = {"version": str(page["version"]), "was": page["was"], **{f"q.{key}": cell for key, cell in cells.items()}}
        is_kept = self.post(f"{path}/draft", **fields, asked=list(cells)) is not None  # type: ignore[arg-type]
        for key, cell in cells.items():
            self.ledger.drafts.setdefault((record, key), []).append((cell, is_kept))

    def judge(self) -> None:
        """One more view of a pair, in place of the last."""
        left, right = self.dice.sample(SYSTEMS, 2)
        text = self.text()
        is_kept = self.post("/review", left=left, right=right, verdict=self.dice.choice(VERDICTS), reason=text) is not None
        self.ledger.judged.append((text, is_kept))

    def step(self) -> None:
        """A step in the life of a finding; one that its state forbids is refused in words."""
        path, text = f"/findings/{self.dice.choice(self.findings)}", self.text()
        if self.dice.random() < 0.7:
            is_kept = self.post(f"{path}/answer", 409, 422, text=text) is not None
        else:
            action = self.dice.choice(("confirm", "reject", "close", "except"))
            is_kept = self.post(f"{path}/step", 409, 422, action=action, text=text) is not None
        self.ledger.steps.append((text, is_kept))

    def take_in(self) -> None:
        """Upload a file of systems."""
        if not self.imports.acquire(blocking=False):
            return
        batch = f"batch{secrets.token_hex(4)}"
        systems = [{"name": f"{batch} {n}", "owner": BODY, "kind": "business"} for n in range(BATCH)]
        document = json.dumps({"schema_version": 1, "systems": systems}).encode()
        answer = self.post("/imports", files={"file": (f"{batch}.json", document, "application/json")})
        self.ledger.batches[batch] = None if answer is None else int(re.findall(r"/jobs/(\d+)", answer.headers["location"])[0])


class Reader(Visitor):
    """Reads what others write: every record, file and finding must be whole at every moment."""

    def turn(self) -> None:
        """Read one thing."""
        acts: list[Callable[[], None]] = [self.draft, self.finding, self.batch, self.everything, self.pages]
        self.dice.choices(acts, weights=(5, 5, 5, 1, 3))[0]()

    def draft(self) -> None:
        """A record that somebody fills in: its three answers were sent together."""
        owned = [record for record, _ in list(self.ledger.drafts) if int(record[4:], 16) < 0xABC000]
        page = self.get(f"/form/{BODY}/System/{self.dice.choice(owned)}.json") if owned else None
        if page is not None:
            told = {q["key"]: q["value"] for group in page["groups"] for q in group["questions"]}
            if len({told[key] for key in QUESTIONS}) != 1:
                self.ledger.wrong.append(f"a torn draft: {told}")

    def finding(self) -> None:
        """A finding whose state is the one of its last step."""
        listed = self.get("/findings.json?gone=1")
        if not listed or not listed["rows"]:
            return
        page = self.get(f"/findings/{self.dice.choice(listed['rows'])['id']}.json")
        if page is not None:
            last = next(event["new"] for event in reversed(page["events"]) if event["new"])
            if last != page["finding"]["status"]:
                self.ledger.wrong.append(f"a torn finding: {page['finding']['status']} after {last}")

    def batch(self) -> None:
        """A file that is taken in, wholly or not yet."""
        batches = list(self.ledger.batches)
        page = self.get(f"/inventory/systems.json?q={self.dice.choice(batches)}") if batches else None
        if page is not None and page["total"] not in (0, BATCH):
            self.ledger.wrong.append(f"a torn import: {page['total']} of {BATCH}")

    def everything(self) -> None:
        """The whole inventory: every file that is in it is whole."""
        document = self.get("/export/inventory/json")
        if document is None:
            return
        held = [system["name"].split()[0] for system in document["systems"] if system["name"].startswith("batch")]
        torn = {name: held.count(name) for name in held if held.count(name) != BATCH}
        if torn:
            self.ledger.wrong.append(f"a torn export: {torn}")

    def pages(self) -> None:
        """What people have open all day."""
        path = self.dice.choice(
            ("/dashboard.json", "/jobs.json", "/imports.json", f"/form/{BODY}.json", "/review.json", "/record/sys-a.json")
        )
        self.get(path)


def let_work(people: list[Visitor], is_over: Callable[[], bool]) -> None:
    """Let everybody take turns at once until it is over; what goes wrong in a person's own head ends the test."""
    faults: list[BaseException] = []

    def work(person: Visitor) -> None:
        try:
            while not is_over() and not faults:
                person.turn()  # type: ignore[attr-defined]
        except BaseException as error:
            faults.append(error)

    threads = [threading.Thread(target=work, args=(person,), name=person.name) for person in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if faults:
        raise faults[0]


def log_all_in(people: list[Visitor]) -> None:
    """Everybody goes through the log-in at once, as on a Monday."""
    with ThreadPoolExecutor(len(people)) as pool:
        list(pool.map(Visitor.log_in, people))


def wait_for_jobs(engine: Engine, seconds: float) -> list[JobRow]:
    """All jobs, when none waits or runs any more."""
    end = time.monotonic() + seconds
    while True:
        with reading(engine) as session:
            rows = list(session.execute(select(JobRow).order_by(col(JobRow.id))).scalars())
        if all(row.state not in ("waiting", "running") for row in rows):
            return rows
        assert time.monotonic() < end, [(row.id, row.kind, row.state) for row in rows]
        time.sleep(0.3)
