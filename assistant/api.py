"""The HTTP interface: FastAPI over one Assistant."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Annotated, Any

from fastapi import FastAPI, Query, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import Response
from starlette.exceptions import HTTPException as StarletteHTTPException
from starlette.routing import Route

from assistant.answer import LONGEST
from assistant.bootstrap import Assistant
from assistant.contract import AnswerRow, answer_row
from assistant.errors import FirmError, QuestionError, SettingsError
from assistant.observing import Heard, unheard
from assistant.scope import scope_from
from assistant.service.completions import add_completions
from assistant.service.faults import STATUSES, UNEXPECTED, ErrorRow, fault
from assistant.service.forms import (
    AskIn,
    ClauseRow,
    DocumentRow,
    HealthRow,
    HitRow,
    clause_row,
    document_row,
    hit_row,
)
from assistant.service.gates import guard
from assistant.service.keys import KeyChecker, NoKeys
from assistant.service.mcp_tools import ToolsOverHttp, mcp_is_installed
from assistant.service.metering import Meter, Unmetered
from assistant.service.streaming import add_stream
from assistant.terms import Terms
from assistant.web.assets import assets_router
from assistant.web.documents import documents_router
from assistant.web.matching import matching_router
from corpus.errors import UnknownDocument
from corpus.standing import DocumentState

_ERRORS: dict[int | str, dict[str, Any]] = {status: {"model": ErrorRow} for status in STATUSES}


def create_api(
    assistant: Assistant,
    terms: Terms | None = None,
    keys: KeyChecker | None = None,
    meter: Meter | None = None,
    heard: Heard = unheard,
) -> FastAPI:
    """The application for one assistant, which stays open as long as the application lives.

    Args:
        assistant: answers.
        terms: on which requests are taken.
        keys: knows the keys of programs; none is known where absent.
        meter: counts requests.
        heard: is told of every answer that a program was given.

    Raises:
        SettingsError: keys are required, and none are kept.
    """
    terms = terms or Terms()
    if terms.keys_required and keys is None:
        what = "YUCE_API_KEYS_REQUIRED is set, but no keys are kept here"
        raise SettingsError(f"{what}: every program would be declined")
    tools = ToolsOverHttp(assistant, terms.largest_body) if mcp_is_installed() else None

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        if tools is None:
            yield
            return
        async with tools.running():
            yield

    app = FastAPI(
        title="渝策 · policy answers",
        description="Answers from the source text: the clause verbatim, the responsible units, validity, typed refusals.",
        version="1",
        docs_url=None,  # the documentation page would load scripts from another host
        redoc_url=None,
        responses=_ERRORS,
        lifespan=lifespan,
    )
    guard(app, terms, keys or NoKeys(), meter or Unmetered())
    _handle_errors(app)
    _add_routes(app, assistant, heard)
    _add_document_routes(app, assistant)
    app.include_router(assets_router())
    app.include_router(documents_router(assistant))
    app.include_router(matching_router(assistant))
    add_stream(app, assistant, heard)
    add_completions(app, assistant, heard)
    if tools:
        app.router.routes.append(Route("/mcp", tools, include_in_schema=False))
    return app


def _handle_errors(app: FastAPI) -> None:
    def told(status: int) -> Callable[[Request, Exception], Awaitable[Response]]:
        async def handler(request: Request, error: Exception) -> Response:
            return fault(request.url.path, status, str(error))

        return handler

    async def invalid(request: Request, error: Exception) -> Response:
        faults = error.errors() if isinstance(error, RequestValidationError) else []
        said = "; ".join(f"{'.'.join(map(str, f['loc']))}: {f['msg']}" for f in faults)
        return fault(request.url.path, 422, f"the request is wrong: {said}")

    async def declined(request: Request, error: Exception) -> Response:
        path = request.url.path
        if isinstance(error, StarletteHTTPException):
            return fault(path, error.status_code, str(error.detail), error.headers)
        return fault(path, 500, UNEXPECTED)

    app.add_exception_handler(QuestionError, told(400))
    app.add_exception_handler(FirmError, told(422))
    app.add_exception_handler(UnknownDocument, told(404))
    app.add_exception_handler(RequestValidationError, invalid)
    app.add_exception_handler(StarletteHTTPException, declined)


def _add_routes(app: FastAPI, assistant: Assistant, heard: Heard) -> None:
    @app.post("/api/v1/ask")
    def ask(body: AskIn) -> AnswerRow:
        """Answer a question, with verbatim quotes, units and validity, or a typed refusal."""
        answer = assistant.ask(body.asked())
        heard(answer)
        return answer_row(answer)

    @app.get("/api/v1/search")
    def search(
        q: Annotated[str, Query(min_length=1, max_length=LONGEST, examples=["海外仓"])],
        limit: Annotated[int, Query(ge=1, le=50)] = 10,
        document: Annotated[list[str], Query()] = [],  # noqa: B006 - FastAPI copies it
        issuer: Annotated[list[str], Query()] = [],  # noqa: B006
        year: Annotated[list[str], Query()] = [],  # noqa: B006
        state: Annotated[list[DocumentState], Query()] = [],  # noqa: B006
    ) -> list[HitRow]:
        """Passages of the official texts, best first, each with its place; of the shipped ones where nothing limits them."""
        raw = {"documents": document, "issuers": issuer, "years": year, "states": state}
        hits = assistant.search(q, limit, scope_from(raw))
        return [hit_row(assistant.library, hit) for hit in hits]

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
        return [clause_row(assistant.library, clause) for clause in main.clauses]

    @app.get("/api/v1/clauses/{number}")
    def clause(number: int) -> ClauseRow:
        """One clause by its number."""
        return clause_row(assistant.library, assistant.library.clause(main.document.id, number))

    @app.get("/api/v1/documents")
    def documents() -> list[DocumentRow]:
        """The documents held, with their provenance and digests; the user's own come last."""
        library = assistant.library
        today = assistant.today()
        return [document_row(library, entry, today) for entry in library.catalogue]

    @app.get("/api/v1/documents/{document_id}/clauses")
    def document_clauses(document_id: str) -> list[ClauseRow]:
        """All clauses of a document."""
        assistant.library.document(document_id)
        clauses = assistant.library.parsed[document_id].clauses
        return [clause_row(assistant.library, clause) for clause in clauses]

    @app.get("/api/v1/documents/{document_id}/clauses/{number}")
    def document_clause(document_id: str, number: int) -> ClauseRow:
        """One clause of a document by its number."""
        return clause_row(assistant.library, assistant.library.clause(document_id, number))
