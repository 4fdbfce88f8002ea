"""The console's routes, put together."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response

from assistant.desk import calls, looking_up, overseeing, programs, queue, sign_in, teaching
from assistant.desk.door import Desk, DeskRoute
from assistant.desk.pages import static_file
from assistant.desk.ports import Answers, Learner
from assistant.desk.results import Results
from assistant.evaluation.figures import Figures
from assistant.records.opening import Records
from assistant.validity import today

_KEPT = "public, max-age=31536000, immutable"


def desk_router(
    assistant: Answers,
    records: Records,
    *,
    learner: Learner | None = None,
    clock: Callable[[], date] = today,
    quality: Callable[[], Figures | None] = lambda: None,
) -> APIRouter:
    """The console at /desk, for `app.include_router`.

    Args:
        assistant: answers and finds.
        records: the stores that the console reads and writes.
        learner: takes approved proposals into the answers; None: proposals are kept and cannot be approved.
        clock: the day in Shanghai, for validity and the dashboard.
        quality: the figures of the last evaluation, None where there was none.
    """
    desk = Desk(assistant, records, Results(assistant, clock), learner, clock, quality)

    def provided(request: Request) -> None:
        request.state.desk = desk

    router = APIRouter(
        dependencies=[Depends(provided)], include_in_schema=False, default_response_class=Response
    )
    router.add_api_route(
        "/desk/static/{name}", _static, methods=["GET"], route_class_override=DeskRoute
    )
    for part in (sign_in, looking_up, calls, queue, teaching, overseeing, programs):
        router.include_router(part.router)
    return router


def _static(name: str) -> Response:
    """A static file; its address changes with its content."""
    file = static_file(name)
    if file is None:
        return Response(status_code=404)
    return Response(file.content, media_type=file.media_type, headers={"Cache-Control": _KEPT})
