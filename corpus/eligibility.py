"""What each measure offers to whom, and what the city does itself: data beside the document, anchored to its words.

A row of `eligibility.jsonl` has `clause`, `kind` and `anchor` (a verbatim part of one sentence of that clause), and

- for an `offer`: `effect`, what the text says follows; `gist` and `english`, our few words for it; `conditions`; and `notice`,
  the id of the card that tells what has become of it, where there is one.
- for `work`: nothing more. It is what the city does itself, for which nobody can apply.

A condition has `words`, a verbatim part of the anchor, and one of

- `any`: the answers of a profile that meet it, such as `kind:seller`;
- `size`: the metric of the threshold that `annotations.jsonl` has for exactly these words;
- `window`: true, where the words are a period that the text states.

`otherwise` says what holds where no answer meets it: `no` (it is not met), `undefined` (the text does not say who else, or what,
is meant: 有條件的, 等), `first` (it must come about, and no question asks for it: 獲評企業). Every sentence of every clause has a row.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from corpus.anchored import anchored, choice_field, text_field
from corpus.annotations import Annotations, Metric, Threshold
from corpus.errors import ManifestError
from corpus.model import Clause, Fact, FactKind, ParsedDocument, Span
from corpus.notices import Notices
from corpus.rows import read_rows

_FIELDS = ("clause", "kind", "anchor")
ANSWERS: dict[str, tuple[str, ...]] = {
    "kind": (
        "seller", "platform", "chain", "trader", "maker", "logistics", "courier", "airline",
        "payment", "service", "integrated", "finance", "park", "school", "other",
    ),
    "does": ("export", "import", "planned", "none"),
    "goods": (
        "auto", "electronics", "machinery", "hardware", "textile", "home", "food", "pet",
        "medicine", "other",
    ),
    "place": ("district", "liangjiang", "hightech", "wansheng", "outside"),
    "zone": ("bonded", "center_b", "park", "none"),
    "micro": ("yes", "no"),
    "plan": (
        "warehouse", "freight", "returns", "bonded", "brand", "trademark", "site", "promotion",
        "livestream", "procurement", "digital", "listing", "finance", "insurance", "hedging",
        "talent", "training", "hightech", "award", "standards", "payment_centre", "none",
    ),
}  # fmt: skip
"""What a profile can say of a firm: the answers by question."""


class Effect(StrEnum):
    """What a text says follows for those whom it names; the first four are promises of support, as annotations have them."""

    AWARD = "award"  # 獎勵
    FUNDS = "funds"  # the treasury pays
    TAX = "tax"  # a tax is waived or refunded
    POLICY = "policy"  # 政策支持, without saying what
    ATTRACT = "attract"  # 招引, 引進: the city wants them to come
    ENCOURAGE = "encourage"  # 鼓勵, 支持
    ALLOW = "allow"  # 可, 允許
    SERVE = "serve"  # what offices do for them


class Otherwise(StrEnum):
    """What holds where no answer of a profile meets a condition."""

    NO = "no"
    UNDEFINED = "undefined"
    FIRST = "first"


@dataclass(frozen=True, slots=True)
class Trait:
    """One answer to one question of a profile."""

    question: str
    answer: str


@dataclass(frozen=True, slots=True)
class Condition:
    """What a text requires, at `span`. It is met by any of `traits`, or by a size, or within a period."""

    span: Span
    traits: tuple[Trait, ...] = ()
    otherwise: Otherwise = Otherwise.NO
    threshold: Threshold | None = None
    window: Fact | None = None


@dataclass(frozen=True, slots=True)
class Offer:
    """What one part of a sentence says for those who meet its conditions. `gist` is ours, not the text's."""

    clause: int
    span: Span
    sentence: Span
    effect: Effect
    gist: str
    english: str
    conditions: tuple[Condition, ...]
    notice: str | None = None


@dataclass(frozen=True, slots=True)
class Work:
    """What the city does itself."""

    clause: int
    span: Span
    sentence: Span


@dataclass(frozen=True, slots=True)
class Eligibility:
    """The offers and the city's own work of one document, in the order of the file."""

    offers: tuple[Offer, ...] = ()
    works: tuple[Work, ...] = ()


