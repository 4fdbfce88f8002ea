"""What is found while an operator types: clauses by number, by unit, by document and by words, each with its place.

Nothing is decided here: rows are candidates, in order; the answerer's own verdict is shown above them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import lru_cache

from assistant.own_names import OwnNames
from assistant.understand import clause_numbers
from corpus.folding import fold
from corpus.library import Library
from corpus.model import Clause, ParsedDocument, Span
from corpus.numerals import NUMERAL_CLASS, to_int
from corpus.units import clauses_of_unit
from index.model import Hit, Passage, PassageKind

MOST = 12
"""The most rows that are shown."""
LONGEST = 200
"""The most characters that are looked for; what is typed beyond them changes nothing."""
_BARE_NUMBER = re.compile(rf"(?:第?(\d{{1,3}}|[{NUMERAL_CLASS}]{{1,4}})(?:条|號|号)?)$")
_NUMBERED = re.compile(rf"第?(?:\d{{1,3}}|[{NUMERAL_CLASS}]{{1,4}})条")
_PUNCTUATION = re.compile(r"[\s,，。;；、:：?？!！]+")
_SHORTEST_NAME = 2
_WHOLE_NAME = 3
_NEAR = 0.5

Find = Callable[[str, int], Sequence[Hit]]


class Reason(StrEnum):
    """Why a row is shown."""

    NUMBER = "number"
    UNIT = "unit"
    DOCUMENT = "document"
    WORDS = "words"


@dataclass(frozen=True, slots=True)
class Row:
    """A clause (None: a document's opening) with the place to be shown of it and what is marked within that place."""

    document_id: str
    clause: int | None
    place: Span
    marks: tuple[Span, ...]
    reason: Reason


@dataclass(frozen=True, slots=True)
class Found:
    """The rows, best first. `absent` are the clause numbers typed that the document has not.

    `no_question` tells that only a number, a unit or a title is typed: nothing that could be out of scope.
    """

    rows: tuple[Row, ...] = ()
    absent: tuple[int, ...] = ()
    no_question: bool = False


@dataclass(frozen=True, slots=True)
class Typed:
    """What is typed, taken apart; all texts are in search form. `rest` is what is neither number, unit nor title."""

    document: ParsedDocument
    numbers: tuple[int, ...]
    units: tuple[str, ...]
    rest: str
    names_document: bool = False


class Lookup:
    """Finds rows for what is typed.

    Args:
        library: the documents.
        find: passages that share words with a text, best first.
    """

    def __init__(self, library: Library, find: Find) -> None:
        self.library, self._find = library, find
        self._own_names = OwnNames(library)

    def rows(self, text: str) -> Found:
        """At most MOST rows for what is typed; none for nothing."""
        typed = self.typed(text)
        if not (typed.numbers or typed.units or typed.rest or typed.names_document):
            return Found()
        numbered = [
            self._numbered(typed, c) for n in typed.numbers if (c := typed.document.clause(n))
        ]
        absent = tuple(n for n in typed.numbers if typed.document.clause(n) is None)
        candidates = [
            *numbered,
            *self._of_units(typed),
            *self._of_words(typed),
            *self._of_document(typed),
        ]
        return Found(tuple(_without_repeats(candidates))[:MOST], absent, not typed.rest)

    def typed(self, text: str) -> Typed:
        """What is typed, taken apart."""
        folded = fold(text[:LONGEST]).text.strip()
        named = self._own_names.named(folded)
        document = self.library.parsed[named.documents[0]] if named else self.library.main
        rest = named.rest if named else folded
        numbers, rest = _numbers(rest, len(document.clauses))
        units, rest = ((), rest) if named else self._units(rest)
        return Typed(document, numbers, units, rest.strip(), named is not None)

    def _units(self, text: str) -> tuple[tuple[str, ...], str]:
        """The printed names of units that are typed, whole or in part, and the text without them."""
        units, kept = [], []
        for token in _PUNCTUATION.split(text):
            named = self._unit(token)
            units += named
            kept += [] if named else [token]
        return tuple(dict.fromkeys(units)), " ".join(k for k in kept if k)

    def _unit(self, token: str) -> list[str]:
        """The units of which a typed word is the name, or the beginning of one: 海关, 市商, 口岸物流办.

        A unit's bracket counts only where a measure prints it, and 「税务」 beside other words is what is asked about.
        """
        if len(token) < _SHORTEST_NAME:
            return []
        names = [
            (n, p)
            for n, p in self.library.registry.search_names
            if not n.isascii() or len(token) >= _WHOLE_NAME
        ]
        whole = [printed for name, printed in names if name == token]
        return list(
            dict.fromkeys(whole or [printed for name, printed in names if name.startswith(token)])
        )

    def _numbered(self, typed: Typed, clause: Clause) -> Row:
        """A clause that is typed by its number, shown where the rest of what is typed is met."""
        row = _row(typed.document, clause, _best_place(typed, clause), typed.rest, Reason.NUMBER)
        return replace(row, marks=_unit_marks(self.library, typed, clause)) if typed.units else row

    def _of_units(self, typed: Typed) -> Iterator[Row]:
        defined = self.library.aliases[typed.document.document.id]
        if typed.rest and len(typed.units) > 1:  # 商务 + words: too many to be meant as a list
            return
        for unit in typed.units:
            for clause in clauses_of_unit(typed.document, defined, unit, self.library.registry):
                assert clause.unit_list is not None, "a clause of a unit prints its units"
                marks = _unit_marks(self.library, typed, clause)
                if not typed.rest or _shares_words(typed, clause):
                    place = _best_place(typed, clause) if typed.rest else clause.unit_list
                    yield Row(clause.document_id, clause.number, place, marks or (), Reason.UNIT)

    def _of_words(self, typed: Typed) -> Iterator[Row]:
        text = typed.rest or (" ".join(typed.units) if not typed.numbers else "")
        if not text:
            return
        hits = self._find(text, MOST * 4)
        best = max((hit.score for hit in hits), default=0.0)
        for hit in hits:
            row = self._worded(hit.passage, text)
            elsewhere = (
                typed.names_document and hit.passage.document_id != typed.document.document.id
            )
            near = (
                hit.score >= best * _NEAR if _stands_for(hit.passage) else bool(row and row.marks)
            )
            if row and near and not elsewhere:
                yield row

    def _worded(self, passage: Passage, text: str) -> Row | None:
        if passage.span is None:
            return None
        parsed = self.library.parsed[passage.document_id]
        clause = parsed.clause(passage.clause) if passage.clause else None
        place = passage.span
        # A clause as a whole, or its units, is shown by the sentence that has the words where one has any.
        if clause and place in (clause.span, clause.unit_list):
            likeliest = best_sentence(parsed, clause, text)
            told = place == clause.span or marked(parsed, likeliest, text)
            place = likeliest if told else place
        row = _row(parsed, clause, place, text, Reason.WORDS)
        focus = passage.focus if passage.focus and place.contains(passage.focus) else None
        return replace(row, marks=row.marks or (focus,)) if focus else row

    def _of_document(self, typed: Typed) -> Iterator[Row]:
        """The clauses of a document that is named, from the first on."""
        if typed.names_document and not typed.numbers:
            for clause in typed.document.clauses[:MOST]:
                place = clause.sentences[0] if clause.sentences else clause.heading
                yield _row(typed.document, clause, place, typed.rest, Reason.DOCUMENT)


def _stands_for(passage: Passage) -> bool:
    """Whether a passage's own words are not the text's: 要不要交税 finds 免徵…稅 by a similar question."""
    return passage.kind in (PassageKind.QUESTION, PassageKind.RENDERING)


def _numbers(text: str, count: int) -> tuple[tuple[int, ...], str]:
    """The clause numbers in a text in search form, as 第七条 or as a bare word (7, 七), and the text without them.

    >>> _numbers("7 海关", 15), _numbers("第七条", 15), _numbers("12个城市", 15)
    (((7,), '海关'), ((7,), ''), ((), '12个城市'))
    """
    kept, numbers = [], list(clause_numbers(text, count))
    for token in text.split():
        if match := _BARE_NUMBER.fullmatch(token):
            numbers.append(to_int(match[1]))
        else:
            kept.append(_NUMBERED.sub(" ", token) if numbers else token)
    return tuple(dict.fromkeys(numbers)), " ".join(" ".join(kept).split())


def _row(
    parsed: ParsedDocument, clause: Clause | None, place: Span, text: str, reason: Reason
) -> Row:
    marks = marked(parsed, place, text)
    return Row(parsed.document.id, clause.number if clause else None, place, marks, reason)


def _best_place(typed: Typed, clause: Clause) -> Span:
    if typed.rest:
        return best_sentence(typed.document, clause, typed.rest)
    if typed.units and clause.unit_list:
        return clause.unit_list
    return clause.sentences[0] if clause.sentences else clause.heading


def best_sentence(parsed: ParsedDocument, clause: Clause, text: str) -> Span:
    """The sentence of a clause that has most of a text's words; its first one where none has any."""
    places = clause.sentences or (clause.heading,)
    return max(places, key=lambda s: sum(len(m) for m in marked(parsed, s, text)))


def _shares_words(typed: Typed, clause: Clause) -> bool:
    return any(marked(typed.document, s, typed.rest) for s in (*clause.sentences, clause.heading))


def _unit_marks(library: Library, typed: Typed, clause: Clause) -> tuple[Span, ...]:
    """Where the typed units are printed in a clause's bracket, by their own name or through an alias of the text."""
    defined = library.aliases[clause.document_id]
    wanted = {fold(u).text.removeprefix("各") for u in typed.units}

    def means(printed: str) -> bool:
        names = (printed, *library.registry.members(printed, defined))
        return not wanted.isdisjoint(fold(n).text.removeprefix("各") for n in names)

    return tuple(u.span for u in clause.units if means(u.name))


def marked(parsed: ParsedDocument, place: Span, text: str) -> tuple[Span, ...]:
    """The parts of a place that a text in search form has, too: runs of two characters or more, whole Latin words.

    One character alone is marked only where nothing else is typed.
    """
    found = _marks(place.of(parsed.document.text), text)
    return tuple(Span(place.start + m.start, place.start + m.end) for m in found)


@lru_cache(maxsize=4096)
def _marks(official: str, text: str) -> tuple[Span, ...]:
    folded, pieces = fold(official), [p for p in _PUNCTUATION.split(text) if p]
    if not pieces:
        return ()
    shortest = 1 if len("".join(pieces)) == 1 else _SHORTEST_NAME
    marks, at = [], 0
    while at < len(folded.text):
        length = max(_shared(folded.text, at, piece) for piece in pieces)
        if length >= shortest:
            marks.append(folded.to_canonical(Span(at, at + length)))
        at += max(length, 1) if length >= shortest else 1
    return tuple(marks)


def _shared(official: str, at: int, piece: str) -> int:
    """How many characters from `at` on stand in a piece of what is typed, too."""
    length = 0
    while at + length < len(official) and official[at : at + length + 1] in piece:
        length += 1
    return length


def _without_repeats(rows: Iterable[Row]) -> Iterator[Row]:
    seen: set[tuple[str, int | None]] = set()
    for row in rows:
        if (row.document_id, row.clause) not in seen:
            seen.add((row.document_id, row.clause))
            yield row
