"""What a firm says of itself in a form: answers to choose from, and sums. Nothing in it names a person or the firm."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from assistant.errors import Fault, FirmError, FirmFault
from assistant.money import Money, sums
from corpus.annotations import Metric
from corpus.eligibility import ANSWERS, Trait
from corpus.folding import fold

SIZES = {"exports": Metric.EXPORT, "imports": Metric.IMPORT, "gmv": Metric.GMV}
"""The questions for a sum over a year, and what it counts."""
QUESTIONS = (*ANSWERS, *SIZES)
SINGLE = ("place", "zone", "micro")
"""The questions with one answer at most."""
LONGEST_SUM = 40
_NONE = "none"


@dataclass(frozen=True, slots=True)
class Firm:
    """A firm as far as it told. A question without an answer is not answered; `none` is an answer."""

    traits: frozenset[Trait] = frozenset()
    sizes: tuple[tuple[Metric, Money], ...] = ()

    def answers(self, question: str) -> tuple[str, ...]:
        """The answers to a question, in the order in which they are offered."""
        given = {t.answer for t in self.traits if t.question == question}
        return tuple(a for a in ANSWERS[question] if a in given)

    def size(self, metric: Metric) -> Money | None:
        """The sum told for a metric."""
        return next((money for m, money in self.sizes if m is metric), None)


def read_firm(raw: Mapping[str, Sequence[str]]) -> Firm:
    """A firm from a form's fields, by question; blank answers are none, other fields are passed over.

    >>> read_firm({"kind": ["seller"], "exports": ["12亿"]}).sizes[0][1].value
    1200000000.0

    Raises:
        FirmError: an answer is wrong; all that are wrong are in its `faults`.
    """
    told = {q: tuple(a.strip() for a in raw.get(q, ()) if a.strip()) for q in QUESTIONS}
    faults = [f for q in ANSWERS for f in _faults(q, told[q])]
    sizes: list[tuple[Metric, Money]] = []
    for question, metric in SIZES.items():
        try:
            sizes += [(metric, _sum(question, said)) for said in told[question][:1]]
        except FirmError as error:
            faults += error.faults
    if faults:
        raise FirmError(tuple(faults))
    return Firm(frozenset(Trait(q, a) for q in ANSWERS for a in told[q]), tuple(sizes))


def _faults(question: str, told: Sequence[str]) -> Iterator[FirmFault]:
    for answer in told:
        if answer not in ANSWERS[question]:
            yield FirmFault(question, Fault.UNKNOWN, answer)
    if question in SINGLE and len(set(told)) > 1:
        yield FirmFault(question, Fault.SEVERAL, told[-1])
    elif _NONE in told and len(set(told)) > 1:
        yield FirmFault(question, Fault.CONTRADICTION, _NONE)


def _sum(question: str, said: str) -> Money:
    """The one sum that a text is, whole: of -5亿 or 5亿到账 a part would be taken for it."""
    if len(said) > LONGEST_SUM:
        raise FirmError((FirmFault(question, Fault.TOO_LONG, said),))
    text = fold(said).text.replace(" ", "") if not said.isascii() else fold(said).text
    found = sums(text.replace("元人民币", "元"))
    if len(found) != 1 or found[0].said != text.replace("元人民币", "元").strip():
        raise FirmError((FirmFault(question, Fault.NOT_A_SUM, said),))
    return replace(found[0], said=said)
