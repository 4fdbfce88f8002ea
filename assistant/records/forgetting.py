"""What is older than the retention goes: logged questions, feedback, and what identifies the asker of a closed hand-over."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, delete, null, select, update

from assistant.masking import masked
from assistant.records import tables
from assistant.records.database import Database
from assistant.records.model import HandoverState, Rules


def forget(database: Database, rules: Rules) -> int:
    """Remove what is too old; returns how many rows. Calls, proposals and the audit log are kept."""
    if rules.retention is None:
        return 0
    before = database.now() - rules.retention
    with database.writing() as connection:
        old = (
            delete(tables.asked).where(tables.asked.c.at < before),
            delete(tables.feedback).where(tables.feedback.c.at < before),
            delete(tables.queue_marks).where(tables.queue_marks.c.handled_at < before),
        )
        gone = sum(connection.execute(statement).rowcount for statement in old)
        return gone + _forget_contacts(connection, before)


def _forget_contacts(connection: Connection, before: datetime) -> int:
    """A closed hand-over keeps its receipt and what was done, but nobody's telephone number."""
    table = tables.handovers
    done = (table.c.state == HandoverState.DONE.value) & (table.c.changed_at < before)
    query = select(table.c.id, table.c.question).where(done, table.c.contact != "")
    rows = connection.execute(query).all()
    for row in rows:
        values = {"contact": "", "note": "", "answer": null(), "question": masked(row.question)}
        connection.execute(update(table).where(table.c.id == row.id).values(values))
    return len(rows)
