"""The service's settings: what is taken, and what an error names."""

from __future__ import annotations

import pytest

from assistant.errors import SettingsError
from assistant.settings import read_settings


def test_the_terms_are_what_the_environment_says(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("YUCE_QUESTIONS_PER_MINUTE", "7")
    monkeypatch.setenv("YUCE_API_KEYS_REQUIRED", "true")
    monkeypatch.setenv("YUCE_TRUSTED_PROXIES", "10.0.0.0/8, ::1")
    terms = read_settings().terms
    assert (terms.questions_per_minute, terms.keys_required) == (7, True)
    assert [str(n) for n in terms.trusted_proxies] == ["10.0.0.0/8", "::1/128"]


def test_nobody_is_trusted_and_nothing_is_shown_by_default() -> None:
    settings = read_settings()
    assert settings.terms.trusted_proxies == ()
    assert settings.metrics_port is None
    assert settings.metrics_host == "127.0.0.1"
    assert not settings.log_questions


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("YUCE_QUESTIONS_PER_MINUTE", "0"),
        ("YUCE_REQUESTS_PER_MINUTE", "many"),
        ("YUCE_LARGEST_BODY", "10"),
        ("YUCE_ANSWER_SECONDS", "0"),
        ("YUCE_RECEIVE_SECONDS", "-1"),
        ("YUCE_AT_ONCE", "0"),
        ("YUCE_TRUSTED_PROXIES", "proxy.example"),
        ("YUCE_TRUSTED_PROXIES", "10.0.0.1/8"),
        ("YUCE_METRICS_PORT", "0"),
        ("YUCE_LOG_FORM", "xml"),
        ("YUCE_API_KEYS_REQUIRED", "perhaps"),
    ],
)
def test_a_wrong_setting_is_named_with_its_value(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(SettingsError) as told:
        read_settings()
    assert name in str(told.value)
    assert value in str(told.value)


def test_an_empty_variable_is_one_that_is_not_set(monkeypatch: pytest.MonkeyPatch) -> None:
    # As `YUCE_DATA_DIR= make run` leaves it: taken at its word, the index would be written into the working folder.
    usual = read_settings().data_dir
    monkeypatch.setenv("YUCE_DATA_DIR", "")
    assert read_settings().data_dir == usual
