"""What is watched, as the settings say: the journal's questions and the figures for Prometheus."""

from __future__ import annotations

from dataclasses import dataclass

from assistant.errors import SettingsError
from assistant.model import Answer
from assistant.observing import Observer
from assistant.service.journal import QuestionLog
from assistant.service.metering import Meter, Unmetered
from assistant.service.metrics import Metrics
from assistant.settings import Settings


@dataclass(frozen=True, slots=True)
class Watch:
    """All observers as one, with the meter of requests."""

    observers: tuple[Observer, ...]
    meter: Meter

    def answered(self, answer: Answer) -> None:
        """Tell every observer."""
        for observer in self.observers:
            observer.answered(answer)

    def unverified(self) -> None:
        """Tell every observer."""
        for observer in self.observers:
            observer.unverified()


def watch_over(settings: Settings) -> Watch:
    """The watch that the settings want; the figures are shown from now on, where they have a port.

    Raises:
        SettingsError: the port cannot be listened on.
    """
    logs: tuple[Observer, ...] = (QuestionLog(),) if settings.log_questions else ()
    if settings.metrics_port is None:
        return Watch(logs, Unmetered())
    metrics = Metrics()
    try:
        metrics.serve(settings.metrics_host, settings.metrics_port)
    except OSError as error:
        place = f"{settings.metrics_host}:{settings.metrics_port}"
        what = f"YUCE_METRICS_PORT: {place} cannot be listened on ({error.strerror or error})"
        raise SettingsError(f"{what}; set another") from error
    return Watch((*logs, metrics), metrics)
