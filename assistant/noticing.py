"""Notices in an answer: the cards beside it, or an answer from a card where the measures have none."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date

from assistant.asks import Aspect
from assistant.citation import cite
from assistant.draft import Draft, Form
from assistant.listing import cited_numbers
from assistant.model import Answer, Citation, Language, Status, Validity, ValidityState
from assistant.notice_question import NoticeAnswer, notice_question, numbered_card
from assistant.notice_wording import NoticeWording, worded
from assistant.related import MOST, RelatedNotice, has, related, shown
from assistant.standing_notes import standings_of
from assistant.understand import Reading, words_in
from corpus.folding import fold
from corpus.library import Library
from corpus.model import Clause, ParsedDocument, Span
from corpus.notices import NoticeCard, RelationKind

_SHOWN_BESIDE = frozenset({Form.TOPIC, Form.UNITS, Form.CLAUSE, Form.NOT_STATED})
_OPEN = frozenset({Status.OUT_OF_SCOPE, Status.NOT_STATED, Status.NEEDS_CLARIFICATION})
_CONFIDENCE = 0.9
_UNSURE = 0.2
_STRANGE = 0.9


def with_notices(
    answer: Answer,
    draft: Draft,
    reading: Reading,
    as_of: date,
    library: Library,
    *,
    may_answer: bool = True,
) -> Answer:
    """The answer with the cards that bear on what was asked; from a card where that answers and the measures do not.

    With `may_answer` false cards stand beside the answer at most: the question is limited to documents, and a card is none.
    What the measures answer stays as it is: only `related` is added to it.
    """
    if reading.injected or not len(library.notices):
        return answer
    found = notice_question(reading.text, library.notices, as_of)
    if may_answer and found and found.confirmed and _may_answer(found, draft, reading, library):
        return _from_card(answer, found, reading, as_of, library)
    rows = _told(_shown(found, draft, reading, as_of, library), reading, as_of, library)
    since = _since(answer, rows, reading, as_of, library)
    mark = " " if reading.language is Language.EN else ""
    return replace(answer, related=rows, text=mark.join([answer.text, *since]))


def _since(
    answer: Answer,
    rows: tuple[RelatedNotice, ...],
    reading: Reading,
    as_of: date,
    library: Library,
) -> tuple[str, ...]:
    """What has come since, in a sentence; none where nothing is known to have."""
    wording = NoticeWording(library.notices, reading.language)
    row = changed_since(answer.validity, rows, as_of)
    if row is None:
        return ()
    name, why = wording.name(row.card), wording.why(row.card, as_of)
    return (wording.say("since", name=name, why=why),)


def changed_since(
    validity: Iterable[Validity], rows: Iterable[RelatedNotice], as_of: date
) -> RelatedNotice | None:
    """The first card that tells what has come since: it continues a period that is over, or stops what was asked about."""
    ended = any(v.state is ValidityState.EXPIRED for v in validity)
    for row in rows:
        continues = ended and bool(row.chain) and row.card.effective_to.sure is not None
        if _is_sure(row, as_of) and (continues or (_stops(row.card) and row.facts)):
            return row
    return None


def _is_sure(row: RelatedNotice, as_of: date) -> bool:
    """Whether a card is confirmed and known to apply on a day."""
    first = row.card.effective_from.sure
    return row.card.confirmed and first is not None and first <= as_of


def _stops(card: NoticeCard) -> bool:
    return any(relation.kind is RelationKind.STOPS for relation in card.relations)


def _told(
    rows: tuple[RelatedNotice, ...], reading: Reading, as_of: date, library: Library
) -> tuple[RelatedNotice, ...]:
    """The rows in words; one whose notice is held in full points to it."""
    told = worded(rows, library.notices, reading.language, as_of)
    pointer = NoticeWording(library.notices, reading.language).say("full_text")
    return tuple(
        replace(row, lines=(*row.lines, pointer)) if library.full_text(row.card) else row
        for row in told
    )


def _shown(
    found: NoticeAnswer | None, draft: Draft, reading: Reading, as_of: date, library: Library
) -> tuple[RelatedNotice, ...]:
    """The cards beside an answer: the one whose fact is asked for, then the others, the latest first."""
    beside = _beside(draft, reading, as_of, library)
    bears = found and set(found.card.measures) & set(cited_numbers(draft.citations))
    if found is None or not (bears or draft.status in _OPEN):
        return beside
    chain = {card.id for card in library.notices.chain(found.card.id)}
    first = replace(shown(found.card, "", as_of, library.notices), facts=found.facts)
    return (first, *(row for row in beside if row.card.id not in chain))[:MOST]


def _may_answer(found: NoticeAnswer, draft: Draft, reading: Reading, library: Library) -> bool:
    """Whether a card may answer: the question names the notice by its number, or the measures have no answer."""
    if reading.asks(Aspect.CONTACT):  # who is to be called, and where an office is, no card says
        return False
    named = numbered_card(reading.text, library.notices) and not reading.numbers
    if words_in(reading.text, library.abbreviations) and draft.status not in _OPEN:
        return False  # RCEP在文中的全名 asks of the measure
    return bool(named) or draft.status in _OPEN or _beyond(found, draft, reading)


def _beyond(found: NoticeAnswer, draft: Draft, reading: Reading) -> bool:
    """Whether a question has a word that no measure has, such as 9810, or the measure found is most unsure."""
    strange = any(has(word, reading.text) for word in found.card.beyond)
    by_topic = draft.form is Form.TOPIC and not reading.numbers
    return by_topic and draft.confidence < (_STRANGE if strange else _UNSURE)


def _beside(
    draft: Draft, reading: Reading, as_of: date, library: Library
) -> tuple[RelatedNotice, ...]:
    if draft.form not in _SHOWN_BESIDE:
        return ()
    focus = draft.focus.of(draft.citations[0].document.text) if draft.focus else ""
    cited = fold(focus or " ".join(c.quote for c in draft.citations)).text
    return related(reading.text, cited_numbers(draft.citations), as_of, library.notices, cited)


def _from_card(
    answer: Answer, found: NoticeAnswer, reading: Reading, as_of: date, library: Library
) -> Answer:
    """An answer from a card, marked as our summary; from the notice's own text where that is held."""
    wording = NoticeWording(library.notices, reading.language)
    held = library.full_text(found.card)
    citations = quotes(library, held, found) if held else ()
    text = wording.quoted(found.card, citations) if citations else wording.answer(found, as_of)
    row = replace(shown(found.card, "", as_of, library.notices), facts=found.facts)
    return replace(
        answer,
        status=Status.ANSWERED,
        text=text,
        citations=citations,
        validity=(),
        standings=standings_of(citations, library, as_of),
        related=_told((row,), reading, as_of, library),
        missing="",
        confidence=_CONFIDENCE,
    )


def quotes(library: Library, parsed: ParsedDocument, found: NoticeAnswer) -> tuple[Citation, ...]:
    """The sentence of a notice's own text that has most of the topics that were asked about; none where it has none."""
    topics = {t for fact in found.facts for t in fact.topics}
    places = list(_sentences(parsed))
    text = parsed.document.text
    scores = [sum(t in fold(s.of(text)).text for t in topics) for _, s in places]
    if not any(scores):
        return ()
    clause, span = places[scores.index(max(scores))]
    return (cite(library, parsed, clause, span),)


def _sentences(parsed: ParsedDocument) -> Iterator[tuple[Clause | None, Span]]:
    for clause in parsed.clauses:
        yield from ((clause, s) for s in (*clause.sentences, clause.heading) if len(s))
    yield from ((None, s) for s in parsed.preamble_sentences)
