"""What the console answers to a keystroke and to a row that is opened, whatever asks: the routes, or a measurement."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from assistant.desk.lookup import Found, Lookup
from assistant.desk.ports import Answers
from assistant.desk.sheet import Sheet, ShownRow, answer_sheet, clause_sheet, place_of, shown_rows
from assistant.errors import QuestionError
from assistant.model import Answer, Language, Question, Status
from corpus.numerals import to_chinese

_FEWEST = 2


@dataclass(frozen=True, slots=True)
class Listed:
    """The rows for `q`: the answerer's own verdict, what was looked up, and the clause numbers that there are not."""

    q: str
    best: Sheet | None
    rows: tuple[ShownRow, ...]
    absent: str


class Results:
    """Answers keystrokes.

    Args:
        assistant: answers and finds.
        clock: the day for which validity is judged.
    """

    def __init__(self, assistant: Answers, clock: Callable[[], date]) -> None:
        self._assistant, self._clock = assistant, clock
        self._lookup = Lookup(assistant.library, assistant.find)

    def listed(self, q: str) -> Listed:
        """What is listed while `q` is typed."""
        found, rows = self.found(q)
        answer = self.answer(q)
        if answer and found.no_question and rows and answer.status is not Status.ANSWERED:
            answer = None  # 「7 海关」 is no question that could be out of scope
        best = answer_sheet(answer, self._assistant.library, self._clock()) if answer else None
        return Listed(q, best, rows, "、".join(map(_absent, found.absent)))

    def found(self, q: str) -> tuple[Found, tuple[ShownRow, ...]]:
        """The rows for what is typed, as found and as shown."""
        library = self._assistant.library
        if self._lookup.library is not library:  # a document was added while the server runs
            self._lookup = Lookup(library, self._assistant.find)
        found = self._lookup.rows(q)
        return found, shown_rows(library, found.rows, self._clock())

    def answer(self, q: str) -> Answer | None:
        """The answerer's own verdict on what is typed; None for too little of it."""
        if len(q.strip()) < _FEWEST:
            return None
        try:
            return self._ask(q)
        except QuestionError:  # nothing but control characters, or a whole letter pasted
            return None

    def _ask(self, q: str) -> Answer:
        """At once and uncounted: every keystroke asks, and no language model is to word each."""
        return self._assistant.ask(Question(q, (), self._clock(), Language.HANS, prose=False))

    def sheet(
        self, q: str, document: str = "", clause: int = 0, start: int = 0, end: int = 0
    ) -> Sheet:
        """The sheet of a row; without a document that of the answer to `q`.

        Raises:
            UnknownDocument: there is no such document or clause.
            QuestionError: no document is named, and `q` cannot be asked.
        """
        library, as_of = self._assistant.library, self._clock()
        if not document:
            return answer_sheet(self._ask(q), library, as_of)
        return clause_sheet(library, place_of(library, document, clause, start, end, q), q, as_of)


def _absent(number: int) -> str:
    return f"第{to_chinese(number)}条" if 0 < number < 10_000 else f"第{number}条"
