"""The figures of a load run: what counts as an error, and the line that is printed."""

from __future__ import annotations

from collections import Counter

from assistant.load_run import Tally


def test_a_declined_request_is_no_error_but_a_broken_one_is() -> None:
    tally = Tally([1.0], Counter({"200": 1, "429": 5, "503": 2, "500": 1, "ReadTimeout": 1}))
    assert tally.errors == 2


def test_the_line_has_the_percentiles_of_what_was_answered_and_every_outcome() -> None:
    tally = Tally([float(n) for n in range(1, 102)], Counter({"200": 101, "429": 3}))
    assert tally.line() == "p50 51 ms, p95 96 ms, p99 100 ms over 101 (200: 101, 429: 3)"


def test_nothing_answered_is_told() -> None:
    assert Tally().line() == "none answered (none asked)"
