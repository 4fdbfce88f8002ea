"""What is counted, and that it is shown on its own port alone."""

from __future__ import annotations

import socket
import urllib.request
from collections.abc import Callable
from typing import Any

import pytest
from fastapi.testclient import TestClient

from assistant.api import create_api
from assistant.bootstrap import Assistant
from assistant.errors import SettingsError
from assistant.model import Answer, Language, Status
from assistant.service.metrics import Metrics
from assistant.service.watch import watch_over
from assistant.settings import Settings
from assistant.terms import Terms


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def value(metrics: Metrics, name: str, **labels: str) -> float | None:
    return metrics.registry.get_sample_value(name, labels)


def answer(status: Status) -> Answer:
    versions = {"corpus_version": "c1", "index_version": "i1"}
    return Answer("a1", "问", Language.HANS, status, "答", took_ms=12, **versions)


def test_answers_are_counted_by_status_with_their_time() -> None:
    metrics = Metrics()
    for status in (Status.ANSWERED, Status.ANSWERED, Status.NOT_STATED):
        metrics.answered(answer(status))
    assert value(metrics, "yuce_questions_total", status="answered") == 2
    assert value(metrics, "yuce_questions_total", status="out_of_scope") == 0
    assert value(metrics, "yuce_refusals_total") == 1
    assert value(metrics, "yuce_answer_seconds_count") == 3
    assert value(metrics, "yuce_served_info", corpus_version="c1", index_version="i1") == 1


def test_requests_that_are_declined_are_counted(fake: Callable[..., Any]) -> None:
    metrics = Metrics()
    api = TestClient(create_api(fake(), Terms(questions_per_minute=1), meter=metrics))
    for _ in range(3):
        api.post("/api/v1/ask", json={"question": "税"})
    assert value(metrics, "yuce_rate_limited_total", kind="questions") == 2
    assert value(metrics, "yuce_responses_total", **{"class": "2xx"}) == 1
    assert value(metrics, "yuce_responses_total", **{"class": "4xx"}) == 2


def test_an_answer_that_does_not_hold_is_counted() -> None:
    metrics = Metrics()
    metrics.unverified()
    assert value(metrics, "yuce_verification_failures_total") == 1


def test_the_assistant_tells_its_observer_of_every_answer(
    assistant: Assistant, data_dir: Any
) -> None:
    metrics = Metrics()
    observed = Assistant(Settings(data_dir=data_dir), observer=metrics)
    observed.ask("第七条讲什么")
    observed.ask("今天天气怎么样")
    observed.close()
    assert value(metrics, "yuce_questions_total", status="answered") == 1
    assert value(metrics, "yuce_questions_total", status="out_of_scope") == 1


def test_figures_are_shown_on_their_own_port_and_nowhere_else(fake: Callable[..., Any]) -> None:
    port = free_port()
    watch = watch_over(Settings(metrics_port=port))
    watch.answered(answer(Status.ANSWERED))
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics") as response:
        shown = response.read().decode()
    assert 'yuce_questions_total{status="answered"} 1.0' in shown
    api = TestClient(create_api(fake(), meter=watch.meter))
    assert api.get("/metrics").status_code == 404


def test_a_port_that_is_taken_is_told(fake: Callable[..., Any]) -> None:
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        held.listen()
        port = held.getsockname()[1]
        with pytest.raises(SettingsError, match=f"YUCE_METRICS_PORT: 127.0.0.1:{port}"):
            watch_over(Settings(metrics_port=port))
