"""What is kept, as values. Every time is in UTC and says so; a day is the day in Shanghai."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from assistant.contract import AnswerRow
from assistant.model import Status


class AccessRole(StrEnum):
    """What a person or a program may do. Each may do what those before it may."""

    CLIENT = "client"  # a program: ask, search, read clauses; never a person's
    OPERATOR = "operator"  # take calls, work off the queue, propose
    SUPERVISOR = "supervisor"  # approve, refuse, undo; read the audit log
    ADMIN = "admin"  # accounts and keys

    def covers(self, needed: AccessRole) -> bool:
        """Whether this role may do what `needed` may.

        >>> AccessRole.ADMIN.covers(AccessRole.OPERATOR), AccessRole.CLIENT.covers(AccessRole.OPERATOR)
        (True, False)
        """
        ladder = list(AccessRole)
        return ladder.index(self) >= ladder.index(needed)


class Channel(StrEnum):
    """Where a question came in."""

    PAGE = "page"
    API = "api"
    DESK = "desk"


class Verdict(StrEnum):
    """What an asker thought of an answer."""

    USEFUL = "useful"  # 有用
    NOT_USEFUL = "not_useful"  # 没用


class HandoverState(StrEnum):
    """How far the hotline is with a hand-over."""

    OPEN = "open"  # 待处理
    IN_HAND = "in_hand"  # 处理中
    DONE = "done"  # 已办结


class CallOutcome(StrEnum):
    """What came of a call."""

    ANSWERED = "answered"  # 已答复
    REFERRED = "referred"  # 转办; to which unit is said beside it
    TO_VERIFY = "to_verify"  # 待核实


class ProposalState(StrEnum):
    """Where a proposed similar question stands. Only an approved one is asked for answers."""

    PROPOSED = "proposed"
    APPROVED = "approved"
    REFUSED = "refused"
    UNDONE = "undone"


@dataclass(frozen=True, slots=True)
class Rules:
    """How the records are kept. `sign_in_failures` wrong passwords lock for `lock_for`; `retention` None keeps all."""

    sign_in_failures: int = 5
    lock_for: timedelta = timedelta(minutes=15)
    session_idle: timedelta = timedelta(hours=2)
    session_life: timedelta = timedelta(hours=12)
    record_questions: bool = True
    retention: timedelta | None = timedelta(days=180)


# ---- people and programs


@dataclass(frozen=True, slots=True)
class Account:
    """A person who may sign in. `name` is as given; names are told apart regardless of case and width."""

    id: int
    name: str
    role: AccessRole
    enabled: bool
    created_at: datetime
    password_changed_at: datetime
    last_signed_in_at: datetime | None


@dataclass(frozen=True, slots=True)
class Session:
    """A signed-in browser. `csrf_token` must come with every request that changes something.

    `expires_at` holds however busy it is; it ends earlier where it lies idle.
    """

    id: int
    account: Account
    csrf_token: str
    created_at: datetime
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class ApiKey:
    """A program's key, without its secret; `hint` is how the secret begins."""

    id: int
    name: str
    role: AccessRole
    hint: str
    created_at: datetime
    created_by: str
    last_used_at: datetime | None
    revoked_at: datetime | None


# ---- what askers leave


@dataclass(frozen=True, slots=True)
class CitedClause:
    """A place that an answer cites; `clause` None is a document's preamble."""

    document_id: str
    clause: int | None


@dataclass(frozen=True, slots=True)
class AskedQuestion:
    """A question as it is logged: masked, with neither address nor person."""

    id: int
    at: datetime
    day: date
    question: str
    language: str
    status: Status
    cited: tuple[CitedClause, ...]
    took_ms: float
    channel: Channel
    corpus_version: str
    index_version: str


@dataclass(frozen=True, slots=True)
class Feedback:
    """有用 or 没用, with a reason; question and reason are masked. `text_digest` is the SHA-256 of the answer's text."""

    id: int
    at: datetime
    verdict: Verdict
    reason: str
    answer_id: str
    question: str
    status: Status
    cited: tuple[CitedClause, ...]
    text_digest: str
    channel: Channel
    corpus_version: str
    index_version: str


@dataclass(frozen=True, slots=True)
class HandoverRequest:
    """What an asker leaves for the hotline; `answer` is the one that was shown, None where there was none yet.

    `given` tells that it was given here word for word; else it is what the asker says was shown.
    """

    question: str
    contact: str
    note: str = ""
    answer: AnswerRow | None = None
    given: bool = False


