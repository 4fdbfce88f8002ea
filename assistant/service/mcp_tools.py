"""The assistant as tools of the Model Context Protocol. The only module that imports the `mcp` SDK."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from importlib.util import find_spec
from typing import TYPE_CHECKING, Annotated, TypeVar

from pydantic import Field
from starlette.types import ASGIApp, Receive, Scope, Send
from typing_extensions import TypedDict

from assistant.answer import LONGEST
from assistant.batch import question_from
from assistant.bootstrap import Assistant
from assistant.contract import AnswerRow, answer_row
from assistant.errors import QuestionError, SettingsError
from assistant.model import Language, Question
from assistant.service.faults import fault
from assistant.service.forms import ClauseRow, HitRow, TurnIn, clause_row, hit_row
from corpus.errors import CorpusError

if TYPE_CHECKING:
    from mcp.server import MCPServer

T = TypeVar("T")
_INSTRUCTIONS = (
    "Answers about Chongqing's measures for cross-border e-commerce, from the source text. Show the user each quote exactly "
    "as given, with its clause, document number and responsible units. A status other than answered is a refusal: pass it "
    "on as one, and add nothing."
)
_Asked = Annotated[
    str, Field(description="The question, in Chinese or English.", max_length=LONGEST)
]
_Day = Annotated[str | None, Field(description="Judge validity on this day, such as 2025-06-01.")]
_History = Annotated[
    list[TurnIn] | None, Field(description="Earlier messages, role user or assistant.")
]
_Number = Annotated[int, Field(description="The clause's number: 7 for 第七条.", ge=0, le=99_999)]
_Document = Annotated[str | None, Field(description="A document's id; the policy where absent.")]
_Words = Annotated[str, Field(description="Words to look for.", min_length=1, max_length=LONGEST)]
_Most = Annotated[int, Field(description="How many at most.", ge=1, le=50)]


class HitsRow(TypedDict):
    """Passages found, best first."""

    hits: list[HitRow]


def mcp_is_installed() -> bool:
    """Whether the SDK is there: it is an extra."""
    return find_spec("mcp") is not None


def tools_server(assistant: Assistant) -> MCPServer:
    """A server with the tools ask, clause and search, each with structured content in the form of the HTTP interface.

    Raises:
        SettingsError: the SDK is not installed.
    """
    if not mcp_is_installed():
        raise SettingsError("the MCP SDK is not installed; pip install 'yuce[mcp]'")
    from mcp.server import MCPServer

    server = MCPServer(
        "yuce",
        title="渝策",
        instructions=_INSTRUCTIONS,
        version="1",
        log_level="WARNING",
    )
    _add_ask(server, assistant)
    _add_texts(server, assistant)
    return server


def _add_ask(server: MCPServer, assistant: Assistant) -> None:
    @server.tool()
    def ask(
        question: _Asked,
        history: _History = None,
        as_of: _Day = None,
        language: Language | None = None,
    ) -> AnswerRow:
        """Answer a question about the policy: verbatim quotes, responsible units, validity, or a typed refusal."""
        turns = [t.model_dump() for t in history or ()]
        return _told(lambda: _answer(assistant, question, turns, as_of, language))


def _answer(
    assistant: Assistant,
    question: str,
    history: list[dict[str, str]],
    as_of: str | None,
    language: Language | None,
) -> AnswerRow:
    raw = question_from({"question": question, "history": history, "as_of": as_of})
    return answer_row(assistant.ask(Question(raw.text, raw.history, raw.as_of, language)))


def _add_texts(server: MCPServer, assistant: Assistant) -> None:
    @server.tool()
    def clause(number: _Number, document_id: _Document = None) -> ClauseRow:
        """One clause with its whole text, verbatim, and its responsible units."""
        library = assistant.library
        named = library.main.document.id if document_id is None else document_id
        return _told(lambda: clause_row(library, library.clause(named, number)))

    @server.tool()
    def search(words: _Words, limit: _Most = 10) -> HitsRow:
        """Passages of the official texts, best first, each with its place."""
        library = assistant.library
        return {"hits": [hit_row(library, hit) for hit in assistant.search(words, limit)]}


def _told(call: Callable[[], T]) -> T:
    """What a call gives; an expected error becomes one that the model may read."""
    from mcp.server.mcpserver.exceptions import ToolError

    try:
        return call()
    except (QuestionError, CorpusError) as error:
        raise ToolError(str(error)) from error


class ToolsOverHttp:
    """ASGI: the tools by streamable HTTP, keeping no sessions. Served while `running` is entered, else 503.

    Hosts and origins are not checked here: nothing is kept that a rebound name could reach, and keys are no cookies.
    """

    def __init__(self, assistant: Assistant, largest_body: int) -> None:
        self._assistant, self._largest = assistant, largest_body
        self._app: ASGIApp | None = None

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Serve as long as this is entered."""
        from mcp.server.transport_security import TransportSecuritySettings

        server = tools_server(self._assistant)
        server.streamable_http_app(
            stateless_http=True,
            json_response=True,
            max_request_body_size=self._largest,
            transport_security=TransportSecuritySettings(enable_dns_rebinding_protection=False),
        )
        async with server.session_manager.run():
            self._app = server.session_manager.asgi_app
            try:
                yield
            finally:
                self._app = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Take a request."""
        app = self._app or fault(scope["path"], 503, "the tools are not being served now")
        await app(scope, receive, send)


def serve_stdio(assistant: Assistant) -> None:
    """Serve the tools on standard input and output until the client goes.

    Raises:
        SettingsError: the SDK is not installed.
    """
    tools_server(assistant).run("stdio")
