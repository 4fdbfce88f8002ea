"""Where a document is taken from: a file, or a page that was fetched."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path, PurePosixPath
from urllib.parse import unquote, urlsplit


@dataclass(frozen=True, slots=True)
class Fetched:
    """What a server gave: `url` is where it lay in the end, `asked` where we began, without its fragment.

    `suffix` is the name's ending that its type stands for, "" where the server told none; `charset` what it said of the encoding.
    """

    asked: str
    url: str
    time: datetime
    data: bytes
    suffix: str
    charset: str | None = None

    def __str__(self) -> str:
        return self.url

    @property
    def stem(self) -> str:
        """What the document may be called where its text has no title.

        >>> at = datetime(2026, 1, 2)
        >>> [Fetched(u, u, at, b"", ".html").stem for u in ("https://a.cn/x/%E6%B3%95.html?q=1", "https://a.cn/")]
        ['法', 'a.cn']
        """
        parts = urlsplit(self.url)
        return PurePosixPath(unquote(parts.path)).stem or parts.hostname or self.url


Source = Path | Fetched
"""A document is read from either."""
