"""有用 and 没用."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Row, delete, insert, select
from typing_extensions import override

from assistant.contract import AnswerRow
from assistant.masking import masked
from assistant.model import Status
from assistant.records import tables
from assistant.records.answers import (
    asked_columns,
    cited_clauses,
    cited_of,
    cited_rows,
    text_digest,
)
from assistant.records.database import Database
from assistant.records.model import Channel, Feedback, Verdict
from assistant.records.ports import FeedbackStore
from assistant.records.texts import kept

_LONGEST_REASON = 1_000
_feedback = tables.feedback


class SqlFeedbackStore(FeedbackStore):
    """Feedback in a database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    @override
    def add(
        self, answer: AnswerRow, verdict: Verdict, *, channel: Channel, reason: str = ""
    ) -> Feedback:
        row = {
            **asked_columns(answer),
            "at": self._database.now(),
            "verdict": verdict.value,
            "reason": masked(kept(reason, "the reason", _LONGEST_REASON, needed=False)),
            "answer_id": kept(answer["id"], "the answer's id", 64),
            "cited": cited_rows(cited_clauses(answer)),
            "text_digest": text_digest(answer),
            "channel": channel.value,
        }
        with self._database.writing() as connection:
            earlier = _feedback.c.answer_id == row["answer_id"]
            connection.execute(delete(_feedback).where(earlier))
            made = connection.execute(insert(_feedback).values(row).returning(_feedback))
            return _of(made.one())

    @override
    def latest(self, limit: int = 100, verdict: Verdict | None = None) -> tuple[Feedback, ...]:
        query = select(_feedback).order_by(_feedback.c.at.desc(), _feedback.c.id.desc())
        if verdict is not None:
            query = query.where(_feedback.c.verdict == verdict.value)
        with self._database.reading() as connection:
            return tuple(_of(row) for row in connection.execute(query.limit(limit)))


def _of(row: Row[Any]) -> Feedback:
    return Feedback(
        id=row.id,
        at=row.at,
        verdict=Verdict(row.verdict),
        reason=row.reason,
        answer_id=row.answer_id,
        question=row.question,
        status=Status(row.status),
        cited=cited_of(row.cited),
        text_digest=row.text_digest,
        channel=Channel(row.channel),
        corpus_version=row.corpus_version,
        index_version=row.index_version,
    )
