"""What the page leaves with the hotline, kept in the records."""

from __future__ import annotations

from assistant.contract import AnswerRow
from assistant.desk_ports import Handed
from assistant.records.model import Channel, HandoverRequest, Verdict
from assistant.records.ports import FeedbackStore, HandoverStore


class RecordsDesk:
    """The `Desk` of the page, over the records' stores."""

    def __init__(self, feedback: FeedbackStore, handovers: HandoverStore) -> None:
        self._feedback, self._handovers = feedback, handovers

    def take_verdict(self, answer: AnswerRow, *, useful: bool, reason: str) -> None:
        """Keep 有用 or 没用, with a reason."""
        verdict = Verdict.USEFUL if useful else Verdict.NOT_USEFUL
        self._feedback.add(answer, verdict, channel=Channel.PAGE, reason=reason)

    def hand_over(self, handed: Handed) -> str:
        """Keep a hand-over; its receipt number."""
        told = (handed.question, handed.contact, handed.note, handed.answer, handed.given)
        return self._handovers.add(HandoverRequest(*told)).receipt
