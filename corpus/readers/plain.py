"""Plain text: each line is a paragraph."""

from __future__ import annotations

from corpus.readers.encoding import decode
from corpus.readers.model import Format, ReadText, canonical


def read(data: bytes, name: str, charset: str | None = None) -> ReadText:
    """The text of a plain text file; `charset` is the encoding that a server told.

    Raises:
        ReadingError: the encoding is none of UTF-8, UTF-16, GB18030 and Big5.
    """
    text, encoding = decode(data, name, charset)
    return ReadText(canonical([text]), Format.PLAIN, encoding)
