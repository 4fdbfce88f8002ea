"""The audit log. The database itself refuses to change or remove an entry."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Row, insert, select
from typing_extensions import override

from assistant.records import tables
from assistant.records.database import Database
from assistant.records.model import AuditEntry
from assistant.records.ports import AuditStore
from assistant.records.texts import clean, short


def write_entry(
    connection: Connection,
    database: Database,
    who: str,
    action: str,
    object_kind: str,
    object_id: object = "",
    *,
    before: str = "",
    after: str = "",
) -> None:
    """Write an entry in the transaction of what it tells of."""
    connection.execute(
        insert(tables.audit).values(
            at=database.now(),
            who=short(clean(who), 64),
            action=action,
            object_kind=object_kind,
            object_id=short(clean(str(object_id)), 255),
            before=short(clean(before), 500),
            after=short(clean(after), 500),
        )
    )


class SqlAuditStore(AuditStore):
    """The audit log in a database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    @override
    def add(
        self,
        who: str,
        action: str,
        object_kind: str,
        object_id: str = "",
        *,
        before: str = "",
        after: str = "",
    ) -> None:
        with self._database.writing() as connection:
            texts = {"before": before, "after": after}
            write_entry(connection, self._database, who, action, object_kind, object_id, **texts)

    @override
    def latest(
        self,
        *,
        limit: int = 100,
        offset: int = 0,
        who: str | None = None,
        object_kind: str | None = None,
    ) -> tuple[AuditEntry, ...]:
        table = tables.audit
        query = select(table).order_by(table.c.id.desc()).limit(limit).offset(offset)
        if who is not None:
            query = query.where(table.c.who == who)
        if object_kind is not None:
            query = query.where(table.c.object_kind == object_kind)
        with self._database.reading() as connection:
            return tuple(_entry(row) for row in connection.execute(query))


def _entry(row: Row[Any]) -> AuditEntry:
    return AuditEntry(**row._mapping)
