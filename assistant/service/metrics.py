"""What is counted, for Prometheus, on a port of its own. The only module that imports prometheus_client."""

from __future__ import annotations

from collections.abc import Callable

from prometheus_client import CollectorRegistry, Counter, Histogram, Info, start_http_server
from prometheus_client.platform_collector import PlatformCollector
from prometheus_client.process_collector import ProcessCollector

from assistant.model import REFUSALS, Answer, Status
from assistant.service.kinds import Kind

_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60)


class Metrics:
    """Observer of answers and meter of requests at once.

    Every series has few labels with few values: nothing of a question is among them.
    """

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        own = self.registry
        ProcessCollector(registry=own)
        PlatformCollector(registry=own)
        self._questions = Counter(
            "yuce_questions", "Questions answered, by status", ["status"], registry=own
        )
        self._seconds = Histogram(
            "yuce_answer_seconds", "Time to an answer", registry=own, buckets=_SECONDS
        )
        self._refusals = Counter("yuce_refusals", "Answers that decline", registry=own)
        self._unverified = Counter(
            "yuce_verification_failures",
            "Answers that did not agree with the source and were refused",
            registry=own,
        )
        self._limited = Counter(
            "yuce_rate_limited", "Requests declined, by what was too often", ["kind"], registry=own
        )
        self._shed = Counter("yuce_shed", "Requests declined or given up under load", registry=own)
        self._responses = Counter("yuce_responses", "Responses, by class", ["class"], registry=own)
        self._response_seconds = Histogram(
            "yuce_response_seconds", "Time to a finished response", registry=own, buckets=_SECONDS
        )
        self._served = Info("yuce_served", "What is being served", registry=own)
        for status in Status:  # a series that is missing cannot be told from one at zero
            self._questions.labels(status.value)
        for kind in (Kind.QUESTION, Kind.REQUEST):
            self._limited.labels(kind.value)

    def answered(self, answer: Answer) -> None:
        """Count an answer; the versions that it was made from are what is being served."""
        self._questions.labels(answer.status.value).inc()
        self._seconds.observe(answer.took_ms / 1000)
        if answer.status in REFUSALS:
            self._refusals.inc()
        self.serves(answer.corpus_version, answer.index_version)

    def unverified(self) -> None:
        """Count an answer that did not agree with the source."""
        self._unverified.inc()

    def limited(self, kind: Kind) -> None:
        """Count a request that was declined because its client asks too often."""
        self._limited.labels(kind.value).inc()

    def shed(self) -> None:
        """Count a request that was declined because too many are worked on."""
        self._shed.inc()

    def served(self, status: int, seconds: float) -> None:
        """Count a response."""
        self._responses.labels(f"{status // 100}xx").inc()
        self._response_seconds.observe(seconds)

    def serves(self, corpus_version: str, index_version: str) -> None:
        """Tell which versions are being served."""
        self._served.info({"corpus_version": corpus_version, "index_version": index_version})

    def serve(self, host: str, port: int) -> Callable[[], None]:
        """Show everything at http://host:port/metrics in a thread; returns what stops it.

        Raises:
            OSError: the port is taken.
        """
        server, thread = start_http_server(port, host, self.registry)

        def stop() -> None:
            server.shutdown()
            server.server_close()
            thread.join()

        return stop
