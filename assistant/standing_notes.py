"""What an answer says of the state of the documents that it cites, with the place that says so as a citation."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date

from assistant.citation import cite
from assistant.draft import Draft
from assistant.model import Answer, Citation, Language
from assistant.notice_wording import mark
from assistant.wording import Wording
from corpus.library import Library
from corpus.model import ParsedDocument, RelationKind, Span
from corpus.standing import Deed, DocumentStanding, DocumentState

_SHORT = 120


def standings_of(
    citations: Iterable[Citation], library: Library, as_of: date
) -> tuple[DocumentStanding, ...]:
    """The standing of each cited document on a day, in order."""
    cited = dict.fromkeys(citation.document.id for citation in citations)
    return tuple(library.standings.on(key, as_of) for key in cited)


def is_plain(standings: Iterable[DocumentStanding]) -> bool:
    """Whether nothing has to be said of any: in force, and nothing is done to it."""
    return all(s.state is DocumentState.IN_FORCE and not s.deeds for s in standings)


def with_standings(answer: Answer, draft: Draft, as_of: date, library: Library) -> Answer:
    """The answer, with what has to be said of the documents that it cites, and of those that it passes over."""
    told = standings_of(answer.citations, library, as_of)
    passed = standings_of(draft.passed, library, as_of)
    wording = StandingWording(library, answer.language)
    notes = [note for standing in told for note in wording.notes(standing)]
    notes += [wording.passed(c, s) for c, s in zip(draft.passed, passed, strict=True)]
    places = [c for standing in (*told, *passed) for c in _places(standing, library)]
    new = tuple(c for c in dict.fromkeys(places) if c not in answer.citations)
    glue = " " if answer.language is Language.EN else ""
    return replace(
        answer,
        text=glue.join([answer.text, *notes]),
        citations=(*answer.citations, *new),
        standings=(*told, *passed),
    )


def _places(standing: DocumentStanding, library: Library) -> Iterator[Citation]:
    """The sentences that say what is done to a document, where they are held."""
    for deed in standing.deeds:
        if deed.place and deed.place[0] != standing.document_id:
            citation = cited_place(library.parsed[deed.place[0]], deed.place[1], library)
            if citation:
                yield citation


def cited_place(parsed: ParsedDocument, span: Span, library: Library) -> Citation | None:
    """The whole sentences in which a place stands; None where they are of no clause, nor of what is before the first.

    A short clause is cited whole: 「本条例自…起施行。《甲办法》同时废止。」 has the day in another sentence.
    """
    clause = next((c for c in parsed.clauses if c.span.overlaps(span)), None)
    sentences = clause.sentences if clause else parsed.preamble_sentences
    inside = [s for s in sentences if s.overlaps(span)]
    if clause and inside and sentences[-1].end - sentences[0].start <= _SHORT:
        inside = list(sentences)
    return cite(library, parsed, clause, Span(inside[0].start, inside[-1].end)) if inside else None


class StandingWording(Wording):
    """The words for the state of documents."""

    def notes(self, standing: DocumentStanding) -> Iterator[str]:
        """One sentence for each thing that has to be said; none where a document is plainly in force."""
        title = self._title_of(standing)
        if standing.state is not DocumentState.IN_FORCE:
            yield self.say("note", said=self._state(title, standing))
        continued = standing.of_kind(RelationKind.CONTINUES)
        if continued and standing.last and standing.last < standing.as_of and _counts(standing):
            until = self.say("until", day=self._day(continued.last)) if continued.last else ""
            told = {"last": self._day(standing.last), "by": self._by(continued), "until": until}
            yield self.say("doc_continued", title=title, **told)
        amended = standing.of_kind(RelationKind.AMENDS)
        if amended:
            yield self.say("note", said=self._done("doc_amended", title, amended))

    def passed(self, citation: Citation, standing: DocumentStanding) -> str:
        """A place that answers, too, in a document that is not in force: named, and not quoted."""
        place = self.say("own_place", **self._clause(citation.clause)) if citation.clause else ""
        title = self._title_of(standing)
        return self.say("doc_passed", title=title, place=place, why=self._state(title, standing))

    def _title_of(self, standing: DocumentStanding) -> str:
        return self._script(standing.title)

    def _state(self, title: str, standing: DocumentStanding) -> str:
        repealed = standing.of_kind(RelationKind.REPEALS)
        if standing.state is DocumentState.REPEALED and repealed:
            return self._done("doc_repealed", title, repealed)
        if standing.state is DocumentState.EXPIRED and standing.last:
            return self.say("doc_expired", title=title, last=self._day(standing.last))
        assert standing.first is not None, "what is not yet in force has a first day"
        stated = self._library.document(standing.document_id).valid_from
        key = "doc_upcoming" if stated else "doc_unissued"
        days = {"first": self._day(standing.first), "as_of": self._day(standing.as_of)}
        return self.say(key, title=title, **days)

    def _done(self, key: str, title: str, deed: Deed) -> str:
        since = self.say("since_day", day=self._day(deed.first)) if deed.first else ""
        return self.say(key, title=title, since=since, by=self._by(deed))

    def _by(self, deed: Deed) -> str:
        """The other text by title and number; marked where a card or a file beside the text names it."""
        title = f"《{self._script(deed.by.title)}》" if deed.by.title else ""
        number = self._script(deed.by.number or "")
        name = self.say("numbered", title=title, number=number) if title and number else ""
        source = ""
        if deed.place is None:
            source = mark(self._language) if deed.by.notice_id else self.say("from_sidecar")
        return (name or title or number) + (f"〔{source}〕" if source else "")


def _counts(standing: DocumentStanding) -> bool:
    return standing.state is DocumentState.IN_FORCE
