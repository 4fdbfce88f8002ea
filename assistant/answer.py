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
from assistant.document_talk import talked_of
from assistant.draft import Draft, Form
from assistant.elsewhere import Elsewhere
from assistant.errors import GenerationError, QuestionError, VerificationError
from assistant.generator import Generator
from assistant.language import detect
from assistant.limits import resolved
from assistant.markup import is_markup
from assistant.model import Answer, Language, Question, Role, Status, Turn
from assistant.noticing import with_notices
from assistant.observing import Observer, Unobserved
from assistant.precedence import in_force
from assistant.residue import says_nothing
from assistant.routing import Router
from assistant.standing_notes import is_plain, with_standings
from assistant.understand import (
    Reading,
    asks_of_the_same,
    clause_numbers,
    join_history,
    leans,
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
from corpus.standing import DocumentState
from index.store import OpenIndex

LONGEST = 2000
"""The most characters that a question may have."""
_NONE_WITHIN = frozenset({Form.NOT_WITHIN, Form.NOTHING_WITHIN})
_REFUSED = Draft(Status.OUT_OF_SCOPE, Form.OUT_OF_SCOPE)
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
            QuestionError: the question is empty, or longer than LONGEST characters, or its scope names what is not held.
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
        if is_markup(asked.text):  # nor does it lean on the talk, or on the user's own documents
            return self._asked_back(asked)
        try:
            if asked.scope:
                return self._within(asked, self._reading(asked))
            return self._finished(asked, *self.considered(asked), self._elsewhere)
        except (VerificationError, UnknownDocument):
            _LOG.exception("what was found is not in the held texts")
            self._observer.unverified()
            return self._refusal(asked)

    def considered(self, asked: Question) -> tuple[Reading, Draft]:
        """A question as understood, and what the policy answers."""
        reading = self._reading(asked)
        return reading, self._policy_draft(asked, reading)

    def _policy_draft(self, asked: Question, reading: Reading) -> Draft:
        joined = with_history(asked)
        if joined and not leans(asked) and talked_of(asked.history, self._library):
            joined = None  # 海外仓有没有支持 is short, and yet asks nothing of the 海关法 talked of before
        return self._follow_up(asked, reading, joined) if joined else self._in_talk(asked, reading)

    def _within(self, asked: Question, reading: Reading) -> Answer:
        """The answer from the documents that the question is limited to, and from nothing else."""
        limits = resolved(asked.scope, self._library, asked.as_of or self._clock())
        drafted = self._policy_draft(asked, reading) if limits.shipped else None
        draft = limits.kept(drafted) if drafted else limits.unanswered()
        own = self._elsewhere.limited(limits) if self._elsewhere and limits.own else None
        return self._finished(asked, reading, draft, own)

    def _refusal(self, asked: Question) -> Answer:
        draft = Draft(Status.OUT_OF_SCOPE, Form.OUT_OF_SCOPE, confidence=0.0)
        return self._worded(asked, self._reading(asked), draft)

    def _asked_back(self, asked: Question) -> Answer:
        language = asked.language or Language.HANS  # its letters are of no language
        draft = Draft(Status.NEEDS_CLARIFICATION, Form.CLARIFY, confidence=0.0)
        return self._worded(asked, self._reading(replace(asked, language=language)), draft)

    def _reading(self, asked: Question) -> Reading:
        count = len(self._library.main.clauses)
        mended = self._homophones.mended(fold(asked.text).text)
        language = asked.language or detect(asked.text)
        question = replace(asked, text=mended, language=language)
        return understand(question, self._library.registry, count, self._asks)

    def _finished(
        self, asked: Question, reading: Reading, draft: Draft, elsewhere: Elsewhere | None
    ) -> Answer:
        as_of = asked.as_of or self._clock()
        plain = self._worded(asked, reading, draft)
        answer = plain
        if draft.form not in _NONE_WITHIN:
            cards = not asked.scope
            answer = with_notices(plain, draft, reading, as_of, self._library, may_answer=cards)
        own = self._from_own(asked, reading, draft, answer, elsewhere) if elsewhere else None
        if own and own.form is not Form.OWN_BESIDE:
            return self._worded(asked, reading, own)
        finished = self._policys(draft, plain, answer) if asked.prose else answer
        return self._with_beside(asked, reading, finished, own) if own else finished

    def _policys(self, draft: Draft, plain: Answer, answer: Answer) -> Answer:
        """The policy's answer, reworded where a language model does that."""
        # A correction is never left to a language model, nor is an answer from a card, nor what a document's state is.
        fixed_text = draft.denied or answer.text != plain.text or not is_plain(answer.standings)
        if self._generator is None or draft.form is not Form.TOPIC or fixed_text:
            return answer
        fixed = Wording(self._library, answer.language).fixed(draft, answer.validity)
        return self._reworded(answer, self._generator, fixed)

    def _from_own(
        self,
        asked: Question,
        reading: Reading,
        policy: Draft,
        answer: Answer,
        elsewhere: Elsewhere,
    ) -> Draft | None:
        """The answer from the user's own documents: where one is named, or where theirs is likelier than the policy's."""
        if reading.injected:
            return None
        named = elsewhere.named(reading, asked)
        if named is None and (back := elsewhere.asked_back(reading, asked)):
            return back
        if named is None and (reading.elsewhere or answer.from_card):
            return None
        as_of = asked.as_of or self._clock()
        meant = bool(reading.numbers) or asked.scope.asks_for_past
        past = self._is_past(as_of) and not meant
        if named is None and not elsewhere.may_answer(reading, asked, policy):
            return None
        draft = elsewhere.draft(reading, named, as_of, _REFUSED if past else policy)
        if draft is None or named:
            return draft
        if past:
            return self._passing(draft, policy)
        # What is in force no longer is never preferred to the policy.
        usable = answer.status is Status.OUT_OF_SCOPE or self._in_force(draft, as_of)
        return draft if usable else None

    def _passing(self, own: Draft, policy: Draft) -> Draft:
        """An answer that names what the policy, which is in force no longer, says of it."""
        sure = policy.confidence >= _SURE_ALONE
        return replace(own, passed=(*own.passed, *policy.citations[:1])) if sure else own

    def _with_beside(self, asked: Question, reading: Reading, answer: Answer, own: Draft) -> Answer:
        """The policy's answer with a clause of the user's own documents among its first places."""
        beside, cited = self._worded(asked, reading, own), answer.citations
        return replace(
            answer,
            text=f"{answer.text} {beside.text}",
            citations=(*cited[:_BEFORE], *beside.citations, *cited[_BEFORE:]),
            standings=(*answer.standings, *beside.standings),
        )

    def _in_force(self, draft: Draft, as_of: date) -> bool:
        """Whether the document that a draft cites first is in force on a day."""
        return in_force(draft.citations[0].document.id, self._library, as_of)

    def _is_past(self, as_of: date) -> bool:
        """Whether the policy is in force no longer on a day, as far as the held texts say."""
        state = self._library.standings.on(self._library.main.document.id, as_of).state
        return state in (DocumentState.REPEALED, DocumentState.EXPIRED)

    def _worded(self, asked: Question, reading: Reading, draft: Draft) -> Answer:
        """A draft in words, from the held texts alone, with the state of the documents cited."""
        as_of = asked.as_of or self._clock()
        validity = validity_of(draft.citations, as_of, draft.focus)
        wording = Wording(self._library, reading.language)
        answer = Answer(
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
        return with_standings(answer, draft, as_of, self._library)

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
