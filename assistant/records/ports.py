"""What is asked of the records, as Protocols; `opening.open_records` gives all of them as `Records`.

Every method may be called from any thread and raises DatabaseUnavailable where the database cannot be reached. A method that
changes something for a person takes `by`, the name of who does it, and writes the audit entry in the same transaction.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime
from typing import Protocol

from assistant.contract import AnswerRow
from assistant.records.model import (
    AccessRole,
    Account,
    ApiKey,
    AskedQuestion,
    AuditEntry,
    BrokenQuestion,
    CallEntry,
    CallPage,
    CallRecord,
    CallSearch,
    Channel,
    Dashboard,
    Feedback,
    Handover,
    HandoverRequest,
    HandoverState,
    Proposal,
    ProposalDraft,
    ProposalState,
    QueueGroup,
    Session,
    Verdict,
)

# How alike two questions are, from 0 to 1.
Similarity = Callable[[str, str], float]


class AccountStore(Protocol):
    """The people who may sign in."""

    def add(self, name: str, password: str, role: AccessRole, *, by: str) -> Account:
        """A new account.

        Raises:
            InvalidRecord: the name is taken or cannot be one, or the role is a program's.
            WeakPassword: fewer than 10 characters, or it has the name in it.
        """
        ...

    def listed(self) -> tuple[Account, ...]:
        """All accounts, by name."""
        ...

    def set_password(self, name: str, password: str, *, by: str) -> None:
        """Change a password; every session of the account ends.

        Raises:
            NoSuchRecord: nobody has this name.
            WeakPassword: fewer than 10 characters, or it has the name in it.
        """
        ...

    def set_enabled(self, name: str, enabled: bool, *, by: str) -> None:
        """Let somebody sign in again, or no more; being disabled ends every session at once."""
        ...

    def set_role(self, name: str, role: AccessRole, *, by: str) -> None:
        """Change what somebody may do; it holds from the next request."""
        ...


class SignIn(Protocol):
    """Signing in and out. A token is given out once; only its digest is kept."""

    def authenticate(self, name: str, password: str, source: str) -> Account:
        """Who this is. `source` is where it comes from (an address): failures are counted by name and source.

        Takes as long for a name that nobody has.

        Raises:
            SignInRefused: name or password are wrong, or the account is disabled.
            SignInLocked: too many failures; `until` says when it may be tried again, even with the right password.
        """
        ...

    def start(self, account: Account) -> tuple[str, Session]:
        """Begin a session: the token for the cookie, and the session."""
        ...

    def session(self, token: str) -> Session | None:
        """The session of a cookie's token, None where it ended, expired or never was. Counts as a use of it."""
        ...

    def end(self, token: str) -> None:
        """Sign out; a token that is not a session's is no error."""
        ...


class KeyStore(Protocol):
    """The keys of programs."""

    def add(self, name: str, role: AccessRole, *, by: str) -> tuple[str, ApiKey]:
        """A new key: its secret, which cannot be shown again, and the key.

        Raises:
            InvalidRecord: the name is empty or too long, or a key in use has it.
        """
        ...

    def listed(self) -> tuple[ApiKey, ...]:
        """All keys, the revoked ones too, newest first."""
        ...

    def find(self, secret: str) -> ApiKey | None:
        """The key of a secret, None where it is unknown or revoked. Counts as a use of it."""
        ...

    def revoke(self, key_id: int, *, by: str) -> None:
        """Make a key useless from the next request on.

        Raises:
            NoSuchRecord: no key in use has this number.
        """
        ...


class AskedStore(Protocol):
    """The log of questions. Nothing in it tells who asked."""

    def add(self, answer: AnswerRow, channel: Channel) -> None:
        """Log a question with what came of it, masked; nothing where recording is switched off."""
        ...

    def latest(self, limit: int = 100) -> tuple[AskedQuestion, ...]:
        """The newest questions first."""
        ...


class FeedbackStore(Protocol):
    """有用 and 没用."""

    def add(
        self, answer: AnswerRow, verdict: Verdict, *, channel: Channel, reason: str = ""
    ) -> Feedback:
        """Keep a verdict on an answer; a second one on the same answer (by its id) replaces the first.

        Raises:
            InvalidRecord: the reason has more than 1,000 characters.
        """
        ...

    def latest(self, limit: int = 100, verdict: Verdict | None = None) -> tuple[Feedback, ...]:
        """The newest first, of one verdict or of both."""
        ...


