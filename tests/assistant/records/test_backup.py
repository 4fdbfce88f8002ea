from __future__ import annotations

import shutil
import sqlite3
import stat
from pathlib import Path

import pytest
from sqlalchemy import text

from assistant.records.backup import back_up, restore
from assistant.records.database import Database, parsed_url
from assistant.records.errors import BackupError, DatabaseUnavailable
from assistant.records.model import CallEntry, CallOutcome, CallSearch
from assistant.records.opening import Records, open_records


@pytest.fixture(autouse=True)
def _clients(request: pytest.FixtureRequest) -> None:
    url = request.getfixturevalue("url") if "url" in request.fixturenames else ""
    if url.startswith("postgresql") and not shutil.which("pg_dump"):
        pytest.skip("PostgreSQL's client programs (pg_dump, pg_restore, psql) are not installed")


def keep(records: Records, question: str) -> None:
    records.calls.add(CallEntry(question, CallOutcome.ANSWERED), by="zhang")


def questions(url: str) -> list[str]:
    with open_records(url) as records:
        return [call.entry.question for call in records.calls.search(CallSearch()).calls]


@pytest.fixture
def saved(url: str, tmp_path: Path) -> Path:
    """A back-up with one call, of a database that has had a second one since."""
    file = tmp_path / "saved" / "monday.backup"
    with open_records(url) as records:
        keep(records, "第一")
        back_up(url, file)
        keep(records, "第二")
    return file


def test_a_back_up_is_made_while_the_service_runs_and_only_its_owner_reads_it(
    url: str, saved: Path
) -> None:
    assert questions(url) == ["第二", "第一"]
    assert stat.S_IMODE(saved.stat().st_mode) == 0o600
    assert [f.name for f in saved.parent.iterdir()] == ["monday.backup"]


def test_what_was_backed_up_is_there_again_and_works(url: str, saved: Path, tmp_path: Path) -> None:
    restore(url, saved, tmp_path)
    assert questions(url) == ["第一"]
    with open_records(url) as records:
        keep(records, "第三")
    assert questions(url) == ["第三", "第一"]


def test_what_was_there_before_is_kept_aside_and_can_be_restored_itself(
    url: str, saved: Path, tmp_path: Path
) -> None:
    aside = restore(url, saved, tmp_path)
    assert aside is not None and stat.S_IMODE(aside.stat().st_mode) == 0o600
    restore(url, aside, tmp_path)
    assert questions(url) == ["第二", "第一"]


