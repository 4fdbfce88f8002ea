"""Signing in and out, with a lock after too many failures.

An attempt is written down as a failure before the password is looked at, and taken back when it was right: guesses that come
at the same moment are counted, too. Failures are counted for a name from one source; ten times as many for the name from
anywhere, and for the source with any name: nobody is kept out by a stranger's guesses so easily.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, delete, insert, select, text, update
from typing_extensions import override

from assistant.records import tables
from assistant.records.accounts import account_of, name_key
from assistant.records.audit import write_entry
from assistant.records.database import Database
from assistant.records.errors import SignInLocked, SignInRefused
from assistant.records.model import Account, Rules, Session
from assistant.records.passwords import LONGEST, Passwords
from assistant.records.ports import SignIn
from assistant.records.tokens import csrf_of, digest, new_token

_FROM_ANYWHERE = 10
_SEEN_EVERY = timedelta(minutes=1)  # a keystroke in the search box is no reason to write
_accounts, _sessions, _attempts = tables.accounts, tables.sessions, tables.sign_in_attempts


class SqlSignIn(SignIn):
    """Sign-ins and sessions in a database."""

    def __init__(self, database: Database, rules: Rules, passwords: Passwords) -> None:
        self._database, self._rules, self._passwords = database, rules, passwords

    @override
    def authenticate(self, name: str, password: str, source: str) -> Account:
        names, sources = digest(name_key(name)), digest(source)
        self._count_as_failure(names, sources)
        with self._database.reading() as connection:
            query = select(_accounts).where(_accounts.c.name_key == name_key(name))
            row = connection.execute(query).one_or_none()
        fits = self._passwords.fits(row.password_hash if row else None, password[: LONGEST + 1])
        if row is None or not fits or not row.enabled:
            self._note_failure(row, source)
            raise SignInRefused("the name or the password is wrong, or the account is disabled")
        return self._signed_in(row, password, names, sources)

    @override
    def start(self, account: Account) -> tuple[str, Session]:
        token, now = new_token(), self._database.now()
        expires = now + self._rules.session_life
        row = {
            "account_id": account.id,
            "token_digest": digest(token),
            "created_at": now,
            "last_seen_at": now,
            "expires_at": expires,
        }
        with self._database.writing() as connection:
            idle = _sessions.c.last_seen_at < now - self._rules.session_idle
            connection.execute(delete(_sessions).where((_sessions.c.expires_at < now) | idle))
            made = connection.execute(insert(_sessions).values(row).returning(_sessions.c.id))
            number = made.scalar_one()
            write_entry(
                connection, self._database, account.name, "session.started", "session", number
            )
        return token, Session(number, account, csrf_of(token), now, expires)

    @override
    def session(self, token: str) -> Session | None:
        now = self._database.now()
        joined = _sessions.join(_accounts)
        query = (
            select(
                _accounts,
                _sessions.c.id.label("session"),
                _sessions.c.created_at.label("began"),
                _sessions.c.last_seen_at,
                _sessions.c.expires_at,
            )
            .select_from(joined)
            .where(
                _sessions.c.token_digest == digest(token),
                _sessions.c.expires_at > now,
                _sessions.c.last_seen_at > now - self._rules.session_idle,
                _accounts.c.enabled,
            )
        )
        with self._database.reading() as connection:
            row = connection.execute(query).one_or_none()
        if row is None:
            return None
        if now - row.last_seen_at > _SEEN_EVERY:
            self._touch(row.session, now)
        return Session(row.session, account_of(row), csrf_of(token), row.began, row.expires_at)

    @override
    def end(self, token: str) -> None:
        mine = _sessions.c.token_digest == digest(token)
        with self._database.writing() as connection:
            query = select(_accounts.c.name, _sessions.c.id).select_from(_sessions.join(_accounts))
            row = connection.execute(query.where(mine)).one_or_none()
            if row is not None:
                connection.execute(delete(_sessions).where(mine))
                write_entry(
                    connection, self._database, row.name, "session.ended", "session", row.id
                )

    def _count_as_failure(self, names: str, sources: str) -> None:
        now = self._database.now()
        by_name, by_source = _attempts.c.name_digest == names, _attempts.c.source_digest == sources
        allowed = self._rules.sign_in_failures
        with self._database.writing() as connection:
            if (
                not self._database.is_sqlite
            ):  # of two at the same moment each would count the others
                connection.execute(text("LOCK TABLE sign_in_attempts IN SHARE ROW EXCLUSIVE MODE"))
            past = _attempts.c.at <= now - self._rules.lock_for
            connection.execute(delete(_attempts).where(past))
            self._refuse_after(connection, by_name & by_source, allowed)
            self._refuse_after(connection, by_name, allowed * _FROM_ANYWHERE)
            self._refuse_after(connection, by_source, allowed * _FROM_ANYWHERE)
            row = {"name_digest": names, "source_digest": sources, "at": now}
            connection.execute(insert(_attempts).values(row))

    def _refuse_after(
        self, connection: Connection, whose: ColumnElement[bool], allowed: int
    ) -> None:
        query = select(_attempts.c.at).where(whose).order_by(_attempts.c.at.desc())
        oldest = connection.execute(query.offset(allowed - 1).limit(1)).scalar_one_or_none()
        if oldest is not None:
            until = oldest + self._rules.lock_for
            minutes = max(1, round((until - self._database.now()) / timedelta(minutes=1)))
            raise SignInLocked(f"too many failures; try again in {minutes} minutes", until)

    def _note_failure(self, row: Row[Any] | None, source: str) -> None:
        # A name that nobody has is not written down: it may be somebody's password.
        who = row.name if row else "?"
        with self._database.writing() as connection:
            write_entry(connection, self._database, who, "sign_in.failed", "source", source)

    def _signed_in(self, row: Row[Any], password: str, names: str, sources: str) -> Account:
        values: dict[str, object] = {"last_signed_in_at": self._database.now()}
        if self._passwords.outdated(row.password_hash):
            values["password_hash"] = self._passwords.hashed(password)
        theirs = (_attempts.c.name_digest == names) & (_attempts.c.source_digest == sources)
        with self._database.writing() as connection:
            connection.execute(delete(_attempts).where(theirs))
            # The hash is compared: a password changed meanwhile is not to be set back to the old one.
            this = (_accounts.c.id == row.id) & (_accounts.c.password_hash == row.password_hash)
            connection.execute(update(_accounts).where(this & _accounts.c.enabled).values(values))
            found = connection.execute(select(_accounts).where(_accounts.c.id == row.id)).one()
        return account_of(found)

    def _touch(self, session: int, now: datetime) -> None:
        with self._database.writing() as connection:
            this = _sessions.c.id == session
            connection.execute(update(_sessions).where(this).values(last_seen_at=now))