class HandoverStore(Protocol):
    """What askers leave for the hotline."""

    def add(self, request: HandoverRequest) -> Handover:
        """Take a hand-over in and give it a receipt number, such as YC-20261123-7KM3QX.

        Raises:
            InvalidRecord: question or contact are empty, or a text is too long.
        """
        ...

    def find(self, receipt: str) -> Handover:
        """The hand-over with this receipt; case and spaces do not matter.

        Raises:
            NoSuchRecord: no hand-over has it.
        """
        ...

    def listed(
        self, state: HandoverState | None = None, *, limit: int = 100, offset: int = 0
    ) -> tuple[Handover, ...]:
        """Hand-overs in a state, or in any, newest first."""
        ...

    def set_state(
        self, receipt: str, state: HandoverState, *, by: str, remark: str | None = None
    ) -> Handover:
        """Go on with a hand-over; a remark replaces the earlier one.

        Raises:
            NoSuchRecord: no hand-over has this receipt.
            InvalidRecord: the remark has more than 2,000 characters.
        """
        ...


class CallStore(Protocol):
    """The hotline's record of calls."""

    def add(self, entry: CallEntry, *, by: str) -> CallRecord:
        """Keep a call.

        Raises:
            InvalidRecord: the question is empty, a text is too long, or a call is referred to no unit.
        """
        ...

    def change(self, call_id: int, entry: CallEntry, *, by: str) -> CallRecord:
        """Replace what is written of a call; who took it and when stay.

        Raises:
            NoSuchRecord: no call has this number.
            InvalidRecord: as for `add`.
        """
        ...

    def find(self, call_id: int) -> CallRecord:
        """The call with this number.

        Raises:
            NoSuchRecord: no call has it.
        """
        ...

    def search(self, wanted: CallSearch, *, limit: int = 50, offset: int = 0) -> CallPage:
        """Calls that fit, newest first."""
        ...

    def every(self, wanted: CallSearch) -> Iterator[CallRecord]:
        """All calls that fit, newest first, for `csv_export.call_csv`; read in portions."""
        ...


class ProposalStore(Protocol):
    """Similar questions that operators propose, and what supervisors made of them."""

    def add(self, draft: ProposalDraft, *, by: str) -> Proposal:
        """Propose a similar question.

        Raises:
            InvalidRecord: a field is empty or too long, or the same question already stands for the same sentence
                (proposed or approved).
        """
        ...

    def find(self, proposal_id: int) -> Proposal:
        """The proposal with this number.

        Raises:
            NoSuchRecord: no proposal has it.
        """
        ...

    def listed(self, state: ProposalState | None = None) -> tuple[Proposal, ...]:
        """Proposals in a state, or in any, newest first."""
        ...

    def decide(
        self,
        proposal_id: int,
        state: ProposalState,
        *,
        by: str,
        why: str = "",
        breaks: Iterable[BrokenQuestion] = (),
    ) -> Proposal:
        """Approve or refuse what is proposed, or undo what is approved.

        Raises:
            NoSuchRecord: no proposal has this number.
            WrongState: that step cannot be taken from its state; of two at once, the second gets this.
        """
        ...

    def approved_version(self) -> str:
        """A word that changes whenever the approved proposals do; cheap, it may be asked for every second."""
        ...


class AuditStore(Protocol):
    """Who saw and changed what. Entries can only be added, also by hand in the database."""

    def add(
        self,
        who: str,
        action: str,
        object_kind: str,
        object_id: str = "",
        *,
        before: str = "",
        after: str = "",
    ) -> None:
        """Write an entry: for what is seen (a call opened, records exported), since changes write their own."""
        ...

    def latest(
        self,
        *,
        limit: int = 100,
        offset: int = 0,
        who: str | None = None,
        object_kind: str | None = None,
    ) -> tuple[AuditEntry, ...]:
        """The newest first."""
        ...


class QueueStore(Protocol):
    """Open hand-overs, questions without an answer, and answers that were no use: grouped by likeness."""

    def groups(
        self,
        *,
        handled: bool = False,
        since: datetime | None = None,
        limit: int = 50,
        similarity: Similarity | None = None,
    ) -> tuple[QueueGroup, ...]:
        """The groups, most frequent first; with `handled` those that somebody has handled, the latest first.

        `since` defaults to 90 days ago. `similarity` defaults to that of `likeness.py` (character n-grams).
        """
        ...

    def mark_handled(self, keys: Iterable[str], *, by: str, note: str = "") -> None:
        """Mark a group as handled up to now; the same question coming again opens it again. Hand-overs have their own state."""
        ...

    def reopen(self, keys: Iterable[str], *, by: str) -> None:
        """Take the mark away."""
        ...


class DashboardStore(Protocol):
    """Figures of the log of questions."""

    def between(self, first: date, last: date, *, top: int = 10) -> Dashboard:
        """What the days had, with the `top` clauses cited most.

        Raises:
            InvalidRecord: the last day lies before the first, or they are more than 400 days apart.
        """
        ...
