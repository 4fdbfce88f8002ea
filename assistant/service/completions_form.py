"""Chat completions in OpenAI's form: a request's messages as a question, an answer as a completion or as its chunks.

Messages of the roles system, developer and tool are read by nobody: no instruction changes what is answered. Parameters
that mean nothing here (temperature, tools, n, …) are taken and have no effect.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal, NotRequired

from pydantic import BaseModel, ConfigDict
from typing_extensions import TypedDict

from assistant.batch import question_from
from assistant.contract import AnswerRow, answer_row
from assistant.errors import QuestionError
from assistant.model import Answer, Language, Question
from assistant.present import as_plain_text

MODEL = "yuce"
_PIECE = 24  # characters a chunk: enough for a chat window to look alive
_SPEAKERS = ("user", "assistant")


class ContentPart(BaseModel):
    """A part of a message; parts that are no text are left out."""

    model_config = ConfigDict(extra="ignore")
    type: str
    text: str = ""


class MessageIn(BaseModel):
    """A message of the talk."""

    model_config = ConfigDict(extra="ignore")
    role: str
    content: str | list[ContentPart] | None = None

    def text(self) -> str:
        """What it says."""
        if isinstance(self.content, str):
            return self.content
        return "\n".join(p.text for p in self.content or () if p.type == "text")


class StreamOptions(BaseModel):
    """What else is wanted of a stream."""

    model_config = ConfigDict(extra="ignore")
    include_usage: bool = False


class CompletionIn(BaseModel):
    """A request for a completion. `as_of` and `language` are ours: a day such as 2025-06-01, and the answer's language."""

    model_config = ConfigDict(
        extra="ignore",
        json_schema_extra={
            "examples": [
                {
                    "model": MODEL,
                    "messages": [{"role": "user", "content": "海外仓备案要交纸质材料吗"}],
                }
            ]
        },
    )
    messages: list[MessageIn]
    model: str = MODEL
    stream: bool | None = None
    stream_options: StreamOptions | None = None
    as_of: str | None = None
    language: Language | None = None

    def asked(self) -> Question:
        """The last message as the question, the others of user and assistant as what was said before.

        Raises:
            QuestionError: there is no message of a user, or `as_of` is no day.
        """
        said = [m for m in self.messages if m.role in _SPEAKERS]
        last = max((i for i, m in enumerate(said) if m.role == "user"), default=None)
        if last is None:
            wanted = '{"role": "user", "content": "海外仓备案要交纸质材料吗"}'
            raise QuestionError(f"messages has none of a user; the last should be like {wanted}")
        history = [{"role": m.role, "content": m.text()} for m in said[:last]]
        raw = question_from(
            {"question": said[last].text(), "history": history, "as_of": self.as_of}
        )
        return Question(raw.text, raw.history, raw.as_of, self.language)


class MessageRow(TypedDict):
    """The message that answers: the text, then every quote with its place and units."""

    role: Literal["assistant"]
    content: str
    refusal: None


class ChoiceRow(TypedDict):
    """The one answer."""

    index: int
    message: MessageRow
    finish_reason: Literal["stop"]
    logprobs: None


class UsageRow(TypedDict):
    """Always nought: nothing is counted or charged."""

    prompt_tokens: int
    completion_tokens: int
    total_tokens: int


class CompletionRow(TypedDict):
    """A completion; `yuce` has the answer in the contract's form."""

    id: str
    object: Literal["chat.completion"]
    created: int
    model: str
    choices: list[ChoiceRow]
    usage: UsageRow
    yuce: AnswerRow


class DeltaRow(TypedDict):
    """What a chunk adds."""

    role: NotRequired[Literal["assistant"]]
    content: NotRequired[str]


class ChunkChoiceRow(TypedDict):
    """A chunk's part of the one answer."""

    index: int
    delta: DeltaRow
    finish_reason: Literal["stop"] | None
    logprobs: None


class ChunkRow(TypedDict):
    """A chunk of a completion; the last with a choice has `yuce`."""

    id: str
    object: Literal["chat.completion.chunk"]
    created: int
    model: str
    choices: list[ChunkChoiceRow]
    usage: NotRequired[UsageRow | None]
    yuce: NotRequired[AnswerRow]


class ModelRow(TypedDict):
    """The one model that there is."""

    id: str
    object: Literal["model"]
    created: int
    owned_by: str


class ModelsRow(TypedDict):
    """The models that there are."""

    object: Literal["list"]
    data: list[ModelRow]


NO_USAGE: UsageRow = {"prompt_tokens": 0, "completion_tokens": 0, "total_tokens": 0}


def completion(answer: Answer, created: int) -> CompletionRow:
    """An answer as a completion."""
    message: MessageRow = {"role": "assistant", "content": as_plain_text(answer), "refusal": None}
    return {
        "id": f"chatcmpl-{answer.id}",
        "object": "chat.completion",
        "created": created,
        "model": MODEL,
        "choices": [{"index": 0, "message": message, "finish_reason": "stop", "logprobs": None}],
        "usage": NO_USAGE,
        "yuce": answer_row(answer),
    }


def chunk(
    name: str, created: int, delta: DeltaRow, finish: Literal["stop"] | None = None
) -> ChunkRow:
    """A chunk of the completion of this name."""
    choice: ChunkChoiceRow = {
        "index": 0,
        "delta": delta,
        "finish_reason": finish,
        "logprobs": None,
    }
    return {
        "id": name,
        "object": "chat.completion.chunk",
        "created": created,
        "model": MODEL,
        "choices": [choice],
    }


def answer_chunks(answer: Answer, name: str, created: int, *, usage: bool) -> Iterator[ChunkRow]:
    """The chunks of an answer after the first: its text in pieces, then the end with the whole answer."""
    text = as_plain_text(answer)
    for at in range(0, len(text), _PIECE):
        yield chunk(name, created, {"content": text[at : at + _PIECE]})
    yield {**chunk(name, created, {}, "stop"), "yuce": answer_row(answer)}
    if usage:
        yield {**chunk(name, created, {}), "choices": [], "usage": NO_USAGE}
