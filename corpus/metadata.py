"""What a text says of itself: title, number, issuer and dates, each with the place where it stands.

Nothing is inferred: a law that is in force 「自公布之日起」 without a day of publication has no day, and one that is valid for
five years has no last day. A file beside the text can say what the text does not (`corpus.sidecar`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Generic, TypeVar

from corpus import headers
from corpus.folding import simplified
from corpus.model import Span
from corpus.stated_dates import Event, EventKind, day_of, events, expiry, start_of_force

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Stated(Generic[T]):
    """A value with the span that it was read from; the span is None where a file beside the text gave the value."""

    value: T
    span: Span | None


@dataclass(frozen=True, slots=True)
class Metadata:
    """What is known of a document; None where nothing says it.

    `issued` is the first publication and `adopted` the vote before it; `amended` is the latest amendment. `number` and
    `issuer` belong to the first publication where the text tells several.
    """

    title: Stated[str] | None = None
    number: Stated[str] | None = None
    issuer: Stated[str] | None = None
    adopted: Stated[date] | None = None
    issued: Stated[date] | None = None
    amended: Stated[date] | None = None
    effective_from: Stated[date] | None = None
    effective_to: Stated[date] | None = None


def read_metadata(text: str) -> Metadata:
    """What a text says of itself."""
    plain = simplified(text)
    zone = headers.head(text)
    told = events(plain, zone)
    issued, adopted = _issued(told, plain, zone), _first(told, EventKind.ADOPTED)
    publication = next((e.said for e in told if issued and e.span == issued.span), None)
    title = headers.title(plain, zone)
    number = headers.number(plain, zone, publication)
    issuer = headers.issuer(plain, zone, number, title, _said(told, EventKind.ADOPTED))
    named = title.of(plain) if title else ""
    return Metadata(
        title=_text(text, title),
        number=_text(text, number),
        issuer=_text(text, issuer),
        adopted=adopted,
        issued=issued,
        amended=_latest(told, EventKind.AMENDED),
        effective_from=_stated(start_of_force(plain, named)) or _first(told, EventKind.EFFECTIVE),
        effective_to=_stated(expiry(plain)),
    )


def _issued(told: tuple[Event, ...], plain: str, zone: Span) -> Stated[date] | None:
    """The first publication. One after an amendment published the amended text, and is not it."""
    amended = [e.day for e in told if e.kind is EventKind.AMENDED]
    before = tuple(e for e in told if not amended or e.day < min(amended))
    if first := _first(before, EventKind.ISSUED):
        return first
    signed = headers.signature(plain, zone)
    day = day_of(signed[1].of(plain)) if signed else None
    return Stated(day, signed[1]) if signed and day else None


def _first(told: tuple[Event, ...], kind: EventKind) -> Stated[date] | None:
    found = min((e for e in told if e.kind is kind), key=lambda e: e.day, default=None)
    return Stated(found.day, found.span) if found else None


def _latest(told: tuple[Event, ...], kind: EventKind) -> Stated[date] | None:
    found = max((e for e in told if e.kind is kind), key=lambda e: e.day, default=None)
    return Stated(found.day, found.span) if found else None


def _said(told: tuple[Event, ...], kind: EventKind) -> Span | None:
    return next((e.said for e in told if e.kind is kind), None)


def _stated(found: tuple[date, Span] | None) -> Stated[date] | None:
    return Stated(*found) if found else None


def _text(text: str, span: Span | None) -> Stated[str] | None:
    """The words at a span; a title that is printed on several lines is one."""
    return Stated(re.sub(r"\s*\n\s*", "", span.of(text)), span) if span else None
