"""What the page does with a talk: asking, showing an earlier one, forgetting. Knows no vendor; nothing is kept between calls."""

from __future__ import annotations

import logging
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from assistant import talk as talks
from assistant.answer import LONGEST
from assistant.errors import QuestionError, ScopeError
from assistant.model import Answer, Language, Turn
from assistant.observing import Heard, unheard
from assistant.page_scope import EVERYTHING, scope_of
from assistant.page_words import words
from assistant.present_page import talk_html
from assistant.scope import UNLIMITED, Scope
from assistant.sealing import Seal, passing_seal
from assistant.talk import Exchange, Talk
from corpus.library import Library

AUTOMATIC = "auto"
"""The choice of language that leaves it to the question."""
_LOG = logging.getLogger(__name__)


class Asked(Protocol):
    """What the page asks: the Assistant."""

    @property
    def library(self) -> Library:
        """The texts held now."""
        ...

    def today(self) -> date:
        """The day for which validity is judged."""
        ...

    def ask(
        self,
        question: str,
        *,
        history: tuple[Turn, ...] = (),
        language: Language | None = None,
        scope: Scope = UNLIMITED,
    ) -> Answer:
        """Answer a question.

        Raises:
            ScopeError: the scope names a document that is not held.
            QuestionError: the question is empty or too long.
        """
        ...


@dataclass(frozen=True, slots=True)
class Step:
    """What the page shows next: the talk as HTML, what the browser is to keep (None: as it is), what is in the box."""

    html: str
    kept: str | None
    box: str = ""


def chosen(choice: str) -> Language | None:
    """The language chosen; None for the asker's own."""
    return None if choice == AUTOMATIC else Language(choice)


class Chat:
    """A talk with an assistant, as one page shows it.

    Args:
        assistant: is asked.
        desk: whether the cards have buttons to leave something with the hotline.
        heard: is told of every answer.
        seal: on every answer that the browser keeps; default is one that ends with the process.
    """

    def __init__(
        self,
        assistant: Asked,
        *,
        desk: bool = False,
        heard: Heard = unheard,
        seal: Seal | None = None,
    ) -> None:
        self._assistant, self._desk, self._heard = assistant, desk, heard
        self._seal = seal or passing_seal()

    def asked(
        self, kept: str, question: str, choice: str, within: str = EVERYTHING
    ) -> Iterator[Step]:
        """The talk with the question, at once, and then with its answer or the sentence that says why there is none.

        `within` is what the question is limited to, as `page_scope` offers it.

        A question that could not be answered stays in the box, to be mended or sent again; the browser does not keep it.
        """
        talk = talks.read_talk(kept)
        yield Step(self._html(talk, choice, Exchange(question)), None)
        try:
            answer = self._assistant.ask(
                question,
                history=talks.history(talk),
                language=chosen(choice),
                scope=scope_of(within),
            )
        except Exception as error:  # nothing of what is inside reaches the page
            fault = _fault(error, question, choice)
            unanswered = Exchange(question, fault=fault, id=f"f{uuid.uuid4().hex[:8]}")
            yield Step(self._html(talk, choice, unanswered), None, question)
        else:
            self._heard(answer)
            yield self._step(talks.with_answer(talk, question, answer, self._seal), choice)

    def restored(self, kept: str, choice: str) -> Step:
        """A talk that the browser kept, over the texts held now."""
        return self._step(talks.read_talk(kept), choice)

    def _step(self, talk: Talk, choice: str) -> Step:
        return Step(self._html(talk, choice), talks.written(talk))

    def _html(self, talk: Talk, choice: str, last: Exchange | None = None) -> str:
        kept = talk[-talks.MOST :]
        shown = talks.shown(kept, self._assistant.library, self._assistant.today())
        told = (*shown, last) if last else shown
        return talk_html(told, words(chosen(choice)), desk=self._desk)


def _fault(error: Exception, question: str, choice: str) -> str:
    """One sentence in the page's language; what is unexpected is logged."""
    w = words(chosen(choice))
    if isinstance(error, ScopeError):
        return w.fault_scope
    if isinstance(error, QuestionError):
        return w.fault_long.format(longest=LONGEST) if len(question) > LONGEST else w.fault_empty
    _LOG.error("a question could not be answered", exc_info=error)
    return w.fault_unexpected
