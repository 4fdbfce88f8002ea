"""Question → Answer: understand, decide, word, verify. Knows no vendor."""

from __future__ import annotations

import logging
import time
import uuid
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date

from assistant.asks import AskReader, Aspect
from assistant.citation import verify_answer
from assistant.decision import Calibration, speaks_of_elsewhere
from assistant.draft import Draft, Form
from assistant.elsewhere import Elsewhere
from assistant.errors import GenerationError, QuestionError, VerificationError
from assistant.generator import Generator
from assistant.language import detect
from assistant.model import Answer, Question, Role, Status, Turn
from assistant.noticing import with_notices
from assistant.observing import Observer, Unobserved
from assistant.residue import says_nothing
from assistant.routing import Router
from assistant.understand import (
    Reading,
    asks_of_the_same,
    clause_numbers,
    join_history,
    place_in_list,
    points_back,
    understand,
    with_history,
)
from assistant.validity import today, validity_of
from assistant.wording import Wording
from corpus.errors import UnknownDocument
from corpus.folding import fold
from corpus.homophones import Homophones
from corpus.library import Library
from index.store import OpenIndex

LONGEST = 2000
"""The most characters that a question may have."""
_SURE_ALONE = 0.8
_BEFORE = 2
"""So many of the policy's places come before one that is named beside them."""
_BARE = 6  # 后头一条嘞 asks for nothing in particular
_LOG = logging.getLogger(__name__)


