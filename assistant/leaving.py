"""What an asker leaves with the hotline is checked before the desk gets it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from assistant.contract import AnswerRow, answer_row
from assistant.contract_reading import answer_from, read_row
from assistant.desk_ports import Desk, Handed
from assistant.errors import LeavingError, RowError, SourceChangedError
from assistant.model import Language
from assistant.page_words import Words, words
from assistant.present_desk import LEAST_CONTACT, MOST_CONTACT, MOST_NOTE
from assistant.sealing import Seal
from corpus.library import Library

USEFUL, NOT_USEFUL = "useful", "not_useful"


@dataclass(frozen=True, slots=True)
class Left:
    """What came from the page: the answer's row as it says, and its seal, what the asker wrote. `language` is the page's."""

    row: object
    language: Language | None = None
    verdict: str = USEFUL
    reason: str = ""
    contact: str = ""
    note: str = ""
    seal: str = ""


def leave_verdict(left: Left, desk: Desk, library: Library) -> None:
    """Give the desk a verdict, with its reason in Simplified, as the hotline reads it.

    Raises:
        LeavingError: a 没用 has none of the reasons, the note is too long, or the answer is none that is given now.
    """
    w = words(left.language)
    useful = left.verdict == USEFUL
    reasons = dict(words(None).reasons)
    _check(useful or left.reason in reasons, w.fault_reason)
    _check(len(left.note) <= MOST_NOTE, w.fault_note)
    row = _row(left, library, w)
    said = [] if useful else [reasons[left.reason]]
    desk.take_verdict(row, useful=useful, reason=_joined([*said, left.note.strip()]))


def hand_over(left: Left, desk: Desk, library: Library, seal: Seal) -> str:
    """Give the desk a question with its answer and a contact; the receipt number.

    The desk is told whether the answer was given here as it stands. Its quotes are the texts' in any case; its prose comes
    from the asker's browser, and an answer that was not given here is what the asker says.

    Raises:
        LeavingError: there is no contact, a text is too long, or the answer is none that is given now.
    """
    w = words(left.language)
    contact = " ".join(left.contact.split())
    _check(LEAST_CONTACT <= len(contact) <= MOST_CONTACT, w.fault_contact)
    _check(len(left.note) <= MOST_NOTE, w.fault_note)
    row = _row(left, library, w)
    given = seal.holds(row, left.seal)
    return desk.hand_over(Handed(row["question"], contact, left.note.strip(), row, given))


def _check(holds: bool, sentence: str) -> None:
    if not holds:
        raise LeavingError(sentence)


def _row(left: Left, library: Library, w: Words) -> AnswerRow:
    """The row as the texts held now bear it: what a browser sends is not believed."""
    try:
        return answer_row(answer_from(read_row(left.row), library))
    except (RowError, SourceChangedError) as error:
        raise LeavingError(w.changed) from error


def _joined(parts: Sequence[str]) -> str:
    return ":".join(part for part in parts if part)
