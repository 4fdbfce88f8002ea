"""What the rows of a document's data files have in common: a verbatim anchor in a clause, texts, and choices."""

from __future__ import annotations

from enum import StrEnum
from typing import TypeVar

from corpus.model import Clause, ParsedDocument, Span

Choice = TypeVar("Choice", bound=StrEnum)


def anchored(raw: dict[str, object], parsed: ParsedDocument) -> tuple[Clause, Span, Span]:
    """The clause, the place and the sentence of a row with `clause` and `anchor`.

    Raises:
        ValueError: there is no such clause, or the anchor is not within one of its sentences.
    """
    number, anchor = raw["clause"], text_field(raw, "anchor")
    whole = number if isinstance(number, int) and not isinstance(number, bool) else -1
    clause = parsed.clause(whole)
    if clause is None:
        raise ValueError(f"there is no clause {number!r}")
    at = parsed.document.text.find(anchor, clause.span.start, clause.span.end)
    span = Span(max(at, 0), max(at, 0) + len(anchor))
    sentence = next((s for s in clause.sentences if s.contains(span)), None)
    if at < 0 or sentence is None:
        raise ValueError(f"anchor {anchor!r} is not within a sentence of clause {number}")
    return clause, span, sentence


def text_field(raw: dict[str, object], name: str) -> str:
    """A field that must be text and not empty.

    Raises:
        ValueError: it is not.
    """
    value = raw.get(name)
    if not isinstance(value, str) or not value:
        raise ValueError(f"{name} must be text, not {value!r}")
    return value


def choice_field(choices: type[Choice], raw: dict[str, object], name: str) -> Choice:
    """A field that must be one of some choices.

    Raises:
        ValueError: it is not; the choices are named.
    """
    try:
        return choices(text_field(raw, name))
    except ValueError:
        known = ", ".join(choices)
        raise ValueError(f"{name} must be one of {known}, not {raw.get(name)!r}") from None
