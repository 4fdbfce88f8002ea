"""What can go wrong with an index.

IndexingError
├── IndexMissing    there is no index where one is expected
├── IndexCorrupt    the files of an index are damaged or half written
├── IndexMismatch   the index was built from another corpus, encoder or version
├── IndexBusy       another process is building or holds the index
├── StorageError    the disk is full, or a folder cannot be written
├── EncoderError    an encoder cannot be loaded
└── BenchmarkError  a retrieval benchmark is missing or broken
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager


class IndexingError(Exception):
    """Base of every error that the index package raises."""


class IndexMissing(IndexingError):
    """There is no index where one is expected."""


class IndexCorrupt(IndexingError):
    """The files of an index are damaged or half written."""


class IndexMismatch(IndexingError):
    """The index was built from another corpus, with another encoder, or by another version."""


class IndexBusy(IndexingError):
    """Another process is building the index."""


class StorageError(IndexingError):
    """The disk is full, or a folder cannot be written."""


class EncoderError(IndexingError):
    """An encoder cannot be loaded."""


class BenchmarkError(IndexingError):
    """A retrieval benchmark cannot be read."""


@contextmanager
def translated(kind: type[IndexingError], what: str) -> Iterator[None]:
    """Turn whatever a vendor raises inside into one error of ours, saying what was done and the vendor's first line.

    chromadb and tantivy raise OSError, ValueError, RuntimeError and their own; and a panic in their Rust parts is not
    even an Exception (a vector store with torn pages: ``pyo3_runtime.PanicException``).
    """
    try:
        yield
    except IndexingError:
        raise
    except BaseException as error:
        if not isinstance(error, Exception) and type(error).__module__ != "pyo3_runtime":
            raise
        raise kind(f"{what}: {first_line(error)}") from error


def first_line(error: BaseException) -> str:
    """The first line of an error's message, cut at 200 characters; its class where it has none."""
    return (str(error).strip() or type(error).__name__).splitlines()[0][:200]
