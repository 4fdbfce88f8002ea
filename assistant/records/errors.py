"""What can go wrong with the records.

RecordsError (an AssistantError)
├── InvalidRecord       something cannot be kept as it is (empty, too long, an unknown name); says what would be right
│   └── WeakPassword    a password is too short, or is the name
├── NoSuchRecord        nothing has this number, name or receipt
├── WrongState          it is not in the state that this step starts from (approved twice, undone before approved)
├── SignInRefused       the name or the password is wrong, or the account is disabled; never says which
│   └── SignInLocked    too many failures; says when it may be tried again
├── DatabaseUnavailable the database cannot be opened, read or written
├── DatabaseNewer       the database was made by a newer program
└── BackupError         a back-up cannot be made, or a file cannot be restored; nothing was changed
"""

from __future__ import annotations

from datetime import datetime

from assistant.errors import AssistantError


class RecordsError(AssistantError):
    """Base of every error that the records raise."""


class InvalidRecord(RecordsError):
    """Something cannot be kept as it is."""


class WeakPassword(InvalidRecord):
    """A password is too easily guessed."""


class NoSuchRecord(RecordsError):
    """Nothing has this number, name or receipt."""


class WrongState(RecordsError):
    """It is not in the state that this step starts from."""


class SignInRefused(RecordsError):
    """The name or the password is wrong, or the account is disabled."""


class SignInLocked(SignInRefused):
    """Too many failures; `until` (UTC) is when it may be tried again."""

    def __init__(self, message: str, until: datetime) -> None:
        super().__init__(message)
        self.until = until


class DatabaseUnavailable(RecordsError):
    """The database cannot be opened, read or written."""


class DatabaseNewer(RecordsError):
    """The database was made by a newer program."""


class BackupError(RecordsError):
    """A back-up cannot be made, or a file cannot be restored."""
