"""Question → Answer: understand, retrieve, find evidence, decide, word, verify. Knows no vendor."""

from __future__ import annotations

import logging
import re
import time
import uuid
from collections.abc import Callable
from dataclasses import replace
from datetime import date

from assistant.citation import cite, verify_answer
from assistant.decision import Calibration, features, lacks
from assistant.document_facts import asks_about_document, document_draft
from assistant.draft import Draft, Form
from assistant.errors import GenerationError, QuestionError, VerificationError
from assistant.evidence import best_sentences
from assistant.generator import Generator
from assistant.listing import list_draft, unit_draft
from assistant.model import Answer, Citation, Question, Role, Status, Turn
from assistant.relevance import Candidate, Relevance, relevance
from assistant.understand import Aspect, Reading, clause_numbers, understand, with_history
from assistant.validity import today, validity_of
from assistant.wording import Wording
from corpus.folding import fold
from corpus.library import Library
from corpus.model import Clause, Span
from corpus.units import Alias
from index.store import OpenIndex

LONGEST = 2000
_LOG = logging.getLogger(__name__)
_ALSO = 0.25
_CONFIRMS = re.compile(
    r"吧|对吗|对不对|是不是|是吗|没错|听说|right\b|correct|isn't it|is it true|i heard"
)
_FIGURE = re.compile(
    r"\d[\d,]*(?:\.\d+)?(?=\s*(?:个|家|条|亿|万|%|元|类|million|billion|parks|belts|firms|cross|entities|compan|percent))"
)
# Words that every question may have; one that has nothing else says not what it is about.
_EMPTY_WORDS = re.compile(
    r"有没有|有|没有|补贴|补助|支持|扶持|政策|优惠|奖励|资助|申请|可以|能|不能|怎么办|怎么|如何|多少钱|多少|好多|钱|吗|嘛|呢|啊|呀|么|急|请问|你好|您好|老师|"
    r"这个|那个|这|那|的|我|我们|想|要|问|一下|帮|帮我|办|是|给|吧|了|在|不|how much|subsid\w*|support|help|please|can|i|we|is|there|any|get|the|a|do|it|this|that|apply|for|money|[^\w]|\s"
)


