"""`/match`: which measures fit a firm: a form whose answers stand in the address, the result to print or download, and as data."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse
from pydantic import BaseModel, ConfigDict, Field

from assistant.contract import CitationRow
from assistant.errors import FirmError, FirmFault
from assistant.firm import QUESTIONS, SIZES, Firm, read_firm
from assistant.matching import Match, match
from assistant.matching_contract import MatchingRow, MeasureRow, OfferRow, matching_row
from assistant.matching_wording import MatchWording
from assistant.model import Language
from assistant.notice_wording import mark
from assistant.web.pages import HEADERS, READ, Site, language_named, render
from assistant.web.ports import Texts
from assistant.web.summary_docx import summary_docx
from corpus.eligibility import ANSWERS, Trait
from corpus.library import Library
from corpus.numerals import to_chinese
from corpus.reading import simplified_reading

_DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_MOST_ANSWERS = 40


class MatchIn(BaseModel):
    """What a firm says of itself; a question that is left out is not answered. Nothing of it is kept.

    Sums are text with a unit: 12亿, 8000万元, USD 30m.
    """

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {"kind": ["seller"], "does": ["export"], "place": "district", "exports": "12亿", "plan": ["warehouse"]}
            ]
        },
    )  # fmt: skip
    kind: list[str] = Field([], max_length=_MOST_ANSWERS, json_schema_extra={"items": {"enum": list(ANSWERS["kind"])}})  # fmt: skip
    does: list[str] = Field([], max_length=_MOST_ANSWERS, json_schema_extra={"items": {"enum": list(ANSWERS["does"])}})  # fmt: skip
    goods: list[str] = Field([], max_length=_MOST_ANSWERS, json_schema_extra={"items": {"enum": list(ANSWERS["goods"])}})  # fmt: skip
    plan: list[str] = Field([], max_length=_MOST_ANSWERS, json_schema_extra={"items": {"enum": list(ANSWERS["plan"])}})  # fmt: skip
    place: str = Field("", json_schema_extra={"enum": ["", *ANSWERS["place"]]})
    zone: str = Field("", json_schema_extra={"enum": ["", *ANSWERS["zone"]]})
    micro: str = Field("", json_schema_extra={"enum": ["", *ANSWERS["micro"]]})
    exports: str = ""
    imports: str = ""
    gmv: str = ""
    as_of: date | None = None
    language: Language = Language.HANS

    def fields(self) -> dict[str, Sequence[str]]:
        """The answers as a form sends them."""
        raw: dict[str, Any] = self.model_dump(include=set(QUESTIONS))
        return {q: [v] if isinstance(v, str) else v for q, v in raw.items()}


def matching_router(texts: Texts) -> APIRouter:
    """The page, its summary as a Word document, and the same as data."""
    router = APIRouter()

    @router.api_route("/match", methods=READ, include_in_schema=False)
    def page(request: Request) -> HTMLResponse:
        site, raw = _asked(request)
        shown = _Shown(texts, site, raw)
        status = 422 if shown.faults else 200
        return HTMLResponse(render("match.html", site, shown=shown), status, headers=HEADERS)

    @router.api_route("/match.docx", methods=READ, include_in_schema=False)
    def summary(request: Request) -> Response:
        site, raw = _asked(request)
        shown = _Shown(texts, site, raw)
        if shown.result is None:
            return HTMLResponse(render("match.html", site, shown=shown), 422, headers=HEADERS)
        content = summary_docx(shown.result, shown.told, site.words, shown.wording)
        name = {"Content-Disposition": 'attachment; filename="match-summary.docx"'}
        return Response(content, media_type=_DOCX, headers={**name, "Cache-Control": "no-store"})

    @router.post("/api/v1/match")
    def matched(body: MatchIn) -> MatchingRow:
        """Which of the measures fit a firm: each once, with its conditions quoted, what is missing, units and validity."""
        as_of = body.as_of or texts.today()
        return _matched(texts.library, read_firm(body.fields()), as_of, body.language)

    return router


def _matched(library: Library, firm: Firm, as_of: date, language: Language) -> MatchingRow:
    return matching_row(match(firm, library, as_of), library, language)


def _asked(request: Request) -> tuple[Site, dict[str, list[str]]]:
    parameters = request.query_params
    language = language_named(parameters.get("lang", ""))
    raw = {q: parameters.getlist(q)[:_MOST_ANSWERS] for q in QUESTIONS}
    kept = tuple((k, v) for k, v in parameters.multi_items() if k in (*QUESTIONS, "lang", "go"))
    return Site(request.url.path, language, kept), raw


@dataclass(frozen=True)
class Choice:
    """One answer that a form offers."""

    value: str
    label: str
    chosen: bool


@dataclass(frozen=True)
class Quoted:
    """A sentence with the offers that it makes, and the runs of it: text, and whether a condition stands there."""

    citation: CitationRow
    runs: tuple[tuple[str, bool], ...]
    offers: tuple[OfferRow, ...]


class _Shown:
    """The form as it was filled in, and the result; None where something in it is wrong, or nothing was sent yet."""

    classes = tuple(Match)

    def __init__(self, texts: Texts, site: Site, raw: Mapping[str, Sequence[str]]) -> None:
        library = texts.library
        self._site, self._raw, self.document = site, raw, library.main.document
        self._text, self.today = library.main.document.text, texts.today()
        self.wording = MatchWording(self.document, site.language)
        self._renderings = library.renderings[self.document.id]
        self.faults: dict[str, FirmFault] = {}
        self.result: MatchingRow | None = None
        self._firm = Firm()
        try:
            self._firm = read_firm(raw)
        except FirmError as error:
            for fault in error.faults:
                self.faults.setdefault(fault.question, fault)
        if site.query and not self.faults and {k for k, _ in site.query} != {"lang"}:
            self.result = _matched(library, self._firm, self.today, site.language)

    @property
    def title(self) -> str:
        """The policy's title as the page's reader has it."""
        return self._read(self.document.title)

    def _read(self, text: str) -> str:
        return simplified_reading(text) if self._site.language is Language.HANS else text

    def say(self, key: str) -> str:
        """A word of the matching."""
        return self.wording.say(key)

    def choices(self, question: str) -> list[Choice]:
        """The answers to a question."""
        return [
            Choice(a, self.wording.answer(Trait(question, a)), a in self._raw.get(question, ()))
            for a in ANSWERS[question]
        ]

    def sum(self, question: str) -> str:
        """What was written for a sum, as it was written."""
        return next(iter(self._raw.get(question, ())), "")

    def fault(self, question: str) -> str:
        """What is wrong with an answer; "" where nothing is."""
        return self.wording.fault(self.faults[question]) if question in self.faults else ""

    @property
    def told(self) -> list[tuple[str, str]]:
        """What was filled in: each question with its answers in words."""
        rows = []
        for question in QUESTIONS:
            if question in SIZES:
                money = self._firm.size(SIZES[question])
                said = money.said if money else ""
            else:
                traits = (Trait(question, a) for a in self._firm.answers(question))
                said = "、".join(map(self.wording.answer, traits))
            rows += [(self.wording.question(question), said)] if said else []
        return rows

    def measures(self, found: Match) -> list[MeasureRow]:
        """The measures of one class."""
        return [m for m in self.result["measures"] if m["match"] == found.value] if self.result else []  # fmt: skip

    def label(self, measure: MeasureRow) -> str:
        """第七条."""
        number = measure["clause"]
        return self._site.words.clause.format(label=to_chinese(number), number=number)

    def read_label(self, measure: MeasureRow) -> str:
        """读原文第七条."""
        number = measure["clause"]
        return self._site.words.match_read.format(label=to_chinese(number), number=number)

    def heading(self, measure: MeasureRow) -> str:
        """A measure's heading as a reading or rendering, else as printed."""
        if self._site.language is Language.EN:
            return self._renderings.headings.get(measure["clause"], measure["heading"])
        return self._read(measure["heading"])

    def quoted(self, measure: MeasureRow) -> list[Quoted]:
        """The sentences of a measure whose offers may interest the firm, each once, in the order of the offers."""
        near = [o for o in measure["offers"] if o["near"]]
        starts = list(dict.fromkeys(o["citation"]["start"] for o in near))
        near.sort(key=lambda o: starts.index(o["citation"]["start"]))
        groups = groupby(near, key=lambda o: o["citation"]["start"])
        return [self._quoted(tuple(offers)) for _, offers in groups]

    def _quoted(self, offers: tuple[OfferRow, ...]) -> Quoted:
        citation = offers[0]["citation"]
        places = {(c["start"], c["end"]) for o in offers for c in o["conditions"]}
        return Quoted(citation, self._runs(citation, places), offers)

    def _runs(
        self, citation: CitationRow, places: Iterable[tuple[int, int]]
    ) -> tuple[tuple[str, bool], ...]:
        inside = [any(a <= i < b for a, b in places) for i in range(citation["start"], citation["end"])]  # fmt: skip
        runs = groupby(zip(citation["quote"], inside, strict=True), key=lambda pair: pair[1])
        return tuple(("".join(c for c, _ in run), held) for held, run in runs)

    def reading(self, citation: CitationRow) -> str:
        """A quote in Simplified characters, or our English for it; "" where neither helps."""
        if self._site.language is Language.HANS:
            return simplified_reading(citation["quote"])
        if self._site.language is Language.HANT:
            return ""
        places = {(s.start, s.end): t for s, t in self._renderings.sentences.items()}
        return places.get((citation["start"], citation["end"]), "")

    def rest(self, measure: MeasureRow) -> list[OfferRow]:
        """The offers of a measure that do not concern the firm."""
        return [o for o in measure["offers"] if not o["near"]]

    def units(self, measure: MeasureRow) -> list[tuple[str, str, bool]]:
        """The units of a measure: as printed, in full, and whether that is confirmed."""
        rows = zip(measure["units"], measure["units_full"], measure["units_confirmed"], strict=True)
        return [(self._read(p), self._read(f), sure) for p, f, sure in rows]

    def local(self, measure: MeasureRow) -> str:
        """The body of the firm's own place; "" where it takes no part."""
        return self._read(measure["local_unit"] or "")

    def badge(self, row: Mapping[str, Any]) -> tuple[str, str]:
        """The state of a period: kind and words."""
        template: str = getattr(self._site.words, row["state"])
        return row["state"], template.format(first=row["from"], last=row["to"], year=row["to"][:4])

    def clause_link(self, measure: MeasureRow, citation: CitationRow | None = None) -> str:
        """Where the clause can be read, with the sentence marked."""
        place = {"start": citation["start"], "end": citation["end"]} if citation else {}
        path = f"/doc/{self.document.id}"
        return f"{self._site.link(path, **place)}#{measure['clause']}"

    @property
    def notice_mark(self) -> str:
        """What every card is marked as."""
        return mark(self._site.language)

    @property
    def download(self) -> str:
        """Where the summary is."""
        return self._site.here().replace("/match?", "/match.docx?", 1)