@dataclass(frozen=True, slots=True)
class Handover:
    """A hand-over with its receipt number. `remark` is the hotline's own."""

    id: int
    receipt: str
    at: datetime
    request: HandoverRequest
    state: HandoverState
    handled_by: str | None
    changed_at: datetime
    remark: str


# ---- the hotline's own


@dataclass(frozen=True, slots=True)
class CallEntry:
    """What an operator writes down of a call. `unit` is where it was referred to: needed for REFERRED, else ""."""

    question: str
    outcome: CallOutcome
    unit: str = ""
    notes: str = ""
    answer: AnswerRow | None = None
    cited: tuple[CitedClause, ...] = ()


@dataclass(frozen=True, slots=True)
class CallRecord:
    """A call as it is kept; `operator` is the account's name."""

    id: int
    at: datetime
    operator: str
    changed_at: datetime
    entry: CallEntry


@dataclass(frozen=True, slots=True)
class CallSearch:
    """Which calls are wanted. `text` is looked for in question, notes and unit, folded; the days are Shanghai's, both included."""

    text: str = ""
    first: date | None = None
    last: date | None = None
    outcome: CallOutcome | None = None
    operator: str | None = None


@dataclass(frozen=True, slots=True)
class CallPage:
    """Some of the calls that fit, newest first, and how many fit in all."""

    calls: tuple[CallRecord, ...]
    total: int


@dataclass(frozen=True, slots=True)
class ProposalDraft:
    """A question that should be answered by a sentence: characters `start` to `end` of the document, in `clause`.

    `sentence` is the text there when it was proposed, so that a changed document is noticed.
    """

    question: str
    document_id: str
    clause: int
    start: int
    end: int
    sentence: str


@dataclass(frozen=True, slots=True)
class BrokenQuestion:
    """A question that would be answered otherwise than it should be: what it gave before, and what it would give."""

    question: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Proposal:
    """A proposal with what became of it. `breaks` lists what it would break, the reason of a refusal by the floors."""

    id: int
    draft: ProposalDraft
    state: ProposalState
    proposed_by: str
    proposed_at: datetime
    decided_by: str | None
    decided_at: datetime | None
    why: str
    breaks: tuple[BrokenQuestion, ...]


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """Who did what to which thing; `before` and `after` are short summaries. An entry is never changed."""

    id: int
    at: datetime
    who: str
    action: str
    object_kind: str
    object_id: str
    before: str
    after: str


# ---- the queue and the dashboard


@dataclass(frozen=True, slots=True)
class QueueGroup:
    """Questions alike that somebody should look at; `question` is put most often of them.

    `keys` names the group's questions for `QueueStore.mark_handled`. `count` is how often they came since they were last
    handled (in all, where the group is handled), of which `handovers`, `unanswered` and `not_useful` of each sort.
    """

    keys: tuple[str, ...]
    question: str
    count: int
    handovers: int
    unanswered: int
    not_useful: int
    statuses: tuple[Status, ...]
    examples: tuple[str, ...]
    reasons: tuple[str, ...]
    receipts: tuple[str, ...]
    first_seen: datetime
    last_seen: datetime
    handled: bool
    handled_by: str | None
    handled_at: datetime | None


@dataclass(frozen=True, slots=True)
class DayCount:
    """Questions of a day."""

    day: date
    count: int


@dataclass(frozen=True, slots=True)
class StatusCount:
    """Questions with a status, and their share of all (0 to 1)."""

    status: Status
    count: int
    share: float


@dataclass(frozen=True, slots=True)
class ClauseCount:
    """In how many answers a clause was cited."""

    cited: CitedClause
    count: int


@dataclass(frozen=True, slots=True)
class Dashboard:
    """What the days from `first` to `last` (both included) had. Every day is in `days`, also one without questions.

    `p50_ms` and `p95_ms` are response times, None where no question was asked.
    """

    first: date
    last: date
    total: int
    days: tuple[DayCount, ...]
    statuses: tuple[StatusCount, ...]
    top_clauses: tuple[ClauseCount, ...]
    p50_ms: float | None
    p95_ms: float | None
    useful: int
    not_useful: int
    open_handovers: int
