"""The append-only part: sources, observations, judgements, findings with their log, pages, evidence, accounts, rounds."""

import datetime as dt
from typing import Any

from sqlalchemy import JSON, BigInteger, Column, ForeignKey, Index, String, Text
from sqlmodel import Field, SQLModel

from inventory.database import UtcTime
from inventory.models import base  # noqa: F401  (names constraints before the first table)


def _json(nullable: bool = False) -> Any:
    return Field(sa_column=Column(JSON(none_as_null=nullable), nullable=nullable))


def _time(nullable: bool = False) -> Any:
    return Field(default=None, sa_column=Column(UtcTime, nullable=nullable))


class MetaRow(SQLModel, table=True):
    """A named fact of the workspace (current round, last audit's inputs)."""

    __tablename__ = "meta"
    name: str = Field(primary_key=True, max_length=60)
    value: Any = _json(nullable=True)


class RoundRow(SQLModel, table=True):
    """One audit from collection to closed findings."""

    __tablename__ = "rounds"
    name: str = Field(primary_key=True, max_length=60)
    opened_at: dt.datetime = _time()
    closed_at: dt.datetime | None = _time(nullable=True)


class SourceRow(SQLModel, table=True):
    """A form, file, crawl or person that said something."""

    __tablename__ = "sources"
    id: str = Field(primary_key=True, max_length=64)
    kind: str = Field(max_length=40)
    name: str = Field(max_length=500)
    series: str = Field(max_length=500, index=True)
    sha256: str = Field(max_length=64)
    at: dt.datetime = _time()
    by: str | None = Field(default=None, max_length=60)
    round: str | None = Field(default=None, max_length=60)
    withdrawn_at: dt.datetime | None = _time(nullable=True)


class ObservationRow(SQLModel, table=True):
    """What one source says of one record; never changed, never deleted."""

    __tablename__ = "observations"
    id: int | None = Field(default=None, primary_key=True)
    source: str = Field(sa_column=Column(String(64), ForeignKey("sources.id"), nullable=False, index=True))
    entity: str = Field(max_length=40)
    record: str = Field(max_length=64, index=True)
    mode: str = Field(max_length=10)
    locator: Any = _json()
    values: Any = Field(sa_column=Column("content", JSON, nullable=False))
    cited: Any = _json(nullable=True)


class ProblemRow(SQLModel, table=True):
    """What a source contained that was refused or asked about: codes and addresses, never contents."""

    __tablename__ = "problems"
    id: int | None = Field(default=None, primary_key=True)
    source: str = Field(sa_column=Column(String(64), ForeignKey("sources.id"), nullable=False, index=True))
    kind: str = Field(max_length=10)
    code: str = Field(max_length=60)
    locator: Any = _json()
    params: Any = _json()


class JudgementRow(SQLModel, table=True):
    """How two records relate, in somebody's view."""

    __tablename__ = "judgements"
    id: str = Field(primary_key=True, max_length=64)
    left: str = Field(max_length=64, index=True)
    right: str = Field(max_length=64, index=True)
    verdict: str = Field(max_length=20)
    by: str = Field(max_length=60)
    at: dt.datetime = _time()
    reason: str = Field(sa_column=Column(Text, nullable=False))
    undone_at: dt.datetime | None = _time(nullable=True)
    undone_by: str | None = Field(default=None, max_length=60)


class FindingRow(SQLModel, table=True):
    """A finding of a round: the rule's part as JSON, the follow-up in columns."""

    __tablename__ = "findings"
    id: str = Field(primary_key=True, max_length=64)
    rule: str = Field(max_length=20, index=True)
    severity: str = Field(max_length=10)
    certainty: str = Field(max_length=10)
    status: str = Field(max_length=20, index=True)
    owner: str | None = Field(default=None, max_length=60)
    due: str | None = Field(default=None, max_length=10)
    round: str = Field(max_length=60)
    is_current: bool = True
    content: Any = _json()


class FindingEventRow(SQLModel, table=True):
    """One step in the life of a finding; append-only."""

    __tablename__ = "finding_events"
    id: int | None = Field(default=None, primary_key=True)
    finding: str = Field(max_length=64, index=True)
    action: str = Field(max_length=20)
    by: str = Field(max_length=60)
    at: dt.datetime = _time()
    old: str | None = Field(default=None, max_length=20)
    new: str | None = Field(default=None, max_length=20)
    text: str | None = Field(default=None, sa_column=Column(Text, nullable=True))
    details: Any = _json(nullable=True)


class RecommendationRow(SQLModel, table=True):
    """A recommendation of the last audit: what lists are ordered and kept by in columns, all of it as JSON."""

    __tablename__ = "recommendations"
    id: str = Field(primary_key=True, max_length=64)
    kind: str = Field(max_length=40, index=True)
    addressee: str | None = Field(default=None, max_length=200, index=True)
    saving_yuan: int = Field(default=0, sa_column=Column(BigInteger, nullable=False))
    closes: int = 0
    content: Any = _json()


class ClosesRow(SQLModel, table=True):
    """Which findings a recommendation closes."""

    __tablename__ = "recommendation_closes"
    recommendation: str = Field(primary_key=True, max_length=64)
    finding: str = Field(primary_key=True, max_length=64, index=True)


