"""The hotline's record of calls."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import ColumnElement, Row, func, insert, select, update
from typing_extensions import override

from assistant.masking import masked
from assistant.records import tables
from assistant.records.answers import cited_clauses, cited_of, cited_rows
from assistant.records.audit import write_entry
from assistant.records.database import Database, day_of
from assistant.records.errors import InvalidRecord, NoSuchRecord
from assistant.records.model import (
    CallEntry,
    CallOutcome,
    CallPage,
    CallRecord,
    CallSearch,
)
from assistant.records.ports import CallStore
from assistant.records.texts import QUESTION, clean, kept, short
from corpus.folding import fold

_LONGEST_UNIT, _LONGEST_NOTES = 200, 4_000
_PORTION = 500
_calls = tables.calls


class SqlCallStore(CallStore):
    """Calls in a database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    @override
    def add(self, entry: CallEntry, *, by: str) -> CallRecord:
        now = self._database.now()
        row = {"at": now, "day": day_of(now), "operator": by, "changed_at": now, **_columns(entry)}
        with self._database.writing() as connection:
            made = connection.execute(insert(_calls).values(row).returning(_calls)).one()
            after = _summary(made)
            write_entry(connection, self._database, by, "call.added", "call", made.id, after=after)
            return _of(made)

    @override
    def change(self, call_id: int, entry: CallEntry, *, by: str) -> CallRecord:
        row = {"changed_at": self._database.now(), **_columns(entry)}
        this = _calls.c.id == call_id
        with self._database.writing() as connection:
            before = connection.execute(select(_calls).where(this)).one_or_none()
            if before is None:
                raise NoSuchRecord(f"there is no call {call_id}")
            change = update(_calls).where(this).values(row).returning(_calls)
            after = connection.execute(change).one()
            texts = {"before": _summary(before), "after": _summary(after)}
            write_entry(connection, self._database, by, "call.changed", "call", call_id, **texts)
            return _of(after)

    @override
    def find(self, call_id: int) -> CallRecord:
        with self._database.reading() as connection:
            query = select(_calls).where(_calls.c.id == call_id)
            row = connection.execute(query).one_or_none()
        if row is None:
            raise NoSuchRecord(f"there is no call {call_id}")
        return _of(row)

    @override
    def search(self, wanted: CallSearch, *, limit: int = 50, offset: int = 0) -> CallPage:
        conditions = _conditions(wanted)
        query = select(_calls).where(*conditions).order_by(_calls.c.id.desc())
        count = select(func.count()).select_from(_calls).where(*conditions)
        with self._database.reading() as connection:
            rows = connection.execute(query.limit(limit).offset(offset)).all()
            total = connection.execute(count).scalar_one()
        return CallPage(tuple(_of(row) for row in rows), total)

    @override
    def every(self, wanted: CallSearch) -> Iterator[CallRecord]:
        below: int | None = None
        while True:
            query = select(_calls).where(*_conditions(wanted)).order_by(_calls.c.id.desc())
            if below is not None:
                query = query.where(_calls.c.id < below)
            # A transaction a portion: whoever downloads slowly keeps none open.
            with self._database.reading() as connection:
                rows = connection.execute(query.limit(_PORTION)).all()
            yield from (_of(row) for row in rows)
            if len(rows) < _PORTION:
                return
            below = rows[-1].id


def _columns(entry: CallEntry) -> dict[str, object]:
    """The columns of an entry, checked."""
    question = kept(entry.question, "the question", QUESTION)
    unit = kept(entry.unit, "the unit", _LONGEST_UNIT, needed=False)
    notes = kept(entry.notes, "the notes", _LONGEST_NOTES, needed=False)
    referred = entry.outcome is CallOutcome.REFERRED
    if referred and not unit:
        raise InvalidRecord("the call is referred (转办), but the unit it is referred to is empty")
    cited = entry.cited or (cited_clauses(entry.answer) if entry.answer else ())
    unit = unit if referred else ""
    return {
        "question": question,
        "outcome": entry.outcome.value,
        "unit": unit,
        "notes": notes,
        "answer": entry.answer,
        "cited": cited_rows(cited),
        "folded": fold("\n".join((question, notes, unit))).text,
    }


def _conditions(wanted: CallSearch) -> list[ColumnElement[bool]]:
    """Every word of the text must be there."""
    words = fold(clean(wanted.text)).text.split()
    found = [_calls.c.folded.contains(word, autoescape=True) for word in words]
    if wanted.first is not None:
        found.append(_calls.c.day >= wanted.first)
    if wanted.last is not None:
        found.append(_calls.c.day <= wanted.last)
    if wanted.outcome is not None:
        found.append(_calls.c.outcome == wanted.outcome.value)
    if wanted.operator is not None:
        found.append(_calls.c.operator == clean(wanted.operator))
    return found


def _summary(row: Row[Any]) -> str:
    said = f"{row.outcome} {row.unit}".strip()
    return f"{said}; {short(masked(row.question), 80)}; {short(masked(row.notes), 160)}"


def _of(row: Row[Any]) -> CallRecord:
    entry = CallEntry(
        question=row.question,
        outcome=CallOutcome(row.outcome),
        unit=row.unit,
        notes=row.notes,
        answer=row.answer,
        cited=cited_of(row.cited),
    )
    return CallRecord(row.id, row.at, row.operator, row.changed_at, entry)
