"""What has changed since: the first card, its state and what must be said, asked of the whole assistant."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from assistant.bootstrap import Assistant
from assistant.present import as_plain_text

QUESTIONS = Path(__file__).parents[1] / "questions" / "notices.jsonl"
FLOOR = 0.95
ROWS = [json.loads(line) for line in QUESTIONS.read_text(encoding="utf-8").splitlines()]


def faults(assistant: Assistant, row: dict[str, object]) -> list[str]:
    """What is wrong with the answer to a question; nothing where it is right."""
    answer = assistant.ask(str(row["question"]), as_of=date.fromisoformat(str(row["as_of"])))
    if not answer.related:
        return [f"no card; {answer.status}"]
    first = next((r for r in answer.related if r.card.id in row["cards"]), answer.related[0])  # type: ignore[operator]
    said = as_plain_text(answer)
    wrong = [f"lacks {fact}" for fact in row["facts"] if fact not in said]  # type: ignore[attr-defined]
    wrong += [f"says {f}" for f in row["forbidden"] if f in said]  # type: ignore[attr-defined]
    if answer.related[0].card.id not in row["cards"]:  # type: ignore[operator]
        wrong.append(f"first card {[r.card.id for r in answer.related]}")
    if first.state.value != row["state"]:
        wrong.append(f"state {first.state}")
    return wrong


def test_the_set_has_sixty_questions_with_ids_of_their_own() -> None:
    assert len({row["id"] for row in ROWS}) == len({row["question"] for row in ROWS}) == 60


def test_what_has_changed_since_is_told(assistant: Assistant) -> None:
    wrong = {row["id"]: found for row in ROWS if (found := faults(assistant, row))}
    if len(wrong) > (1 - FLOOR) * len(ROWS):
        pytest.fail("\n".join(f"{key}: {found}" for key, found in wrong.items()), pytrace=False)
