"""The people who may sign in."""

from __future__ import annotations

import re
import unicodedata
from typing import Any

from sqlalchemy import Connection, Row, delete, insert, select, update
from sqlalchemy.exc import IntegrityError
from typing_extensions import override

from assistant.records import tables
from assistant.records.audit import write_entry
from assistant.records.database import Database
from assistant.records.errors import InvalidRecord, NoSuchRecord
from assistant.records.model import AccessRole, Account
from assistant.records.passwords import Passwords, check_strength
from assistant.records.ports import AccountStore
from assistant.records.texts import clean

_NAME = re.compile(r"\w[\w.\-]{1,31}")


class SqlAccountStore(AccountStore):
    """Accounts in a database."""

    def __init__(self, database: Database, passwords: Passwords) -> None:
        self._database, self._passwords = database, passwords

    @override
    def add(self, name: str, password: str, role: AccessRole, *, by: str) -> Account:
        name = unicodedata.normalize("NFKC", name).strip()
        if not _NAME.fullmatch(name):
            raise InvalidRecord(
                f"{name!r} cannot be a name; 2 to 32 letters, digits, dots, - or _ are taken"
            )
        _check_role(role)
        check_strength(name, password)
        hashed, now = self._passwords.hashed(password), self._database.now()
        row = {
            "name": name,
            "name_key": name_key(name),
            "role": role.value,
            "enabled": True,
            "password_hash": hashed,
            "created_at": now,
            "password_changed_at": now,
        }
        try:
            with self._database.writing() as connection:
                connection.execute(insert(tables.accounts).values(row))
                write_entry(
                    connection, self._database, by, "account.added", "account", name, after=role
                )
                return account_of(_row(connection, name))
        except IntegrityError as error:
            raise InvalidRecord(f"there is an account {name} already") from error

    @override
    def listed(self) -> tuple[Account, ...]:
        query = select(tables.accounts).order_by(tables.accounts.c.name_key)
        with self._database.reading() as connection:
            return tuple(account_of(row) for row in connection.execute(query))

    @override
    def set_password(self, name: str, password: str, *, by: str) -> None:
        check_strength(name, password)
        hashed = self._passwords.hashed(password)
        with self._database.writing() as connection:
            row = _row(connection, name)
            _change(connection, row, password_hash=hashed, password_changed_at=self._database.now())
            _end_sessions(connection, row)
            write_entry(
                connection, self._database, by, "account.password_changed", "account", row.name
            )

    @override
    def set_enabled(self, name: str, enabled: bool, *, by: str) -> None:
        action = "account.enabled" if enabled else "account.disabled"
        with self._database.writing() as connection:
            row = _row(connection, name)
            _change(connection, row, enabled=enabled)
            if not enabled:
                _end_sessions(connection, row)
            write_entry(connection, self._database, by, action, "account", row.name)

    @override
    def set_role(self, name: str, role: AccessRole, *, by: str) -> None:
        _check_role(role)
        with self._database.writing() as connection:
            row = _row(connection, name)
            _change(connection, row, role=role.value)
            change = {"before": row.role, "after": role.value}
            write_entry(
                connection,
                self._database,
                by,
                "account.role_changed",
                "account",
                row.name,
                **change,
            )


def name_key(name: str) -> str:
    """The same for names that look alike but for case and width."""
    return unicodedata.normalize("NFKC", clean(name)).strip().casefold()[:64]


def account_of(row: Row[Any]) -> Account:
    """The account of a row of the table."""
    return Account(
        row.id,
        row.name,
        AccessRole(row.role),
        row.enabled,
        row.created_at,
        row.password_changed_at,
        row.last_signed_in_at,
    )


def _row(connection: Connection, name: str) -> Row[Any]:
    table = tables.accounts
    row = connection.execute(select(table).where(table.c.name_key == name_key(name))).one_or_none()
    if row is None:
        raise NoSuchRecord(f"there is no account {name}")
    return row


def _change(connection: Connection, row: Row[Any], **values: object) -> None:
    table = tables.accounts
    connection.execute(update(table).where(table.c.id == row.id).values(**values))


def _end_sessions(connection: Connection, row: Row[Any]) -> None:
    connection.execute(delete(tables.sessions).where(tables.sessions.c.account_id == row.id))


def _check_role(role: AccessRole) -> None:
    if role is AccessRole.CLIENT:
        raise InvalidRecord("client is a program's role; a person is operator, supervisor or admin")
