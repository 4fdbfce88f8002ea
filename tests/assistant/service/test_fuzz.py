"""The interface against its own description: requests made from it, right and wrong, bring no error of the server."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Any

import pytest
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assistant.api import create_api
from assistant.bootstrap import Assistant

schemathesis = pytest.importorskip("schemathesis", reason="schemathesis is not installed")

checks = schemathesis.checks
_CASES = int(os.environ.get("FUZZ_CASES", "120"))  # `make fuzz` sets more
_OPERATIONS = 13


@pytest.fixture(scope="module")
def operations(assistant: Assistant) -> Iterator[list[Any]]:
    """Every operation of the description."""
    app = create_api(assistant)
    with TestClient(app, raise_server_exceptions=False):  # what must run while it is served
        schema = schemathesis.openapi.from_asgi("/openapi.json", app)
        yield [found.ok() for found in schema.get_all_operations()]


def test_every_operation_is_tried(operations: list[Any]) -> None:
    assert len(operations) == _OPERATIONS


@pytest.mark.parametrize("number", range(_OPERATIONS))
def test_every_response_is_one_that_is_described(operations: list[Any], number: int) -> None:
    operation = operations[number]
    modes = [schemathesis.GenerationMode.POSITIVE, schemathesis.GenerationMode.NEGATIVE]
    cases = st.one_of([operation.as_strategy(generation_mode=mode) for mode in modes])

    @given(case=cases)
    @settings(
        max_examples=_CASES // _OPERATIONS,
        deadline=None,
        derandomize=_CASES <= 120,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    def tried(case: Any) -> None:
        # A description cannot tell all: an empty question fits it, and is declined with a sentence.
        case.call_and_validate(excluded_checks=[checks.positive_data_acceptance])

    tried()
