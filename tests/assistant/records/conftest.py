"""Records on SQLite and on a real PostgreSQL server, a clock that stands until it is moved, and answers to keep."""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from sqlalchemy import create_engine, text

from assistant.contract import AnswerRow, CitationRow
from assistant.records.model import Rules
from assistant.records.opening import Records, open_records
from assistant.records.passwords import Passwords

Answers = Callable[..., AnswerRow]
Opener = Callable[..., Records]
# What a password costs is no matter of most tests.
_CHEAP = Passwords(PasswordHasher(time_cost=1, memory_cost=64, parallelism=1))


@dataclass
class Clock:
    """Eleven in the morning in Shanghai, until somebody moves it."""

    at: datetime = datetime(2026, 11, 23, 3, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.at

    def pass_by(self, **time: float) -> None:
        self.at += timedelta(**time)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """The URL of a database on a server of our own, from the system's PostgreSQL."""
    programs = _postgres_programs()
    pytest.importorskip("psycopg", reason="the extra postgres is not installed")
    if os.geteuid() == 0 and not any(user.pw_name == "postgres" for user in pwd.getpwall()):
        pytest.skip("PostgreSQL does not run as root, and there is no user postgres")
    # Not in pytest's folder, which nobody but its owner may enter: PostgreSQL does not run as root.
    folder = Path(tempfile.mkdtemp(prefix="yuce-postgres-"))
    port = _free_port()
    if os.geteuid() == 0:
        shutil.chown(folder, "postgres", "postgres")
    _as_postgres(
        programs / "initdb",
        "-D",
        folder / "data",
        "-U",
        "yuce",
        "--auth=trust",
        "--no-sync",
        "-E",
        "UTF8",
    )
    options = (
        f"-p {port} -k {folder} -c listen_addresses=127.0.0.1 -c fsync=off -c max_connections=200"
    )
    control = (programs / "pg_ctl", "-D", folder / "data", "-w", "-l", folder / "log")
    _as_postgres(*control, "-o", options, "start")
    yield f"postgresql://yuce@127.0.0.1:{port}/postgres"
    _as_postgres(*control, "-m", "immediate", "stop")
    shutil.rmtree(folder)


def _postgres_programs() -> Path:
    found = shutil.which("pg_ctl")
    places = [Path(found).resolve().parent] if found else []
    places += sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    for place in places:
        if (place / "initdb").exists() and (place / "pg_ctl").exists():
            return place
    pytest.skip("PostgreSQL's server programs (initdb, pg_ctl) are not installed")


def _as_postgres(*command: object) -> None:
    user = {"user": "postgres", "group": "postgres"} if os.geteuid() == 0 else {}
    words = [str(word) for word in command]
    # The server inherits what it writes to: a pipe would never be at its end.
    subprocess.run(words, check=True, cwd="/", stdout=subprocess.DEVNULL, **user)  # type: ignore[call-overload]


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def postgres_url(postgres: str) -> str:
    """The server's database, emptied: making one for each test would write 7 MB each time."""
    server = create_engine(postgres.replace("postgresql:", "postgresql+psycopg:"))
    with server.begin() as connection:
        connection.execute(text("SET lock_timeout = '20s'"))  # a test has left a connection open
        connection.execute(text("DROP SCHEMA public CASCADE"))
        connection.execute(text("CREATE SCHEMA public"))
    server.dispose()
    return postgres


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path}/records.sqlite3"


@pytest.fixture(params=["sqlite", "postgres"])
def url(request: pytest.FixtureRequest) -> str:
    """A database that is not there yet, or empty: every store must do the same on both."""
    return str(request.getfixturevalue(f"{request.param}_url"))


@pytest.fixture
def opened(url: str, clock: Clock) -> Iterator[Opener]:
    """Opens the records, by other rules where they matter."""
    made: list[Records] = []

    def open_by(**rules: object) -> Records:
        made.append(open_records(url, Rules(**rules), clock, _CHEAP))  # type: ignore[arg-type]
        return made[-1]

    yield open_by
    for records in made:
        records.close()


@pytest.fixture
def records(opened: Opener) -> Records:
    return opened()


@pytest.fixture
def answer() -> Answers:
    """Answers of the contract's form."""

    def made(
        question: str = "退货要交税吗",
        status: str = "answered",
        cited: tuple[tuple[str, int | None], ...] = (("measures", 7),),
        took_ms: float = 12.5,
        text: str = "按第七条。",
        key: str | None = None,
    ) -> AnswerRow:
        return {
            "id": key or uuid.uuid4().hex[:16],
            "question": question,
            "language": "zh-Hans",
            "status": status,
            "text": text,
            "citations": [_citation(*place) for place in cited],
            "validity": [],
            "related_notices": [],
            "nearest": [],
            "missing": "",
            "confidence": 0.9,
            "took_ms": took_ms,
            "corpus_version": "corpus-1",
            "index_version": "index-1",
        }

    return made


def _citation(document_id: str, clause: int | None) -> CitationRow:
    return {
        "document_id": document_id,
        "document_title": "若干措施",
        "document_number": None,
        "document_kind": "measures",
        "clause": clause,
        "clause_label": None,
        "heading": "",
        "quote": "支持。",
        "start": 0,
        "end": 3,
        "units": [],
        "units_full": [],
        "units_confirmed": [],
    }
