"""What can go wrong with an index.

IndexingError
├── IndexMissing    there is no index where one is expected
├── IndexCorrupt    the files of an index are damaged or half written
├── IndexMismatch   the index was built from another corpus, encoder or version
├── IndexBusy       another process is building or holds the index
├── StorageError    the disk is full, or a folder cannot be written
└── EncoderError    an encoder cannot be loaded
"""

from __future__ import annotations


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