class Answerer:
    """Answers questions from the held texts.

    Args:
        library: the documents.
        index: a live index of them.
        calibration: the fitted numbers of relevance and decision.
        asks: tells what a question asks for.
        generator: words the prose with a language model; None leaves it as it is.
        clock: today's date, for questions that give none.
        own: a live index of the user's own documents; None where there are none.
        observer: hears of every answer.
    """

    def __init__(
        self,
        library: Library,
        index: OpenIndex,
        calibration: Calibration,
        asks: AskReader,
        generator: Generator | None = None,
        clock: Callable[[], date] = today,
        own: OpenIndex | None = None,
        observer: Observer | None = None,
    ) -> None:
        self._observer = observer or Unobserved()
        self._library, self._version = library, index.version
        self._router = Router(library, index, calibration)
        self._generator, self._clock, self._asks = generator, clock, asks
        self._homophones = Homophones(_known_words(library))
        self._elsewhere = Elsewhere(library, own, asks.encoder) if own else None

    def ask(self, question: Question) -> Answer:
        """Answer a question.

        Raises:
            QuestionError: the question is empty, or longer than LONGEST characters.
        """
        started = time.perf_counter()
        asked = checked(question)
        answer = self._verified(asked, self._answer(asked))
        answer = replace(answer, took_ms=(time.perf_counter() - started) * 1000)
        if asked.prose:  # one in plain wording is shown in between, or at a keystroke: not counted
            self._observer.answered(answer)
        return answer

    def _verified(self, asked: Question, answer: Answer) -> Answer:
        """An answer that does not hold is logged as an error; the asker gets a refusal."""
        try:
            verify_answer(answer, self._library)
        except VerificationError:
            # Without the question: it may hold what tells a person.
            _LOG.exception("answer %s failed verification", answer.id)
            self._observer.unverified()
            return self._refusal(asked)
        return answer

    def _answer(self, asked: Question) -> Answer:
        try:
            return self._finished(asked, *self.considered(asked))
        except (VerificationError, UnknownDocument):
            _LOG.exception("what was found is not in the held texts")
            self._observer.unverified()
            return self._refusal(asked)

    def considered(self, asked: Question) -> tuple[Reading, Draft]:
        """A question as understood, and what the policy answers."""
        reading, joined = self._reading(asked), with_history(asked)
        if joined:
            return reading, self._follow_up(asked, reading, joined)
        return reading, self._in_talk(asked, reading)

    def _refusal(self, asked: Question) -> Answer:
        draft = Draft(Status.OUT_OF_SCOPE, Form.OUT_OF_SCOPE, confidence=0.0)
        return self._worded(asked, self._reading(asked), draft)

    def _reading(self, asked: Question) -> Reading:
        count = len(self._library.main.clauses)
        mended = self._homophones.mended(fold(asked.text).text)
        language = asked.language or detect(asked.text)
        question = replace(asked, text=mended, language=language)
        return understand(question, self._library.registry, count, self._asks)

    def _finished(self, asked: Question, reading: Reading, draft: Draft) -> Answer:
        as_of = asked.as_of or self._clock()
        plain = self._worded(asked, reading, draft)
        answer = with_notices(plain, draft, reading, as_of, self._library)
        own = self._from_own(asked, reading, draft, answer)
        if own and own.form is not Form.OWN_BESIDE:
            return self._worded(asked, reading, own)
        finished = self._policys(draft, plain, answer) if asked.prose else answer
        return self._with_beside(reading, finished, own) if own else finished

    def _policys(self, draft: Draft, plain: Answer, answer: Answer) -> Answer:
        """The policy's answer, reworded where a language model does that."""
        # A correction is never left to a language model, nor is an answer from a card.
        fixed_text = draft.denied or answer.text != plain.text
        if self._generator is None or draft.form is not Form.TOPIC or fixed_text:
            return answer
        fixed = Wording(self._library, answer.language).fixed(draft, answer.validity)
        return self._reworded(answer, self._generator, fixed)

    def _from_own(
        self, asked: Question, reading: Reading, policy: Draft, answer: Answer
    ) -> Draft | None:
        """The answer from the user's own documents: where one is named, or where theirs is likelier than the policy's."""
        if self._elsewhere is None or reading.injected:
            return None
        named = self._elsewhere.named(reading, asked)
        if named is None and (reading.elsewhere or answer.from_card):
            return None
        if named is None and not self._elsewhere.may_answer(reading, asked, policy):
            return None
        return self._elsewhere.draft(reading, named, asked.as_of or self._clock(), policy)

    def _with_beside(self, reading: Reading, answer: Answer, own: Draft) -> Answer:
        """The policy's answer with a clause of the user's own documents among its first places."""
        said = Wording(self._library, reading.language).text(own, ())
        cited = answer.citations
        together = (*cited[:_BEFORE], *own.citations, *cited[_BEFORE:])
        return replace(answer, text=f"{answer.text} {said}", citations=together)

    def _worded(self, asked: Question, reading: Reading, draft: Draft) -> Answer:
        """A draft in words, from the held texts alone."""
        validity = validity_of(draft.citations, asked.as_of or self._clock(), draft.focus)
        wording = Wording(self._library, reading.language)
        return Answer(
            id=uuid.uuid4().hex[:16],
            question=asked.text,
            language=reading.language,
            status=draft.status,
            text=wording.text(draft, validity),
            citations=draft.citations,
            validity=validity,
            nearest=draft.nearest,
            missing=",".join(a.value for a in draft.missing),
            confidence=draft.confidence,
            corpus_version=self._library.version,
            index_version=self._version,
        )

    def _reworded(self, answer: Answer, generator: Generator, fixed: str) -> Answer:
        """The answer in a language model's prose, followed by what must be said; as it is where the model fails."""
        try:
            return replace(answer, text=f"{generator.word(answer)} {fixed}".strip())
        except GenerationError as error:
            _LOG.warning("the plain wording of answer %s is used: %s", answer.id, error)
            return answer

    def _follow_up(self, asked: Question, reading: Reading, joined: Question) -> Draft:
        """A question that leans on the talk: about the clause last named, or read together with the last question."""
        if speaks_of_elsewhere(reading.text):
            return Draft(Status.OUT_OF_SCOPE, Form.OUT_OF_SCOPE)
        named = self._last_clauses(asked.history)
        place = place_in_list(reading.text)
        if place is not None and place < len(named):
            return self._router.draft(replace(reading, numbers=(named[place],)))
        if reading.relative and named:
            aspects = reading.aspects if len(reading.text) > _BARE else frozenset()
            following = (named[0] + reading.relative,)
            return self._router.draft(replace(reading, numbers=following, aspects=aspects))
        whole = self._reading(joined)
        back = reading.asks(Aspect.UNITS) or says_nothing(reading) or points_back(reading.text)
        numbers = reading.numbers or (named[:1] if back else ())
        return self._router.draft(self._in_context(whole, reading, numbers))

    def _in_talk(self, asked: Question, reading: Reading) -> Draft:
        """A question that may stand alone; where its answer is unsure, the measure talked about comes first."""
        alone = self._router.draft(reading)
        named = self._last_clauses(asked.history)
        sure = alone.confidence >= _SURE_ALONE or reading.numbers or reading.units
        joined = join_history(asked)
        if sure or not named or joined is None:
            return alone
        leaning = self._router.draft(self._in_context(self._reading(joined), reading, ()))
        cited = {c.clause.number for c in leaning.citations[:1] if c.clause}
        return leaning if cited & set(named[:1]) else alone

    def _in_context(self, whole: Reading, latest: Reading, numbers: tuple[int, ...]) -> Reading:
        """A reading of the talk that asks for what was asked last."""
        aspects, chances = latest.aspects, latest.chances
        alone = "" if says_nothing(latest) or asks_of_the_same(latest.text) else latest.topic
        return replace(whole, aspects=aspects, chances=chances, numbers=numbers, latest=alone)

    def _last_clauses(self, history: tuple[Turn, ...]) -> tuple[int, ...]:
        """The clauses named in the last message of the assistant that names any, in order."""
        count = len(self._library.main.clauses)
        for turn in reversed(history):
            if turn.role is Role.ASSISTANT and (
                numbers := clause_numbers(fold(turn.content).text, count)
            ):
                return numbers
        return ()


def _known_words(library: Library) -> Iterator[str]:
    """The words that a homophone may be meant for: the text's own first, then what people say for them."""
    for lexicon in library.lexicons.values():
        yield from (term for entry in lexicon.entries for term in entry.search_terms)
        yield from (name for name, _ in library.registry.search_names)
        yield from (word for entry in lexicon.entries for word in entry.words)


def checked(question: Question) -> Question:
    """A question that can be taken: without control characters, not empty, not too long.

    Raises:
        QuestionError: it is empty or too long; says what would be right.
    """
    text = "".join(c for c in question.text if c.isprintable() or c in "\n\t ").strip()
    if not text:
        raise QuestionError(
            "the question is empty; write what you want to know, such as 货被退回来要交税吗"
        )
    if len(text) > LONGEST:
        raise QuestionError(f"the question has {len(text):,} characters; {LONGEST:,} are the most")
    return replace(question, text=text)
