"""Annotations: what a clause's words amount to, as typed data beside the document, each anchored to a verbatim span.

A row of `annotations.jsonl` has `clause`, `kind` and `anchor` (a verbatim part of one sentence of that clause), and

- for a `threshold`: `metric` (what is counted), `role` (whose it is) and `bears`, the word of the same sentence that says
  what follows from it (招引: whom the city wants to attract; 達到: how many there shall be). The amount and its comparison are
  not written down again: they are the one amount that the text states within the anchor.
- for a `support`: `support`, the kind of support that is promised.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from corpus.anchored import anchored, choice_field, text_field
from corpus.model import Clause, Fact, FactKind, ParsedDocument, Span
from corpus.rows import read_rows

_FIELDS = ("clause", "kind", "anchor")


class Metric(StrEnum):
    """What an amount counts, over a year."""

    GMV = "gmv"  # global value of goods traded on a platform
    IMPORT = "import"
    EXPORT = "export"
    IMPORT_EXPORT = "import_export"  # both together
    TURNOVER = "turnover"  # cross-border trade of any kind


class Subject(StrEnum):
    """Whose amount it is."""

    PLATFORM = "platform"
    SUPPLY_CHAIN = "supply_chain"
    SELLER = "seller"
    FIRM = "firm"
    BELT = "belt"


class Support(StrEnum):
    """What kind of support a clause promises."""

    AWARD = "award"  # 獎勵
    FUNDS = "funds"  # the treasury pays
    TAX = "tax"  # a tax is waived or refunded
    POLICY = "policy"  # 政策支持, without saying what


@dataclass(frozen=True, slots=True)
class Threshold:
    """A size that a text names. `fact` is its amount, `sought` whether firms of this size are to be attracted.

    Where they are not, the text says how many there shall be.
    """

    clause: int
    span: Span
    sentence: Span
    metric: Metric
    subject: Subject
    sought: bool
    fact: Fact


@dataclass(frozen=True, slots=True)
class SupportPlace:
    """A promise of support."""

    clause: int
    span: Span
    sentence: Span
    support: Support


@dataclass(frozen=True, slots=True)
class Annotations:
    """The annotations of one document, in the order of the file."""

    thresholds: tuple[Threshold, ...] = ()
    supports: tuple[SupportPlace, ...] = ()


def read_annotations(path: Path, parsed: ParsedDocument) -> Annotations:
    """Read `annotations.jsonl` for a document; an absent file means none.

    Raises:
        ReadingError: the file is unreadable or is not UTF-8.
        ManifestError: a row is broken, or what it says is not in the clause; every faulty row is named.
    """
    rows = read_rows(path, _FIELDS, lambda raw: _row(raw, parsed))
    return Annotations(
        tuple(row for row in rows if isinstance(row, Threshold)),
        tuple(row for row in rows if isinstance(row, SupportPlace)),
    )


def _row(raw: dict[str, object], parsed: ParsedDocument) -> Threshold | SupportPlace:
    clause, span, sentence = anchored(raw, parsed)
    if raw["kind"] == "threshold":
        fact = _amount(clause, span)
        bears = text_field(raw, "bears")
        if bears not in sentence.of(parsed.document.text):
            raise ValueError(f"bears: {bears!r} is not in the sentence of the anchor")
        metric, subject = choice_field(Metric, raw, "metric"), choice_field(Subject, raw, "role")
        return Threshold(clause.number, span, sentence, metric, subject, bears == "招引", fact)
    if raw["kind"] == "support":
        return SupportPlace(clause.number, span, sentence, choice_field(Support, raw, "support"))
    raise ValueError(f"kind must be threshold or support, not {raw['kind']!r}")


def _amount(clause: Clause, span: Span) -> Fact:
    amounts = [f for f in clause.facts if f.kind is FactKind.AMOUNT and span.contains(f.span)]
    if len(amounts) != 1 or amounts[0].comparison not in ("超過", "超过", "以上"):
        raise ValueError(
            "a threshold's anchor must state one amount, with 超過 before or 以上 after it"
        )
    return amounts[0]
