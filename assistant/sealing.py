"""The server's seal on an answer: a talk is kept by the browser, and what comes back from there may have been changed."""

from __future__ import annotations

import hmac
import json
import os
import secrets
from hashlib import sha256
from pathlib import Path

from assistant.contract import AnswerRow
from assistant.errors import SettingsError

_LEAST = 32
_FOR = b"yuce answer\n"  # a seal on anything else made with the same key is none on an answer


class Seal:
    """Seals rows with a key, and knows its own seals again. HMAC-SHA256 over the row as JSON with sorted keys."""

    def __init__(self, key: bytes) -> None:
        self._key = key

    def of(self, row: AnswerRow) -> str:
        """The seal of a row: 64 hexadecimal digits."""
        text = json.dumps(row, sort_keys=True, separators=(",", ":"))
        return hmac.new(self._key, _FOR + text.encode("ascii"), sha256).hexdigest()

    def holds(self, row: AnswerRow, seal: str) -> bool:
        """Whether a seal is this row's: then it is word for word an answer that was given here."""
        return hmac.compare_digest(self.of(row).encode(), seal.encode("utf-8", "replace"))


def passing_seal() -> Seal:
    """A seal that ends with the process."""
    return Seal(secrets.token_bytes(_LEAST))


def kept_seal(file: Path) -> Seal:
    """The seal of the key in a file that only its owner reads; it is made where there is none.

    Raises:
        SettingsError: it cannot be read or made, or is no key.
    """
    try:
        _make(file)
        key = file.read_bytes()
    except OSError as error:
        raise SettingsError(f"{file} cannot be read or made: {error.strerror or error}") from error
    if len(key) < _LEAST:
        raise SettingsError(f"{file} is no key; remove it, and the next start makes another")
    return Seal(key)


def _make(file: Path) -> None:
    """Whole or not at all, also where two processes start at once: the first to link it has made it."""
    if file.exists():
        return
    file.parent.mkdir(parents=True, exist_ok=True)
    made = file.with_name(f"{file.name}.{secrets.token_hex(4)}")
    handle = os.open(made, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    try:
        os.write(handle, secrets.token_bytes(_LEAST))
    finally:
        os.close(handle)
    try:
        os.link(made, file)
    except FileExistsError:
        pass
    finally:
        made.unlink()
