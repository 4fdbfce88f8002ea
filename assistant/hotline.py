"""The hotline's parts put together: the console over its records, what operators teach, and the log of what is asked."""

from __future__ import annotations

import logging
from functools import partial
from importlib.resources import as_file, files

from fastapi import APIRouter

from assistant.bootstrap import Assistant
from assistant.contract import answer_row
from assistant.desk.router import desk_router
from assistant.evaluation.figures import read_figures
from assistant.evaluation.questions import GoldQuestion, read_questions
from assistant.learning import Learning
from assistant.model import Answer
from assistant.observing import Heard, unheard
from assistant.records.errors import RecordsError
from assistant.records.model import Channel
from assistant.records.opening import Records

API, PAGE = Channel.API, Channel.PAGE
_LOG = logging.getLogger(__name__)


def hotline(assistant: Assistant, records: Records) -> APIRouter:
    """The console at /desk: approvals are tried on the evaluation questions that ship with the package."""
    settings = assistant.settings
    learner = Learning(assistant, records.proposals, settings.taught, check_questions())
    figures = partial(read_figures, settings.evaluation)
    return desk_router(assistant, records, learner=learner, quality=figures)


def check_questions() -> tuple[GoldQuestion, ...]:
    """The evaluation questions that a change must not break."""
    with as_file(files("assistant.evaluation").joinpath("sets")) as folder:
        return tuple(
            question
            for name in ("tune", "held_out")
            for question in read_questions(folder / f"{name}.jsonl")
        )


def heard(records: Records | None, channel: Channel) -> Heard:
    """Keeps what is asked in the records' log; a database that is away costs the log, not the answer."""
    if records is None:
        return unheard
    asked = records.asked

    def keep(answer: Answer) -> None:
        try:
            asked.add(answer_row(answer), channel)
        except RecordsError as error:
            _LOG.warning("a question could not be logged: %s", error)

    return keep
