"""What the service counts, as a port; `metrics.py` shows it to Prometheus."""

from __future__ import annotations

from typing import Protocol

from assistant.service.kinds import Kind


class Meter(Protocol):
    """Counts what happens to requests; raises nothing and is quick."""

    def limited(self, kind: Kind) -> None:
        """A request was declined: its client asks too often."""
        ...

    def shed(self) -> None:
        """A request was declined: too many are worked on."""
        ...

    def served(self, status: int, seconds: float) -> None:
        """A response was finished."""
        ...


class Unmetered:
    """The meter where nobody counts."""

    def limited(self, kind: Kind) -> None:
        """Nothing."""

    def shed(self) -> None:
        """Nothing."""

    def served(self, status: int, seconds: float) -> None:
        """Nothing."""
