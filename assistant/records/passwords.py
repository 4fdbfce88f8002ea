"""Passwords: argon2id, at the library's recommended cost, made again where the cost has been raised since."""

from __future__ import annotations

import threading
import unicodedata

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from assistant.records.errors import WeakPassword

SHORTEST, LONGEST = 10, 1_000
_AT_ONCE = 2  # each takes 64 MiB and a core for a while: sign-ins wait for each other, answers do not wait for them


class Passwords:
    """Makes and checks hashes."""

    def __init__(self, hasher: PasswordHasher | None = None) -> None:
        self._hasher = hasher or PasswordHasher()
        self._turns = threading.BoundedSemaphore(_AT_ONCE)
        self._nobodys = ""

    def hashed(self, password: str) -> str:
        """The hash that is kept."""
        with self._turns:
            return self._hasher.hash(_as_bytes(password))

    def fits(self, kept: str | None, password: str) -> bool:
        """Whether it is the password of that hash. None, of a name that nobody has, takes as long."""
        if kept is None:
            self._nobodys = self._nobodys or self.hashed("of nobody")
        try:
            with self._turns:
                right = self._hasher.verify(kept or self._nobodys, _as_bytes(password))
        except (VerificationError, InvalidHashError):
            return False
        return right and kept is not None

    def outdated(self, kept: str) -> bool:
        """Whether the hash was made at another cost than today's."""
        return self._hasher.check_needs_rehash(kept)


def check_strength(name: str, password: str) -> None:
    """See that a password will do.

    Raises:
        WeakPassword: it is too short, too long, one character repeated, or has the name in it.
    """
    if len(password) < SHORTEST:
        raise WeakPassword(
            f"the password has {len(password)} characters; at least {SHORTEST} are wanted"
        )
    if len(password) > LONGEST:
        raise WeakPassword(f"the password has more than {LONGEST:,} characters")
    if name.casefold() in password.casefold():
        raise WeakPassword("the password has the name in it; another one is wanted")
    if len(set(password)) < 4:
        raise WeakPassword("the password has fewer than four different characters")


def _as_bytes(password: str) -> bytes:
    # The same password typed on another system: é as one character or as two.
    return unicodedata.normalize("NFKC", password).encode("utf-8", "surrogatepass")
