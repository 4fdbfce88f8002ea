"""Opens the records: the one place where a database becomes stores."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import dataclass
from typing import Self

from sqlalchemy import text

from assistant.records.accounts import SqlAccountStore
from assistant.records.asked import SqlAskedStore
from assistant.records.audit import SqlAuditStore
from assistant.records.calls import SqlCallStore
from assistant.records.dashboard import SqlDashboardStore
from assistant.records.database import (
    Clock,
    Database,
    make_private,
    parsed_url,
    sqlite_file,
    utc_now,
)
from assistant.records.feedback import SqlFeedbackStore
from assistant.records.forgetting import forget
from assistant.records.handovers import SqlHandoverStore
from assistant.records.keys import SqlKeyStore
from assistant.records.migrating import upgrade
from assistant.records.model import Rules
from assistant.records.occupancy import alone, occupy
from assistant.records.passwords import Passwords
from assistant.records.ports import (
    AccountStore,
    AskedStore,
    AuditStore,
    CallStore,
    DashboardStore,
    FeedbackStore,
    HandoverStore,
    KeyStore,
    ProposalStore,
    QueueStore,
    SignIn,
)
from assistant.records.proposals import SqlProposalStore
from assistant.records.queueing import SqlQueueStore
from assistant.records.sign_in import SqlSignIn


@dataclass(frozen=True)
class Records:
    """All stores of one database. Closed when no longer needed; also a context manager.

    `revisions` are the database's before (None: it was empty) and after it was opened.
    """

    accounts: AccountStore
    sign_in: SignIn
    keys: KeyStore
    asked: AskedStore
    feedback: FeedbackStore
    handovers: HandoverStore
    calls: CallStore
    proposals: ProposalStore
    audit: AuditStore
    queue: QueueStore
    dashboard: DashboardStore
    revisions: tuple[str | None, str]
    _forget: Callable[[], int]
    _ping: Callable[[], None]
    _close: Callable[[], None]

    def forget_old(self) -> int:
        """Remove what is older than the rules' retention; returns how many rows. Also done hourly beside logged questions."""
        return self._forget()

    def ping(self) -> None:
        """Reach the database once (for a health check).

        Raises:
            DatabaseUnavailable: it cannot be reached.
        """
        self._ping()

    def close(self) -> None:
        """Let go of the database."""
        self._close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def open_records(
    url: str,
    rules: Rules | None = None,
    clock: Clock = utc_now,
    passwords: Passwords | None = None,
) -> Records:
    """The records in a database, brought up to date first. Use: `open_records(settings.records_url, settings.record_rules)`.

    Args:
        url: `sqlite:////path/records.sqlite3` or `postgresql://…`; an SQLite file is made where there is none.
        rules: locks, sessions, recording, retention; the defaults are those of `Rules`.
        clock: the time in UTC; default is the system's.
        passwords: makes and checks the hashes; the default's cost is the one to serve with.

    Raises:
        DatabaseUnavailable: the database cannot be reached, or the URL is not of a known kind.
        DatabaseNewer: the database was made by a newer program.
    """
    parsed = parsed_url(url)
    file = sqlite_file(parsed)
    if file:
        make_private(file)
    release: Callable[[], None] = lambda: None  # noqa: E731
    with alone(file) if file else nullcontext():
        database = Database(parsed, clock)
        try:
            revisions = upgrade(database)
            release = occupy(file).release if file else release
        except BaseException:
            database.close()
            raise
    return _stores(database, rules or Rules(), passwords or Passwords(), revisions, release)


def _stores(
    database: Database,
    rules: Rules,
    passwords: Passwords,
    revisions: tuple[str | None, str],
    release: Callable[[], None],
) -> Records:
    def close() -> None:
        database.close()
        release()

    return Records(
        accounts=SqlAccountStore(database, passwords),
        sign_in=SqlSignIn(database, rules, passwords),
        keys=SqlKeyStore(database),
        asked=SqlAskedStore(database, rules),
        feedback=SqlFeedbackStore(database),
        handovers=SqlHandoverStore(database),
        calls=SqlCallStore(database),
        proposals=SqlProposalStore(database),
        audit=SqlAuditStore(database),
        queue=SqlQueueStore(database),
        dashboard=SqlDashboardStore(database),
        revisions=revisions,
        _forget=lambda: forget(database, rules),
        _ping=lambda: _reach(database),
        _close=close,
    )


def _reach(database: Database) -> None:
    with database.reading() as connection:
        connection.execute(text("SELECT 1"))
