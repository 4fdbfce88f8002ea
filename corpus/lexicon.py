"""The lexicon: what people say for the notions that a document names in words of its own.

A row of `lexicon.jsonl` has `terms`, pieces of the document, verbatim, in which one notion is written; and `words`, in search
form, that stand for it in questions: 银行 and bank for 銀行 and 金融機構.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from corpus.folding import fold
from corpus.model import ParsedDocument, Span
from corpus.rows import read_rows

_SHORTEST = 4
"""An English word shorter than this such as fx has no plural."""
_ENGLISH = re.compile(r"[a-z][a-z -]*[a-rt-z]")


@dataclass(frozen=True, slots=True)
class Entry:
    """One notion. `terms` are verbatim pieces of the text, `words` what people say, in search form."""

    terms: tuple[str, ...]
    words: tuple[str, ...]

    @property
    def search_terms(self) -> tuple[str, ...]:
        """The terms in search form."""
        return tuple(fold(term).text for term in self.terms)


@dataclass(frozen=True)
class Lexicon:
    """The entries of one document, in the order of the file."""

    entries: tuple[Entry, ...] = ()

    @cached_property
    def _by_word(self) -> dict[str, tuple[Entry, ...]]:
        found: dict[str, list[Entry]] = defaultdict(list)
        for entry in self.entries:
            said = (form for word in entry.words for form in _forms(word))
            for word in dict.fromkeys((*said, *entry.search_terms)):
                found[word].append(entry)
        return {word: tuple(entries) for word, entries in found.items()}

    @cached_property
    def _longest(self) -> int:
        return max(map(len, self._by_word), default=0)

    def found(self, text: str) -> tuple[tuple[Span, tuple[Entry, ...]], ...]:
        """Where a text in search form says a word of the lexicon, the longest from each place on, and what for.

        A Latin word counts as a whole word only, with or without the s of a plural: fx is not in fxopen.
        """
        places: list[tuple[Span, tuple[Entry, ...]]] = []
        at = 0
        while at < len(text):
            end = self._end(text, at)
            if end:
                places.append((Span(at, end), self._by_word[text[at:end]]))
            at = end or at + 1
        return tuple(places)

    def _end(self, text: str, start: int) -> int:
        """The end of the longest word that begins at `start`; 0 where none does."""
        if start and _is_latin(text[start - 1 : start + 1]):
            return 0
        ends = range(min(len(text), start + self._longest), start, -1)
        return next((e for e in ends if text[start:e] in self._by_word and _is_whole(text, e)), 0)

    def terms_for(self, text: str) -> tuple[str, ...]:
        """The terms, in search form, that a text in search form speaks of in other words; each once."""
        terms = (t for _, entries in self.found(text) for e in entries for t in e.search_terms)
        return tuple(term for term in dict.fromkeys(terms) if term not in text)


def _is_latin(pair: str) -> bool:
    return len(pair) == 2 and pair.isascii() and pair.isalnum()


def _is_whole(text: str, end: int) -> bool:
    return not _is_latin(text[end - 1 : end + 1])


def _forms(word: str) -> tuple[str, ...]:
    """A word as it is looked for: an English one with the s of its plural, too."""
    return (word, f"{word}s") if len(word) >= _SHORTEST and _ENGLISH.fullmatch(word) else (word,)


def read_lexicon(path: Path, parsed: ParsedDocument) -> Lexicon:
    """Read `lexicon.jsonl` for a document; an absent file means none.

    Raises:
        ReadingError: the file is unreadable or is not UTF-8.
        ManifestError: a row is broken, or a term is not in the text; every faulty row is named.
    """
    return Lexicon(read_rows(path, ("terms", "words"), lambda raw: _entry(raw, parsed)))


def _entry(raw: dict[str, object], parsed: ParsedDocument) -> Entry:
    terms, words = tuple(_texts(raw, "terms")), tuple(_texts(raw, "words"))
    absent = [term for term in terms if term not in parsed.document.text]
    if absent:
        raise ValueError(f"terms: {', '.join(map(repr, absent))} is not in the text")
    unfolded = [word for word in words if fold(word).text != word]
    if unfolded:
        right = ", ".join(f"{w!r} (as {fold(w).text!r})" for w in unfolded)
        raise ValueError(f"words must be in search form: {right}")
    return Entry(terms, words)


def _texts(raw: dict[str, object], name: str) -> Iterator[str]:
    values = raw[name]
    if not isinstance(values, list) or not values:
        raise ValueError(f"{name} must be a list that is not empty, not {values!r}")
    for value in values:
        if not isinstance(value, str) or not value.strip():
            raise ValueError(f"{name} must hold text, not {value!r}")
        yield value
