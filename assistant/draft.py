"""What to say, before it is put into words."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from assistant.asks import Aspect
from assistant.model import Citation, Status
from assistant.profile import Finding
from corpus.model import Span


class Form(StrEnum):
    """Which words an answer takes."""

    TOPIC = "topic"  # a measure applies
    UNITS = "units"  # who is responsible
    CLAUSE = "clause"  # what a numbered measure says
    LIST = "list"  # several measures
    DOCUMENT = "document"  # number, date, issuer … of the document
    COUNT = "count"  # how many measures
    OVERVIEW = "overview"  # all headings
    NO_PERIOD = "no_period"  # the text gives no period of validity
    NO_SUCH_CLAUSE = "no_such_clause"
    NOT_STATED = "not_stated"
    OUT_OF_SCOPE = "out_of_scope"
    CLARIFY = "clarify"
    OWN = "own"  # what the user's own documents say
    OWN_BESIDE = "own_beside"  # what they may say on it, beside the policy's answer
    OWN_NO_SUCH_CLAUSE = "own_no_such_clause"
    WHICH_DOCUMENT = "which_document"  # a number that several documents have
    NOTHING_WITHIN = "nothing_within"  # no document is within the question's limits
    NOT_WITHIN = "not_within"  # none of those within them answers


@dataclass(frozen=True, slots=True)
class Draft:
    """A decided answer. `missing` is what is asked for and not stated; `denied` names what the asker got wrong,
    `mistaken` the clause numbers that it is not, `absent` those that there are not.

    `details` are (label key, value) pairs for a DOCUMENT answer, (title, number) of each that may be meant for a WHICH_DOCUMENT one,
    titles for a NOT_WITHIN one; `passed` are places that answer, too, in documents that are not in force; `focus` is the part of the first quote that is asked about;
    `findings` hold the sizes that the asker names against the thresholds of the text; `seen` is how relevance saw the question
    (`relevance.FEATURES`), empty where that did not decide.
    """

    status: Status
    form: Form
    citations: tuple[Citation, ...] = ()
    confidence: float = 1.0
    nearest: tuple[int, ...] = ()
    missing: tuple[Aspect, ...] = ()
    denied: tuple[str, ...] = ()
    details: tuple[tuple[str, str], ...] = ()
    subject: str = ""
    focus: Span | None = None
    mistaken: tuple[int, ...] = ()
    absent: tuple[int, ...] = ()
    findings: tuple[Finding, ...] = ()
    seen: tuple[float, ...] = ()
    passed: tuple[Citation, ...] = ()
