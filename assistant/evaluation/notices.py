"""Questions on what has changed since: which card comes first, its state, what must be said and what must not.

A row of the file: `id`, `question`, `as_of`, `cards` (ids that may come first), `state`, `facts`, `forbidden`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from assistant.model import Answer, Question
from assistant.present import as_plain_text
from corpus.rows import read_rows

_FIELDS = ("id", "question", "as_of", "cards", "state", "facts", "forbidden")


@dataclass(frozen=True, slots=True)
class NoticeQuestion:
    """A question with what its answer must show."""

    id: str
    question: str
    as_of: date
    cards: tuple[str, ...]
    state: str
    facts: tuple[str, ...]
    forbidden: tuple[str, ...]


def read_notice_questions(path: Path) -> tuple[NoticeQuestion, ...]:
    """Read a file of such questions.

    Raises:
        ReadingError: the file is unreadable.
        ManifestError: a row is broken; every faulty row is named.
    """
    return read_rows(path, _FIELDS, _row)


def _row(raw: dict[str, object]) -> NoticeQuestion:
    def texts(name: str) -> tuple[str, ...]:
        values = raw[name]
        if not isinstance(values, list):
            raise ValueError(f"{name} must be a list, not {values!r}")
        return tuple(map(str, values))

    return NoticeQuestion(
        id=str(raw["id"]),
        question=str(raw["question"]),
        as_of=date.fromisoformat(str(raw["as_of"])),
        cards=texts("cards"),
        state=str(raw["state"]),
        facts=texts("facts"),
        forbidden=texts("forbidden"),
    )


def faults(answer: Answer, wanted: NoticeQuestion) -> list[str]:
    """What is wrong with the answer to a question; nothing where it is right."""
    if not answer.related:
        return [f"no card; {answer.status}"]
    first = next((r for r in answer.related if r.card.id in wanted.cards), answer.related[0])
    said = as_plain_text(answer)
    wrong = [f"lacks {fact}" for fact in wanted.facts if fact not in said]
    wrong += [f"says {text}" for text in wanted.forbidden if text in said]
    if answer.related[0].card.id not in wanted.cards:
        wrong.append(f"first card {answer.related[0].card.id}")
    if first.state.value != wanted.state:
        wrong.append(f"state {first.state}")
    return wrong


def notice_lines(ask: Callable[[Question], Answer], path: Path) -> Iterator[str]:
    """A line for each question that is not right, and how many are."""
    questions = read_notice_questions(path)
    wrong = 0
    for wanted in questions:
        found = faults(ask(Question(wanted.question, as_of=wanted.as_of)), wanted)
        wrong += bool(found)
        if found:
            yield f"{wanted.id} {wanted.question}: {'; '.join(found)}"
    yield f"{len(questions) - wrong} of {len(questions)} right"
