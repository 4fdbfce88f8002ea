"""The HTTP interface: FastAPI over one Assistant."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from typing import Annotated, Any

from fastapi import FastAPI, Query, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from pydantic import BaseModel, ConfigDict
from starlette.exceptions import HTTPException as StarletteHTTPException
from typing_extensions import TypedDict

from assistant.answer import LONGEST
from assistant.batch import question_from
from assistant.bootstrap import Assistant
from assistant.citation import units_of
from assistant.contract import AnswerRow, answer_row
from assistant.errors import FirmError, QuestionError
from assistant.model import Language
from assistant.web.assets import assets_router
from assistant.web.documents import documents_router
from assistant.web.matching import matching_router
from corpus.errors import UnknownDocument
from corpus.library import Library
from corpus.model import Clause, ParsedDocument

_LARGEST_BODY = 256 * 1024
_LOG = logging.getLogger(__name__)
_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'self'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; "
        "img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self'; form-action 'self'; "
        "frame-ancestors 'self'; base-uri 'self'; object-src 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
}


class TurnIn(BaseModel):
    """An earlier message: role user or assistant."""

    role: str
    content: str


class AskIn(BaseModel):
    """A question with its circumstances."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {"question": "货卖到国外被退回来了,还要不要交税", "as_of": "2026-11-23"},
                {
                    "question": "那谁负责?",
                    "history": [
                        {"role": "user", "content": "海外仓备案要交纸质材料吗"},
                        {"role": "assistant", "content": "适用第十一条……"},
                    ],
                },
            ]
        }
    )
    question: str
    history: list[TurnIn] = []
    as_of: str | None = None
    language: Language | None = None


class HitRow(TypedDict):
    """A passage found by search."""

    document_id: str
    clause: int | None
    heading: str
    text: str
    start: int
    end: int
    score: float


class ClauseRow(TypedDict):
    """A clause of a document. `text` is verbatim from `start` to `end`."""

    document_id: str
    number: int
    label: str
    heading: str
    text: str
    start: int
    end: int
    sentences: list[str]
    units: list[str]
    units_full: list[str]


class DocumentRow(TypedDict):
    """A document's metadata; `own` tells that the user added it."""

    id: str
    kind: str
    title: str
    number: str | None
    issuer: str | None
    issued: str | None
    clauses: int
    own: bool
    sha256: str
    source: str
    conversion: str


class HealthRow(TypedDict):
    """What is being served."""

    status: str
    corpus_version: str
    index_version: str
    encoder: str


class ErrorRow(TypedDict):
    """One sentence on what went wrong and what would be right."""

    error: str


_ERRORS: dict[int | str, dict[str, Any]] = {
    400: {"model": ErrorRow},
    404: {"model": ErrorRow},
    413: {"model": ErrorRow},
    422: {"model": ErrorRow},
}


def create_api(assistant: Assistant) -> FastAPI:
    """The application for one assistant, which stays open as long as the application lives."""
    app = FastAPI(
        title="渝策 · policy answers",
        description="Answers from the source text: the clause verbatim, the responsible units, validity, typed refusals.",
        version="1",
        docs_url=None,  # the documentation page would load scripts from another host
        redoc_url=None,
        responses=_ERRORS,
    )
    app.middleware("http")(_guard)
    _handle_errors(app)
    _add_routes(app, assistant)
    _add_document_routes(app, assistant)
    app.include_router(assets_router())
    app.include_router(documents_router(assistant))
    app.include_router(matching_router(assistant))
    return app


async def _guard(request: Request, call_next: Callable[[Request], Awaitable[Response]]) -> Response:
    """Declines a body that says it is too large, answers an unexpected failure, and puts the headers on every response."""
    length = request.headers.get("content-length", "0")
    if length.isdigit() and int(length) > _LARGEST_BODY:
        response: Response = _fault(
            413, f"the body has {length} bytes; {_LARGEST_BODY} are the most"
        )
    else:
        response = await _answered(request, call_next)
    for name, value in _HEADERS.items():
        response.headers.setdefault(name, value)
    return response


async def _answered(
    request: Request, call_next: Callable[[Request], Awaitable[Response]]
) -> Response:
    try:
        return await call_next(request)
    except Exception:  # what is inside stays inside: the log has it, the asker gets one sentence
        _LOG.exception("%s %s failed", request.method, request.url.path)
        return _fault(500, "something unexpected went wrong; please try again")


def _fault(status: int, sentence: str) -> JSONResponse:
    return JSONResponse({"error": sentence}, status)