class Answerer:
    """Answers questions from the held texts.

    Args:
        library: the documents.
        index: a live index of them.
        calibration: the fitted numbers of relevance and decision.
        generator: words the prose with a language model; None leaves it as it is.
        clock: today's date, for questions that give none.
    """

    def __init__(
        self,
        library: Library,
        index: OpenIndex,
        calibration: Calibration,
        generator: Generator | None = None,
        clock: Callable[[], date] = today,
    ) -> None:
        self.library, self.index, self.calibration = library, index, calibration
        self._generator, self._clock = generator, clock

    def ask(self, question: Question) -> Answer:
        """Answer a question.

        Raises:
            QuestionError: the question is empty, longer than LONGEST characters, or is made of control characters.
        """
        started = time.perf_counter()
        asked = checked(question)
        answer = self._verified(asked, self._answer(asked))
        return replace(answer, took_ms=(time.perf_counter() - started) * 1000)

    def _verified(self, asked: Question, answer: Answer) -> Answer:
        """An answer that does not hold is logged as an error; the asker gets a refusal."""
        try:
            verify_answer(answer, self.library)
        except VerificationError:
            _LOG.exception("answer %s to %r failed verification", answer.id, asked.text)
            return self._finished(
                asked, self._reading(asked), Draft(Status.OUT_OF_SCOPE, Form.OUT_OF_SCOPE)
            )
        return answer

    def _reading(self, asked: Question) -> Reading:
        return understand(asked, self.library.registry, len(self.library.main.clauses))

    def _answer(self, asked: Question) -> Answer:
        reading = self._reading(asked)
        joined = with_history(asked)
        draft = self._follow_up(asked, reading, joined) if joined else self._draft(reading)
        return self._finished(asked, reading, draft)

    def _finished(self, asked: Question, reading: Reading, draft: Draft) -> Answer:
        validity = validity_of(draft.citations, asked.as_of or self._clock())
        text = Wording(self.library, reading.language).text(draft, validity)
        answer = Answer(
            id=uuid.uuid4().hex[:16],
            question=asked.text,
            language=reading.language,
            status=draft.status,
            text=text,
            citations=draft.citations,
            validity=validity,
            nearest=draft.nearest,
            missing=",".join(a.value for a in draft.missing),
            confidence=draft.confidence,
            corpus_version=self.library.version,
            index_version=self.index.version,
        )
        return self._generated(answer)

    def _generated(self, answer: Answer) -> Answer:
        if self._generator is None or answer.status is not Status.ANSWERED:
            return answer
        try:
            return replace(answer, text=self._generator.word(answer))
        except GenerationError as error:
            _LOG.warning("the plain wording of answer %s is used: %s", answer.id, error)
            return answer

    def _follow_up(self, asked: Question, reading: Reading, joined: Question) -> Draft:
        """A question that leans on the talk: about the clause last named, or read together with the last question."""
        named = self._last_clause(asked.history)
        if reading.relative and named:
            return self._draft(replace(reading, numbers=(named + reading.relative,)))
        whole = self._reading(joined)
        if reading.asks(Aspect.UNITS) and named:
            return self._draft(replace(whole, numbers=(named,), aspects=reading.aspects))
        return self._draft(replace(whole, aspects=reading.aspects, numbers=reading.numbers))

    def _last_clause(self, history: tuple[Turn, ...]) -> int | None:
        count = len(self.library.main.clauses)
        for turn in reversed(history):
            if turn.role is Role.ASSISTANT:
                numbers = clause_numbers(fold(turn.content).text, count)
                return numbers[0] if numbers else None
        return None

    def _draft(self, reading: Reading) -> Draft:
        return (
            self._by_number(reading)
            or unit_draft(reading, self.library)
            or list_draft(reading, self.library)
            or self._unclear(reading)
            or self._by_topic(reading)
        )

    def _by_number(self, reading: Reading) -> Draft | None:
        if not reading.numbers:
            return None
        main = self.library.main
        clauses = [c for n in reading.numbers if (c := main.clause(n))]
        missing = tuple(n for n in reading.numbers if not main.clause(n))
        if missing and not clauses:
            return Draft(Status.NO_SUCH_CLAUSE, Form.NO_SUCH_CLAUSE, numbers=missing)
        if reading.injected and reading.asks(Aspect.AMOUNT):
            return Draft(Status.OUT_OF_SCOPE, Form.OUT_OF_SCOPE)
        if self._asks_units(reading):
            return self._units_draft(clauses[0], (), 1.0, reading)
        return self._within(reading, clauses)

    def _asks_units(self, reading: Reading) -> bool:
        return reading.asks(Aspect.UNITS) or bool(reading.units and _CONFIRMS.search(reading.text))

    def _within(self, reading: Reading, clauses: list[Clause]) -> Draft:
        """The sentences of a named clause that the rest of the question is about; all of it where it is about all."""
        seen = self._relevance(reading)
        candidate = next((c for c in seen.candidates if c.clause == clauses[0].number), None)
        if len(clauses) == 1 and candidate and seen.best == candidate and self._particular(reading):
            return self._topic_draft(reading, seen, candidate, clauses[0])
        citations = tuple(self._cite(c, _whole(c)) for c in clauses)
        return Draft(Status.ANSWERED, Form.CLAUSE, citations)

    def _particular(self, reading: Reading) -> bool:
        """Whether something is left of the question without the number and the words that all questions have."""
        rest = re.sub(
            r"第?[\d一二三四五六七八九十]+(条|项|点|款|措施)|措施[\d一二三四五六七八九十]+|(measure|clause|article|item)\s*(no\.?)?\s*\d+",
            "",
            reading.text,
        )
        rest = re.sub(
            r"讲|说|写|内容|什么|啥|主要|具体|原文|介绍|看|查|解释|what|say|about|tell|me|show|does",
            "",
            rest,
        )
        return len(_EMPTY_WORDS.sub("", rest)) >= 4

    def _unclear(self, reading: Reading) -> Draft | None:
        """A question that is made of empty words only is asked back, with the likeliest readings."""
        if len(_EMPTY_WORDS.sub("", reading.text)) > 1 or reading.aspects & {
            Aspect.UNITS,
            Aspect.VALIDITY,
        }:
            return None
        seen = self._relevance(reading)
        nearest = tuple(c.clause for c in seen.candidates if c.clause)[:3]
        return Draft(Status.NEEDS_CLARIFICATION, Form.CLARIFY, nearest=nearest, confidence=0.0)

    def _relevance(self, reading: Reading) -> Relevance:
        return relevance(self.index, reading.text, self.calibration.weights)

    def _by_topic(self, reading: Reading) -> Draft:
        seen = self._relevance(reading)
        best = seen.best
        if best is None:
            return Draft(Status.OUT_OF_SCOPE, Form.OUT_OF_SCOPE, confidence=1.0)
        if best.clause == 0 or (asks_about_document(reading) and best.share < 0.9):
            return self._about_document(reading, seen)
        clause = self.library.main.clause(best.clause)
        if clause is None:
            raise VerificationError(
                f"the index names clause {best.clause}, which the policy does not have"
            )
        return self._topic_draft(reading, seen, best, clause)

    def _about_document(self, reading: Reading, seen: Relevance) -> Draft:
        outcomes = self.calibration.outcome_probabilities(features(seen, reading, None, ()))
        if reading.injected or (
            outcomes[Status.OUT_OF_SCOPE] > 0.5 and not asks_about_document(reading)
        ):
            return Draft(
                Status.OUT_OF_SCOPE, Form.OUT_OF_SCOPE, confidence=outcomes[Status.OUT_OF_SCOPE]
            )
        return document_draft(reading, self.library, 1 - outcomes[Status.OUT_OF_SCOPE])

    def _topic_draft(
        self, reading: Reading, seen: Relevance, candidate: Candidate, clause: Clause
    ) -> Draft:
        spans = best_sentences(candidate, clause, reading)
        outcomes = self.calibration.outcome_probabilities(features(seen, reading, clause, spans))
        status = max(outcomes, key=lambda outcome: outcomes[outcome])
        named = clause.number in reading.numbers
        if (status is Status.OUT_OF_SCOPE and not named) or (
            reading.injected and not reading.numbers
        ):
            nearest = (clause.number,) if candidate.share > 0.5 and not reading.injected else ()
            confidence = outcomes[Status.OUT_OF_SCOPE]
            return Draft(Status.OUT_OF_SCOPE, Form.OUT_OF_SCOPE, (), confidence, nearest)
        if status is Status.NOT_STATED:
            missing = tuple(
                a for a in Aspect if lacks(a, reading, clause, spans) and a in _MISSABLE
            )
            citations = tuple(self._cite(clause, s) for s in spans)
            return Draft(
                status, Form.NOT_STATED, citations, outcomes[status], (clause.number,), missing
            )
        confidence = candidate.share * outcomes[Status.ANSWERED]
        if self._asks_units(reading):
            return self._units_draft(clause, spans, confidence, reading)
        return self._answered(reading, seen, clause, spans, confidence)

    def _answered(
        self,
        reading: Reading,
        seen: Relevance,
        clause: Clause,
        spans: tuple[Span, ...],
        confidence: float,
    ) -> Draft:
        citations = [self._cite(clause, s) for s in spans]
        nearest = [c for c in seen.candidates if c.clause and c.clause != clause.number][:3]
        for other in nearest:
            second = self.library.main.clause(other.clause)
            if second and other.share >= _ALSO:
                citations.append(self._cite(second, best_sentences(other, second, reading)[0]))
        denied = self._denied_figures(reading, clause)
        ranked = tuple(c.clause for c in nearest)
        return Draft(
            Status.ANSWERED, Form.TOPIC, tuple(citations), confidence, ranked, denied=denied
        )

    def _units_draft(
        self, clause: Clause, spans: tuple[Span, ...], confidence: float, reading: Reading
    ) -> Draft:
        assert clause.unit_list is not None
        citations = tuple(self._cite(clause, s) for s in (clause.unit_list, *spans[:1]))
        printed = {u.name for u in clause.units}
        members = {m for u in printed for m in self.library.registry.members(u, self._aliases)}
        wrong = tuple(u for u in reading.units if u not in printed | members)
        denied = wrong if _CONFIRMS.search(reading.text) else ()
        return Draft(Status.ANSWERED, Form.UNITS, citations, confidence, denied=denied)

    @property
    def _aliases(self) -> tuple[Alias, ...]:
        return self.library.aliases[self.library.main.document.id]

    def _denied_figures(self, reading: Reading, clause: Clause) -> tuple[str, ...]:
        """Figures that the asker wants confirmed and that the clause does not have."""
        if not _CONFIRMS.search(reading.text):
            return ()
        body = clause.body.of(self.library.main.document.text)
        return tuple(f for f in _FIGURE.findall(reading.text) if f.replace(",", "") not in body)

    def _cite(self, clause: Clause, span: Span) -> Citation:
        return cite(self.library, self.library.main, clause, span)


_MISSABLE = (Aspect.AMOUNT, Aspect.CONTACT, Aspect.PROCEDURE, Aspect.TIME, Aspect.NAMES)


def _whole(clause: Clause) -> Span:
    """All sentences of a clause, without its heading and unit list."""
    return Span(clause.sentences[0].start, clause.sentences[-1].end)


def checked(question: Question) -> Question:
    """A question that can be taken: control characters removed, not empty, not too long.

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
