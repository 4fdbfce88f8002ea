"""What the page offers to limit a question to: everything, the policy alone, or one of the user's own documents."""

from __future__ import annotations

from collections import Counter

from assistant.model import Language
from assistant.page_words import Words
from assistant.scope import UNLIMITED, Scope
from corpus.catalogue import Entry
from corpus.library import Library
from corpus.reading import simplified_reading

EVERYTHING = "*"
"""The choice that limits nothing; no document has such an id."""


def scope_of(choice: str) -> Scope:
    """The scope of a choice: that of one document, with what is attached to it, held or not."""
    return UNLIMITED if choice == EVERYTHING else Scope(documents=(choice,))


def everything_and_policy(w: Words, library: Library) -> list[tuple[str, str]]:
    """The first choices, as names and values: there are always these."""
    policy = library.main.document
    named = w.scope_policy.format(title=_read(policy.title, w))
    return [(w.scope_everything, EVERYTHING), (named, policy.id)]


def scope_choices(w: Words, library: Library) -> list[tuple[str, str]]:
    """All choices, as names and values: the user's own documents come last, by title.

    What is attached to a document goes with it and is not listed.
    """
    entries = (library.entries[key] for key in library.own)
    apart = [e for e in entries if e.parent is None or e.parent not in library.told]
    alike = Counter(e.title for e in apart)
    own = ((_read(_named(e, alone=alike[e.title] == 1), w), e.id) for e in apart)
    return [*everything_and_policy(w, library), *sorted(own)]


def _named(entry: Entry, *, alone: bool) -> str:
    """A title; with the number or the id where another has it, too, as two years' 实施细则 have."""
    return entry.title if alone else f"{entry.title}({entry.number or entry.id})"


def _read(text: str, w: Words) -> str:
    return simplified_reading(text) if w.lang == Language.HANS else text
