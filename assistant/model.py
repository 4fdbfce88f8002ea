"""Questions and answers, as values. `contract.py` gives the form in which clients get them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from assistant.related import RelatedNotice
from assistant.scope import UNLIMITED, Scope
from corpus.model import Clause, Document, Span
from corpus.standing import DocumentStanding


class Status(StrEnum):
    """What kind of answer it is; all but ANSWERED are refusals."""

    ANSWERED = "answered"
    NOT_STATED = "not_stated"
    NO_SUCH_CLAUSE = "no_such_clause"
    OUT_OF_SCOPE = "out_of_scope"
    NEEDS_CLARIFICATION = "needs_clarification"


REFUSALS = frozenset(Status) - {Status.ANSWERED}


class Language(StrEnum):
    """The language and script that an answer is written in."""

    HANS = "zh-Hans"
    HANT = "zh-Hant"
    EN = "en"


class Role(StrEnum):
    """Who said a message."""

    USER = "user"
    ASSISTANT = "assistant"


@dataclass(frozen=True, slots=True)
class Turn:
    """One earlier message of the talk."""

    role: Role
    content: str


@dataclass(frozen=True, slots=True)
class Question:
    """What a person asks. `as_of` is the day for which validity is judged; None means today in Shanghai.

    `language` overrides the language that the answer is written in; None means the asker's own. Without `prose` the answer
    is in plain wording, even where a language model is configured: it is there at once. `scope` limits the documents that
    may answer.
    """

    text: str
    history: tuple[Turn, ...] = ()
    as_of: date | None = None
    language: Language | None = None
    prose: bool = True
    scope: Scope = UNLIMITED


@dataclass(frozen=True, slots=True)
class CitedUnit:
    """A responsible unit: as printed, in full in both scripts, and whether the full name is confirmed.

    `english` is our unofficial rendering, "" where there is none or where the name stands for several bodies.
    """

    printed: str
    full: str
    full_hans: str
    confirmed: bool
    english: str = ""


@dataclass(frozen=True, slots=True)
class Citation:
    """A place in a document. The quote is derived, so it cannot differ from the source. Built by `citation.cite`."""

    document: Document
    clause: Clause | None
    span: Span
    units: tuple[CitedUnit, ...] = ()

    @property
    def quote(self) -> str:
        """The cited text, verbatim."""
        return self.span.of(self.document.text)

    @property
    def heading(self) -> str:
        """The clause's heading as printed; "" for a preamble."""
        return self.clause.heading.of(self.document.text) if self.clause else ""


class ValidityState(StrEnum):
    """Where a day lies relative to a period or a target year."""

    CURRENT = "current"  # within a window
    UPCOMING = "upcoming"  # before a window
    EXPIRED = "expired"  # after a window
    TARGET_AHEAD = "target_ahead"  # a target whose year is not over
    TARGET_PASSED = "target_passed"


@dataclass(frozen=True, slots=True)
class Validity:
    """What a cited text says about time, judged on `as_of`.

    `span` is the part of the sentence that it concerns; `asked` whether that part is what the question is about.
    """

    document_id: str
    clause: int
    first: date | None
    last: date
    state: ValidityState
    as_of: date
    span: Span
    asked: bool = True


@dataclass(frozen=True, slots=True)
class Answer:
    """What the assistant says to a question. A refusal is a status with its reason, never an empty answer.

    `standings` are those of the documents that it cites or names, on the day asked about.
    """

    id: str
    question: str
    language: Language
    status: Status
    text: str
    citations: tuple[Citation, ...] = ()
    validity: tuple[Validity, ...] = ()
    standings: tuple[DocumentStanding, ...] = ()
    related: tuple[RelatedNotice, ...] = ()
    nearest: tuple[int, ...] = ()
    missing: str = ""
    confidence: float = 0.0
    took_ms: float = 0.0
    corpus_version: str = ""
    index_version: str = ""

    @property
    def from_card(self) -> bool:
        """Whether it is answered from a notice's card: our summary, which is never cited."""
        return self.status is Status.ANSWERED and not self.citations and bool(self.related)
