"""Which sites may embed the chat."""

from __future__ import annotations

import pytest

from assistant.errors import SettingsError
from assistant.settings import read_settings
from assistant.widget import framed, is_embedded, read_origins, widget_script


@pytest.mark.parametrize(
    "origin",
    [
        "example.org",
        "https://example.org/",
        "https://example.org/path",
        "https://*.example.org",
        "*",
        "https://EXAMPLE.org",
        "javascript:alert(1)",
        "https://a.example;script-src *",
        "'self'",
        "https://a.example:123456",
    ],
)
def test_what_is_no_origin_is_refused_by_name(origin: str) -> None:
    with pytest.raises(ValueError, match="without a path"):
        read_origins(f"https://good.example {origin}")


def test_the_setting_is_read_and_a_wrong_one_names_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    assert read_settings().widget_origins == ()
    monkeypatch.setenv("YUCE_WIDGET_ORIGINS", "https://a.example,http://localhost:8000")
    assert read_settings().widget_origins == ("https://a.example", "http://localhost:8000")
    monkeypatch.setenv("YUCE_WIDGET_ORIGINS", "a.example")
    with pytest.raises(SettingsError, match="YUCE_WIDGET_ORIGINS"):
        read_settings()


@pytest.mark.parametrize(
    ("path", "embedded"),
    [
        ("/", True),
        ("/match", True),
        ("/match/summary", True),
        ("/doc/yfbf-2023-92", True),
        ("/desk", False),
        ("/desk/doc/x", False),
        ("/matching", False),
        ("/api/v1/ask", False),
    ],
)
def test_only_the_enterprises_pages_can_be_framed(path: str, embedded: bool) -> None:
    assert is_embedded(path) is embedded


def test_a_policy_keeps_everything_but_who_may_frame() -> None:
    policy = framed(
        "default-src 'self'; Frame-Ancestors 'none'; base-uri 'self'", ("https://a.example",)
    )
    assert policy == "default-src 'self'; base-uri 'self'; frame-ancestors 'self' https://a.example"
    assert framed("", ()) == "frame-ancestors 'self'"


def test_the_script_has_the_origins_as_plain_data() -> None:
    script = widget_script(["https://a.example"])
    assert 'const allowed = ["https://a.example"];' in script
    assert "__ORIGINS__" not in script
