"""The keys of programs."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy import Row, insert, select, update
from sqlalchemy.exc import IntegrityError
from typing_extensions import override

from assistant.records import tables
from assistant.records.audit import write_entry
from assistant.records.database import Database
from assistant.records.errors import InvalidRecord, NoSuchRecord
from assistant.records.model import AccessRole, ApiKey
from assistant.records.ports import KeyStore
from assistant.records.texts import kept
from assistant.records.tokens import digest, key_hint, new_key

_USED_EVERY = timedelta(minutes=1)  # a busy program is no reason to write at every question
_keys = tables.api_keys
_in_use = _keys.c.revoked_at.is_(None)


class SqlKeyStore(KeyStore):
    """Keys in a database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    @override
    def add(self, name: str, role: AccessRole, *, by: str) -> tuple[str, ApiKey]:
        name, secret = kept(name, "the key's name", 64), new_key()
        row = {
            "name": name,
            "role": role.value,
            "hint": key_hint(secret),
            "secret_digest": digest(secret),
            "created_at": self._database.now(),
            "created_by": by,
        }
        try:
            with self._database.writing() as connection:
                made = connection.execute(insert(_keys).values(row).returning(_keys)).one()
                after = f"{name}: {role.value}"
                write_entry(
                    connection, self._database, by, "key.added", "key", made.id, after=after
                )
        except IntegrityError as error:
            raise InvalidRecord(f"a key in use is called {name} already") from error
        return secret, _key(made)

    @override
    def listed(self) -> tuple[ApiKey, ...]:
        with self._database.reading() as connection:
            rows = connection.execute(select(_keys).order_by(_keys.c.id.desc()))
            return tuple(_key(row) for row in rows)

    @override
    def find(self, secret: str) -> ApiKey | None:
        query = select(_keys).where(_keys.c.secret_digest == digest(secret), _in_use)
        with self._database.reading() as connection:
            row = connection.execute(query).one_or_none()
        if row is None:
            return None
        now = self._database.now()
        if row.last_used_at is None or now - row.last_used_at > _USED_EVERY:
            with self._database.writing() as connection:
                this = _keys.c.id == row.id
                connection.execute(update(_keys).where(this).values(last_used_at=now))
        return _key(row)

    @override
    def revoke(self, key_id: int, *, by: str) -> None:
        this = (_keys.c.id == key_id) & _in_use
        with self._database.writing() as connection:
            change = update(_keys).where(this).values(revoked_at=self._database.now())
            if not connection.execute(change).rowcount:
                raise NoSuchRecord(f"there is no key {key_id} in use")
            write_entry(connection, self._database, by, "key.revoked", "key", key_id)


def _key(row: Row[Any]) -> ApiKey:
    return ApiKey(
        row.id,
        row.name,
        AccessRole(row.role),
        row.hint,
        row.created_at,
        row.created_by,
        row.last_used_at,
        row.revoked_at,
    )