def read_eligibility(
    path: Path, parsed: ParsedDocument, annotations: Annotations, notices: Notices
) -> Eligibility:
    """Read `eligibility.jsonl` for a document; an absent file means none.

    Raises:
        ReadingError: the file is unreadable or is not UTF-8.
        ManifestError: a row is broken or is not of the text, or a sentence has no row; every fault is named.
    """
    rows = read_rows(path, _FIELDS, lambda raw: _row(raw, parsed, annotations, notices))
    if rows and (faults := tuple(_uncovered(rows, parsed))):
        raise ManifestError(str(path), faults)
    return Eligibility(
        tuple(row for row in rows if isinstance(row, Offer)),
        tuple(row for row in rows if isinstance(row, Work)),
    )


def _uncovered(rows: Iterable[Offer | Work], parsed: ParsedDocument) -> Iterable[str]:
    covered = {row.sentence for row in rows}
    for clause in parsed.clauses:
        for sentence in clause.sentences:
            if sentence not in covered:
                begins = sentence.of(parsed.document.text)[:20]
                yield f"no row for the sentence of clause {clause.number} that begins {begins!r}"


def _row(
    raw: dict[str, object], parsed: ParsedDocument, annotations: Annotations, notices: Notices
) -> Offer | Work:
    clause, span, sentence = anchored(raw, parsed)
    if raw["kind"] == "work":
        return Work(clause.number, span, sentence)
    if raw["kind"] != "offer":
        raise ValueError(f"kind must be offer or work, not {raw['kind']!r}")
    conditions = raw.get("conditions")
    if not isinstance(conditions, list) or not conditions:
        raise ValueError("an offer must have a list of conditions, one at least")
    return Offer(
        clause.number,
        span,
        sentence,
        choice_field(Effect, raw, "effect"),
        text_field(raw, "gist"),
        text_field(raw, "english"),
        tuple(_condition(c, clause, span, parsed, annotations) for c in conditions),
        _notice(raw, notices),
    )


def _notice(raw: dict[str, object], notices: Notices) -> str | None:
    if "notice" not in raw:
        return None
    named = text_field(raw, "notice")
    if named not in {card.id for card in notices}:
        raise ValueError(f"there is no notice {named!r}")
    return named


def _condition(
    raw: object, clause: Clause, anchor: Span, parsed: ParsedDocument, annotations: Annotations
) -> Condition:
    if not isinstance(raw, dict):
        raise ValueError(f"a condition must be an object, not {raw!r}")
    words = text_field(raw, "words")
    at = parsed.document.text.find(words, anchor.start, anchor.end)
    if at < 0:
        raise ValueError(f"words {words!r} are not within the anchor")
    span = Span(at, at + len(words))
    if "size" in raw:
        return Condition(span, threshold=_threshold(span, raw, annotations))
    if "window" in raw:
        return Condition(span, window=_window(span, clause))
    otherwise = choice_field(Otherwise, {"otherwise": "no", **raw}, "otherwise")
    traits = tuple(_trait(t) for t in raw.get("any", ()))
    if not traits and otherwise is Otherwise.NO:
        raise ValueError(f"nothing meets {words!r}: it needs any, size, window or otherwise")
    return Condition(span, traits, otherwise)


def _threshold(span: Span, raw: dict[str, object], annotations: Annotations) -> Threshold:
    metric = choice_field(Metric, raw, "size")
    found = [t for t in annotations.thresholds if t.span == span and t.metric is metric]
    if not found:
        raise ValueError(f"annotations.jsonl has no threshold of {metric} for {raw['words']!r}")
    return found[0]


def _window(span: Span, clause: Clause) -> Fact:
    found = [f for f in clause.facts if f.kind is FactKind.WINDOW and span.contains(f.span)]
    if len(found) != 1:
        raise ValueError("the words of a window must state one period")
    return found[0]


def _trait(raw: object) -> Trait:
    question, _, answer = str(raw).partition(":")
    if answer not in ANSWERS.get(question, ()):
        raise ValueError(f"{raw!r} is not an answer to a question of a profile")
    return Trait(question, answer)
