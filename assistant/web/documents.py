"""`/doc`: the documents for reading, with contents, deep links, search inside, readings and notices."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from assistant.document_view import (
    LONGEST_SEARCH,
    MOST_HITS,
    DocumentView,
    Part,
    marked_span,
    view,
)
from assistant.model import Language, Validity
from assistant.notice_wording import mark, worded
from assistant.related import RelatedNotice
from assistant.web.pages import HEADERS, READ, Site, language_named, render
from assistant.web.ports import Texts
from corpus.library import Library
from corpus.model import Clause, Span
from corpus.reading import simplified_reading


def documents_router(texts: Texts) -> APIRouter:
    """The list of documents and a page for each."""
    router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)

    @router.api_route("/doc", methods=READ)
    def documents(request: Request) -> HTMLResponse:
        return _listed(texts, _site(request), 200)

    @router.api_route("/doc/{document_id}", methods=READ)
    def document(request: Request, document_id: str) -> HTMLResponse:
        site = _site(request)
        if document_id not in texts.library.parsed:
            return _listed(texts, site, 404, absent=document_id)
        shown = _Shown(texts, site, document_id)
        return HTMLResponse(render("document.html", site, shown=shown), headers=HEADERS)

    return router


def _site(request: Request) -> Site:
    query = tuple(request.query_params.multi_items())
    return Site(request.url.path, language_named(request.query_params.get("lang", "")), query)


def _listed(texts: Texts, site: Site, status: int, absent: str = "") -> HTMLResponse:
    library = texts.library
    page = render(
        "documents.html",
        site,
        documents=library.catalogue,
        own=library.entries,
        absent=absent[:LONGEST_SEARCH],
        read=_reader(site.language),
    )
    return HTMLResponse(page, status, headers=HEADERS)


def _reader(language: Language) -> object:
    return simplified_reading if language is Language.HANS else str


@dataclass(frozen=True)
class _Found:
    """What a search found: `hit` is the present one, 0 where there is none."""

    search: str
    count: int
    hit: int

    @property
    def previous(self) -> int:
        return self.hit - 1 if self.hit > 1 else self.count

    @property
    def next(self) -> int:
        return self.hit + 1 if self.hit < self.count else 1


class _Shown:
    """A document as the template shows it."""

    most, longest = MOST_HITS, LONGEST_SEARCH

    def __init__(self, texts: Texts, site: Site, document_id: str) -> None:
        self._library: Library = texts.library
        self._site, self.today = site, texts.today()
        asked = dict(site.query)
        self.document = self._library.document(document_id)
        start, end = asked.get("start", ""), asked.get("end", "")
        span = marked_span(start, end, self.document.text)
        self.mark_wrong = bool(start or end) and span is None
        search = asked.get("q", "").strip()
        self.search_cut = len(search) > LONGEST_SEARCH
        self.view: DocumentView = view(
            self._library, document_id, self.today, mark=span, search=search
        )
        self.found = _Found(search, self.view.hits, _number(asked.get("hit", ""), self.view.hits))
        self.own = document_id in self._library.entries
        self.side_by_side = self._has_reading and asked.get("view") != "source"

    @property
    def _has_reading(self) -> bool:
        if self._site.language is Language.EN:
            return bool(self._library.renderings[self.document.id].sentences)
        return self._site.language is Language.HANS and self.view.script == "zh-Hant"

    @property
    def can_choose(self) -> bool:
        """Whether there is a reading to show or to hide."""
        return self._has_reading

    @property
    def reading_lang(self) -> str:
        """The language of the reading."""
        return self._site.language.value

    @property
    def has_headings(self) -> bool:
        """Whether clauses stand below headings of chapters."""
        return bool(self.view.parsed.headings)

    @property
    def titled(self) -> list[Part]:
        """The parts that a table of contents has."""
        return [p for p in self.view.parts if p.title]

    @property
    def clause_at_mark(self) -> Clause | None:
        """The clause in which the marked place begins."""
        return self.view.marked_clause

    @property
    def first_marked(self) -> int | None:
        """Where the first piece that is marked begins."""
        return self.view.mark.start if self.view.mark else None

    def source(self, span: Span) -> str:
        """A stretch of the source, as it is."""
        return span.of(self.view.text)

    def title_read(self, part: Part) -> str:
        """The reading of a part's title; "" where there is none."""
        if not (self._has_reading and part.title):
            return ""
        if self._site.language is Language.EN:
            headings = self._library.renderings[self.document.id].headings
            return headings.get(part.clause.number, "") if part.clause else ""
        return simplified_reading(self.source(part.title.span))

    def readings(self, part: Part) -> list[str]:
        """The reading of a part's lines, a paragraph each."""
        if self._site.language is not Language.EN:
            return [simplified_reading(self.source(line.span)) for line in part.lines]
        renderings = self._library.renderings[self.document.id]
        sentences = part.clause.sentences if part.clause else self.view.parsed.preamble_sentences
        whole = renderings.of_clause(sentences)
        return [whole] if whole else []

    def badges(self, part: Part) -> list[tuple[str, str]]:
        """The states of a clause's periods and targets, each once: kind and words."""
        return badges(part.validity, self._site)

    def notices(self, part: Part) -> Iterable[RelatedNotice]:
        """The cards of a clause in the page's language."""
        return worded(part.notices, self._library.notices, self._site.language, self.today)

    @property
    def notice_mark(self) -> str:
        """What every card is marked as."""
        return mark(self._site.language)

    @property
    def over(self) -> bool:
        """Whether the document says that it is valid no longer."""
        return bool(self.document.valid_to and self.today > self.document.valid_to)


def badges(validity: Iterable[Validity], site: Site) -> list[tuple[str, str]]:
    """The states of periods and targets, each once: kind and words."""
    said = {}
    for v in validity:
        template: str = getattr(site.words, v.state.value)
        words = template.format(first=v.first, last=v.last, year=v.last.year)
        said[words] = v.state.value
    return [(kind, words) for words, kind in said.items()]


def _number(said: str, count: int) -> int:
    """A hit's number from the address, within what was found; the first where it is none."""
    whole = int(said) if said.isascii() and said.isdecimal() and len(said) < 6 else 1
    return min(max(whole, 1), count)
