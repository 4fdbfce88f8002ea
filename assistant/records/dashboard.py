"""Figures of the log of questions."""

from __future__ import annotations

import math
from datetime import date, timedelta

from sqlalchemy import ColumnElement, Connection, distinct, func, select
from typing_extensions import override

from assistant.model import Status
from assistant.records import tables
from assistant.records.database import Database, beginning_of
from assistant.records.errors import InvalidRecord
from assistant.records.model import (
    CitedClause,
    ClauseCount,
    Dashboard,
    DayCount,
    HandoverState,
    StatusCount,
    Verdict,
)
from assistant.records.ports import DashboardStore

_LONGEST = 400  # days
_asked, _clauses = tables.asked, tables.asked_clauses
_feedback, _handovers = tables.feedback, tables.handovers


class SqlDashboardStore(DashboardStore):
    """Figures over a database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    @override
    def between(self, first: date, last: date, *, top: int = 10) -> Dashboard:
        if not 0 <= (last - first).days <= _LONGEST:
            raise InvalidRecord(
                f"{first} to {last}: the last day comes first, or {_LONGEST} days on"
            )
        asked = _asked.c.day.between(first, last)
        with self._database.reading() as connection:
            days = _days(connection, asked, first, last)
            total = sum(day.count for day in days)
            useful, not_useful = _verdicts(connection, first, last)
            return Dashboard(
                first=first,
                last=last,
                total=total,
                days=days,
                statuses=_statuses(connection, asked, total),
                top_clauses=_top(connection, asked, top),
                p50_ms=_percentile(connection, asked, total, 0.5),
                p95_ms=_percentile(connection, asked, total, 0.95),
                useful=useful,
                not_useful=not_useful,
                open_handovers=_open_handovers(connection),
            )


def _days(
    connection: Connection, asked: ColumnElement[bool], first: date, last: date
) -> tuple[DayCount, ...]:
    query = select(_asked.c.day, func.count()).where(asked).group_by(_asked.c.day)
    counts: dict[date, int] = dict(connection.execute(query).tuples().all())
    days = (first + timedelta(days=i) for i in range((last - first).days + 1))
    return tuple(DayCount(day, counts.get(day, 0)) for day in days)


def _statuses(
    connection: Connection, asked: ColumnElement[bool], total: int
) -> tuple[StatusCount, ...]:
    """Every status, also one that no answer had, in the order of the contract."""
    query = select(_asked.c.status, func.count()).where(asked).group_by(_asked.c.status)
    counts: dict[str, int] = dict(connection.execute(query).tuples().all())
    found = ((status, counts.get(status.value, 0)) for status in Status)
    return tuple(StatusCount(s, count, count / total if total else 0.0) for s, count in found)


def _top(connection: Connection, asked: ColumnElement[bool], top: int) -> tuple[ClauseCount, ...]:
    answers = func.count(distinct(_asked.c.id)).label("answers")
    place = (_clauses.c.document_id, _clauses.c.clause)
    query = (
        select(*place, answers)
        .select_from(_clauses.join(_asked))
        .where(asked)
        .group_by(*place)
        .order_by(answers.desc(), *place)
        .limit(top)
    )
    return tuple(ClauseCount(CitedClause(d, c), n) for d, c, n in connection.execute(query))


def _percentile(
    connection: Connection, asked: ColumnElement[bool], total: int, share: float
) -> float | None:
    """The smallest time that `share` of the answers do not exceed (nearest rank)."""
    if not total:
        return None
    query = select(_asked.c.took_ms).where(asked).order_by(_asked.c.took_ms)
    nearest = query.offset(math.ceil(share * total) - 1).limit(1)
    return float(connection.execute(nearest).scalar_one())


def _verdicts(connection: Connection, first: date, last: date) -> tuple[int, int]:
    at = _feedback.c.at
    during = (at >= beginning_of(first)) & (at < beginning_of(last + timedelta(days=1)))
    query = select(_feedback.c.verdict, func.count()).where(during).group_by(_feedback.c.verdict)
    counts: dict[str, int] = dict(connection.execute(query).tuples().all())
    return counts.get(Verdict.USEFUL.value, 0), counts.get(Verdict.NOT_USEFUL.value, 0)


def _open_handovers(connection: Connection) -> int:
    query = select(func.count()).select_from(_handovers)
    return connection.execute(
        query.where(_handovers.c.state != HandoverState.DONE.value)
    ).scalar_one()