def test_an_empty_place_takes_a_back_up_in(
    url: str, saved: Path, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    empty = f"sqlite:///{tmp_path}/new/records.sqlite3"
    if not url.startswith("sqlite"):
        empty = url + "_new"
        server = Database(parsed_url(url))
        with server.engine.connect() as connection:
            autocommit = connection.execution_options(isolation_level="AUTOCOMMIT")
            autocommit.execute(text(f"CREATE DATABASE {empty.rsplit('/', 1)[1]}"))
        server.close()
    assert restore(empty, saved, tmp_path) is None
    assert questions(empty) == ["第一"]


def test_nothing_is_restored_while_the_service_runs(url: str, saved: Path, tmp_path: Path) -> None:
    with open_records(url) as records:
        records.ping()
        with pytest.raises(BackupError, match="in use; stop the service"):
            restore(url, saved, tmp_path)
        keep(records, "第三")
    assert questions(url) == ["第三", "第二", "第一"]


@pytest.mark.parametrize("share", [0.0, 0.02, 0.5, 0.97])
def test_a_file_that_was_cut_off_changes_nothing(
    url: str, saved: Path, tmp_path: Path, share: float
) -> None:
    content = saved.read_bytes()
    saved.write_bytes(content[: int(len(content) * share)])
    with pytest.raises(BackupError):
        restore(url, saved, tmp_path)
    assert questions(url) == ["第二", "第一"]
    assert not list(tmp_path.glob("*.part"))


def test_a_damaged_file_changes_nothing(sqlite_url: str, tmp_path: Path) -> None:
    file = tmp_path / "saved.backup"
    with open_records(sqlite_url) as records:
        for i in range(200):
            keep(records, f"第{i}")
        back_up(sqlite_url, file)
    content = bytearray(file.read_bytes())
    for at in range(4096, len(content), 4096):  # the head of every page but the first
        content[at : at + 16] = b"\xff" * 16
    file.write_bytes(content)
    with pytest.raises(BackupError):
        restore(sqlite_url, file, tmp_path)
    assert len(questions(sqlite_url)) == 50


def test_a_file_of_something_else_changes_nothing(url: str, saved: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.sqlite3"
    connection = sqlite3.connect(other)
    connection.execute("CREATE TABLE songs (title TEXT)")
    connection.close()
    for wrong in (other, Path(__file__), tmp_path / "nowhere", tmp_path):
        with pytest.raises(BackupError):
            restore(url, wrong, tmp_path)
    assert questions(url) == ["第二", "第一"]


def test_a_back_up_of_a_newer_program_changes_nothing(
    url: str, saved: Path, tmp_path: Path
) -> None:
    newer = tmp_path / "newer.backup"
    database = Database(parsed_url(url))
    revision = "UPDATE alembic_version SET version_num = "
    with database.writing() as connection:
        (was,) = connection.execute(text("SELECT version_num FROM alembic_version")).one()
        connection.execute(text(f"{revision}'v9999_future'"))
    _back_up_unchecked(url, newer)
    with database.writing() as connection:
        connection.execute(text(f"{revision}'{was}'"))
    database.close()
    with pytest.raises(BackupError, match="v9999_future"):
        restore(url, newer, tmp_path)
    assert questions(url) == ["第二", "第一"]


def _back_up_unchecked(url: str, target: Path) -> None:
    if url.startswith("postgresql"):
        back_up(url, target)
        return
    source, copied = sqlite3.connect(url.removeprefix("sqlite:///")), sqlite3.connect(target)
    source.backup(copied)
    source.close()
    copied.close()


def test_a_damaged_database_is_replaced_and_kept_aside_as_it_was(
    sqlite_url: str, tmp_path: Path
) -> None:
    file, live = tmp_path / "saved.backup", tmp_path / "records.sqlite3"
    with open_records(sqlite_url) as records:
        keep(records, "第一")
        back_up(sqlite_url, file)
    live.write_bytes(b"not a database" * 500)
    (tmp_path / "records.sqlite3-wal").write_bytes(b"left over")
    aside = restore(sqlite_url, file, tmp_path)
    assert aside is not None and aside.read_bytes() == b"not a database" * 500
    assert Path(f"{aside}-wal").read_bytes() == b"left over"
    assert questions(sqlite_url) == ["第一"]


def test_a_back_up_replaces_no_file(url: str, saved: Path) -> None:
    content = saved.read_bytes()
    with pytest.raises(BackupError, match="exists already"):
        back_up(url, saved)
    assert saved.read_bytes() == content


def test_where_there_is_no_database_nothing_is_backed_up(tmp_path: Path) -> None:
    with pytest.raises(DatabaseUnavailable, match="no database"):
        back_up(f"sqlite:///{tmp_path}/records.sqlite3", tmp_path / "saved")
    assert list(tmp_path.iterdir()) == []


def test_a_database_with_tables_of_others_is_not_restored_into(
    postgres_url: str, tmp_path: Path
) -> None:
    if not shutil.which("pg_dump"):
        pytest.skip("PostgreSQL's client programs are not installed")
    file = tmp_path / "saved.backup"
    with open_records(postgres_url) as records:
        keep(records, "第一")
    back_up(postgres_url, file)
    database = Database(parsed_url(postgres_url))
    with database.writing() as connection:
        connection.execute(text("CREATE TABLE songs (title TEXT)"))
    database.close()
    with pytest.raises(BackupError, match="songs"):
        restore(postgres_url, file, tmp_path)
    assert questions(postgres_url) == ["第一"]
