from __future__ import annotations

import pytest

from index import errors
from index.errors import IndexCorrupt, IndexingError, StorageError, translated


def panic() -> BaseException:
    """As a panic in Rust code arrives: no Exception, of a class that cannot be imported."""
    return type("PanicException", (BaseException,), {"__module__": "pyo3_runtime"})("it broke")


@pytest.mark.parametrize(
    "raised", [ValueError("it broke\nin many lines"), OSError("it broke"), panic()]
)
def test_a_vendors_error_becomes_ours_in_one_line(raised: BaseException) -> None:
    with (
        pytest.raises(StorageError, match=r"\Athe store cannot be written: it broke\Z"),
        translated(StorageError, "the store cannot be written"),
    ):
        raise raised


def test_an_error_without_words_is_told_by_its_class() -> None:
    with (
        pytest.raises(IndexCorrupt, match=r"\Awhat: KeyError\Z"),
        translated(IndexCorrupt, "what"),
    ):
        raise KeyError


def test_our_own_error_stays_as_it_is() -> None:
    with pytest.raises(IndexCorrupt, match=r"\Adamaged\Z"), translated(StorageError, "what"):
        raise IndexCorrupt("damaged")


@pytest.mark.parametrize("raised", [KeyboardInterrupt(), SystemExit(1)])
def test_an_interrupt_is_no_vendors_error(raised: BaseException) -> None:
    with pytest.raises(type(raised)), translated(StorageError, "what"):
        raise raised


def test_every_error_is_of_one_family_and_drawn_at_the_top() -> None:
    family = [e for e in vars(errors).values() if isinstance(e, type) and issubclass(e, Exception)]
    assert len(family) == 8
    assert all(issubclass(e, IndexingError) for e in family)
    assert all(e.__name__ in (errors.__doc__ or "") for e in family)
