from __future__ import annotations

import numpy as np
import pytest

from index.model import document_of
from index.stores_bench import make_sample, run_stores_bench


def test_the_sample_is_the_same_each_time_and_of_unit_length() -> None:
    sample, again = make_sample(300), make_sample(300)
    assert np.array_equal(sample.vectors, again.vectors)
    assert sample.ids == again.ids
    assert np.linalg.norm(sample.vectors, axis=1) == pytest.approx(1.0, abs=1e-5)


def test_one_document_in_a_hundred_is_asked_for() -> None:
    sample = make_sample(10_000)
    assert len({document_of(key) for key in sample.ids}) == 200
    assert len(sample.some) == 2


def test_every_store_has_a_row_and_the_exact_one_finds_all(
    capsys: pytest.CaptureFixture[str],
) -> None:
    run_stores_bench(200, None)
    rows = {line[:16].strip(): line[16:].split() for line in capsys.readouterr().out.splitlines()}
    assert {"memory", "chroma", "chroma server"} <= rows.keys()
    assert rows["memory"][-2:] == ["1.000", "1.000"]
    for name in rows.keys() & {"chroma", "chroma server", "milvus-lite"}:
        assert float(rows[name][-2]) > 0.9
