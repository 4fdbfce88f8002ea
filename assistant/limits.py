"""The limits of one question, resolved: which documents may answer, and what that makes of names and drafts."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date

from assistant.draft import Draft, Form
from assistant.model import Status
from assistant.own_names import Named
from assistant.scope import Scope, within
from assistant.understand import Reading
from corpus.library import Library

_THIS = re.compile(
    r"(?:这|该|本)[个份部项]?(?:法律|法规|条例|办法|法|规定|决定|通知|公告|文件|措施)"
)


@dataclass(frozen=True, slots=True)
class Limits:
    """What a question is limited to: ids of shipped documents and of the user's own.

    `main` tells whether the policy is among them; `past_too` that texts are meant whatever their state. `own_documents` are the
    own ones without what is attached to them, in the library's order; `titles` name those of both.
    """

    shipped: frozenset[str]
    own: frozenset[str]
    main: bool
    past_too: bool
    own_documents: tuple[str, ...]
    titles: tuple[str, ...]

    @property
    def only_own(self) -> bool:
        """Whether only the user's own documents may answer."""
        return bool(self.own) and not self.shipped

    def has(self, named: Named | None) -> bool:
        """Whether all that was named is within."""
        return named is not None and self.own.issuperset(named.documents)

    def named(self, found: Named | None, reading: Reading) -> Named | None:
        """What a question names of what is within; a single document need not be named, for nothing else is meant.

        A document that is named and is not within is none: `documents` is then empty.
        """
        if found:
            return replace(found, documents=tuple(k for k in found.documents if k in self.own))
        if self.only_own and len(self.own_documents) == 1 and not reading.elsewhere:
            return Named(self.own_documents, _THIS.sub("", reading.text))
        return None

    def kept(self, draft: Draft) -> Draft:
        """A draft about the policy with what it may cite; a refusal where that is nothing."""
        citations = tuple(c for c in draft.citations if c.document.id in self.shipped)
        if draft.citations[:1] != citations[:1] or not (self.main or citations):
            return self.unanswered()
        if draft.status is Status.OUT_OF_SCOPE:
            return replace(self.unanswered(), nearest=draft.nearest, confidence=draft.confidence)
        return replace(draft, citations=citations)

    def unanswered(self) -> Draft:
        """That no document within has an answer, or that there is no document."""
        form = Form.NOT_WITHIN if self.titles else Form.NOTHING_WITHIN
        details = tuple((title, "") for title in self.titles)
        return Draft(Status.OUT_OF_SCOPE, form, confidence=0.0, details=details)


def resolved(scope: Scope, library: Library, as_of: date) -> Limits:
    """The limits of a scope on a day.

    Raises:
        ScopeError: a document that it names is not held.
    """
    ids = within(scope, library, as_of)
    own = ids & frozenset(library.own)
    roots = tuple(k for k in library.own if k in own and library.told[k].parent not in own)
    held = (entry for entry in library.catalogue if entry.id in ids)
    titles = (d.title for d in held if d.parent not in ids)
    return Limits(
        shipped=ids - own,
        own=own,
        main=library.main.document.id in ids,
        past_too=scope.asks_for_past,
        own_documents=roots,
        titles=tuple(titles),
    )
