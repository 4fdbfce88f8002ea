from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import inspect, text

from assistant.records.database import Database, parsed_url
from assistant.records.errors import DatabaseNewer
from assistant.records.migrating import newest_revision, revision_of, upgrade
from assistant.records.opening import open_records
from assistant.records.tables import metadata


@pytest.fixture
def database(url: str) -> Iterator[Database]:
    made = Database(parsed_url(url))
    yield made
    made.close()


def test_the_steps_give_exactly_the_tables_that_the_stores_use(database: Database) -> None:
    upgrade(database)
    with database.reading() as connection:
        context = MigrationContext.configure(
            connection, opts={"compare_type": True, "compare_server_default": True}
        )
        assert compare_metadata(context, metadata) == []


def test_a_missing_column_would_be_noticed(database: Database) -> None:
    upgrade(database)
    with database.writing() as connection:
        connection.execute(text("ALTER TABLE queue_marks DROP COLUMN note"))
    with database.reading() as connection:
        found = compare_metadata(MigrationContext.configure(connection), metadata)
    assert [difference[0] for difference in found] == ["add_column"]


def test_an_upgrade_tells_where_it_came_from_and_the_second_does_nothing(
    database: Database,
) -> None:
    assert upgrade(database) == (None, newest_revision())
    assert upgrade(database) == (newest_revision(), newest_revision())


def test_several_programs_start_at_once_on_an_empty_database(url: str) -> None:
    def start(_: int) -> str:
        with open_records(url) as records:
            return records.revisions[1]

    with ThreadPoolExecutor(4) as pool:
        assert set(pool.map(start, range(4))) == {newest_revision()}


def test_a_newer_database_is_told_and_left_alone(database: Database, url: str) -> None:
    upgrade(database)
    with database.writing() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = 'v9999_future'"))
    with pytest.raises(DatabaseNewer, match=r"v9999_future.*knows up to v0001"):
        open_records(url)
    with database.reading() as connection:
        assert revision_of(connection) == "v9999_future"


def test_a_step_that_fails_leaves_nothing_half_done(database: Database) -> None:
    with database.writing() as connection:
        connection.execute(text("CREATE TABLE proposals (id INTEGER)"))  # in the way, rather late
    with pytest.raises(Exception, match="proposals"):
        upgrade(database)
    with database.reading() as connection:
        assert inspect(connection).get_table_names() == ["proposals"]
