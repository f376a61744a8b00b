"""A workspace: a folder with auditor.toml, a database and an evidence archive."""

import datetime as dt
import os
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from auditor.packs import Packs, read_packs
from auditor.settings import FILE, Settings, read_settings, settings_text
from graphs import rules
from graphs.thresholds import Thresholds
from inventory import elements, rounds, standards
from inventory.database import copy_database, open_engine, reading, writing
from inventory.problems import InputError
from inventory.schema import entities  # noqa: F401  (tables follow the schema)

DATABASE = "auditor.db"


@dataclass
class Workspace:
    """An open workspace. `now` is one moment for the whole command."""

    folder: Path
    settings: Settings
    language: str
    now: dt.datetime

    @property
    def url(self) -> str:
        """The database's address; `env:NAME` stands for an environment variable, so that no password is in a file."""
        db = self.settings.workspace.db
        if db is None:
            return f"sqlite:///{(self.folder / DATABASE).resolve()}"
        return secret(db)

    @cached_property
    def engine(self) -> Engine:
        """The open database at the newest schema, its office's data elements in force; a copy is made before an upgrade.

        Raises InputError where it cannot be reached, or was made by a newer program.
        """
        from inventory.migrations import NewerDatabase, head

        try:
            engine = open_engine(self.url)
            bring_up(self, engine)
            with reading(engine) as session:
                elements.use(standards.load_elements(session))
            rules.use(self.packs.rules)
        except NewerDatabase as newer:
            raise InputError("newer_database", have=str(newer), known=head()) from None
        except SQLAlchemyError as error:
            raise InputError("database", what=str(getattr(error, "orig", error)).splitlines()[0][:200]) from None
        return engine

    @cached_property
    def packs(self) -> Packs:
        """The office's own rules, and what is wrong with those that cannot be used."""
        return read_packs(self.folder)

    @cached_property
    def home(self) -> dict[str, str | None]:
        """The name and region code of whose inventory this is: of the one restored into it, else as the settings say."""
        with reading(self.engine) as session:
            restored = rounds.get_fact(session, rounds.HOME)
        return restored or {"name": self.settings.workspace.name, "region": self.settings.workspace.region}

    @property
    def today(self) -> str:
        """The day as of which things are judged, ISO."""
        return (self.settings.workspace.audit_date or self.now.astimezone().date()).isoformat()

    @property
    def thresholds(self) -> Thresholds:
        """The numbers in force."""
        return Thresholds(self.settings.thresholds)

    @property
    def evidence(self) -> Path:
        """The folder of the evidence archive, readable by its owner alone."""
        folder = self.folder / "evidence"
        folder.mkdir(mode=0o700, exist_ok=True)
        return folder


def bring_up(workspace: Workspace, engine: Engine) -> tuple[str | None, Path | None]:
    """Bring a database to the newest schema; what it was before, and the copy of an SQLite file that was made first."""
    from inventory.migrations import current, head, upgrade

    with engine.connect() as connection:
        before = current(connection)
    copy: Path | None = None
    database = workspace.folder / DATABASE
    if before not in (None, head()) and workspace.settings.workspace.db is None and database.exists():
        copy = database.with_name(f"{DATABASE}.{before}.{workspace.now:%Y%m%d-%H%M%S}")
        copy_database(database, copy)
        copy.chmod(0o600)
    upgrade(engine)
    return before, copy


def secret(text: str) -> str:
    """The value behind `env:NAME`, or the text itself. Raises InputError where the variable is not set."""
    if not text.startswith("env:"):
        return text
    value = os.environ.get(text[4:])
    if value is None:
        raise InputError("missing_env", name=text[4:])
    return value


def open_workspace(folder: Path, language: str | None = None) -> Workspace:
    """Open a workspace. Raises InputError where the folder is none."""
    settings = read_settings(folder)
    return Workspace(folder, settings, language or settings.workspace.lang, dt.datetime.now(dt.UTC).replace(microsecond=0))


def create_workspace(folder: Path, *, name: str, region: str | None, lang: str, db: str | None, **more: Any) -> Workspace:
    """Make a workspace in an empty or new folder; its first round is named after the date."""
    if (folder / FILE).exists():
        raise InputError("workspace_exists", path=str(folder))
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise InputError("folder_not_empty", path=str(folder))
    if db is not None:
        # a database that cannot be reached leaves nothing behind
        try:
            open_engine(secret(db)).connect().close()
        except SQLAlchemyError as error:
            raise InputError("database", what=str(getattr(error, "orig", error)).splitlines()[0][:200]) from None
    folder.mkdir(parents=True, exist_ok=True)
    if db is None:
        (folder / DATABASE).touch(mode=0o600)
    (folder / FILE).write_text(settings_text(name=name, region=region, lang=lang, db=db), encoding="utf-8")
    workspace = open_workspace(folder, lang)
    with writing(workspace.engine) as session:
        rounds.open_round(session, more.get("round_name") or workspace.today, workspace.now)
    assert workspace.evidence.is_dir()
    return workspace