def _handle_errors(app: FastAPI) -> None:
    def told(status: int) -> Callable[[Request, Exception], Awaitable[Response]]:
        async def handler(request: Request, error: Exception) -> Response:
            return _fault(status, str(error))

        return handler

    async def invalid(request: Request, error: Exception) -> Response:
        faults = error.errors() if isinstance(error, RequestValidationError) else []
        said = "; ".join(f"{'.'.join(map(str, f['loc']))}: {f['msg']}" for f in faults)
        return _fault(422, f"the request is wrong: {said}")

    async def declined(request: Request, error: Exception) -> Response:
        if isinstance(error, StarletteHTTPException):
            return _fault(error.status_code, str(error.detail))
        return _fault(500, "something unexpected went wrong; please try again")

    app.add_exception_handler(QuestionError, told(400))
    app.add_exception_handler(FirmError, told(422))
    app.add_exception_handler(UnknownDocument, told(404))
    app.add_exception_handler(RequestValidationError, invalid)
    app.add_exception_handler(StarletteHTTPException, declined)


def _add_routes(app: FastAPI, assistant: Assistant) -> None:
    @app.post("/api/v1/ask", max_body_size=_LARGEST_BODY)
    def ask(body: AskIn) -> AnswerRow:
        """Answer a question, with verbatim quotes, units and validity, or a typed refusal."""
        asked = question_from(body.model_dump(exclude={"language"}))
        answer = assistant.ask(
            asked.text, history=asked.history, as_of=asked.as_of, language=body.language
        )
        return answer_row(answer)

    @app.get("/api/v1/search")
    def search(
        q: Annotated[str, Query(min_length=1, max_length=LONGEST, examples=["海外仓"])],
        limit: Annotated[int, Query(ge=1, le=50)] = 10,
    ) -> list[HitRow]:
        """Passages of the official texts, best first, each with its place."""
        return [_hit_row(assistant, hit) for hit in assistant.search(q, limit)]

    @app.get("/healthz")
    def healthz() -> HealthRow:
        """Whether the service is up, and which corpus, index and encoder it serves."""
        return {
            "status": "ok",
            "corpus_version": assistant.library.version,
            "index_version": assistant.index.version,
            "encoder": assistant.encoder.name,
        }


def _add_document_routes(app: FastAPI, assistant: Assistant) -> None:
    main = assistant.library.main

    @app.get("/api/v1/clauses")
    def clauses() -> list[ClauseRow]:
        """All clauses of the policy."""
        return [clause_row(assistant, clause) for clause in main.clauses]

    @app.get("/api/v1/clauses/{number}")
    def clause(number: int) -> ClauseRow:
        """One clause by its number."""
        return clause_row(assistant, assistant.library.clause(main.document.id, number))

    @app.get("/api/v1/documents")
    def documents() -> list[DocumentRow]:
        """The documents held, with their provenance and digests; the user's own come last."""
        library = assistant.library
        return [_document_row(library, p) for p in library.parsed.values()]

    @app.get("/api/v1/documents/{document_id}/clauses")
    def document_clauses(document_id: str) -> list[ClauseRow]:
        """All clauses of a document."""
        assistant.library.document(document_id)
        clauses = assistant.library.parsed[document_id].clauses
        return [clause_row(assistant, clause) for clause in clauses]

    @app.get("/api/v1/documents/{document_id}/clauses/{number}")
    def document_clause(document_id: str, number: int) -> ClauseRow:
        """One clause of a document by its number."""
        return clause_row(assistant, assistant.library.clause(document_id, number))


def _hit_row(assistant: Assistant, hit: Any) -> HitRow:
    passage = hit.passage
    parsed = assistant.library.parsed[passage.document_id]
    clause = parsed.clause(passage.clause) if passage.clause else None
    return {
        "document_id": passage.document_id,
        "clause": passage.clause,
        "heading": parsed.heading_text(clause) if clause else "",
        "text": passage.span.of(parsed.document.text),
        "start": passage.span.start,
        "end": passage.span.end,
        "score": round(hit.score, 6),
    }


def clause_row(assistant: Assistant, clause: Clause) -> ClauseRow:
    """A clause as plain data."""
    parsed = assistant.library.parsed[clause.document_id]
    text = parsed.document.text
    units = units_of(assistant.library, parsed, clause)
    return {
        "document_id": clause.document_id,
        "number": clause.number,
        "label": clause.label,
        "heading": parsed.heading_text(clause),
        "text": clause.span.of(text),
        "start": clause.span.start,
        "end": clause.span.end,
        "sentences": [s.of(text) for s in clause.sentences],
        "units": [u.printed for u in units],
        "units_full": [u.full for u in units],
    }


def _document_row(library: Library, parsed: ParsedDocument) -> DocumentRow:
    document = parsed.document
    provenance = document.provenance
    return {
        "id": document.id,
        "kind": document.kind.value,
        "title": document.title,
        "number": document.number,
        "issuer": document.issuer,
        "issued": document.issued.isoformat() if document.issued else None,
        "clauses": len(parsed.clauses),
        "own": document.id in library.own,
        "sha256": document.digest,
        "source": provenance.source if provenance else "",
        "conversion": provenance.conversion if provenance else "",
    }
