"""Whether the labels of questions agree with the texts. A wrong label would score right answers wrong."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from assistant.evaluation.questions import GoldQuestion
from corpus.library import Library
from corpus.model import Clause


def check_labels(questions: Sequence[GoldQuestion], library: Library) -> list[str]:
    """What is wrong with the labels, one message a fault, beginning with the question's id; or [].

    Ids are unique; clauses exist; evidence stands verbatim in an accepted clause or, where `document`
    is given, in the notice or the policy's preamble; units are those that the accepted clause prints.
    """
    counts = Counter(q.id for q in questions)
    faults = [
        f"{key}: the id occurs {n} times; it should once" for key, n in counts.items() if n > 1
    ]
    for question in questions:
        faults += [f"{question.id}: {fault}" for fault in _faults(question, library)]
    return faults


def _faults(question: GoldQuestion, library: Library) -> Iterator[str]:
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
