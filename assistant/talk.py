"""A talk as the browser keeps it: questions with the rows of their answers. The server keeps nothing of it.

What comes back from a browser is checked like anything from outside: an exchange that is not one is left out without a
word, and an answer is shown only where the texts held now still bear it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Annotated, Literal, NotRequired

from pydantic import StringConstraints, TypeAdapter, ValidationError
from typing_extensions import TypedDict

from assistant.contract import AnswerRow, answer_row
from assistant.contract_reading import answer_from
from assistant.errors import RowError, SourceChangedError
from assistant.model import Answer, Role, Turn
from assistant.sealing import Seal
from assistant.validity import validity_of
from corpus.library import Library

MOST = 20
"""The most exchanges that are kept; the oldest go first."""
LARGEST = 120_000
"""The most bytes that a kept talk has. It is sent along with every question."""

_Name = Annotated[str, StringConstraints(pattern=r"^[0-9A-Za-z-]{1,40}$")]
_Sealed = Annotated[str, StringConstraints(max_length=64)]


class KeptExchange(TypedDict):
    """A question and its answer's row with the server's seal; `verdict` and `receipt` are what the asker left."""

    question: str
    row: AnswerRow
    seal: NotRequired[_Sealed]
    verdict: NotRequired[Literal["useful", "not_useful"]]
    receipt: NotRequired[_Name]


_KEPT: TypeAdapter[KeptExchange] = TypeAdapter(KeptExchange)
_ID: TypeAdapter[str] = TypeAdapter(_Name)
Talk = tuple[KeptExchange, ...]


@dataclass(frozen=True, slots=True)
class Exchange:
    """A question as it is shown: with its answer, or the sentence that says why there is none; neither while it is sought.

    `changed` tells that the answer is no longer of the texts held (it is not shown), `aged` that the texts or the day are
    others, though every quote was found again. `id` names the exchange on the page, "" while the answer is sought.
    """

    question: str
    answer: Answer | None = None
    fault: str = ""
    id: str = ""
    changed: bool = False
    aged: bool = False
    verdict: str = ""
    receipt: str = ""


def read_talk(text: str) -> Talk:
    """What a browser kept; what is not an exchange is left out, and all of it where it is too large or no JSON."""
    if len(text.encode("utf-8", "replace")) > 2 * LARGEST:
        return ()
    try:
        rows = json.loads(text or "[]")
    except (ValueError, RecursionError):
        return ()
    if not isinstance(rows, list):
        return ()
    found = [kept for row in rows[-MOST:] if (kept := _exchange(row))]
    return tuple({kept["row"]["id"]: kept for kept in found}.values())


def _exchange(data: object) -> KeptExchange | None:
    try:
        kept = _KEPT.validate_python(data)
        _ID.validate_python(kept["row"]["id"])  # it becomes an attribute of the page
    except ValidationError:
        return None
    return kept


def written(talk: Sequence[KeptExchange]) -> str:
    """The talk for the browser to keep: at most MOST exchanges and LARGEST bytes, the latest."""
    kept = [json.dumps(e, ensure_ascii=False, separators=(",", ":")) for e in talk[-MOST:]]
    while len(kept) > 1 and sum(len(e.encode()) + 1 for e in kept) > LARGEST:
        kept.pop(0)
    return f"[{','.join(kept)}]" if kept else ""


def with_answer(talk: Talk, question: str, answer: Answer, seal: Seal) -> Talk:
    """The talk with one exchange more, sealed."""
    row, asked = answer_row(answer), question.encode("utf-8", "replace").decode()
    return (*talk, {"question": asked, "row": row, "seal": seal.of(row)})


def history(talk: Iterable[KeptExchange]) -> tuple[Turn, ...]:
    """The talk as plain turns, as every client gives it."""
    pairs = ((e["question"], e["row"]["text"]) for e in talk)
    return tuple(turn for q, a in pairs for turn in (Turn(Role.USER, q), Turn(Role.ASSISTANT, a)))


def shown(talk: Iterable[KeptExchange], library: Library, today: date) -> tuple[Exchange, ...]:
    """The exchanges as they are to be shown over the texts held now."""
    return tuple(e for kept in talk if (e := _shown(kept, library, today)))


def _shown(kept: KeptExchange, library: Library, today: date) -> Exchange | None:
    row = kept["row"]
    verdict, receipt = kept.get("verdict", ""), kept.get("receipt", "")
    exchange = Exchange(kept["question"], id=row["id"], verdict=verdict, receipt=receipt)
    try:
        answer = answer_from(row, library)
    except SourceChangedError:
        return replace(exchange, changed=True)
    except RowError:
        return None
    return replace(exchange, answer=answer, aged=_is_aged(answer, library, today))


def _is_aged(answer: Answer, library: Library, today: date) -> bool:
    """Whether the texts are of another version, or a period that was running is over by now."""
    now = {(v.clause, v.span, v.last): v.state for v in validity_of(answer.citations, today)}
    judged = any(now.get((v.clause, v.span, v.last)) is not v.state for v in answer.validity)
    return judged or answer.corpus_version != library.version
