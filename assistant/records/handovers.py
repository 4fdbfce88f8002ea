"""What askers leave for the hotline."""

from __future__ import annotations

from typing import Any, cast

from sqlalchemy import Row, insert, select, update
from sqlalchemy.exc import IntegrityError
from typing_extensions import override

from assistant.contract import AnswerRow
from assistant.masking import masked
from assistant.records import tables
from assistant.records.audit import write_entry
from assistant.records.database import Database, day_of
from assistant.records.errors import NoSuchRecord, RecordsError
from assistant.records.model import Handover, HandoverRequest, HandoverState
from assistant.records.ports import HandoverStore
from assistant.records.texts import QUESTION, kept, question_key
from assistant.records.tokens import new_receipt

_LONGEST_CONTACT, _LONGEST_NOTE, _LONGEST_REMARK = 200, 1_000, 2_000
_TRIES = 5  # a receipt number is taken once in 244 million
_GIVEN = "given_here"  # kept with the answer, and forgotten with it; older ones have none
_handovers = tables.handovers


class SqlHandoverStore(HandoverStore):
    """Hand-overs in a database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    @override
    def add(self, request: HandoverRequest) -> Handover:
        question, now = kept(request.question, "the question", QUESTION), self._database.now()
        row = {
            "at": now,
            "question": question,
            "question_key": question_key(masked(question)),
            "contact": kept(request.contact, "the contact", _LONGEST_CONTACT),
            "note": kept(request.note, "the note", _LONGEST_NOTE, needed=False),
            "answer": {**request.answer, _GIVEN: request.given} if request.answer else None,
            "state": HandoverState.OPEN.value,
            "changed_at": now,
            "remark": "",
        }
        for _ in range(_TRIES):
            try:
                with self._database.writing() as connection:
                    row["receipt"] = new_receipt(day_of(now))
                    made = insert(_handovers).values(row).returning(_handovers)
                    return _of(connection.execute(made).one())
            except IntegrityError:
                continue
        raise RecordsError("no receipt number is free")

    @override
    def find(self, receipt: str) -> Handover:
        query = select(_handovers).where(_handovers.c.receipt == _plain(receipt))
        with self._database.reading() as connection:
            row = connection.execute(query).one_or_none()
        if row is None:
            raise NoSuchRecord(f"there is no hand-over {receipt}")
        return _of(row)

    @override
    def listed(
        self, state: HandoverState | None = None, *, limit: int = 100, offset: int = 0
    ) -> tuple[Handover, ...]:
        query = select(_handovers).order_by(_handovers.c.id.desc()).limit(limit).offset(offset)
        if state is not None:
            query = query.where(_handovers.c.state == state.value)
        with self._database.reading() as connection:
            return tuple(_of(row) for row in connection.execute(query))

    @override
    def set_state(
        self, receipt: str, state: HandoverState, *, by: str, remark: str | None = None
    ) -> Handover:
        values: dict[str, object] = {
            "state": state.value,
            "handled_by": by,
            "changed_at": self._database.now(),
        }
        if remark is not None:
            values["remark"] = kept(remark, "the remark", _LONGEST_REMARK, needed=False)
        this = _handovers.c.receipt == _plain(receipt)
        with self._database.writing() as connection:
            before = connection.execute(select(_handovers).where(this)).one_or_none()
            if before is None:
                raise NoSuchRecord(f"there is no hand-over {receipt}")
            change = update(_handovers).where(this).values(values).returning(_handovers)
            after = connection.execute(change).one()
            states = {"before": before.state, "after": f"{after.state} {after.remark}".strip()}
            action = "handover.state_changed"
            write_entry(connection, self._database, by, action, "handover", after.receipt, **states)
            return _of(after)


def _plain(receipt: str) -> str:
    """A receipt as it was given, however it is typed: with spaces, in small letters."""
    return "".join(receipt.split()).upper().replace("\0", "")


def _request(row: Row[Any]) -> HandoverRequest:
    answer = dict(row.answer) if row.answer else None
    given = bool(answer and answer.pop(_GIVEN, False))
    return HandoverRequest(
        row.question, row.contact, row.note, cast(AnswerRow | None, answer), given
    )


def _of(row: Row[Any]) -> Handover:
    return Handover(
        id=row.id,
        receipt=row.receipt,
        at=row.at,
        request=_request(row),
        state=HandoverState(row.state),
        handled_by=row.handled_by,
        changed_at=row.changed_at,
        remark=row.remark,
    )
