"""PDF files of printed lines, each at its place."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import pytest

from assistant.evaluation.printing import Printed, pdf_file

WritePdf = Callable[..., bytes]

SIZE = 12
_LOCK = b"/Encrypt << /Filter /Standard /V 1 /R 2 /P -44 /O <%s> /U <%s> >> /ID [<00> <00>] " % (
    b"11" * 32,
    b"22" * 32,
)


@pytest.fixture
def pdf() -> WritePdf:
    """Writes pages of printed lines, 595 by 842 points; with `locked`, behind a password."""

    def write(*pages: Iterable[Printed], locked: bool = False) -> bytes:
        return pdf_file(pages, SIZE, _LOCK if locked else b"")

    return write
