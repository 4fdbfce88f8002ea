"""What has changed since: the first card, its state and what must be said, asked of the whole assistant."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.bootstrap import Assistant
from assistant.evaluation.notices import faults, read_notice_questions
from assistant.model import Question

QUESTIONS = Path(__file__).parents[2] / "assistant/evaluation/sets/notices.jsonl"
FLOOR = 0.95


def test_the_set_has_sixty_questions_with_ids_of_their_own() -> None:
    rows = read_notice_questions(QUESTIONS)
    assert len({row.id for row in rows}) == len({row.question for row in rows}) == 60


def test_what_has_changed_since_is_told(assistant: Assistant) -> None:
    rows = read_notice_questions(QUESTIONS)
    asked = {row.id: assistant.ask(Question(row.question, as_of=row.as_of)) for row in rows}
    wrong = {row.id: found for row in rows if (found := faults(asked[row.id], row))}
    if len(wrong) > (1 - FLOOR) * len(rows):
        pytest.fail("\n".join(f"{key}: {found}" for key, found in wrong.items()), pytrace=False)
