"""What somebody should look at: open hand-overs, questions without an answer, answers that were no use. Grouped by likeness."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Row,
    Select,
    Table,
    case,
    delete,
    func,
    insert,
    select,
)
from typing_extensions import override

from assistant.masking import masked
from assistant.model import Status
from assistant.records import tables
from assistant.records.answers import UNANSWERED
from assistant.records.audit import write_entry
from assistant.records.database import Database
from assistant.records.likeness import grouped
from assistant.records.model import HandoverState, QueueGroup, Verdict
from assistant.records.ports import QueueStore, Similarity
from assistant.records.texts import kept

_SINCE = timedelta(days=90)
_MOST = 2_000  # rows of each sort, the most frequent or the newest: beyond them nobody reads
_SHOWN = 5
_LONGEST_NOTE = 1_000
_asked, _feedback, _handovers = tables.asked, tables.feedback, tables.handovers
_marks = tables.queue_marks


class _Sort(StrEnum):
    HANDOVER = "handover"
    UNANSWERED = "unanswered"
    NOT_USEFUL = "not_useful"


@dataclass(frozen=True, slots=True)
class _Item:
    """A question of one sort that came `count` times, all of them handled or none."""

    sort: _Sort
    key: str
    question: str
    count: int
    first: datetime
    last: datetime
    handled_by: str | None
    handled_at: datetime | None
    status: Status | None = None
    reason: str = ""
    receipt: str = ""


@dataclass(slots=True)
class _Group:
    items: list[_Item] = field(default_factory=list)

    @property
    def open(self) -> list[_Item]:
        return [item for item in self.items if item.handled_at is None]


class SqlQueueStore(QueueStore):
    """The queue over a database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    @override
    def groups(
        self,
        *,
        handled: bool = False,
        since: datetime | None = None,
        limit: int = 50,
        similarity: Similarity | None = None,
    ) -> tuple[QueueGroup, ...]:
        since = since or self._database.now() - _SINCE
        with self._database.reading() as connection:
            items = [
                *_handover_items(connection, since),
                *_unanswered_items(connection, since),
                *_not_useful_items(connection, since),
            ]
        groups = [g for g in _alike(items, similarity) if handled is not bool(g.open)]
        rows = sorted((_row(group) for group in groups), key=_handled_last if handled else _often)
        return tuple(rows[:limit])

    @override
    def mark_handled(self, keys: Iterable[str], *, by: str, note: str = "") -> None:
        note = kept(note, "the note", _LONGEST_NOTE, needed=False)
        now = self._database.now()
        rows = [
            {"question_key": key, "handled_by": by, "handled_at": now, "note": note}
            for key in sorted(set(keys))
        ]
        self._replace_marks([row["question_key"] for row in rows], rows, "queue.handled", by, note)

    @override
    def reopen(self, keys: Iterable[str], *, by: str) -> None:
        self._replace_marks(sorted(set(keys)), [], "queue.reopened", by, "")

    def _replace_marks(
        self, keys: Sequence[object], rows: list[dict[str, object]], action: str, by: str, why: str
    ) -> None:
        with self._database.writing() as connection:
            connection.execute(delete(_marks).where(_marks.c.question_key.in_(keys)))
            if rows:
                connection.execute(insert(_marks), rows)
            number = keys[0] if keys else ""
            write_entry(connection, self._database, by, action, "queue", number, after=why)


def _handover_items(connection: Connection, since: datetime) -> list[_Item]:
    """Each hand-over is its own; whether it is handled is its state."""
    query = select(_handovers).where(_handovers.c.at >= since).order_by(_handovers.c.id.desc())
    return [_handover_item(row) for row in connection.execute(query.limit(_MOST))]


def _handover_item(row: Row[Any]) -> _Item:
    done = row.state == HandoverState.DONE.value
    return _Item(
        sort=_Sort.HANDOVER,
        key=row.question_key,
        question=masked(row.question),
        count=1,
        first=row.at,
        last=row.at,
        handled_by=row.handled_by if done else None,
        handled_at=row.changed_at if done else None,
        status=Status(row.answer["status"]) if row.answer else None,
        receipt=row.receipt,
    )


