"""Which document a bare article number means: 第七条 is the policy's, unless the talk was of another document."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from assistant.draft import Draft, Form
from assistant.model import Question, Role, Status, Turn
from assistant.own_names import Named
from assistant.understand import Reading, leans
from corpus.library import Library
from corpus.model import ParsedDocument
from corpus.targets import plain_title

_BEGINS = re.compile("《([^《》]*(?:《[^《》]*》[^《》]*)*)》")


def talked_of(history: tuple[Turn, ...], library: Library) -> str | None:
    """The id of the user's own document that the last answer was from, as its first words say: 《樱桃法》第三条：…"""
    said = next((t.content for t in reversed(history) if t.role is Role.ASSISTANT), "")
    begins = _BEGINS.match(said.strip())
    title = plain_title(begins[1]) if begins else ""
    own = library.entries.values()
    return next((e.id for e in own if title and plain_title(e.title) == title), None)


def numbered_before(
    reading: Reading, asked: Question, before: Named | None, library: Library
) -> Named | None:
    """The document of which an article is meant, where the words lean on the talk or the policy has no such measure.

    `before` is what the question before this one named.
    """
    talked = talked_of(asked.history, library)
    named = Named((talked,), "", said=False) if talked else before
    if named is None:
        return None
    parsed, number = library.parsed[named.documents[0]], reading.numbers[0]
    theirs = parsed.clause(number) and not library.main.clause(number)
    return replace(named, rest=reading.text) if leans(asked) or theirs else None


def which_document(numbers: Iterable[int], held: Iterable[ParsedDocument]) -> Draft | None:
    """Asks back which document is meant, where several have an article with the first of the numbers; else None."""
    number = next(iter(numbers), 0)
    having = [p for p in held if p.clause(number)]
    if len(having) < 2:
        return None
    details = tuple((p.document.title, str(number)) for p in having)
    return Draft(Status.NEEDS_CLARIFICATION, Form.WHICH_DOCUMENT, confidence=0.0, details=details)
