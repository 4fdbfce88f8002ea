"""Brings a database to the tables of this program, step by step, under a lock."""

from __future__ import annotations

from pathlib import Path

from alembic.config import Config
from alembic.runtime.environment import EnvironmentContext
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text

from assistant.records.database import Database
from assistant.records.errors import DatabaseNewer
from assistant.records.tables import metadata

_STEPS = Path(__file__).parent / "migrations"
_LOCK = 0x79756365  # "yuce": the number of PostgreSQL's advisory lock


def newest_revision() -> str:
    """The revision that this program has."""
    return _steps().get_heads()[0]


def upgrade(database: Database) -> tuple[str | None, str]:
    """Take the steps that the database lacks, all or none; returns its revision before (None: empty) and after.

    Of several starters one takes them; the others wait for it.

    Raises:
        DatabaseNewer: the database was made by a newer program.
    """
    with database.writing() as connection:
        if not database.is_sqlite:
            connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
        before = revision_of(connection)
        check_known(before)
        _take_steps(connection)
        return before, newest_revision()


def revision_of(connection: Connection) -> str | None:
    """The revision of a database, None for an empty one."""
    return MigrationContext.configure(connection).get_current_revision()


def check_known(revision: str | None) -> None:
    """See that this program knows a revision.

    Raises:
        DatabaseNewer: it does not.
    """
    if revision and revision not in {step.revision for step in _steps().walk_revisions()}:
        raise DatabaseNewer(
            f"the database has revision {revision}, this program knows up to {newest_revision()}: "
            "start a newer program, or restore a back-up made with this one"
        )


def _steps() -> ScriptDirectory:
    return ScriptDirectory(str(_STEPS))


def _take_steps(connection: Connection) -> None:
    steps = _steps()

    def to_newest(revision: object, _: object) -> object:
        return steps._upgrade_revs("head", revision)  # type: ignore[arg-type]

    with EnvironmentContext(Config(), steps, fn=to_newest) as environment:
        environment.configure(
            connection=connection, target_metadata=metadata, transactional_ddl=True
        )
        environment.run_migrations()