def _unanswered_items(connection: Connection, since: datetime) -> list[_Item]:
    """Counted in the database: a question that a thousand people put is one row."""
    wanted = [status.value for status in UNANSWERED]
    after = _asked.c.status.in_(wanted) & (_asked.c.at >= since)
    return _counted(connection, _asked, _Sort.UNANSWERED, after)


def _not_useful_items(connection: Connection, since: datetime) -> list[_Item]:
    bad = (_feedback.c.verdict == Verdict.NOT_USEFUL.value) & (_feedback.c.at >= since)
    return _counted(connection, _feedback, _Sort.NOT_USEFUL, bad)


def _counted(
    connection: Connection, table: Table, sort: _Sort, where: ColumnElement[bool]
) -> list[_Item]:
    handled = case((table.c.at <= _marks.c.handled_at, 1), else_=0).label("handled")
    reason = table.c.reason if sort is _Sort.NOT_USEFUL else None
    columns = [table.c.question_key, table.c.status, handled, *([] if reason is None else [reason])]
    count = func.count().label("count")
    query: Select[Any] = (
        select(
            *columns,
            count,
            func.max(table.c.question).label("question"),
            func.min(table.c.at).label("first"),
            func.max(table.c.at).label("last"),
            func.max(_marks.c.handled_by).label("handled_by"),
            func.max(_marks.c.handled_at).label("handled_at"),
        )
        .select_from(table.outerjoin(_marks, table.c.question_key == _marks.c.question_key))
        .where(where)
        .group_by(*columns)
        .order_by(count.desc(), func.max(table.c.at).desc())
    )
    return [_counted_item(sort, row) for row in connection.execute(query.limit(_MOST))]


def _counted_item(sort: _Sort, row: Row[Any]) -> _Item:
    said = row._mapping
    return _Item(
        sort=sort,
        key=row.question_key,
        question=row.question,
        count=said["count"],
        first=row.first,
        last=row.last,
        handled_by=row.handled_by if row.handled else None,
        handled_at=row.handled_at if row.handled else None,
        status=Status(row.status),
        reason=said.get("reason", ""),
    )


def _alike(items: Iterable[_Item], similarity: Similarity | None) -> list[_Group]:
    by_key: defaultdict[str, list[_Item]] = defaultdict(list)
    for item in items:
        by_key[item.key].append(item)
    frequent = sorted(by_key.values(), key=lambda same: -sum(i.count for i in same))
    together = grouped([same[0].question for same in frequent], similarity)
    return [_Group([item for i in group for item in frequent[i]]) for group in together]


def _row(group: _Group) -> QueueGroup:
    items = group.open or group.items
    last_handled = max(
        (i for i in group.items if i.handled_at), key=lambda i: i.handled_at or i.last, default=None
    )
    handled = not group.open

    def of(sort: _Sort) -> int:
        return sum(item.count for item in items if item.sort is sort)

    return QueueGroup(
        keys=tuple(dict.fromkeys(item.key for item in group.items)),
        question=items[0].question,
        count=sum(item.count for item in items),
        handovers=of(_Sort.HANDOVER),
        unanswered=of(_Sort.UNANSWERED),
        not_useful=of(_Sort.NOT_USEFUL),
        statuses=tuple(dict.fromkeys(item.status for item in items if item.status)),
        examples=tuple(dict.fromkeys(item.question for item in items))[:_SHOWN],
        reasons=tuple(dict.fromkeys(item.reason for item in items if item.reason))[:_SHOWN],
        receipts=tuple(item.receipt for item in items if item.receipt),
        first_seen=min(item.first for item in items),
        last_seen=max(item.last for item in items),
        handled=handled,
        handled_by=last_handled.handled_by if handled and last_handled else None,
        handled_at=last_handled.handled_at if handled and last_handled else None,
    )


def _often(row: QueueGroup) -> tuple[int, float]:
    return -row.count, -row.last_seen.timestamp()


def _handled_last(row: QueueGroup) -> float:
    return -(row.handled_at or row.last_seen).timestamp()
