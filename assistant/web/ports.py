"""What the pages need of the assistant: the texts and the day. They ask no question."""

from __future__ import annotations

from datetime import date
from typing import Protocol

from corpus.library import Library


class Texts(Protocol):
    """The documents as they are now, which may be others a second later, and the day on which they are judged."""

    @property
    def library(self) -> Library:
        """The documents with what belongs to them."""
        ...

    def today(self) -> date:
        """The day on which periods and notices are judged."""
        ...