class FlowRow(SQLModel, table=True):
    """What runs from one system to another, as the last audit understood the exchanges: one row a pair, those by hand apart."""

    __tablename__ = "flows"
    supplier: str = Field(primary_key=True, max_length=64)
    consumer: str = Field(primary_key=True, max_length=64, index=True)
    by_hand: bool = Field(primary_key=True)
    exchanges: int
    elements: Any = _json()


class RelationRow(SQLModel, table=True):
    """What else ties two together, as the last audit understood it: duplicates, possible ones, missing exchanges; who owns the two."""

    __tablename__ = "relations"
    __table_args__ = (Index("ix_relations_bodies", "left_body", "right_body"),)
    kind: str = Field(primary_key=True, max_length=20)
    left: str = Field(primary_key=True, max_length=300, index=True)
    right: str = Field(primary_key=True, max_length=300, index=True)
    left_body: str = Field(max_length=300)
    right_body: str = Field(max_length=300, index=True)
    count: int


class ResultRow(SQLModel, table=True):
    """A result of the last audit or plan, as JSON: pairs, matches, untold, plan."""

    __tablename__ = "results"
    name: str = Field(primary_key=True, max_length=40)
    content: Any = _json()


class PageRow(SQLModel, table=True):
    """A fetched page and where its bytes stand in the archive."""

    __tablename__ = "pages"
    url: str = Field(primary_key=True, max_length=2000)
    sha256: str = Field(max_length=64)
    fetched_at: dt.datetime = _time()
    status: int
    content_type: str = Field(default="", max_length=200)
    title: str = Field(default="", max_length=300)
    site: str = Field(default="", max_length=300)
    warc: str = Field(default="", max_length=200)
    offset: int = 0
    chain: str = Field(default="", max_length=64)
    exposed: Any = _json(nullable=True)


class FormDraftRow(SQLModel, table=True):
    """What people typed into a body's form and did not hand in yet: no audit reads it."""

    __tablename__ = "form_drafts"
    organisation: str = Field(primary_key=True, max_length=64)
    entity: str = Field(primary_key=True, max_length=40)
    record: str = Field(primary_key=True, max_length=64)
    version: int = Field(sa_column=Column(BigInteger, nullable=False))
    by: str = Field(max_length=60)
    at: dt.datetime = _time()
    answers: Any = _json()
    rivals: Any = _json()


class EvidenceLogRow(SQLModel, table=True):
    """What came into the evidence archive and what left it, each entry chained to the one before; append-only."""

    __tablename__ = "evidence_log"
    id: int | None = Field(default=None, primary_key=True)
    kind: str = Field(max_length=20)
    subject: str = Field(max_length=200, index=True)
    by: str | None = Field(default=None, max_length=60)
    at: dt.datetime = _time()
    content: Any = _json()
    chain: str = Field(max_length=64)


class AccountRow(SQLModel, table=True):
    """A person who may judge, confirm or answer; the password only as its argon2 hash.

    `oidc_issuer` and `oidc_subject` are who the person is to the office's log-in service, once they came through it.
    """

    __tablename__ = "accounts"
    __table_args__ = (Index("ix_accounts_oidc", "oidc_issuer", "oidc_subject", unique=True),)
    name: str = Field(primary_key=True, max_length=60)
    role: str = Field(max_length=20)
    organisation: str | None = Field(default=None, max_length=64)
    password: str | None = Field(default=None, max_length=200)
    created_at: dt.datetime = _time()
    closed_at: dt.datetime | None = _time(nullable=True)
    oidc_issuer: str | None = Field(default=None, max_length=300)
    oidc_subject: str | None = Field(default=None, max_length=255)


class SessionRow(SQLModel, table=True):
    """A log-in of the web application: the token only as its hash. Ended rows stay until they are swept."""

    __tablename__ = "web_sessions"
    token: str = Field(primary_key=True, max_length=64)
    account: str = Field(max_length=60, index=True)
    csrf: str = Field(max_length=64)
    opened_at: dt.datetime = _time()
    seen_at: dt.datetime = _time()


class TokenRow(SQLModel, table=True):
    """A token for programs, only as its hash."""

    __tablename__ = "api_tokens"
    token: str = Field(primary_key=True, max_length=64)
    account: str = Field(max_length=60, index=True)
    made_at: dt.datetime = _time()


class AccessRow(SQLModel, table=True):
    """The log of what was done through the web application; append-only, without content."""

    __tablename__ = "access_log"
    id: int | None = Field(default=None, primary_key=True)
    at: dt.datetime = _time()
    account: str = Field(max_length=60, index=True)
    action: str = Field(max_length=40, index=True)
    subject: str = Field(max_length=200)
    client: str = Field(max_length=64)


class JobRow(SQLModel, table=True):
    """Work in the background: one call of the command line, its progress and its answer. The table is the queue."""

    __tablename__ = "jobs"
    id: int | None = Field(default=None, primary_key=True)
    kind: str = Field(max_length=20)
    arguments: Any = _json()
    by: str = Field(max_length=60)
    state: str = Field(max_length=20, index=True)
    made_at: dt.datetime = _time()
    began_at: dt.datetime | None = _time(nullable=True)
    ended_at: dt.datetime | None = _time(nullable=True)
    process: int | None = None
    progress: str = Field(default="", sa_column=Column(Text, nullable=False))
    answer: Any = _json(nullable=True)
