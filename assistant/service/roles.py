"""What a program's key may do, by path."""

from __future__ import annotations

from assistant.records.model import AccessRole

_BEYOND_CLIENTS = (
    ("/api/v1/desk/", AccessRole.OPERATOR),  # what people told the hotline, and its figures
)


def role_for(path: str) -> AccessRole:
    """The least role that a program needs on a path of the interfaces: a client's, where it has the public texts alone.

    >>> [str(role_for(p)) for p in ("/api/v1/ask/stream", "/api/v1/desk/figures")]
    ['client', 'operator']
    """
    roles = (role for start, role in _BEYOND_CLIENTS if path.startswith(start))
    return next(roles, AccessRole.CLIENT)


def may(role: str, needed: AccessRole) -> bool:
    """Whether a key's role covers what is needed; a role that is none covers nothing.

    >>> may("admin", AccessRole.OPERATOR), may("client", AccessRole.OPERATOR), may("", AccessRole.CLIENT)
    (True, False, False)
    """
    return role in {str(known) for known in AccessRole} and AccessRole(role).covers(needed)
