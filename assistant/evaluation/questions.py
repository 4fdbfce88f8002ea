"""Questions whose right answers are known: read from JSON Lines, and checked against the texts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, cast

from assistant.evaluation.jsonl import (
    CLAUSES,
    TEXT,
    TEXTS,
    TRUTH,
    Row,
    Shape,
    checked_rows,
    list_of,
    numbered_lines,
    raise_faults,
    shape_faults,
)
from assistant.model import Role, Status, Turn
from corpus.library import Library
from corpus.model import Clause, DocumentKind

SCRIPTS = ("hans", "hant", "en", "mixed")


@dataclass(frozen=True, slots=True)
class GoldQuestion:
    """A question and what is right for it.

    `status` holds the acceptable statuses. The first cited clause has to be one of `accept`; each
    of `require` has to be cited, and with `exact` no other. `document` stands instead of `accept`
    where the answer is in a notice or a preamble. `units` are those that the one accepted clause
    prints.
    `evidence` are sentences in the source's own script. Each of `facts` is a tuple of alternatives.
    """

    id: str
    question: str
    kind: str
    script: str
    status: tuple[Status, ...]
    as_of: date | None = None
    history: tuple[Turn, ...] = ()
    accept: tuple[int, ...] = ()
    require: tuple[int, ...] = ()
    exact: bool = False
    units: tuple[str, ...] = ()
    evidence: tuple[str, ...] = ()
    facts: tuple[tuple[str, ...], ...] = ()
    forbidden: tuple[str, ...] = ()
    document: DocumentKind | None = None

    @property
    def answerable(self) -> bool:
        """Whether `answered` is acceptable."""
        return Status.ANSWERED in self.status


def read_questions(path: Path) -> tuple[GoldQuestion, ...]:
    """The questions of a file, in its order.

    Raises:
        EvaluationError: the file is missing, empty or broken; names every faulty line at once.
    """
    lines = numbered_lines(path)
    raise_faults(path, [] if lines else ["no question; it should hold one on each line"])
    return tuple(_question(row) for row in checked_rows(path, lines, _faults))


def _is_date(value: object) -> bool:
    try:
        return isinstance(value, str) and bool(date.fromisoformat(value))
    except ValueError:
        return False


def _is_turn(value: object) -> bool:
    return (
        isinstance(value, dict)
        and set(value) == {"role", "content"}
        and value["role"] in list(Role)
        and isinstance(value["content"], str)
    )


def _one_of(names: tuple[str, ...]) -> Shape:
    return Shape(f"one of {', '.join(names)}", lambda v: isinstance(v, str) and v in names)


_STATUS = _one_of(tuple(Status))
_FACT = Shape("", lambda v: TEXT.holds(v) or (TEXTS.holds(v) and bool(v)))
_REQUIRED = {
    "id": TEXT,
    "question": TEXT,
    "kind": TEXT,
    "script": _one_of(SCRIPTS),
    "status": Shape(
        f"a list with at least one of {', '.join(Status)}",
        lambda v: isinstance(v, list) and bool(v) and all(_STATUS.holds(s) for s in v),
    ),
    "accept": CLAUSES,
    "require": CLAUSES,
    "units": TEXTS,
    "evidence": TEXTS,
    "facts": list_of(_FACT, "a list whose members are texts or lists of alternative texts"),
    "forbidden": TEXTS,
}
_OPTIONAL = {
    "exact": TRUTH,
    "document": _one_of(tuple(DocumentKind)),
    "as_of": Shape("a date like 2025-12-31", _is_date),
    "history": list_of(
        Shape("", _is_turn), 'a list of {"role": "user" or "assistant", "content": "…"}'
    ),
    "note": Shape("a text", lambda v: isinstance(v, str)),
}


def _faults(row: Row) -> Iterator[str]:
    yield from shape_faults(row, _REQUIRED, _OPTIONAL)
    for key in row:
        if key not in _REQUIRED and key not in _OPTIONAL:
            yield f"{key!r} is unknown; known are {', '.join([*_REQUIRED, *_OPTIONAL])}"


def _question(row: Row) -> GoldQuestion:
    """A row of the right shape as a question."""
    raw = cast(dict[str, Any], row)
    as_of, document = raw.get("as_of"), raw.get("document")
    return GoldQuestion(
        id=raw["id"],
        question=raw["question"],
        kind=raw["kind"],
        script=raw["script"],
        status=tuple(Status(s) for s in raw["status"]),
        as_of=date.fromisoformat(as_of) if as_of else None,
        history=tuple(Turn(Role(t["role"]), t["content"]) for t in raw.get("history", ())),
        accept=tuple(raw["accept"]),
        require=tuple(raw["require"]),
        exact=raw.get("exact", False),
        units=tuple(raw["units"]),
        evidence=tuple(raw["evidence"]),
        facts=tuple((f,) if isinstance(f, str) else tuple(f) for f in raw["facts"]),
        forbidden=tuple(raw["forbidden"]),
        document=DocumentKind(document) if document else None,
    )


def check_labels(questions: Sequence[GoldQuestion], library: Library) -> list[str]:
    """What is wrong with the labels, one message a fault, beginning with the question's id; or [].

    Ids are unique; clauses exist; evidence stands verbatim in an accepted clause or, where
    `document` is given, in the notice or the policy's preamble; units are those that the single
    accepted clause prints.
    """
    counts = Counter(q.id for q in questions)
    faults = [
        f"{key}: the id occurs {n} times; it should once" for key, n in counts.items() if n > 1
    ]
    for question in questions:
        faults += [f"{question.id}: {fault}" for fault in _label_faults(question, library)]
    return faults


def _label_faults(question: GoldQuestion, library: Library) -> Iterator[str]:
    yield from _place_faults(question, library)
    yield from _evidence_faults(question, library)
    yield from _unit_faults(question, library)


def _place_faults(question: GoldQuestion, library: Library) -> Iterator[str]:
    for number in {*question.accept, *question.require}:
        if library.main.clause(number) is None:
            yield f"{library.main.document.title} has no clause {number}"
    if not set(question.require) <= set(question.accept):
        yield f"require {list(question.require)} should be within accept {list(question.accept)}"
    if question.exact and not question.require:
        yield "exact is set, so require should name the clauses"
    if question.document and question.accept:
        yield "document and accept are both given; it should be one of them"
    if question.answerable and not question.document and not question.accept:
        yield "the question can be answered, so accept or document should say from where"


def _evidence_faults(question: GoldQuestion, library: Library) -> Iterator[str]:
    where, texts = _places(question, library)
    for sentence in question.evidence:
        if not any(sentence in text for text in texts):
            yield f"the evidence {sentence!r} is not verbatim in {where}"


def _places(question: GoldQuestion, library: Library) -> tuple[str, list[str]]:
    """Where evidence may stand: the name of the place, and its texts."""
    main = library.main
    if question.document:
        notice = [library.notice.document.text] if library.notice else []
        return "the notice or the policy's preamble", [
            *notice,
            main.preamble.of(main.document.text),
        ]
    clauses = [c for c in map(main.clause, question.accept) if c]
    return (
        f"the accepted clauses {list(question.accept)}",
        [c.span.of(main.document.text) for c in clauses],
    )


def _unit_faults(question: GoldQuestion, library: Library) -> Iterator[str]:
    if not question.units:
        return
    if len(question.accept) != 1:
        yield f"units are given, so accept should be one clause, not {list(question.accept)}"
    elif clause := library.main.clause(question.accept[0]):
        yield from _unequal_units(question, clause)


def _unequal_units(question: GoldQuestion, clause: Clause) -> Iterator[str]:
    printed = tuple(u.name for u in clause.units)
    if question.units != printed:
        yield (
            f"units are {'、'.join(question.units)}; "
            f"clause {clause.number} prints {'、'.join(printed) or 'none'}"
        )
