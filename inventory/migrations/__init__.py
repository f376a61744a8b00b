"""Numbered migrations: the newest one is what the models say."""

from pathlib import Path

from alembic.config import Config
from sqlalchemy import Connection, Engine, inspect

_FOLDER = Path(__file__).parent


class NewerDatabase(RuntimeError):
    """The database was made by a newer version of the program; the message is its revision."""


def upgrade(engine: Engine, revision: str = "head") -> None:
    """Bring a database to a revision (the newest by default) in one transaction; does nothing where it is there.

    Raises NewerDatabase where it has a revision that this program does not know.
    """
    from alembic import command

    config = _config()
    with engine.connect() as connection:
        now = current(connection)
        if revision == "head" and now == head():
            return
    if now is not None and now not in _known():
        raise NewerDatabase(now)
    with engine.execution_options(writes=True).begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, revision)


def downgrade(engine: Engine, revision: str) -> None:
    """Take a database back to an earlier revision (`base` for none)."""
    from alembic import command

    config = _config()
    with engine.execution_options(writes=True).begin() as connection:
        config.attributes["connection"] = connection
        command.downgrade(config, revision)


def head() -> str | None:
    """The newest revision."""
    from alembic.script import ScriptDirectory

    return ScriptDirectory.from_config(_config()).get_current_head()


def _known() -> set[str]:
    from alembic.script import ScriptDirectory

    return {script.revision for script in ScriptDirectory.from_config(_config()).walk_revisions()}


def current(connection: Connection) -> str | None:
    """The revision of a database, or None where it is new."""
    if "alembic_version" not in inspect(connection).get_table_names():
        return None
    row = connection.exec_driver_sql("SELECT version_num FROM alembic_version").first()
    return None if row is None else str(row[0])


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(_FOLDER))
    return config
