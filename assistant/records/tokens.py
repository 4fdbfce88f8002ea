"""Secrets that are given out once, and how they are known again: by their SHA-256, from which nobody gets back to them."""

from __future__ import annotations

import hashlib
import secrets
from datetime import date

# No letters or digits that are mistaken for each other on the telephone: 0 O, 1 I L, 2 Z, 5 S, 8 B.
_RECEIPT = "34679ACDEFGHJKMNPQRTUVWXY"
_KEY = "yuce_"


def new_token() -> str:
    """256 random bits, for a cookie."""
    return secrets.token_urlsafe(32)


def new_key() -> str:
    """A program's secret, recognisable as ours by its beginning."""
    return _KEY + secrets.token_urlsafe(32)


def key_hint(secret: str) -> str:
    """So much of a secret as may be shown."""
    return secret[: len(_KEY) + 4] + "…"


def digest(secret: str) -> str:
    """What is kept of a secret. Plain SHA-256 will do: it has 256 random bits, there is nothing to guess."""
    return hashlib.sha256(secret.encode("utf-8", "replace")).hexdigest()


def csrf_of(token: str) -> str:
    """The token that a form sends beside the cookie: made from the session's, so that it need not be kept."""
    return hashlib.sha256(b"csrf:" + token.encode("utf-8", "replace")).hexdigest()


def new_receipt(day: date) -> str:
    """A receipt number, such as YC-20261123-7KM3QX; 244 million a day, so that nobody finds another's by trying."""
    return f"YC-{day:%Y%m%d}-" + "".join(secrets.choice(_RECEIPT) for _ in range(6))
