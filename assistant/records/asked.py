"""The log of questions."""

from __future__ import annotations

import threading
from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, insert, select
from typing_extensions import override

from assistant.contract import AnswerRow
from assistant.model import Status
from assistant.records import tables
from assistant.records.answers import asked_columns, cited_clauses
from assistant.records.database import Database, day_of
from assistant.records.forgetting import forget
from assistant.records.model import AskedQuestion, Channel, CitedClause, Rules
from assistant.records.ports import AskedStore

_FORGET_EVERY = timedelta(hours=1)
_asked, _clauses = tables.asked, tables.asked_clauses


class SqlAskedStore(AskedStore):
    """The log in a database. Once an hour, logging a question also removes what is older than the retention."""

    def __init__(self, database: Database, rules: Rules) -> None:
        self._database, self._rules = database, rules
        self._forgotten: datetime | None = None
        self._turn = threading.Lock()

    @override
    def add(self, answer: AnswerRow, channel: Channel) -> None:
        if not self._rules.record_questions:
            return
        now = self._database.now()
        row = {
            **asked_columns(answer),
            "at": now,
            "day": day_of(now),
            "language": answer["language"],
            "took_ms": float(answer["took_ms"]),
            "channel": channel.value,
        }
        with self._database.writing() as connection:
            number = connection.execute(insert(_asked).values(row).returning(_asked.c.id))
            _add_clauses(connection, number.scalar_one(), cited_clauses(answer))
        if self._due(now):
            forget(self._database, self._rules)

    @override
    def latest(self, limit: int = 100) -> tuple[AskedQuestion, ...]:
        with self._database.reading() as connection:
            query = select(_asked).order_by(_asked.c.id.desc()).limit(limit)
            rows = connection.execute(query).all()
            cited = _cited(connection, [row.id for row in rows])
        return tuple(_question(row, cited[row.id]) for row in rows)

    def _due(self, now: datetime) -> bool:
        with self._turn:
            if self._forgotten is not None and now - self._forgotten < _FORGET_EVERY:
                return False
            self._forgotten = now
            return True


def _add_clauses(connection: Connection, asked: int, cited: Iterable[CitedClause]) -> None:
    rows = [
        {"asked_id": asked, "position": i, "document_id": c.document_id, "clause": c.clause}
        for i, c in enumerate(cited)
    ]
    if rows:
        connection.execute(insert(_clauses), rows)


def _cited(connection: Connection, numbers: list[int]) -> defaultdict[int, list[CitedClause]]:
    query = select(_clauses).where(_clauses.c.asked_id.in_(numbers)).order_by(_clauses.c.position)
    found: defaultdict[int, list[CitedClause]] = defaultdict(list)
    for row in connection.execute(query):
        found[row.asked_id].append(CitedClause(row.document_id, row.clause))
    return found


def _question(row: Row[Any], cited: Iterable[CitedClause]) -> AskedQuestion:
    return AskedQuestion(
        id=row.id,
        at=row.at,
        day=row.day,
        question=row.question,
        language=row.language,
        status=Status(row.status),
        cited=tuple(cited),
        took_ms=row.took_ms,
        channel=Channel(row.channel),
        corpus_version=row.corpus_version,
        index_version=row.index_version,
    )
