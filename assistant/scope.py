"""What a question is limited to: documents, issuers, years, states; and which of the held documents that leaves."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date

from assistant.errors import ScopeError
from corpus.catalogue import Entry
from corpus.folding import fold
from corpus.library import Library
from corpus.standing import DocumentState
from corpus.targets import family

_BETWEEN = re.compile(r"[、,;|/\s]+")
_COUNTRY = "中华人民共和国"
_MOST = 200


@dataclass(frozen=True, slots=True)
class Scope:
    """The limits of a question; an empty one limits nothing, and a document has to be within all of them.

    `documents` are ids; each stands for what belongs to it, too: texts attached to it, the notice that issued it. `issuers` are full names. `years` are those of issue
    and of coming into force. `states` are judged on the question's day.
    """

    documents: tuple[str, ...] = ()
    issuers: tuple[str, ...] = ()
    years: tuple[int, ...] = ()
    states: tuple[DocumentState, ...] = ()

    def __bool__(self) -> bool:
        return any(getattr(self, field.name) for field in fields(self))

    @property
    def asks_for_past(self) -> bool:
        """Whether texts are meant whatever their state: they are named, or their state is."""
        return bool(self.documents or self.states)


UNLIMITED = Scope()


def scope_from(raw: object) -> Scope:
    """A scope from plain data: {"documents": ["hgf"], "issuers": […], "years": [2023], "states": ["in_force"]}.

    None and {} limit nothing.

    Raises:
        ScopeError: a field is not known or is malformed; says which and what would be right.
    """
    if raw is None:
        return UNLIMITED
    known = [field.name for field in fields(Scope)]
    if not isinstance(raw, Mapping):
        raise ScopeError(f"scope is {raw!r}; it should be an object with {', '.join(known)}")
    if unknown := [name for name in raw if name not in known]:
        raise ScopeError(f"scope has {unknown[0]!r}; known are {', '.join(known)}")
    return Scope(
        documents=_texts("documents", raw.get("documents")),
        issuers=_texts("issuers", raw.get("issuers")),
        years=tuple(_year(value) for value in _listed("years", raw.get("years"))),
        states=tuple(_state(value) for value in _listed("states", raw.get("states"))),
    )


def _listed(name: str, value: object) -> Sequence[object]:
    if value is None:
        return ()
    if not isinstance(value, list | tuple):
        raise ScopeError(f"scope.{name} is {value!r}; it should be a list")
    if len(value) > _MOST:
        raise ScopeError(f"scope.{name} has {len(value)} entries; {_MOST} are the most")
    return value


def _texts(name: str, value: object) -> tuple[str, ...]:
    listed = _listed(name, value)
    for entry in listed:
        if not isinstance(entry, str) or not entry.strip():
            raise ScopeError(f"scope.{name} has {entry!r}; it should be a string that is not blank")
    return tuple(str(entry).strip() for entry in listed)


def _year(value: object) -> int:
    written = str(value) if isinstance(value, int) and not isinstance(value, bool) else value
    if not isinstance(written, str) or not re.fullmatch(r"[12][0-9]{3}", written):
        raise ScopeError(f"scope.years has {value!r}; it should be a year such as 2023")
    return int(written)


def _state(value: object) -> DocumentState:
    if value not in list(DocumentState):
        raise ScopeError(f"scope.states has {value!r}; known are {', '.join(DocumentState)}")
    return DocumentState(str(value))


def within(scope: Scope, library: Library, as_of: date) -> frozenset[str]:
    """The ids of the held documents that are within a scope on a day; none where nothing is.

    Raises:
        ScopeError: a document that it names is not held.
    """
    known = library.told
    if missing := [key for key in scope.documents if key not in known]:
        raise ScopeError(f"scope names no held document {missing[0]!r}; known are {_some(known)}")
    return frozenset(key for key in known if _is_within(key, scope, library, as_of))


def _some(keys: Iterable[str]) -> str:
    listed = list(keys)
    more = f" and {len(listed) - 20} more" if len(listed) > 20 else ""
    return ", ".join(listed[:20]) + more


def _is_within(key: str, scope: Scope, library: Library, as_of: date) -> bool:
    document = library.told[key]
    # A text attached to a document of the user's own has neither issuer nor day of issue of its own.
    attached = key in library.entries and document.parent is not None
    issuing = library.told[family(document)] if attached else document
    return (
        (not scope.documents or not {key, family(document)}.isdisjoint(scope.documents))
        and (not scope.issuers or any(_issued_by(name, issuing) for name in scope.issuers))
        and (not scope.years or bool(_years(document, issuing) & {*scope.years}))
        and (not scope.states or library.standings.on(key, as_of).state in scope.states)
    )


def _years(*documents: Entry) -> set[int]:
    days = (day for d in documents for day in (d.issued, d.valid_from))
    return {day.year for day in days if day}


def _issued_by(name: str, document: Entry) -> bool:
    """Whether every body of a name is one of those that issued a document: 海关总署, not 海关, of 财政部 海关总署."""
    asked, issuers = _bodies(name), _bodies(document.issuer or "")
    return bool(asked) and asked <= issuers


def _bodies(names: str) -> set[str]:
    parted = _BETWEEN.split(fold(names).text)
    return {body.removeprefix(_COUNTRY) for body in parted if body}
