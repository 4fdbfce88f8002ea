"""What kind of request a path is: what it costs, and who may ask it."""

from __future__ import annotations

from enum import StrEnum


class Kind(StrEnum):
    """What a request costs its client."""

    QUESTION = "questions"  # an answer is made
    REQUEST = "requests"  # something is looked up
    FREE = "free"  # a file of the page, or a sign of life


_QUESTIONS = frozenset({"/api/v1/ask", "/api/v1/ask/stream", "/v1/chat/completions", "/mcp"})
# Every event of the page, a question among them, begins with a post to this path.
_PAGE_EVENT = "/gradio_api/queue/join"
_FILES = ("/assets/", "/static/", "/svelte/", "/gradio_api/", "/theme.css", "/favicon.ico")
_PROGRAMS = ("/api/", "/v1/", "/mcp")


def kind_of(method: str, path: str) -> Kind:
    """The kind of a request.

    >>> kind_of("POST", "/gradio_api/queue/join")
    <Kind.QUESTION: 'questions'>
    """
    if path.rstrip("/") in (*_QUESTIONS, _PAGE_EVENT):
        return Kind.REQUEST if method in ("GET", "HEAD", "OPTIONS") else Kind.QUESTION
    free = path in ("/", "/healthz") or path.startswith(_FILES)
    return Kind.FREE if free and method in ("GET", "HEAD") else Kind.REQUEST


def for_programs(path: str) -> bool:
    """Whether a path is an interface for programs, which may want a key.

    >>> [for_programs(p) for p in ("/api/v1/ask", "/mcp", "/", "/healthz")]
    [True, True, False, False]
    """
    return path.startswith(_PROGRAMS)
